#include <algorithm>
#include <array>
#include <functional>

#include "domain/decide.hpp"

namespace madoguchi::domain {
namespace {

struct ReasonText {
  Reason reason;
  std::string_view row;
  std::string_view name;
};

constexpr std::array reasons{
    ReasonText{Reason::future_day, "D24", "future_day"},
    ReasonText{Reason::assistance_not_used_number, "D1", "assistance_not_used_number"},
    ReasonText{Reason::ambiguous_number, "3.3", "ambiguous_number"},
    ReasonText{Reason::assistance_not_used, "D1", "assistance_not_used"},
    ReasonText{Reason::not_disclosed, "D3", "not_disclosed"},
    ReasonText{Reason::never_recipient, "D16", "never_recipient"},
    ReasonText{Reason::ended_insured, "D27", "ended_insured"},
    ReasonText{Reason::suspended_or_abolished, "D14", "suspended_or_abolished"},
    ReasonText{Reason::valid, "D7", "valid"},
    ReasonText{Reason::nothing_registered, "D8", "nothing_registered"},
    ReasonText{Reason::own_ticket_other_month, "D9", "own_ticket_other_month"},
    ReasonText{Reason::own_ticket_period_over, "D10", "own_ticket_period_over"},
    ReasonText{Reason::commissioned_elsewhere, "D11", "commissioned_elsewhere"},
    ReasonText{Reason::wrong_kind_elsewhere, "D12", "wrong_kind_elsewhere"},
    ReasonText{Reason::number_valid, "D17", "number_valid"},
    ReasonText{Reason::number_own_ticket_other_month, "D18", "number_own_ticket_other_month"},
    ReasonText{Reason::number_own_ticket_period_over, "D18", "number_own_ticket_period_over"},
    ReasonText{Reason::number_commissioned_elsewhere, "D19", "number_commissioned_elsewhere"},
    ReasonText{Reason::number_newer_qualification, "D20", "number_newer_qualification"},
    ReasonText{Reason::number_ended, "D21", "number_ended"},
    ReasonText{Reason::number_unknown, "D22", "number_unknown"},
    ReasonText{Reason::number_birthdate_differs, "D22", "number_birthdate_differs"},
    ReasonText{Reason::number_not_disclosed, "D3", "number_not_disclosed"},
    ReasonText{Reason::number_nothing_registered, "D28", "number_nothing_registered"},
    ReasonText{Reason::bulk_valid, "D25", "bulk_valid"},
    ReasonText{Reason::insurance_valid, "I1", "insurance_valid"},
    ReasonText{Reason::insurance_ended, "I2", "insurance_ended"},
    ReasonText{Reason::insurance_newer, "I3", "insurance_newer"},
    ReasonText{Reason::insurance_unknown, "I4", "insurance_unknown"},
    ReasonText{Reason::insurance_several, "I5", "insurance_several"},
};

// Every reason has its line, in the order of the enum.
static_assert(std::ranges::is_sorted(reasons, std::ranges::less{}, &ReasonText::reason));
static_assert(reasons.size() == static_cast<std::size_t>(Reason::insurance_several) + 1);

const ReasonText& text_of(Reason reason) {
  return reasons.at(static_cast<std::size_t>(reason));
}

// D4 and D5 are D7 and D8 beside an active insurance; nothing else makes a row of two results.
std::string_view row_beside_insurance(Validity assistance) {
  return assistance == Validity::valid ? "D4" : "D5";
}

}  // namespace

std::string_view row_of(Reason reason) {
  return text_of(reason).row;
}

std::string_view name_of(Reason reason) {
  return text_of(reason).name;
}

std::optional<Reason> reason_named(std::string_view name) {
  const auto found = std::find_if(reasons.begin(), reasons.end(),
                                  [name](const ReasonText& text) { return text.name == name; });
  if (found == reasons.end()) return std::nullopt;
  return found->reason;
}

std::vector<std::string> Decision::rows() const {
  std::vector<std::string> rows;
  const auto add = [&rows](std::string_view row) {
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.emplace_back(row);
  };
  const bool insured = std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.reason == Reason::insurance_valid;
  });
  if (refused) add(row_of(*refused));
  for (const Verdict& verdict : verdicts) {
    add(row_of(verdict.reason));
    if (insured && verdict.side == Side::assistance && verdict.reason != Reason::bulk_valid) {
      add(row_beside_insurance(verdict.validity));
    }
  }
  for (const Reason reason : withheld) add(row_of(reason));
  return rows;
}

}  // namespace madoguchi::domain
