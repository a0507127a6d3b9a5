#pragma once

#include <string>

#include "net/certificate_end.hpp"
#include "net/client.hpp"

namespace madoguchi::edge {

// How a party reaches the center: address, expected name, own certificate. Rooms above `edge` use
// this name and include nothing of `net`.
using CenterLine = net::ClientConfig;

// For a log: what is to be said of the end of the own certificate; empty when all is well.
inline std::string certificate_warning(const CenterLine& line, std::int64_t now_ms) {
  return net::certificate_warning(line.tls.certificate_file, now_ms);
}

// Days until a certificate ends, negative when it has ended or cannot be read.
inline std::int64_t certificate_days(const std::string& file, std::int64_t now_ms) {
  return net::certificate_days(file, now_ms);
}

}  // namespace madoguchi::edge
