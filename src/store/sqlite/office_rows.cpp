#include "store/sqlite/office_rows.hpp"

#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/office_events.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

// Versions of one batch, and what an office may see of them.
struct Batch {
  domain::BatchId id = 0;
  RowKind kind = RowKind::ticket;
  domain::VersionId first = 0, last = 0;  // first < version <= last
  util::Instant at;
  std::string acting;
};

// An office hears of one change when a ticket moves to another institution.
std::optional<FeedChange> told(Change change) {
  switch (change) {
    case Change::added:
      return FeedChange::added;
    case Change::changed:
    case Change::moved_in:
      return FeedChange::changed;
    case Change::removed:
    case Change::absent:
      return FeedChange::removed;
    case Change::unknown:
    case Change::moved_away:
      break;
  }
  return std::nullopt;
}

class Reading {
 public:
  Reading(Connection& db, const std::string& office_code, std::size_t items_max)
      : db_(db), office_code_(office_code), items_max_(items_max) {}

  OfficePage page(domain::VersionId after, domain::BatchId published) {
    domain::VersionId last = after;
    for (const Batch& batch : batches(after, published)) {
      last = batch.last;
      if (page_.items.size() >= items_max_) break;
      const auto from = std::max(after, batch.first);
      reached_ = from;
      read(batch, from);
      page_.next = std::max(page_.next, reached_);
      if (reached_ < batch.last) break;
    }
    page_.next = std::max(after, page_.next);
    page_.more = page_.next < last;
    return std::move(page_);
  }

 private:
  // Its own batches and the operator's; one more than a page can need.
  std::vector<Batch> batches(domain::VersionId after, domain::BatchId published) {
    std::vector<Batch> found;
    Query rows(db_,
               "SELECT id, kind, first_version, last_version, at, acting FROM batch"
               " WHERE state = 1 AND kind IN ('qualification', 'ticket', 'institution', 'office')"
               " AND last_version > ?1 AND id <= ?2 AND office_code IN (?3, '')"
               " ORDER BY last_version LIMIT ?4",
               after, published, office_code_, static_cast<std::int64_t>(items_max_) + 1);
    while (rows.row()) {
      const auto kind = row_kind_named(rows.text(1));
      if (!kind) throw Failure{SQLITE_CORRUPT, "unknown kind of batch"};
      found.push_back({rows.integer(0), *kind, rows.integer(2), rows.integer(3),
                       util::Instant{rows.integer(4)}, std::string(rows.text(5))});
    }
    return found;
  }

  void read(const Batch& batch, domain::VersionId from) {
    switch (batch.kind) {
      case RowKind::qualification:
        return read_qualifications(batch, from);
      case RowKind::ticket:
        return read_tickets(batch, from);
      case RowKind::institution:
        return read_institutions(batch, from);
      default:
        return read_office(batch, from);
    }
  }

  void add(const Batch& batch, domain::VersionId version, std::int64_t change, Row row) {
    const auto how = told(static_cast<Change>(change));
    if (!how) return;
    page_.items.push_back({version, batch.id, batch.at, *how, std::move(row), batch.acting});
  }
  std::int64_t room() const { return static_cast<std::int64_t>(items_max_ - page_.items.size()); }

  // Rows that are not told use up places of the query only: a page may be short.
  template <class Row>
  void each(Query& rows, const Batch& batch, Row row) {
    std::int64_t count = 0;
    const auto most = room();
    while (rows.row()) {
      reached_ = rows.integer(0);
      ++count;
      row();
    }
    if (count < most) reached_ = batch.last;
  }

  void read_qualifications(const Batch& batch, domain::VersionId from) {
    Query rows(db_,
               "SELECT q.version_id, q.change, q.updated_at, q.body, p.link_key"
               " FROM qualification q JOIN person p ON p.id = q.person_id"
               " WHERE q.version_id > ?1 AND q.version_id <= ?2 ORDER BY q.version_id LIMIT ?3",
               from, batch.last, room());
    each(rows, batch, [&] {
      QualificationRow row{std::string(rows.text(4)), unpacked_qualification(rows.blob(3)),
                           rows.integer(2), false};
      if (row.qualification.office_code != office_code_) return;
      add(batch, rows.integer(0), rows.integer(1), std::move(row));
    });
  }

  void read_tickets(const Batch& batch, domain::VersionId from) {
    Query rows(db_,
               "SELECT t.version_id, t.change, t.updated_at, t.body, r.recipient_key, o.code"
               " FROM ticket t JOIN recipient r ON r.id = t.recipient_id"
               " JOIN known_code o ON o.id = r.office_id"
               " WHERE t.version_id > ?1 AND t.version_id <= ?2 ORDER BY t.version_id LIMIT ?3",
               from, batch.last, room());
    each(rows, batch, [&] {
      TicketRow row{unpacked_ticket(rows.blob(3)), rows.integer(2), false};
      row.ticket.recipient_key = rows.text(4);
      row.ticket.office_code = rows.text(5);
      if (row.ticket.office_code != office_code_) return;
      add(batch, rows.integer(0), rows.integer(1), std::move(row));
    });
  }

  void read_institutions(const Batch& batch, domain::VersionId from) {
    Query rows(db_,
               "SELECT version_id, change, code, body FROM institution"
               " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
               from, batch.last, room());
    each(rows, batch, [&] {
      auto row = unpacked_institution(rows.blob(3));
      row.code = rows.text(2);
      add(batch, rows.integer(0), rows.integer(1), std::move(row));
    });
  }

  void read_office(const Batch& batch, domain::VersionId from) {
    Query rows(db_,
               "SELECT version_id, change, code, body FROM office"
               " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3",
               from, batch.last, room());
    each(rows, batch, [&] {
      if (rows.text(2) != office_code_) return;
      add(batch, rows.integer(0), rows.integer(1), unpacked_office_row(rows.blob(3)));
    });
  }

  Connection& db_;
  const std::string& office_code_;
  std::size_t items_max_;
  OfficePage page_;
  domain::VersionId reached_ = 0;
};

bool is_among(const std::vector<std::string>& wanted, const std::string& one) {
  return std::find(wanted.begin(), wanted.end(), one) != wanted.end();
}

}  // namespace

OfficePage read_office_rows(Connection& db, const std::string& office_code, domain::VersionId after,
                            std::size_t items_max, domain::BatchId published) {
  return Reading(db, office_code, items_max).page(after, published);
}

// A nation has some 1,250 offices: all are looked at.
std::vector<OfficeRead> read_offices_called(Connection& db, domain::BatchId as_of,
                                            const std::vector<std::string>& names,
                                            const std::vector<std::string>& payers) {
  std::vector<OfficeRead> found;
  {
    Query rows(db, "SELECT body FROM office WHERE " MADOGUCHI_HOLDS_AS_OF " ORDER BY code", as_of);
    while (rows.row()) {
      const auto row = unpacked_office_row(rows.blob(0));
      const bool pays = std::any_of(row.payer_numbers.begin(), row.payer_numbers.end(),
                                    [&](const auto& one) { return is_among(payers, one); });
      if (!pays && !is_among(names, row.name)) continue;
      OfficeRead read;
      read.office = {row.code, row.name, row.telephone, row.registration_day};
      read.payer_numbers = row.payer_numbers;
      found.push_back(std::move(read));
    }
  }
  for (auto& one : found) one.office.calendar = read_stated_months(db, as_of, one.office.code);
  return found;
}

}  // namespace madoguchi::store::sqlite
