// Very many connections, and slow ones: whoever asks is answered all the same.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>

#include "flow/raw_connection.hpp"
#include "flow/waiting_room.hpp"

namespace madoguchi::flow {
namespace {

using Tls = RawConnection::Tls;

class Crowds : public testing::Test {
 protected:
  // Two files a connection, ours and (in the center, which raises its own limit) theirs.
  static void SetUpTestSuite() {
    ::signal(SIGPIPE, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  // 10,000 where it may take its time and the system lets one process have so many files.
  static std::size_t crowd() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const std::size_t wanted = long_run() ? 10000 : 300;
    const std::size_t fits = limit.rlim_cur > 500 ? limit.rlim_cur - 400 : 100;
    if (fits < wanted) std::cout << "ulimit -n allows " << fits << " connections only" << std::endl;
    return std::min(wanted, fits);
  }
  Clinic& start(const std::string& server_more) {
    system.server_more = server_more;
    system.start_center();
    system.register_everybody();
    ClinicChoice choice;
    choice.center_wait_ms = 60000;
    return system.clinic(clinic_x, choice);
  }
  void expect_prompt_answers(Clinic& x, std::size_t questions) {
    WaitingRoom room(x, system.today());
    room.feed(questions);
    EXPECT_TRUE(room.all_answered());
    EXPECT_EQ(room.errors(), 0U);
  }
  System system;
};

TEST_F(Crowds, Thousands_of_idle_connections_stop_nobody) {
  auto& x = start("");
  std::vector<RawConnection> idle;
  for (std::size_t i = 0; i < crowd(); ++i) idle.emplace_back(system);
  for (const auto& one : idle) ASSERT_TRUE(one.ready());
  EXPECT_GE(system.metric("connections_open"), static_cast<std::int64_t>(idle.size()));
  expect_prompt_answers(x, 50);
  for (const auto& one : idle) EXPECT_FALSE(one.ended());
  idle.clear();
  EXPECT_TRUE(eventually([&] { return system.metric("connections_open") <= 40; }));
}

TEST_F(Crowds, Beyond_the_limit_new_ones_are_closed_and_a_place_that_comes_free_is_used) {
  auto& x = start("connections_max = 40\n");
  EXPECT_EQ(x.process.terminate(), 0);
  EXPECT_TRUE(eventually([&] { return system.metric("connections_open") == 0; }));
  std::vector<RawConnection> held;
  for (int i = 0; i < 40; ++i) held.emplace_back(system);
  for (const auto& one : held) ASSERT_TRUE(one.ready());
  EXPECT_FALSE(RawConnection(system).ready());
  EXPECT_EQ(system.metric("connections_open"), 40);
  x.start();
  const auto name = x.req("OQSsiquc01req_1.xml");
  write_in_place(name, message(about(recipient("R1"), system.today())));
  EXPECT_TRUE(eventually([&] { return x.log().find("E6001") != std::string::npos; }));
  held.clear();
  EXPECT_EQ(x.wait_for({"OQSsiquc01res_1.xml"}).xml().first("QualificationValidity"), "1");
}

TEST_F(Crowds, Connections_that_never_begin_are_cut_and_stop_nobody) {
  auto& x = start("handshake_timeout_ms = 1500\n");
  std::vector<RawConnection> silent;
  for (std::size_t i = 0; i < crowd(); ++i) silent.emplace_back(system, Tls::no);
  for (const auto& one : silent) ASSERT_TRUE(one.ready());
  for (std::size_t i = 0; i < silent.size(); i += 3) silent[i].say("\x16\x03\x01");
  expect_prompt_answers(x, 30);
  for (const auto& one : silent) EXPECT_TRUE(eventually([&] { return one.ended(); }));
}

TEST_F(Crowds, Slow_senders_are_cut_and_stop_nobody) {
  auto& x = start("request_timeout_ms = 3000\n");
  const std::string head = fmt::format(
      "POST /oqs/OQSsiquc01 HTTP/1.1\r\nHost: center\r\nIdempotency-Key: slow\r\n"
      "Content-Length: {}\r\n",
      5000);
  std::vector<RawConnection> slow;
  for (int i = 0; i < 60; ++i) {
    slow.emplace_back(system);
    ASSERT_TRUE(slow.back().ready());
    // A third within the first line, one within the header, one within the body.
    slow.back().say(i % 3 == 0 ? "POST /oq" : i % 3 == 1 ? head : head + "\r\n<XmlMsg>");
  }
  WaitingRoom room(x, system.today());
  room.feed(40);
  std::size_t cut = 0;
  EXPECT_TRUE(eventually([&] {
    cut = 0;
    for (std::size_t i = 0; i < slow.size(); ++i) {
      if (slow[i].ended()) {
        ++cut;
      } else {
        slow[i].say(i % 3 == 1 ? "A" : "x");  // one byte more: no reason to wait longer
      }
    }
    room.collect();
    return cut == slow.size();
  })) << cut;
  EXPECT_TRUE(room.all_answered());
  EXPECT_EQ(room.errors(), 0U);
  EXPECT_GE(system.metric("requests_refused_total"), 60);
}

TEST_F(Crowds, Readers_that_do_not_take_their_answers_stop_nobody) {
  auto& x = start("");
  const auto asked = message(about(recipient("R1"), system.today()));
  std::vector<RawConnection> lazy;
  for (int i = 0; i < 20; ++i) {
    lazy.emplace_back(system);
    ASSERT_TRUE(lazy.back().ready());
    for (int n = 0; n < 40; ++n) {
      lazy.back().say(fmt::format("POST /oqs/OQSsiquc01 HTTP/1.1\r\nHost: center\r\n"
                                  "Idempotency-Key: lazy-{}-{}\r\nContent-Length: {}\r\n\r\n",
                                  i, n, asked.size()) +
                      asked);
    }
  }
  expect_prompt_answers(x, 40);
  // Theirs are there as soon as they look.
  for (const auto& one : lazy) EXPECT_TRUE(one.hear().starts_with("HTTP/1.1 200"));
}

}  // namespace
}  // namespace madoguchi::flow
