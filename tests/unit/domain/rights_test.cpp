#include "domain/rights.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace madoguchi::domain {
namespace {

// The matrix as the issue and the manual say it, written out once more: who may what.
const std::map<std::string, std::string>& matrix() {
  static const std::map<std::string, std::string> all = {
      {"caseworker", " view register_person issue reply log print "},
      {"clerk", " view register_person issue import reply calendar print "},
      {"supervisor",
       " view register_person protect issue approve undo import reply calendar log print "},
      {"administrator", " calendar accounts settings "},
      {"reception", " verify reference_number follow_up acquire consent disaster "},
      {"doctor",
       " verify reference_number follow_up acquire consent disaster view_medication "
       "view_diagnosis view_operation view_checkups emergency "},
      {"dentist",
       " verify reference_number follow_up acquire consent disaster view_medication "
       "view_diagnosis view_operation view_checkups "},
      {"pharmacist",
       " verify reference_number follow_up acquire consent disaster view_medication "
       "view_diagnosis view_operation "},
      {"clinic_admin", " clinic_accounts clinic_settings update "},
      {"machine",
       " view register_person protect issue import calendar verify reference_number follow_up "
       "acquire consent clinic_settings "}};
  return all;
}

bool listed(const std::string& who, Act act) {
  return matrix().at(who).find(" " + std::string(name_of(act)) + " ") != std::string::npos;
}

TEST(Rights, are_those_of_the_matrix_and_no_others) {
  EXPECT_EQ(all_acts().size(), 27U);
  EXPECT_EQ(all_roles().size(), 9U);
  for (const auto role : all_roles()) {
    for (const auto act : all_acts()) {
      EXPECT_EQ(may(role, act), listed(std::string(name_of(role)), act))
          << name_of(role) << " " << name_of(act);
    }
  }
  for (const auto act : all_acts()) EXPECT_EQ(machine_may(act), listed("machine", act));
}

// An office's people have nothing to do at an institution, and the other way round.
TEST(Rights, of_the_two_parties_are_apart) {
  EXPECT_EQ(office_roles().size() + clinic_roles().size(), all_roles().size());
  for (const auto act : all_acts()) {
    bool office = false;
    bool clinic = false;
    for (const auto role : office_roles()) office = office || may(role, act);
    for (const auto role : clinic_roles()) clinic = clinic || may(role, act);
    EXPECT_NE(office, clinic) << name_of(act);
  }
}

TEST(Rights, what_is_not_in_the_list_nobody_may) {
  const auto none = static_cast<Act>(1000);
  for (const auto role : all_roles()) EXPECT_FALSE(may(role, none));
  EXPECT_FALSE(machine_may(none));
  for (const auto act : all_acts()) EXPECT_FALSE(may(static_cast<Role>(1000), act));
}

TEST(Rights, names_go_both_ways) {
  for (const auto role : all_roles()) EXPECT_EQ(role_named(name_of(role)), role);
  for (const auto act : all_acts()) EXPECT_EQ(act_named(name_of(act)), act);
  for (const auto* name : {"", "Supervisor", "root", "supervisor "}) {
    EXPECT_FALSE(role_named(name)) << name;
    EXPECT_FALSE(act_named(name)) << name;
  }
}

}  // namespace
}  // namespace madoguchi::domain
