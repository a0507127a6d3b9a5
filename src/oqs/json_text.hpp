#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "oqs/errors.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

struct JsonLimits {
  std::size_t bytes_max;
  std::size_t depth_max = 8;
};

// An object, strictly read: whole, valid UTF-8, no name twice in one object, within the limits.
util::Result<nlohmann::json, Problem> json_object(std::string_view text, const JsonLimits& limits);
// As text; invalid UTF-8 becomes U+FFFD.
std::string json_text(const nlohmann::json& value);

}  // namespace madoguchi::oqs
