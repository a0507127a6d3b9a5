#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/decide.hpp"

namespace madoguchi::domain {

// Column of the disclosure matrix (domain.md 4.4). Bulk is column 1.
enum class Column {
  valid,               // 1
  valid_unregistered,  // 6 (card only)
  invalid_card,        // 2 card
  invalid_number,      // 2 no.
  newer_card,          // 3 card
  newer_number,        // 3 no.
  none,                // 4
};

// May this field of an assistance result be written in this column? The allow-list itself.
bool allowed(Column column, Field field);
bool ticket_fields_allowed(Column column);

enum class Channel {
  card,
  number,
  number_unit,  // a unit of 資格確認一括照会: a number inquiry without any consent block
  bulk,         // 委託先資格情報の一括取得
};

// What an institution may be told of the reason (law 7: one text where the cause is a secret).
enum class Told {
  nothing,                 // valid: no remark
  unregistered,            // 6: D8, D11, D12
  own_ticket_other_month,  // D9, D18
  own_ticket_period_over,  // D10, D18
  unregistered_by_number,  // D19, D28
  ended,                   // D14, D21, insurance ended
  newer,                   // D20, insurance newer
  no_qualification,        // D3, D16, D22, D26 unknown: 4
  several,                 // 5
};
std::string_view code_of(Told told);  // ProcessingResultCode, "" for `nothing`

struct Remark {
  std::string code;     // ProcessingResultCode
  std::string message;  // ProcessingResultMessage, Japanese, for the staff
  bool operator==(const Remark&) const = default;
};

// One ResultOfQualificationConfirmation.
struct ResultAnswer {
  Side side = Side::assistance;
  Validity validity = Validity::none;
  std::vector<FieldValue> fields;  // in dictionary order, only what may be seen
  std::vector<std::vector<TicketFieldValue>> tickets;
  std::vector<SpecificDisease> specific_diseases;
  bool operator==(const ResultAnswer&) const = default;
};

// What leaves the house. Nothing else in the program can make one.
struct Answer {
  std::optional<Validity> validity;  // QualificationValidity
  std::vector<ResultAnswer> results;
  std::vector<Remark> remarks;
  std::string reference_number;  // 照会番号, units carry it beside the results
  Told told = Told::nothing;
  bool operator==(const Answer&) const = default;
};

// Builds what the asking institution may see of `decision` (never called with `refused` set).
Answer project(const Facts& facts, const Question& question, const Decision& decision);

// The same for one unit of 資格確認一括照会, which is a number inquiry (interface document §2.5).
Answer project_unit(const Facts& facts, const Question& question, const Decision& decision);

// The same for one unit of 委託先資格情報の一括取得.
Answer project_bulk(const Facts& facts, util::Month month, const Decision& decision,
                    const DecisionSettings& settings);

}  // namespace madoguchi::domain
