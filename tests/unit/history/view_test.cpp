#include "history/view.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace madoguchi::history {
namespace {

using nlohmann::json;

util::Day day(const std::string& text) {
  return *util::Day::parse(text);
}

Drugs drugs() {
  return {
      {"620000001",
       {"620000001", "アムロジピン錠５ｍｇ", "2171022", "アムロジピン", "217", "血管拡張剤", "錠"}},
      {"620000002",
       {"620000002", "アムロジピンＯＤ錠", "2171022", "アムロジピン", "217", "血管拡張剤", "錠"}},
      {"620000003",
       {"620000003", "ニフェジピン錠", "2171014", "ニフェジピン", "217", "血管拡張剤", "錠"}}};
}

ClaimEntry clinic(std::int64_t row, const std::string& code, const std::string& drug,
                  const std::string& on, int days) {
  ClaimEntry entry;
  entry.row = row;
  entry.month = util::Month::of(day(on));
  entry.claim.institution_code = code;
  entry.claim.institution_name = "医院" + code;
  entry.claim.drugs = {{drug, "1", days, days, day(on), "21", true}};
  return entry;
}

std::vector<Duplicate> found(const std::vector<ClaimEntry>& claims, int grace = 0,
                             const std::string& today = "20240715") {
  return duplicates(medication_lines(claims, {}, drugs()), grace, day(today));
}

TEST(Duplicates, 6_4_same_ingredient_of_other_issuers_on_the_same_days) {
  const auto all = found({clinic(1, "1310000011", "620000001", "20240701", 14),
                          clinic(2, "1310000029", "620000002", "20240714", 28)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].strength, Duplicate::Strength::same_ingredient);
  EXPECT_EQ(all[0].name, "アムロジピン");
  EXPECT_EQ(all[0].lines, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(all[0].from.text(), "20240714");
  EXPECT_EQ(all[0].to.text(), "20240714");
  EXPECT_FALSE(all[0].now);
}

TEST(Duplicates, 6_4_the_last_day_of_supply_is_the_dispensed_day_and_the_days) {
  // 14 days from July 1 end on July 14.
  EXPECT_TRUE(found({clinic(1, "1310000011", "620000001", "20240701", 14),
                     clinic(2, "1310000029", "620000002", "20240715", 28)})
                  .empty());
  EXPECT_EQ(found({clinic(1, "1310000011", "620000001", "20240701", 14),
                   clinic(2, "1310000029", "620000002", "20240715", 28)},
                  1)
                .size(),
            1U);  // a day of grace
}

TEST(Duplicates, one_issuer_repeats_no_one) {
  EXPECT_TRUE(found({clinic(1, "1310000011", "620000001", "20240701", 28),
                     clinic(2, "1310000011", "620000002", "20240710", 28)})
                  .empty());
}

TEST(Duplicates, the_same_class_is_the_weaker_finding) {
  const auto all = found({clinic(1, "1310000011", "620000001", "20240701", 28),
                          clinic(2, "1310000029", "620000003", "20240710", 28)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].strength, Duplicate::Strength::same_class);
  EXPECT_TRUE(all[0].now);
}

TEST(Duplicates, an_unknown_drug_and_an_unnamed_issuer_are_none) {
  EXPECT_TRUE(found({clinic(1, "1310000011", "629999999", "20240701", 28),
                     clinic(2, "1310000029", "629999999", "20240710", 28)})
                  .empty());
  EXPECT_TRUE(found({clinic(1, "", "620000001", "20240701", 28),
                     clinic(2, "1310000029", "620000001", "20240710", 28)})
                  .empty());
}

// A slow and obvious one: every pair of lines, day by day.
TEST(Duplicates, agree_with_a_day_by_day_count) {
  std::uint32_t seed = 20240710;
  const auto next = [&seed](std::uint32_t below) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<ClaimEntry> claims;
    for (int i = 0; i < 6; ++i) {
      claims.push_back(clinic(i, next(2) == 0 ? "1310000011" : "1310000029",
                              "62000000" + std::to_string(1 + next(3)),
                              day("20240701").plus_days(static_cast<int>(next(40))).text(),
                              static_cast<int>(1 + next(20))));
    }
    const auto lines = medication_lines(claims, {}, drugs());
    bool strong = false, weak = false;
    for (const auto& a : lines) {
      for (const auto& b : lines) {
        if (a.issuer_code >= b.issuer_code) continue;
        for (auto on = day("20240701"); on < day("20241001"); on = on.plus_days(1)) {
          const bool both = a.day <= on && on <= a.active_to && b.day <= on && on <= b.active_to;
          if (!both) continue;
          const bool same = a.drug.ingredient_code == b.drug.ingredient_code;
          (same ? strong : weak) = true;
        }
      }
    }
    bool told_strong = false, told_weak = false;
    for (const auto& one : duplicates(lines, 0, day("20240701"))) {
      const bool same = one.strength == Duplicate::Strength::same_ingredient;
      (same ? told_strong : told_weak) = true;
    }
    ASSERT_EQ(told_strong, strong) << "round " << round;
    ASSERT_EQ(told_weak, weak) << "round " << round;
  }
}

TEST(HistoryView, a_dispensing_told_twice_is_one_line) {
  DispensingEntry service;
  service.row = 5;
  service.dispensing.dispensed = day("20240704");
  service.dispensing.dispenser_code = "1340000015";
  service.dispensing.issuer_code = "1310000011";
  service.dispensing.drugs = {{"620000001", "", "2", "錠", "朝食後", 28, 28}};
  ClaimEntry claim;
  claim.row = 9;
  claim.month = util::Month::of(day("20240704"));
  claim.claim.visit = VisitKind::dispensing;
  claim.claim.institution_code = "1340000015";
  claim.claim.issuer_code = "1310000011";
  claim.claim.drugs = {{"620000001", "2", 28, 28, day("20240704"), "1", true},
                       {"620000003", "1", 28, 28, day("20240704"), "1", true},
                       {"620000001", "2", 28, 28, day("20240711"), "1", true}};
  const auto lines = medication_lines({claim}, {service}, drugs());
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].source, MedicationLine::Source::prescription);
  EXPECT_EQ(lines[0].usage, "朝食後");
  EXPECT_EQ(lines[1].drug.code, "620000003");
  EXPECT_EQ(lines[2].day.text(), "20240711");
}

TEST(HistoryView, the_chart_counts_days_by_month_and_ingredient) {
  const auto lines = medication_lines({clinic(1, "1310000011", "620000001", "20240725", 14),
                                       clinic(2, "1310000011", "620000002", "20240810", 7),
                                       clinic(3, "1310000011", "629999999", "20240810", 7)},
                                      {}, drugs());
  const auto made = json::parse(medication_json(lines, {0, day("20240901")}));
  EXPECT_EQ(made["months"], json({"202407", "202408"}));
  ASSERT_EQ(made["ingredients"].size(), 2U);
  EXPECT_EQ(made["ingredients"][0]["name"], "アムロジピン");
  EXPECT_EQ(made["ingredients"][0]["months"][0], json({{"month", "202407"}, {"days", 7}}));
  EXPECT_EQ(made["ingredients"][0]["months"][1], json({{"month", "202408"}, {"days", 14}}));
  EXPECT_EQ(made["ingredients"][1]["name"], "629999999");  // unknown: its code
  EXPECT_EQ(made["ingredients"][1]["known"], false);
  EXPECT_EQ(made["lines"][2]["known"], false);
  EXPECT_EQ(made["lines"][0]["active_to"], "20240807");
}

TEST(HistoryView, operations_stand_apart_from_treatments) {
  ClaimEntry entry;
  entry.row = 4;
  entry.month = *util::Month::parse("202407");
  entry.claim.institution_name = "病院";
  entry.claim.visit = VisitKind::in;
  entry.claim.procedures = {{"150000190", "", 1, DaysOfMonth{1} << 9, "50"},
                            {"150233410", "", 1, DaysOfMonth{1} << 9, "54"},
                            {"140007610", "", 2, 3, "40"},
                            {"160008010", "", 1, 1, "60"}};
  const Procedures known = {{"140007610", {"140007610", "人工腎臓", true}},
                            {"160008010", {"160008010", "末梢血液一般検査", false}},
                            {"150000190", {"150000190", "皮膚切開術", true}}};
  const auto diagnosis = json::parse(diagnosis_json({entry}, known));
  ASSERT_EQ(diagnosis["treatments"].size(), 1U);  // the listed one
  EXPECT_EQ(diagnosis["treatments"][0]["name"], "人工腎臓");
  EXPECT_EQ(diagnosis["treatments"][0]["days"], json({"20240701", "20240702"}));
  EXPECT_EQ(diagnosis["visits"][0]["kind"], "in");
  const auto operation = json::parse(operation_json({entry}, known));
  ASSERT_EQ(operation["operations"].size(), 2U);
  EXPECT_EQ(operation["operations"][0]["name"], "皮膚切開術");
  EXPECT_EQ(operation["operations"][1]["anaesthesia"], true);
  EXPECT_EQ(operation["operations"][1]["name"], "150233410");
  EXPECT_EQ(operation["operations"][1]["known"], false);
}

TEST(HistoryView, check_ups_have_trends_of_numbers_only) {
  CheckupEntry first, second;
  first.row = 1;
  first.checkup.date = day("20230601");
  first.checkup.items = {{"9N001", "身長", "PQ", "165.5", "cm", "", ""},
                         {"9N501", "判定", "CD", "1", "", "異常なし", ""}};
  second = first;
  second.row = 2;
  second.checkup.date = day("20240601");
  second.checkup.items[0].value = "165.3";
  second.checkup.items.push_back({"9N016", "腹囲", "PQ", "80", "cm", "", "H"});
  const auto made = json::parse(checkups_json({second, first}));
  EXPECT_EQ(made["checkups"][0]["date"], "20230601");
  ASSERT_EQ(made["trends"].size(), 1U);
  EXPECT_EQ(made["trends"][0]["points"][1], json({{"date", "20240601"}, {"value", "165.3"}}));
  EXPECT_EQ(made["checkups"][1]["items"][2]["judgement"], "H");
}

}  // namespace
}  // namespace madoguchi::history
