#include "oqs/counter_screen.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "unit/domain/world.hpp"
#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace domain::world;
using domain::Facts;
using domain::Question;
using domain::Reason;
using Json = nlohmann::ordered_json;

ResultDocument document_of(const Facts& facts, const Question& question) {
  const auto answer = ask(facts, question);
  return read_result(write_qualification_result(fixtures::answer_header(), answer, nullptr, {}))
      .value();
}
Json screen_of(const Facts& facts, const Question& question) {
  return counter_screen(document_of(facts, question));
}

struct Situation {
  Facts facts;
  Question question;
};

// One situation for every reason that has an answer (the rows of domain.md 4.5).
std::map<Reason, Situation> situations() {
  const auto card = by_card("20240710");
  const auto number = by_number("20240710");
  const auto own = ticket(clinic_x, "202407");
  const auto early = ticket(clinic_x, "202407", "20240701", "20240705");
  auto hidden = qualification();
  hidden.not_disclosed = true;
  const auto ended = qualification("20240110", "20240701");
  auto wrong_kind = ticket(pharmacy, "202407");
  auto other_birthdate = number;
  other_birthdate.search.birthdate = day("19900116");
  auto unknown = number;
  unknown.search.number = "9999999";
  auto several = with(facts(), insurance());
  several.people.push_back(several.people.front());
  several.people.back().id = 2;
  several.people.back().insurances.front().branch = "02";
  auto newer_insurance = insurance("20240701");
  newer_insurance.number = "111222";
  return {
      {Reason::assistance_not_used, {switched_off(with(facts(), qualification(), own)), card}},
      {Reason::not_disclosed, {with(facts(), hidden, own), card}},
      {Reason::never_recipient, {facts(), card}},
      {Reason::suspended_or_abolished, {with(facts(), ended), card}},
      {Reason::valid, {with(facts(), qualification(), own), card}},
      {Reason::nothing_registered, {with(facts(), qualification()), card}},
      {Reason::own_ticket_other_month,
       {with(facts(), qualification(), ticket(clinic_x, "202406")), card}},
      {Reason::own_ticket_period_over, {with(facts(), qualification(), early), card}},
      {Reason::commissioned_elsewhere,
       {with(facts(), qualification(), ticket(clinic_y, "202407")), card}},
      {Reason::wrong_kind_elsewhere, {with(facts(), qualification(), wrong_kind), card}},
      {Reason::number_valid, {with(facts(), qualification(), own), number}},
      {Reason::number_own_ticket_other_month,
       {with(facts(), qualification(), ticket(clinic_x, "202406")), number}},
      {Reason::number_own_ticket_period_over, {with(facts(), qualification(), early), number}},
      {Reason::number_commissioned_elsewhere,
       {with(facts(), qualification(), ticket(clinic_y, "202407")), number}},
      {Reason::number_newer_qualification, {with(facts(), ended, moved("20240701")), number}},
      {Reason::number_ended, {with(facts(), ended), number}},
      {Reason::number_unknown, {facts(), unknown}},
      {Reason::number_birthdate_differs, {with(facts(), qualification(), own), other_birthdate}},
      {Reason::number_not_disclosed, {with(facts(), hidden, own), number}},
      {Reason::number_nothing_registered, {with(facts(), qualification()), number}},
      {Reason::insurance_valid, {with(facts(), insurance()), by_insurance("20240710")}},
      {Reason::insurance_ended,
       {with(facts(), insurance("20200401", "20240701")), by_insurance("20240710")}},
      {Reason::insurance_newer,
       {with(facts(), insurance("20200401", "20240701"), newer_insurance),
        by_insurance("20240710")}},
      {Reason::insurance_unknown, {facts(), by_insurance("20240710")}},
  };
}

// What may not be told apart: one text where the cause is a secret (law 7).
const std::set<std::set<Reason>>& secrets() {
  static const std::set<std::set<Reason>> groups = {
      {Reason::nothing_registered, Reason::commissioned_elsewhere, Reason::wrong_kind_elsewhere},
      {Reason::number_nothing_registered, Reason::number_commissioned_elsewhere},
      {Reason::number_unknown, Reason::number_birthdate_differs, Reason::number_not_disclosed,
       Reason::insurance_unknown, Reason::assistance_not_used, Reason::not_disclosed,
       Reason::never_recipient},
  };
  return groups;
}
bool are_one(Reason a, Reason b) {
  for (const auto& group : secrets()) {
    if (group.contains(a) && group.contains(b)) return true;
  }
  return false;
}

TEST(CounterScreen, every_reason_of_the_closed_list_has_a_situation_here) {
  const auto all = situations();
  for (const auto& [wanted, situation] : all) {
    EXPECT_EQ(reason(situation.facts, situation.question), wanted) << name_of(wanted);
  }
  // Without an answer of their own: errors, bulk, ended behind an insurance, several persons.
  const std::set<Reason> others = {Reason::future_day,       Reason::assistance_not_used_number,
                                   Reason::ambiguous_number, Reason::ended_insured,
                                   Reason::bulk_valid,       Reason::insurance_several};
  for (int i = 0; i <= static_cast<int>(Reason::insurance_several); ++i) {
    const auto one = static_cast<Reason>(i);
    EXPECT_NE(all.contains(one), others.contains(one)) << name_of(one);
  }
}

// Both directions: whatever may be told has a text and a next step of its own, and whatever may not
// be told apart is the same bytes.
TEST(CounterScreen, tells_apart_what_may_be_told_and_nothing_else) {
  std::map<Reason, Json> screens;
  for (const auto& [why, situation] : situations()) {
    screens[why] = screen_of(situation.facts, situation.question);
  }
  for (const auto& [a, left] : screens) {
    EXPECT_FALSE(left["headline"]["ja"].get<std::string>().empty()) << name_of(a);
    EXPECT_FALSE(left["headline"]["en"].get<std::string>().empty()) << name_of(a);
    EXPECT_FALSE(left["next"]["ja"].get<std::string>().empty()) << name_of(a);
    EXPECT_FALSE(left["next"]["en"].get<std::string>().empty()) << name_of(a);
    for (const auto& [b, right] : screens) {
      if (a >= b) continue;
      if (are_one(a, b)) {
        EXPECT_EQ(left.dump(), right.dump()) << name_of(a) << " " << name_of(b);
        continue;
      }
      const auto told = [](const Json& screen) {
        return screen["state"].dump() + screen["headline"].dump() + screen["next"].dump();
      };
      // By card and by number a valid ticket and an ended assistance are the same news.
      const bool same_news = (a == Reason::valid && b == Reason::number_valid) ||
                             (a == Reason::valid && b == Reason::insurance_valid) ||
                             (a == Reason::number_valid && b == Reason::insurance_valid) ||
                             (a == Reason::suspended_or_abolished && b == Reason::number_ended);
      EXPECT_EQ(told(left) == told(right), same_news) << name_of(a) << " " << name_of(b);
      if (!same_news) {
        EXPECT_NE(left["next"]["ja"], right["next"]["ja"]) << name_of(a) << " " << name_of(b);
      }
    }
  }
}

TEST(CounterScreen, D27_D3_beside_an_insurance_nothing_tells_of_an_assistance) {
  auto hidden = qualification();
  hidden.not_disclosed = true;
  const auto card = by_card("20240710");
  const auto never = screen_of(with(facts(), insurance()), card).dump();
  EXPECT_EQ(screen_of(with(facts(), hidden, insurance()), card).dump(), never);
  EXPECT_EQ(
      screen_of(with(facts(), qualification("20240110", "20240701"), insurance()), card).dump(),
      never);
  EXPECT_EQ(screen_of(switched_off(with(facts(), qualification(), insurance())), card).dump(),
            never);
  EXPECT_EQ(never.find("医療券"), std::string::npos);
  EXPECT_EQ(never.find("福祉"), std::string::npos);
}

std::map<std::string, std::string> values_in(const Json& screen) {
  std::map<std::string, std::string> values;
  const auto take = [&values](const Json& lines) {
    for (const auto& line : lines) {
      for (const auto& field : line) values[field["label"]["ja"]] = field["value"]["ja"];
    }
  };
  for (const auto& result : screen["results"]) {
    take(result["lines"]);
    for (const auto& ticket : result["tickets"]) take(ticket["lines"]);
  }
  return values;
}

const std::vector<std::string>& guide_fields() {
  static const std::vector<std::string> all = {
      "照会番号",       "公費負担者番号", "福祉事務所名", "受給者番号",
      "氏名",           "性別",           "生年月日",     "医療券/調剤券別",
      "診療年月",       "指定医療機関名", "単独/併用別",  "有効開始年月日",
      "有効終了年月日", "傷病名1",        "傷病名2",      "傷病名3"};
  return all;
}

TEST(CounterScreen, D7_the_guides_first_picture_field_by_field) {
  const auto screen =
      screen_of(with(facts(), qualification(), ticket(clinic_x, "202407")), by_card("20240710"));
  EXPECT_EQ(screen["sign"], "valid");
  EXPECT_EQ(screen["headline"]["ja"], "この資格は有効です。");
  EXPECT_EQ(screen["next"]["ja"], "そのまま受付できます。");
  const auto values = values_in(screen);
  EXPECT_EQ(values.size(), guide_fields().size());
  for (const auto& label : guide_fields()) EXPECT_TRUE(values.contains(label)) << label;
  EXPECT_EQ(values.at("公費負担者番号"), "12000001");
  EXPECT_EQ(values.at("受給者番号"), "1010001");
  EXPECT_EQ(values.at("診療年月"), "令和6年7月");
  EXPECT_EQ(values.at("有効終了年月日"), "令和6年7月31日");
  const auto name = screen["results"][0]["lines"][3][0];
  EXPECT_EQ(name["kana"], "ｾｲﾎ ｲﾁﾛｳ");
  EXPECT_EQ(name["other"], "生保　壱郎");
}

TEST(CounterScreen, D8_the_guides_second_picture_withholds_every_number_and_ticket_field) {
  const auto screen = screen_of(with(facts(), qualification()), by_card("20240710"));
  EXPECT_EQ(screen["sign"], "unregistered");
  EXPECT_EQ(screen["headline"]["ja"], "この資格は有効です。(医療券/調剤券情報が未登録です。)");
  const auto values = values_in(screen);
  const std::set<std::string> shown = {"照会番号", "福祉事務所名", "氏名", "性別", "生年月日"};
  for (const auto& label : guide_fields()) {
    ASSERT_TRUE(values.contains(label)) << label;
    EXPECT_EQ(values.at(label).empty(), !shown.contains(label)) << label;
  }
  EXPECT_EQ(screen.dump().find("12000001"), std::string::npos);
  EXPECT_EQ(screen.dump().find("1010001"), std::string::npos);
  EXPECT_EQ(screen["telephone"], "03-1111-2222");
  EXPECT_NE(screen["next"]["ja"].get<std::string>().find("03-1111-2222"), std::string::npos);
  EXPECT_NE(screen["next"]["en"].get<std::string>().find("03-1111-2222"), std::string::npos);
}

TEST(CounterScreen, D4_both_qualifications_and_a_contradicting_ticket_are_noted) {
  auto contradicting = ticket(clinic_x, "202407");
  const auto screen =
      screen_of(with(facts(), qualification(), contradicting, insurance()), by_card("20240710"));
  ASSERT_EQ(screen["results"].size(), 2U);
  EXPECT_EQ(screen["results"][0]["side"], "assistance");
  ASSERT_EQ(screen["notes"].size(), 2U);
  EXPECT_NE(screen["notes"][0]["ja"].get<std::string>().find("併用"), std::string::npos);
  EXPECT_NE(screen["notes"][1]["ja"].get<std::string>().find("一致しません"), std::string::npos);
}

TEST(CounterScreen, a_certificate_about_to_end_is_a_note_beside_the_next_step) {
  auto document =
      document_of(with(facts(), qualification(), ticket(clinic_x, "202407")), by_card("20240710"));
  document.code = "N0701";
  document.message = "カードの電子証明書の有効期限は令和6年8月1日です。";
  auto screen = counter_screen(document);
  EXPECT_EQ(screen["state"], "valid");
  EXPECT_EQ(screen["next"]["ja"], "そのまま受付できます。");
  ASSERT_EQ(screen["notes"].size(), 1U);
  EXPECT_EQ(screen["notes"][0]["ja"], document.message);
  document.code = "N0006";
  document.validity = "6";
  document.message = "電話で確認してください。　カードの電子証明書の有効期限は令和6年8月1日です。";
  screen = counter_screen(document);
  EXPECT_EQ(screen["state"], "unregistered");
  EXPECT_EQ(screen["next"]["ja"], "電話で確認してください。");
  EXPECT_EQ(screen["notes"].size(), 1U);
}

TEST(CounterScreen, every_error_a_counter_meets_has_its_own_next_step) {
  std::map<std::string, std::string> texts;
  for (const auto error : all_errors()) {
    const auto code = std::string(code_of(error));
    if (code < "E2") continue;  // of files and messages: the vendor's
    const auto document =
        read_result(write_error_result(fixtures::answer_header(), {error, ""})).value();
    const auto screen = counter_screen(document);
    EXPECT_EQ(counter_state(document).name, "error") << code;
    EXPECT_EQ(screen["code"], code);
    EXPECT_TRUE(screen["results"].empty());
    const auto text = screen["next"]["ja"].get<std::string>();
    EXPECT_TRUE(texts.emplace(text, code).second) << code << " " << texts[text];
    EXPECT_FALSE(screen["next"]["en"].get<std::string>().empty());
  }
  EXPECT_GT(texts.size(), 40U);
}

TEST(CounterScreen, characters_a_font_may_lack_are_told_by_code_and_words) {
  auto q = qualification();
  q.person.name = "𠮷田　●";
  const auto screen = screen_of(with(facts(), q), by_card("20240710"));
  const auto& rare = screen["results"][0]["lines"][3][0]["rare"];
  ASSERT_EQ(rare.size(), 2U);
  EXPECT_EQ(rare[0]["code"], "U+20BB7");
  EXPECT_EQ(rare[0]["character"], "𠮷");
  EXPECT_EQ(rare[1]["code"], "U+25CF");
  EXPECT_NE(rare[1]["ja"].get<std::string>().find("置き換え"), std::string::npos);
}

TEST(CounterScreen, what_the_patient_chose_stands_with_its_end) {
  auto question = by_card("20240710");
  const auto at = *util::parse_iso_date_time("2024-07-10T09:00:00+09:00");
  question.consents = {{domain::ConsentKind::medication, true, at, at.plus_ms(86400000)},
                       {domain::ConsentKind::diagnosis, false, at, at}};
  const auto screen =
      screen_of(with(facts(), qualification(), ticket(clinic_x, "202407"), insurance()), question);
  ASSERT_EQ(screen["consents"].size(), 2U);
  EXPECT_EQ(screen["consents"][0]["kind"], "medication");
  EXPECT_EQ(screen["consents"][0]["given"], true);
  EXPECT_EQ(screen["consents"][0]["until"], "2024-07-11T09:00:00.000+09:00");
  EXPECT_EQ(screen["consents"][1]["given"], false);
}

}  // namespace
}  // namespace madoguchi::oqs
