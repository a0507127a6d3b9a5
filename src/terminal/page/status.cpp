#include "terminal/page/status.hpp"

#include "edge/center_line.hpp"
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

edge::Answer show_status(const PageParts& parts) {
  const auto status = parts.terminal->status();
  const auto now = parts.clock.now();
  return edge::json_answer(
      {{"center", status.center_reachable ? "online" : "offline"},
       {"last_problem", status.last_problem},
       {"waiting", status.waiting},
       {"undelivered", status.undelivered},
       {"answered", status.answered},
       {"refused", status.refused},
       {"assistance", name_of(parts.assistance_used)},
       {"at", util::iso_date_time_in_japan(now)},
       {"today", parts.today().text()},
       {"certificate_days", edge::certificate_days(parts.certificate_file, now.ms)}});
}

}  // namespace

void add_status_routes(edge::PageRoutes& routes, PageParts& parts) {
  const auto show = [&parts](const edge::PageCall&) { return show_status(parts); };
  routes.add("GET", "/api/status", domain::Act::verify, show);
  // For those who may see no patient.
  routes.add("GET", "/api/settings/status", domain::Act::clinic_settings, show);
}

}  // namespace madoguchi::terminal
