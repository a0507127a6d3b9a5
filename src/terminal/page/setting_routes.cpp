#include "terminal/page/setting_routes.hpp"

#include "oqs/counter_screen.hpp"
#include "oqs/errors.hpp"
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

// What the center said: the setting that holds, or the result that tells why there is none.
struct Told {
  std::optional<oqs::EnvironmentSetting> setting;
  oqs::ResultDocument document;
};

// Asks for the settings, or changes them.
Told asked(PageParts& parts, const Change& change, const edge::OnBehalf& by) {
  const auto message = oqs::write_setting_request(
      parts.institution_code, util::base64(util::random_bytes(identifier_bytes)), change);
  const auto answer = parts.terminal->ask(change ? "OQSsiupd01" : "OQSsiinq01", message, by);
  Told told;
  told.setting = oqs::whole_setting_of(answer.body);
  told.document = oqs::read_result(answer.body).value_or(oqs::ResultDocument{});
  if (told.setting) {
    parts.switches.keep(told.setting->histories);
    parts.assistance_used = told.setting->medical_assistance == oqs::Use::yes ? PageParts::Used::yes
                                                                              : PageParts::Used::no;
  }
  return told;
}

const char* word_of(bool used) {
  return used ? "yes" : "no";
}

// Our word for a switch on the page: "medication" of MedicationInfo.
struct Switch {
  const char* name;
  bool domain::HistorySwitches::*value;
  std::optional<bool> oqs::SettingChanges::*change;
};
constexpr Switch switches[] = {
    {"medication", &domain::HistorySwitches::medication, &oqs::SettingChanges::medication},
    {"diagnosis", &domain::HistorySwitches::diagnosis, &oqs::SettingChanges::diagnosis},
    {"operation", &domain::HistorySwitches::operation, &oqs::SettingChanges::operation},
    {"health_checkups", &domain::HistorySwitches::health_checkups,
     &oqs::SettingChanges::health_checkups},
    {"by_folder", &domain::HistorySwitches::by_folder, &oqs::SettingChanges::by_folder},
    {"without_signature", &domain::HistorySwitches::without_signature,
     &oqs::SettingChanges::without_signature}};

Answer answer_of(const Told& told) {
  Json body = Json::object();
  if (told.setting) {
    body["assistance"] = word_of(told.setting->medical_assistance == oqs::Use::yes);
    Json histories;
    for (const auto& one : switches) {
      histories[one.name] = word_of(told.setting->histories.*one.value);
    }
    body["histories"] = std::move(histories);
  } else {
    body["failed"] = Json::parse(oqs::counter_screen(told.document).dump());
  }
  return edge::json_answer(body);
}

// What the body wants changed: what it does not name stays. Nothing when a word is wrong.
std::optional<oqs::SettingChanges> wanted_of(const Json& body) {
  oqs::SettingChanges changes;
  bool any = false;
  const auto read = [&](const char* name) -> std::optional<bool> {
    const auto text = edge::text_of(body, name);
    any = any || text == "yes" || text == "no";
    return text == "yes" ? std::optional(true) : text == "no" ? std::optional(false) : std::nullopt;
  };
  if (const auto used = read("assistance")) {
    changes.medical_assistance = *used ? oqs::Use::yes : oqs::Use::no;
  }
  for (const auto& one : switches) changes.*one.change = read(one.name);
  for (const auto& [name, value] : body.items()) {
    if (value != "yes" && value != "no") return std::nullopt;
  }
  return any ? std::optional(changes) : std::nullopt;
}

// Why a change was refused, in both languages; the place is an element, which is the page's affair.
edge::Problem refused(const oqs::ResultDocument& document) {
  edge::Problem problem{409, document.error_code, document.error_message, document.error_message,
                        "",  Json::object()};
  for (const auto error : oqs::all_errors()) {
    if (oqs::code_of(error) != document.error_code) continue;
    problem.message = oqs::staff_text(error);
    problem.message_en = oqs::vendor_text(error);
  }
  return problem;
}

Answer change_settings(PageParts& parts, const PageCall& call) {
  const auto wanted = wanted_of(call.body);
  if (!wanted) return util::failure(edge::malformed("assistance"));
  const auto told = asked(parts, *wanted, {call.who, {}});
  if (!told.setting) return util::failure(refused(told.document));
  return answer_of(told);
}

}  // namespace

void add_setting_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  routes.add("GET", "/api/settings", Act::clinic_settings, [&parts](const PageCall& call) {
    return answer_of(asked(parts, std::nullopt, {call.who, {}}));
  });
  routes.add("POST", "/api/settings", Act::clinic_settings,
             [&parts](const PageCall& call) { return change_settings(parts, call); });
}

void renew_use(PageParts& parts) {
  (void)asked(parts, std::nullopt, {});
}

}  // namespace madoguchi::terminal
