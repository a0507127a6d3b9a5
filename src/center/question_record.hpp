#pragma once

#include <optional>
#include <string>

#include "domain/decide.hpp"
#include "domain/project.hpp"
#include "oqs/messages.hpp"
#include "store/registry.hpp"

namespace madoguchi::center {

// Everything that a replay of one answer needs, as it stands in the record's detail: the question,
// the settings of that moment, the state of the registry that was read, and what was decided.
struct QuestionRecord {
  domain::Question question;
  std::string institution_code;
  std::string card_issuer, card_serial;       // Asking::card
  std::string card_mode;                      // pin, face, visual
  bool card_signed = false;                   // proven by the card's signature
  store::AuditId recheck_of = 0;              // the record of the card's own question; 0: this one
  std::string staff;                          // who confirmed without a signature
  std::vector<domain::Remark> extra_remarks;  // of the card's certificate
  domain::BatchId as_of = 0;
  std::vector<std::string> rows;     // "D7"
  std::vector<std::string> reasons;  // "valid"
  int validity = 0;                  // body-level, 0 when none
  std::string told;                  // code of what was told
  std::string answer_hash;           // SHA-256 (hex) of the answer as it was sent
  oqs::RequestHeader header;         // echoed
  oqs::SearchEcho echo;              // echoed, Asking::number
  util::Instant at;                  // ProcessExecutionTime (the record's own time)
};

std::string write_question_record(const QuestionRecord& record);
// Nothing when `detail` is not of this form (records of other kinds).
std::optional<QuestionRecord> read_question_record(const std::string& detail);

// An echoed block (see echo_json) from a record.
oqs::SearchEcho read_echo_json(const std::string& json);  // empty when unreadable

// Settings as a record keeps them.
std::string settings_json(const domain::DecisionSettings& settings);
domain::DecisionSettings read_settings_json(const std::string& json);  // defaults when unreadable

store::FactsQuery facts_query(const QuestionRecord& record, std::optional<domain::BatchId> as_of);

// One answer made anew from its record and the facts of then.
struct Replayed {
  domain::Decision decision;
  domain::Answer answer;
};
Replayed replay(const QuestionRecord& record, const domain::Facts& facts);
// The same for one unit of 資格確認一括照会.
Replayed replay_unit(const QuestionRecord& record, const domain::Facts& facts);
// Rows, reasons, validity and what was told, for the record.
void note_decision(QuestionRecord& record, const Replayed& made);
// Who is told about (for the record): the person shown, or the one found but withheld.
domain::PersonId person_asked_about(const Replayed& made, const domain::Facts& facts);
// Hides these people in facts of an earlier state: not disclosed since then (D3).
void hide_people(domain::Facts& facts, const std::vector<domain::PersonId>& people);
// The answer's message, byte for byte as it was sent when `answer` is the same.
std::string answer_message(const QuestionRecord& record, const domain::Answer& answer);

}  // namespace madoguchi::center
