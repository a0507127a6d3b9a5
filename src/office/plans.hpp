#pragma once

#include <optional>
#include <string>

#include "office/parts.hpp"

namespace madoguchi::office {

// Something that continues for a recipient from month to month: the decision of need (要否の決定)
// for one institution, kind, treatment and issuer of the prescription (its lane, monthly.hpp), with
// its last day and self-pay. Edits of one month are not here (edit_monthly).
struct PlanName {
  std::string recipient, lane;
};
std::optional<PlanName> plan_named(const std::string& id);  // "recipient|lane"
// The lane's columns of a ticket.
Json lane_fields(const std::string& lane);

// Keeps the members that are the plan's (need_until, self_pay, SelfPayAmount, ended); absent ones
// stay as they are. `ticket`: columns of the tickets to come; empty changes none.
util::Result<void, Problem> keep_plan(Parts& parts, const Call& call, const PlanName& name,
                                      const Json& fields, const Json& ticket);

// All plans of a recipient, the ended ones, too.
Json plans_of(Parts& parts, const std::string& recipient);

// What was decided before, newest first: [{id, plan, at, by, before, after, undoable}]. `before` is
// null where the plan began.
Json plan_changes_of(Parts& parts, const std::string& recipient);

// POST /api/plans/undo {recipient_key, change}: what held before the newest change of its plan
// holds again, by a change of its own. F4090 when it is not the newest any more.
Answer undo_plan(Parts& parts, const Call& call);

// GET /api/plans: what holds, the decision that ends first in front; ?due=YYYYMM: those that end in
// that month or before. POST /api/plans: something that begins to continue, or is decided anew.
Answer list_plans(Parts& parts, const Call& call);
Answer add_plan(Parts& parts, const Call& call);

}  // namespace madoguchi::office
