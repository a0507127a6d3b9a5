// What a month's issue would be.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "office/columns.hpp"
#include "office/institutions.hpp"
#include "office/monthly.hpp"
#include "office/plans.hpp"
#include "office/tickets.hpp"

namespace madoguchi::office {

namespace {

struct Plan {
  std::string need_until, self_pay, amount;
  bool ended = false;
  Json fields;
};
struct Interval {
  std::string start, end, loss;
};
using Key = std::pair<std::string, std::string>;  // recipient, lane

// Everything of the mirror that one proposal needs, read in one go.
struct Ground {
  std::map<Key, Json> before;  // last ticket of the month before, by lane
  std::set<Key> issued;        // registered for the month already
  std::map<Key, Plan> plans;
  std::map<Key, Json> edits;
  std::map<std::string, std::vector<Interval>> intervals;
  std::set<std::string> not_disclosed;
  std::map<std::string, std::string> designated_to;  // institutions whose designation ends
};

void read_tickets(sql::Connection& db, Ground& ground, const std::string& month, bool issued) {
  sql::Query query(db,
                   "SELECT recipient_key, row, to_day FROM ticket WHERE month = ?1 AND live = 1"
                   " ORDER BY recipient_key, to_day",
                   month);
  while (query.row()) {
    Json row = parsed(query.text(1));
    const Key key{query.text(0), lane_of(row)};
    if (issued) {
      ground.issued.insert(key);
    } else {
      ground.before[key] = std::move(row);
    }
  }
}

void read_plans(sql::Connection& db, Ground& ground, const std::string& month) {
  {
    sql::Query query(db,
                     "SELECT recipient_key, lane, need_until, self_pay, amount, ended, fields"
                     " FROM plan");
    while (query.row()) {
      ground.plans[{std::string(query.text(0)), std::string(query.text(1))}] =
          Plan{std::string(query.text(2)), std::string(query.text(3)), std::string(query.text(4)),
               query.integer(5) != 0, parsed(query.text(6))};
    }
  }
  sql::Query query(db, "SELECT recipient_key, lane, fields FROM edit WHERE month = ?1", month);
  while (query.row()) {
    ground.edits[{std::string(query.text(0)), std::string(query.text(1))}] = parsed(query.text(2));
  }
}

Ground ground_of(Parts& parts, util::Month month) {
  return parts.database.read([&](sql::Connection& db) {
    Ground ground;
    read_tickets(db, ground, month.plus_months(-1).text(), false);
    read_tickets(db, ground, month.text(), true);
    read_plans(db, ground, month.text());
    {
      sql::Query query(db,
                       "SELECT recipient_key, start, end, loss, not_disclosed FROM interval"
                       " ORDER BY recipient_key, start");
      while (query.row()) {
        const std::string recipient(query.text(0));
        ground.intervals[recipient].push_back(
            {std::string(query.text(1)), std::string(query.text(2)), std::string(query.text(3))});
        if (query.integer(4) != 0) ground.not_disclosed.insert(recipient);
      }
    }
    ground.designated_to = designations_that_end(db);
    return ground;
  });
}

void hold(Proposed& row, const char* code, std::string text, std::string text_en) {
  row.held.push_back({{"code", code}, {"text", std::move(text)}, {"text_en", std::move(text_en)}});
}

using Period = std::pair<std::string, std::string>;

// The periods in the month, the earliest first; none when the recipient is covered on no day of it.
std::vector<Period> periods_in(const std::vector<Interval>& intervals, util::Month month) {
  std::vector<Period> periods;
  for (const auto& one : intervals) {
    const auto from = std::max(one.start, month.first_day().text());
    auto to = month.last_day().text();
    if (const auto end = util::Day::parse(one.end)) {
      to = std::min(to, end->plus_days(-1).text());
    }
    if (from <= to) periods.emplace_back(from, to);
  }
  return periods;
}

std::string period_text(const Period& period) {
  const auto from = util::Day::parse(period.first);
  const auto to = util::Day::parse(period.second);
  if (!from || !to) return {};
  return util::era_text(*from) + "〜" + util::era_text(*to);
}

// A lane has one row a month, for the last period; the others must not be lost.
void note_other_periods(Proposed& row, const std::vector<Interval>& intervals, util::Month month) {
  auto periods = periods_in(intervals, month);
  if (periods.size() < 2) return;
  periods.pop_back();
  for (const auto& period : periods) {
    row.notes.push_back(
        {{"code", "other_period"},
         {"text", "この月には、資格の期間がほかにもあります（" + period_text(period) +
                      "）。この行は最後の期間の券です。ほかの期間の券は、受給者の画面で1枚ずつ"
                      "発行してください。"},
         {"text_en", "The recipient is also covered from " + period.first + " to " + period.second +
                         ". This row is the ticket of the last period; please issue the other "
                         "on the recipient's page."}});
  }
}

void judge_qualification(Proposed& row, const std::vector<Interval>* intervals, util::Month month) {
  if (intervals == nullptr) {
    row.change = "ended";
    return hold(row, "qualification_ended", "資格が登録されていません。",
                "No qualification is registered.");
  }
  if (!periods_in(*intervals, month).empty()) return note_other_periods(row, *intervals, month);
  const auto& last = intervals->back();
  if (last.loss == "停止") {
    row.change = "held";
    return hold(row, "qualification_suspended",
                "資格が停止中です。再開を登録すると、この月の券を発行できます。",
                "The qualification is suspended. Register its resumption to issue this month.");
  }
  row.change = "ended";
  hold(row, "qualification_ended", "資格が廃止されているため、継続しません。",
       "The qualification is abolished; this does not continue.");
}

void judge_plan(Proposed& row, const Plan& plan, util::Month month) {
  if (plan.ended) {
    row.change = "ended";
    return hold(row, "plan_ended", "継続しないと登録されています。",
                "It was decided that this does not continue.");
  }
  if (!plan.need_until.empty() && plan.need_until.substr(0, 6) < month.text()) {
    row.change = "held";
    hold(row, "need_expired",
         "要否決定の期限（" + plan.need_until + "）が過ぎています。要否意見書を確認してください。",
         "The decision of need ended (" + plan.need_until + "). Please see to the opinion form.");
  }
  if (plan.self_pay == "open") {
    row.change = "held";
    hold(row, "self_pay_open", "本人支払額が決まっていません。決まってから発行します。",
         "The self-pay is not decided yet. It is issued when it is.");
  }
}

// What the ticket of the month would say.
Json ticket_for(const Ground& ground, const Key& key, const Json& before, util::Month month) {
  // Without a ticket of the month before, the lane says for which institution and kind.
  Json row = before.is_object() ? before : lane_fields(key.second);
  const auto plan = ground.plans.find(key);
  if (plan != ground.plans.end()) {
    row = over(row, plan->second.fields);
    if (plan->second.self_pay == "fixed") row["SelfPayAmount"] = plan->second.amount;
    // Nothing to pay may be written as no amount or as 0.
    if (plan->second.self_pay == "none" && text_of(row, "SelfPayAmount") != "0") {
      row["SelfPayAmount"] = "";
    }
  }
  row["RecipientKey"] = key.first;
  row["MedicalTreatmentMonth"] = month.text();
  row["IssueNumber"] = "";
  const auto intervals = ground.intervals.find(key.first);
  auto period = std::make_pair(month.first_day().text(), month.last_day().text());
  if (intervals != ground.intervals.end()) {
    const auto periods = periods_in(intervals->second, month);
    if (!periods.empty()) period = periods.back();
  }
  row["MedicalTicketValidDate"] = period.first;
  row["MedicalTicketExpirationDate"] = period.second;
  const auto edit = ground.edits.find(key);
  if (edit != ground.edits.end()) row = over(row, edit->second);
  return row;
}

// Does the new one differ in more than its month, number and days that follow the month?
bool differs(const Json& before, const Json& after, util::Month month) {
  for (const auto column : columns_of("ticket")) {
    if (column == "MedicalTreatmentMonth" || column == "IssueNumber" || column == "UpdatedAt" ||
        column == "DeleteFlag" || column == "MedicalTicketValidDate" ||
        column == "MedicalTicketExpirationDate") {
      continue;
    }
    if (text_of(before, column) != text_of(after, column)) return true;
  }
  return text_of(after, "MedicalTicketValidDate") != month.first_day().text() ||
         text_of(after, "MedicalTicketExpirationDate") != month.last_day().text();
}

Proposed proposed(const Ground& ground, const Key& key, const Json& before, util::Month month) {
  Proposed row;
  row.id = key.first + "|" + key.second;
  row.recipient = key.first;
  row.before = before;
  const auto intervals = ground.intervals.find(key.first);
  judge_qualification(row, intervals == ground.intervals.end() ? nullptr : &intervals->second,
                      month);
  const auto plan = ground.plans.find(key);
  if (plan != ground.plans.end()) judge_plan(row, plan->second, month);
  if (ground.not_disclosed.count(key.first) != 0) {
    if (row.change.empty()) row.change = "held";
    hold(row, "not_disclosed", "不開示のため、紙の券を使います。",
         "Not disclosed: a paper ticket is used.");
  }
  const auto designated = ground.designated_to.find(key.second.substr(0, key.second.find('/')));
  if (designated != ground.designated_to.end() && designated->second < month.first_day().text()) {
    if (row.change.empty()) row.change = "held";
    hold(row, "designation_ended", "医療機関の指定が終わっています。",
         "The institution's designation has ended.");
  }
  if (row.change != "ended") row.after = ticket_for(ground, key, before, month);
  if (row.change.empty()) {
    row.change = before.is_null()                    ? "new"
                 : differs(before, row.after, month) ? "changed"
                                                     : "continued";
  }
  return row;
}

}  // namespace

std::string lane_of(const Json& ticket) {
  return text_of(ticket, "DesignatedMedicalInstitutionCode") + "/" + text_of(ticket, "TicketType") +
         "/" + text_of(ticket, "MedicalTreatmentType") + "/" +
         text_of(ticket, "PrescriptionIssuerMedicalInstitutionCode");
}

std::vector<Proposed> propose(Parts& parts, util::Month month, bool with_protected) {
  const auto ground = ground_of(parts, month);
  std::set<Key> keys;
  for (const auto& [key, ticket] : ground.before) keys.insert(key);
  for (const auto& [key, plan] : ground.plans) {
    // A plan that ended, and has no ticket of the month before, is history.
    if (!plan.ended) keys.insert(key);
  }
  std::vector<Proposed> rows;
  for (const auto& key : keys) {
    if (ground.issued.count(key) != 0) continue;
    if (!with_protected && ground.not_disclosed.count(key.first) != 0) continue;
    const auto before = ground.before.find(key);
    rows.push_back(
        proposed(ground, key, before == ground.before.end() ? Json() : before->second, month));
  }
  return rows;
}

}  // namespace madoguchi::office
