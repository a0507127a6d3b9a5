#include "domain/registration.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace madoguchi::domain {

namespace {

using State = RegistrationOfMonth::State;

constexpr std::array<std::string_view, 5> names{"planned", "overdue", "registered", "late",
                                                "failed"};

State state_of(StatedMonth::State stated) {
  switch (stated) {
    case StatedMonth::State::registered:
      return State::registered;
    case StatedMonth::State::late:
      return State::late;
    case StatedMonth::State::failed:
      return State::failed;
    case StatedMonth::State::planned:
      break;
  }
  return State::planned;
}

}  // namespace

std::string_view name_of(State state) {
  return names.at(static_cast<std::size_t>(state));
}

std::optional<RegistrationOfMonth> registration_of(const Office& office, util::Month month,
                                                   util::Day today) {
  RegistrationOfMonth found;
  const auto stated = std::find_if(office.calendar.begin(), office.calendar.end(),
                                   [month](const StatedMonth& one) { return one.month == month; });
  if (stated != office.calendar.end()) {
    found = {state_of(stated->state), stated->planned_day, stated->text};
  } else if (office.registration_day >= 1 && office.registration_day <= 31) {
    found.day = office.registration_day;
  } else {
    return std::nullopt;
  }
  found.day = std::min(found.day, month.last_day().day());
  const bool over = today > month.first_day().plus_days(found.day - 1);
  if (found.state == State::planned && over) found.state = State::overdue;
  return found;
}

std::string registration_text(util::Month month, const RegistrationOfMonth& known) {
  const std::string ask = "委託については福祉事務所へご確認ください。";
  const auto start = fmt::format("この福祉事務所の{}月分は", month.month());
  switch (known.state) {
    case State::planned:
      break;
    case State::overdue:
      return start +
             fmt::format("{}日に登録予定でしたが、まだ登録の連絡がありません。", known.day) + ask;
    case State::registered:
      return start + "登録済みです。" + ask;
    case State::late:
      return start + "登録が遅れています。" + ask;
    case State::failed:
      return start + "登録に失敗し、まだ登録されていません。" + ask;
  }
  return start + fmt::format("{}日に登録予定です。", known.day);
}

}  // namespace madoguchi::domain
