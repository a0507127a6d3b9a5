#include "card/question.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace madoguchi::card {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Letters, digits and `others` as they are, every other byte as %XX: nothing in a value can look
// like the end of its line or of its part.
std::string escaped(std::string_view value, std::string_view others) {
  std::string text;
  for (const char c : value) {
    if (is_letter_or_digit(c) || others.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

// Position among the known kinds; unknown ones come after them.
std::size_t rank_of(std::string_view kind) {
  const auto& kinds = consent_kinds();
  return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
}

// The order of the choices has no meaning; repeated kinds keep theirs, so that a question that
// contradicts itself has a text of its own.
std::string consents_text(std::vector<ConsentChoice> consents) {
  const auto before = [](const ConsentChoice& left, const ConsentChoice& right) {
    const auto left_rank = rank_of(left.kind);
    const auto right_rank = rank_of(right.kind);
    return left_rank != right_rank ? left_rank < right_rank : left.kind < right.kind;
  };
  std::stable_sort(consents.begin(), consents.end(), before);
  std::string text;
  for (const ConsentChoice& consent : consents) {
    if (!text.empty()) text += ',';
    text += escaped(consent.kind, "_") + (consent.given ? "=1" : "=0");
  }
  return text;
}

}  // namespace

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::pin:
      return "pin";
    case Mode::face:
      return "face";
    case Mode::visual:
      return "visual";
  }
  return {};
}

std::optional<Mode> mode_named(std::string_view name) {
  for (const Mode mode : {Mode::pin, Mode::face, Mode::visual}) {
    if (name == name_of(mode)) return mode;
  }
  return std::nullopt;
}

const std::vector<std::string_view>& consent_kinds() {
  static const std::vector<std::string_view> kinds = {"limit_certificate", "specific_diseases",
                                                      "health_checkups",   "medication",
                                                      "diagnosis",         "operation"};
  return kinds;
}

std::string text_to_sign(const SignedQuestion& question) {
  constexpr std::string_view base64_signs = "+/=";
  return fmt::format(
      "madoguchi card question 1\n"
      "challenge={}\n"
      "institution={}\n"
      "day={}\n"
      "mode={}\n"
      "consents={}\n",
      escaped(question.challenge, base64_signs), escaped(question.institution_code, base64_signs),
      question.day.text(), name_of(question.mode), consents_text(question.consents));
}

}  // namespace madoguchi::card
