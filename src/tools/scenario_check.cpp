#include "tools/scenario_check.hpp"

#include <fmt/format.h>

#include "domain/fields.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view registered = "registered";  // a 照会番号

// "A I": which sides have a result.
std::string sides_in(const oqs::ResultDocument& answer) {
  std::string sides;
  for (const auto& result : answer.results) {
    if (!sides.empty()) sides += ' ';
    sides += result.side == domain::Side::assistance ? 'A' : 'I';
  }
  return sides;
}

std::string sides_of(const std::string& results) {
  std::string sides;
  for (const char c : results) {
    if (c < '0' || c > '9') sides += c;
  }
  return sides;
}

std::string outcomes_in(const oqs::ResultDocument& answer) {
  std::string outcomes(answer.registration.empty() ? "" : registered);
  for (const auto& unit : answer.units) {
    if (!outcomes.empty()) outcomes += ' ';
    const auto done = unit.validity.empty() ? std::string(registered) : unit.validity;
    outcomes += unit.status == "2" ? unit.code : done;
  }
  return outcomes;
}

std::string_view validity_text(int validity) {
  switch (validity) {
    case 1:
      return "○ 1 有効";
    case 2:
      return "× 2 無効";
    case 3:
      return "× 3 無効（新しい資格あり）";
    case 4:
      return "× 4 該当資格なし";
    case 5:
      return "× 5 複数該当";
    default:
      return "○ 6 有効（券は未登録）";
  }
}

}  // namespace

std::string difference(const Expected& expected, const oqs::ResultDocument& answer) {
  if (answer.segment == "9" || !expected.error.empty()) {
    return difference(expected, answer.error_code);
  }
  if (!expected.outcomes.empty() && outcomes_in(answer) != expected.outcomes) {
    return fmt::format("{} のはずが {}", expected.outcomes, outcomes_in(answer));
  }
  if (expected.validity == 0) {
    if (answer.units.size() == expected.units) return {};
    return fmt::format("{}人のはずが{}人", expected.units, answer.units.size());
  }
  if (answer.validity != std::to_string(expected.validity)) {
    return fmt::format("資格有効性 {} のはずが {}", expected.validity, answer.validity);
  }
  if (answer.code != expected.code) {
    return fmt::format("コード {} のはずが {}", expected.code, answer.code);
  }
  if (sides_in(answer) != sides_of(expected.results)) {
    return fmt::format("結果 {} のはずが {}", expected.results, sides_in(answer));
  }
  return {};
}

std::string difference(const Expected& expected, const std::string& error_code) {
  if (error_code == expected.error) return {};
  return fmt::format("{} のはずが {}", expected.error.empty() ? "回答" : expected.error,
                     error_code.empty() ? "回答" : error_code);
}

std::string outcome_text(const Expected& expected) {
  if (!expected.error.empty()) return "× " + expected.error;
  if (expected.outcomes == registered) return "照会番号を登録";
  if (!expected.outcomes.empty()) {
    return fmt::format("{}件、資格有効性 {}", expected.units, expected.outcomes);
  }
  if (expected.validity == 0) return fmt::format("{}人分", expected.units);
  std::string text(validity_text(expected.validity));
  if (expected.results.find('I') != std::string::npos) {
    text += expected.results.find('A') == std::string::npos ? "、保険だけ" : "、保険と2件";
  }
  if (!expected.code.empty()) text += " " + expected.code;
  return text;
}

}  // namespace madoguchi::tools
