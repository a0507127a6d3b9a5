#include "terminal/page/card_routes.hpp"

#include <algorithm>
#include <optional>

#include "oqs/errors.hpp"
#include "terminal/card_desk.hpp"
#include "terminal/terminal.hpp"
#include "util/digits.hpp"
#include "util/secret.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;
using oqs::ErrorCode;

constexpr std::int64_t wait_s_max = 25;
constexpr std::size_t consents_max = 16;

// What stands in the way of a read now; nothing when a card can be read.
std::optional<ErrorCode> obstacle(const DeskState& state) {
  switch (state.reader) {
    case DeskState::Reader::off:
    case DeskState::Reader::missing:
      return ErrorCode::reader_missing;
    case DeskState::Reader::no_service:
      return ErrorCode::reader_service;
    case DeskState::Reader::ready:
      break;
  }
  switch (state.card) {
    case DeskState::Card::none:
      return ErrorCode::reader_empty;
    case DeskState::Card::foreign:
      return ErrorCode::card_foreign;
    case DeskState::Card::unreadable:
      return ErrorCode::card_unreadable;
    case DeskState::Card::several:
      return ErrorCode::reader_several_cards;
    case DeskState::Card::readable:
      break;
  }
  if (state.tries_left == 0) return ErrorCode::pin_locked;
  return std::nullopt;
}

Json state_json(const DeskState& state) {
  Json json{{"version", state.version},
            {"reader", name_of(state.reader)},
            {"card", name_of(state.card)},
            {"reader_name", state.reader_name},
            {"card_number", state.card_number},
            {"code", ""},
            {"line", "マイナンバーカードが置かれています。"},
            {"line_en", "A My Number card lies on the reader."}};
  if (state.tries_left) json["tries_left"] = *state.tries_left;
  if (const auto error = obstacle(state)) {
    json["code"] = oqs::code_of(*error);
    json["line"] = oqs::staff_text(*error);
    json["line_en"] = oqs::vendor_text(*error);
  }
  return json;
}

Answer show_state(const PageParts& parts, const PageCall& call) {
  const auto after = util::digits(call.request.query_value("after"));
  const auto wait_s = util::digits(call.request.query_value("wait_s")).value_or(0);
  auto& desk = parts.terminal->desk();
  if (!after || wait_s <= 0) return edge::json_answer(state_json(desk.state()));
  const auto wait_ms = std::min<std::int64_t>(wait_s, wait_s_max) * 1000;
  return edge::json_answer(state_json(desk.wait(static_cast<std::uint64_t>(*after), wait_ms)));
}

util::Result<std::vector<std::pair<std::string, bool>>, edge::Problem> consents_in(
    const Json& body) {
  std::vector<std::pair<std::string, bool>> consents;
  const auto listed = body.find("consents");
  if (listed == body.end()) return consents;
  if (!listed->is_array() || listed->size() > consents_max) {
    return util::failure(edge::malformed("consents"));
  }
  for (const auto& one : *listed) {
    const bool formed = one.is_object() && one.contains("kind") && one["kind"].is_string() &&
                        one.contains("given") && one["given"].is_boolean();
    if (!formed) return util::failure(edge::malformed("consents"));
    consents.emplace_back(one["kind"].get<std::string>(), one["given"].get<bool>());
  }
  return consents;
}

Json answer_json(const edge::TapAnswer& answer) {
  return {{"record", answer.record},
          {"key", answer.confirmation_key},
          {"files", answer.files},
          {"waiting", answer.waiting},
          {"result", answer.result}};
}

Answer read_card(const PageParts& parts, const PageCall& call) {
  auto consents = consents_in(call.body);
  if (!consents) return util::failure(consents.error());
  edge::TapQuestion question;
  question.mode = edge::text_of(call.body, "mode");
  question.pin = edge::text_of(call.body, "pin");
  question.day = edge::text_of(call.body, "day");
  question.consents = std::move(*consents);
  question.who = call.who;
  // Answers of one patient are not sent with another's card.
  const auto card_number = edge::number_of(call.body, "card_number", -1);
  if (card_number >= 0) question.card_number = static_cast<std::uint64_t>(card_number);
  const bool has_pin = !question.pin.empty();
  if (!has_pin) question.staff = call.who.name;
  const auto answer = parts.terminal->tap(question);
  util::wipe(question.pin);
  if (!answer) return util::failure(problem_of_card(answer.error()));
  auto json = answer_json(*answer);
  json["mode"] = question.mode;
  json["signed"] = has_pin;
  return edge::json_answer(json);
}

Answer recheck_card(const PageParts& parts, const PageCall& call) {
  edge::RecheckQuestion question;
  question.key = edge::text_of(call.body, "key");
  if (question.key.empty()) return util::failure(edge::malformed("key"));
  question.who = call.who;
  const auto answer = parts.terminal->recheck(question);
  if (!answer) return util::failure(problem_of_card(answer.error()));
  return edge::json_answer(answer_json(*answer));
}

}  // namespace

edge::Problem problem_of_card(const edge::ControlProblem& problem) {
  edge::Problem told{422, problem.code, problem.message, {}, problem.place, Json::object()};
  for (const auto error : oqs::all_errors()) {
    if (oqs::code_of(error) == problem.code) told.message_en = oqs::vendor_text(error);
  }
  if (problem.tries_left >= 0) told.more["tries_left"] = problem.tries_left;
  return told;
}

void add_card_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  routes.add("GET", "/api/card/state", Act::verify,
             [&parts](const PageCall& call) { return show_state(parts, call); });
  routes.add("POST", "/api/card/read", Act::consent,
             [&parts](const PageCall& call) { return read_card(parts, call); });
  routes.add("POST", "/api/card/recheck", Act::verify,
             [&parts](const PageCall& call) { return recheck_card(parts, call); });
}

}  // namespace madoguchi::terminal
