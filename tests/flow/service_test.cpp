// Under a service manager (systemd, Type=notify): told when it serves, and when it ends.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

// A service manager's socket; its name is in the environment of what starts while it lives.
class Manager {
 public:
  explicit Manager(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    bound = ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  // The next thing that is told, waiting for it.
  std::string wait() const {
    std::string told;
    eventually([&] { return !(told = next()).empty(); });
    return told;
  }
  // What was told, without waiting.
  std::string next() const {
    char text[256];
    const auto got = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
    return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : "";
  }
  bool bound = false;

 private:
  int socket_ = -1;
};

TEST(Service, A_center_tells_its_manager_when_it_serves_and_when_it_ends) {
  System system;
  const Manager manager(system.path("notify").string());
  ASSERT_TRUE(manager.bound);
  system.begin_center();
  EXPECT_EQ(manager.wait(), "READY=1") << system.center_log();
  EXPECT_TRUE(system.center_ready()) << "told before it could answer";
  system.center.signal(SIGHUP);
  EXPECT_EQ(system.center.terminate(), 0);
  EXPECT_EQ(manager.next(), "STOPPING=1");
  EXPECT_EQ(manager.next(), "");
}

TEST(Service, A_terminal_tells_too_and_one_that_cannot_start_does_not) {
  System system;
  system.start_center();
  system.register_everybody();
  auto& x = system.prepared_clinic(clinic_x);
  const Manager manager(system.path("notify").string());
  ASSERT_TRUE(manager.bound);
  x.begin();
  EXPECT_EQ(manager.wait(), "READY=1") << x.log();
  EXPECT_EQ(run({"terminal", "--config", x.config()}).code, 2) << "its folders are taken";
  EXPECT_EQ(manager.next(), "");
  EXPECT_EQ(x.process.terminate(), 0);
  EXPECT_EQ(manager.next(), "STOPPING=1");
}

TEST(Service, A_manager_that_is_gone_or_named_wrongly_stops_nothing) {
  System system;
  for (const auto& name : {std::string("/does/not/exist"), std::string(300, 'x'), std::string(),
                           std::string("@"), std::string("@madoguchi-nobody-listens")}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    system.start_center();
    EXPECT_EQ(system.center.terminate(), 0) << name;
    ::unsetenv("NOTIFY_SOCKET");
  }
}

}  // namespace
}  // namespace madoguchi::flow
