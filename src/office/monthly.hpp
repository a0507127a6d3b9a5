#pragma once

#include <string>
#include <vector>

#include "office/jobs.hpp"
#include "office/parts.hpp"

namespace madoguchi::office {

// What continues for one recipient from month to month: institution, kind, treatment and issuer of
// the prescription, "1310000011/01/02/".
std::string lane_of(const Json& ticket);

// One line of a month's proposal. `change` is one of new, continued, changed, ended, held.
struct Proposed {
  std::string id;  // recipient|lane
  std::string change;
  std::string recipient;
  Json before, after;          // tickets; null when there is none
  Json held = Json::array();   // why it is not published: [{code, text}]
  Json notes = Json::array();  // what to see to beside it, in the same form
};

// What a month's issue would be: last month's tickets and the plans, without what is registered for
// the month already.
std::vector<Proposed> propose(Parts& parts, util::Month month, bool with_protected);

// GET /api/monthly, POST /api/monthly/row, POST /api/monthly/publish.
Answer show_monthly(Parts& parts, const Call& call);
Answer edit_monthly(Parts& parts, const Call& call);
Answer publish_monthly(Parts& parts, const Call& call);

// The job "monthly": the whole month in one batch, by the job's id as key.
Jobs::Outcome run_monthly(Parts& parts, JobView& view, const Json& input, const OnBehalf& author);

}  // namespace madoguchi::office
