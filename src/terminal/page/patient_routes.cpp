#include "terminal/page/patient_routes.hpp"

#include <algorithm>
#include <charconv>

#include "terminal/page/center_problem.hpp"
#include "util/digits.hpp"
#include "util/hash.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;

constexpr std::int64_t wait_s_max = 25;

Answer no_screen() {
  return util::failure(edge::wrong_state("患者用の画面は設定されていません（patient.port）。",
                                         "No patient's screen is set up (patient.port)."));
}

// What may be asked of a patient at the counter itself.
Json kinds_json(const PageParts& parts) {
  auto kinds = Json::array();
  for (const auto& question : consent_questions(asked_kinds(parts.switches.now()))) {
    for (const auto& kind : question.kinds) kinds.push_back(kind);
  }
  return kinds;
}

// Whether they may also be asked of somebody whom staff identify without the card's signature.
bool asked_without_signature(const PageParts& parts) {
  return asked_kinds(parts.switches.now()).without_signature;
}

Json view_json(const PageParts& parts, const PatientDesk::StaffView& view) {
  return {{"offered", true},
          {"port", parts.patient_port},
          {"paired", view.paired},
          {"staff_wanted", view.staff_wanted},
          {"screen", view.screen},
          {"card_number", view.card_number},
          {"kinds", kinds_json(parts)},
          {"without_signature", asked_without_signature(parts)},
          {"version", view.version}};
}

Answer show_screen(const PageParts& parts, const PageCall& call) {
  if (parts.patient == nullptr)
    return edge::json_answer({{"offered", false},
                              {"kinds", kinds_json(parts)},
                              {"without_signature", asked_without_signature(parts)},
                              {"version", 0}});
  const auto after = util::digits(call.request.query_value("after"));
  const auto wait_s = util::digits(call.request.query_value("wait_s")).value_or(0);
  if (!after || wait_s <= 0) {
    return edge::json_answer(view_json(parts, parts.patient->staff_view()));
  }
  const auto wait_ms = std::min<std::int64_t>(wait_s, wait_s_max) * 1000;
  return edge::json_answer(view_json(
      parts, parts.patient->wait_staff_view(static_cast<std::uint64_t>(*after), wait_ms)));
}

// The address is for the browser beside the reader: this machine's own.
Answer pair_screen(const PageParts& parts) {
  if (parts.patient == nullptr) return no_screen();
  const auto address = "http://127.0.0.1:" + std::to_string(parts.patient_port) +
                       "/#pair=" + parts.patient->new_code();
  return edge::json_answer({{"address", address}});
}

Answer unpair_screen(const PageParts& parts) {
  if (parts.patient == nullptr) return no_screen();
  parts.patient->unpair();
  return edge::json_answer(view_json(parts, parts.patient->staff_view()));
}

Answer confirm(const PageParts& parts, const PageCall& call) {
  if (parts.patient == nullptr) return no_screen();
  const auto mode = edge::text_of(call.body, "mode");
  const auto card = edge::number_of(call.body, "card_number", -1);
  if (mode != "visual" && mode != "face") return util::failure(edge::malformed("mode"));
  if (card < 0) return util::failure(edge::malformed("card_number"));
  if (!parts.patient->confirm(static_cast<std::uint64_t>(card), call.who.name, mode)) {
    return util::failure(
        edge::wrong_state("待っている人がいません。カードが変わっていないか"
                          "ご確認ください。",
                          "Nobody waits with this card any more."));
  }
  return edge::json_answer(view_json(parts, parts.patient->staff_view()));
}

// Ends the consents of the card that this line is about, at once.
Answer withdraw(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto id = util::digits(call.id);
  const auto check = id ? checks.find(*id) : std::nullopt;
  if (!check) return util::failure(edge::not_found());
  std::int64_t record = 0;
  const auto& text = check->heard.record;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), record);
  if (check->heard.way != Heard::Way::reader || read.ec != std::errc()) {
    return util::failure(edge::wrong_state("カードで確認した人の同意だけ取り消せます。",
                                           "Only consents given by card can be withdrawn."));
  }
  Json wanted{{"card_record", record}};
  if (call.body.contains("kinds")) wanted["kinds"] = call.body.at("kinds");
  const auto told =
      parts.center.post("/consents/withdraw", wanted, {call.who, {}}, util::random_key());
  if (!told) return util::failure(problem_of(told.error()));
  checks.amend(check->heard, check->id);  // open pages of this line look anew
  return edge::json_answer(*told);
}

}  // namespace

void add_patient_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks) {
  using domain::Act;
  routes.add("GET", "/api/patient-screen", Act::consent,
             [&parts](const PageCall& call) { return show_screen(parts, call); });
  routes.add("POST", "/api/patient-screen/pair", Act::consent,
             [&parts](const PageCall&) { return pair_screen(parts); });
  routes.add("POST", "/api/patient-screen/unpair", Act::consent,
             [&parts](const PageCall&) { return unpair_screen(parts); });
  routes.add("POST", "/api/patient-screen/confirm", Act::consent,
             [&parts](const PageCall& call) { return confirm(parts, call); });
  routes.add("POST", "/api/checks/{}/withdraw", Act::consent,
             [&parts, &checks](const PageCall& call) { return withdraw(parts, checks, call); });
}

}  // namespace madoguchi::terminal
