#pragma once

#include <cstdint>
#include <string>

namespace madoguchi::net {

// For a log: that the certificate in a PEM file ends within 30 days, has ended or cannot be read.
// Empty when all is well.
std::string certificate_warning(const std::string& file, std::int64_t now_ms);

// Days until it ends, negative when it has ended; `unknown_days` when it cannot be read.
inline constexpr std::int64_t unknown_days = -99999;
std::int64_t certificate_days(const std::string& file, std::int64_t now_ms);

}  // namespace madoguchi::net
