#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/outcome_detail.hpp"
#include "store/registry.hpp"
#include "store/row_problems.hpp"
#include "store/sqlite/session.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

// The current version of a row's key: published, or staged by the same batch.
struct Current {
  domain::VersionId version = 0;
  domain::BatchId from = 0;
  Change change = Change::added;
  domain::VersionId previous = 0;
  std::int64_t updated_at = 0;
  std::string body;
};

// What one row means for its key.
enum class Step { unchanged, add, change, remove, remember_removal };
Step step_for(const Current* current, std::int64_t updated_at, bool deleted, std::string_view body);
// Would the row, were it newer, change anything?
bool says_otherwise(const Current& current, bool deleted, std::string_view body);

// How one kind's table closes, reopens and takes back versions.
struct TableSql {
  const char* close;     // ?1 version, ?2 batch
  const char* reopen;    // ?1 version
  const char* take_out;  // ?1 version, and the notice beside it
  const char* bury;      // copy of ?1 as version ?2 of batch ?3 with change ?4, updated_at ?5
};

// One batch while it is being staged. Belongs to the import thread; its calls run inside the
// writer's transactions, one chunk at a time, and throw Failure.
class Placing {
 public:
  explicit Placing(const BatchHeader& header) : header_(header) {}

  std::optional<StoreProblem> begin(Session& session);
  void place(Session& session, const NumberedRow& row);
  // Rows that collided with stored ones get a second try when everything else is placed: the file's
  // order must not matter. Up to `rows_max`; true when none is left.
  bool place_deferred(Session& session, std::size_t rows_max);
  // A full file: removes what it does not hold, for up to `recipients_max` recipients a call. True
  // when done.
  bool remove_absent(Session& session, std::size_t recipients_max);
  // Before that, when the rows of a full file are placed and `unreadable` ones were refused for
  // their form: decides whether missing rows may be removed.
  void begin_removal(std::size_t unreadable);

  bool wrote() const { return wrote_; }
  ApplyOutcome& outcome() { return outcome_; }
  FormFindings& form() { return form_; }
  const BatchHeader& header() const { return header_; }

 private:
  void place_qualification(const NumberedRow& numbered, const QualificationRow& row);
  void place_ticket(const NumberedRow& numbered, const TicketRow& row);
  void place_insurance(std::size_t line, const InsuranceRow& row);
  void place_card(std::size_t line, const CardRow& row);
  void place_institution(std::size_t line, const InstitutionRow& row);
  void place_office(std::size_t line, const OfficeRow& row);
  void place_coded(std::size_t line, const TableSql& table, const char* find, const char* insert,
                   const std::string& code, const std::string& body);

  // A row of the same file stands in the key's place: it gives way to this newer one, and what
  // stood there before the file is current again.
  void take_out(std::size_t line, const TableSql& table, const Current& current);
  void bury(const TableSql& table, const Current& current, Change change, std::int64_t updated_at);
  void close(const TableSql& table, const Current& current);
  void count(Change change, int by);
  void unchanged(std::size_t line, const Current* current);
  // For kinds with UpdatedAt: warns when the stored row is newer and says something else.
  void unchanged(std::size_t line, const Current* current, bool deleted, std::string_view body);
  // `match`: what the row speaks of, which is refused and not missing.
  void refuse(std::size_t line, RowFault fault, const Current* match);
  bool unseen(const Current* match) const;  // has a version that the file's author did not see
  void refuse_or_defer(const NumberedRow& row, RowFault fault, const Current* match);
  void warn(std::size_t line, RowFault fault);
  void look_at_recipient(std::size_t line, const TicketRow& row, std::int64_t recipient,
                         std::optional<std::int64_t> number);
  void remove_absent_of(std::int64_t recipient, std::int64_t office);
  void remove_absent_tickets(std::int64_t recipient, std::int64_t office);

  domain::VersionId new_version();
  void keep(domain::VersionId version) {
    if (header_.scope == BatchHeader::Scope::full) kept_.insert(version);
  }
  void hold_number(std::optional<std::int64_t> number, std::int64_t recipient);
  void hold_birthdate(util::Day birthdate, std::int64_t person);
  std::int64_t person_of(const std::string& link_key);  // made when unknown
  std::int64_t known_person(const std::string& link_key);
  std::int64_t code_id(const std::string& code);
  std::int64_t known_recipient(const std::string& office_code, const std::string& recipient_key);
  std::int64_t recipient_of(const std::string& office_code, const std::string& recipient_key);
  bool institution_registered(const std::string& code);
  Connection& db() { return session_->db; }

  BatchHeader header_;
  ApplyOutcome outcome_;
  FormFindings form_;
  Session* session_ = nullptr;  // of the chunk that is being placed
  domain::BatchId batch_ = 0;
  bool wrote_ = false;
  bool any_row_ = false;
  bool removal_refused_ = false;
  bool last_try_ = false;
  std::size_t warnings_ = 0;
  std::deque<NumberedRow> deferred_;
  std::unordered_map<std::string, std::int64_t> code_ids_;
  std::unordered_map<std::string, bool> institutions_;
  // For a full file: current versions it speaks of, and what it is the whole of.
  std::unordered_set<domain::VersionId> kept_;
  std::set<std::int64_t> offices_;
  std::set<std::pair<std::int64_t, std::int64_t>> months_;  // office, month
  std::string absent_after_;                                // recipient key reached
};

}  // namespace madoguchi::store::sqlite
