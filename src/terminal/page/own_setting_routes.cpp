#include "terminal/page/setting_routes.hpp"

#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;

constexpr std::size_t wanted_max = 64;

Json setting_json(const ChosenSettings& chosen, const OwnSetting& one) {
  Json json{{"key", one.key},
            {"value", one.value},
            {"filed", one.filed},
            {"next", chosen.next(one)},
            {"changeable", one.changeable()}};
  if (!one.choices.empty()) json["choices"] = one.choices;
  if (one.most > one.least) {
    json["least"] = one.least;
    json["most"] = one.most;
  }
  return json;
}

Answer tell(const ChosenSettings& chosen) {
  Json body{{"settings", Json::array()},
            {"changes", Json::array()},
            {"restart_needed", chosen.restart_needed()}};
  for (const auto& one : chosen.settings()) body["settings"].push_back(setting_json(chosen, one));
  for (const auto& one : chosen.changes()) {
    body["changes"].push_back({{"at", one.at},
                               {"who", one.who},
                               {"name", one.name},
                               {"key", one.key},
                               {"before", one.before},
                               {"after", one.after}});
  }
  return edge::json_answer(body);
}

Answer choose(ChosenSettings& chosen, const PageCall& call) {
  ChosenSettings::Values wanted;
  if (call.body.empty() || call.body.size() > wanted_max) {
    return util::failure(edge::malformed("settings"));
  }
  for (const auto& [key, text] : call.body.items()) {
    if (!text.is_string()) return util::failure(edge::malformed(key));
    wanted[key] = text.get<std::string>();
  }
  const auto done = chosen.choose(wanted, call.who);
  if (done) return tell(chosen);
  if (const auto& key = done.error()) {
    return util::failure(edge::malformed(*key, "この値にはできません。何も変えていません。",
                                         "Not a value of this setting. Nothing was changed."));
  }
  return util::failure(edge::disk_failed());
}

// Where nothing waits for a start, a start only stops the counter's work.
Answer start_anew(const ChosenSettings& chosen, const std::function<void()>& restart,
                  const PageCall& call) {
  if (!restart) return util::failure(edge::not_found());
  if (!chosen.restart_needed()) {
    return util::failure(edge::wrong_state("再起動を待っている設定はありません。",
                                           "No setting waits for a restart."));
  }
  util::log(util::LogLevel::info, "page", "restart asked by " + call.who.account);
  restart();
  return tell(chosen);
}

}  // namespace

void add_own_setting_routes(edge::PageRoutes& routes, ChosenSettings& chosen,
                            std::function<void()> restart) {
  using domain::Act;
  routes.add("GET", "/api/settings/own", Act::clinic_settings,
             [&chosen](const PageCall&) { return tell(chosen); });
  routes.add("POST", "/api/settings/own", Act::clinic_settings,
             [&chosen](const PageCall& call) { return choose(chosen, call); });
  routes.add("POST", "/api/settings/own/restart", Act::clinic_settings,
             [&chosen, restart = std::move(restart)](const PageCall& call) {
               return start_anew(chosen, restart, call);
             });
}

}  // namespace madoguchi::terminal
