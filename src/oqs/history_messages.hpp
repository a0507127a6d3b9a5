#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/history_rights.hpp"
#include "oqs/errors.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// POST /history/view, by a card read or (in a disaster) by a search.
struct HistoryView {
  std::int64_t card_record = 0;            // Madoguchi-Record of the card read's answer
  std::int64_t search_record = 0;          // of a disaster's search instead
  std::string emergency_reason;            // by card: why without consent; empty: no emergency
  std::vector<domain::HistoryKind> kinds;  // each once; all when the member is absent
  std::optional<util::Month> first, last;
};
util::Result<HistoryView, Problem> read_history_view(std::string_view body);

// POST /consents/withdraw: kinds are those of a card read's consents that open a history.
struct ConsentWithdrawal {
  std::int64_t card_record = 0;
  std::vector<domain::HistoryKind> kinds;
};
util::Result<ConsentWithdrawal, Problem> read_consent_withdrawal(std::string_view body);

}  // namespace madoguchi::oqs
