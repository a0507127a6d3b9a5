#include <algorithm>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/placing.hpp"

namespace madoguchi::store::sqlite {

namespace {

constexpr TableSql table{
    "UPDATE ticket SET to_batch = ?2 WHERE version_id = ?1",
    "UPDATE ticket SET to_batch = 9223372036854775807 WHERE version_id = ?1",
    // The notice for the former institution (change 6) has the number before its ticket's.
    "DELETE FROM ticket WHERE version_id = ?1 OR (version_id = ?1 - 1 AND change = 6)",
    "INSERT INTO ticket SELECT ?2, ?3, 9223372036854775807, ?4, version_id, recipient_id,"
    " institution_id, month, number, ?5, body FROM ticket WHERE version_id = ?1",
};

struct Stored {
  Current current;
  std::int64_t institution = 0;
  domain::Ticket ticket;
};

std::vector<Stored> tickets_of(Connection& db, std::int64_t recipient, std::int64_t month) {
  std::vector<Stored> tickets;
  if (recipient == 0) return tickets;
  Query rows(db,
             "SELECT version_id, from_batch, change, previous, updated_at, body, institution_id"
             " FROM ticket INDEXED BY ticket_of_recipient"
             " WHERE recipient_id = ?1 AND month = ?2 AND " MADOGUCHI_CURRENT,
             recipient, month);
  while (rows.row()) {
    tickets.push_back({{rows.integer(0), rows.integer(1), static_cast<Change>(rows.integer(2)),
                        rows.integer(3), rows.integer(4), std::string(rows.blob(5))},
                       rows.integer(6),
                       unpacked_ticket(rows.blob(5))});
  }
  return tickets;
}

const Stored* issued_as(const std::vector<Stored>& tickets, const std::string& issue_number) {
  for (const Stored& stored : tickets) {
    if (stored.ticket.issue_number == issue_number) return &stored;
  }
  return nullptr;
}

bool overlaps_another(const std::vector<Stored>& tickets, const domain::Ticket& ticket) {
  return std::any_of(tickets.begin(), tickets.end(), [&](const Stored& stored) {
    const domain::Ticket& other = stored.ticket;
    return holds(stored.current.change) && other.issue_number != ticket.issue_number &&
           other.institution_code == ticket.institution_code &&
           other.ticket_type == ticket.ticket_type &&
           other.treatment_type == ticket.treatment_type &&
           other.issuer_code == ticket.issuer_code && other.from <= ticket.to &&
           ticket.from <= other.to;
  });
}

const Current* current_of(const Stored* stored) {
  return stored != nullptr ? &stored->current : nullptr;
}

std::optional<std::int64_t> own_number(const domain::Ticket& ticket) {
  if (!ticket.payer || !ticket.beneficiary) return std::nullopt;
  return packed_number(ticket.payer->text(), ticket.beneficiary->text());
}

}  // namespace

void Placing::place_ticket(const NumberedRow& numbered, const TicketRow& row) {
  const domain::Ticket& ticket = row.ticket;
  const std::size_t line = numbered.line;
  const std::int64_t office = code_id(ticket.office_code);
  const std::int64_t month = ticket.treatment_month.index();
  offices_.insert(office);
  months_.insert({office, month});
  std::int64_t recipient = known_recipient(ticket.office_code, ticket.recipient_key);
  std::vector<Stored> tickets = tickets_of(db(), recipient, month);
  const Stored* match = issued_as(tickets, ticket.issue_number);
  const std::string body = packed(ticket);
  Step step = step_for(current_of(match), row.updated_at, row.deleted, body);

  if (step == Step::unchanged) return unchanged(line, current_of(match), row.deleted, body);
  if (unseen(current_of(match))) {
    return refuse(line, RowFault::changed_meanwhile, current_of(match));
  }
  if (!row.deleted && overlaps_another(tickets, ticket)) {
    return refuse_or_defer(numbered, RowFault::ticket_overlap, current_of(match));
  }
  if (match != nullptr && match->current.from == batch_) {
    take_out(line, table, match->current);
    tickets = tickets_of(db(), recipient, month);
    match = issued_as(tickets, ticket.issue_number);
    step = step_for(current_of(match), row.updated_at, row.deleted, body);
    if (step == Step::unchanged) return unchanged(line, current_of(match), row.deleted, body);
  }
  if (step == Step::remove) return bury(table, match->current, Change::removed, row.updated_at);

  Change change = step == Step::add ? Change::added : Change::changed;
  if (step == Step::remember_removal) {
    change = Change::unknown;
    if (match == nullptr) warn(line, RowFault::delete_unknown);
  }
  if (recipient == 0) recipient = recipient_of(ticket.office_code, ticket.recipient_key);
  const std::int64_t institution = code_id(ticket.institution_code);
  if (change == Change::changed && match->institution != institution) {
    // Its former institution is told that the ticket is gone, and nothing of where it went.
    const domain::VersionId notice = new_version();
    Query(db(),
          "INSERT INTO ticket SELECT ?2, ?3, ?3, 6, 0, recipient_id, institution_id, month, number,"
          " updated_at, body FROM ticket WHERE version_id = ?1",
          match->current.version, notice, batch_)
        .run();
    change = Change::moved_in;
  }
  const std::optional<std::int64_t> number = own_number(ticket);
  const domain::VersionId version = new_version();
  if (match != nullptr) close(table, match->current);
  Query(db(), "INSERT INTO ticket VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", version,
        batch_, still, static_cast<std::int64_t>(change),
        match != nullptr ? match->current.version : 0, recipient, institution, month, number,
        row.updated_at, Bytes{body})
      .run();
  count(change, 1);
  keep(version);
  look_at_recipient(line, row, recipient, number);
}

// What the recipient's qualifications say to its new ticket. It is registered in any case:
// qualifications and institutions may come later (domain.md 11.2).
void Placing::look_at_recipient(std::size_t line, const TicketRow& row, std::int64_t recipient,
                                std::optional<std::int64_t> number) {
  const domain::Ticket& ticket = row.ticket;
  bool known = false;
  bool within = false;
  bool number_held = false;
  {
    Query rows(db(),
               "SELECT start_day, end_day, number FROM qualification"
               " INDEXED BY qualification_of_recipient"
               " WHERE recipient_id = ?1 AND change <= 2 AND " MADOGUCHI_CURRENT,
               recipient);
    while (rows.row()) {
      known = true;
      const std::int64_t end = rows.is_null(1) ? still : rows.integer(1);
      if (rows.integer(0) <= ticket.from.number() && ticket.to.number() < end) within = true;
      if (number && rows.integer(2) == *number) number_held = true;
    }
  }
  if (!number_held) hold_number(number, recipient);
  if (row.deleted) return;
  if (!institution_registered(ticket.institution_code)) {
    warn(line, RowFault::institution_unknown);
  }
  if (!known) {
    warn(line, RowFault::recipient_unknown);
  } else if (!within) {
    warn(line, RowFault::outside_qualification);
  }
}

void Placing::remove_absent_tickets(std::int64_t recipient, std::int64_t office) {
  for (auto at = months_.lower_bound({office, 0}); at != months_.end() && at->first == office;
       ++at) {
    for (const Stored& stored : tickets_of(db(), recipient, at->second)) {
      const Current& current = stored.current;
      if (!holds(current.change) || kept_.count(current.version) != 0) continue;
      if (unseen(&current)) continue;
      bury(table, current, Change::absent, current.updated_at);
    }
  }
}

}  // namespace madoguchi::store::sqlite
