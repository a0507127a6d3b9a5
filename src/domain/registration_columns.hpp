#pragma once

#include <string_view>
#include <vector>

namespace madoguchi::domain {

// Columns of the registration files that an office writes (domain.md 11.2, docs/registration.md),
// in the order of the documentation; those that must stand in the header.
struct RegistrationColumns {
  std::vector<std::string_view> known;
  std::vector<std::string_view> required;
};
const RegistrationColumns& qualification_columns();
const RegistrationColumns& ticket_columns();

}  // namespace madoguchi::domain
