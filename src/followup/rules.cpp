#include "followup/rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace madoguchi::followup {

namespace {

using domain::Field;
using domain::TicketField;

constexpr std::array<std::string_view, 6> states{"open",     "promised",   "paper",
                                                 "declined", "registered", "closed"};
constexpr std::array<std::string_view, 4> urgencies{"none", "soon", "claiming", "late"};

constexpr int claims_begin = 5;
constexpr int claims_end = 10;

// A word of the office, by call or reply: it changes everything but a registered ticket.
State after_word(State state, State said) {
  return state == State::registered ? state : said;
}

}  // namespace

std::string_view name_of(State state) {
  return states.at(static_cast<std::size_t>(state));
}

std::optional<State> state_named(std::string_view name) {
  const auto* found = std::find(states.begin(), states.end(), name);
  if (found == states.end()) return std::nullopt;
  return static_cast<State>(found - states.begin());
}

State after(State state, Event event) {
  switch (event) {
    case Event::said_yes:
    case Event::said_date:
      return after_word(state, state == State::paper ? State::paper : State::promised);
    case Event::replied_yes:
    case Event::replied_date:
      return after_word(state, State::promised);
    case Event::said_no:
      return after_word(state, State::declined);
    case Event::said_paper:
      return after_word(state, State::paper);
    case Event::said_call_back:
      return state == State::closed ? State::open : state;
    case Event::ticket_came:
      return State::registered;
    case Event::ticket_gone:
      return state == State::registered ? State::open : state;
    case Event::ended:
      return State::declined;
    case Event::put_away:
      return state == State::registered ? state : State::closed;
    case Event::set_apart:
      return state == State::closed ? state : State::open;
    case Event::taken_up:
      return state == State::closed || state == State::declined ? State::open : state;
  }
  return state;
}

bool blocks_claim(State state) {
  return state == State::open || state == State::promised;
}

bool asks_for_call(State state) {
  return state == State::open;
}

bool opens(std::string_view validity, std::string_view code) {
  if (validity == "6") return true;
  return validity == "2" && (code == "N0028" || code == "N0009" || code == "N0010");
}

std::string value_of(const domain::ResultAnswer& result, Field field) {
  for (const auto& one : result.fields) {
    if (one.field == field) return one.value;
  }
  return {};
}

std::string value_of(const std::vector<domain::TicketFieldValue>& ticket, TicketField field) {
  for (const auto& one : ticket) {
    if (one.field == field) return one.value;
  }
  return {};
}

const std::vector<domain::TicketFieldValue>* ticket_for(const domain::ResultAnswer& result,
                                                        util::Day visit, std::string_view issuer) {
  if (result.side != domain::Side::assistance) return nullptr;
  // A day that is not told sets no bound; one that cannot be read covers nothing.
  const auto start_text = value_of(result, Field::QualificationDate);
  const auto end_text = value_of(result, Field::DisqualificationDate);
  const auto start = util::Day::parse(start_text);
  const auto end = util::Day::parse(end_text);
  if (!start_text.empty() && (!start || visit < *start)) return nullptr;
  if (!end_text.empty() && (!end || visit >= *end)) return nullptr;
  for (const auto& ticket : result.tickets) {
    const auto from = util::Day::parse(value_of(ticket, TicketField::MedicalTicketValidDate));
    const auto to = util::Day::parse(value_of(ticket, TicketField::MedicalTicketExpirationDate));
    const auto month = util::Month::parse(value_of(ticket, TicketField::MedicalTreatmentMonth));
    if (!from || !to || !month || visit < *from || visit > *to || !month->contains(visit)) continue;
    if (value_of(ticket, TicketField::DesignatedMedicalInstitutionFlag) == "1") continue;
    const auto names = value_of(ticket, TicketField::PrescriptionIssuerMedicalInstitutionCode);
    if (!issuer.empty() && !names.empty() && names != issuer) continue;
    return &ticket;
  }
  return nullptr;
}

std::string_view name_of(Urgency urgency) {
  return urgencies.at(static_cast<std::size_t>(urgency));
}

Urgency urgency_of(util::Month visit_month, util::Day today) {
  const auto month = util::Month::of(today);
  if (month <= visit_month) return Urgency::none;
  if (month > visit_month.plus_months(1) || today.day() > claims_end) return Urgency::late;
  return today.day() < claims_begin ? Urgency::soon : Urgency::claiming;
}

std::optional<util::Day> planned_day(std::string_view message, util::Month month) {
  const auto start = std::to_string(month.month()) + "月分は";
  auto at = message.find("の" + start);
  if (at == std::string_view::npos) return std::nullopt;
  message.remove_prefix(at + std::string_view("の").size() + start.size());
  int day = 0;
  const auto [end, error] = std::from_chars(message.data(), message.data() + message.size(), day);
  if (error != std::errc()) return std::nullopt;
  message.remove_prefix(static_cast<std::size_t>(end - message.data()));
  if (!message.starts_with("日に登録予定")) return std::nullopt;
  return util::Day::from_ymd(month.year(), month.month(), day);
}

std::string telephone_in(std::string_view message) {
  constexpr std::string_view start = "（電話 ";
  constexpr std::string_view end = "）";
  const auto at = message.find(start);
  if (at == std::string_view::npos) return {};
  message.remove_prefix(at + start.size());
  return std::string(message.substr(0, message.find(end)));
}

}  // namespace madoguchi::followup
