#include "domain/rights.hpp"

#include <algorithm>

namespace madoguchi::domain {

namespace {

struct NamedRole {
  Role role;
  std::string_view name;
};
constexpr NamedRole roles[] = {{Role::caseworker, "caseworker"},
                               {Role::clerk, "clerk"},
                               {Role::supervisor, "supervisor"},
                               {Role::administrator, "administrator"}};

// One row of the matrix: who may, in the order of the roles; then the municipality's system.
struct Right {
  Act act;
  std::string_view name;
  bool caseworker, clerk, supervisor, administrator, machine;
};
constexpr bool yes = true;
constexpr bool no = false;
constexpr Right matrix[] = {
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

const Right* right_of(Act act) {
  const auto* found = std::find_if(std::begin(matrix), std::end(matrix),
                                   [act](const Right& right) { return right.act == act; });
  return found == std::end(matrix) ? nullptr : found;
}

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& one : roles) {
    if (one.role == role) return one.name;
  }
  return "";
}

std::string_view name_of(Act act) {
  const auto* right = right_of(act);
  return right == nullptr ? std::string_view() : right->name;
}

std::optional<Role> role_named(std::string_view name) {
  for (const auto& one : roles) {
    if (one.name == name) return one.role;
  }
  return std::nullopt;
}

std::optional<Act> act_named(std::string_view name) {
  for (const auto& right : matrix) {
    if (right.name == name) return right.act;
  }
  return std::nullopt;
}

const std::vector<Role>& all_roles() {
  static const std::vector<Role> all = {Role::caseworker, Role::clerk, Role::supervisor,
                                        Role::administrator};
  return all;
}

const std::vector<Act>& all_acts() {
  static const std::vector<Act> all = [] {
    std::vector<Act> acts;
    for (const auto& right : matrix) acts.push_back(right.act);
    return acts;
  }();
  return all;
}

bool may(Role role, Act act) {
  const auto* right = right_of(act);
  if (right == nullptr) return false;
  switch (role) {
    case Role::caseworker:
      return right->caseworker;
    case Role::clerk:
      return right->clerk;
    case Role::supervisor:
      return right->supervisor;
    case Role::administrator:
      return right->administrator;
  }
  return false;
}

bool machine_may(Act act) {
  const auto* right = right_of(act);
  return right != nullptr && right->machine;
}

}  // namespace madoguchi::domain
