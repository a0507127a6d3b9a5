#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/registered.hpp"

namespace madoguchi::store {

// One line of a registration file (domain.md 11.2) after it was read and checked for form.
// `updated_at` orders corrections of one key; where a kind has no such column it is 0 and a row
// counts as changed when its content differs. `deleted` is the DeleteFlag.

struct QualificationRow {
  std::string person_link_key;  // one person, opaque, given by the registering side
  domain::AssistanceQualification qualification;
  std::int64_t updated_at = 0;  // milliseconds since 1970
  bool deleted = false;
};

struct TicketRow {
  domain::Ticket ticket;
  std::int64_t updated_at = 0;
  bool deleted = false;
};

struct InsuranceRow {
  std::string person_link_key;
  domain::Insurance insurance;
  std::int64_t updated_at = 0;
  bool deleted = false;
};

struct CardRow {
  std::string person_link_key;
  std::string serial_hex;  // lower case, no leading zeros
  std::string issuer;      // RFC 2253 text
  util::Day valid_from;
  util::Day valid_to;
  bool revoked = false;
};

struct InstitutionRow {
  std::string code;
  std::string name;
  std::string kind;  // 医科, 歯科, 調剤, 訪問看護 as registered
  std::string address;
  std::string area_code;
  util::Day designated_from;
  std::optional<util::Day> designated_to;  // last day
};

struct OfficeRow {
  std::string code;
  std::string name;
  std::string telephone;
  std::vector<std::string> payer_numbers;
  int registration_day = 0;
};

using Row =
    std::variant<QualificationRow, TicketRow, InsuranceRow, CardRow, InstitutionRow, OfficeRow>;

enum class RowKind { qualification, ticket, insurance, card, institution, office };
RowKind kind_of(const Row& row);
std::string_view name_of(RowKind kind);  // "qualification", ...
std::optional<RowKind> row_kind_named(std::string_view name);

struct NumberedRow {
  std::size_t line = 0;  // of the file
  Row row;
};

enum class Severity { error, warning };

// A row that was refused (error) or taken with a remark (warning).
struct RowProblem {
  std::size_t line = 0;
  std::string field;  // column name, empty when it is about the row
  std::string code;   // see row_problem_codes in the import documentation
  std::string text;   // Japanese: what and what to do
  Severity severity = Severity::error;
};

// Gives the rows of one file in order; called on the store's import thread.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual std::optional<NumberedRow> next() = 0;
  // Rows of the file that were refused for their form and never given by `next`. Asked after the
  // last row: when there are some, a full file removes nothing, for a mistyped row must not count
  // as gone.
  virtual std::size_t refused() const { return 0; }
  // What was found wrong with the form of rows, in any order, for the record of the registration;
  // its first thousand are enough. Asked after the last row.
  virtual std::vector<RowProblem> problems() const { return {}; }
};

}  // namespace madoguchi::store
