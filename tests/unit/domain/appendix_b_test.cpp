#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

// Appendix B of the rule book: institution X, ticket T1 of X for July 2024, recipient since
// 2024-01-10.
namespace madoguchi::domain {
namespace {

using namespace world;

const auto t1 = ticket(clinic_x, "202407");

std::string card(const Facts& f, std::string_view on) {
  return shape(ask(f, by_card(on)));
}

TEST(AppendixB, T1_is_valid_on_its_first_and_last_day_and_not_beside_them) {
  const Facts f = with(facts(), qualification(), t1);
  EXPECT_EQ(card(f, "20240701"), "A1");
  EXPECT_EQ(card(f, "20240731"), "A1");
  EXPECT_EQ(card(f, "20240630"), "A6");
  EXPECT_EQ(card(f, "20240801"), "A6");
}

TEST(AppendixB, A_late_registration_turns_6_into_1_for_the_same_day) {
  EXPECT_EQ(card(with(facts(), qualification()), "20240715"), "A6");
  EXPECT_EQ(card(with(facts(), qualification(), t1), "20240715"), "A1");
}

TEST(AppendixB, Abolished_on_the_20th) {
  const Facts f = with(facts(), qualification("20240110", "20240720"), t1);
  EXPECT_EQ(card(f, "20240720"), "A2");
  EXPECT_EQ(card(f, "20240719"), "A1");
}

TEST(AppendixB, Suspended_and_resumed) {
  const Facts f =
      with(facts(), qualification("20240110", "20240710"), qualification("20240725"), t1);
  EXPECT_EQ(card(f, "20240725"), "A1");
  EXPECT_EQ(card(f, "20240715"), "A2");
}

TEST(AppendixB, Before_the_start_there_is_no_result) {
  const Answer a = ask(with(facts(), qualification(), t1), by_card("20240109"));
  EXPECT_EQ(shape(a), "");
  EXPECT_EQ(a.validity, Validity::none);
}

TEST(AppendixB, Ticket_at_Y_only) {
  const Facts f = with(facts(), qualification(), ticket(clinic_y, "202407"));
  EXPECT_EQ(card(f, "20240710"), "A6");
  EXPECT_EQ(card(asked_by(clinic_y, f), "20240710"), "A1");
}

TEST(AppendixB, Period_over_on_the_5th) {
  EXPECT_EQ(card(with(facts(), qualification(), ticket(clinic_x, "202407", "20240701", "20240705")),
                 "20240710"),
            "A6");
}

TEST(AppendixB, Setting_off_and_not_disclosed_show_no_A1) {
  const Answer off = ask(switched_off(with(facts(), qualification(), t1)), by_card("20240710"));
  EXPECT_EQ(shape(off), "");
  EXPECT_EQ(off.validity, Validity::none);
  auto secret = qualification();
  secret.not_disclosed = true;
  EXPECT_EQ(ask(with(facts(), secret, t1), by_card("20240710")), off);
}

TEST(AppendixB, The_month_ends_at_midnight_in_Japan) {
  const Facts f = with(facts(), qualification(), t1);
  const auto at = [](std::string_view iso) {
    return util::day_in_japan(util::parse_iso_date_time(iso).value()).text();
  };
  EXPECT_EQ(card(f, at("2024-07-31T14:59:59+00:00")), "A1");
  EXPECT_EQ(card(f, at("2024-07-31T15:00:00+00:00")), "A6");
}

TEST(AppendixB, Leap_day) {
  EXPECT_EQ(card(with(facts(), qualification(), ticket(clinic_x, "202402")), "20240229"), "A1");
  EXPECT_EQ(ticket(clinic_x, "202402").to, day("20240229"));
}

TEST(AppendixB, The_numbers_of_T1_asked_at_Y_are_as_no_ticket_anywhere) {
  const Facts elsewhere = asked_by(clinic_y, with(facts(), qualification(), t1));
  const Facts nowhere = asked_by(clinic_y, with(facts(), qualification()));
  const Answer a = ask(elsewhere, by_number("20240710"));
  EXPECT_EQ(a.validity, Validity::invalid);
  EXPECT_EQ(a, ask(nowhere, by_number("20240710")));
}

}  // namespace
}  // namespace madoguchi::domain
