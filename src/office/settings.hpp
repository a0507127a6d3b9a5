#pragma once

#include "office/parts.hpp"

namespace madoguchi::office {

// 頻回受診: from so many days a month at one institution (domain.md 11.3).
std::int64_t frequent_days(Parts& parts);

// GET /api/settings, POST /api/settings, and GET /api/settings/changes: the last 200, newest first.
Answer show_settings(Parts& parts, const Call& call);
Answer change_settings(Parts& parts, const Call& call);
Answer show_setting_changes(Parts& parts, const Call& call);

// GET /api/calendar, POST /api/calendar: when the month's tickets are registered; kept at the
// center, which tells institutions.
Answer show_calendar(Parts& parts, const Call& call);
Answer state_calendar(Parts& parts, const Call& call);
// Reads the calendar of the months around now from the center.
void renew_calendar(Parts& parts);

// GET /api/status.
Answer show_status(Parts& parts, const Call& call);

}  // namespace madoguchi::office
