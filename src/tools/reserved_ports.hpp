// Ports of loopback for what a demo or a test is about to start.
#pragma once

#include <cstdint>
#include <vector>

namespace madoguchi::tools {

// Ports that nobody listens on and that no other ReservedPorts of this machine has given out; each
// stays reserved for as long as this object lives, also while its server is down. They lie below
// those that the system gives to outgoing connections.
class ReservedPorts {
 public:
  ReservedPorts() = default;
  ~ReservedPorts();
  ReservedPorts(const ReservedPorts&) = delete;
  ReservedPorts& operator=(const ReservedPorts&) = delete;
  // `wanted` when it is free (0: any). 0 when no port is free, or no socket can be made.
  std::uint16_t take(std::uint16_t wanted = 0);

 private:
  bool reserve(std::uint16_t port);
  std::vector<int> held_;  // sockets that hold the ports' names
};

}  // namespace madoguchi::tools
