#include "office/mirror.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "util/search_form.hpp"

namespace madoguchi::office {

namespace {

std::int64_t cursor_named(sql::Connection& db, const std::string& name) {
  const auto text = kept(db, name);
  std::int64_t cursor = 0;
  std::from_chars(text.data(), text.data() + text.size(), cursor);
  return cursor;
}

// The person as its last interval says, with all spans: "start-end-loss;…" in their order.
void renew_person(sql::Connection& db, const std::string& recipient) {
  Json last;
  std::string spans;
  bool not_disclosed = false;
  {
    sql::Query query(db,
                     "SELECT start, end, loss, not_disclosed, row FROM interval"
                     " WHERE recipient_key = ?1 ORDER BY start",
                     recipient);
    while (query.row()) {
      if (!spans.empty()) spans += ';';
      spans += std::string(query.text(0)) + "-" + std::string(query.text(1)) + "-" +
               std::string(query.text(2));
      not_disclosed = not_disclosed || query.integer(3) != 0;
      last = parsed(query.text(4));
    }
  }
  if (spans.empty()) {
    sql::Query(db, "DELETE FROM person WHERE recipient_key = ?1", recipient).run();
    return;
  }
  const auto kana = util::search_form(text_of(last, "NameKana"));
  const auto search = util::search_form(text_of(last, "Name")) + "|" + kana + "|" +
                      util::search_form(text_of(last, "NameOfOther")) + "|" +
                      util::search_form(text_of(last, "NameOfOtherKana"));
  sql::Query(db,
             "INSERT OR REPLACE INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
             recipient, text_of(last, "Name"), text_of(last, "NameKana"), kana, search,
             text_of(last, "PublicExpenseNumber"), text_of(last, "BeneficiaryNumber"),
             text_of(last, "Birthdate"), text_of(last, "Sex1"), not_disclosed, spans)
      .run();
}

void take_qualification(sql::Connection& db, std::int64_t cursor, bool removed, const Json& row) {
  const auto recipient = text_of(row, "RecipientKey");
  const auto start = text_of(row, "QualificationDate");
  if (removed) {
    sql::Query(db, "DELETE FROM interval WHERE recipient_key = ?1 AND start = ?2", recipient, start)
        .run();
  } else {
    sql::Query(db, "INSERT OR REPLACE INTO interval VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", recipient,
               start, text_of(row, "DisqualificationDate"), text_of(row, "LossKind"),
               text_of(row, "NotDisclosed") == "1", cursor, dumped(row))
        .run();
  }
  renew_person(db, recipient);
}

void take_ticket(sql::Connection& db, std::int64_t cursor, bool removed, const Json& row) {
  sql::Query(db, "INSERT OR REPLACE INTO ticket VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
             text_of(row, "RecipientKey"), text_of(row, "MedicalTreatmentMonth"),
             text_of(row, "IssueNumber"), text_of(row, "DesignatedMedicalInstitutionCode"),
             text_of(row, "MedicalTicketValidDate"), text_of(row, "MedicalTicketExpirationDate"),
             !removed, cursor, dumped(row))
      .run();
}

void take_institution(sql::Connection& db, bool removed, const Json& row) {
  const auto code = text_of(row, "MedicalInstitutionCode");
  if (removed) {
    sql::Query(db, "DELETE FROM institution WHERE code = ?1", code).run();
    return;
  }
  const auto name = text_of(row, "Name");
  sql::Query(db, "INSERT OR REPLACE INTO institution VALUES (?1, ?2, ?3, ?4)", code, name,
             util::search_form(name), dumped(row))
      .run();
}

void take_row(sql::Connection& db, const Json& item) {
  const auto kind = text_of(item, "kind");
  const auto change = text_of(item, "change");
  const auto cursor = number_of(item, "cursor");
  const Json& row = item.at("row");
  const bool removed = change == "removed";
  if (kind == "institution") return take_institution(db, removed, row);
  if (kind == "office") return keep(db, "office", dumped(row));
  if (kind != "qualification" && kind != "ticket") return;
  const auto acting = item.find("acting");
  sql::Query(db, "INSERT OR REPLACE INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
             cursor, number_of(item, "batch"), text_of(item, "at"), kind, change,
             acting != item.end() ? dumped(*acting) : std::string(), text_of(row, "RecipientKey"),
             item_of(kind, row), dumped(row))
      .run();
  if (kind == "qualification") {
    take_qualification(db, cursor, removed, row);
  } else {
    take_ticket(db, cursor, removed, row);
  }
}

// The newest call, with when it came and every issuer that a 調剤券 was asked for: a later call
// takes no request back.
Json with_requests(Json call, const Json& before, const std::string& at) {
  auto issuers = before.value("issuers", Json::array());
  const auto issuer = text_of(call, "issuer_code");
  const bool asks = text_of(call, "kind") == "dispensing_ticket" && !issuer.empty();
  if (asks && std::find(issuers.begin(), issuers.end(), issuer) == issuers.end()) {
    issuers.push_back(issuer);
  }
  if (!issuers.empty()) call["issuers"] = std::move(issuers);
  call["noted_at"] = at;
  return call;
}

// One line of the work list for each person, institution and month that asked in vain or called.
void note_work(sql::Connection& db, const Json& item, const std::string& kind) {
  const auto day = text_of(item, "day");
  const auto recipient = text_of(item, "recipient_key");
  const auto institution = text_of(item, "institution_code");
  if (recipient.empty() || institution.empty() || day.size() != 8) return;
  const auto month = day.substr(0, 6);
  const auto call = item.value("call", Json());
  const bool verified = kind == "verification";
  sql::Query(db,
             "INSERT INTO work (recipient_key, institution, institution_name, month, first_at,"
             " last_at, first_day, last_day, times, way, call, request, reply, replied_at)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?6, ?7, ?8, '', '', '', '')"
             " ON CONFLICT (recipient_key, institution, month) DO UPDATE SET last_at = ?5,"
             " first_day = min(first_day, ?6), last_day = max(last_day, ?6), times = times + ?7,"
             " way = CASE WHEN ?7 = 1 THEN ?8 ELSE way END",
             recipient, institution, text_of(item, "institution_name"), month, text_of(item, "at"),
             day, verified ? 1 : 0, text_of(item, "way"))
      .run();
  if (!call.is_object()) return;
  const bool wants_ticket = text_of(call, "kind") == "dispensing_ticket";
  Json before;
  {
    sql::Query query(db,
                     "SELECT call FROM work WHERE recipient_key = ?1 AND institution = ?2 AND"
                     " month = ?3",
                     recipient, institution, month);
    if (query.row()) before = parsed(query.text(0));
  }
  const auto noted = with_requests(call, before, text_of(item, "at"));
  sql::Query(db,
             "UPDATE work SET call = ?4, request = CASE WHEN ?5 THEN 'dispensing_ticket' ELSE"
             " request END WHERE recipient_key = ?1 AND institution = ?2 AND month = ?3",
             recipient, institution, month, dumped(noted), wants_ticket)
      .run();
}

void note_reply(sql::Connection& db, const Json& item) {
  // What was said, and who said it, as one: the same as when it was sent from here.
  const auto told = item.value("reply", Json::object());
  auto reply = told.value("said", Json::object());
  if (const auto acting = told.find("acting"); acting != told.end()) {
    reply["operator"] = text_of(*acting, "operator");
  }
  auto month = text_of(reply, "month");
  if (month.empty()) month = text_of(item, "day").substr(0, 6);
  sql::Query(db,
             "UPDATE work SET reply = ?4, replied_at = ?5"
             " WHERE recipient_key = ?1 AND institution = ?2 AND month = ?3",
             text_of(item, "recipient_key"), text_of(item, "institution_code"), month,
             dumped(reply), text_of(item, "at"))
      .run();
}

void take_event(sql::Connection& db, const Json& item) {
  const auto kind = text_of(item, "kind");
  if (kind == "verification") {
    sql::Query(db,
               "INSERT OR REPLACE INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
               " ?11, ?12)",
               number_of(item, "cursor"), text_of(item, "at"), text_of(item, "day"), kind,
               text_of(item, "recipient_key"), text_of(item, "institution_code"),
               text_of(item, "institution_name"), text_of(item, "way"), text_of(item, "validity"),
               text_of(item, "row"), text_of(item, "ticket"), item.value("visit", false))
        .run();
  }
  if (kind == "reply") return note_reply(db, item);
  if (kind == "call" || text_of(item, "ticket") == "unregistered") note_work(db, item, kind);
}

bool is_page(const Json& page) {
  return page.is_object() && page.contains("items") && page["items"].is_array() &&
         page.contains("next") && page["next"].is_number_integer();
}

}  // namespace

std::string item_of(std::string_view kind, const Json& row) {
  if (kind == "qualification") return text_of(row, "QualificationDate");
  return text_of(row, "MedicalTreatmentMonth") + "|" + text_of(row, "IssueNumber");
}

bool Mirror::take_rows(const Json& page, util::Instant at) {
  if (!is_page(page)) return false;
  const bool taken = database_.change([&](sql::Connection& db) {
    const auto have = cursor_named(db, "rows_cursor");
    for (const auto& item : page["items"]) {
      if (!item.is_object() || !item.contains("row")) return false;
      if (number_of(item, "cursor") > have) take_row(db, item);
    }
    const auto next = page["next"].get<std::int64_t>();
    if (next > have) keep(db, "rows_cursor", std::to_string(next));
    if (!page.value("more", false)) keep(db, "as_of", util::iso_date_time_in_japan(at));
    return true;
  });
  if (taken && !page["items"].empty()) tell_news();
  return taken;
}

bool Mirror::take_events(const Json& page) {
  if (!is_page(page)) return false;
  database_.change([&](sql::Connection& db) {
    const auto have = cursor_named(db, "events_cursor");
    for (const auto& item : page["items"]) {
      if (item.is_object() && number_of(item, "cursor") > have) take_event(db, item);
    }
    const auto next = page["next"].get<std::int64_t>();
    if (next > have) keep(db, "events_cursor", std::to_string(next));
  });
  if (!page["items"].empty()) tell_news();
  return true;
}

void Mirror::confirm(util::Instant at) {
  database_.change(
      [&](sql::Connection& db) { keep(db, "as_of", util::iso_date_time_in_japan(at)); });
}

std::int64_t Mirror::rows_cursor() {
  return database_.read([](sql::Connection& db) { return cursor_named(db, "rows_cursor"); });
}

std::int64_t Mirror::events_cursor() {
  return database_.read([](sql::Connection& db) { return cursor_named(db, "events_cursor"); });
}

std::string Mirror::as_of() {
  return database_.read([](sql::Connection& db) { return kept(db, "as_of"); });
}

std::int64_t Mirror::wait_for_news(std::int64_t seen, std::int64_t seconds) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::seconds(seconds), [&] { return stopped_ || news_ != seen; });
  return news_;
}

void Mirror::tell_news() {
  const std::scoped_lock lock(mutex_);
  ++news_;
  changed_.notify_all();
}

void Mirror::stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

std::string state_on(std::string_view spans, std::string_view day) {
  std::string state = "future";
  while (!spans.empty()) {
    const auto end_of_span = std::min(spans.find(';'), spans.size());
    const auto span = spans.substr(0, end_of_span);
    spans.remove_prefix(std::min(end_of_span + 1, spans.size()));
    const auto start = span.substr(0, 8);
    const auto rest = span.substr(std::min<std::size_t>(9, span.size()));
    const auto end = rest.substr(0, rest.find('-'));
    const auto loss = rest.substr(rest.find('-') + 1);
    if (start > day) continue;
    if (end.empty() || day < end) return "active";
    state = loss == "停止" ? "suspended" : "abolished";
  }
  return state;
}

}  // namespace madoguchi::office
