#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace madoguchi::domain {

// Who a person is. At a welfare office: 地区担当員, 取扱担当者, 査察指導員, 管理者. At an
// institution: 受付, 医師, 歯科医師, 薬剤師, 管理者.
enum class Role {
  caseworker,
  clerk,
  supervisor,
  administrator,
  reception,
  doctor,
  dentist,
  pharmacist,
  clinic_admin,
};

// What somebody does. A closed list: what is not here nobody may do.
enum class Act {
  // at an office
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
  // at an institution
  verify,            // ask about eligibility; see the day's answers
  reference_number,  // register 照会番号
  follow_up,         // uncommissioned visits: calls, paper tickets, what became of them
  acquire,           // bulk acquisition
  consent,           // the card at the reader and the patient's page
  view_medication,   // histories: only with card and consent besides
  view_diagnosis,
  view_operation,
  view_checkups,
  disaster,         // search without a card while a disaster is declared
  emergency,        // the emergency summary
  clinic_accounts,  // make, lock and reset accounts
  clinic_settings,  // 環境設定
  update,           // install a newer program
};

std::string_view name_of(Role role);  // "caseworker"
std::string_view name_of(Act act);    // "register_person"
std::optional<Role> role_named(std::string_view name);
std::optional<Act> act_named(std::string_view name);
const std::vector<Role>& all_roles();
const std::vector<Role>& office_roles();
const std::vector<Role>& clinic_roles();
const std::vector<Act>& all_acts();

// The right matrix: default deny. An administrator sees no recipient; a supervisor keeps no
// accounts; reception sees no history; no role of one party may do anything at the other.
bool may(Role role, Act act);

// The party's own system, no human known behind it: the municipality's, the receipt computer.
bool machine_may(Act act);

}  // namespace madoguchi::domain
