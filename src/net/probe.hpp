#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/client.hpp"

namespace madoguchi::net {

// How far a new connection comes, for a tool that tells what is wrong with a line. Each step is
// only tried when the one before it worked.
struct Probe {
  enum class Step { name, connect, handshake, done } reached = Step::name;  // the one that failed
  std::vector<std::string> addresses;                                       // of the name
  std::string detail;  // why not, for the operator
  // What the server showed (PEM), trusted or not; empty when the handshake did not come so far.
  std::string server_certificate_pem;
};

// With TLS 1.3 a server says only later that it refuses our certificate: the first request tells.
Probe probe(const ClientConfig& config, std::int64_t timeout_ms);

}  // namespace madoguchi::net
