#pragma once

#include <string>

#include "domain/rights.hpp"
#include "edge/page_routes.hpp"
#include "office/center.hpp"
#include "office/database.hpp"
#include "office/mirror.hpp"
#include "util/clock.hpp"

namespace madoguchi::office {

class Jobs;
class Outgoing;

// What every handler works with. Lives as long as the office.
struct Parts {
  std::string office_code;
  std::string data_dir;
  std::string certificate_file;
  Database& database;
  Mirror& mirror;
  Center& center;
  Jobs* jobs = nullptr;
  Outgoing* outgoing = nullptr;
  const util::Clock& clock;
  std::int64_t full_removals_max = 0;  // see OfficeConfig

  std::string today() const { return util::day_in_japan(clock.now()).text(); }
  std::string now() const { return util::iso_date_time_in_japan(clock.now()); }
};

// One request with its sender and the part of its path that names a thing.
struct Call : edge::PageCall {
  bool sees_protected() const { return may(domain::Act::protect); }
};

// The time of a change (UpdatedAt), ISO: now, and in any case behind every time given before and
// behind what the center has published: a clock that stands or is behind loses no change.
std::string time_of_change(Parts& parts);

// Reads what is new at the center, so that what was just registered is seen. The line being down
// changes nothing.
void catch_up(Parts& parts);

// A setting of the office: "on" or "off" for the switches.
inline constexpr const char* approval_tickets = "approval_tickets";
inline constexpr const char* approval_protect = "approval_protect";
bool is_on(Parts& parts, const char* setting);

}  // namespace madoguchi::office
