#include "domain/identifiers.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <initializer_list>
#include <optional>
#include <type_traits>

#include "util/digits.hpp"
#include "util/encoding.hpp"

namespace madoguchi::domain {

namespace {

using Problem = std::optional<ParseError>;

constexpr std::string_view medical_assistance_law = "12";
constexpr int prefecture_count = 47;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), util::is_digit);
}

bool last_digit_checks(std::string_view number) {
  return check_digit(number.substr(0, number.size() - 1)) == number.back();
}

bool is_prefecture(std::string_view two_digits) {
  const auto number = util::digits(two_digits);
  return number && *number >= 1 && *number <= prefecture_count;
}

// The guide's sample payer number 12000001 names no prefecture.
bool is_prefecture_or_sample(std::string_view two_digits) {
  return two_digits == "00" || is_prefecture(two_digits);
}

// What every number must be: characters in one of the allowed counts.
Problem length_problem(std::string_view text, std::initializer_list<std::size_t> lengths) {
  if (text.empty()) return ParseError::empty;
  const auto length = util::characters(text);
  if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) return ParseError::length;
  return std::nullopt;
}

Problem digits_problem(std::string_view text, std::initializer_list<std::size_t> lengths) {
  if (const auto problem = length_problem(text, lengths)) return problem;
  return all_digits(text) ? std::nullopt : Problem(ParseError::not_digits);
}

// The form of each number without blanks around it; nothing when it is right.
Problem problem_of(std::string_view text, const PublicExpenseNumberTag*) {
  if (const auto problem = digits_problem(text, {8})) return problem;
  if (text.substr(0, 2) != medical_assistance_law) return ParseError::law_code;
  if (!is_prefecture_or_sample(text.substr(2, 2))) return ParseError::prefecture;
  return std::nullopt;
}

Problem problem_of(std::string_view text, const BeneficiaryNumberTag*) {
  return digits_problem(text, {7});
}

Problem problem_of(std::string_view text, const InstitutionCodeTag*) {
  if (const auto problem = length_problem(text, {10})) return problem;
  // Ten characters, but not ten bytes: no digits at all.
  if (text.size() != 10) return ParseError::not_digits;
  if (!all_digits(text.substr(0, 2)) || !all_digits(text.substr(3))) return ParseError::not_digits;
  if (!is_prefecture(text.substr(0, 2))) return ParseError::prefecture;
  constexpr std::string_view fee_tables = "13456B";
  if (fee_tables.find(text[2]) == std::string_view::npos) return ParseError::fee_table;
  return std::nullopt;
}

Problem problem_of(std::string_view text, const InsurerNumberTag*) {
  return digits_problem(text, {6, 8});
}

template <class Tag>
bool check_digit_right(std::string_view text) {
  if constexpr (std::is_same_v<Tag, InstitutionCodeTag>) {
    if (text[2] == 'B') return true;  // a letter has no weight: nothing to check against
  }
  return last_digit_checks(text);
}

template <class Tag>
NumberForm form_of(std::string_view text) {
  if (problem_of(text, static_cast<const Tag*>(nullptr))) return NumberForm::bad_format;
  return check_digit_right<Tag>(text) ? NumberForm::ok : NumberForm::bad_check_digit;
}

}  // namespace

char check_digit(std::string_view body) {
  assert(all_digits(body));
  int sum = 0;
  int weight = 2;
  for (auto digit = body.rbegin(); digit != body.rend(); ++digit) {
    const int product = (*digit - '0') * weight;
    sum += product / 10 + product % 10;
    weight = 3 - weight;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

NumberForm form_of_public_expense_number(std::string_view text) {
  return form_of<PublicExpenseNumberTag>(text);
}

NumberForm form_of_beneficiary_number(std::string_view text) {
  return form_of<BeneficiaryNumberTag>(text);
}

NumberForm form_of_institution_code(std::string_view text) {
  return form_of<InstitutionCodeTag>(text);
}

NumberForm form_of_insurer_number(std::string_view text) {
  if (text.size() == 8 && text.substr(0, 2) == "  ") text.remove_prefix(2);
  return form_of<InsurerNumberTag>(text);
}

template <class Tag>
util::Result<Identifier<Tag>, ParseError> Identifier<Tag>::parse(std::string_view text) {
  auto folded = util::fold_width(text);
  if (const auto problem = problem_of(folded, static_cast<const Tag*>(nullptr))) {
    return util::failure(*problem);
  }
  return Identifier(std::move(folded));
}

template <class Tag>
bool Identifier<Tag>::check_digit_ok() const {
  return check_digit_right<Tag>(text_);
}

template class Identifier<PublicExpenseNumberTag>;
template class Identifier<BeneficiaryNumberTag>;
template class Identifier<InstitutionCodeTag>;
template class Identifier<InsurerNumberTag>;

FeeTable fee_table_of(const MedicalInstitutionCode& code) {
  switch (code.text()[2]) {
    case '1':
      return FeeTable::medical;
    case '3':
      return FeeTable::dental;
    case '4':
      return FeeTable::pharmacy;
    case '5':
    case 'B':
      return FeeTable::care_facility;
    case '6':
      return FeeTable::visiting_nursing;
    default:
      return FeeTable::other;
  }
}

std::string_view prefecture_name(int number) {
  static constexpr std::array<std::string_view, prefecture_count> names = {
      "北海道", "青森", "岩手", "宮城",   "秋田", "山形",   "福島", "茨城", "栃木", "群馬",
      "埼玉",   "千葉", "東京", "神奈川", "新潟", "富山",   "石川", "福井", "山梨", "長野",
      "岐阜",   "静岡", "愛知", "三重",   "滋賀", "京都",   "大阪", "兵庫", "奈良", "和歌山",
      "鳥取",   "島根", "岡山", "広島",   "山口", "徳島",   "香川", "愛媛", "高知", "福岡",
      "佐賀",   "長崎", "熊本", "大分",   "宮崎", "鹿児島", "沖縄"};
  if (number < 1 || number > prefecture_count) return {};
  return names[static_cast<std::size_t>(number - 1)];
}

std::string padded_insurer_number(std::string_view number) {
  constexpr std::size_t width = 8;
  std::string padded(number.size() < width ? width - number.size() : 0, ' ');
  padded += number;
  return padded;
}

}  // namespace madoguchi::domain
