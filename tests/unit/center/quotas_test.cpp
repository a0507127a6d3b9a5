#include "center/quotas.hpp"

#include <gtest/gtest.h>

#include "center/challenges.hpp"
#include "center/waiters.hpp"

namespace madoguchi::center {
namespace {

TEST(Quotas, a_burst_up_to_the_minute_then_a_wait_then_refill) {
  QuotaLimits limits;
  limits.requests_per_minute_max = 3;
  Quotas quotas(limits);
  const util::Instant now{1000000};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(quotas.enter("a", now), 0);
    quotas.leave("a");
  }
  EXPECT_EQ(quotas.enter("a", now), 20);
  EXPECT_EQ(quotas.enter("b", now), 0);  // of one party only
  EXPECT_EQ(quotas.enter("a", now.plus_ms(19999)), 1);
  EXPECT_EQ(quotas.enter("a", now.plus_ms(20001)), 0);
}

TEST(Quotas, in_flight_is_bounded_and_given_back) {
  QuotaLimits limits;
  limits.requests_in_flight_max = 2;
  Quotas quotas(limits);
  const util::Instant now{0};
  EXPECT_EQ(quotas.enter("a", now), 0);
  EXPECT_EQ(quotas.enter("a", now), 0);
  EXPECT_NE(quotas.enter("a", now), 0);
  quotas.leave("a");
  EXPECT_EQ(quotas.enter("a", now), 0);
}

TEST(Quotas, a_clock_that_goes_back_gives_and_takes_nothing) {
  QuotaLimits limits;
  limits.requests_per_minute_max = 1;
  Quotas quotas(limits);
  EXPECT_EQ(quotas.enter("a", util::Instant{1000000}), 0);
  quotas.leave("a");
  EXPECT_NE(quotas.enter("a", util::Instant{0}), 0);
}

TEST(WrongTries, different_questions_count_the_same_does_not) {
  QuotaLimits limits;
  limits.wrong_tries_max = 2;
  limits.wrong_tries_window_s = 10;
  WrongTries tries(limits);
  const util::Instant now{100000};
  auto allowed = [&tries](const char* party, const char* question, util::Instant at) {
    return WrongTries::Hold(tries, party, question, at).allowed();
  };
  for (const auto* question : {"q1", "q1", "q2"}) {
    WrongTries::Hold hold(tries, "a", question, now);
    EXPECT_TRUE(hold.allowed());
    hold.count();
  }
  EXPECT_FALSE(allowed("a", "q3", now));
  EXPECT_TRUE(allowed("a", "q1", now));  // counted already: nothing new is learnt
  EXPECT_TRUE(allowed("a", "", now));    // by card
  EXPECT_TRUE(allowed("b", "q3", now));
  EXPECT_FALSE(allowed("a", "q3", now.plus_ms(10000)));
  EXPECT_TRUE(allowed("a", "q3", now.plus_ms(10001)));
}

TEST(WrongTries, questions_at_the_same_time_cannot_overdraw_and_right_ones_give_back) {
  QuotaLimits limits;
  limits.wrong_tries_max = 1;
  WrongTries tries(limits);
  const util::Instant now{0};
  {
    WrongTries::Hold first(tries, "a", "q1", now);
    EXPECT_TRUE(first.allowed());
    EXPECT_FALSE(WrongTries::Hold(tries, "a", "q2", now).allowed());
  }
  EXPECT_TRUE(WrongTries::Hold(tries, "a", "q2", now).allowed());
}

TEST(Challenges, is_used_once_by_its_institution_in_time) {
  Challenges challenges(10, 2);
  const util::Instant now{0};
  const auto one = challenges.make("x", now);
  EXPECT_FALSE(challenges.use(one.challenge, "y", now));
  EXPECT_TRUE(challenges.use(one.challenge, "x", now.plus_ms(9999)));
  EXPECT_FALSE(challenges.use(one.challenge, "x", now.plus_ms(9999)));
  const auto late = challenges.make("x", now);
  EXPECT_FALSE(challenges.use(late.challenge, "x", now.plus_ms(10000)));
  EXPECT_FALSE(challenges.use("", "x", now));
}

TEST(Challenges, more_than_may_wait_are_refused_until_old_ones_end) {
  Challenges challenges(10, 2);
  EXPECT_NE(challenges.make("x", util::Instant{0}).challenge, "");
  EXPECT_NE(challenges.make("x", util::Instant{0}).challenge, "");
  EXPECT_EQ(challenges.make("x", util::Instant{0}).challenge, "");
  EXPECT_NE(challenges.make("x", util::Instant{10000}).challenge, "");
}

TEST(Waiters, wake_for_news_for_time_and_for_the_end) {
  const auto at = [](int ms) { return Waiters::Moment(std::chrono::milliseconds(ms)); };
  Waiters waiters;
  auto news = waiters.wait(at(100));
  auto time = waiters.wait(at(100));
  EXPECT_FALSE(news.await_ready());
  waiters.wake_due(at(99));
  EXPECT_FALSE(news.await_ready());
  waiters.wake_due(at(100));
  EXPECT_TRUE(time.await_ready());
  EXPECT_FALSE(time.await_resume());
  auto woken = waiters.wait(at(1000));
  waiters.wake_all();
  EXPECT_TRUE(woken.await_ready());
  EXPECT_TRUE(woken.await_resume());
  waiters.stop();
  EXPECT_TRUE(waiters.wait(at(5000)).await_ready());
}

}  // namespace
}  // namespace madoguchi::center
