#include "office/monthly.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "office/columns.hpp"
#include "office/institutions.hpp"
#include "office/month_receipts.hpp"
#include "office/people.hpp"
#include "office/plans.hpp"
#include "office/publish.hpp"
#include "office/tickets.hpp"

namespace madoguchi::office {

namespace {

std::optional<util::Month> month_asked(std::string_view text) {
  return util::Month::parse(text);
}

Json row_json(sql::Connection& db, const Proposed& row) {
  const auto name = name_of(db, row.recipient);
  Json after = row.after;
  if (after.is_object() && text_of(after, "DesignatedMedicalInstitutionName").empty()) {
    after["DesignatedMedicalInstitutionName"] =
        institution_name(db, text_of(after, "DesignatedMedicalInstitutionCode"));
  }
  return {{"id", row.id},      {"change", row.change},  {"recipient_key", row.recipient},
          {"Name", name.name}, {"NameKana", name.kana}, {"before", row.before},
          {"after", after},    {"held", row.held},      {"notes", row.notes}};
}

Json running_of(sql::Connection& db, const std::string& month) {
  sql::Query query(db,
                   "SELECT id FROM job WHERE kind = 'monthly' AND state = 'running'"
                   " AND json_extract(input, '$.month') = ?1",
                   month);
  return query.row() ? Json(query.text(0)) : Json();
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
    if (auto published = month_receipt(db, month->text()); !published.is_null()) {
      body["published"] = std::move(published);
    }
    if (auto job = running_of(db, month->text()); !job.is_null()) body["job"] = std::move(job);
    return json_answer(body);
  });
}

Answer edit_monthly(Parts& parts, const Call& call) {
  const auto row = plan_named(text_of(call.body, "id"));
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
  const auto report = publish_for_job(parts, change, author, view);
  if (!report) return util::failure(report.error());
  const MonthIssued issued{view.id(), text_of(input, "month"), change.updated_at,
                           author.who.account};
  const auto receipt = keep_month_receipt(parts, issued, *report);
  return receipt;
}

}  // namespace madoguchi::office
