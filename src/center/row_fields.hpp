#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/identifiers.hpp"
#include "store/rows.hpp"
#include "util/calendar.hpp"

namespace madoguchi::center {

// One CSV row by column name, with the checks that every kind of row uses. Each check reports its
// own problem; after the last one `ok()` tells whether the row may be handed on.
class RowFields {
 public:
  using ColumnMap = std::map<std::string, std::size_t, std::less<>>;
  RowFields(const ColumnMap& columns, const std::vector<std::string_view>& values, std::size_t line)
      : columns_(columns), values_(values), line_(line) {}

  bool ok() const { return ok_; }
  std::vector<store::RowProblem>& problems() { return problems_; }

  std::string_view raw(std::string_view column) const;  // "" when the column is absent
  // Text of at most `characters_max` characters; empty is fine.
  std::string text(std::string_view column, std::size_t characters_max);
  std::string required(std::string_view column, std::size_t characters_max);
  // Text made only of `allowed` ASCII classes: keys and codes.
  std::string key(std::string_view column, std::size_t characters_max);  // required, visible ASCII
  // One of a code table; empty is fine unless `must` is set.
  enum class Must { no, yes };
  std::string code(std::string_view column, std::initializer_list<std::string_view> table,
                   Must must = Must::no);
  std::string digits(std::string_view column, std::size_t length_max, Must must = Must::no);
  // YYYYMMDD or YYYY-MM-DD (also YYYY/MM/DD).
  std::optional<util::Day> day(std::string_view column, Must must = Must::no);
  std::optional<util::Month> month(std::string_view column);  // required, YYYYMM or YYYY-MM
  // YYYYMMDDHHmmss (Japan) or ISO 8601 with zone: milliseconds since 1970; required,
  // not after `latest`.
  std::int64_t instant(std::string_view column, util::Instant latest);
  bool flag(std::string_view column);  // "", 0, 1

  enum class CheckDigit { warn, refuse };
  std::optional<domain::PublicExpenseNumber> payer(std::string_view column, CheckDigit strict,
                                                   Must must);
  std::optional<domain::BeneficiaryNumber> beneficiary(std::string_view column, CheckDigit strict,
                                                       Must must);
  std::optional<domain::MedicalInstitutionCode> institution(std::string_view column,
                                                            CheckDigit strict, Must must);

  void refuse(std::string_view column, std::string_view code, std::string text);
  void warn(std::string_view column, std::string_view code, std::string text);

 private:
  template <class Number>
  std::optional<Number> number(std::string_view column, CheckDigit strict, Must must);
  const ColumnMap& columns_;
  const std::vector<std::string_view>& values_;
  std::size_t line_;
  bool ok_ = true;
  std::vector<store::RowProblem> problems_;
};

}  // namespace madoguchi::center
