#include "domain/disaster.hpp"

#include <gtest/gtest.h>

namespace madoguchi::domain {
namespace {

util::Instant at(const char* iso) {
  return *util::parse_iso_date_time(iso);
}

Disaster noto() {
  return {{"17", "1610000019"},
          at("2026-01-01T16:10:00+09:00"),
          at("2026-01-08T00:00:00+09:00"),
          "災害救助法の適用"};
}

TEST(DisasterRules, holds_in_its_area_from_its_beginning_to_its_end_and_ends_by_itself) {
  const auto disaster = noto();
  ASSERT_TRUE(sound(disaster));
  const auto holds = [&](const char* institution, const char* iso) {
    return in_force(disaster, institution, at(iso));
  };
  EXPECT_TRUE(holds("1710000011", "2026-01-01T16:10:00+09:00"));
  EXPECT_FALSE(holds("1710000011", "2026-01-01T16:09:59+09:00"));
  EXPECT_TRUE(holds("1710000011", "2026-01-07T23:59:59+09:00"));
  EXPECT_FALSE(holds("1710000011", "2026-01-08T00:00:00+09:00"));
  EXPECT_FALSE(holds("1310000011", "2026-01-03T00:00:00+09:00"));
  EXPECT_TRUE(holds("1610000019", "2026-01-03T00:00:00+09:00"));   // named by itself
  EXPECT_FALSE(holds("1610000027", "2026-01-03T00:00:00+09:00"));  // its neighbour is not
}

TEST(DisasterRules, a_declaration_has_an_area_an_end_and_a_reason) {
  const auto with = [](auto change) {
    auto disaster = noto();
    change(disaster);
    return sound(disaster);
  };
  EXPECT_FALSE(with([](auto& d) { d.areas.clear(); }));
  EXPECT_FALSE(with([](auto& d) { d.areas = {"00"}; }));
  EXPECT_FALSE(with([](auto& d) { d.areas = {"48"}; }));
  EXPECT_FALSE(with([](auto& d) { d.areas = {"17", "*"}; }));
  EXPECT_FALSE(with([](auto& d) { d.areas = {"171"}; }));
  EXPECT_FALSE(with([](auto& d) { d.reason.clear(); }));
  EXPECT_FALSE(with([](auto& d) { d.until = d.from; }));
  EXPECT_FALSE(with([](auto& d) { d.until = at("2027-01-01T00:00:00+09:00"); }));
}

RegisteredPerson hanako() {
  RegisteredPerson person;
  person.name = "輪島　花子";
  person.kana = "ﾜｼﾞﾏ ﾊﾅｺ";
  person.birthdate = *util::Day::parse("19500401");
  person.sex1 = "2";
  person.address = "石川県輪島市河井町1-2-3 海ハイツ101";
  return person;
}

WantedPerson told() {
  return {"輪島花子", *util::Day::parse("19500401"), "2", "石川県輪島市河井町１－２－３"};
}

TEST(DisasterRules, finds_the_one_whom_name_birth_date_sex_and_address_say) {
  auto other = hanako();
  other.kana = "ﾜｼﾞﾏ ﾌﾐ";
  other.name = "輪島　文";
  EXPECT_EQ(exactly_one({other, hanako()}, told()), 1U);
  auto in_kana = told();
  in_kana.name = "わじまはなこ";
  EXPECT_EQ(exactly_one({other, hanako()}, in_kana), 1U);
  auto longer = told();
  longer.address += " 海ハイツ101 1階";
  EXPECT_EQ(exactly_one({hanako()}, longer), 0U);
}

TEST(DisasterRules, the_prefecture_may_be_left_out_but_must_be_right) {
  auto without = told();
  without.address = "輪島市河井町1-2-3";
  EXPECT_EQ(exactly_one({hanako()}, without), 0U);
  auto registered_without = hanako();
  registered_without.address = "輪島市河井町1-2-3";
  EXPECT_EQ(exactly_one({registered_without}, told()), 0U);
  auto elsewhere = told();
  elsewhere.address = "富山県輪島市河井町1-2-3";
  EXPECT_FALSE(exactly_one({hanako()}, elsewhere));
  auto too_little = told();
  too_little.address = "石川県輪島市河";
  EXPECT_FALSE(exactly_one({registered_without}, too_little));
}

TEST(DisasterRules, one_thing_that_differs_and_nobody_is_determined) {
  const auto differs = [](auto change) {
    auto wanted = told();
    change(wanted);
    return !exactly_one({hanako()}, wanted);
  };
  EXPECT_TRUE(differs([](auto& w) { w.name = "輪島花江"; }));
  EXPECT_TRUE(differs([](auto& w) { w.birthdate = *util::Day::parse("19500402"); }));
  EXPECT_TRUE(differs([](auto& w) { w.sex = "1"; }));
  EXPECT_TRUE(differs([](auto& w) { w.address = "石川県輪島市河井町9-9"; }));
  EXPECT_TRUE(differs([](auto& w) { w.address = "石川県"; }));  // too little to mean somebody
  EXPECT_TRUE(differs([](auto& w) { w.address.clear(); }));
  EXPECT_TRUE(differs([](auto& w) { w.name = " 　"; }));
  auto homeless = hanako();
  homeless.address.clear();
  EXPECT_FALSE(exactly_one({homeless}, told()));
}

TEST(DisasterRules, two_who_fit_are_not_determined) {
  EXPECT_FALSE(exactly_one({hanako(), hanako()}, told()));
  EXPECT_FALSE(exactly_one({}, told()));
}

TEST(DisasterRules, D3_who_is_not_disclosed_is_never_found_and_hides_nobody_behind_another) {
  auto hidden = hanako();
  hidden.disclosed = RegisteredPerson::Disclosed::no;
  EXPECT_FALSE(exactly_one({hidden}, told()));
  EXPECT_FALSE(exactly_one({hanako(), hidden}, told()));
  EXPECT_FALSE(exactly_one({hidden, hanako()}, told()));
}

TEST(DisasterRules, the_sex_on_the_back_of_the_card_counts_where_there_is_one) {
  auto person = hanako();
  person.sex1 = "3";
  person.sex2 = "2";
  EXPECT_EQ(exactly_one({person}, told()), 0U);
  person.sex2 = "1";
  EXPECT_FALSE(exactly_one({person}, told()));
}

}  // namespace
}  // namespace madoguchi::domain
