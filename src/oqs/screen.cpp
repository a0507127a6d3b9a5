#include "oqs/screen.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "domain/project.hpp"
#include "oqs/screen_sheet.hpp"
#include "oqs/screen_words.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::string_view withheld = "－";

// Draws one document; every method appends whole lines.
class Screen {
 public:
  explicit Screen(Language language) : language_(language) {}

  std::string take() && { return std::move(text_); }

  void document(const ResultDocument& document) {
    if (!document.error_code.empty() || document.segment == "9") return error(document);
    if (document.segment == "2") return line(in(words::processing));
    if (!document.units.empty() || !document.number_of_results.empty()) return units(document);
    if (document.status.empty() && document.results.empty()) return accepted(document);
    answer({document.status,
            document.code,
            document.message,
            document.validity,
            {},
            document.results,
            document.registration});
  }

 private:
  struct Shown {
    std::string_view label;
    std::string value;
  };

  std::string_view in(const Word& word) const { return oqs::in(word, language_); }

  void labelled(std::string_view label, std::string_view value) {
    text_.append(label).append(in(words::colon));
    if (value.empty()) text_ += withheld;
    append_printable(value);
  }

  void line(std::string_view content) { text_.append(content).append("\n"); }
  void line(std::initializer_list<Shown> fields) {
    bool first = true;
    for (const auto& [label, value] : fields) {
      if (!first) text_ += language_ == Language::japanese ? "　" : "   ";
      first = false;
      labelled(label, value);
    }
    text_ += '\n';
  }

  // Control characters of a registered text must not steer the terminal it is shown on: those of
  // ASCII become blanks, those of U+0080 to U+009F (C2 80 to C2 9F) a question mark.
  void append_printable(std::string_view value) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      const auto byte = static_cast<std::uint8_t>(value[at]);
      const bool c1 =
          byte == 0xC2 && at + 1 < value.size() && static_cast<std::uint8_t>(value[at + 1]) < 0xA0;
      if (c1) ++at;
      text_ += c1 ? '?' : byte < 0x20 || byte == 0x7F ? ' ' : value[at];
    }
  }

  void error(const ResultDocument& document) {
    line(in(words::failed));
    line({{in(words::error_code), document.error_code}});
    line({{in(words::next_step), document.error_message}});
  }

  void accepted(const ResultDocument& document) {
    line(in(words::accepted));
    line({{in(words::reception_number), document.reception_number}});
  }

  void units(const ResultDocument& document) {
    line({{in(words::unit_count), std::to_string(document.units.size())}});
    if (!document.number_of_errors.empty() && document.number_of_errors != "0") {
      line({{in(words::error_count), document.number_of_errors}});
    }
    if (document.units.empty()) line(in(words::empty_result));
    std::size_t number = 0;
    for (const auto& unit : document.units) {
      line("");
      text_ += "[" + std::to_string(++number) + "]";
      asked(unit);
      line("");
      answer(unit);
    }
  }

  // Whom a unit is about, in the words of its question: the client's own identifier comes last.
  void asked(const ResultDocument::Unit& unit) {
    for (const auto* name : {"InsurerNumber", "PublicExpenseNumber", "InsuredIdentificationNumber",
                             "BeneficiaryNumber", "ArbitraryIdentifier", "ReferenceNumber"}) {
      for (const auto& [element, value] : unit.asked) {
        if (element != name) continue;
        text_ += ' ';
        append_printable(value);
      }
    }
  }

  static bool is_registration(const ResultDocument::Unit& unit) {
    return std::any_of(unit.asked.begin(), unit.asked.end(),
                       [](const auto& element) { return element.first == "ReferenceNumber"; });
  }

  void answer(const ResultDocument::Unit& unit) {
    if (is_registration(unit)) return registration(unit);
    line(headline(unit));
    for (const auto& result : unit.results) {
      const bool assistance = result.side == domain::Side::assistance;
      if (unit.results.size() > 1) line(in(assistance ? words::assistance : words::insurance));
      this->result(result, unit.reference_number);
    }
    next_step(unit);
  }

  void registration(const ResultDocument::Unit& unit) {
    line(in(unit.status == "1" ? words::registered : words::not_registered));
    if (!unit.message.empty()) line({{in(words::message), unit.message}});
  }

  // The guide's two sentences, and those of domain.md 4.3.
  std::string_view headline(const ResultDocument::Unit& unit) const {
    const bool unregistered_by_number =
        unit.code == domain::code_of(domain::Told::unregistered_by_number);
    if (unit.status == "2") return in(words::failed);
    if (unit.validity == "1") return in(words::valid);
    if (unit.validity == "2") {
      return in(unregistered_by_number ? words::invalid_unregistered : words::invalid);
    }
    if (unit.validity == "3") return in(words::invalid_newer);
    if (unit.validity == "4") return in(words::none);
    if (unit.validity == "5") return in(words::several);
    if (unit.validity == "6") return in(words::valid_unregistered);
    return in(words::no_validity);
  }

  void next_step(const ResultDocument::Unit& unit) {
    const auto usual = in(words::usual_next_step(unit.validity));
    if (language_ == Language::japanese) {
      line({{in(words::next_step), unit.message.empty() ? std::string(usual) : unit.message}});
      return;
    }
    line({{in(words::next_step), std::string(usual)}});
    if (!unit.message.empty()) line({{in(words::message), unit.message}});
  }

  void shown(const ShownLine& fields) {
    bool first = true;
    for (const auto& field : fields) {
      if (!first) text_ += language_ == Language::japanese ? "　" : "   ";
      first = false;
      labelled(in(field.label), field.value);
    }
    text_ += '\n';
  }

  // The guide's picture, its fields in its order.
  void result(const domain::ResultAnswer& result, const std::string& unit_reference) {
    const auto sheet = shown_result(result, unit_reference, language_);
    for (const auto& fields : sheet.lines) shown(fields);
    for (const auto& ticket : sheet.tickets) {
      for (const auto& fields : ticket.lines) shown(fields);
      if (ticket.inconsistent) line(in(words::inconsistent));  // D4
    }
  }

  Language language_;
  std::string text_;
};

}  // namespace

std::string screen_text(const ResultDocument& document, Language language) {
  Screen screen(language);
  screen.document(document);
  return std::move(screen).take();
}

}  // namespace madoguchi::oqs
