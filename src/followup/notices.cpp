#include "followup/notices.hpp"

#include <algorithm>

#include "followup/patients.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;
using sql::single;

Json object_in(const Json& outer, const char* name) {
  const auto found = outer.find(name);
  return found != outer.end() && found->is_object() ? *found : Json::object();
}

std::int64_t number_in(const Json& outer, const char* name) {
  const auto found = outer.find(name);
  return found != outer.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

Shown person_in(const Json& notice) {
  const auto person = object_in(notice, "person");
  const auto typed = object_in(object_in(notice, "asked"), "QualificationConfirmSearchInfo");
  Shown shown;
  shown.reference = text_in(person, "ReferenceNumber");
  shown.name = text_in(person, "Name");
  shown.kana = text_in(person, "NameKana");
  shown.birthdate = text_in(person, "Birthdate");
  if (shown.birthdate.empty()) shown.birthdate = text_in(typed, "Birthdate");
  shown.payer = text_in(typed, "InsurerNumber");
  shown.number = text_in(typed, "InsuredIdentificationNumber");
  return shown;
}

bool same_numbers(sql::Connection& db, const Item& item, const Shown& person) {
  return single(db, 0,
                "SELECT count(*) FROM item i JOIN patient p ON p.id = i.patient WHERE i.id = ?1"
                " AND i.payer = ?2 AND i.number = ?3 AND p.birthdate = ?4",
                item.id, person.payer, person.number, person.birthdate) > 0;
}

// A message of many questions has one record: its notices name the unit by what was typed.
std::optional<Item> item_of(sql::Connection& db, const Json& notice) {
  const auto asked = object_in(notice, "asked");
  auto items = items_of_record(db, number_in(asked, "record"));
  if (text_in(asked, "way") == "bulk_inquiry") {
    const auto person = person_in(notice);
    std::erase_if(items, [&](const Item& item) { return !same_numbers(db, item, person); });
  }
  if (items.size() != 1) return std::nullopt;
  return items.front();
}

std::optional<Event> event_of(const Json& reply) {
  const auto answer = text_in(reply, "answer");
  if (answer == "yes") return Event::replied_yes;
  if (answer == "no") return Event::said_no;
  if (answer == "date") return Event::replied_date;
  if (answer == "paper") return Event::said_paper;
  return std::nullopt;
}

// A reply is about the patient and the month: every visit of that month hears it.
void take_reply(sql::Connection& db, const Item& item, const Json& notice, const By& by) {
  const auto reply = object_in(notice, "reply");
  const auto event = event_of(reply);
  const auto month = util::Month::parse(text_in(reply, "month"));
  if (!event || (month && *month != item.month)) return;
  const Json content{{"by", "reply"},
                     {"notice", number_in(notice, "notice")},
                     {"answer", text_in(reply, "answer")},
                     {"date", text_in(reply, "date")},
                     {"reason", text_in(reply, "reason")}};
  for (const auto& one : items_of(db, item.patient, item.month)) {
    apply(db, one, *event, by, content);
    Query(db, "UPDATE item SET expected = ?2 WHERE id = ?1", one.id, text_in(reply, "date")).run();
  }
}

// What a changed answer means for its visit. By number, 2 is told for "no ticket" and for "ended";
// a month's acquisition tells of whom it holds no ticket any more nothing at all, whatever the
// cause.
std::optional<Event> event_of(const Item& item, const std::string& now_validity) {
  if (now_validity.empty() || now_validity == "6" ||
      (item.way == "number" && now_validity == "2")) {
    if (item.state == State::registered) return Event::ticket_gone;
    return std::nullopt;
  }
  if (now_validity == "1") return std::nullopt;  // valid, but no ticket covers the day
  return Event::ended;
}

// An answer that was fine when it came and is not any more: billing must see it, too.
Item item_for_changed(sql::Connection& db, const Json& notice, const By& by) {
  const auto asked = object_in(notice, "asked");
  const auto day = util::Day::parse(text_in(asked, "QualificationConfirmationDate"));
  auto month = util::Month::parse(text_in(asked, "MedicalTreatmentMonth"));
  if (!month) month = util::Month::of(day.value_or(util::Day()));
  const auto person = person_in(notice);
  const auto patient = patient_of(db, person);
  const auto record = number_in(asked, "record");
  const auto way = text_in(asked, "way") == "bulk_inquiry" ? "number" : text_in(asked, "way");
  Query(db,
        "INSERT INTO item (patient, way, day, month, asked_at, last_at, times, record, office,"
        " telephone, planned, payer, number, code, message, issuer, state, reason, expected,"
        " ticket, ticket_by, changed, billing, billing_by, billing_at, updated_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, '', '', '', ?7, ?8, '', '', '', 'registered', '',"
        " '', '', '', '', '', '', '', ?9)",
        patient, way, day ? day->text() : std::string(), month->text(), text_in(asked, "at"),
        record, person.payer, person.number, by.at)
      .run();
  const auto id = single(db, 0, "SELECT last_insert_rowid()");
  add_record(db, record, id);
  add_event(db, id, "was_valid", by, {{"record", record}});
  return *item_with(db, id);
}

void take_change(sql::Connection& db, const Json& notice, const By& by) {
  auto item = item_of(db, notice);
  if (!item) item = item_for_changed(db, notice, by);
  const auto now = object_in(notice, "now");
  const Json source{{"by", "notice"}, {"notice", number_in(notice, "notice")}};
  const auto results = now.find("ResultList");
  const bool settled =
      results != now.end() && settle_one(db, *item, results_in(*results), by, source);
  const auto event = event_of(*item, text_in(now, "QualificationValidity"));
  if (!settled && event) apply(db, *item, *event, by, source);
  const auto differences = notice.find("differences");
  const Json changed{{"notice", number_in(notice, "notice")},
                     {"kind", text_in(notice, "kind")},
                     {"at", text_in(notice, "made_at")},
                     {"title", object_in(notice, "title")},
                     {"next", object_in(notice, "next")},
                     {"differences", differences != notice.end() ? *differences : Json::array()}};
  Query(db, "UPDATE item SET changed = ?2, billing = 'tell', billing_by = '' WHERE id = ?1",
        item->id, dumped(changed))
      .run();
}

}  // namespace

void take_notice(sql::Connection& db, std::int64_t number, std::string_view json, const By& by) {
  const bool taken =
      single(db, 0, "SELECT count(*) FROM notice_taken WHERE number = ?1", number) > 0;
  if (taken) return;
  Query(db, "INSERT INTO notice_taken VALUES (?1)", number).run();
  const auto notice = parsed(json);
  if (text_in(notice, "kind") == "reply") {
    if (const auto item = item_of(db, notice)) take_reply(db, *item, notice, by);
    return;
  }
  if (object_in(notice, "asked").empty()) return;
  take_change(db, notice, by);
}

}  // namespace madoguchi::followup
