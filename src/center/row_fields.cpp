#include "center/row_fields.hpp"

#include <algorithm>

#include "util/encoding.hpp"

namespace madoguchi::center {

namespace {

std::string without(std::string_view text, std::string_view dropped) {
  std::string out;
  for (const char c : text) {
    if (dropped.find(c) == std::string_view::npos) out.push_back(c);
  }
  return out;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view RowFields::raw(std::string_view column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end() || found->second >= values_.size()) return {};
  return values_[found->second];
}

void RowFields::refuse(std::string_view column, std::string_view code, std::string text) {
  ok_ = false;
  problems_.push_back(
      {line_, std::string(column), std::string(code), std::move(text), store::Severity::error});
}

void RowFields::warn(std::string_view column, std::string_view code, std::string text) {
  problems_.push_back(
      {line_, std::string(column), std::string(code), std::move(text), store::Severity::warning});
}

std::string RowFields::text(std::string_view column, std::size_t characters_max) {
  const auto value = raw(column);
  if (has_control(value)) {
    refuse(column, "control_character", "改行などの制御文字は使えません。取り除いてください。");
    return {};
  }
  if (util::characters(value) > characters_max) {
    refuse(column, "too_long", std::to_string(characters_max) + "文字以内で入力してください。");
    return {};
  }
  return std::string(value);
}

std::string RowFields::required(std::string_view column, std::size_t characters_max) {
  auto value = text(column, characters_max);
  if (raw(column).empty()) refuse(column, "required", "必須の項目です。入力してください。");
  return value;
}

std::string RowFields::key(std::string_view column, std::size_t characters_max) {
  auto value = required(column, characters_max);
  if (std::any_of(value.begin(), value.end(), [](char c) { return c <= 0x20 || c >= 0x7f; })) {
    refuse(column, "format", "半角の英数字と記号で入力してください。");
  }
  return value;
}

std::string RowFields::code(std::string_view column, std::initializer_list<std::string_view> table,
                            Must must) {
  const auto value = raw(column);
  if (value.empty()) {
    if (must == Must::yes) refuse(column, "required", "必須の項目です。入力してください。");
    return {};
  }
  if (std::find(table.begin(), table.end(), value) == table.end()) {
    std::string allowed;
    for (const auto one : table) allowed += (allowed.empty() ? "" : "、") + std::string(one);
    refuse(column, "code", "コードが正しくありません（" + allowed + "）。");
    return {};
  }
  return std::string(value);
}

std::string RowFields::digits(std::string_view column, std::size_t length_max, Must must) {
  const auto value = raw(column);
  if (value.empty()) {
    if (must == Must::yes) refuse(column, "required", "必須の項目です。入力してください。");
    return {};
  }
  if (!all_digits(value) || value.size() > length_max) {
    refuse(column, "format",
           "半角数字" + std::to_string(length_max) + "桁以内で入力してください。");
    return {};
  }
  return std::string(value);
}

std::optional<util::Day> RowFields::day(std::string_view column, Must must) {
  const auto value = raw(column);
  if (value.empty()) {
    if (must == Must::yes) refuse(column, "required", "必須の項目です。入力してください。");
    return std::nullopt;
  }
  const bool separated =
      value.size() == 10 && (value[4] == '-' || value[4] == '/') && value[7] == value[4];
  const auto parsed = util::Day::parse(separated ? without(value, "-/") : std::string(value));
  if (!parsed) refuse(column, "date", "日付が正しくありません（例：20260401）。");
  return parsed;
}

std::optional<util::Month> RowFields::month(std::string_view column) {
  const auto value = raw(column);
  const bool separated = value.size() == 7 && (value[4] == '-' || value[4] == '/');
  const auto parsed = util::Month::parse(separated ? without(value, "-/") : std::string(value));
  if (value.empty()) {
    refuse(column, "required", "必須の項目です。入力してください。");
  } else if (!parsed) {
    refuse(column, "date", "年月が正しくありません（例：202604）。");
  }
  return parsed;
}

std::int64_t RowFields::instant(std::string_view column, util::Instant latest) {
  const auto value = raw(column);
  if (value.empty()) {
    refuse(column, "required", "必須の項目です。入力してください。");
    return 0;
  }
  auto at = util::parse_date_time_in_japan(value);
  if (!at) at = util::parse_iso_date_time(value);
  if (!at) {
    refuse(column, "date", "日時が正しくありません（例：20260401093000）。");
    return 0;
  }
  if (*at > latest) {
    refuse(column, "future", "更新日時が未来です。日時をご確認ください。");
    return 0;
  }
  return at->ms;
}

bool RowFields::flag(std::string_view column) {
  return code(column, {"0", "1"}) == "1";
}

template <class Number>
std::optional<Number> RowFields::number(std::string_view column, CheckDigit strict, Must must) {
  const auto value = raw(column);
  if (value.empty()) {
    if (must == Must::yes) refuse(column, "required", "必須の項目です。入力してください。");
    return std::nullopt;
  }
  auto parsed = Number::parse(value);
  if (!parsed) {
    refuse(column, "format", "番号の形式が正しくありません。桁数と数字をご確認ください。");
    return std::nullopt;
  }
  if (!parsed->check_digit_ok()) {
    const char* text = "検証番号が一致しません。番号をご確認ください。";
    if (strict == CheckDigit::refuse) {
      refuse(column, "check_digit", text);
      return std::nullopt;
    }
    warn(column, "check_digit", text);
  }
  return *parsed;
}

std::optional<domain::PublicExpenseNumber> RowFields::payer(std::string_view column,
                                                            CheckDigit strict, Must must) {
  return number<domain::PublicExpenseNumber>(column, strict, must);
}

std::optional<domain::BeneficiaryNumber> RowFields::beneficiary(std::string_view column,
                                                                CheckDigit strict, Must must) {
  return number<domain::BeneficiaryNumber>(column, strict, must);
}

std::optional<domain::MedicalInstitutionCode> RowFields::institution(std::string_view column,
                                                                     CheckDigit strict, Must must) {
  return number<domain::MedicalInstitutionCode>(column, strict, must);
}

}  // namespace madoguchi::center
