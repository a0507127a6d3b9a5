#pragma once

#include <string>

#include "util/result.hpp"

namespace madoguchi::card {

// The first certificate (DER) of a PEM file; the error is for the user.
util::Result<std::string, std::string> certificate_der_of(const std::string& file);

}  // namespace madoguchi::card
