#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/acting.hpp"
#include "center/history_record.hpp"
#include "center/question_record.hpp"

namespace madoguchi::center {

// The card read that a look rests on: an answer of this institution to a card.
struct CardRead {
  store::AuditId record = 0;
  domain::PersonId person = 0;  // 0: nobody was found
  QuestionRecord question;
  util::Instant at;
};
// Nothing when the record is none of this institution's card reads: told apart to nobody.
util::Task<util::Result<std::optional<CardRead>, store::StoreProblem>> card_read_of(
    Context& context, const Party& party, store::AuditId record);

// A PIN is proven by the card's signature alone; face and eyes without one name who confirmed.
// (With a signature and a name the read counts as unsigned: the careful side.)
bool signed_by_card(const QuestionRecord& question);
// The certificate was past its end: eligibility only (7.2).
bool in_grace(const QuestionRecord& question);

// What holds of the person and the institution now.
struct HistoryStanding {
  domain::Institution institution;
  domain::HistorySwitches switches;
  domain::PersonId person = 0;
  std::optional<domain::Validity> validity;
  domain::Stands disclosed = domain::Stands::no;
  std::optional<domain::PersonDetails> details;  // of whoever has a qualification now
  std::vector<store::KindChoice> choices;
};
util::Task<util::Result<HistoryStanding, store::StoreProblem>> standing_of(Context& context,
                                                                           const CardRead& card);
// The same of somebody who is known by number (folders).
util::Task<util::Result<HistoryStanding, store::StoreProblem>> standing_of_person(
    Context& context, std::string institution_code, domain::PersonId person);

// Two factors of different kinds (OQSCD041).
bool two_factors(const std::optional<Acting>& acting);

// What the patient said in a disaster, instead of a consent at the reader.
struct OralConsent {
  std::vector<domain::HistoryKind> kinds;
  util::Instant at, until;
};

// Each kind judged by domain::may_view.
struct Viewer {
  std::optional<Acting> acting;  // nothing: a receipt computer
  domain::HistoryMode mode = domain::HistoryMode::number;
  domain::Stands certificate = domain::Stands::no;
  std::optional<OralConsent> oral = {};  // mode disaster
  domain::Stands declared = domain::Stands::no;
  domain::Stands card_signed = domain::Stands::yes;  // of a folder's request
};
std::vector<JudgedKind> judge(const Context& context, const Viewer& viewer,
                              const HistoryStanding& standing,
                              const std::vector<domain::HistoryKind>& kinds, util::Instant now);

}  // namespace madoguchi::center
