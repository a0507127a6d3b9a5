#include "office/work_list.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <tuple>

#include "office/columns.hpp"
#include "office/outgoing.hpp"
#include "office/tickets.hpp"
#include "util/hash.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t day_digits = 8;

bool visits_are_done(const WorkItem& item) {
  return item.times > 0;
}

// What blocks a claim first: months whose claims are due, then promised or requested, then others;
// within each what has waited longest.
auto order_of(const WorkItem& item) {
  const auto answer = text_of(item.call, "answer");
  const bool asked_for = !item.request.empty() || answer == "yes" || answer == "call_back";
  const auto state = item.state();
  const bool settled = state == "resolved" || state == "replied";
  return std::make_tuple(settled, !item.claim_blocking, !asked_for, item.first_at, item.id);
}

std::set<std::string> drafts_waiting(sql::Connection& db) {
  std::set<std::string> waiting;
  sql::Query query(db,
                   "SELECT json_extract(change, '$.more.work') FROM draft"
                   " WHERE state = 'waiting_approval'"
                   " AND json_extract(change, '$.more.work') IS NOT NULL");
  while (query.row()) waiting.emplace(query.text(0));
  return waiting;
}

Json object_or_null(std::string_view text) {
  return text.empty() ? Json() : parsed(text);
}

}  // namespace

std::string WorkItem::state() const {
  if (ticket_now) return "resolved";
  if (waiting) return "waiting_approval";
  // A promise is kept when the ticket is there; until then a "yes" stays open.
  const auto answer = text_of(reply, "answer");
  if (answer.empty() || answer == "yes" || asked_since || promise_over) return "open";
  return "replied";
}

std::vector<WorkItem> work_items(Parts& parts, bool with_protected) {
  const auto this_month = parts.today().substr(0, 6);
  std::vector<WorkItem> items;
  parts.database.read([&](sql::Connection& db) {
    const auto waiting = drafts_waiting(db);
    sql::Query query(
        db,
        "SELECT w.id, w.recipient_key, w.institution, w.institution_name, w.month, w.first_at,"
        " w.last_at, w.first_day, w.last_day, w.times, w.way, w.call, w.request, w.reply,"
        " w.replied_at, p.name, p.kana,"
        // Days asked about in vain or named by a call, that no ticket covers.
        " (SELECT min(d.day || i.issuer) FROM (SELECT e.day FROM event e WHERE e.recipient_key ="
        "  w.recipient_key AND e.institution = w.institution AND e.ticket = 'unregistered' AND"
        "  substr(e.day, 1, 6) = w.month UNION SELECT w.first_day UNION SELECT w.last_day) d,"
        "  (SELECT value AS issuer FROM json_each(CASE WHEN w.call = '' THEN '[\"\"]' ELSE"
        "  COALESCE(json_extract(w.call, '$.issuers'), '[\"\"]') END)) i"
        "  WHERE NOT EXISTS (SELECT 1 FROM ticket t WHERE t.recipient_key = w.recipient_key AND"
        "  t.month = w.month AND t.institution = w.institution AND t.live = 1 AND"
        "  t.from_day <= d.day AND d.day <= t.to_day AND (i.issuer = '' OR"
        "  COALESCE(json_extract(t.row, '$.PrescriptionIssuerMedicalInstitutionCode'), '') ="
        "  i.issuer))),"
        " (SELECT max(e.at) FROM event e WHERE e.recipient_key = w.recipient_key AND"
        "  e.institution = w.institution AND e.ticket = 'unregistered' AND"
        "  substr(e.day, 1, 6) = w.month)"
        " FROM work w JOIN person p ON p.recipient_key = w.recipient_key"
        " WHERE ?1 OR p.not_disclosed = 0",
        with_protected);
    while (query.row()) {
      WorkItem item;
      item.id = query.integer(0);
      std::string* texts[] = {&item.recipient, &item.institution, &item.institution_name,
                              &item.month,     &item.first_at,    &item.last_at,
                              &item.first_day, &item.last_day};
      for (int i = 0; i < 8; ++i) *texts[i] = query.text(i + 1);
      item.times = query.integer(9);
      item.way = query.text(10);
      item.call = object_or_null(query.text(11));
      item.request = query.text(12);
      item.reply = object_or_null(query.text(13));
      item.replied_at = query.text(14);
      item.name = query.text(15);
      item.kana = query.text(16);
      const std::string uncovered(query.text(17));
      item.ticket_now = uncovered.empty();
      item.open_day = uncovered.substr(0, day_digits);
      if (!item.ticket_now) item.open_issuer = uncovered.substr(day_digits);
      const std::string asked_at(query.text(18));
      const bool called_since = text_of(item.call, "noted_at") > item.replied_at;
      const auto answer = text_of(item.reply, "answer");
      item.asked_since =
          !item.reply.is_null() && (called_since || (answer == "no" && asked_at > item.replied_at));
      item.promise_over = answer == "date" && text_of(item.reply, "date") < parts.today();
      item.reply_state = Outgoing::state_of(db, item.id);
      if (item.reply_state.empty() && !item.reply.is_null()) item.reply_state = "sent";
      item.waiting = waiting.count(std::to_string(item.id)) != 0;
      item.claim_blocking = visits_are_done(item) && item.month < this_month;
      items.push_back(std::move(item));
    }
  });
  std::sort(items.begin(), items.end(),
            [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
  return items;
}

Json json_of(const WorkItem& item) {
  Json json{{"id", std::to_string(item.id)},
            {"recipient_key", item.recipient},
            {"Name", item.name},
            {"NameKana", item.kana},
            {"institution_code", item.institution},
            {"institution_name", item.institution_name},
            {"first_at", item.first_at},
            {"last_at", item.last_at},
            {"times", item.times},
            {"day", item.open_day.empty() ? item.last_day : item.open_day},
            {"month", item.month},
            {"way", item.way},
            {"claim_blocking", item.claim_blocking},
            {"state", item.state()}};
  if (item.asked_since) json["asked_since"] = true;
  if (item.promise_over) json["promise_over"] = true;
  if (!item.call.is_null()) json["call"] = item.call;
  if (!item.request.empty()) json["request"] = item.request;
  if (!item.reply_state.empty()) json["reply_state"] = item.reply_state;
  if (!item.reply.is_null()) {
    json["reply"] = item.reply;
    json["replied_at"] = item.replied_at;
  }
  return json;
}

Answer list_work(Parts& parts, const Call& call) {
  constexpr std::int64_t wait_s_max = 25;
  const auto after = call.request.query_value("after");
  std::int64_t news = parts.mirror.wait_for_news(-1, 0);
  if (!after.empty() && std::to_string(news) == after) {
    const auto wait = call.request.query_value("wait_s");
    const auto seconds =
        wait.empty() || wait.size() > 2 ? 0 : std::atoll(std::string(wait).c_str());
    news = parts.mirror.wait_for_news(news, std::clamp<std::int64_t>(seconds, 0, wait_s_max));
  }
  Json items = Json::array();
  for (const auto& item : work_items(parts, false)) items.push_back(json_of(item));
  return json_answer({{"items", items}, {"n", news}});
}

namespace {

// Not-disclosed people never appear for issue, whoever asks.
util::Result<WorkItem, Problem> item_asked(Parts& parts, const Call& call) {
  for (auto& item : work_items(parts, false)) {
    if (std::to_string(item.id) == call.id) return item;
  }
  return util::failure(not_found());
}

// Injuries, insurance and the rest of the last ticket for this institution, else of any.
Json model_ticket(Parts& parts, const WorkItem& item) {
  Json model;
  for (const auto& ticket : tickets_of(parts, item.recipient)) {
    const bool here = text_of(ticket, "DesignatedMedicalInstitutionCode") == item.institution;
    if (model.is_null() && !here) model = ticket;
    if (here) return ticket;
  }
  return model;
}

// A part of the month that has its ticket stays as it is: the draft begins behind it or ends
// before.
void beside_others(Parts& parts, const WorkItem& item, Json& fields) {
  std::string from, to;
  for (const auto& ticket : tickets_of(parts, item.recipient)) {
    const bool same =
        text_of(ticket, "state") == "registered" &&
        text_of(ticket, "MedicalTreatmentMonth") == item.month &&
        text_of(ticket, "DesignatedMedicalInstitutionCode") == item.institution &&
        (item.open_issuer.empty() ||
         text_of(ticket, "PrescriptionIssuerMedicalInstitutionCode") == item.open_issuer);
    if (!same) continue;
    const auto begins = util::Day::parse(text_of(ticket, "MedicalTicketValidDate"));
    const auto ends = util::Day::parse(text_of(ticket, "MedicalTicketExpirationDate"));
    if (!begins || !ends) continue;
    if (ends->text() < item.open_day) from = std::max(from, ends->plus_days(1).text());
    if (begins->text() > item.open_day) {
      const auto before = begins->plus_days(-1).text();
      to = to.empty() ? before : std::min(to, before);
    }
  }
  // The usual bounds of the qualification are filled in where these say nothing.
  if (!from.empty()) fields["MedicalTicketValidDate"] = from;
  if (!to.empty()) fields["MedicalTicketExpirationDate"] = to;
}

util::Result<Json, Problem> draft_of(Parts& parts, const WorkItem& item) {
  Json fields{{"RecipientKey", item.recipient},
              {"MedicalTreatmentMonth", item.month},
              {"DesignatedMedicalInstitutionCode", item.institution},
              {"DesignatedMedicalInstitutionName", item.institution_name}};
  const auto model = model_ticket(parts, item);
  const bool here =
      model.is_object() && text_of(model, "DesignatedMedicalInstitutionCode") == item.institution;
  for (const auto* column : {"SingleOrCombinedUse", "StatusOfSocialInsurance", "StatusOfInfecton",
                             "StatusOfElderlyMedicalCare", "StatusOfPrefecturalExpenses",
                             "DistrictContactName", "HandlingContactName"}) {
    fields[column] = text_of(model, column);
  }
  if (here) {
    for (const auto* column :
         {"InjuryName1", "InjuryName2", "InjuryName3", "TicketType", "MedicalTreatmentType"}) {
      fields[column] = text_of(model, column);
    }
  }
  beside_others(parts, item, fields);
  // The name, too, is the call's where that is about this issuer; else it is filled in by the code.
  fields["PrescriptionIssuerMedicalInstitutionCode"] = item.open_issuer;
  fields["PrescriptionIssuerMedicalInstitutionName"] =
      text_of(item.call, "issuer_code") == item.open_issuer ? text_of(item.call, "issuer_name")
                                                            : std::string();
  return completed_ticket(parts, std::move(fields));
}

// What others registered goes before an earlier ticket: one that contradicts it makes the clinic
// ask. Nothing is filled in while the center cannot be asked.
void fill_in_insurance(Parts& parts, const Call& call, const WorkItem& item, Json& fields) {
  constexpr std::int64_t wait_ms = 5000;
  const auto links = parts.center.get("/office/links", {{"recipient_key", item.recipient}},
                                      {call.who, {}}, wait_ms);
  if (!links) return;
  const auto& day = item.open_day.empty() ? item.last_day : item.open_day;
  const auto listed = links->value("insurance", Json::array());
  const bool insured = std::any_of(listed.begin(), listed.end(), [&day](const Json& one) {
    const auto to = text_of(one, "to");
    return text_of(one, "from") <= day && (to.empty() || day < to);
  });
  fields["StatusOfSocialInsurance"] = insured ? "01" : "02";
  fields["SingleOrCombinedUse"] = insured ? "02" : "01";
}

bool is_basis(std::string_view basis) {
  return basis == "telephone" || basis == "application" || basis == "urgent";
}

Json addressed(const WorkItem& item, Json said) {
  said["recipient_key"] = item.recipient;
  said["institution_code"] = item.institution;
  said["month"] = item.month;
  return said;
}

// What is to be said about that work; recorded at the center once, by `key`.
Reply reply_to(const Call& call, const WorkItem& item, Json said, std::string key) {
  return {std::move(key), item.id, {}, addressed(item, std::move(said)), {call.who, {}}};
}

// Tells the institution now, or as soon as the center can be reached.
Answer tell(Parts& parts, const Reply& reply) {
  parts.outgoing->keep(reply);
  parts.outgoing->deliver();
  if (auto refused = parts.outgoing->take_refusal(reply.key)) return util::failure(*refused);
  const bool sent = parts.database.read(
      [&](sql::Connection& db) { return Outgoing::state_of(db, reply.work).empty(); });
  return json_answer({{"state", sent ? "replied" : "sending"}, {"reply", reply.body}},
                     sent ? 200 : 202);
}

// "Yes" to the institution, with the ticket that was issued for that work.
Reply reply_with_ticket(const WorkItem& item, const Json& more, OnBehalf author) {
  const auto said = addressed(item, {{"answer", "yes"}, {"basis", text_of(more, "basis")}});
  return {"yes-" + text_of(more["ticket"], "IssueNumber"), item.id, text_of(more, "id"), said,
          std::move(author)};
}

}  // namespace

void keep_reply_of_draft(Parts& parts, const Json& more, const OnBehalf& author) {
  const auto work = text_of(more, "work");
  for (const auto& item : work_items(parts, false)) {
    if (std::to_string(item.id) == work) {
      parts.outgoing->keep(reply_with_ticket(item, more, author));
    }
  }
}

Answer draft_for_work(Parts& parts, const Call& call) {
  const auto item = item_asked(parts, call);
  if (!item) return util::failure(item.error());
  const auto seen = parts.mirror.rows_cursor();
  auto draft = draft_of(parts, *item);
  if (!draft) return util::failure(draft.error());
  fill_in_insurance(parts, call, *item, *draft);
  return json_answer({{"work", json_of(*item)},
                      {"ticket", *draft},
                      {"seen", seen},
                      {"basis", Json::array({"telephone", "application", "urgent"})}});
}

Answer issue_for_work(Parts& parts, const Call& call) {
  const auto item = item_asked(parts, call);
  if (!item) return util::failure(item.error());
  const auto state = item->state();
  if (state == "resolved" || state == "waiting_approval") {
    return util::failure(wrong_state("この件の券はすでに発行済みか、承認待ちです。",
                                     "Its ticket is issued already, or waits for approval."));
  }
  const auto basis = text_of(call.body, "basis");
  if (!is_basis(basis)) {
    return util::failure(malformed("basis", "発行の根拠（電話・申請・急迫）を選んでください。",
                                   "Please name the basis: telephone, application, urgent need."));
  }
  auto draft = draft_of(parts, *item);
  if (!draft) return util::failure(draft.error());
  auto given = row_from("ticket", call.body.value("fields", Json::object()));
  if (!given) return util::failure(given.error());
  // For this person, institution and month, whatever else was typed.
  for (const auto* fixed : {"RecipientKey", "MedicalTreatmentMonth",
                            "DesignatedMedicalInstitutionCode", "IssueNumber"}) {
    given->erase(fixed);
  }
  auto row = completed_ticket(parts, over(*draft, *given));
  if (!row) return util::failure(row.error());
  (*row)["IssueNumber"] = next_issue_number(parts, item->month);
  RowChange change{"ticket", domain::Act::issue, {*row}, number_of(call.body, "seen", -1), {}};
  if (change.seen < 0) change.seen = parts.mirror.rows_cursor();
  const Json more{{"id", ticket_id(*row)}, {"ticket", *row}, {"work", call.id}, {"basis", basis}};
  // Kept before the ticket: whatever breaks behind it, the institution is told once it stands.
  const auto reply = reply_with_ticket(*item, more, {call.who, {}});
  parts.outgoing->keep(reply);
  auto issued = publish_or_wait(parts, call, change, more);
  const bool surely_not = issued ? issued->status != 200 : issued.error().status < 500;
  if (surely_not) parts.outgoing->withdraw(reply.key);
  if (!issued || issued->status != 200) return issued;
  parts.outgoing->deliver();
  Json body = parsed(issued->body);
  body["replied"] = parts.database.read(
      [&](sql::Connection& db) { return Outgoing::state_of(db, item->id).empty(); });
  return json_answer(body);
}

bool is_decline_reason(std::string_view reason) {
  static constexpr std::array<std::string_view, 6> reasons{"not_eligible",     "other_institution",
                                                           "need_not_decided", "self_pay_open",
                                                           "contact_office",   "other"};
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

Answer decline_work(Parts& parts, const Call& call) {
  const auto item = item_asked(parts, call);
  if (!item) return util::failure(item.error());
  const auto reason = text_of(call.body, "reason");
  if (!is_decline_reason(reason)) return util::failure(malformed("reason"));
  return tell(parts, reply_to(call, *item, {{"answer", "no"}, {"reason", reason}},
                              "no-" + util::random_key()));
}

Answer reply_to_work(Parts& parts, const Call& call) {
  const auto item = item_asked(parts, call);
  if (!item) return util::failure(item.error());
  const auto answer = text_of(call.body, "answer");
  Json reply{{"answer", answer}};
  if (answer == "date") {
    const auto date = text_of(call.body, "date");
    if (!util::Day::parse(date)) return util::failure(malformed("date"));
    reply["date"] = date;
  } else if (answer != "yes" && answer != "no" && answer != "paper") {
    return util::failure(malformed("answer"));
  }
  if (answer == "no") {
    const auto reason = text_of(call.body, "reason");
    if (!is_decline_reason(reason)) return util::failure(malformed("reason"));
    reply["reason"] = reason;
  }
  return tell(parts, reply_to(call, *item, std::move(reply), "reply-" + util::random_key()));
}

}  // namespace madoguchi::office
