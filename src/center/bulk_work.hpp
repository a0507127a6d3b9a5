#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "center/reply.hpp"

namespace madoguchi::center {

// A message that starts a bulk job, as its interface reads it.
struct BulkOrder {
  oqs::RequestHeader header;
  std::optional<util::Day> day;  // QualificationConfirmationDate, when the interface has one
  util::Month month;             // asked for, or of the asked day
  std::optional<std::string> questions;  // JSON, kept with the job; nothing: the month says it all
  std::int64_t units = 0;                // asked about; 0 when only the registry knows
  Against against;                       // why a readable order is refused
};

// What stands against a new job, or the job that runs already for the same order.
struct Admission {
  Against against;
  std::optional<store::BulkJob> running;
};

// What a download is made with: its replay needs no more.
struct Download {
  std::string reception, reception_raw;
  util::Instant at;
  domain::DecisionSettings settings;
  enum class Assistance { used, not_used } assistance = Assistance::used;  // setting, at that time
  // People hidden although the snapshot shows them (D3); nothing: whoever is not disclosed now.
  std::optional<std::vector<domain::PersonId>> hidden;
};

struct Rendered {
  std::string message;
  std::size_t units = 0, errors = 0;
  std::vector<std::string> rows;      // of the decision table, each once
  domain::DecisionSettings settings;  // that it was made with
  std::string people = "[]";          // JSON: the persons shown, each with what the replay needs
  std::string insured;  // of a list of people: JSON, those whose insurance is shown; empty: untold
  std::optional<std::vector<domain::PersonId>> hidden;  // when the interface keeps them
};

// The header of its 02res.
oqs::AnswerHeader download_header(const store::BulkJob& job, const Download& download);
// A download as its record tells of it; nothing when the record is of another form.
std::optional<Download> read_download(const store::AuditRecord& record);

// What one interface of two steps does at each place of the road.
class BulkWork {
 public:
  virtual ~BulkWork() = default;
  // May it be used at all while 医療扶助 is 利用しない (D1)?
  enum class WithoutAssistance { refused, allowed };
  virtual WithoutAssistance without_assistance() const = 0;
  virtual util::Result<BulkOrder, oqs::Refused> read(const Context& context,
                                                     const std::string& xml) const = 0;
  // A new job beside those of the institution that wait: not more than jobs_waiting_max.
  virtual util::Task<util::Result<Admission, store::StoreProblem>> admit(
      Context& context, const Asked& asked, const BulkOrder& order) const;
  // Fixes what the job delivers. False when the store did not answer: it is tried again.
  virtual util::Task<bool> run(Context& context, store::BulkJob job) const = 0;
  // The content of a job that ran, under `header`. On the workers: many units take a while.
  virtual util::Task<util::Result<Rendered, store::StoreProblem>> render(
      Context& context, const store::BulkJob& job, const Download& download,
      const oqs::AnswerHeader& header) const = 0;
};

// Steps that works share.

bool runs(const store::BulkJob& job);  // or waits to be run
std::string ids_json(const std::vector<domain::PersonId>& people);

// A job's end together with its record ("processing"), whose detail is the outcome.
store::Commit end_on_record(const Context& context, store::BulkJob job, std::string outcome);
// A job whose content cannot be read is failed and never tried again.
util::Task<bool> give_up(Context& context, store::BulkJob job);
store::StoreProblem content_unreadable();

const BulkWork& ticket_work();        // OQSmutic
const BulkWork& inquiry_work();       // OQSmuquc
const BulkWork& registration_work();  // OQSmuimm

// "OQSmutic" of "OQSmutic01": a reception number is good for its own interface only.
std::string_view bulk_prefix_of(std::string_view interface);
const BulkWork* bulk_work_of(std::string_view interface);  // nullptr for none of them

}  // namespace madoguchi::center
