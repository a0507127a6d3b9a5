#include "office/jobs.hpp"
#include "office/monthly.hpp"
#include "office/people.hpp"
#include "office/plans.hpp"
#include "office/publish.hpp"
#include "office/registering.hpp"
#include "office/routes.hpp"
#include "office/tickets.hpp"

namespace madoguchi::office {

namespace {

using domain::Act;

Answer list_jobs(Parts& parts, const Call& call) {
  return parts.jobs->list(call);
}
Answer show_job(Parts& parts, const Call& call) {
  return parts.jobs->show(call);
}
Answer cancel_job(Parts& parts, const Call& call) {
  return parts.jobs->cancel(call);
}

}  // namespace

std::vector<Route> registering_routes() {
  return {{"GET", "/api/people", Act::view, search_people},
          {"POST", "/api/people", Act::register_person, register_person},
          {"GET", "/api/people/{}/links", Act::view, show_links},
          {"GET", "/api/people/{}", Act::view, show_person},
          {"POST", "/api/people/{}/correct", Act::register_person, correct_person},
          {"POST", "/api/people/{}/suspend", Act::register_person, suspend_person},
          {"POST", "/api/people/{}/resume", Act::register_person, resume_person},
          {"POST", "/api/people/{}/abolish", Act::register_person, abolish_person},
          {"POST", "/api/people/{}/transfer", Act::register_person, transfer_person},
          {"POST", "/api/people/{}/protect", Act::protect, protect_person},
          {"POST", "/api/changes/{}/undo", Act::undo, undo_change},
          {"GET", "/api/tickets", Act::view, list_tickets},
          {"POST", "/api/tickets", Act::issue, issue_ticket},
          {"POST", "/api/tickets/{}/cancel", Act::issue, cancel_ticket},
          {"POST", "/api/tickets/{}/shorten", Act::issue, shorten_ticket},
          {"POST", "/api/tickets/{}/reissue", Act::issue, reissue_ticket},
          {"GET", "/api/approvals", Act::view, list_approvals},
          {"POST", "/api/approvals/{}", Act::issue, decide_approval},
          {"GET", "/api/monthly", Act::view, show_monthly},
          {"POST", "/api/monthly/row", Act::issue, edit_monthly},
          {"POST", "/api/monthly/publish", Act::issue, publish_monthly},
          {"GET", "/api/plans", Act::view, list_plans},
          {"POST", "/api/plans", Act::issue, add_plan},
          {"POST", "/api/plans/undo", Act::issue, undo_plan},
          {"GET", "/api/jobs", Act::view, list_jobs},
          {"GET", "/api/jobs/{}", Act::view, show_job},
          {"POST", "/api/jobs/{}/cancel", Act::view, cancel_job}};
}

}  // namespace madoguchi::office
