#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/parts.hpp"
#include "oqs/json_messages.hpp"

namespace madoguchi::office {

class JobView;

// Rows of one kind that are registered together or not at all, by one person.
struct RowChange {
  std::string kind;  // "qualification", "ticket"
  domain::Act act = domain::Act::register_person;
  std::vector<Json> rows;         // by columns; DeleteFlag "1" cancels
  std::int64_t seen = -1;         // last version that the author had seen
  std::string updated_at;         // ISO; empty: now. Fixed where the same change may be sent again
  bool moves_protection = false;  // 不開示 would be set or lifted; not kept
};
Json json_of(const RowChange& change);
RowChange row_change_of(const Json& kept);

// Registers them at the center as one batch, and reads them back into the mirror. A row that
// changed behind `seen` fails all (F4090, with both sides), as does any other refused row (F4220,
// "problems"). `key` makes a repetition harmless.
using Published = util::Result<oqs::ImportReport, Problem>;
Published publish(Parts& parts, const RowChange& change, const OnBehalf& on_behalf,
                  const std::string& key);
// For jobs, by the job's id as key: see send_for_job. Its `updated_at` must be fixed.
Published publish_for_job(Parts& parts, const RowChange& change, const OnBehalf& on_behalf,
                          JobView& view);
// The same without registering anything: what the center would say.
Published rehearse(Parts& parts, const RowChange& change, const OnBehalf& on_behalf);

// What became of the change, for the page: batch, record, warnings; with 202 and the draft when the
// office wants a second person first.
Answer publish_or_wait(Parts& parts, const Call& call, const RowChange& change, const Json& more);

Json problems_json(const oqs::ImportReport& report, bool warnings);

// Versions of a recipient behind `seen`, newest last: what others did meanwhile.
Json changes_behind(Parts& parts, const std::string& recipient, std::int64_t seen);

// What waits for a second person about a recipient: [{id, kind, author, author_name, at}].
Json waiting_about(Parts& parts, const Call& call, const std::string& recipient);

// GET /api/approvals, POST /api/approvals/{id}: another one's by those who may approve, one's own
// to withdraw it.
Answer list_approvals(Parts& parts, const Call& call);
Answer decide_approval(Parts& parts, const Call& call);

}  // namespace madoguchi::office
