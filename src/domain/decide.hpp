#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/registered.hpp"

namespace madoguchi::domain {

// 資格有効性 (OQSCD006).
enum class Validity {
  valid = 1,
  invalid = 2,
  invalid_newer = 3,
  none = 4,
  several = 5,
  valid_unregistered = 6,
};

enum class Side { assistance, insurance };

// Why. A closed list: the rows of the decision table (domain.md 4.5) and the insurance rows under
// it.
enum class Reason {
  future_day,                  // D24
  assistance_not_used_number,  // D1, asked by assistance number: an error
  ambiguous_number,            // 3.3: two active persons under one number: an internal error

  assistance_not_used,     // D1, by card
  not_disclosed,           // D3
  never_recipient,         // D16: never, or the loss is older than D14 tells
  ended_insured,           // D27
  suspended_or_abolished,  // D14

  valid,                   // D7 (D13 is the same answer)
  nothing_registered,      // D8
  own_ticket_other_month,  // D9
  own_ticket_period_over,  // D10
  commissioned_elsewhere,  // D11
  wrong_kind_elsewhere,    // D12

  number_valid,                   // D17
  number_own_ticket_other_month,  // D18
  number_own_ticket_period_over,  // D18
  number_commissioned_elsewhere,  // D19
  number_newer_qualification,     // D20
  number_ended,                   // D21
  number_unknown,                 // D22
  number_birthdate_differs,       // D22
  number_not_disclosed,           // D22, D3
  number_nothing_registered,      // D28

  bulk_valid,  // D25

  insurance_valid,  // insurance rows; D26 by number
  insurance_ended,
  insurance_newer,
  insurance_unknown,  // also: birth date differs
  insurance_several,
};

std::string_view row_of(Reason reason);   // "D8"; insurance rows: "I1".."I5"
std::string_view name_of(Reason reason);  // "nothing_registered"
std::optional<Reason> reason_named(std::string_view name);

// Asked with numbers (照会区分 2). Payer law code 12 is assistance, everything else insurance
// (D26).
struct NumberSearch {
  std::string insurer_number;  // without padding
  std::string symbol;          // empty when not given
  std::string number;
  std::string branch;  // empty when not given
  util::Day birthdate;
  bool limit_certificate_consent = false;  // LimitApplicationCertificateRelatedConsFlg
  bool is_assistance() const {
    return insurer_number.size() == 8 && insurer_number.starts_with("12");
  }
};

enum class ConsentKind {
  limit_certificate,
  specific_diseases,
  health_checkups,
  medication,
  diagnosis,
  operation,
};

// One choice of the patient at the reader.
struct Consent {
  ConsentKind kind;
  bool given = false;
  util::Instant at;
  util::Instant available_until;  // at + 24 hours; only meaningful for histories
};

// Settings of domain.md section 13 that change an answer; a record keeps them for its replay.
struct DecisionSettings {
  bool loss_date_is_covered = false;                   // Q1 lossDateIsCovered
  bool number_inquiry_other_institution_flag = false;  // Q2: answer 2 with flag 1
  bool number_inquiry_requires_birthdate = true;       // Q14
  bool tell_reason_of_loss = false;                    // 4.4 tellReasonOfLoss
  bool emit_public_expense_names = false;              // Q16
};

enum class Asking { card, number };

struct Question {
  util::Day day;    // QualificationConfirmationDate
  util::Day today;  // in Japan, when asked
  Asking asking = Asking::number;
  NumberSearch search;            // Asking::number
  std::vector<Consent> consents;  // Asking::card; empty when the way of asking opens none
  DecisionSettings settings;
};

// One judged qualification. `qualification`, `tickets`, `insurance` are indexes into the person's
// lists.
struct Verdict {
  Side side = Side::assistance;
  Validity validity = Validity::none;
  Reason reason = Reason::never_recipient;
  std::size_t person = 0;                    // index into Facts::people
  std::optional<std::size_t> qualification;  // assistance
  std::vector<std::size_t> tickets;          // usable ones, all of the same numbers
  std::optional<std::size_t> insurance;      // insurance
  bool operator==(const Verdict&) const = default;
};

// What was decided. With `refused` set there is no answer but an error of that reason.
struct Decision {
  std::optional<Reason> refused;
  std::vector<Verdict> verdicts;  // shown ones: assistance first; may be empty
  std::vector<Reason> withheld;  // reasons that led to nothing being shown (D3, D16, D22, D27, ...)
  std::optional<Validity> validity;       // the one body-level value (setting Q3's default rule)
  std::vector<std::string> rows() const;  // rows of the table that decided: "D7", "D4", ...
};

// Judges `facts` for `question` on its day. Pure: same input, same decision.
Decision decide(const Facts& facts, const Question& question);

// Judges one person for one month's bulk acquisition by `facts.institution` (5.3): no verdict when
// the person has no ticket to deliver. Looks at facts.people[person].
Decision decide_bulk(const Facts& facts, std::size_t person, util::Month month,
                     const DecisionSettings& settings);

// Predicates of 4.2, shared with import checks.
bool active(const AssistanceQualification& qualification, util::Day day, bool loss_date_is_covered);
bool covers(const Ticket& ticket, util::Day day);
// The interval that counts on a day: of several active ones the one that started last (D15); of
// ended ones the one that ended last. Indexes into the person's qualifications; nothing when none.
std::optional<std::size_t> active_interval(const PersonFacts& person, util::Day day,
                                           bool loss_date_is_covered);
std::optional<std::size_t> ended_interval(const PersonFacts& person, util::Day day,
                                          bool loss_date_is_covered);
bool fits(const Ticket& ticket, std::string_view institution_code);  // kind by fee table (3.4)

// 整合性フラグ: does the ticket's 社会保険状況 contradict what insurers registered for its period?
bool contradicts_insurance(const Ticket& ticket, const PersonFacts& person);

// Numbers a ticket is billed under: its own, else those of its recipient's qualification that meets
// the ticket's period (latest start first), else of the latest one. Nothing without any
// qualification.
struct BillingNumbers {
  std::string payer;
  std::string beneficiary;
  auto operator<=>(const BillingNumbers&) const = default;
};
std::optional<BillingNumbers> billing_numbers(const Ticket& ticket, const PersonFacts& person);

// Months of tickets that a question about `day` may need: from first to last, inclusive (D9, D18).
struct MonthWindow {
  util::Month first;
  util::Month last;
};
MonthWindow ticket_window(util::Day day);

}  // namespace madoguchi::domain
