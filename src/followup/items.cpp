#include "followup/items.hpp"

#include "followup/patients.hpp"

namespace madoguchi::followup {

namespace {

bool holds(sql::Connection& db, std::int64_t item, std::int64_t record) {
  return single(db, 0, "SELECT count(*) FROM item_record WHERE record = ?1 AND item = ?2", record,
                item) > 0;
}

using sql::Query;
using sql::single;

constexpr const char* columns_of_item =
    "SELECT id, patient, record, way, day, month, issuer, state, office FROM item WHERE id = ?1";
constexpr const char* items_of_patient =
    "SELECT id, patient, record, way, day, month, issuer, state, office FROM item WHERE patient = "
    "?1"
    " AND (?2 = '' OR month = ?2) ORDER BY id";

Item item_in(const Query& row) {
  Item item;
  item.id = row.integer(0);
  item.patient = row.integer(1);
  item.record = row.integer(2);
  item.way = row.text(3);
  item.day = util::Day::parse(row.text(4));
  item.month = util::Month::parse(row.text(5)).value_or(util::Month());
  item.issuer = row.text(6);
  item.state = state_named(row.text(7)).value_or(State::open);
  item.office = row.text(8);
  return item;
}

// What billing must hear: the numbers are there, are gone, or will not come.
bool concerns_billing(State before, State now) {
  if (before == now) return false;
  return now == State::registered || before == State::registered || now == State::declined ||
         now == State::paper;
}

// The same visit asked again: the same identified person, day and way.
std::optional<Item> same_visit(sql::Connection& db, std::int64_t patient, const ShownVisit& visit) {
  if (!is_identified(db, patient)) return std::nullopt;
  for (auto& item : items_of(db, patient, util::Month::of(visit.day))) {
    if (item.day == visit.day && item.way == followup::name_of(visit.way)) return item;
  }
  return std::nullopt;
}

std::int64_t insert(sql::Connection& db, const ShownVisit& visit, std::int64_t patient,
                    std::int64_t record, const By& by) {
  const auto month = util::Month::of(visit.day);
  const auto planned = planned_day(visit.message, month);
  Query(db,
        "INSERT INTO item (patient, way, day, month, asked_at, last_at, times, record, office,"
        " telephone, planned, payer, number, code, message, issuer, state, reason, expected,"
        " ticket, ticket_by, changed, billing, billing_by, billing_at, updated_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, '', 'open', '',"
        " '', '', '', '', '', '', '', ?5)",
        patient, followup::name_of(visit.way), visit.day.text(), month.text(), by.at, record,
        visit.office, telephone_in(visit.message), planned ? planned->text() : std::string(),
        visit.person.payer, visit.person.number, visit.code, visit.message)
      .run();
  return single(db, 0, "SELECT last_insert_rowid()");
}

void open_item(sql::Connection& db, const ShownVisit& visit, std::int64_t patient,
               std::int64_t record, const By& by) {
  if (const auto again = same_visit(db, patient, visit)) {
    if (holds(db, again->id, record)) return;
    const auto planned = planned_day(visit.message, again->month);
    Query(db,
          "UPDATE item SET times = times + 1, last_at = ?2, record = ?3, code = ?4, message = ?5,"
          " telephone = ?6, planned = ?7 WHERE id = ?1",
          again->id, by.at, record, visit.code, visit.message, telephone_in(visit.message),
          planned ? planned->text() : std::string())
        .run();
    add_record(db, record, again->id);
    if (again->state == State::registered) {
      apply(db, *again, Event::ticket_gone, by, {{"record", record}});
    }
    return;
  }
  const auto word = word_of_month(db, patient, util::Month::of(visit.day), visit.office);
  const auto id = insert(db, visit, patient, record, by);
  add_record(db, record, id);
  add_event(db, id, "opened", by, {{"record", record}, {"code", visit.code}});
  const auto item = item_with(db, id);
  if (word && item) apply(db, *item, word->event, {"", by.at}, {{"earlier", word->said}});
}

bool any_ticket(const std::vector<domain::ResultAnswer>& results) {
  for (const auto& result : results) {
    if (!result.tickets.empty()) return true;
  }
  return false;
}

}  // namespace

std::string_view name_of(Event event) {
  switch (event) {
    case Event::said_yes:
    case Event::replied_yes:
      return "said_yes";
    case Event::said_no:
      return "said_no";
    case Event::said_date:
    case Event::replied_date:
      return "said_date";
    case Event::said_paper:
      return "said_paper";
    case Event::said_call_back:
      return "said_call_back";
    case Event::ticket_came:
      return "ticket_came";
    case Event::ticket_gone:
      return "ticket_gone";
    case Event::ended:
      return "ended";
    case Event::put_away:
      return "put_away";
    case Event::set_apart:
      return "set_apart";
    case Event::taken_up:
      return "taken_up";
  }
  return "";
}

std::optional<Item> item_with(sql::Connection& db, std::int64_t id) {
  Query row(db, columns_of_item, id);
  if (!row.row()) return std::nullopt;
  return item_in(row);
}

std::vector<Item> items_of(sql::Connection& db, std::int64_t patient,
                           const std::optional<util::Month>& month) {
  std::vector<Item> items;
  const auto wanted = month ? month->text() : std::string();
  Query row(db, items_of_patient, patient, wanted);
  while (row.row()) items.push_back(item_in(row));
  return items;
}

std::vector<Item> items_of_record(sql::Connection& db, std::int64_t record) {
  std::vector<std::int64_t> ids;
  {
    Query row(db, "SELECT item FROM item_record WHERE record = ?1 AND record > 0 ORDER BY item",
              record);
    while (row.row()) ids.push_back(row.integer(0));
  }
  std::vector<Item> items;
  for (const auto id : ids) {
    if (const auto item = item_with(db, id)) items.push_back(*item);
  }
  return items;
}

std::optional<Word> word_of_month(sql::Connection& db, std::int64_t patient, util::Month month,
                                  const std::string& office) {
  const auto month_text = month.text();
  Query row(db,
            "SELECT e.kind, e.at, e.content, e.item FROM item_event e JOIN item i ON i.id = e.item"
            " WHERE i.patient = ?1 AND i.month = ?2 AND (i.office = ?3 OR i.office = '' OR ?3 = '')"
            " AND e.kind IN ('said_yes', 'said_no', 'said_date', 'said_paper')"
            " AND e.content NOT LIKE '{\"earlier\"%'"  // taken over from another visit
            // Nor what was heard while the visit was linked to somebody by mistake.
            " AND NOT EXISTS (SELECT 1 FROM item_event s JOIN item_event l ON l.item = s.item"
            " WHERE s.item = e.item AND s.kind = 'separated' AND s.id > e.id AND l.id < e.id"
            " AND l.kind IN ('confirmed', 'confirmed_same'))"
            " ORDER BY e.id DESC LIMIT 1",
            patient, month_text, office);
  if (!row.row()) return std::nullopt;
  for (const auto event : {Event::said_yes, Event::said_no, Event::said_date, Event::said_paper}) {
    if (name_of(event) != row.text(0)) continue;
    return Word{event,
                {{"at", row.text(1)},
                 {"kind", row.text(0)},
                 {"of_item", row.integer(3)},
                 {"said", parsed(row.text(2))}}};
  }
  return std::nullopt;
}

void hear_word(sql::Connection& db, std::int64_t patient, util::Month month, const By& by) {
  for (const auto& item : items_of(db, patient, month)) {
    if (item.state != State::open) continue;
    const auto word = word_of_month(db, patient, month, item.office);
    if (!word || word->said["of_item"] == item.id) continue;  // taken up since: not heard again
    apply(db, item, word->event, {"", by.at}, {{"earlier", word->said}});
  }
}

void add_record(sql::Connection& db, std::int64_t record, std::int64_t item) {
  if (record <= 0) return;
  Query(db, "INSERT OR IGNORE INTO item_record VALUES (?1, ?2)", record, item).run();
}

void add_event(sql::Connection& db, std::int64_t item, std::string_view kind, const By& by,
               const Json& content) {
  Query(db, "INSERT INTO item_event (item, at, kind, who, content) VALUES (?1, ?2, ?3, ?4, ?5)",
        item, by.at, kind, by.who, dumped(content))
      .run();
}

void apply(sql::Connection& db, const Item& item, Event event, const By& by, const Json& content) {
  const auto now = after(item.state, event);
  add_event(db, item.id, name_of(event), by, content);
  Query(db, "UPDATE item SET state = ?2, updated_at = ?3 WHERE id = ?1", item.id,
        followup::name_of(now), by.at)
      .run();
  if (now != State::registered && item.state == State::registered) {
    Query(db, "UPDATE item SET ticket = '', ticket_by = '' WHERE id = ?1", item.id).run();
  }
  if (concerns_billing(item.state, now)) {
    Query(db, "UPDATE item SET billing = 'tell', billing_by = '', billing_at = '' WHERE id = ?1",
          item.id)
        .run();
  }
}

bool settle_one(sql::Connection& db, const Item& item,
                const std::vector<domain::ResultAnswer>& results, const By& by,
                const Json& source) {
  if (!item.day) return false;
  for (const auto& result : results) {
    const auto* ticket = ticket_for(result, *item.day, item.issuer);
    if (ticket == nullptr) continue;
    const auto kept = kept_ticket(result, *ticket);
    if (item.state == State::registered) {
      const bool same = single(db, 0, "SELECT count(*) FROM item WHERE id = ?1 AND ticket = ?2",
                               item.id, kept) > 0;
      if (same) return true;
      add_event(db, item.id, "ticket_changed", by, source);
      Query(db, "UPDATE item SET billing = 'tell' WHERE id = ?1", item.id).run();
    } else {
      apply(db, item, Event::ticket_came, by, source);
    }
    Query(db, "UPDATE item SET ticket = ?2, ticket_by = ?3, updated_at = ?4 WHERE id = ?1", item.id,
          kept, dumped(source), by.at)
        .run();
    return true;
  }
  return false;
}

void settle(sql::Connection& db, std::int64_t patient,
            const std::vector<domain::ResultAnswer>& results, const By& by, const Json& source) {
  for (const auto& item : items_of(db, patient, std::nullopt)) {
    settle_one(db, item, results, by, source);
  }
}

void take_visit(sql::Connection& db, const ShownVisit& visit, std::int64_t record, const By& by) {
  const bool tells = opens(visit.validity, visit.code);
  if (tells) {
    // Who was shown by card may be identified by nothing: there the record alone tells a
    // repetition.
    if (visit.way == Way::card && !items_of_record(db, record).empty()) return;
    open_item(db, visit, patient_of(db, visit.person), record, by);
    return;
  }
  if (!any_ticket(visit.results)) return;
  // Of whom nothing waits and no 照会番号 is to be kept, nothing is written: this is every usual
  // visit.
  if (visit.person.reference.empty() && known_patient(db, visit.person) == 0) return;
  settle(db, patient_of(db, visit.person), visit.results, by,
         {{"by", followup::name_of(visit.way)}, {"record", record}});
}

}  // namespace madoguchi::followup
