#pragma once

#include <string>
#include <string_view>

#include "update/package.hpp"

// The update key (Ed25519). Not for other rooms.
namespace madoguchi::update {

// The signature of `text` in base64; the key file is made when absent.
util::Result<std::string, Problem> signature_of(std::string_view text, const std::string& key_file);
util::Result<void, Problem> check_signature(std::string_view text, std::string_view base64,
                                            const std::string& public_key_file);

}  // namespace madoguchi::update
