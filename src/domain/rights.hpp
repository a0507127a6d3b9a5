#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace madoguchi::domain {

// Who a person at a welfare office is: 地区担当員, 取扱担当者, 査察指導員, 管理者.
enum class Role { caseworker, clerk, supervisor, administrator };

// What somebody at an office does. A closed list: what is not here nobody may do.
enum class Act {
  view,             // look at recipients and tickets
  register_person,  // register and correct people; start, suspend, resume, abolish, transfer
  protect,          // see and change 不開示
  issue,            // issue, shorten, cancel, re-issue tickets
  approve,          // the second person's word
  undo,             // a counter-change of somebody's change
  import,           // files of the municipality's system
  reply,            // answer an institution that asked
  calendar,         // state when tickets are registered
  log,              // look at the verification log (11.3)
  print,            // tickets and forms on paper
  accounts,         // make, lock and reset accounts
  settings,         // of the office
};

std::string_view name_of(Role role);  // "caseworker"
std::string_view name_of(Act act);    // "register_person"
std::optional<Role> role_named(std::string_view name);
std::optional<Act> act_named(std::string_view name);
const std::vector<Role>& all_roles();
const std::vector<Act>& all_acts();

// The right matrix: default deny. An administrator sees no recipient; a supervisor keeps no
// accounts.
bool may(Role role, Act act);

// The municipality's own system, no human known behind it.
bool machine_may(Act act);

}  // namespace madoguchi::domain
