#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/judging.hpp"
#include "domain/project.hpp"

// The parts that the files of `project` share, and `claim`. Nothing outside this room includes it.
namespace madoguchi::domain {

// The column of the disclosure matrix that a result of this validity falls into.
Column column_of(Validity validity, Channel channel);
// May an insurer's registration fill this field? Consents are the patient's, 照会番号 the
// institution's, 限度額適用認定証情報変更有無 is judged.
bool insurer_registers(Field field);
// Flags and times of what the patient allowed at the reader.
bool consent_field(Field field);
// 限度額適用認定証関連情報: shown only with consent.
bool limit_certificate_field(Field field);

// Does 照会番号 stand beside the results of a unit, and not inside them?
inline bool is_unit(Channel channel) {
  return channel == Channel::number_unit || channel == Channel::bulk;
}

// For whom a result is written, and what the patient allowed. Nothing has a default: each channel
// says what it allows.
struct Audience {
  Channel channel;
  const DecisionSettings& settings;
  std::vector<Consent> consents;  // by card only
  bool limit_certificate_consent;
  bool specific_diseases_consent;  // by card only
  util::Day day;                   // asked day; unused in bulk
};

// Values by element; an ordered map, so that the dictionary's order is kept. Empty values are
// dropped.
using Sheet = std::map<Field, std::string>;

// The result of one verdict: without any field when nothing of it may be seen.
ResultAnswer assistance_result(const Facts& facts, const Verdict& verdict,
                               const Audience& audience);
ResultAnswer insurance_result(const Facts& facts, const Verdict& verdict, const Audience& audience);
std::vector<TicketFieldValue> own_ticket(const PersonFacts& person, const Ticket& ticket,
                                         const Audience& audience);
// 照会番号 as in the matrix's columns: withheld from a number inquiry that is not valid.
bool reference_number_allowed(const Verdict& verdict, const Audience& audience);
void write_consents(const Audience& audience, Sheet& sheet);
std::vector<FieldValue> in_order(const Sheet& sheet);

// What the institution is told of the decision, and the remark that says it.
Told told_of(const Decision& decision);
std::vector<Remark> remarks_of(const Facts& facts, const Question& question,
                               const Decision& decision, Told told);

}  // namespace madoguchi::domain
