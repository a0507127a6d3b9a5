#include "oqs/counter_screen.hpp"

#include <algorithm>
#include <array>

#include "domain/project.hpp"
#include "oqs/errors.hpp"
#include "oqs/screen_sheet.hpp"
#include "util/calendar.hpp"
#include "util/rare_characters.hpp"

namespace madoguchi::oqs {

namespace {

using Json = nlohmann::ordered_json;
using domain::Field;
using domain::Told;

// A state of an answer: how it is recognised (code of what was told, else validity), its sign, the
// guide's sentence, and what to do next where the center does not say it.
struct StateRow {
  Told told;
  std::string_view validity;
  CounterState state;
  Word headline, next;
};
constexpr StateRow rows[] = {
    {Told::nothing,
     "1",
     {"valid", "valid"},
     words::valid,
     {"そのまま受付できます。", "Go on with the reception."}},
    {Told::unregistered,
     "6",
     {"unregistered", "unregistered"},
     words::valid_unregistered,
     {"福祉事務所へ電話し、医療扶助の利用可否を確認してください。",
      "Telephone the welfare office and ask whether assistance may be used here."}},
    {Told::own_ticket_other_month,
     "6",
     {"own_ticket_other_month", "unregistered"},
     words::valid_unregistered,
     {"自機関の医療券/調剤券は別の診療年月のものです。福祉事務所へ確認してください。",
      "Our own ticket is for another month. Ask the welfare office about this month."}},
    {Told::own_ticket_other_month,
     "2",
     {"number_own_ticket_other_month", "invalid"},
     words::invalid_unregistered,
     {"自機関の医療券/調剤券は別の診療年月のものです。福祉事務所へ確認してください。",
      "Not valid today: our own ticket is for another month. Ask the welfare office."}},
    {Told::own_ticket_period_over,
     "6",
     {"own_ticket_period_over", "unregistered"},
     words::valid_unregistered,
     {"自機関の医療券/"
      "調剤券の有効期間に、確認した日が入っていません。福祉事務所へ確認してください。",
      "Our own ticket's period does not cover this day. Ask the welfare office."}},
    {Told::own_ticket_period_over,
     "2",
     {"number_own_ticket_period_over", "invalid"},
     words::invalid_unregistered,
     {"自機関の医療券/"
      "調剤券の有効期間に、確認した日が入っていません。福祉事務所へ確認してください。",
      "Not valid today: our own ticket's period does not cover this day. Ask the welfare office."}},
    {Told::unregistered_by_number,
     "2",
     {"unregistered_by_number", "invalid"},
     words::invalid_unregistered,
     {"登録予定日まで待つか、福祉事務所へ確認してください。",
      "Wait for the registration date, or ask the welfare office."}},
    {Told::ended,
     "2",
     {"ended", "invalid"},
     words::invalid,
     {"現在の資格を本人または福祉事務所へ確認してください。",
      "The qualification has ended. Ask the person about insurance, or the welfare office."}},
    {Told::newer,
     "3",
     {"newer", "invalid"},
     words::invalid_newer,
     {"新しい番号を本人に確認し、もう一度照会してください。",
      "Ask the person for the new numbers, or read the card."}},
    {Told::no_qualification,
     "4",
     {"none", "none"},
     words::none,
     {"入力内容を確認してください。登録まで約1か月かかることがあります。",
      "Check what was typed. Registration can take about a month: ask the welfare office."}},
    {Told::several,
     "5",
     {"several", "invalid"},
     words::several,
     {"枝番を入力して、もう一度照会してください。", "Inquire again with the branch number."}},
};
constexpr StateRow unknown_row{Told::nothing,
                               "",
                               {"unknown", "none"},
                               words::no_validity,
                               {"紙の医療券または福祉事務所への確認で対応してください。",
                                "Use the paper ticket or ask the welfare office."}};

bool is_error(const ResultDocument& document) {
  return !document.error_code.empty() || document.segment == "9" || document.status == "2";
}

// By what was told and the validity; a remark of the card's certificate alone tells nothing of it.
const StateRow& row_of(const ResultDocument& document) {
  const auto* told = std::find_if(std::begin(rows), std::end(rows), [&](const StateRow& row) {
    return row.told != Told::nothing && domain::code_of(row.told) == document.code &&
           row.validity == document.validity;
  });
  if (told != std::end(rows)) return *told;
  const auto* usual = std::find_if(std::begin(rows), std::end(rows), [&](const StateRow& row) {
    return row.validity == document.validity;
  });
  return usual == std::end(rows) ? unknown_row : *usual;
}

// Without the sign in front: it is drawn.
std::string_view without_sign(std::string_view text, std::string_view colon) {
  const auto at = text.find(colon);
  return at == std::string_view::npos || at > 4 ? text : text.substr(at + colon.size());
}

Json both(std::string_view japanese, std::string_view english) {
  return {{"ja", japanese}, {"en", english}};
}
Json both(const Word& word) {
  return both(word.japanese, word.english);
}

Json rare_json(const std::string& text) {
  auto list = Json::array();
  for (const auto& one : util::rare_characters(text)) {
    list.push_back({{"character", one.character},
                    {"code", one.code},
                    {"ja", one.description},
                    {"en", one.description_english}});
  }
  // An office whose own system replaced a character by a mark: the reader must know that it stands
  // for another one.
  if (text.find("●") != std::string::npos) {
    list.push_back({{"character", "●"},
                    {"code", "U+25CF"},
                    {"ja", "登録のときに置き換えられた文字"},
                    {"en", "put in place of a character when it was registered"}});
  }
  return list;
}

bool is_personal_name(std::string_view element) {
  return element == domain::element_name(Field::Name);
}

std::string value_of(const domain::ResultAnswer& result, Field field) {
  for (const auto& one : result.fields) {
    if (one.field == field) return one.value;
  }
  return {};
}

Json field_json(const ShownField& japanese, const ShownField& english,
                const domain::ResultAnswer* result) {
  Json field{{"name", japanese.element},
             {"label", both(japanese.label)},
             {"value", both(japanese.value, english.value)},
             {"raw", japanese.raw}};
  if (is_personal_name(japanese.element) && result != nullptr) {
    field["kana"] = value_of(*result, Field::NameKana);
    field["other"] = value_of(*result, Field::NameOfOther);
    field["other_kana"] = value_of(*result, Field::NameOfOtherKana);
    field["rare"] = rare_json(japanese.raw + value_of(*result, Field::NameOfOther));
  } else if (auto rare = rare_json(japanese.raw);
             !rare.empty() && !util::rare_characters(japanese.raw).empty()) {
    field["rare"] = std::move(rare);
  }
  return field;
}

Json line_json(const ShownLine& japanese, const ShownLine& english,
               const domain::ResultAnswer* result) {
  auto line = Json::array();
  for (std::size_t i = 0; i < japanese.size(); ++i) {
    line.push_back(field_json(japanese[i], english[i], result));
  }
  return line;
}

Json lines_json(const std::vector<ShownLine>& japanese, const std::vector<ShownLine>& english,
                const domain::ResultAnswer* result) {
  auto lines = Json::array();
  for (std::size_t i = 0; i < japanese.size(); ++i) {
    lines.push_back(line_json(japanese[i], english[i], result));
  }
  return lines;
}

Json result_json(const domain::ResultAnswer& result) {
  const auto japanese = shown_result(result, "", Language::japanese);
  const auto english = shown_result(result, "", Language::english);
  auto tickets = Json::array();
  for (std::size_t i = 0; i < japanese.tickets.size(); ++i) {
    const auto& ticket = japanese.tickets[i];
    tickets.push_back({{"lines", lines_json(ticket.lines, english.tickets[i].lines, nullptr)},
                       {"more", line_json(ticket.more, english.tickets[i].more, nullptr)},
                       {"inconsistent", ticket.inconsistent}});
  }
  return {{"side", result.side == domain::Side::assistance ? "assistance" : "insurance"},
          {"lines", lines_json(japanese.lines, english.lines, &result)},
          {"tickets", std::move(tickets)}};
}

struct ConsentRow {
  std::string_view kind;
  Field flag;
  std::optional<Field> until;
};
constexpr std::array consent_rows{
    ConsentRow{"limit_certificate", Field::LimitApplicationCertificateRelatedConsFlg, std::nullopt},
    ConsentRow{"specific_diseases", Field::SpecificDiseasesCertificateRelatedConsFlg, std::nullopt},
    ConsentRow{"health_checkups", Field::SpecificHealthCheckupsInfoConsFlg,
               Field::SpecificHealthCheckupsInfoAvailableTime},
    ConsentRow{"medication", Field::PharmacistsInfoConsFlg, Field::PharmacistsInfoAvailableTime},
    ConsentRow{"diagnosis", Field::DiagnosisInfoConsFlg, Field::DiagnosisInfoAvailableTime},
    ConsentRow{"operation", Field::OperationInfoConsFlg, Field::OperationInfoAvailableTime}};

Json consents_json(const ResultDocument& document) {
  auto list = Json::array();
  for (const auto& told : told_consents(document)) {
    Json consent{{"kind", told.kind}, {"given", told.given}};
    if (told.until) consent["until"] = util::iso_date_time_in_japan(*told.until);
    list.push_back(std::move(consent));
  }
  return list;
}

// "福祉事務所（電話 03-0000-0000）": the number, as the center's message names it.
std::string telephone_in(std::string_view message) {
  constexpr std::string_view before = "（電話 ";
  constexpr std::string_view after = "）";
  const auto at = message.find(before);
  if (at == std::string_view::npos) return {};
  const auto rest = message.substr(at + before.size());
  const auto end = rest.find(after);
  const auto number = rest.substr(0, end == std::string_view::npos ? 0 : end);
  const bool plain = std::all_of(number.begin(), number.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '(' || c == ')' || c == ' ';
  });
  return plain ? std::string(number) : std::string();
}

// The center appends what it says of the card's certificate behind what it says of the person.
struct Split {
  std::string of_person, of_certificate;
};
Split split_message(const std::string& message) {
  constexpr std::string_view certificate = "カードの電子証明書の有効期限";
  constexpr std::string_view between = "　";
  const auto at = message.find(certificate);
  if (at == std::string::npos) return {message, ""};
  auto person = message.substr(0, at);
  if (person.ends_with(between)) person.resize(person.size() - between.size());
  return {std::move(person), message.substr(at)};
}

std::string english_next(const StateRow& row, const std::string& telephone) {
  std::string text(row.next.english);
  if (!telephone.empty()) text += " (tel. " + telephone + ")";
  return text;
}

bool has_side(const ResultDocument& document, domain::Side side) {
  return std::any_of(document.results.begin(), document.results.end(),
                     [side](const auto& result) { return result.side == side; });
}

Json notes_of(const ResultDocument& document, const std::string& of_certificate) {
  auto notes = Json::array();
  const bool assistance = has_side(document, domain::Side::assistance);
  const bool insurance = has_side(document, domain::Side::insurance);
  if (assistance && insurance) {
    notes.push_back(both(words::both_qualifications));
  } else if (insurance && document.validity == "1") {
    notes.push_back(both(words::insurance_only));
  }
  if (!of_certificate.empty()) {
    notes.push_back(both(of_certificate, words::certificate_ends.english));
  }
  bool dispensing = false;
  for (const auto& result : document.results) {
    for (const auto& ticket : result.tickets) {
      for (const auto& field : ticket) {
        if (field.field == domain::TicketField::ConsistencyFlag && field.value == "1") {
          notes.push_back(both(words::inconsistent));
        }
        dispensing =
            dispensing || (field.field == domain::TicketField::TicketType && field.value == "02");
      }
    }
  }
  if (dispensing) notes.push_back(both(words::compare_issuer));
  return notes;
}

Json error_screen(const ResultDocument& document) {
  const bool outside = !document.error_code.empty();
  const auto& code = outside ? document.error_code : document.code;
  const auto& text = outside ? document.error_message : document.message;
  std::string_view english = "The inquiry failed.";
  for (const auto error : all_errors()) {
    if (code_of(error) == code) english = vendor_text(error);
  }
  return {{"state", "error"},
          {"sign", "none"},
          {"code", code},
          {"headline", both(without_sign(words::failed.japanese, "："),
                            without_sign(words::failed.english, ": "))},
          {"next", both(text, english)},
          {"notes", Json::array()},
          {"telephone", ""},
          {"results", Json::array()},
          {"consents", Json::array()}};
}

}  // namespace

CounterState counter_state(const ResultDocument& document) {
  if (is_error(document)) return {"error", "none"};
  return row_of(document).state;
}

nlohmann::ordered_json counter_screen(const ResultDocument& document) {
  if (is_error(document)) return error_screen(document);
  const auto& row = row_of(document);
  const auto message = split_message(document.message);
  const auto telephone = telephone_in(message.of_person);
  auto results = Json::array();
  for (const auto& result : document.results) results.push_back(result_json(result));
  return {{"state", row.state.name},
          {"sign", row.state.sign},
          {"code", document.code},
          {"headline", both(without_sign(row.headline.japanese, "："),
                            without_sign(row.headline.english, ": "))},
          {"next",
           both(message.of_person.empty() ? row.next.japanese : std::string_view(message.of_person),
                english_next(row, telephone))},
          {"notes", notes_of(document, message.of_certificate)},
          {"telephone", telephone},
          {"results", std::move(results)},
          {"consents", consents_json(document)}};
}

std::vector<ToldConsent> told_consents(const ResultDocument& document) {
  std::vector<ToldConsent> list;
  for (const auto& row : consent_rows) {
    for (const auto& result : document.results) {
      const auto flag = value_of(result, row.flag);
      if (flag.empty()) continue;
      ToldConsent told{row.kind, flag == "1"};
      if (row.until) told.until = util::parse_date_time_in_japan(value_of(result, *row.until));
      list.push_back(told);
      break;  // both results of one card say the same
    }
  }
  return list;
}

ShownPerson shown_person(const ResultDocument& document) {
  for (const auto& result : document.results) {
    const auto name = value_of(result, Field::Name);
    if (name.empty()) continue;
    return {name,
            value_of(result, Field::NameKana),
            value_of(result, Field::Birthdate),
            value_of(result, Field::ReferenceNumber),
            value_of(result, Field::NameOfOther),
            value_of(result, Field::NameOfOtherKana)};
  }
  return {};
}

}  // namespace madoguchi::oqs
