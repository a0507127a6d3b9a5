#include "office/monthly.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "office/columns.hpp"
#include "office/people.hpp"
#include "office/publish.hpp"
#include "office/tickets.hpp"

namespace madoguchi::office {

namespace {

std::optional<util::Month> month_asked(std::string_view text) {
  return util::Month::parse(text);
}

Json row_json(sql::Connection& db, const Proposed& row) {
  const auto name = name_of(db, row.recipient);
  return {{"id", row.id},       {"change", row.change},  {"recipient_key", row.recipient},
          {"Name", name.name},  {"NameKana", name.kana}, {"before", row.before},
          {"after", row.after}, {"held", row.held}};
}

Json published_of(sql::Connection& db, const std::string& month) {
  sql::Query query(db,
                   "SELECT p.receipt FROM publication p JOIN job j ON j.id = p.job"
                   " WHERE p.month = ?1 ORDER BY j.at DESC LIMIT 1",
                   month);
  return query.row() ? parsed(query.text(0)) : Json();
}

Json running_of(sql::Connection& db, const std::string& month) {
  sql::Query query(db,
                   "SELECT id FROM job WHERE kind = 'monthly' AND state = 'running'"
                   " AND json_extract(input, '$.month') = ?1",
                   month);
  return query.row() ? Json(query.text(0)) : Json();
}

struct Named {
  std::string recipient, lane;
};
std::optional<Named> named(const std::string& id) {
  const auto bar = id.find('|');
  if (bar == std::string::npos || bar == 0 || bar + 1 == id.size()) return std::nullopt;
  return Named{id.substr(0, bar), id.substr(bar + 1)};
}

// The part of the lane before the n-th slash.
std::string lane_part(std::string_view lane, int place) {
  for (; place > 0; --place) lane.remove_prefix(std::min(lane.find('/') + 1, lane.size()));
  return std::string(lane.substr(0, lane.find('/')));
}

Json lane_fields(const std::string& lane) {
  return {{"DesignatedMedicalInstitutionCode", lane_part(lane, 0)},
          {"TicketType", lane_part(lane, 1)},
          {"MedicalTreatmentType", lane_part(lane, 2)},
          {"PrescriptionIssuerMedicalInstitutionCode", lane_part(lane, 3)}};
}

// Members of an edit that are the plan's, and hold in later months too. Absent ones stay.
util::Result<void, Problem> keep_plan(Parts& parts, const Call& call, const Named& row,
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
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "INSERT INTO plan (recipient_key, lane, need_until, self_pay, amount, ended, fields,"
               " by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
               " ON CONFLICT (recipient_key, lane) DO UPDATE SET"
               " need_until = CASE WHEN ?10 THEN ?3 ELSE need_until END,"
               " self_pay = CASE WHEN ?4 <> '' THEN ?4 ELSE self_pay END,"
               " amount = CASE WHEN ?4 <> '' THEN ?5 ELSE amount END,"
               " ended = CASE WHEN ?11 THEN ?6 ELSE ended END,"
               " fields = CASE WHEN ?7 <> '{}' THEN ?7 ELSE fields END, by = ?8, at = ?9",
               row.recipient, row.lane, until, self_pay, self_pay == "fixed" ? amount : "",
               fields.value("ended", false), dumped(ticket), call.who.account, parts.now(),
               has_until, has_ended)
        .run();
  });
  return {};
}

bool is_of_plan(const Json& fields) {
  return fields.contains("need_until") || fields.contains("self_pay") || fields.contains("ended");
}

}  // namespace

Answer show_monthly(Parts& parts, const Call& call) {
  const auto month = month_asked(call.request.query_value("month"));
  if (!month) return util::failure(malformed("month"));
  const auto seen = parts.mirror.rows_cursor();
  const auto proposal = propose(parts, *month, call.sees_protected());
  std::map<std::string, int> counts{
      {"new", 0}, {"continued", 0}, {"changed", 0}, {"ended", 0}, {"held", 0}};
  Json rows = Json::array();
  return parts.database.read([&](sql::Connection& db) {
    for (const auto& row : proposal) {
      ++counts[row.change];
      rows.push_back(row_json(db, row));
    }
    Json body{{"month", month->text()}, {"counts", counts}, {"rows", rows}, {"seen", seen}};
    if (auto published = published_of(db, month->text()); !published.is_null()) {
      body["published"] = std::move(published);
    }
    if (auto job = running_of(db, month->text()); !job.is_null()) body["job"] = std::move(job);
    return json_answer(body);
  });
}

Answer edit_monthly(Parts& parts, const Call& call) {
  const auto row = named(text_of(call.body, "id"));
  const auto fields = call.body.value("fields", Json::object());
  if (!row || !fields.is_object()) return util::failure(malformed("id"));
  if (!is_visible(parts, call, row->recipient)) return util::failure(not_found());
  if (is_of_plan(fields)) {
    if (auto kept = keep_plan(parts, call, *row, fields, Json::object()); !kept) {
      return util::failure(kept.error());
    }
  }
  auto columns = row_from("ticket", fields);
  if (!columns) return util::failure(columns.error());
  for (const auto* fixed : {"RecipientKey", "MedicalTreatmentMonth", "IssueNumber"}) {
    columns->erase(fixed);
  }
  const auto lane = lane_fields(row->lane);
  for (const auto& [column, value] : lane.items()) {
    // Another institution or kind is another ticket: this one ends, and that one is a new plan.
    if (columns->contains(column) && (*columns)[column] != value) {
      return util::failure(malformed(column));
    }
  }
  const auto month = month_asked(text_of(call.body, "month"));
  if (!columns->empty() && !is_of_plan(fields)) {
    if (!month) return util::failure(malformed("month"));
    parts.database.change([&](sql::Connection& db) {
      std::string before;
      {
        sql::Query query(db,
                         "SELECT fields FROM edit WHERE month = ?1 AND recipient_key = ?2"
                         " AND lane = ?3",
                         month->text(), row->recipient, row->lane);
        if (query.row()) before = query.text(0);
      }
      sql::Query(db, "INSERT OR REPLACE INTO edit VALUES (?1, ?2, ?3, ?4, ?5, ?6)", month->text(),
                 row->recipient, row->lane, dumped(over(parsed(before), *columns)),
                 call.who.account, parts.now())
          .run();
    });
  }
  if (!month) return json_answer({{"id", text_of(call.body, "id")}});
  for (const auto& one : propose(parts, *month, call.sees_protected())) {
    if (one.id != text_of(call.body, "id")) continue;
    return parts.database.read([&](sql::Connection& db) { return json_answer(row_json(db, one)); });
  }
  return json_answer({{"id", text_of(call.body, "id")}});
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
  for (const auto* column : {"RecipientKey", "MedicalTreatmentMonth", "MedicalTicketValidDate",
                             "MedicalTicketExpirationDate", "IssueNumber", "SelfPayAmount"}) {
    complete->erase(column);
  }
  const auto lane = lane_of(*complete);
  Json stated = fields;
  if (!stated.contains("self_pay")) stated["self_pay"] = "none";
  if (auto kept = keep_plan(parts, call, {recipient, lane}, stated, *complete); !kept) {
    return util::failure(kept.error());
  }
  return json_answer({{"id", recipient + "|" + lane}}, 201);
}

Answer publish_monthly(Parts& parts, const Call& call) {
  const auto month = month_asked(text_of(call.body, "month"));
  if (!month) return util::failure(malformed("month"));
  const auto seen = number_of(call.body, "seen", -1);
  if (seen < 0) return util::failure(malformed("seen"));
  std::set<std::string> wanted;
  for (const auto& id : call.body.value("rows", Json::array())) {
    if (!id.is_string()) return util::failure(malformed("rows"));
    wanted.insert(id.get<std::string>());
  }
  const auto running =
      parts.database.read([&](sql::Connection& db) { return running_of(db, month->text()); });
  if (!running.is_null()) {
    return util::failure(wrong_state("この月の発行は処理中です。終わるまでお待ちください。",
                                     "This month is being published already."));
  }
  Json rows = Json::array();
  for (const auto& row : propose(parts, *month, call.sees_protected())) {
    if (wanted.erase(row.id) == 0) continue;
    if (!row.held.empty() || row.after.is_null()) return util::failure(malformed(row.id));
    rows.push_back(row.after);
  }
  // Something that was there when the list was read is not any more: nothing is published.
  if (!wanted.empty()) {
    Json gone = Json::array();
    for (const auto& id : wanted) gone.push_back({{"id", id}});
    return util::failure(changed_meanwhile(std::move(gone)));
  }
  if (rows.empty()) return util::failure(malformed("rows"));
  std::vector<Json> complete;
  for (auto& row : rows) {
    auto ticket = completed_ticket(parts, row);
    if (!ticket) return util::failure(ticket.error());
    complete.push_back(std::move(*ticket));
  }
  const auto numbers = issue_numbers(parts, month->text(), complete.size());
  for (std::size_t i = 0; i < complete.size(); ++i) complete[i]["IssueNumber"] = numbers[i];
  RowChange change{"ticket", domain::Act::issue, std::move(complete), seen, time_of_change(parts)};
  if (is_on(parts, approval_tickets)) {
    return publish_or_wait(parts, call, change, {{"month", month->text()}});
  }
  const Json input{{"month", month->text()}, {"change", json_of(change)}};
  return json_answer({{"job", parts.jobs->begin("monthly", input, {call.who, {}})}}, 202);
}

Jobs::Outcome run_monthly(Parts& parts, JobView& view, const Json& input, const OnBehalf& author) {
  const auto change = row_change_of(input.value("change", Json::object()));
  const auto total = static_cast<std::int64_t>(change.rows.size());
  view.progress(0, total);
  if (view.cancelled()) {
    return util::failure(wrong_state("取り消しました。何も登録していません。",
                                     "Cancelled. Nothing was registered."));
  }
  const auto report = publish_patiently(parts, change, author, view);
  if (!report) return util::failure(report.error());
  const Json receipt{{"job", view.id()},
                     {"month", text_of(input, "month")},
                     {"batch", report->batch},
                     {"record", report->record},
                     {"rows", report->added + report->changed},
                     {"at", change.updated_at},
                     {"by", author.who.account},
                     {"warnings", problems_json(*report, true)}};
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "INSERT OR REPLACE INTO publication VALUES (?1, ?2, ?3)", view.id(),
               text_of(input, "month"), dumped(receipt))
        .run();
  });
  view.progress(total, total);
  return receipt;
}

}  // namespace madoguchi::office
