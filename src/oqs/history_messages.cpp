#include "oqs/history_messages.hpp"

#include <algorithm>

#include "oqs/history_kinds.hpp"
#include "oqs/json_text.hpp"

namespace madoguchi::oqs {

namespace {

constexpr JsonLimits message_limits{.bytes_max = 16 * 1024};
constexpr std::size_t reason_characters_max = 200;

std::optional<util::Month> read_month(Members& members, const char* name) {
  const auto text = members.text(name, Presence::optional, 6);
  const auto month = util::Month::parse(text);
  if (!text.empty() && !month) members.fail(ErrorCode::element_format, name);
  return month;
}

}  // namespace

std::vector<domain::HistoryKind> read_history_kinds(const json& list, Members& members) {
  std::vector<domain::HistoryKind> kinds;
  for (const auto& one : list) {
    const auto kind =
        one.is_string() ? domain::history_kind_named(one.get<std::string>()) : std::nullopt;
    if (!kind) {
      members.fail(ErrorCode::element_format, "kinds");
    } else if (std::find(kinds.begin(), kinds.end(), *kind) != kinds.end()) {
      members.fail(ErrorCode::element_repeated, "kinds");
    } else {
      kinds.push_back(*kind);
    }
  }
  return kinds;
}

util::Result<HistoryView, Problem> read_history_view(std::string_view body) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  HistoryView view;
  if (object->contains("search_record")) {
    view.search_record = members.number("search_record");
    if (object->contains("card_record")) {
      members.fail(ErrorCode::element_repeated, "search_record");
    }
  } else {
    view.card_record = members.number("card_record");
  }
  if (object->contains("emergency_reason")) {
    view.emergency_reason =
        members.text("emergency_reason", Presence::required, reason_characters_max);
    if (view.search_record != 0) members.fail(ErrorCode::element_format, "emergency_reason");
  }
  view.kinds = read_history_kinds(members.list("kinds", Presence::optional), members);
  if (!object->contains("kinds")) view.kinds = domain::all_history_kinds();
  if (view.kinds.empty()) members.fail(ErrorCode::element_format, "kinds");
  view.first = read_month(members, "from");
  view.last = read_month(members, "to");
  if (view.first && view.last && *view.last < *view.first) {
    members.fail(ErrorCode::element_format, "to");
  }
  if (problem) return util::failure(*problem);
  return view;
}

util::Result<ConsentWithdrawal, Problem> read_consent_withdrawal(std::string_view body) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  ConsentWithdrawal withdrawal;
  withdrawal.card_record = members.number("card_record");
  withdrawal.kinds = read_history_kinds(members.list("kinds", Presence::required), members);
  if (withdrawal.kinds.empty()) members.fail(ErrorCode::element_format, "kinds");
  if (problem) return util::failure(*problem);
  return withdrawal;
}

}  // namespace madoguchi::oqs
