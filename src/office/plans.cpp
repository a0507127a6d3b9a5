#include "office/plans.hpp"

#include <algorithm>

#include "office/columns.hpp"
#include "office/monthly.hpp"
#include "office/people.hpp"
#include "office/tickets.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t listed_max = 5000;

// The part of the lane before the n-th slash.
std::string lane_part(std::string_view lane, int place) {
  for (; place > 0; --place) lane.remove_prefix(std::min(lane.find('/') + 1, lane.size()));
  return std::string(lane.substr(0, lane.find('/')));
}

Json plan_json(const sql::Query& query) {
  const std::string recipient(query.text(1));
  const std::string lane(query.text(2));
  Json plan = over(lane_fields(lane), parsed(query.text(9)));
  const auto named = [&plan](const char* column, std::string_view name) {
    if (text_of(plan, column).empty()) plan[column] = name;
  };
  named("DesignatedMedicalInstitutionName", query.text(10));
  named("PrescriptionIssuerMedicalInstitutionName", query.text(11));
  plan["id"] = recipient + "|" + lane;
  plan["recipient_key"] = recipient;
  plan["lane"] = lane;
  plan["need_until"] = query.text(3);
  plan["self_pay"] = query.text(4);
  plan["self_pay_amount"] = query.text(5);
  plan["ended"] = query.integer(6) != 0;
  plan["by"] = query.text(7);
  plan["at"] = query.text(8);
  return plan;
}

// The plan as it stands; null when there is none.
Json standing(sql::Connection& db, const PlanName& name) {
  sql::Query query(db,
                   "SELECT need_until, self_pay, amount, ended, fields FROM plan"
                   " WHERE recipient_key = ?1 AND lane = ?2",
                   name.recipient, name.lane);
  if (!query.row()) return {};
  return {{"need_until", query.text(0)},
          {"self_pay", query.text(1)},
          {"amount", query.text(2)},
          {"ended", query.integer(3) != 0},
          {"fields", parsed(query.text(4))}};
}

void note_change(sql::Connection& db, const PlanName& name, const Json& before,
                 const std::string& by, const std::string& at) {
  const auto after = standing(db, name);
  if (before == after) return;
  sql::Query(db,
             "INSERT INTO plan_change (recipient_key, lane, before, after, by, at)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
             name.recipient, name.lane, dumped(before), dumped(after), by, at)
      .run();
}

void put_back(sql::Connection& db, const PlanName& name, const Json& plan, const std::string& by,
              const std::string& at) {
  if (plan.empty()) {
    sql::Query(db, "DELETE FROM plan WHERE recipient_key = ?1 AND lane = ?2", name.recipient,
               name.lane)
        .run();
    return;
  }
  sql::Query(db,
             "INSERT INTO plan (recipient_key, lane, need_until, self_pay, amount, ended, fields,"
             " by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
             " ON CONFLICT (recipient_key, lane) DO UPDATE SET need_until = ?3, self_pay = ?4,"
             " amount = ?5, ended = ?6, fields = ?7, by = ?8, at = ?9",
             name.recipient, name.lane, text_of(plan, "need_until"), text_of(plan, "self_pay"),
             text_of(plan, "amount"), plan.value("ended", false),
             dumped(plan.value("fields", Json::object())), by, at)
      .run();
}

// By columns, as the page shows two versions side by side.
Json shown(const std::string& lane, const Json& plan) {
  if (plan.empty()) return {};
  Json columns = over(lane_fields(lane), plan.value("fields", Json::object()));
  columns["need_until"] = text_of(plan, "need_until");
  columns["self_pay"] = text_of(plan, "self_pay");
  columns["SelfPayAmount"] = text_of(plan, "amount");
  columns["ended"] = plan.value("ended", false) ? "1" : "0";
  return columns;
}

}  // namespace

std::optional<PlanName> plan_named(const std::string& id) {
  const auto bar = id.find('|');
  if (bar == std::string::npos || bar == 0 || bar + 1 == id.size()) return std::nullopt;
  return PlanName{id.substr(0, bar), id.substr(bar + 1)};
}

Json lane_fields(const std::string& lane) {
  return {{"DesignatedMedicalInstitutionCode", lane_part(lane, 0)},
          {"TicketType", lane_part(lane, 1)},
          {"MedicalTreatmentType", lane_part(lane, 2)},
          {"PrescriptionIssuerMedicalInstitutionCode", lane_part(lane, 3)}};
}

util::Result<void, Problem> keep_plan(Parts& parts, const Call& call, const PlanName& name,
                                      const Json& fields, const Json& ticket) {
  const auto self_pay = text_of(fields, "self_pay");
  if (!self_pay.empty() && self_pay != "none" && self_pay != "open" && self_pay != "fixed") {
    return util::failure(malformed("self_pay"));
  }
  const auto until = text_of(fields, "need_until");
  if (!until.empty() && !util::Month::parse(until) && !util::Day::parse(until)) {
    return util::failure(malformed("need_until"));
  }
  const auto amount = text_of(fields, "SelfPayAmount");
  if (self_pay == "fixed" && amount.empty()) return util::failure(malformed("SelfPayAmount"));
  const bool has_until = fields.contains("need_until");
  const bool has_ended = fields.contains("ended");
  const auto at = parts.now();
  parts.database.change([&](sql::Connection& db) {
    const auto before = standing(db, name);
    sql::Query(db,
               "INSERT INTO plan (recipient_key, lane, need_until, self_pay, amount, ended, fields,"
               " by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
               " ON CONFLICT (recipient_key, lane) DO UPDATE SET"
               " need_until = CASE WHEN ?10 THEN ?3 ELSE need_until END,"
               " self_pay = CASE WHEN ?4 <> '' THEN ?4 ELSE self_pay END,"
               " amount = CASE WHEN ?4 <> '' THEN ?5 ELSE amount END,"
               " ended = CASE WHEN ?11 THEN ?6 ELSE ended END,"
               " fields = CASE WHEN ?7 <> '{}' THEN ?7 ELSE fields END, by = ?8, at = ?9",
               name.recipient, name.lane, until, self_pay, self_pay == "fixed" ? amount : "",
               fields.value("ended", false), dumped(ticket), call.who.account, at, has_until,
               has_ended)
        .run();
    note_change(db, name, before, call.who.account, at);
  });
  return {};
}

Json plans_of(Parts& parts, const std::string& recipient) {
  return parts.database.read([&](sql::Connection& db) {
    Json plans = Json::array();
    sql::Query query(db, "SELECT * FROM plan_named WHERE recipient_key = ?1 ORDER BY id",
                     recipient);
    while (query.row()) plans.push_back(plan_json(query));
    return plans;
  });
}

Json plan_changes_of(Parts& parts, const std::string& recipient) {
  return parts.database.read([&](sql::Connection& db) {
    Json changes = Json::array();
    sql::Query query(db,
                     "SELECT id, lane, before, after, by, at, (SELECT max(l.id) FROM plan_change l"
                     "  WHERE l.recipient_key = c.recipient_key AND l.lane = c.lane)"
                     " FROM plan_change c WHERE recipient_key = ?1 ORDER BY id DESC",
                     recipient);
    while (query.row()) {
      const std::string lane(query.text(1));
      changes.push_back({{"id", query.integer(0)},
                         {"plan", recipient + "|" + lane},
                         {"at", query.text(5)},
                         {"by", query.text(4)},
                         {"before", shown(lane, parsed(query.text(2)))},
                         {"after", shown(lane, parsed(query.text(3)))},
                         {"undoable", query.integer(0) == query.integer(6)}});
    }
    return changes;
  });
}

Answer undo_plan(Parts& parts, const Call& call) {
  const auto recipient = text_of(call.body, "recipient_key");
  if (!is_visible(parts, call, recipient)) return util::failure(not_found());
  const auto wanted = number_of(call.body, "change", -1);
  if (wanted < 0) return util::failure(malformed("change"));
  const auto at = parts.now();
  enum class Undone { yes, changed_since, unknown };
  const auto undone = parts.database.change([&](sql::Connection& db) {
    PlanName name;
    Json before;
    {
      sql::Query query(db,
                       "SELECT lane, before, (SELECT max(l.id) FROM plan_change l WHERE"
                       "  l.recipient_key = c.recipient_key AND l.lane = c.lane)"
                       " FROM plan_change c WHERE id = ?1 AND recipient_key = ?2",
                       wanted, recipient);
      if (!query.row()) return Undone::unknown;
      if (query.integer(2) != wanted) return Undone::changed_since;
      name = {recipient, std::string(query.text(0))};
      before = parsed(query.text(1));
    }
    const auto now = standing(db, name);
    put_back(db, name, before, call.who.account, at);
    note_change(db, name, now, call.who.account, at);
    return Undone::yes;
  });
  if (undone == Undone::unknown) return util::failure(not_found());
  if (undone == Undone::changed_since) {
    return util::failure(
        wrong_state("この決定は、その後に変更されています。画面を読み直してください。",
                    "This decision was changed again since. Please reload the page."));
  }
  return json_answer({{"state", "registered"}});
}

Answer list_plans(Parts& parts, const Call& call) {
  const std::string asked(call.request.query_value("due"));
  const auto due = util::Month::parse(asked);
  if (!asked.empty() && !due) return util::failure(malformed("due"));
  // Days and months compare as texts: 202612 and 20261231 are both before 202701.
  const auto before = due ? due->plus_months(1).text() : std::string();
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    bool more = false;
    {
      sql::Query query(db,
                       "SELECT l.* FROM plan_named l JOIN person p ON p.recipient_key ="
                       " l.recipient_key WHERE l.ended = 0 AND (?1 OR p.not_disclosed = 0)"
                       " AND (?2 = '' OR (l.need_until <> '' AND l.need_until < ?2))"
                       " ORDER BY l.need_until = '', l.need_until, p.sort, l.id LIMIT ?3",
                       call.sees_protected(), before, listed_max + 1);
      while (query.row()) items.push_back(plan_json(query));
    }
    if (static_cast<std::int64_t>(items.size()) > listed_max) {
      items.erase(items.size() - 1);
      more = true;
    }
    for (auto& item : items) {
      const auto name = name_of(db, text_of(item, "recipient_key"));
      item["Name"] = name.name;
      item["NameKana"] = name.kana;
    }
    return json_answer({{"items", items}, {"more", more}});
  });
}

Answer add_plan(Parts& parts, const Call& call) {
  const auto recipient = text_of(call.body, "recipient_key");
  if (!is_visible(parts, call, recipient)) return util::failure(not_found());
  const auto fields = call.body.value("fields", Json::object());
  auto ticket = row_from("ticket", fields);
  if (!ticket) return util::failure(ticket.error());
  (*ticket)["RecipientKey"] = recipient;
  (*ticket)["MedicalTreatmentMonth"] = parts.today().substr(0, 6);
  auto complete = completed_ticket(parts, std::move(*ticket));
  if (!complete) return util::failure(complete.error());
  for (const auto* column :
       {"OfficeCode", "RecipientKey", "MedicalTreatmentMonth", "MedicalTicketValidDate",
        "MedicalTicketExpirationDate", "IssueNumber", "SelfPayAmount"}) {
    complete->erase(column);
  }
  const auto lane = lane_of(*complete);
  Json stated = fields;
  if (!stated.contains("self_pay")) stated["self_pay"] = "none";
  if (!stated.contains("ended")) stated["ended"] = false;  // decided anew, it goes on again
  if (auto kept = keep_plan(parts, call, {recipient, lane}, stated, *complete); !kept) {
    return util::failure(kept.error());
  }
  return json_answer({{"id", recipient + "|" + lane}}, 201);
}

}  // namespace madoguchi::office
