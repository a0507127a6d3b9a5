#include "terminal/page/setting_routes.hpp"

#include "oqs/counter_screen.hpp"
#include "oqs/setting_messages.hpp"
#include "terminal/terminal.hpp"
#include "util/hash.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;
using Change = std::optional<oqs::SettingChanges>;

constexpr std::size_t identifier_bytes = 12;

// Asks for the settings, or changes them; the center's result.
oqs::ResultDocument asked(PageParts& parts, const Change& change, const edge::OnBehalf& by) {
  const auto message = oqs::write_setting_request(
      parts.institution_code, util::base64(util::random_bytes(identifier_bytes)), change);
  const auto answer = parts.terminal->ask(change ? "OQSsiupd01" : "OQSsiinq01", message, by);
  auto document = oqs::read_result(answer.body).value_or(oqs::ResultDocument{});
  if (const auto whole = oqs::whole_setting_of(answer.body)) {
    parts.switches.keep(whole->histories);
  }
  if (const auto setting = oqs::setting_of(document)) {
    parts.assistance_used =
        setting->medical_assistance == oqs::Use::yes ? PageParts::Used::yes : PageParts::Used::no;
  }
  return document;
}

// What this terminal's own file says, by its keys.
Json own_settings(const PageParts& parts) {
  auto rows = Json::array();
  for (const auto& [key, value] : parts.own_settings) {
    rows.push_back({{"key", key}, {"value", value}});
  }
  return rows;
}

Answer told(PageParts& parts, const oqs::ResultDocument& document) {
  const auto setting = oqs::setting_of(document);
  Json body{{"own", own_settings(parts)}};
  if (setting) {
    body["assistance"] = setting->medical_assistance == oqs::Use::yes ? "yes" : "no";
  } else {
    body["failed"] = Json::parse(oqs::counter_screen(document).dump());
  }
  return edge::json_answer(body);
}

Answer change_settings(PageParts& parts, const PageCall& call) {
  const auto wanted = edge::text_of(call.body, "assistance");
  if (wanted != "yes" && wanted != "no") return util::failure(edge::malformed("assistance"));
  oqs::SettingChanges setting;
  setting.medical_assistance = wanted == "yes" ? oqs::Use::yes : oqs::Use::no;
  return told(parts, asked(parts, setting, {call.who, {}}));
}

}  // namespace

void add_setting_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  routes.add("GET", "/api/settings", Act::clinic_settings, [&parts](const PageCall& call) {
    return told(parts, asked(parts, std::nullopt, {call.who, {}}));
  });
  routes.add("POST", "/api/settings", Act::clinic_settings,
             [&parts](const PageCall& call) { return change_settings(parts, call); });
}

void renew_use(PageParts& parts) {
  (void)asked(parts, std::nullopt, {});
}

}  // namespace madoguchi::terminal
