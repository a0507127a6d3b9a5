#include "store/sqlite/bodies.hpp"
#include "store/sqlite/placing.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr TableSql table{
    "UPDATE qualification SET to_batch = ?2 WHERE version_id = ?1",
    "UPDATE qualification SET to_batch = 9223372036854775807 WHERE version_id = ?1",
    "DELETE FROM qualification WHERE version_id = ?1",
    "INSERT INTO qualification SELECT ?2, ?3, 9223372036854775807, ?4, version_id, recipient_id,"
    " person_id, number, start_day, end_day, not_disclosed, ?5, body FROM qualification"
    " WHERE version_id = ?1",
};

struct Interval {
  Current current;
  std::int64_t person = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;  // first day not covered; `still` when open
};

std::vector<Interval> intervals_of(Connection& db, std::int64_t recipient) {
  std::vector<Interval> intervals;
  if (recipient == 0) return intervals;
  Query rows(db,
             "SELECT version_id, from_batch, change, previous, updated_at, body, person_id,"
             " start_day, end_day FROM qualification INDEXED BY qualification_of_recipient"
             " WHERE recipient_id = ?1 AND " MADOGUCHI_CURRENT,
             recipient);
  while (rows.row()) {
    intervals.push_back({{rows.integer(0), rows.integer(1), static_cast<Change>(rows.integer(2)),
                          rows.integer(3), rows.integer(4), std::string(rows.blob(5))},
                         rows.integer(6),
                         rows.integer(7),
                         rows.is_null(8) ? still : rows.integer(8)});
  }
  return intervals;
}

const Current* interval_from(const std::vector<Interval>& intervals, std::int64_t start) {
  for (const Interval& interval : intervals) {
    if (interval.start == start) return &interval.current;
  }
  return nullptr;
}

// A recipient's key stays with its person while any of its intervals holds: nothing but the link
// key says who somebody is, and names never merge people.
bool link_changed(const std::vector<Interval>& intervals, std::int64_t person) {
  for (const Interval& interval : intervals) {
    if (holds(interval.current.change) && interval.person != person) return true;
  }
  return false;
}

bool overlaps_another(const std::vector<Interval>& intervals, std::int64_t start,
                      std::int64_t end) {
  for (const Interval& interval : intervals) {
    if (interval.start == start || !holds(interval.current.change)) continue;
    if (interval.start < end && start < interval.end) return true;
  }
  return false;
}

// Did a published interval of the recipient hold before this batch? Then its rows are corrections.
bool registered_before(const std::vector<Interval>& intervals, domain::BatchId batch) {
  for (const Interval& interval : intervals) {
    const Current& current = interval.current;
    const bool new_here = current.from == batch && current.change == Change::added;
    if (holds(current.change) && !new_here) return true;
  }
  return false;
}

// Would the row set or lift 不開示? A new interval, and a removal, say something of it too: what
// the recipient's other intervals say must stay.
bool protects_otherwise(const std::vector<Interval>& intervals, const Current* match,
                        const QualificationRow& row) {
  const bool asked = !row.deleted && row.qualification.not_disclosed;
  bool any = false;
  bool stored = false;
  for (const Interval& interval : intervals) {
    if (!holds(interval.current.change)) continue;
    any = true;
    if (match != nullptr && &interval.current != match) continue;
    stored = stored || unpacked_qualification(interval.current.body).not_disclosed;
  }
  return any ? stored != asked : asked;
}

// The link key merges people, so a new recipient of a known person must at least be born on the
// same day as that person's other recipients.
bool born_otherwise(Connection& db, std::int64_t person, std::int64_t recipient,
                    util::Day birthdate) {
  if (person == 0) return false;
  Query rows(db,
             "SELECT body FROM qualification INDEXED BY qualification_of_person"
             " WHERE person_id = ?1 AND recipient_id <> ?2 AND change <= 2 AND " MADOGUCHI_CURRENT,
             person, recipient);
  while (rows.row()) {
    if (unpacked_qualification(rows.blob(0)).person.birthdate != birthdate) return true;
  }
  return false;
}

}  // namespace

void Placing::place_qualification(const NumberedRow& numbered, const QualificationRow& row) {
  const auto& qualification = row.qualification;
  const std::size_t line = numbered.line;
  const std::int64_t start = qualification.start.number();
  offices_.insert(code_id(qualification.office_code));
  std::int64_t recipient = known_recipient(qualification.office_code, qualification.recipient_key);
  std::vector<Interval> intervals = intervals_of(db(), recipient);
  const Current* match = interval_from(intervals, start);
  const std::string body = packed(qualification);
  Step step = step_for(match, row.updated_at, row.deleted, body);

  if (!row.deleted) {
    const std::int64_t known = known_person(row.person_link_key);
    if (link_changed(intervals, known)) {
      return refuse(line, RowFault::person_link_changed, match);
    }
    if (step != Step::unchanged && !registered_before(intervals, batch_) &&
        born_otherwise(db(), known, recipient, qualification.person.birthdate)) {
      return refuse_or_defer(numbered, RowFault::person_differs, match);
    }
    const std::int64_t end = qualification.end ? qualification.end->number() : still;
    if (step != Step::unchanged && overlaps_another(intervals, start, end)) {
      return refuse_or_defer(numbered, RowFault::interval_overlap, match);
    }
  }
  if (step == Step::unchanged) return unchanged(line, match, row.deleted, body);
  if (unseen(match)) return refuse(line, RowFault::changed_meanwhile, match);
  if (header_.protection == BatchHeader::Protection::refused &&
      protects_otherwise(intervals, match, row)) {
    return refuse(line, RowFault::protection_refused, match);
  }
  if (match != nullptr && match->from == batch_) {
    take_out(line, table, *match);
    intervals = intervals_of(db(), recipient);
    match = interval_from(intervals, start);
    step = step_for(match, row.updated_at, row.deleted, body);
    if (step == Step::unchanged) return unchanged(line, match, row.deleted, body);
  }
  if (step == Step::remove) return bury(table, *match, Change::removed, row.updated_at);

  Change change = step == Step::add ? Change::added : Change::changed;
  if (step == Step::remember_removal) {
    change = Change::unknown;
    if (match == nullptr) warn(line, RowFault::delete_unknown);
  }
  if (recipient == 0) {
    recipient = recipient_of(qualification.office_code, qualification.recipient_key);
  }
  const std::int64_t person = person_of(row.person_link_key);
  const auto number =
      packed_number(qualification.payer.text(), qualification.beneficiary.text()).value_or(0);
  const std::optional<std::int64_t> end =
      qualification.end ? std::optional<std::int64_t>(qualification.end->number()) : std::nullopt;
  const domain::VersionId version = new_version();
  if (match != nullptr) close(table, *match);
  Query(db(),
        "INSERT INTO qualification VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        version, batch_, still, static_cast<std::int64_t>(change),
        match != nullptr ? match->version : 0, recipient, person, number, start, end,
        qualification.not_disclosed, row.updated_at, Bytes{body})
      .run();
  hold_number(number, recipient);
  hold_birthdate(qualification.person.birthdate, person);
  count(change, 1);
  keep(version);
}

// Of one recipient of a full file's office: everything current that the file does not speak of.
void Placing::remove_absent_of(std::int64_t recipient, std::int64_t office) {
  if (header_.kind == RowKind::ticket) return remove_absent_tickets(recipient, office);
  for (const Interval& interval : intervals_of(db(), recipient)) {
    const Current& current = interval.current;
    if (!holds(current.change) || kept_.count(current.version) != 0) continue;
    // The file cannot leave out what its author did not see, nor what they may not lift.
    if (unseen(&current)) continue;
    if (header_.protection == BatchHeader::Protection::refused &&
        header_.run == BatchHeader::Run::publish &&
        unpacked_qualification(current.body).not_disclosed) {
      continue;
    }
    bury(table, current, Change::absent, current.updated_at);
  }
}

}  // namespace madoguchi::store::sqlite
