#include "office/registering.hpp"

#include <algorithm>

#include "office/columns.hpp"
#include "office/month_receipts.hpp"
#include "office/people.hpp"
#include "office/publish.hpp"
#include "office/tickets.hpp"
#include "office/undoing.hpp"
#include "util/hash.hpp"

namespace madoguchi::office {

namespace {

struct Known {
  std::vector<Json> rows;  // intervals by their start
  std::string state;
  Json& last() { return rows.back(); }
};

bool is_day(const std::string& text) {
  return util::Day::parse(text).has_value();
}

// The recipient as the author saw it, or why it cannot be changed.
util::Result<Known, Problem> known_to(Parts& parts, const Call& call) {
  if (!is_visible(parts, call, call.id)) return util::failure(not_found());
  const auto seen = number_of(call.body, "seen", -1);
  if (seen < 0) return util::failure(malformed("seen"));
  Known known;
  known.rows = intervals_of(parts, call.id);
  if (known.rows.empty()) return util::failure(not_found());
  // A ticket that came meanwhile is no conflict; an interval is.
  Json theirs = Json::array();
  for (auto& change : changes_behind(parts, call.id, seen)) {
    if (text_of(change, "kind") == "qualification") theirs.push_back(change);
  }
  if (!theirs.empty()) return util::failure(changed_meanwhile(std::move(theirs)));
  for (auto& row : known.rows) row.erase("cursor");
  known.state = parts.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT spans FROM person WHERE recipient_key = ?1", call.id);
    return query.row() ? state_on(query.text(0), parts.today()) : std::string("future");
  });
  return known;
}

RowChange change_of(const Call& call, std::vector<Json> rows,
                    domain::Act act = domain::Act::register_person) {
  RowChange change;
  change.kind = "qualification";
  change.act = act;
  change.rows = std::move(rows);
  change.seen = number_of(call.body, "seen", -1);
  return change;
}

// Live tickets that reach to `day` or beyond: to be shortened or cancelled by somebody.
Json tickets_beyond(Parts& parts, const std::string& recipient, const std::string& day) {
  Json beyond = Json::array();
  for (const auto& ticket : tickets_of(parts, recipient)) {
    if (text_of(ticket, "state") == "registered" &&
        text_of(ticket, "MedicalTicketExpirationDate") >= day) {
      beyond.push_back(ticket["id"]);
    }
  }
  return beyond;
}

Answer end_interval(Parts& parts, const Call& call, const char* loss, const char* reason) {
  auto known = known_to(parts, call);
  if (!known) return util::failure(known.error());
  Json& row = known->last();
  const auto day = text_of(call.body, "DisqualificationDate");
  if (!is_day(day) || day < text_of(row, "QualificationDate")) {
    return util::failure(malformed("DisqualificationDate",
                                   "停止・廃止の日は、資格取得日以後の日付を入力してください。",
                                   "The day must not be before the start of the interval."));
  }
  if (!text_of(row, "DisqualificationDate").empty()) {
    return util::failure(
        wrong_state("すでに停止または廃止が登録されています。訂正を使ってください。",
                    "The interval has ended already. Use a correction."));
  }
  row["DisqualificationDate"] = day;
  row["LossKind"] = loss;
  const auto given = text_of(call.body, "ReasonOfLoss");
  row["ReasonOfLoss"] = given.empty() ? reason : given;
  return publish_or_wait(
      parts, call, change_of(call, {row}),
      {{"recipient_key", call.id}, {"tickets_beyond", tickets_beyond(parts, call.id, day)}});
}

}  // namespace

Answer register_person(Parts& parts, const Call& call) {
  auto fields = row_from("qualification", call.body);
  if (!fields) return util::failure(fields.error());
  Json& row = *fields;
  row["OfficeCode"] = parts.office_code;
  if (text_of(row, "RecipientKey").empty()) row["RecipientKey"] = "K" + util::random_key();
  const auto recipient = text_of(row, "RecipientKey");
  // Only the registering side knows who somebody is; without its word this person is nobody else.
  if (text_of(row, "PersonLinkKey").empty()) {
    row["PersonLinkKey"] = parts.office_code + "-" + recipient;
  }
  if (text_of(row, "NotDisclosed").empty()) row["NotDisclosed"] = "0";
  if (text_of(row, "NotDisclosed") == "1" && !call.sees_protected()) {
    return util::failure(not_permitted("protect"));
  }
  if (!intervals_of(parts, recipient).empty()) {
    return util::failure(wrong_state("このケース番号はすでに登録されています。",
                                     "This recipient key is registered already."));
  }
  auto change = change_of(call, {row});
  if (change.seen < 0) change.seen = parts.mirror.rows_cursor();
  return publish_or_wait(parts, call, change, {{"recipient_key", recipient}});
}

Answer correct_person(Parts& parts, const Call& call) {
  auto known = known_to(parts, call);
  if (!known) return util::failure(known.error());
  auto fields = row_from("qualification", call.body);
  if (!fields) return util::failure(fields.error());
  fields->erase("RecipientKey");
  fields->erase("NotDisclosed");  // an act of its own
  auto start = text_of(*fields, "QualificationDate");
  fields->erase("QualificationDate");
  if (start.empty()) start = text_of(known->last(), "QualificationDate");
  const auto new_start = text_of(call.body, "NewQualificationDate");
  Json of_person = Json::object();
  for (const auto& [name, value] : fields->items()) {
    if (is_of_person(name)) of_person[name] = value;
  }
  bool found = false;
  std::vector<Json> rows;
  for (const auto& row : known->rows) {
    const bool addressed = text_of(row, "QualificationDate") == start;
    found = found || addressed;
    Json corrected = over(row, addressed ? *fields : of_person);
    if (addressed && !new_start.empty() && new_start != start) {
      Json gone = row;
      gone["DeleteFlag"] = "1";
      rows.push_back(std::move(gone));
      corrected["QualificationDate"] = new_start;
    }
    if (corrected != row) rows.push_back(std::move(corrected));
  }
  if (!found) return util::failure(malformed("QualificationDate"));
  if (rows.empty()) {
    return util::failure(wrong_state("変更された項目がありません。", "Nothing was changed."));
  }
  return publish_or_wait(parts, call, change_of(call, std::move(rows)),
                         {{"recipient_key", call.id}});
}

Answer suspend_person(Parts& parts, const Call& call) {
  return end_interval(parts, call, "停止", "99");
}

Answer abolish_person(Parts& parts, const Call& call) {
  auto known = known_to(parts, call);
  if (!known) return util::failure(known.error());
  Json& row = known->last();
  if (text_of(row, "LossKind") != "停止") return end_interval(parts, call, "廃止", "99");
  // Suspended before: its interval keeps its last day, and its kind becomes final.
  row["LossKind"] = "廃止";
  const auto reason = text_of(call.body, "ReasonOfLoss");
  if (!reason.empty()) row["ReasonOfLoss"] = reason;
  return publish_or_wait(parts, call, change_of(call, {row}),
                         {{"recipient_key", call.id}, {"tickets_beyond", Json::array()}});
}

Answer transfer_person(Parts& parts, const Call& call) {
  return end_interval(parts, call, "廃止", "99");
}

Answer resume_person(Parts& parts, const Call& call) {
  auto known = known_to(parts, call);
  if (!known) return util::failure(known.error());
  const Json& last = known->last();
  const auto end = text_of(last, "DisqualificationDate");
  if (end.empty()) {
    return util::failure(wrong_state("停止・廃止されていないため、再開できません。",
                                     "The last interval has not ended."));
  }
  auto fields = row_from("qualification", call.body);
  if (!fields) return util::failure(fields.error());
  const auto day = text_of(*fields, "QualificationDate");
  if (!is_day(day) || day < end) {
    return util::failure(malformed("QualificationDate",
                                   "再開日は、停止・廃止の日以後の日付を入力してください。",
                                   "The day must not be before the end of the last interval."));
  }
  fields->erase("RecipientKey");
  fields->erase("NotDisclosed");
  Json row = last;
  for (const auto* column : {"DisqualificationDate", "LossKind", "ReasonOfLoss"}) row[column] = "";
  return publish_or_wait(parts, call, change_of(call, {over(row, *fields)}),
                         {{"recipient_key", call.id}});
}

Answer protect_person(Parts& parts, const Call& call) {
  auto known = known_to(parts, call);
  if (!known) return util::failure(known.error());
  const auto value = text_of(call.body, "NotDisclosed");
  if (value != "0" && value != "1") return util::failure(malformed("NotDisclosed"));
  std::vector<Json> rows;
  for (auto& row : known->rows) {
    if (text_of(row, "NotDisclosed") == value) continue;
    row["NotDisclosed"] = value;
    rows.push_back(row);
  }
  if (rows.empty()) {
    return util::failure(wrong_state("変更された項目がありません。", "Nothing was changed."));
  }
  return publish_or_wait(parts, call, change_of(call, std::move(rows), domain::Act::protect),
                         {{"recipient_key", call.id}});
}

Answer undo_change(Parts& parts, const Call& call) {
  const auto seen = number_of(call.body, "seen", -1);
  if (seen < 0) return util::failure(malformed("seen"));
  const auto recipient = text_of(call.body, "recipient_key");
  if (recipient.empty()) {
    if (auto open = may_undo_month(parts, call.id); !open) return util::failure(open.error());
  }
  const auto change = counter_change(parts, {call.id, recipient}, seen, call.sees_protected());
  if (!change) return util::failure(change.error());
  // A counter-change is a change: where two persons are wanted, one alone cannot take back.
  return publish_or_wait(parts, call, *change,
                         {{"recipient_key", recipient},
                          {"undoes_month", recipient.empty() ? call.id : std::string()}});
}

}  // namespace madoguchi::office
