#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/registered.hpp"

namespace madoguchi::domain {

// Where the registration of an office's tickets of a month stands on a day.
struct RegistrationOfMonth {
  // overdue: the planned day is over and nobody stated anything else.
  enum class State { planned, overdue, registered, late, failed } state = State::planned;
  int day = 1;       // planned; inside the month
  std::string text;  // the office's own words
  // Whether somebody who waits should know: it is not as planned.
  bool off() const { return state != State::planned && state != State::registered; }
};
std::string_view name_of(RegistrationOfMonth::State state);  // "overdue"

// As the office stated it, else by its usual day; nothing when neither is known. Never registered
// unless that was stated.
std::optional<RegistrationOfMonth> registration_of(const Office& office, util::Month month,
                                                   util::Day today);

// What an institution without a ticket is told of it, so that it knows whether waiting or calling
// helps; the office's own words are not in it.
std::string registration_text(util::Month month, const RegistrationOfMonth& known);

}  // namespace madoguchi::domain
