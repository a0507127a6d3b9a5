#include <gtest/gtest.h>

#include <set>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

constexpr int reason_count = static_cast<int>(Reason::insurance_several) + 1;

TEST(Reasons, Each_has_a_name_of_its_own_that_leads_back_to_it) {
  std::set<std::string_view> names;
  for (int i = 0; i < reason_count; ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_TRUE(names.insert(name_of(reason)).second);
    EXPECT_EQ(reason_named(name_of(reason)), reason);
    EXPECT_FALSE(row_of(reason).empty());
  }
  EXPECT_EQ(reason_named("nothing_registered"), Reason::nothing_registered);
  EXPECT_EQ(reason_named("no_such_reason"), std::nullopt);
  EXPECT_EQ(reason_named(""), std::nullopt);
}

TEST(Reasons, Name_their_rows) {
  const std::vector<std::pair<Reason, std::string_view>> rows{
      {Reason::future_day, "D24"},
      {Reason::assistance_not_used_number, "D1"},
      {Reason::ambiguous_number, "3.3"},
      {Reason::assistance_not_used, "D1"},
      {Reason::not_disclosed, "D3"},
      {Reason::never_recipient, "D16"},
      {Reason::ended_insured, "D27"},
      {Reason::suspended_or_abolished, "D14"},
      {Reason::valid, "D7"},
      {Reason::nothing_registered, "D8"},
      {Reason::own_ticket_other_month, "D9"},
      {Reason::own_ticket_period_over, "D10"},
      {Reason::commissioned_elsewhere, "D11"},
      {Reason::wrong_kind_elsewhere, "D12"},
      {Reason::number_valid, "D17"},
      {Reason::number_own_ticket_other_month, "D18"},
      {Reason::number_own_ticket_period_over, "D18"},
      {Reason::number_commissioned_elsewhere, "D19"},
      {Reason::number_newer_qualification, "D20"},
      {Reason::number_ended, "D21"},
      {Reason::number_unknown, "D22"},
      {Reason::number_birthdate_differs, "D22"},
      {Reason::number_not_disclosed, "D3"},
      {Reason::number_nothing_registered, "D28"},
      {Reason::bulk_valid, "D25"},
      {Reason::insurance_valid, "I1"},
      {Reason::insurance_ended, "I2"},
      {Reason::insurance_newer, "I3"},
      {Reason::insurance_unknown, "I4"},
      {Reason::insurance_several, "I5"}};
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(reason_count));
  for (const auto& [reason, row] : rows) EXPECT_EQ(row_of(reason), row);
}

TEST(Reasons, A_row_is_named_once) {
  Decision d;
  Verdict v;
  v.reason = Reason::valid;
  d.verdicts = {v, v};
  d.withheld = {Reason::not_disclosed, Reason::number_not_disclosed};
  EXPECT_EQ(d.rows(), (std::vector<std::string>{"D7", "D3"}));
}

}  // namespace
}  // namespace madoguchi::domain
