#include "forms/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace madoguchi::forms {

namespace {

constexpr std::string_view none = "－";

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string shown(std::string_view value) {
  return std::string(value.empty() ? none : value);
}

std::string era_day(std::string_view yyyymmdd) {
  const auto day = util::Day::parse(yyyymmdd);
  const auto text = day ? util::era_text(*day) : std::string();
  return text.empty() ? shown(yyyymmdd) : text;
}

std::string era_month(std::string_view yyyymm) {
  const auto month = util::Month::parse(yyyymm);
  const auto text = month ? util::era_text(*month) : std::string();
  return text.empty() ? shown(yyyymm) : text;
}

std::string birth_with_age(std::string_view yyyymmdd, util::Day on) {
  const auto day = util::Day::parse(yyyymmdd);
  if (!day) return shown(yyyymmdd);
  return fmt::format("{}（{}歳）", era_day(yyyymmdd), util::age_on(*day, on));
}

std::string sex_word(std::string_view code) {
  if (code == "1") return "男";
  if (code == "2") return "女";
  return std::string(none);
}

std::string yes_or_no(std::string_view code) {
  if (code == "01") return "あり";
  if (code == "02") return "なし";
  return shown(code);
}

std::string single_word(std::string_view code) {
  if (code == "01") return "単独";
  if (code == "02") return "併用";
  return shown(code);
}

std::string yen(std::string_view digits) {
  if (!all_digits(digits)) return shown(digits);
  const auto first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  std::string grouped;
  const auto number = digits.substr(first);
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (i > 0 && (number.size() - i) % 3 == 0) grouped += ',';
    grouped += number[i];
  }
  return grouped + "円";
}

std::string post_number(std::string_view number) {
  return number.empty() ? std::string() : "〒" + std::string(number);
}

const std::vector<Choice>& treatment_choices() {
  static const std::vector<Choice> choices = {
      {"01", "入院"}, {"02", "入院外"}, {"03", "歯科"}, {"04", "調剤"}, {"05", "訪問看護"}};
  return choices;
}

}  // namespace madoguchi::forms
