// Many requests at once.
#include <algorithm>

#include "flow/waiting_room.hpp"

namespace madoguchi::flow {
namespace {

TEST(Load, Thousands_waiting_at_start_are_answered_once_each_through_a_restart) {
  const std::size_t waiting = long_run() ? 10000 : 2000;
  constexpr std::int64_t connections = 20 + 1;  // its sessions, and the one that waits for the feed
  System system;
  system.start_center();
  system.register_everybody();
  ClinicChoice choice;
  choice.center_wait_ms = 600000;
  auto& x = system.prepared_clinic(clinic_x, choice);
  system.use_medical_assistance(x);
  WaitingRoom room(x, system.today());
  room.feed(waiting);

  x.start();
  std::int64_t most = 0;
  EXPECT_TRUE(eventually(
      [&] {
        most = std::max(most, system.metric("connections_open"));
        return room.answered() >= waiting / 3;
      },
      std::chrono::seconds(600)));
  EXPECT_EQ(x.process.terminate(), 0) << x.log();
  x.start();
  EXPECT_TRUE(
      eventually([&] { return room.answered() >= waiting / 2; }, std::chrono::seconds(600)));
  x.process.kill();
  x.start();
  EXPECT_TRUE(eventually([&] { return room.answered() == waiting; }, std::chrono::seconds(600)));
  EXPECT_TRUE(names_in(x.req()).empty());
  EXPECT_LE(most, connections);

  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  const auto list = run({"audit", "list", "--config", system.center_config(), "--count", "5"});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_NE(list.out.find("--from 6"), std::string::npos) << list.out;
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
