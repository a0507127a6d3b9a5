#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "util/result.hpp"

namespace madoguchi::domain {

// The check digit (検証番号, domain.md 3.1) of a body of ASCII digits without it: Luhn, weight 2 on
// the last digit. One algorithm for payer, recipient, insurer and institution numbers.
char check_digit(std::string_view body);

// Three outcomes of 3.1: a wrong check digit warns, only a wrong form is refused.
enum class NumberForm { ok, bad_format, bad_check_digit };

// 公費負担者番号: eight digits, law code 12, prefecture 00-47 (3.2). No prefecture has 00, but the
// guide's own sample 12000001 does, and it must pass (3.1).
NumberForm form_of_public_expense_number(std::string_view text);
// 受給者番号: seven digits (3.3).
NumberForm form_of_beneficiary_number(std::string_view text);
// 医療機関コード: ten characters, prefecture 01-47, fee table 1 3 4 5 6 or B, the last digit checks
// the nine before it (3.4; with fee table B no check digit can be computed: ok).
NumberForm form_of_institution_code(std::string_view text);
// 保険者番号: eight digits, or six (国民健康保険) with or without two leading blanks (3.5).
NumberForm form_of_insurer_number(std::string_view text);

enum class ParseError { empty, length, not_digits, law_code, prefecture, fee_table };

// A number that is a text (law 8): leading zeros kept, compared as text, made only by `parse`,
// which removes blanks at the ends and turns full-width digits into ASCII ones, and repairs nothing
// else.
template <class Tag>
class Identifier {
 public:
  static util::Result<Identifier, ParseError> parse(std::string_view text);
  const std::string& text() const { return text_; }
  bool check_digit_ok() const;  // false is a warning
  auto operator<=>(const Identifier&) const = default;

 private:
  explicit Identifier(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct PublicExpenseNumberTag;
struct BeneficiaryNumberTag;
struct InstitutionCodeTag;
struct InsurerNumberTag;
using PublicExpenseNumber = Identifier<PublicExpenseNumberTag>;
using BeneficiaryNumber = Identifier<BeneficiaryNumberTag>;
using MedicalInstitutionCode = Identifier<InstitutionCodeTag>;
using InsurerNumber = Identifier<InsurerNumberTag>;  // without padding: "33120015", "133066"

extern template class Identifier<PublicExpenseNumberTag>;
extern template class Identifier<BeneficiaryNumberTag>;
extern template class Identifier<InstitutionCodeTag>;
extern template class Identifier<InsurerNumberTag>;

// 点数表 of an institution code (3.4).
enum class FeeTable { medical, dental, pharmacy, care_facility, visiting_nursing, other };
FeeTable fee_table_of(const MedicalInstitutionCode& code);

// Name of a prefecture by its number 1-47 (3.7), without 都道府県: "北海道", "東京"; empty
// otherwise.
std::string_view prefecture_name(int number);

// As the wire wants a payer or insurer number: left-padded with blanks to eight characters.
std::string padded_insurer_number(std::string_view number);

}  // namespace madoguchi::domain
