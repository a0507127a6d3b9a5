#include "store/sqlite/placing.hpp"

#include "store/sqlite/batch.hpp"

namespace madoguchi::store::sqlite {

namespace {
constexpr std::size_t warnings_max = 20000;
constexpr std::size_t deferred_rows_max = 10000;
}  // namespace

Step step_for(const Current* current, std::int64_t updated_at, bool deleted,
              std::string_view body) {
  if (current == nullptr) return deleted ? Step::remember_removal : Step::add;
  const bool held = holds(current->change);
  bool newer = updated_at > current->updated_at;
  // Kinds and files without UpdatedAt: a row is newer when it says something else.
  if (updated_at == 0 && current->updated_at == 0) {
    newer = deleted ? held : !held || body != current->body;
  }
  // What only a full file's silence removed comes back with the UpdatedAt it always had.
  if (current->change == Change::absent && updated_at == current->updated_at) newer = !deleted;
  if (!newer) return Step::unchanged;
  if (deleted) return held ? Step::remove : Step::remember_removal;
  return held ? Step::change : Step::add;
}

bool says_otherwise(const Current& current, bool deleted, std::string_view body) {
  const bool held = holds(current.change);
  if (deleted || !held) return deleted == held;
  return body != current.body;
}

std::optional<StoreProblem> Placing::begin(Session& session) {
  const auto problem = begin_batch(session, header_);
  batch_ = session.memory.staging;
  return problem;
}

void Placing::place(Session& session, const NumberedRow& row) {
  session_ = &session;
  any_row_ = true;
  struct Visitor {
    Placing& placing;
    const NumberedRow& numbered;
    void operator()(const QualificationRow& one) { placing.place_qualification(numbered, one); }
    void operator()(const TicketRow& one) { placing.place_ticket(numbered, one); }
    void operator()(const InsuranceRow& one) { placing.place_insurance(numbered.line, one); }
    void operator()(const CardRow& one) { placing.place_card(numbered.line, one); }
    void operator()(const InstitutionRow& one) { placing.place_institution(numbered.line, one); }
    void operator()(const OfficeRow& one) { placing.place_office(numbered.line, one); }
  };
  std::visit(Visitor{*this, row}, row.row);
}

bool Placing::place_deferred(Session& session, std::size_t rows_max) {
  last_try_ = true;
  for (std::size_t i = 0; i < rows_max && !deferred_.empty(); ++i) {
    const NumberedRow row = std::move(deferred_.front());
    deferred_.pop_front();
    place(session, row);
  }
  return deferred_.empty();
}

void Placing::take_out(std::size_t line, const TableSql& table, const Current& current) {
  count(current.change, -1);
  ++outcome_.unchanged;
  warn(line, RowFault::duplicate_in_file);
  kept_.erase(current.version);
  Query(db(), table.take_out, current.version).run();
  if (current.previous != 0) Query(db(), table.reopen, current.previous).run();
}

void Placing::bury(const TableSql& table, const Current& current, Change change,
                   std::int64_t updated_at) {
  const domain::VersionId version = new_version();
  Query(db(), table.bury, current.version, version, batch_, static_cast<std::int64_t>(change),
        updated_at)
      .run();
  close(table, current);
  count(change, 1);
  keep(version);
}

void Placing::close(const TableSql& table, const Current& current) {
  Query(db(), table.close, current.version, batch_).run();
}

void Placing::count(Change change, int by) {
  std::size_t* counter = &outcome_.unchanged;
  if (change == Change::added) counter = &outcome_.added;
  if (change == Change::changed || change == Change::moved_in) counter = &outcome_.changed;
  if (change == Change::removed || change == Change::absent) counter = &outcome_.removed;
  *counter += static_cast<std::size_t>(by);
}

void Placing::unchanged(std::size_t line, const Current* current) {
  ++outcome_.unchanged;
  if (current == nullptr) return;
  keep(current->version);
  if (current->from == batch_) warn(line, RowFault::duplicate_in_file);
}

void Placing::unchanged(std::size_t line, const Current* current, bool deleted,
                        std::string_view body) {
  unchanged(line, current);
  // Within one file `duplicate_in_file` says it.
  if (current == nullptr || current->from == batch_) return;
  if (says_otherwise(*current, deleted, body)) warn(line, RowFault::stale_row);
}

void Placing::refuse(std::size_t line, RowFault fault, const Current* match) {
  if (match != nullptr) keep(match->version);
  ++outcome_.refused;
  outcome_.problems.push_back(row_problem(line, fault));
}

bool Placing::unseen(const Current* match) const {
  return match != nullptr && header_.seen && match->from != batch_ &&
         match->version > *header_.seen;
}

void Placing::refuse_or_defer(const NumberedRow& row, RowFault fault, const Current* match) {
  if (match != nullptr) keep(match->version);  // also while it waits for its second try
  if (last_try_ || deferred_.size() >= deferred_rows_max) {
    refuse(row.line, fault, match);
  } else {
    deferred_.push_back(row);
  }
}

void Placing::warn(std::size_t line, RowFault fault) {
  if (warnings_ > warnings_max) return;
  if (warnings_++ == warnings_max) fault = RowFault::warnings_cut;
  outcome_.problems.push_back(row_problem(line, fault));
}

void Placing::begin_removal(std::size_t unreadable) {
  removal_refused_ = unreadable > 0;
  if (unreadable > 0) {
    warn(0, RowFault::full_not_applied);
  } else if (!any_row_) {
    warn(0, RowFault::full_without_rows);  // and there is no office or month to be the whole of
  }
}

bool Placing::remove_absent(Session& session, std::size_t recipients_max) {
  session_ = &session;
  const bool tickets = header_.kind == RowKind::ticket;
  if (header_.kind != RowKind::qualification && !tickets) return true;
  if (removal_refused_ || offices_.empty()) return true;
  const std::int64_t office = *offices_.begin();
  std::vector<std::int64_t> recipients;
  {
    const std::string after = absent_after_;
    Query rows(db(),
               "SELECT id, recipient_key FROM recipient WHERE office_id = ?1 AND recipient_key > ?2"
               " ORDER BY recipient_key LIMIT ?3",
               office, after, static_cast<std::int64_t>(recipients_max));
    while (rows.row()) {
      recipients.push_back(rows.integer(0));
      absent_after_ = rows.text(1);
    }
  }
  for (const std::int64_t recipient : recipients) remove_absent_of(recipient, office);
  if (recipients.size() == recipients_max) return false;
  offices_.erase(offices_.begin());
  absent_after_.clear();
  return offices_.empty();
}

domain::VersionId Placing::new_version() {
  wrote_ = true;
  return ++session_->memory.last_version;
}

void Placing::hold_number(std::optional<std::int64_t> number, std::int64_t recipient) {
  if (!number) return;
  Query(db(), "INSERT OR IGNORE INTO number_holder VALUES (?1, ?2)", *number, recipient).run();
}

void Placing::hold_birthdate(util::Day birthdate, std::int64_t person) {
  Query(db(), "INSERT OR IGNORE INTO born VALUES (?1, ?2)", birthdate.number(), person).run();
}

std::int64_t Placing::known_person(const std::string& link_key) {
  return single(db(), 0, "SELECT id FROM person WHERE link_key = ?1", link_key);
}

std::int64_t Placing::person_of(const std::string& link_key) {
  const std::int64_t known = known_person(link_key);
  if (known != 0) return known;
  const std::int64_t id = ++session_->memory.last_person;
  Query(db(), "INSERT INTO person VALUES (?1, ?2)", id, link_key).run();
  return id;
}

std::int64_t Placing::code_id(const std::string& code) {
  const auto cached = code_ids_.find(code);
  if (cached != code_ids_.end()) return cached->second;
  std::int64_t id = single(db(), 0, "SELECT id FROM known_code WHERE code = ?1", code);
  if (id == 0) {
    id = ++session_->memory.last_code;
    Query(db(), "INSERT INTO known_code VALUES (?1, ?2)", id, code).run();
  }
  code_ids_.emplace(code, id);
  return id;
}

std::int64_t Placing::known_recipient(const std::string& office_code,
                                      const std::string& recipient_key) {
  const std::int64_t office = code_id(office_code);
  return single(db(), 0, "SELECT id FROM recipient WHERE office_id = ?1 AND recipient_key = ?2",
                office, recipient_key);
}

std::int64_t Placing::recipient_of(const std::string& office_code,
                                   const std::string& recipient_key) {
  const std::int64_t known = known_recipient(office_code, recipient_key);
  if (known != 0) return known;
  const std::int64_t id = ++session_->memory.last_recipient;
  Query(db(), "INSERT INTO recipient VALUES (?1, ?2, ?3)", id, code_id(office_code), recipient_key)
      .run();
  return id;
}

bool Placing::institution_registered(const std::string& code) {
  const auto cached = institutions_.find(code);
  if (cached != institutions_.end()) return cached->second;
  const bool registered =
      single(db(), 0,
             "SELECT 1 FROM institution WHERE code = ?1 AND change <= 2 AND " MADOGUCHI_CURRENT,
             code) != 0;
  institutions_.emplace(code, registered);
  return registered;
}

}  // namespace madoguchi::store::sqlite
