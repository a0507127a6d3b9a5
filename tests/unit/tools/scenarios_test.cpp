#include "tools/scenarios.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "domain/project.hpp"
#include "oqs/json_form.hpp"
#include "tools/scenario_table.hpp"
#include "unit/tools/world.hpp"

namespace madoguchi::tools {
namespace {

using testing::at;
using testing::day;
using testing::FilledStore;

// Beginning, middle, end of a month, a leap day, and the turn of a year.
const char* const days[] = {"20240710", "20240731", "20240801", "20240229", "20250101", "20261123"};

std::string shape(const domain::Answer& answer) {
  std::string text;
  for (const auto& result : answer.results) {
    text += (text.empty() ? "" : " ") +
            std::string(result.side == domain::Side::assistance ? "A" : "I") +
            std::to_string(static_cast<int>(result.validity));
  }
  return text;
}

// A card or numbers of one person, judged by the rules alone.
bool asks_about_one(const Scenario& scenario) {
  return std::holds_alternative<ByCardFile>(scenario.ask) ||
         std::holds_alternative<ByNumbers>(scenario.ask);
}

class Scenarios : public ::testing::TestWithParam<const char*> {};

TEST_P(Scenarios, say_what_the_rules_answer_to_what_is_registered) {
  const auto today = day(GetParam());
  const auto all = population(today);
  FilledStore store(all, at("2026-11-01T00:00:00+09:00"));
  for (const auto& scenario : all.scenarios) {
    SCOPED_TRACE(std::string(GetParam()) + " " + scenario.id);
    if (!asks_about_one(scenario) || scenario.expected.row == "D2") continue;
    auto read = util::sync_wait(store.registry().facts({testing::query_of(all, scenario)}));
    ASSERT_TRUE(read.has_value());
    const auto& found = read->front();
    EXPECT_TRUE(found.institution_known);
    const auto question = testing::question_of(scenario, today);
    const auto decision = domain::decide(found.facts, question);
    const auto rows = decision.rows();
    EXPECT_NE(std::find(rows.begin(), rows.end(), scenario.expected.row), rows.end())
        << (rows.empty() ? "no row" : rows.front());
    EXPECT_EQ(decision.refused.has_value(), !scenario.expected.error.empty());
    if (decision.refused) continue;
    const auto answer = domain::project(found.facts, question, decision);
    EXPECT_EQ(static_cast<int>(answer.validity.value()), scenario.expected.validity);
    EXPECT_EQ(shape(answer), scenario.expected.results);
    const std::string code(domain::code_of(answer.told));
    // N07xx comes from the card's certificate, not from the rules.
    if (scenario.expected.code.starts_with("N07")) continue;
    EXPECT_EQ(code, scenario.expected.code);
  }
}

// Every leaf with its path, in order: `Node` is of the XML or of the JSON.
std::string leaves(pugi::xml_node node, const std::string& path) {
  if (node.type() != pugi::node_element) return {};
  const auto here = path + "/" + node.name();
  if (node.first_child().type() == pugi::node_pcdata && !node.first_child().next_sibling()) {
    return here + "=" + node.child_value() + "\n";
  }
  std::string text;
  for (const auto child : node.children()) text += leaves(child, here);
  return text;
}
std::string leaves(const nlohmann::ordered_json& value, const std::string& path) {
  if (value.is_string()) return path + "=" + value.get<std::string>() + "\n";
  std::string text;
  for (const auto& [name, child] : value.items()) {
    text += leaves(child, value.is_array() ? path : path + "/" + name);
  }
  return text;
}

TEST_P(Scenarios, say_as_json_what_they_say_as_xml) {
  const auto today = day(GetParam());
  const auto all = population(today);
  FilledStore store(all, at("2026-11-01T00:00:00+09:00"));
  for (const auto& scenario : all.scenarios) {
    SCOPED_TRACE(std::string(GetParam()) + " " + scenario.id);
    if (std::holds_alternative<ByMonth>(scenario.ask)) continue;
    auto read = util::sync_wait(store.registry().facts({testing::query_of(all, scenario)}));
    ASSERT_TRUE(read.has_value());
    const auto question = testing::question_of(scenario, today);
    const auto decision = domain::decide(read->front().facts, question);
    if (decision.refused) continue;
    const auto answer = domain::project(read->front().facts, question, decision);
    oqs::AnswerHeader header;
    header.arbitrary_file_identifier = {"A&B", "A&#38;B"};
    const auto xml = oqs::write_qualification_result(header, answer, nullptr, {});
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(xml.c_str()));
    const auto json = oqs::json_of_xml(xml);
    ASSERT_TRUE(json.has_value());
    EXPECT_EQ(leaves(nlohmann::ordered_json::parse(*json), ""),
              leaves(document.document_element(), ""));
  }
}

TEST_P(Scenarios, bulk_delivers_as_many_people_as_expected) {
  const auto today = day(GetParam());
  const auto all = population(today);
  FilledStore store(all, at("2026-11-01T00:00:00+09:00"));
  for (const auto& scenario : all.scenarios) {
    const auto* bulk = std::get_if<ByMonth>(&scenario.ask);
    if (bulk == nullptr || !scenario.expected.error.empty()) continue;
    SCOPED_TRACE(scenario.id);
    const auto read = util::sync_wait(store.registry().bulk(
        all.institution_in(scenario.folder)->row.code, bulk->month, std::nullopt));
    ASSERT_TRUE(read.has_value());
    std::size_t units = 0;
    for (std::size_t i = 0; i < read->facts.people.size(); ++i) {
      units += domain::decide_bulk(read->facts, i, bulk->month, {}).verdicts.empty() ? 0 : 1;
    }
    EXPECT_EQ(units, scenario.expected.units);
  }
}

INSTANTIATE_TEST_SUITE_P(On, Scenarios, ::testing::ValuesIn(days),
                         [](const auto& one) { return std::string(one.param); });

TEST(Population, shows_every_row_of_the_decision_table) {
  const auto all = population(day("20261123"));
  std::set<std::string> shown;
  for (const auto& scenario : all.scenarios) {
    shown.insert(scenario.id.substr(0, scenario.id.find('-')));
  }
  for (int row = 1; row <= 28; ++row) EXPECT_TRUE(shown.contains("D" + std::to_string(row))) << row;
  for (int row = 1; row <= 5; ++row) EXPECT_TRUE(shown.contains("I" + std::to_string(row))) << row;
}

TEST(Population, has_a_card_for_everybody_once_and_ids_once) {
  const auto all = population(day("20261123"));
  std::set<std::string> files, ids, keys;
  for (const auto& card : all.cards) EXPECT_TRUE(files.insert(card.file).second) << card.file;
  for (const auto& one : all.scenarios) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_NE(all.institution_in(one.folder), nullptr);
    if (const auto* card = std::get_if<ByCardFile>(&one.ask)) {
      EXPECT_TRUE(files.contains(card->file)) << card->file;
    }
  }
  std::map<std::string, std::string> holders;
  for (const auto& row : all.qualifications) {
    const auto& one = row.qualification;
    const auto numbers = one.payer.text() + "/" + one.beneficiary.text();
    const auto [place, made] = holders.emplace(numbers, row.person_link_key);
    EXPECT_EQ(place->second, row.person_link_key) << numbers;
  }
}

TEST(Population, holds_the_guides_person_and_only_its_numbers_fail_the_check_digit) {
  const auto all = population(day("20261123"));
  std::size_t ichiros = 0;
  for (const auto& row : all.qualifications) {
    const auto& one = row.qualification;
    const bool guide = one.payer.text() == "12000001";
    EXPECT_EQ(one.payer.check_digit_ok(), !guide);
    EXPECT_EQ(one.beneficiary.check_digit_ok(), !guide);
    if (!guide) continue;
    ++ichiros;
    EXPECT_EQ(one.person.name, "生保　一郎");
    EXPECT_EQ(one.beneficiary.text(), "1010001");
    EXPECT_EQ(one.person.birthdate.text(), "19900115");
  }
  EXPECT_EQ(ichiros, 1U);
  for (const auto& one : all.institutions) {
    EXPECT_EQ(domain::form_of_institution_code(one.row.code), domain::NumberForm::ok);
  }
}

TEST(Population, stays_the_same_within_half_a_month) {
  const auto csv = [](std::string_view today) {
    std::string text;
    for (const auto& [kind, rows] : testing::files_of(population(day(today)))) {
      text += registration_csv(kind, rows, at("2026-11-01T00:00:00+09:00"));
    }
    return text;
  };
  EXPECT_EQ(csv("20261101"), csv("20261115"));
  EXPECT_EQ(csv("20261116"), csv("20261130"));
  EXPECT_NE(csv("20261115"), csv("20261116"));
  EXPECT_EQ(population_period(day("20261101")), population_period(day("20261115")));
  EXPECT_NE(population_period(day("20261115")), population_period(day("20261116")));
}

TEST(Population, of_the_next_month_follows_the_one_before_in_the_same_store) {
  const auto before = population(day("20261123"));
  const auto first = at("2026-11-23T09:00:00+09:00");
  const auto later = at("2026-12-02T09:00:00+09:00");
  FilledStore store(before, first);
  const auto now = population(day("20261202"));
  const auto old_files = testing::files_of(before);
  const auto new_files = testing::files_of(now);
  for (std::size_t i = 0; i < old_files.size(); ++i) {
    const auto kind = old_files[i].first;
    const auto old_csv = registration_csv(kind, old_files[i].second, first);
    const auto csv =
        following_csv(kind, old_csv, registration_csv(kind, new_files[i].second, later), later);
    store.apply(kind, csv);
    // The same file once more changes nothing, nor does what follows it on the same day.
    const auto again = store.apply(kind, csv);
    EXPECT_EQ(again.added + again.changed + again.removed, 0U) << store::name_of(kind);
    const auto next =
        following_csv(kind, csv, registration_csv(kind, new_files[i].second, later), later);
    const auto same = store.apply(kind, next);
    EXPECT_EQ(same.added + same.changed + same.removed, 0U) << store::name_of(kind);
  }
  for (const auto& scenario : now.scenarios) {
    if (!asks_about_one(scenario) || scenario.expected.row == "D2") continue;
    SCOPED_TRACE(scenario.id);
    auto read = util::sync_wait(store.registry().facts({testing::query_of(now, scenario)}));
    ASSERT_TRUE(read.has_value());
    const auto question = testing::question_of(scenario, day("20261202"));
    const auto decision = domain::decide(read->front().facts, question);
    const auto rows = decision.rows();
    EXPECT_NE(std::find(rows.begin(), rows.end(), scenario.expected.row), rows.end());
  }
}

TEST(ScenarioTable, names_everybody_and_how_to_ask) {
  const auto today = day("20261123");
  const auto all = population(today);
  const auto table = scenario_table(all, today);
  for (const auto& one : all.scenarios) {
    EXPECT_NE(table.find("\n" + one.id + " "), std::string::npos) << one.id;
    EXPECT_NE(table.find(one.title_english), std::string::npos) << one.id;
  }
  EXPECT_NE(table.find("cards/D7.card"), std::string::npos);
  EXPECT_NE(table.find("12000001/1010001 19900115"), std::string::npos);
}

TEST(ScenarioTable, counts_wide_and_half_width_letters_as_terminals_draw_them) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("生保", 6), "生保  ");
  EXPECT_EQ(padded("ｾｲﾎ", 6), "ｾｲﾎ   ");
  EXPECT_EQ(padded("𠮟", 3), "𠮟 ");
}

}  // namespace
}  // namespace madoguchi::tools
