#include "office/import_rows.hpp"
#include "office/imports.hpp"
#include "office/institutions.hpp"
#include "office/printing.hpp"
#include "office/routes.hpp"
#include "office/settings.hpp"
#include "office/verification_log.hpp"
#include "office/work_list.hpp"
#include "office/work_summary.hpp"

namespace madoguchi::office {

std::vector<Route> daily_routes() {
  using domain::Act;
  return {{"GET", "/api/status", Act::view, show_status},
          {"POST", "/api/imports/institutions", Act::import, import_institutions},
          {"GET", "/api/imports/institutions", Act::import, list_institution_imports},
          {"POST", "/api/imports/institutions/{}/undo", Act::undo, undo_institution_import},
          {"GET", "/api/imports", Act::import, list_imports},
          {"POST", "/api/imports", Act::import, upload_import},
          {"GET", "/api/imports/{}/errors.csv", Act::import, import_errors},
          {"GET", "/api/imports/{}/removals", Act::import, show_removals},
          {"GET", "/api/imports/{}", Act::import, show_import},
          {"POST", "/api/imports/{}/publish", Act::import, publish_import},
          {"POST", "/api/imports/{}/discard", Act::import, discard_import},
          {"POST", "/api/imports/{}/undo", Act::undo, undo_import},
          {"GET", "/api/work", Act::view, list_work},
          {"GET", "/api/work/summary", Act::view, summarize_work},
          {"GET", "/api/work/summary.csv", Act::view, summarize_work_csv},
          {"GET", "/api/work/{}/draft", Act::issue, draft_for_work},
          {"POST", "/api/work/{}/issue", Act::issue, issue_for_work},
          {"POST", "/api/work/{}/decline", Act::reply, decline_work},
          {"POST", "/api/work/{}/reply", Act::reply, reply_to_work},
          {"GET", "/api/work/summary.pdf", Act::view, summarize_work_pdf},
          {"GET", "/api/print", Act::print, list_prints},
          {"POST", "/api/print", Act::print, begin_print},
          {"GET", "/api/print/{}.pdf", Act::print, hand_out_print},
          {"GET", "/api/calendar", Act::calendar, show_calendar},
          {"POST", "/api/calendar", Act::calendar, state_calendar},
          {"POST", "/api/log", Act::log, look_at_log},
          {"POST", "/api/log/frequent", Act::log, look_at_frequent},
          {"GET", "/api/institutions", Act::view, search_institutions},
          {"GET", "/api/settings", Act::settings, show_settings},
          {"POST", "/api/settings", Act::settings, change_settings},
          {"GET", "/api/settings/changes", Act::settings, show_setting_changes}};
}

}  // namespace madoguchi::office
