#include <algorithm>

#include "followup/candidates.hpp"
#include "followup/followups.hpp"
#include "util/csv.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;

constexpr const char* listed =
    "SELECT id, patient, way, day, month, asked_at, last_at, times, record, office, telephone,"
    " planned, payer, number, code, message, issuer, state, reason, expected, ticket, ticket_by,"
    " changed, billing, billing_by, billing_at, updated_at FROM item";

Json item_json(sql::Connection& db, const Query& row, util::Day today) {
  const auto state = state_named(row.text(17)).value_or(State::open);
  const auto month = util::Month::parse(row.text(4)).value_or(util::Month());
  Json one{{"id", row.integer(0)},      {"person", patient_json(db, row.integer(1))},
           {"way", row.text(2)},        {"day", row.text(3)},
           {"month", row.text(4)},      {"asked_at", row.text(5)},
           {"last_at", row.text(6)},    {"times", row.integer(7)},
           {"record", row.integer(8)},  {"office", row.text(9)},
           {"telephone", row.text(10)}, {"planned", row.text(11)},
           {"code", row.text(14)},      {"message", row.text(15)},
           {"issuer", row.text(16)},    {"state", row.text(17)},
           {"reason", row.text(18)},    {"expected", row.text(19)},
           {"billing", row.text(23)},   {"updated_at", row.text(26)}};
  // What was typed for the question; an answer of 6 told none.
  if (!row.text(12).empty()) {
    one["asked"] = {{"InsurerNumber", row.text(12)}, {"InsuredIdentificationNumber", row.text(13)}};
  }
  if (!row.text(20).empty()) {
    one["ticket"] = parsed(row.text(20));
    one["ticket_by"] = parsed(row.text(21));
  }
  if (!row.text(22).empty()) one["changed"] = parsed(row.text(22));
  if (!row.text(24).empty()) {
    one["billing_by"] = row.text(24);
    one["billing_at"] = row.text(25);
  }
  one["blocks_claim"] = blocks_claim(state);
  if (const auto item = item_with(db, row.integer(0))) {
    const auto word = word_of_month(db, item->patient, item->month, item->office);
    if (word) one["word"] = word->said;
    auto alike = asks_for_call(state) ? answered_alike(db, *item) : std::nullopt;
    if (alike) one["answered_alike"] = std::move(*alike);
  }
  // A look-alike's answer is shown in place of the prompt, for staff to judge.
  one["call"] = asks_for_call(state) && !one.contains("answered_alike");
  one["urgency"] = blocks_claim(state) ? name_of(urgency_of(month, today)) : "none";
  return one;
}

bool belongs(const Json& item, Wanted::Group group) {
  const bool blocks = item["blocks_claim"].get<bool>();
  const bool billing = item["billing"] == "tell";
  switch (group) {
    case Wanted::Group::open:
      return blocks;
    case Wanted::Group::billing:
      return billing;
    case Wanted::Group::settled:
      return !blocks;
    case Wanted::Group::all:
      break;
  }
  return true;
}

// Of the wanted month and record.
std::vector<Json> all_items(sql::Connection& db, const Wanted& wanted, util::Day today) {
  static const std::string text =
      std::string(listed) +
      " WHERE (?1 = '' OR month = ?1) AND (?2 = 0 OR id IN (SELECT item FROM item_record WHERE"
      " record = ?2)) ORDER BY month, day, id";
  std::vector<Json> items;
  const auto month = wanted.month ? wanted.month->text() : std::string();
  Query row(db, text.c_str(), month, wanted.record);
  while (row.row()) items.push_back(item_json(db, row, today));
  return items;
}

Json events_json(sql::Connection& db, std::int64_t item) {
  auto events = Json::array();
  Query row(db, "SELECT at, kind, who, content FROM item_event WHERE item = ?1 ORDER BY id", item);
  while (row.row()) {
    events.push_back({{"at", row.text(0)},
                      {"kind", row.text(1)},
                      {"who", row.text(2)},
                      {"content", parsed(row.text(3))}});
  }
  return events;
}

Json calls_json(sql::Connection& db, std::int64_t item) {
  auto calls = Json::array();
  Query row(db,
            "SELECT at, staff, office_person, answer, expected, paper, kind, issuer_code,"
            " issuer_name, text, sent, problem FROM call WHERE item = ?1 ORDER BY id",
            item);
  while (row.row()) {
    calls.push_back({{"at", row.text(0)},
                     {"staff", row.text(1)},
                     {"office_person", row.text(2)},
                     {"answer", row.text(3)},
                     {"expected", row.text(4)},
                     {"paper", row.integer(5) != 0},
                     {"kind", row.text(6)},
                     {"issuer_code", row.text(7)},
                     {"issuer_name", row.text(8)},
                     {"text", row.text(9)},
                     {"sent", row.text(10)},
                     {"problem", row.text(11)}});
  }
  return calls;
}

std::string payer_of(const Json& item, const char* element) {
  const auto ticket = item.find("ticket");
  return ticket == item.end() ? std::string() : text_in(*ticket, element);
}

}  // namespace

Json list(Book& book, const Wanted& wanted) {
  const auto today = book.today();
  return book.read([&](sql::Connection& db) {
    auto items = Json::array();
    std::int64_t open = 0, billing = 0, settled = 0, claiming = 0;
    for (auto& item : all_items(db, wanted, today)) {
      belongs(item, Wanted::Group::open) ? ++open : ++settled;
      if (belongs(item, Wanted::Group::billing)) ++billing;
      if (item["urgency"] == "claiming" || item["urgency"] == "late") ++claiming;
      if (belongs(item, wanted.group)) items.push_back(std::move(item));
    }
    return Json{
        {"items", std::move(items)},
        {"counts",
         {{"open", open}, {"billing", billing}, {"settled", settled}, {"claiming", claiming}}}};
  });
}

std::int64_t waiting_count(Book& book) {
  const auto today = book.today();
  return book.read([&](sql::Connection& db) {
    // Asked for by every open page again and again: without the lines themselves.
    std::int64_t count = 0;
    Query row(db,
              "SELECT state, month, billing = 'tell' FROM item"
              " WHERE state IN ('open', 'promised') OR billing = 'tell'");
    while (row.row()) {
      const auto state = state_named(row.text(0)).value_or(State::open);
      const auto month = util::Month::parse(row.text(1)).value_or(util::Month());
      const auto urgency = blocks_claim(state) ? urgency_of(month, today) : Urgency::none;
      const bool claim_time = urgency == Urgency::claiming || urgency == Urgency::late;
      count += asks_for_call(state) || claim_time || row.integer(2) != 0 ? 1 : 0;
    }
    return count;
  });
}

std::optional<Json> show(Book& book, std::int64_t id) {
  const auto today = book.today();
  return book.read([&](sql::Connection& db) -> std::optional<Json> {
    const auto item = item_with(db, id);
    if (!item) return std::nullopt;
    static const std::string text = std::string(listed) + " WHERE id = ?1";
    Json shown;
    {
      Query row(db, text.c_str(), id);
      if (!row.row()) return std::nullopt;
      shown = item_json(db, row, today);
    }
    shown["events"] = events_json(db, id);
    shown["calls"] = calls_json(db, id);
    auto candidates = Json::array();
    for (const auto& one : candidates_of(db, *item)) candidates.push_back(candidate_json(one));
    shown["candidates"] = std::move(candidates);
    auto alike = Json::array();
    for (const auto& one : look_alikes(db, *item)) {
      alike.push_back({{"id", one.id},
                       {"day", one.day ? one.day->text() : std::string()},
                       {"state", name_of(one.state)},
                       {"person", patient_json(db, one.patient)}});
    }
    shown["look_alikes"] = std::move(alike);
    return shown;
  });
}

std::string list_csv(Book& book, const Wanted& wanted) {
  const auto items = list(book, wanted)["items"];
  std::string text = "\xEF\xBB\xBF";
  text +=
      util::csv_line({"診療日", "診療年月", "照会番号", "氏名", "カナ", "生年月日", "福祉事務所",
                      "状態", "公費負担者番号", "受給者番号", "交付番号", "請求への連絡"});
  for (const auto& item : items) {
    const auto& person = item["person"];
    const auto ticket = item.find("ticket");
    std::string issue;
    if (ticket != item.end() && ticket->contains("PublicExpenseResultList")) {
      const auto& tickets = (*ticket)["PublicExpenseResultList"];
      if (tickets.is_array() && !tickets.empty()) issue = text_in(tickets.front(), "IssueNumber");
    }
    text += util::csv_line(
        {text_in(item, "day"), text_in(item, "month"), text_in(person, "ReferenceNumber"),
         text_in(person, "Name"), text_in(person, "NameKana"), text_in(person, "Birthdate"),
         text_in(item, "office"), text_in(item, "state"), payer_of(item, "InsurerNumber"),
         payer_of(item, "InsuredIdentificationNumber"), issue, text_in(item, "billing")});
  }
  return text;
}

}  // namespace madoguchi::followup
