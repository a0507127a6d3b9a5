#include "followup/followups.hpp"

#include <charconv>

#include "followup/candidates.hpp"
#include "followup/items.hpp"
#include "followup/notices.hpp"
#include "followup/patients.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;
using sql::single;

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

By by_program(const Book& book) {
  return {"", book.now()};
}

// Runs `work`; false when the disk does not take it.
template <class Work>
bool kept_well(Book& book, Work&& work) {
  try {
    book.change(std::forward<Work>(work));
    return true;
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "followup", "database: " + failure.text);
    return false;
  }
}

// One change of one item by staff.
template <class Work>
Done change_item(Book& book, std::int64_t id, Work&& work) {
  return book.change([&](sql::Connection& db) -> Done {
    const auto item = item_with(db, id);
    if (!item) return util::failure(Refusal::not_found);
    return work(db, *item);
  });
}

Event event_of(const oqs::NotedCall& call) {
  if (call.answer == "no") return Event::said_no;
  if (call.paper) return Event::said_paper;
  if (call.answer == "yes") return Event::said_yes;
  return Event::said_call_back;
}

Json call_content(const oqs::NotedCall& call) {
  return {{"by", call.kind},
          {"staff", call.staff},
          {"office_person", call.office_person},
          {"answer", call.answer},
          {"date", call.expected_date ? call.expected_date->text() : std::string()},
          {"text", call.text}};
}

void keep_call(sql::Connection& db, const Item& item, const oqs::NotedCall& call) {
  Query(db,
        "INSERT INTO call (item, key, at, staff, office_person, answer, expected, paper, kind,"
        " issuer_code, issuer_name, text, record, sent, sent_record, problem)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '', '')",
        item.id, util::random_key(), util::iso_date_time_in_japan(call.at), call.staff,
        call.office_person, call.answer,
        call.expected_date ? call.expected_date->text() : std::string(), call.paper, call.kind,
        call.issuer_code, call.issuer_name, call.text, call.record,
        call.record > 0 ? "waiting" : "refused")
      .run();
}

// What the office said of this visit before staff linked it is still said of it.
void word_before_link(sql::Connection& db, std::int64_t id, const By& by) {
  const auto item = item_with(db, id);
  if (!item || item->state != State::open) return;
  std::string kind;
  Json said;
  {
    Query row(db,
              "SELECT kind, content, at FROM item_event WHERE item = ?1 AND kind IN ('said_yes',"
              " 'said_no', 'said_date', 'said_paper') AND id < (SELECT min(id) FROM item_event"
              " WHERE item = ?1 AND kind IN ('confirmed', 'confirmed_same'))"
              " ORDER BY id DESC LIMIT 1",
              id);
    if (!row.row()) return;
    kind = row.text(0);
    said = {{"at", row.text(2)}, {"kind", kind}, {"of_item", id}, {"said", parsed(row.text(1))}};
  }
  for (const auto event : {Event::said_yes, Event::said_no, Event::said_date, Event::said_paper}) {
    if (name_of(event) == kind) apply(db, *item, event, {"", by.at}, {{"earlier", said}});
  }
}

}  // namespace

bool see(Book& book, const SeenAnswer& answer) {
  const auto visits = visits_in(answer);
  const auto acquired = acquired_in(answer);
  if (visits.empty() && !acquired) return true;
  const auto record = number_of(answer.record);
  return kept_well(book, [&](sql::Connection& db) {
    const By by{"", util::iso_date_time_in_japan(answer.at)};
    for (const auto& visit : visits) take_visit(db, visit, record, by);
    if (!acquired) return;
    for (const auto& person : *acquired) {
      const auto patient = known_patient(db, person.person);
      if (patient == 0) continue;
      settle(db, patient_of(db, person.person), person.results, by,
             {{"by", "bulk"}, {"record", record}});
    }
  });
}

bool see_notice(Book& book, std::int64_t number, std::string_view json) {
  return kept_well(book,
                   [&](sql::Connection& db) { take_notice(db, number, json, by_program(book)); });
}

Done note_call(Book& book, std::int64_t id, oqs::NotedCall call, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    call.record = item.record;
    keep_call(db, item, call);
    const By by{who, book.now()};
    if (!call.issuer_code.empty()) {
      Query(db, "UPDATE item SET issuer = ?2 WHERE id = ?1", item.id, call.issuer_code).run();
    }
    const auto event = event_of(call);
    for (const auto& one : items_of(db, item.patient, item.month)) {
      // Of one prescription only what is known of its own issuer may be said.
      if (one.id != item.id && (!call.issuer_code.empty() || event == Event::said_call_back)) {
        continue;
      }
      apply(db, one, event, by, call_content(call));
      if (call.expected_date) {
        Query(db, "UPDATE item SET expected = ?2 WHERE id = ?1", one.id, call.expected_date->text())
            .run();
      }
    }
    return {};
  });
}

Done put_away(Book& book, std::int64_t id, const std::string& reason, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    if (reason.empty()) return util::failure(Refusal::malformed);
    if (item.state == State::registered) return util::failure(Refusal::wrong_state);
    apply(db, item, Event::put_away, {who, book.now()}, {{"reason", reason}});
    Query(db, "UPDATE item SET reason = ?2 WHERE id = ?1", item.id, reason).run();
    return {};
  });
}

Done take_up(Book& book, std::int64_t id, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    if (after(item.state, Event::taken_up) == item.state) {
      return util::failure(Refusal::wrong_state);
    }
    apply(db, item, Event::taken_up, {who, book.now()}, Json::object());
    Query(db, "UPDATE item SET reason = '' WHERE id = ?1", item.id).run();
    return {};
  });
}

Done billing_told(Book& book, std::int64_t id, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    const bool waits =
        single(db, 0, "SELECT count(*) FROM item WHERE id = ?1 AND billing = 'tell'", item.id) > 0;
    if (!waits) return util::failure(Refusal::wrong_state);
    const By by{who, book.now()};
    add_event(db, item.id, "billing_told", by, Json::object());
    Query(db, "UPDATE item SET billing = 'told', billing_by = ?2, billing_at = ?3 WHERE id = ?1",
          item.id, who, by.at)
        .run();
    return {};
  });
}

Done confirm_ticket(Book& book, std::int64_t id, const std::string& ticket_key,
                    const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    for (const auto& candidate : candidates_of(db, item)) {
      if (candidate.key != ticket_key) continue;
      const By by{who, book.now()};
      const Json source{{"by", "confirmed"}, {"key", ticket_key}, {"who", who}};
      move_item(db, item, ticket_patient(db, candidate), by, "confirmed");
      const auto moved = item_with(db, item.id);
      settle_one(db, *moved, {candidate.result}, by, source);
      return {};
    }
    return util::failure(Refusal::not_same);
  });
}

Done confirm_same(Book& book, std::int64_t id, std::int64_t other, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    const auto into = item_with(db, other);
    if (!into) return util::failure(Refusal::not_found);
    if (into->patient == item.patient || is_identified(db, item.patient) ||
        !same_looks(shown_patient(db, item.patient), shown_patient(db, into->patient))) {
      return util::failure(Refusal::not_same);
    }
    const By by{who, book.now()};
    move_item(db, item, into->patient, by, "confirmed_same");
    hear_word(db, into->patient, item.month, by);
    return {};
  });
}

namespace {

// Whom the answer named, before the visit was linked to somebody.
Shown person_before_link(sql::Connection& db, const Item& item) {
  Query row(db,
            "SELECT content FROM item_event WHERE item = ?1"
            " AND kind IN ('confirmed', 'confirmed_same') ORDER BY id DESC LIMIT 1",
            item.id);
  const auto person =
      row.row() ? parsed(row.text(0)).value("person", Json::object()) : Json::object();
  auto alone = shown_patient(db, item.patient);
  if (!person.empty()) {  // links of before this was kept name nobody
    alone.name = text_in(person, "Name");
    alone.kana = text_in(person, "NameKana");
    alone.sex = text_in(person, "Sex1");
    alone.birthdate = text_in(person, "Birthdate");
  }
  alone.reference.clear();
  return alone;
}

}  // namespace

Done separate(Book& book, std::int64_t id, const std::string& who) {
  return change_item(book, id, [&](sql::Connection& db, const Item& item) -> Done {
    const bool moved = single(db, 0,
                              "SELECT count(*) FROM item_event WHERE item = ?1"
                              " AND kind IN ('confirmed', 'confirmed_same')",
                              item.id) > 0;
    if (!moved) return util::failure(Refusal::wrong_state);
    const By by{who, book.now()};
    const auto alone = person_before_link(db, item);
    move_item(db, item, new_patient(db, alone), by, "separated");
    apply(db, item, Event::set_apart, by, Json::object());
    word_before_link(db, item.id, by);
    return {};
  });
}

std::optional<CallToSend> next_call(Book& book) {
  return book.read([](sql::Connection& db) -> std::optional<CallToSend> {
    Query row(db,
              "SELECT id, key, record, kind, at, staff, office_person, answer, expected, paper,"
              " issuer_code, issuer_name, text FROM call WHERE sent = 'waiting' ORDER BY id"
              " LIMIT 1");
    if (!row.row()) return std::nullopt;
    oqs::NotedCall call;
    call.record = row.integer(2);
    call.kind = row.text(3);
    call.at = util::parse_iso_date_time(row.text(4)).value_or(util::Instant{});
    call.staff = row.text(5);
    call.office_person = row.text(6);
    call.answer = row.text(7);
    call.expected_date = util::Day::parse(row.text(8));
    call.paper = row.integer(9) != 0;
    call.issuer_code = row.text(10);
    call.issuer_name = row.text(11);
    call.text = row.text(12);
    return CallToSend{row.integer(0), std::string(row.text(1)), oqs::call_json(call)};
  });
}

void call_sent(Book& book, std::int64_t id, const std::string& record) {
  book.change([&](sql::Connection& db) {
    Query(db, "UPDATE call SET sent = 'sent', sent_record = ?2 WHERE id = ?1", id, record).run();
  });
}

void call_refused(Book& book, std::int64_t id, const std::string& code) {
  book.change([&](sql::Connection& db) {
    Query(db, "UPDATE call SET sent = 'refused', problem = ?2 WHERE id = ?1", id, code).run();
  });
}

void forget_old(Book& book, int months) {
  if (months <= 0) return;
  const auto before = util::Month::of(book.today()).plus_months(-months).text();
  book.change([&](sql::Connection& db) {
    constexpr const char* old =
        "CREATE TEMP TABLE IF NOT EXISTS old_item (id INTEGER PRIMARY KEY);"
        "DELETE FROM old_item";
    db.execute(old);
    Query(db,
          "INSERT INTO old_item SELECT id FROM item WHERE month < ?1"
          " AND state NOT IN ('open', 'promised') AND billing != 'tell'",
          before)
        .run();
    for (const auto* table : {"DELETE FROM item WHERE id IN (SELECT id FROM old_item)",
                              "DELETE FROM item_event WHERE item IN (SELECT id FROM old_item)",
                              "DELETE FROM item_record WHERE item IN (SELECT id FROM old_item)",
                              "DELETE FROM call WHERE item IN (SELECT id FROM old_item)"}) {
      db.execute(table);
    }
    Query(db, "DELETE FROM bulk_ticket WHERE month < ?1", before).run();
    Query(db, "DELETE FROM bulk_change WHERE month < ?1", before).run();
    Query(db, "DELETE FROM bulk_run WHERE month < ?1", before).run();
    db.execute(
        "DELETE FROM patient WHERE id NOT IN (SELECT patient FROM item)"
        " AND id NOT IN (SELECT patient FROM bulk_ticket);"
        "DELETE FROM patient_key WHERE patient NOT IN (SELECT id FROM patient)");
  });
}

}  // namespace madoguchi::followup
