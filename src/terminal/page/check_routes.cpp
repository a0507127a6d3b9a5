#include "terminal/page/check_routes.hpp"

#include <algorithm>

#include "oqs/counter_screen.hpp"
#include "oqs/write_questions.hpp"
#include "terminal/page/card_routes.hpp"
#include "terminal/page/center_problem.hpp"
#include "terminal/terminal.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"
#include "util/rare_characters.hpp"

namespace madoguchi::terminal {

namespace {

using domain::Field;
using edge::Answer;
using edge::Json;
using edge::PageCall;

constexpr std::size_t listed_max = 500;
constexpr std::int64_t wait_s_max = 60;
constexpr std::size_t typed_characters_max = 50;
constexpr std::size_t identifier_bytes = 12;
constexpr std::string_view assistance_law = "12";  // 法別番号

const char* name_of(Heard::Way way) {
  switch (way) {
    case Heard::Way::folder:
      return "folder";
    case Heard::Way::reader:
      return "reader";
    case Heard::Way::disaster:
      return "disaster";
    case Heard::Way::later:
      return "later";
    case Heard::Way::page:
      break;
  }
  return "page";
}

Json json_of(const nlohmann::ordered_json& ordered) {
  return Json::parse(ordered.dump());
}

// The family's numbers of the person whom an answer shows; nothing when it tells none.
std::optional<oqs::TypedNumbers> numbers_in(const oqs::ResultDocument& document) {
  const auto value = [](const domain::ResultAnswer& result, Field field) {
    for (const auto& one : result.fields) {
      if (one.field == field) return one.value;
    }
    return std::string();
  };
  for (const auto& result : document.results) {
    oqs::TypedNumbers numbers;
    numbers.insurer_number = value(result, Field::InsurerNumber);
    numbers.number = value(result, Field::InsuredIdentificationNumber);
    if (numbers.insurer_number.empty() || numbers.number.empty()) continue;
    numbers.symbol = value(result, Field::InsuredCardSymbol);
    numbers.branch = value(result, Field::InsuredBranchNumber);
    return numbers;
  }
  return std::nullopt;
}

// What was typed or sent, where the question was one by numbers: without a person in the answer it
// is all that tells one line from another.
Json asked_json(const Check& check) {
  if (check.heard.request.empty()) return Json::object();
  oqs::ReadLimits limits;
  limits.birthdate = oqs::ReadLimits::Birthdate::optional;
  const auto question = oqs::read_qualification_request(check.heard.request, limits);
  if (!question) return Json::object();
  const auto& search = question->search;
  return {{"insurer_number", search.insurer_number},
          {"number", search.number},
          {"birthdate", search.birthdate.text()}};
}

// What identifies a line in the list.
Json line_json(const Check& check, const oqs::ResultDocument& document) {
  const auto person = oqs::shown_person(document);
  const auto state = oqs::counter_state(document);
  auto rare = Json::array();
  for (const auto& one : util::rare_characters(person.name)) {
    rare.push_back({{"character", one.character}, {"code", one.code}});
  }
  return {{"id", check.id},
          {"change", check.change},
          {"at", util::iso_date_time_in_japan(check.at)},
          {"way", name_of(check.heard.way)},
          {"who", check.heard.who.name},
          {"staff", check.heard.staff},
          {"record", check.heard.record},
          {"day", document.day},
          {"name", person.name},
          {"kana", person.kana},
          {"birthdate", person.birthdate},
          {"rare", std::move(rare)},
          {"reference", person.reference},
          {"asked", asked_json(check)},
          {"state", state.name},
          {"sign", state.sign}};
}

Json check_json(const Check& check) {
  const auto document = oqs::read_result(check.heard.result).value_or(oqs::ResultDocument{});
  auto json = line_json(check, document);
  json["screen"] = json_of(oqs::counter_screen(document));
  json["card"] = document.reference_classification == "1";
  const bool numbers = !check.heard.request.empty();
  const bool key = !check.heard.confirmation_key.empty();
  json["again"] = numbers || key;
  // The center takes no number for a qualification that does not hold.
  const bool holds = document.validity == "1" || document.validity == "6";
  json["registrable"] = holds && (numbers_in(document).has_value() || key);
  json["registered"] = check.heard.registered;
  return json;
}

Answer list_checks(const PageParts& parts, Checks& checks, const PageCall& call) {
  const auto after = util::digits(call.request.query_value("after")).value_or(0);
  const auto wait_s = util::digits(call.request.query_value("wait_s")).value_or(0);
  if (wait_s > 0) checks.wait(after, std::min<std::int64_t>(wait_s, wait_s_max));
  const auto before = util::digits(call.request.query_value("before")).value_or(0);
  // Before the lines: one that comes meanwhile is told again rather than never.
  const auto last = checks.last_change();
  const auto found = checks.after(after, before, listed_max);
  auto items = Json::array();
  for (const auto& check : found) {
    const auto document = oqs::read_result(check.heard.result);
    if (document) items.push_back(line_json(check, *document));
  }
  return edge::json_answer({{"items", std::move(items)},
                            {"more", found.size() == listed_max},
                            {"last", last},
                            {"today", parts.today().text()}});
}

std::optional<Check> find_check(Checks& checks, const std::string& id) {
  const auto number = util::digits(id);
  return number ? checks.find(*number) : std::nullopt;
}

Answer show_check(Checks& checks, const PageCall& call) {
  const auto check = find_check(checks, call.id);
  if (!check) return util::failure(edge::not_found());
  return edge::json_answer(check_json(*check));
}

// As people type: full-width digits, blanks between groups.
util::Result<std::string, edge::Problem> typed(const Json& body, const char* name) {
  const auto text = edge::text_of(body, name);
  if (util::characters(text) > typed_characters_max) return util::failure(edge::malformed(name));
  auto folded = util::fold_width(text);
  std::erase(folded, ' ');
  return folded;
}

util::Result<oqs::TypedNumbers, edge::Problem> typed_numbers(const Json& body) {
  oqs::TypedNumbers numbers;
  struct Place {
    const char* name;
    std::string* to;
    bool needed;
  };
  const Place places[] = {{"insurer_number", &numbers.insurer_number, true},
                          {"number", &numbers.number, true},
                          {"birthdate", &numbers.birthdate, true},
                          {"symbol", &numbers.symbol, false},
                          {"branch", &numbers.branch, false}};
  for (const auto& place : places) {
    auto text = typed(body, place.name);
    if (!text) return util::failure(text.error());
    if (place.needed && text->empty()) {
      return util::failure(
          edge::malformed(place.name, "入力してください。", "Please fill this in."));
    }
    *place.to = std::move(*text);
  }
  // An assistance number has nothing but digits; an insurance's may have hyphens of its own.
  numbers.insurer_number = util::fold_number(numbers.insurer_number);
  if (numbers.insurer_number.starts_with(assistance_law)) {
    numbers.number = util::fold_number(numbers.number);
  }
  if (!util::Day::parse(numbers.birthdate)) {
    return util::failure(edge::malformed("birthdate",
                                         "生年月日として読めません。S60.1.15 や 19850115 のように"
                                         "入力してください。",
                                         "Not a date of birth, for example 1985-01-15."));
  }
  const bool limit = body.contains("limit_consent") && body.at("limit_consent").get<bool>();
  numbers.limit_consent = limit ? oqs::TypedNumbers::Limit::yes : oqs::TypedNumbers::Limit::no;
  return numbers;
}

std::string new_identifier() {
  return util::base64(util::random_bytes(identifier_bytes));
}

// The answer to a question: in the list when it is one, else only its screen (line down, refused).
struct Came {
  std::int64_t id = 0;
  Json screen;  // of an error
};
Came note_answer(Checks& checks, Heard heard, std::int64_t id) {
  const auto document = oqs::read_result(heard.result);
  if (!document || oqs::counter_state(*document).name == "error") {
    return {0, json_of(oqs::counter_screen(document.value_or(oqs::ResultDocument{})))};
  }
  return {checks.note(heard, id), Json()};
}

Answer told(Checks& checks, const Came& came) {
  if (came.id == 0) return edge::json_answer({{"failed", came.screen}});
  const auto check = checks.find(came.id);
  if (!check) return util::failure(edge::not_found());
  return edge::json_answer(check_json(*check));
}

Answer ask_by_number(PageParts& parts, Checks& checks, const PageCall& call) {
  auto numbers = typed_numbers(call.body);
  if (!numbers) return util::failure(numbers.error());
  auto day = parts.today();
  if (const auto wanted = edge::text_of(call.body, "day"); !wanted.empty()) {
    const auto parsed = util::Day::parse(wanted);
    if (!parsed) return util::failure(edge::malformed("day"));
    day = *parsed;
  }
  const auto question =
      oqs::write_number_question(parts.institution_code, new_identifier(), day, *numbers);
  auto answer = parts.terminal->ask("OQSsiquc01", question, {call.who, {}});
  return told(checks, note_answer(checks,
                                  {Heard::Way::page,
                                   call.who,
                                   {},
                                   question,
                                   std::move(answer.body),
                                   answer.record_id,
                                   {},
                                   {},
                                   answer.validities},
                                  0));
}

// A card that is out again: by the day's key.
Answer recheck_card(PageParts& parts, Checks& checks, const PageCall& call, const Check& check) {
  auto heard = check.heard;
  edge::RecheckQuestion question;
  question.key = heard.confirmation_key;
  question.who = call.who;
  auto answer = parts.terminal->recheck(question);
  if (!answer) return util::failure(problem_of_card(answer.error()));
  heard.who = call.who;
  heard.result = std::move(answer->result);
  heard.record = answer->record;
  heard.validities = std::move(answer->validities);
  return told(checks, note_answer(checks, std::move(heard), check.id));
}

Answer ask_again(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto check = find_check(checks, call.id);
  if (!check) return util::failure(edge::not_found());
  auto heard = check->heard;
  if (heard.request.empty() && !heard.confirmation_key.empty()) {
    return recheck_card(parts, checks, call, *check);
  }
  if (heard.request.empty()) {
    return util::failure(edge::wrong_state("もう一度確認するには、カードを置いてください。",
                                           "Please put the card on the reader again."));
  }
  auto answer = parts.terminal->ask("OQSsiquc01", heard.request, {call.who, {}});
  heard.who = call.who;
  heard.result = std::move(answer.body);
  heard.record = answer.record_id;
  heard.validities = std::move(answer.validities);
  return told(checks, note_answer(checks, std::move(heard), check->id));
}

// For a card's person whose numbers are not shown (state 6).
Answer number_by_card(PageParts& parts, Checks& checks, const PageCall& call, const Check& check,
                      const std::string& number) {
  const auto done =
      parts.center.post("/card/reference-number",
                        {{"key", check.heard.confirmation_key}, {"reference_number", number}},
                        {call.who, {}}, util::random_key());
  if (!done) return util::failure(problem_of(done.error()));
  auto heard = check.heard;
  heard.registered = number;
  return told(checks, {checks.amend(heard, check.id), Json()});
}

Answer register_number(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto check = find_check(checks, call.id);
  if (!check) return util::failure(edge::not_found());
  const auto number = typed(call.body, "reference_number");
  if (!number) return util::failure(number.error());
  if (number->empty()) {
    return util::failure(
        edge::malformed("reference_number", "入力してください。", "Please fill this in."));
  }
  const auto document = oqs::read_result(check->heard.result).value_or(oqs::ResultDocument{});
  const auto numbers = numbers_in(document);
  if (!numbers && !check->heard.confirmation_key.empty()) {
    return number_by_card(parts, checks, call, *check, *number);
  }
  if (!numbers) {
    return util::failure(
        edge::wrong_state("番号が示されていないため、照会番号を登録できません。券が登録されてから"
                          "もう一度お試しください。",
                          "The answer tells no numbers to register it under."));
  }
  const auto order =
      oqs::write_reference_question(parts.institution_code, new_identifier(), *number, *numbers);
  const auto answer = parts.terminal->ask("OQSsiimm01", order, {call.who, {}});
  const auto result = oqs::read_result(answer.body).value_or(oqs::ResultDocument{});
  if (result.status != "1") {
    return edge::json_answer({{"failed", json_of(oqs::counter_screen(result))}});
  }
  auto heard = check->heard;
  heard.registered = *number;
  return told(checks, {checks.amend(heard, check->id), Json()});
}

// To the receipt computer, which was not asked or lost its file.
Answer hand_over(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto check = find_check(checks, call.id);
  if (!check) return util::failure(edge::not_found());
  const auto handed = parts.terminal->hand_over(check->heard);
  if (!handed) return util::failure(problem_of_card(handed.error()));
  util::log(util::LogLevel::info, "page",
            "record " + check->heard.record + " handed over by " + call.who.account);
  return edge::json_answer({{"files", handed->files}, {"waiting", handed->waiting}});
}

}  // namespace

void add_check_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks) {
  using domain::Act;
  routes.add("GET", "/api/checks", Act::verify,
             [&parts, &checks](const PageCall& call) { return list_checks(parts, checks, call); });
  routes.add("POST", "/api/checks", Act::verify, [&parts, &checks](const PageCall& call) {
    return ask_by_number(parts, checks, call);
  });
  routes.add("POST", "/api/checks/{}/again", Act::verify,
             [&parts, &checks](const PageCall& call) { return ask_again(parts, checks, call); });
  routes.add(
      "POST", "/api/checks/{}/reference-number", Act::reference_number,
      [&parts, &checks](const PageCall& call) { return register_number(parts, checks, call); });
  routes.add("POST", "/api/checks/{}/hand-over", Act::verify,
             [&parts, &checks](const PageCall& call) { return hand_over(parts, checks, call); });
  routes.add("GET", "/api/checks/{}", Act::verify,
             [&checks](const PageCall& call) { return show_check(checks, call); });
}

}  // namespace madoguchi::terminal
