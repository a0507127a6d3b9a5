#include "tools/reserved_ports.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace madoguchi::tools {
namespace {

TEST(Reserved_ports, are_given_to_one_only) {
  ReservedPorts mine, others;
  std::set<std::uint16_t> taken;
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(taken.insert(mine.take()).second);
    EXPECT_TRUE(taken.insert(others.take()).second);
  }
  EXPECT_FALSE(taken.contains(0));
}

TEST(Reserved_ports, lie_below_those_of_outgoing_connections) {
  int lowest_outgoing = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> lowest_outgoing;
  ReservedPorts ports;
  for (int i = 0; i < 200; ++i) EXPECT_LT(ports.take(), lowest_outgoing);
}

TEST(Reserved_ports, the_wanted_one_where_it_is_free) {
  ReservedPorts mine;
  std::uint16_t port = 0;
  {
    ReservedPorts others;
    port = others.take();
    const auto another = mine.take(port);
    EXPECT_NE(another, port) << "held by another";
    EXPECT_NE(another, 0);
  }
  EXPECT_EQ(mine.take(port), port) << "let go with its holder";
  EXPECT_NE(mine.take(port), port) << "twice";
}

TEST(Reserved_ports, none_on_which_somebody_listens) {
  const std::uint16_t listened = ReservedPorts().take();
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(listened);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ReservedPorts ports;
  EXPECT_NE(ports.take(listened), listened);
  ::close(listener);
  EXPECT_EQ(ports.take(listened), listened);
}

}  // namespace
}  // namespace madoguchi::tools
