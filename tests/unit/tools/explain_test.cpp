#include "tools/explain.hpp"

#include <gtest/gtest.h>

#include "center/question_record.hpp"
#include "tools/reason_text.hpp"
#include "unit/tools/world.hpp"

namespace madoguchi::tools {
namespace {

using testing::at;
using testing::day;

const char* const today_text = "20261123";

std::string not_theirs() {
  ExplainProblem problem;
  problem.error = ExplainError::not_theirs;
  return "(" + problem.text() + ")";
}

// A store with the demo's people, in which answers were given and recorded as the center does.
class Explain : public ::testing::Test {
 protected:
  // Answers a scenario and records it; the record's number.
  store::AuditId answered(std::string_view id) {
    const auto& one = testing::scenario(all_, id);
    center::QuestionRecord record;
    record.institution_code = all_.institution_in(one.folder)->row.code;
    record.header.institution_code = record.institution_code;
    record.question = testing::question_of(one, day(today_text));
    if (const auto* card = std::get_if<ByCardFile>(&one.ask)) {
      record.card_issuer = testing::card_issuer;
      record.card_serial = testing::card_serial(testing::card_index(all_, card->file));
      record.card_mode = "visual";
      record.staff = "受付田中";
    }
    auto read =
        util::sync_wait(store_.registry().facts({center::facts_query(record, std::nullopt)}));
    EXPECT_TRUE(read.has_value());
    record.as_of = read->front().as_of;
    const auto made = center::replay(record, read->front().facts);
    record.at = at("2026-11-23T10:00:00.123+09:00");
    record.rows = made.decision.rows();
    record.validity = made.answer.validity ? static_cast<int>(*made.answer.validity) : 0;
    record.told = domain::code_of(made.answer.told);
    record.answer_hash = util::hex(util::sha256(center::answer_message(record, made.answer)));
    return recorded("answer", "institution:" + record.institution_code,
                    center::write_question_record(record), record.at);
  }

  store::AuditId recorded(std::string kind, std::string party, std::string detail,
                          util::Instant when = at("2026-11-23T10:00:00+09:00")) {
    store::Commit commit;
    commit.record.at = when;
    commit.record.kind = std::move(kind);
    commit.record.party = std::move(party);
    commit.record.interface = "OQSsiquc01";
    commit.record.detail = std::move(detail);
    const auto done = util::sync_wait(store_.registry().commit(std::move(commit)));
    EXPECT_TRUE(done.has_value());
    return done->id;
  }

  std::string text(store::AuditId id, ExplainFor audience, std::string code = "") {
    const auto told = explain(store_.registry(), {id, audience, std::move(code)});
    if (!told) return "(" + told.error().text() + ")";
    return explanation_text(*told) + explanation_json(*told);
  }
  // The text without what differs between any two records.
  std::string neutral(std::string_view id, ExplainFor audience) {
    const auto told = explain(store_.registry(), {answered(id), audience, ""});
    EXPECT_TRUE(told.has_value());
    Explanation rest;
    for (const auto& item : *told) {
      if (item.key != "id" && item.key != "answer_sha256") rest.push_back(item);
    }
    return explanation_text(rest);
  }

  void holds_no_person(const std::string& text) {
    for (const auto& row : all_.qualifications) {
      const auto& one = row.qualification;
      for (const auto& secret : {one.person.name, one.person.name_kana, one.person.birthdate.text(),
                                 one.person.birthdate.iso_text(), one.beneficiary.text(),
                                 row.person_link_key, one.person.address}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
      }
    }
    EXPECT_EQ(text.find("受付田中"), std::string::npos);
  }

  Population all_ = population(day(today_text));
  testing::FilledStore store_{all_, at("2026-11-23T09:00:00+09:00")};
};

TEST_F(Explain, makes_every_answer_anew_byte_for_byte) {
  for (const auto& one : all_.scenarios) {
    const bool answer = one.expected.error.empty() && one.expected.units == 0 &&
                        !std::holds_alternative<ByMonth>(one.ask);
    if (!answer) continue;
    const auto told = text(answered(one.id), ExplainFor::operator_);
    EXPECT_NE(told.find("identical"), std::string::npos) << one.id << "\n" << told;
  }
}

TEST_F(Explain, uses_the_registry_of_then_when_rows_changed_since) {
  const auto id = answered("D8");
  store::TicketRow ticket = all_.tickets.front();
  ticket.ticket.office_code = "13101";
  ticket.ticket.recipient_key = "R-D8";
  ticket.ticket.issue_number = "late-1";
  store_.apply(store::RowKind::ticket,
               registration_csv(store::RowKind::ticket, {ticket}, at("2026-11-24T09:00:00+09:00")));
  const auto told = text(id, ExplainFor::operator_);
  EXPECT_NE(told.find("identical"), std::string::npos);
  EXPECT_NE(told.find("D8 nothing_registered"), std::string::npos);
}

TEST_F(Explain, tells_when_the_record_does_not_fit_the_registry) {
  const auto id = answered("D7");
  const auto record = util::sync_wait(store_.registry().record(id));
  auto detail = (*record)->entry.detail;
  const auto hash_at = detail.find("\"answer\":\"") + 10;
  detail[hash_at] = detail[hash_at] == '0' ? '1' : '0';
  const auto forged = recorded("answer", (*record)->entry.party, detail, (*record)->entry.at);
  EXPECT_NE(text(forged, ExplainFor::operator_).find("DIFFERENT"), std::string::npos);
}

TEST_F(Explain, gives_the_operator_rules_and_versions_but_no_persons) {
  for (const auto* id : {"D7", "D8", "D11", "D3", "D22-birthdate", "D19", "D4", "D15", "I2"}) {
    SCOPED_TRACE(id);
    const auto told = text(answered(id), ExplainFor::operator_);
    holds_no_person(told);
    EXPECT_NE(told.find(testing::scenario(all_, id).expected.row), std::string::npos);
    EXPECT_NE(told.find("as_of"), std::string::npos);
  }
  const auto told = text(answered("D11"), ExplainFor::operator_);
  EXPECT_NE(told.find("D11 commissioned_elsewhere"), std::string::npos);
  EXPECT_NE(told.find("ticket version"), std::string::npos);
  EXPECT_NE(told.find("InsurerNumber"), std::string::npos);  // withheld in column 6
}

TEST_F(Explain, tells_an_institution_no_cause_behind_one_text) {
  const auto who = ExplainFor::institution;
  EXPECT_EQ(neutral("D8", who), neutral("D11", who));
  EXPECT_EQ(neutral("D8", who), neutral("D12", who));
  EXPECT_EQ(neutral("D28", who), neutral("D19", who));
  EXPECT_EQ(neutral("D22", who), neutral("D22-birthdate", who));
  EXPECT_EQ(neutral("D22", who), neutral("D3-number", who));
  EXPECT_EQ(neutral("D16", who), neutral("D3", who));
  EXPECT_EQ(neutral("D3-insured", who), neutral("D27", who));
  EXPECT_EQ(neutral("D14", who), neutral("D14-suspended", who));
  for (const auto* id : {"D11", "D12", "D19", "D3", "D3-number", "D22", "D22-birthdate", "D27"}) {
    SCOPED_TRACE(id);
    const auto told = text(answered(id), who);
    holds_no_person(told);
    for (const auto* secret :
         {"D11", "D12", "D19", "D3", "D22", "D27", "commissioned_elsewhere", "not_disclosed",
          "birthdate_differs", "as_of", "version", "1310000029", "R-D", "13101", "rules."}) {
      EXPECT_EQ(told.find(secret), std::string::npos) << secret;
    }
  }
}

TEST_F(Explain, tells_an_institution_what_it_got) {
  const auto valid = text(answered("D7"), ExplainFor::institution);
  EXPECT_NE(valid.find("InsurerNumber"), std::string::npos);
  EXPECT_NE(valid.find("MedicalTicketInfo/InjuryName1"), std::string::npos);
  const auto told =
      explain(store_.registry(), {answered("D8"), ExplainFor::institution, "1310000011"});
  ASSERT_TRUE(told.has_value());
  for (const auto& item : *told) {
    const bool number =
        std::find(item.values.begin(), item.values.end(), "InsurerNumber") != item.values.end();
    EXPECT_EQ(number, item.key == "withheld") << item.key;
  }
}

TEST_F(Explain, tells_no_institution_of_anothers_question) {
  const auto id = answered("D7");
  const auto told = text(id, ExplainFor::institution, "1340000015");
  EXPECT_EQ(told, not_theirs());
  const auto setting =
      recorded("setting", "institution:1310000011", R"({"MedicalAssistance":"1","before":"0"})");
  EXPECT_EQ(text(setting, ExplainFor::office), told);
  EXPECT_NE(text(setting, ExplainFor::institution).find("MedicalAssistance"), std::string::npos);
}

TEST_F(Explain, shows_an_office_its_own_recipients_only) {
  const auto id = answered("D8");
  const auto own = text(id, ExplainFor::office, "13101");
  EXPECT_NE(own.find("R-D8"), std::string::npos);
  EXPECT_NE(own.find("nothing_registered"), std::string::npos);
  EXPECT_EQ(own.find("未登　花子"), std::string::npos);
  EXPECT_EQ(text(id, ExplainFor::office, "13102"), not_theirs());
  // Of insurers it hears nothing.
  const auto combined = text(answered("D4"), ExplainFor::office, "13101");
  EXPECT_NE(combined.find("R-D4"), std::string::npos);
  EXPECT_EQ(combined.find("insurance"), std::string::npos);
  EXPECT_EQ(combined.find("06132013"), std::string::npos);
}

TEST_F(Explain, shows_the_office_of_a_moved_person_nothing_of_the_other_office) {
  const auto id = answered("D15");  // shown: the new office's
  const auto old_office = text(id, ExplainFor::office, "13101");
  EXPECT_NE(old_office.find("nothing of this office shown"), std::string::npos);
  EXPECT_EQ(old_office.find("13102"), std::string::npos);
  EXPECT_EQ(old_office.find("InjuryName1"), std::string::npos);
  const auto new_office = text(id, ExplainFor::office, "13102");
  EXPECT_NE(new_office.find("D7 valid"), std::string::npos);
  EXPECT_EQ(new_office.find("13101"), std::string::npos);
}

TEST_F(Explain, explains_refusals_and_registrations_from_their_detail) {
  const auto refusal =
      recorded("refusal", "institution:1310000011", R"({"error":"E4004","place":""})");
  EXPECT_NE(text(refusal, ExplainFor::institution).find("E4004"), std::string::npos);
  EXPECT_NE(text(refusal, ExplainFor::institution).find("失効"), std::string::npos);
  const auto registered = text(1, ExplainFor::operator_);
  EXPECT_NE(registered.find("added ="), std::string::npos);
  EXPECT_EQ(text(1, ExplainFor::institution), not_theirs());
}

TEST_F(Explain, says_when_there_is_no_such_record) {
  const auto told = explain(store_.registry(), {99999, ExplainFor::operator_, ""});
  ASSERT_FALSE(told.has_value());
  EXPECT_EQ(told.error().error, ExplainError::no_record);
  EXPECT_EQ(explain(store_.registry(), {0, ExplainFor::operator_, ""}).error().error,
            ExplainError::no_record);
}

TEST(ReasonText, has_words_in_both_languages_for_every_reason) {
  for (int i = 0; i <= static_cast<int>(domain::Reason::insurance_several); ++i) {
    const auto words = reason_text(static_cast<domain::Reason>(i));
    EXPECT_FALSE(words.japanese.empty());
    EXPECT_FALSE(words.english.empty());
  }
  for (int i = 0; i <= static_cast<int>(domain::Told::several); ++i) {
    EXPECT_FALSE(rule_family(static_cast<domain::Told>(i)).text.japanese.empty());
  }
}

}  // namespace
}  // namespace madoguchi::tools
