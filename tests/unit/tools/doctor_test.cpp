#include "tools/doctor.hpp"

#include "tools/doctor_parts.hpp"
#include "tools/test_people.hpp"
#include "unit/tools/world.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {
namespace {

using testing::at;
using testing::day;
using State = Finding::State;

State clock_state(std::int64_t there_s, std::string_view asked, std::string_view answered) {
  Findings findings;
  doctor::tell_clock(findings, there_s, at(asked), at(answered));
  EXPECT_EQ(findings.size(), 1U);
  return findings.front().state;
}

TEST(DoctorClock, warns_beyond_5_seconds_and_fails_beyond_60) {
  const auto noon = at("2024-07-10T12:00:00+09:00").ms / 1000;
  const auto state = [&](std::int64_t apart) {
    return clock_state(noon + apart, "2024-07-10T12:00:00+09:00", "2024-07-10T12:00:00.100+09:00");
  };
  for (const int sign : {1, -1}) {
    EXPECT_EQ(state(0), State::good);
    EXPECT_EQ(state(sign * 4), State::good);
    EXPECT_EQ(state(sign * 8), State::warning);
    EXPECT_EQ(state(sign * 58), State::warning);
    EXPECT_EQ(state(sign * 63), State::bad);
    EXPECT_EQ(state(sign * std::int64_t{86400 * 365}), State::bad);
  }
  EXPECT_EQ(state(-noon - 1), State::skipped) << "no date";
  // A slow answer proves nothing within its time.
  EXPECT_EQ(clock_state(noon, "2024-07-10T12:00:00+09:00", "2024-07-10T12:00:14+09:00"),
            State::good);
}

TEST(DoctorClock, reads_the_dates_of_HTTP_and_no_others) {
  EXPECT_EQ(doctor::seconds_of_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  for (const auto* none : {"", "yesterday", "Sun, 06 Nov 1994 08:49:37", "06 Nov 1994",
                           "Sun, 06 Nov 1994 08:49:37 GMT and more"}) {
    EXPECT_EQ(doctor::seconds_of_http_date(none), -1) << none;
  }
}

TEST(TestPeople, of_the_demo_show_every_main_result_at_the_clinic) {
  const testing::Folder folder;
  for (const auto* today : {"20240710", "20240716", "20240731", "20240801"}) {
    const auto all = population(day(today));
    ASSERT_TRUE(util::replace_file(folder / "people.csv",
                                   test_people_csv(all, "clinic", day(today)), 0600));
    const auto people = read_test_people(folder / "people.csv");
    ASSERT_TRUE(people.has_value()) << people.error();
    std::vector<int> results;
    for (const auto& one : *people) {
      results.push_back(one.validity);
      const auto scenario = std::find_if(all.scenarios.begin(), all.scenarios.end(),
                                         [&](const Scenario& s) { return s.id == one.id; });
      ASSERT_NE(scenario, all.scenarios.end()) << one.id;
      EXPECT_EQ(scenario->expected.validity, one.validity);
      EXPECT_EQ(std::holds_alternative<ByCardFile>(scenario->ask), !one.card.empty()) << one.id;
    }
    EXPECT_EQ(results, (std::vector<int>{1, 6, 2, 3, 4})) << today;
  }
}

TEST(Findings, are_well_without_a_bad_one) {
  EXPECT_TRUE(nothing_bad({}));
  EXPECT_TRUE(nothing_bad({{State::warning, "a", {}, {}}, {State::skipped, "b", {}, {}}}));
  EXPECT_FALSE(nothing_bad({{State::good, "a", {}, {}}, {State::bad, "b", {}, {}}}));
}

}  // namespace
}  // namespace madoguchi::tools
