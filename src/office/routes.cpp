#include "office/routes.hpp"

#include "office/imports.hpp"
#include "office/jobs.hpp"
#include "office/monthly.hpp"
#include "office/people.hpp"
#include "office/printing.hpp"
#include "office/publish.hpp"
#include "office/registering.hpp"
#include "office/settings.hpp"
#include "office/tickets.hpp"
#include "office/verification_log.hpp"
#include "office/work_list.hpp"
#include "util/encoding.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

namespace {

using domain::Act;

constexpr std::string_view none = "-";

Answer show_job(Parts& parts, const Call& call) {
  return parts.jobs->show(call);
}
Answer cancel_job(Parts& parts, const Call& call) {
  return parts.jobs->cancel(call);
}

bool is_csv_body(const edge::PageRequest& request) {
  return request.path == "/api/imports";
}

// The route that fits; its handler's `id` is what the path names.
const Route* route_of(const edge::PageRequest& request, std::string& id) {
  for (const auto& route : routes()) {
    if (route.method != request.method) continue;
    const std::string_view path = request.path;
    if (route.after == none) {
      if (path == route.before) return &route;
      continue;
    }
    if (path.size() <= route.before.size() + route.after.size()) continue;
    if (!path.starts_with(route.before) || !path.ends_with(route.after)) continue;
    id = path.substr(route.before.size(), path.size() - route.before.size() - route.after.size());
    return &route;
  }
  return nullptr;
}

Answer handled(Parts& parts, const edge::PageRequest& request, const edge::SignedIn& who) {
  std::string id;
  const auto* route = route_of(request, id);
  if (route == nullptr) return util::failure(not_found());
  const auto role = domain::role_named(who.role);
  if (!role || !domain::may(*role, route->act)) {
    return util::failure(not_permitted(domain::name_of(route->act)));
  }
  if (!util::check_utf8(request.path)) return util::failure(malformed("path"));
  for (const auto& [name, value] : request.query) {
    if (!util::check_utf8(value)) return util::failure(malformed(name));
  }
  Call call{request, who, *role, std::move(id), Json::object()};
  if (request.method != "GET" && !is_csv_body(request) && !request.body.empty()) {
    call.body = Json::parse(request.body, nullptr, false);
    if (!call.body.is_object()) return util::failure(malformed("body"));
  }
  return route->handler(parts, call);
}

}  // namespace

const std::vector<Route>& routes() {
  // More particular paths before those that would take them, too.
  static const std::vector<Route> all{
      {"GET", "/api/status", none, Act::view, show_status},
      {"GET", "/api/people", none, Act::view, search_people},
      {"POST", "/api/people", none, Act::register_person, register_person},
      {"GET", "/api/people/", "/links", Act::view, show_links},
      {"GET", "/api/people/", "", Act::view, show_person},
      {"POST", "/api/people/", "/correct", Act::register_person, correct_person},
      {"POST", "/api/people/", "/suspend", Act::register_person, suspend_person},
      {"POST", "/api/people/", "/resume", Act::register_person, resume_person},
      {"POST", "/api/people/", "/abolish", Act::register_person, abolish_person},
      {"POST", "/api/people/", "/transfer", Act::register_person, transfer_person},
      {"POST", "/api/people/", "/protect", Act::protect, protect_person},
      {"POST", "/api/changes/", "/undo", Act::undo, undo_change},
      {"GET", "/api/tickets", none, Act::view, list_tickets},
      {"POST", "/api/tickets", none, Act::issue, issue_ticket},
      {"POST", "/api/tickets/", "/cancel", Act::issue, cancel_ticket},
      {"POST", "/api/tickets/", "/shorten", Act::issue, shorten_ticket},
      {"POST", "/api/tickets/", "/reissue", Act::issue, reissue_ticket},
      {"GET", "/api/approvals", none, Act::view, list_approvals},
      {"POST", "/api/approvals/", "", Act::approve, decide_approval},
      {"GET", "/api/monthly", none, Act::view, show_monthly},
      {"POST", "/api/monthly/row", none, Act::issue, edit_monthly},
      {"POST", "/api/monthly/publish", none, Act::issue, publish_monthly},
      {"POST", "/api/plans", none, Act::issue, add_plan},
      {"GET", "/api/jobs/", "", Act::view, show_job},
      {"POST", "/api/jobs/", "/cancel", Act::view, cancel_job},
      {"GET", "/api/imports", none, Act::import, list_imports},
      {"POST", "/api/imports", none, Act::import, upload_import},
      {"GET", "/api/imports/", "/errors.csv", Act::import, import_errors},
      {"GET", "/api/imports/", "", Act::import, show_import},
      {"POST", "/api/imports/", "/publish", Act::import, publish_import},
      {"POST", "/api/imports/", "/discard", Act::import, discard_import},
      {"POST", "/api/imports/", "/undo", Act::undo, undo_import},
      {"GET", "/api/work", none, Act::view, list_work},
      {"GET", "/api/work/summary", none, Act::view, summarize_work},
      {"GET", "/api/work/summary.csv", none, Act::view, summarize_work_csv},
      {"GET", "/api/work/", "/draft", Act::issue, draft_for_work},
      {"POST", "/api/work/", "/issue", Act::issue, issue_for_work},
      {"POST", "/api/work/", "/decline", Act::reply, decline_work},
      {"POST", "/api/work/", "/reply", Act::reply, reply_to_work},
      {"GET", "/api/work/summary.pdf", none, Act::view, summarize_work_pdf},
      {"GET", "/api/print", none, Act::print, list_prints},
      {"POST", "/api/print", none, Act::print, begin_print},
      {"GET", "/api/print/", ".pdf", Act::print, hand_out_print},
      {"GET", "/api/calendar", none, Act::calendar, show_calendar},
      {"POST", "/api/calendar", none, Act::calendar, state_calendar},
      {"POST", "/api/log", none, Act::log, look_at_log},
      {"POST", "/api/log/frequent", none, Act::log, look_at_frequent},
      {"GET", "/api/institutions", none, Act::view, search_institutions},
      {"GET", "/api/settings", none, Act::settings, show_settings},
      {"POST", "/api/settings", none, Act::settings, change_settings},
  };
  return all;
}

edge::PageAnswer answer(Parts& parts, const edge::PageRequest& request, const edge::SignedIn& who) {
  try {
    auto answered = handled(parts, request, who);
    return answered ? std::move(*answered) : problem_answer(answered.error());
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "office", "database: " + failure.text);
    return problem_answer(disk_failed());
  } catch (const Json::exception&) {  // a member of another type than documented
    return problem_answer(malformed("body"));
  }
}

}  // namespace madoguchi::office
