#include "domain/rights.hpp"

#include <algorithm>

namespace madoguchi::domain {

namespace {

struct NamedRole {
  Role role;
  std::string_view name;
};
constexpr NamedRole roles[] = {
    {Role::caseworker, "caseworker"},    {Role::clerk, "clerk"},
    {Role::supervisor, "supervisor"},    {Role::administrator, "administrator"},
    {Role::reception, "reception"},      {Role::doctor, "doctor"},
    {Role::dentist, "dentist"},          {Role::pharmacist, "pharmacist"},
    {Role::clinic_admin, "clinic_admin"}};

constexpr bool yes = true;
constexpr bool no = false;

// One row of an office's matrix: who may, in the order of the roles; then the municipality's
// system.
struct OfficeRight {
  Act act;
  std::string_view name;
  bool caseworker, clerk, supervisor, administrator, machine;
};
constexpr OfficeRight office_matrix[] = {
    {Act::view, "view", yes, yes, yes, no, yes},
    {Act::register_person, "register_person", yes, yes, yes, no, yes},
    {Act::protect, "protect", no, no, yes, no, yes},
    {Act::issue, "issue", yes, yes, yes, no, yes},
    {Act::approve, "approve", no, no, yes, no, no},
    {Act::undo, "undo", no, no, yes, no, no},
    {Act::import, "import", no, yes, yes, no, yes},
    {Act::reply, "reply", yes, yes, yes, no, no},
    {Act::calendar, "calendar", no, yes, yes, yes, yes},
    {Act::log, "log", yes, no, yes, no, no},
    {Act::print, "print", yes, yes, yes, no, no},
    {Act::accounts, "accounts", no, no, no, yes, no},
    {Act::settings, "settings", no, no, no, yes, no},
};

// The same of an institution; the machine is its receipt computer, by the folder.
struct ClinicRight {
  Act act;
  std::string_view name;
  bool reception, doctor, dentist, pharmacist, clinic_admin, machine;
};
constexpr ClinicRight clinic_matrix[] = {
    {Act::verify, "verify", yes, yes, yes, yes, no, yes},
    {Act::reference_number, "reference_number", yes, yes, yes, yes, no, yes},
    {Act::follow_up, "follow_up", yes, yes, yes, yes, no, yes},
    {Act::acquire, "acquire", yes, yes, yes, yes, no, yes},
    {Act::consent, "consent", yes, yes, yes, yes, no, yes},
    {Act::view_medication, "view_medication", no, yes, yes, yes, no, no},
    {Act::view_diagnosis, "view_diagnosis", no, yes, yes, yes, no, no},
    {Act::view_operation, "view_operation", no, yes, yes, yes, no, no},
    {Act::view_checkups, "view_checkups", no, yes, yes, no, no, no},
    {Act::disaster, "disaster", yes, yes, yes, yes, no, no},
    {Act::emergency, "emergency", no, yes, no, no, no, no},
    {Act::clinic_accounts, "clinic_accounts", no, no, no, no, yes, no},
    {Act::clinic_settings, "clinic_settings", no, no, no, no, yes, yes},
    {Act::update, "update", no, no, no, no, yes, no},
};

template <class Matrix>
auto right_in(const Matrix& matrix, Act act) -> decltype(&*std::begin(matrix)) {
  const auto found = std::find_if(std::begin(matrix), std::end(matrix),
                                  [act](const auto& right) { return right.act == act; });
  return found == std::end(matrix) ? nullptr : &*found;
}

std::vector<Role> roles_from(Role first, Role last) {
  std::vector<Role> some;
  for (const auto& one : roles) {
    if (one.role >= first && one.role <= last) some.push_back(one.role);
  }
  return some;
}

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& one : roles) {
    if (one.role == role) return one.name;
  }
  return "";
}

std::string_view name_of(Act act) {
  if (const auto* right = right_in(office_matrix, act)) return right->name;
  if (const auto* right = right_in(clinic_matrix, act)) return right->name;
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  for (const auto& one : roles) {
    if (one.name == name) return one.role;
  }
  return std::nullopt;
}

std::optional<Act> act_named(std::string_view name) {
  for (const auto act : all_acts()) {
    if (name_of(act) == name) return act;
  }
  return std::nullopt;
}

const std::vector<Role>& all_roles() {
  static const auto all = roles_from(Role::caseworker, Role::clinic_admin);
  return all;
}

const std::vector<Role>& office_roles() {
  static const auto some = roles_from(Role::caseworker, Role::administrator);
  return some;
}

const std::vector<Role>& clinic_roles() {
  static const auto some = roles_from(Role::reception, Role::clinic_admin);
  return some;
}

const std::vector<Act>& all_acts() {
  static const std::vector<Act> all = [] {
    std::vector<Act> acts;
    for (const auto& right : office_matrix) acts.push_back(right.act);
    for (const auto& right : clinic_matrix) acts.push_back(right.act);
    return acts;
  }();
  return all;
}

bool may(Role role, Act act) {
  const auto* at_office = right_in(office_matrix, act);
  const auto* at_clinic = right_in(clinic_matrix, act);
  switch (role) {
    case Role::caseworker:
      return at_office != nullptr && at_office->caseworker;
    case Role::clerk:
      return at_office != nullptr && at_office->clerk;
    case Role::supervisor:
      return at_office != nullptr && at_office->supervisor;
    case Role::administrator:
      return at_office != nullptr && at_office->administrator;
    case Role::reception:
      return at_clinic != nullptr && at_clinic->reception;
    case Role::doctor:
      return at_clinic != nullptr && at_clinic->doctor;
    case Role::dentist:
      return at_clinic != nullptr && at_clinic->dentist;
    case Role::pharmacist:
      return at_clinic != nullptr && at_clinic->pharmacist;
    case Role::clinic_admin:
      return at_clinic != nullptr && at_clinic->clinic_admin;
  }
  return false;
}

bool machine_may(Act act) {
  const auto* at_office = right_in(office_matrix, act);
  const auto* at_clinic = right_in(clinic_matrix, act);
  return (at_office != nullptr && at_office->machine) ||
         (at_clinic != nullptr && at_clinic->machine);
}

}  // namespace madoguchi::domain
