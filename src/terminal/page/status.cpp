#include "terminal/page/status.hpp"

#include "edge/center_line.hpp"
#include "terminal/follow_up.hpp"
#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

namespace {

const char* name_of(PageParts::Used used) {
  switch (used) {
    case PageParts::Used::yes:
      return "yes";
    case PageParts::Used::no:
      return "no";
    case PageParts::Used::unknown:
      break;
  }
  return "unknown";
}

edge::Json status_json(const PageParts& parts) {
  const auto status = parts.terminal->status();
  const auto now = parts.clock.now();
  return {{"center", status.center_reachable ? "online" : "offline"},
          {"last_problem", status.last_problem},
          {"waiting", status.waiting},
          {"undelivered", status.undelivered},
          {"answered", status.answered},
          {"refused", status.refused},
          {"assistance", name_of(parts.assistance_used)},
          {"at", util::iso_date_time_in_japan(now)},
          {"today", parts.today().text()},
          {"certificate_days", edge::certificate_days(parts.certificate_file, now.ms)}};
}

}  // namespace

void add_status_routes(edge::PageRoutes& routes, PageParts& parts) {
  routes.add("GET", "/api/status", domain::Act::verify, [&parts](const edge::PageCall&) {
    auto status = status_json(parts);
    status["registrations"] = parts.follow_up->registrations_off();
    return edge::json_answer(status);
  });
  // For those who may see no patient, nor whose patients wait here.
  routes.add("GET", "/api/settings/status", domain::Act::clinic_settings,
             [&parts](const edge::PageCall&) { return edge::json_answer(status_json(parts)); });
}

}  // namespace madoguchi::terminal
