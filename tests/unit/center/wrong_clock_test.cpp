#include <fstream>

#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t day_ms = 86400000;

// The center's clock is set back or forward while it runs.
class WrongClock : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.config.audit.checkpoint_every_s = 1;
    bed.start();
    bed.register_all();
    bed.use_medical_assistance(clinic_x);
  }
  void set_by(std::int64_t ms) { bed.clock.set(bed.clock.now().plus_ms(ms)); }
  std::size_t checkpoints() const {
    std::ifstream in(bed.config.audit.checkpoint_file);
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line);) ++lines;
    return lines;
  }
  Bed bed;
};

TEST_F(WrongClock, a_revocation_counts_at_once_after_the_clock_was_set_back) {
  auto line = bed.client("institution:1310000011");
  EXPECT_TRUE(line.challenge(10000));
  set_by(-day_ms);
  auto revoked = bed.revoked_client("institution:1310000011");
  const auto refused = revoked.challenge(10000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problem.error, oqs::ErrorCode::party_revoked);
}

TEST_F(WrongClock, checkpoints_go_on_after_the_clock_was_set_back) {
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion{});
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (checkpoints() == 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  set_by(-day_ms);
  const auto before = checkpoints();
  NumberQuestion yesterday;
  yesterday.day = "20240709";
  ask(line, yesterday);
  while (checkpoints() == before && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
  EXPECT_GT(checkpoints(), before);
}

TEST_F(WrongClock, a_long_poll_ends_although_the_clock_was_set_back) {
  auto line = bed.client("institution:1310000011");
  net::Request request;
  request.method = "GET";
  request.path = "/feed";
  request.query = {{"after", "1000000"}, {"wait_s", "1"}};
  std::thread setting([&] { set_by(-day_ms); });
  const auto page = line.send(request, 30000);
  setting.join();
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
}

TEST_F(WrongClock, D24_the_day_changes_at_midnight_in_japan) {
  auto line = bed.client("institution:1310000011");
  NumberQuestion tomorrow;
  tomorrow.day = "20240711";
  bed.clock.set(*util::parse_iso_date_time("2024-07-10T23:59:59+09:00"));
  EXPECT_EQ(ask(line, tomorrow).document.error_code, "E3001");
  bed.clock.set(*util::parse_iso_date_time("2024-07-11T00:00:00+09:00"));
  EXPECT_EQ(ask(line, tomorrow).document.validity, "1");
  bed.clock.set(*util::parse_iso_date_time("2024-07-10T23:59:59+09:00"));
  EXPECT_EQ(ask(line, tomorrow).document.error_code, "E3001");
}

TEST_F(WrongClock, a_key_has_one_outcome_whatever_the_clock_says) {
  auto line = bed.client("institution:1310000011");
  const auto first = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  for (const auto ms : {-400 * day_ms, 800 * day_ms}) {
    set_by(ms);
    const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
    EXPECT_EQ(again.xml, first.xml);
    EXPECT_EQ(again.record, first.record);
  }
}

TEST_F(WrongClock, a_bulk_job_of_the_future_holds_nobody_up) {
  bed.stop();
  bed.config.bulk.interval_s = 60;
  bed.start();
  auto line = bed.client("institution:1310000011");
  set_by(day_ms);
  const auto job = ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), "key-1");
  const auto number = job.document.reception_number;
  ASSERT_NE(number, "");
  ask(line, "OQSmutic02", download_request(clinic_x, number), "key-2");
  set_by(-day_ms);
  const auto next = ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), "key-3");
  EXPECT_EQ(next.document.error_code, "");
  EXPECT_NE(next.document.reception_number, "");
}

TEST_F(WrongClock, a_revocation_list_that_ends_while_the_center_runs_shows_on_the_health_page) {
  EXPECT_TRUE(bed.health("/readyz").starts_with("200"));
  set_by(20 * 365 * day_ms);
  const auto page = bed.health("/readyz");
  EXPECT_TRUE(page.starts_with("503")) << page;
  EXPECT_NE(page.find("revocation_list"), std::string::npos) << page;
}

TEST(WrongTries, of_a_clock_that_was_ahead_count_for_one_window_from_now) {
  QuotaLimits limits;
  limits.wrong_tries_max = 1;
  limits.wrong_tries_window_s = 10;
  WrongTries tries(limits);
  const util::Instant now{100000};
  { WrongTries::Hold(tries, "a", "q1", now.plus_ms(day_ms)).count(); }
  const auto allowed = [&](std::int64_t later_ms) {
    return WrongTries::Hold(tries, "a", "q2", now.plus_ms(later_ms)).allowed();
  };
  EXPECT_FALSE(allowed(0));
  EXPECT_FALSE(allowed(10000));
  EXPECT_TRUE(allowed(10001));
}

}  // namespace
}  // namespace madoguchi::center
