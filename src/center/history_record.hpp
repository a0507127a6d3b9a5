#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/history_rights.hpp"
#include "history/view.hpp"
#include "store/history.hpp"
#include "store/registry.hpp"

namespace madoguchi::center {

// One kind as it was judged: allowed, or why not; of an allowed one the consent's end.
struct JudgedKind {
  domain::HistoryKind kind{};
  domain::HistoryReason reason = domain::HistoryReason::role;
  util::Instant until;
};

// Everything that a replay of one look needs, as it stands in the record's detail.
struct HistoryLook {
  store::AuditId card_record = 0;
  domain::HistoryMode mode = domain::HistoryMode::number;
  std::vector<JudgedKind> kinds;
  util::Month first, last;
  int grace_days = 0;
  util::Day today;
  store::HistoryImportId as_of = 0;
  std::vector<std::int64_t> rows;  // versions that were seen
  std::string content_hash;        // SHA-256 (hex) of what was told of the histories
  bool allowed(domain::HistoryKind kind) const;
  bool any_allowed() const;
};
std::string write_history_look(const HistoryLook& look);  // a JSON object
// Nothing when the record's detail tells of no such look.
std::optional<HistoryLook> read_history_look(const std::string& detail);

// The look's months: those that were asked for among the last `months` of them.
void set_months(HistoryLook& look, std::optional<util::Month> first,
                std::optional<util::Month> last, int months);

// What of a person's histories may be told, and the names of its codes.
struct HistoryMaterial {
  store::HistoryRead read;
  history::Entries entries;  // only of sources that an allowed kind needs
  history::Drugs drugs;
  history::Procedures procedures;
};
util::Task<util::Result<HistoryMaterial, store::StoreProblem>> read_material(
    store::Histories& histories, domain::PersonId person, const HistoryLook& look,
    std::optional<store::HistoryImportId> as_of);

// How old the data are, in Japanese: a sentence for staff.
std::string data_age_text(const store::HistoryRead& read);

// The members of the answer that tell of histories: kinds, data_age, and one for each allowed kind.
// A withheld kind has none. Notes in `look` which rows were seen.
std::string history_content(HistoryLook& look, const HistoryMaterial& material);

}  // namespace madoguchi::center
