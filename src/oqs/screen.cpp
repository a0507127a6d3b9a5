#include "oqs/screen.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "domain/project.hpp"
#include "oqs/screen_words.hpp"
#include "util/calendar.hpp"

namespace madoguchi::oqs {

namespace {

using domain::Field;
using domain::TicketField;
using Ticket = std::vector<domain::TicketFieldValue>;

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

  std::string_view in(const Word& word) const {
    return language_ == Language::japanese ? word.japanese : word.english;
  }

  void line(std::string_view content) { text_.append(content).append("\n"); }
  void line(std::initializer_list<Shown> fields) {
    bool first = true;
    for (const auto& [label, value] : fields) {
      if (!first) text_ += language_ == Language::japanese ? "　" : "   ";
      first = false;
      text_.append(label).append(in(words::colon));
      if (value.empty()) text_ += withheld;
      append_printable(value);
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
      if (assistance) {
        assistance_result(result, unit.reference_number);
      } else {
        insurance_result(result, unit.reference_number);
      }
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

  static std::string value(const domain::ResultAnswer& result, Field field) {
    for (const auto& entry : result.fields) {
      if (entry.field == field) return entry.value;
    }
    return {};
  }
  static std::string value(const Ticket& ticket, TicketField field) {
    for (const auto& entry : ticket) {
      if (entry.field == field) return entry.value;
    }
    return {};
  }

  // As registered when it is no date that the calendar knows.
  std::string day(const std::string& text) const {
    const auto parsed = util::Day::parse(text);
    if (!parsed) return text;
    auto era = util::era_text(*parsed);
    return language_ == Language::japanese && !era.empty() ? era : parsed->iso_text();
  }
  std::string month(const std::string& text) const {
    const auto parsed = util::Month::parse(text);
    if (!parsed) return text;
    auto era = util::era_text(*parsed);
    if (language_ == Language::japanese && !era.empty()) return era;
    return text.substr(0, 4) + "-" + text.substr(4);
  }
  std::string coded(const std::string& code, const CodeWord* begin, const CodeWord* end) const {
    for (const auto* word = begin; word != end; ++word) {
      if (word->code == code) return std::string(in(word->word));
    }
    return code;
  }
  template <std::size_t count>
  std::string coded(const std::string& code, const CodeWord (&table)[count]) const {
    return coded(code, table, table + count);
  }

  void person(const domain::ResultAnswer& result) {
    line({{in(words::name), value(result, Field::Name)},
          {in(words::sex), coded(value(result, Field::Sex1), words::sexes)},
          {in(words::birthdate), day(value(result, Field::Birthdate))}});
  }

  void reference_number(const domain::ResultAnswer& result, const std::string& of_unit) {
    const auto own = value(result, Field::ReferenceNumber);
    line({{in(words::reference_number), own.empty() ? of_unit : own}});
  }

  // The guide's picture (医療扶助独自のメリット①), its fields in its order.
  void assistance_result(const domain::ResultAnswer& result, const std::string& unit_reference) {
    reference_number(result, unit_reference);
    line({{in(words::payer_number), value(result, Field::InsurerNumber)},
          {in(words::welfare_office), value(result, Field::InsurerName)}});
    line({{in(words::beneficiary_number), value(result, Field::InsuredIdentificationNumber)}});
    person(result);
    if (result.tickets.empty()) ticket({});
    for (const auto& shown : result.tickets) ticket(shown);
  }

  void ticket(const Ticket& ticket) {
    line({{in(words::ticket_type),
           coded(value(ticket, TicketField::TicketType), words::ticket_types)},
          {in(words::treatment_month), month(value(ticket, TicketField::MedicalTreatmentMonth))}});
    line({{in(words::institution), value(ticket, TicketField::DesignatedMedicalInstitutionName)},
          {in(words::single_or_combined),
           coded(value(ticket, TicketField::SingleOrCombinedUse), words::uses)}});
    line({{in(words::valid_from), day(value(ticket, TicketField::MedicalTicketValidDate))}});
    line({{in(words::valid_to), day(value(ticket, TicketField::MedicalTicketExpirationDate))}});
    line({{in(words::injury1), value(ticket, TicketField::InjuryName1)},
          {in(words::injury2), value(ticket, TicketField::InjuryName2)},
          {in(words::injury3), value(ticket, TicketField::InjuryName3)}});
    if (value(ticket, TicketField::ConsistencyFlag) == "1") line(in(words::inconsistent));  // D4
  }

  void insurance_result(const domain::ResultAnswer& result, const std::string& unit_reference) {
    reference_number(result, unit_reference);
    line({{in(words::insurer_number), value(result, Field::InsurerNumber)},
          {in(words::insurer_name), value(result, Field::InsurerName)}});
    line({{in(words::symbol), value(result, Field::InsuredCardSymbol)},
          {in(words::number), value(result, Field::InsuredIdentificationNumber)},
          {in(words::branch), value(result, Field::InsuredBranchNumber)}});
    person(result);
    line({{in(words::qualified_from), day(value(result, Field::QualificationDate))},
          {in(words::qualified_to), day(value(result, Field::DisqualificationDate))}});
    line({{in(words::valid_from), day(value(result, Field::InsuredCardValidDate))},
          {in(words::valid_to), day(value(result, Field::InsuredCardExpirationDate))}});
    line({{in(words::ratio), ratio(value(result, Field::InsuredPartialContributionRatio))}});
  }

  // "030" is 30 percent, at a counter 3割.
  std::string ratio(const std::string& percent) const {
    if (percent.size() != 3 || percent.find_first_not_of("0123456789") != std::string::npos) {
      return percent;
    }
    const auto number = std::stoi(percent);
    if (language_ == Language::english) return std::to_string(number) + "%";
    return number % 10 == 0 ? std::to_string(number / 10) + "割" : std::to_string(number) + "％";
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
