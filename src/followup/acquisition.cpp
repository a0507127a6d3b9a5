#include "followup/acquisition.hpp"

#include <map>
#include <set>

#include "followup/items.hpp"
#include "followup/patients.hpp"
#include "util/hash.hpp"

namespace madoguchi::followup {

namespace {

using domain::Field;
using domain::TicketField;
using sql::Query;
using sql::single;
using Ticket = std::vector<domain::TicketFieldValue>;

// Payer and issue number; where the office gives none, what makes a ticket one of its kind.
std::string key_of(const Shown& person, const Ticket& ticket) {
  const auto issue = value_of(ticket, TicketField::IssueNumber);
  if (!issue.empty() && !person.payer.empty()) return person.payer + "/" + issue;
  std::string key = person.payer + "/" + person.number + "/" + person.birthdate;
  for (const auto field : {TicketField::TicketType, TicketField::MedicalTreatmentType,
                           TicketField::PrescriptionIssuerMedicalInstitutionCode}) {
    key += "/" + value_of(ticket, field);
  }
  return key;
}

// What no claim depends on: it changes without anybody having to look.
Json for_comparison(Json content) {
  for (const auto* name : {"Address", "PostNumber", "InsurerName", "ReferenceNumber"}) {
    content.erase(name);
  }
  const auto tickets = content.find("PublicExpenseResultList");
  if (tickets != content.end()) {
    for (auto& ticket : *tickets) {
      for (const auto* name : {"DistrictContactName", "HandlingContactName"}) ticket.erase(name);
    }
  }
  return content;
}

struct Before {
  bool live = false;
  std::string content;
};

std::map<std::string, Before> tickets_before(sql::Connection& db, const std::string& month) {
  std::map<std::string, Before> before;
  Query row(db, "SELECT key, live, content FROM bulk_ticket WHERE month = ?1", month);
  while (row.row()) {
    before[std::string(row.text(0))] = {row.integer(1) != 0, std::string(row.text(2))};
  }
  return before;
}

class Taking {
 public:
  Taking(sql::Connection& db, std::int64_t run, std::string month)
      : db_(db), run_(run), month_(std::move(month)), before_(tickets_before(db, month_)) {}

  void add(const Acquired& one) {
    const auto patient = patient_of(db_, one.person);
    ++people;
    for (const auto& result : one.results) {
      if (result.side != domain::Side::assistance) continue;
      for (const auto& ticket : result.tickets) add(one.person, patient, result, ticket);
    }
  }

  void finish() {
    for (const auto& [key, was] : before_) {
      if (!was.live || seen_.contains(key)) continue;
      change(key, "gone", was.content, "");
      ++gone;
      Query(db_, "UPDATE bulk_ticket SET live = 0 WHERE month = ?1 AND key = ?2", month_, key)
          .run();
    }
  }

  std::int64_t people = 0, tickets = 0, added = 0, changed = 0, gone = 0;

 private:
  void add(const Shown& person, std::int64_t patient, const domain::ResultAnswer& result,
           const Ticket& ticket) {
    const auto key = key_of(person, ticket);
    if (!seen_.insert(key).second) return;
    const auto content = kept_ticket(result, ticket);
    const auto was = before_.find(key);
    if (was == before_.end() || !was->second.live) {
      change(key, "new", "", content);
      ++added;
    } else if (for_comparison(parsed(was->second.content)) != for_comparison(parsed(content))) {
      change(key, "changed", was->second.content, content);
      ++changed;
    }
    ++tickets;
    Query(db_,
          "INSERT OR REPLACE INTO bulk_ticket VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
          " ?11, ?12, ?13, ?14)",
          month_, key, patient, person.reference, person.name, person.kana, person.sex,
          person.birthdate, person.payer, person.number, value_of(ticket, TicketField::IssueNumber),
          value_of(ticket, TicketField::MedicalTicketValidDate),
          value_of(ticket, TicketField::MedicalTicketExpirationDate), content)
        .run();
  }

  void change(const std::string& key, const char* kind, const std::string& was,
              const std::string& now) {
    Query(db_,
          "INSERT INTO bulk_change (run, month, key, kind, before, now, seen_by, seen_at)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', '')",
          run_, month_, key, kind, was, now)
        .run();
  }

  sql::Connection& db_;
  std::int64_t run_;
  std::string month_;
  std::map<std::string, Before> before_;
  std::set<std::string> seen_;
};

std::vector<domain::ResultAnswer> live_results(sql::Connection& db, std::int64_t patient,
                                               const std::string& month) {
  auto list = Json::array();
  Query row(db, "SELECT content FROM bulk_ticket WHERE patient = ?1 AND month = ?2 AND live = 1",
            patient, month);
  while (row.row()) list.push_back(parsed(row.text(0)));
  return results_in(list);
}

// The ticket by which a visit was settled is known here and is gone or covers the day no more.
bool lost_its_ticket(sql::Connection& db, const Item& item, const std::string& month) {
  std::string content;
  {
    Query row(db, "SELECT ticket FROM item WHERE id = ?1", item.id);
    if (row.row()) content = row.text(0);
  }
  const auto results = results_in(Json::array({parsed(content)}));
  if (results.size() != 1 || results.front().tickets.size() != 1) return false;
  Shown person;
  person.payer = value_of(results.front(), Field::InsurerNumber);
  person.number = value_of(results.front(), Field::InsuredIdentificationNumber);
  person.birthdate = value_of(results.front(), Field::Birthdate);
  return single(db, 0, "SELECT count(*) FROM bulk_ticket WHERE month = ?1 AND key = ?2", month,
                key_of(person, results.front().tickets.front())) > 0;
}

void settle_month(sql::Connection& db, const std::string& month, const By& by, const Json& source) {
  std::vector<std::int64_t> ids;
  {
    Query row(db, "SELECT id FROM item WHERE month = ?1 AND day != '' ORDER BY id", month);
    while (row.row()) ids.push_back(row.integer(0));
  }
  for (const auto id : ids) {
    const auto item = item_with(db, id);
    if (settle_one(db, *item, live_results(db, item->patient, month), by, source)) continue;
    if (item->state == State::registered && lost_its_ticket(db, *item, month)) {
      apply(db, *item, Event::ticket_gone, by, source);
    }
  }
}

Json change_json(const Query& row) {
  const auto before = parsed(row.text(3));
  const auto now = parsed(row.text(4));
  auto one = Json{{"id", row.integer(0)},   {"kind", row.text(1)},  {"key", row.text(2)},
                  {"before", before},       {"now", now},           {"seen_by", row.text(5)},
                  {"seen_at", row.text(6)}, {"run", row.integer(7)}};
  return one;
}

// Patients with a 照会番号 who look the same as somebody acquired without one.
Json reference_candidates(sql::Connection& db, std::int64_t patient, const Shown& person) {
  auto found = Json::array();
  Query row(db,
            "SELECT id FROM patient WHERE birthdate = ?1 AND id != ?2 AND reference != ''"
            " ORDER BY reference",
            person.birthdate, patient);
  while (row.row()) {
    if (same_looks(person, shown_patient(db, row.integer(0)))) {
      found.push_back(patient_json(db, row.integer(0)));
    }
  }
  return found;
}

}  // namespace

std::int64_t order_run(Book& book, util::Month month, const std::string& by) {
  return book.change([&](sql::Connection& db) {
    const auto text = month.text();
    const auto running = single(db, 0,
                                "SELECT id FROM bulk_run WHERE month = ?1 AND state IN ('waiting',"
                                " 'processing') ORDER BY id LIMIT 1",
                                text);
    if (running != 0) return running;
    Query(db,
          "INSERT INTO bulk_run (month, state, key, reception, asked_by, asked_at, done_at, people,"
          " tickets, added, changed, gone, problem, file)"
          " VALUES (?1, 'waiting', ?2, '', ?3, ?4, '', 0, 0, 0, 0, 0, '', '')",
          text, util::random_key(), by, book.now())
        .run();
    return single(db, 0, "SELECT last_insert_rowid()");
  });
}

bool cancel_run(Book& book, std::int64_t run) {
  return book.change([&](sql::Connection& db) {
    if (single(db, 0,
               "SELECT count(*) FROM bulk_run WHERE id = ?1 AND state IN ('waiting', 'processing')",
               run) == 0) {
      return false;
    }
    Query(db, "UPDATE bulk_run SET state = 'cancelled', done_at = ?2 WHERE id = ?1", run,
          book.now())
        .run();
    return true;
  });
}

std::optional<RunToDo> next_run(Book& book) {
  return book.read([](sql::Connection& db) -> std::optional<RunToDo> {
    Query row(db,
              "SELECT id, month, key, reception, asked_by FROM bulk_run"
              " WHERE state IN ('waiting', 'processing') ORDER BY id LIMIT 1");
    if (!row.row()) return std::nullopt;
    return RunToDo{row.integer(0), util::Month::parse(row.text(1)).value_or(util::Month()),
                   std::string(row.text(2)), std::string(row.text(3)), std::string(row.text(4))};
  });
}

bool run_goes_on(Book& book, std::int64_t run) {
  return book.read([&](sql::Connection& db) {
    return single(db, 0,
                  "SELECT count(*) FROM bulk_run WHERE id = ?1"
                  " AND state IN ('waiting', 'processing')",
                  run) > 0;
  });
}

void run_accepted(Book& book, std::int64_t run, const std::string& reception) {
  book.change([&](sql::Connection& db) {
    Query(db,
          "UPDATE bulk_run SET state = 'processing', reception = ?2 WHERE id = ?1"
          " AND state IN ('waiting', 'processing')",
          run, reception)
        .run();
  });
}

void run_failed(Book& book, std::int64_t run, const std::string& code, const std::string& message) {
  const auto problem = dumped({{"code", code}, {"message", message}});
  book.change([&](sql::Connection& db) {
    Query(db,
          "UPDATE bulk_run SET state = 'failed', problem = ?2, done_at = ?3 WHERE id = ?1"
          " AND state IN ('waiting', 'processing')",
          run, problem, book.now())
        .run();
  });
}

void run_unneeded(Book& book, std::int64_t run) {
  book.change([&](sql::Connection& db) {
    Query(db, "DELETE FROM bulk_run WHERE id = ?1 AND state IN ('waiting', 'processing')", run)
        .run();
  });
}

void take_acquisition(Book& book, std::int64_t run, const std::vector<Acquired>& people,
                      const std::string& file) {
  book.change([&](sql::Connection& db) {
    std::string month;
    {
      Query row(db,
                "SELECT month FROM bulk_run WHERE id = ?1 AND state IN ('waiting', 'processing')",
                run);
      if (!row.row()) return;
      month = row.text(0);
    }
    Taking taking(db, run, month);
    for (const auto& one : people) taking.add(one);
    taking.finish();
    const By by{"", book.now()};
    settle_month(db, month, by, {{"by", "bulk"}, {"run", run}});
    Query(db,
          "UPDATE bulk_run SET state = 'done', done_at = ?2, people = ?3, tickets = ?4,"
          " added = ?5, changed = ?6, gone = ?7, file = ?8 WHERE id = ?1",
          run, by.at, taking.people, taking.tickets, taking.added, taking.changed, taking.gone,
          file)
        .run();
  });
}

Json runs_json(Book& book, const std::optional<util::Month>& month) {
  const auto wanted = month ? month->text() : std::string();
  return book.read([&](sql::Connection& db) {
    auto runs = Json::array();
    Query row(db,
              "SELECT id, month, state, reception, asked_by, asked_at, done_at, people, tickets,"
              " added, changed, gone, problem, file FROM bulk_run WHERE (?1 = '' OR month = ?1)"
              " ORDER BY id DESC LIMIT 100",
              wanted);
    while (row.row()) {
      runs.push_back({{"id", row.integer(0)},
                      {"month", row.text(1)},
                      {"state", row.text(2)},
                      {"ordered", !row.text(3).empty()},
                      {"asked_by", row.text(4)},
                      {"asked_at", row.text(5)},
                      {"done_at", row.text(6)},
                      {"people", row.integer(7)},
                      {"tickets", row.integer(8)},
                      {"added", row.integer(9)},
                      {"changed", row.integer(10)},
                      {"gone", row.integer(11)},
                      {"problem", parsed(row.text(12))},
                      {"file", row.text(13)}});
    }
    return runs;
  });
}

Json month_json(Book& book, util::Month month) {
  const auto wanted = month.text();
  return book.read([&](sql::Connection& db) {
    Json shown{{"month", wanted},
               {"tickets", Json::array()},
               {"changes", Json::array()},
               {"unmatched", Json::array()}};
    Query row(db,
              "SELECT key, patient, reference, name, kana, sex, birthdate, payer, number, live,"
              " from_day, to_day, issue, content FROM bulk_ticket WHERE month = ?1 ORDER BY kana,"
              " key",
              wanted);
    while (row.row()) {
      const auto person = person_in(row);
      Json one{{"key", row.text(0)},
               {"person", patient_json(db, row.integer(1))},
               {"InsurerNumber", person.payer},
               {"InsuredIdentificationNumber", person.number},
               {"IssueNumber", row.text(12)},
               {"from", row.text(10)},
               {"to", row.text(11)},
               {"live", row.integer(9) != 0},
               {"content", parsed(row.text(13))}};
      if (row.integer(9) != 0 && text_in(one["person"], "ReferenceNumber").empty()) {
        shown["unmatched"].push_back(
            {{"key", row.text(0)},
             {"person", one["person"]},
             {"candidates", reference_candidates(db, row.integer(1), person)}});
      }
      shown["tickets"].push_back(std::move(one));
    }
    Query changes(db,
                  "SELECT id, kind, key, before, now, seen_by, seen_at, run FROM bulk_change"
                  " WHERE month = ?1 ORDER BY id DESC LIMIT 2000",
                  wanted);
    while (changes.row()) shown["changes"].push_back(change_json(changes));
    return shown;
  });
}

Done changes_seen(Book& book, const std::vector<std::int64_t>& changes, const std::string& who) {
  return book.change([&](sql::Connection& db) -> Done {
    for (const auto change : changes) {
      if (single(db, 0, "SELECT count(*) FROM bulk_change WHERE id = ?1", change) == 0) {
        return util::failure(Refusal::not_found);
      }
    }
    for (const auto change : changes) {
      Query(db, "UPDATE bulk_change SET seen_by = ?2, seen_at = ?3 WHERE id = ?1 AND seen_by = ''",
            change, who, book.now())
          .run();
    }
    return {};
  });
}

util::Result<ReferenceToRegister, Refusal> reference_for(Book& book, util::Month month,
                                                         const std::string& key,
                                                         const std::string& reference) {
  const auto wanted = month.text();
  return book.read([&](sql::Connection& db) -> util::Result<ReferenceToRegister, Refusal> {
    Query row(db,
              "SELECT key, patient, reference, name, kana, sex, birthdate, payer, number"
              " FROM bulk_ticket WHERE month = ?1 AND key = ?2 AND live = 1",
              wanted, key);
    if (!row.row()) return util::failure(Refusal::not_found);
    const auto person = person_in(row);
    for (const auto& candidate : reference_candidates(db, row.integer(1), person)) {
      if (text_in(candidate, "ReferenceNumber") != reference) continue;
      ReferenceToRegister found{person.payer, person.number, reference, person};
      found.person.reference = reference;
      return found;
    }
    return util::failure(Refusal::not_same);
  });
}

void reference_registered(Book& book, const ReferenceToRegister& registered,
                          const std::string& who) {
  book.change([&](sql::Connection& db) {
    const auto patient = patient_of(db, registered.person);
    const By by{who, book.now()};
    for (const auto& item : items_of(db, patient, std::nullopt)) {
      add_event(db, item.id, "reference_confirmed", by, {{"reference", registered.reference}});
      settle_one(db, item, live_results(db, patient, item.month.text()), by,
                 {{"by", "confirmed"}, {"who", who}});
    }
  });
}

std::vector<AwaitedMonth> awaited_months(Book& book) {
  return book.read([](sql::Connection& db) {
    std::vector<AwaitedMonth> months;
    Query row(db,
              "SELECT DISTINCT month, planned FROM item WHERE state IN ('open', 'promised')"
              " AND day != '' ORDER BY month, planned");
    while (row.row()) {
      const auto month = util::Month::parse(row.text(0));
      if (!month) continue;
      if (months.empty() || months.back().month != *month) months.push_back({*month, {}});
      if (const auto day = util::Day::parse(row.text(1))) months.back().planned.push_back(*day);
    }
    return months;
  });
}

std::vector<AwaitedOffice> awaited_offices(Book& book, util::Month from) {
  const auto first = from.text();
  return book.read([&](sql::Connection& db) {
    std::vector<AwaitedOffice> offices;
    Query row(db,
              "SELECT month, office, telephone, payer, max(last_at) FROM item"
              " WHERE state IN ('open', 'promised') AND month >= ?1"
              " AND (office != '' OR payer != '') GROUP BY month, office, telephone, payer"
              " ORDER BY month, office, telephone, payer",
              first);
    while (row.row()) {
      const auto month = util::Month::parse(row.text(0));
      if (!month) continue;
      offices.push_back({*month, std::string(row.text(1)), std::string(row.text(2)),
                         std::string(row.text(3)), std::string(row.text(4))});
    }
    return offices;
  });
}

std::optional<util::Instant> last_run_at(Book& book, util::Month month) {
  const auto wanted = month.text();
  return book.read([&](sql::Connection& db) -> std::optional<util::Instant> {
    Query row(db,
              "SELECT asked_at FROM bulk_run WHERE month = ?1 AND state != 'failed'"
              " AND state != 'cancelled' ORDER BY id DESC LIMIT 1",
              wanted);
    if (!row.row()) return std::nullopt;
    return util::parse_iso_date_time(row.text(0));
  });
}

}  // namespace madoguchi::followup
