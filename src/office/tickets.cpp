#include "office/tickets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/identifiers.hpp"
#include "office/columns.hpp"
#include "office/institutions.hpp"
#include "office/people.hpp"
#include "util/digits.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t listed_max = 5000;

// 診療別 that fits the fee table of an institution's code.
std::string treatment_of(const std::string& institution) {
  const auto code = domain::MedicalInstitutionCode::parse(institution);
  if (!code) return "02";
  switch (domain::fee_table_of(*code)) {
    case domain::FeeTable::dental:
      return "03";
    case domain::FeeTable::pharmacy:
      return "04";
    case domain::FeeTable::visiting_nursing:
      return "05";
    default:
      return "02";
  }
}

// The part of the month in which the recipient is covered: the last interval that meets it.
struct Period {
  std::string from, to;
};
std::optional<Period> covered_in(Parts& parts, const std::string& recipient, util::Month month) {
  std::optional<Period> period;
  for (const auto& row : intervals_of(parts, recipient)) {
    const auto start = text_of(row, "QualificationDate");
    const auto end = text_of(row, "DisqualificationDate");
    auto from = std::max(start, month.first_day().text());
    auto to = month.last_day().text();
    if (const auto day = util::Day::parse(end)) to = std::min(to, day->plus_days(-1).text());
    if (from <= to) period = Period{from, to};
  }
  return period;
}

RowChange tickets_change(const Call& call, std::vector<Json> rows) {
  RowChange change;
  change.kind = "ticket";
  change.act = domain::Act::issue;
  change.rows = std::move(rows);
  change.seen = number_of(call.body, "seen", -1);
  return change;
}

// A live ticket that the caller may change, as the author saw it.
util::Result<Json, Problem> live_ticket(Parts& parts, const Call& call) {
  const auto ticket = ticket_of(parts, call.id);
  if (!ticket || !is_visible(parts, call, text_of(*ticket, "RecipientKey"))) {
    return util::failure(not_found());
  }
  if (number_of(call.body, "seen", -1) < 0) return util::failure(malformed("seen"));
  if (text_of(*ticket, "state") != "registered") {
    return util::failure(
        wrong_state("この券は取り消されています。", "This ticket has been cancelled."));
  }
  return *ticket;
}

Json columns_only(const Json& ticket) {
  Json row = Json::object();
  for (const auto column : columns_of("ticket")) {
    const auto found = ticket.find(column);
    if (found != ticket.end()) row[std::string(column)] = *found;
  }
  return row;
}

Json deleted(Json row) {
  row["DeleteFlag"] = "1";
  return row;
}

}  // namespace

std::string ticket_id(const Json& row) {
  return text_of(row, "RecipientKey") + "|" + text_of(row, "MedicalTreatmentMonth") + "|" +
         text_of(row, "IssueNumber");
}

Json ticket_json(const Json& row, bool live, std::int64_t cursor) {
  Json ticket = row;
  ticket["id"] = ticket_id(row);
  ticket["recipient_key"] = text_of(row, "RecipientKey");
  ticket["state"] = live ? "registered" : "cancelled";
  ticket["cursor"] = cursor;
  ticket["warnings"] = Json::array();
  return ticket;
}

std::vector<Json> tickets_of(Parts& parts, const std::string& recipient) {
  return parts.database.read([&](sql::Connection& db) {
    std::vector<Json> tickets;
    sql::Query query(db,
                     "SELECT row, live, cursor FROM ticket WHERE recipient_key = ?1"
                     " ORDER BY month DESC, from_day, issue",
                     recipient);
    while (query.row()) {
      tickets.push_back(
          ticket_json(parsed(query.text(0)), query.integer(1) != 0, query.integer(2)));
    }
    return tickets;
  });
}

std::optional<Json> ticket_of(Parts& parts, const std::string& id) {
  return parts.database.read([&](sql::Connection& db) -> std::optional<Json> {
    sql::Query query(db,
                     "SELECT row, live, cursor FROM ticket"
                     " WHERE recipient_key || '|' || month || '|' || issue = ?1"
                     " AND recipient_key = substr(?1, 1, instr(?1, '|') - 1)",
                     id);
    if (!query.row()) return std::nullopt;
    return ticket_json(parsed(query.text(0)), query.integer(1) != 0, query.integer(2));
  });
}

std::vector<std::string> issue_numbers(Parts& parts, const std::string& month, std::size_t count) {
  return parts.database.change([&](sql::Connection& db) {
    std::vector<std::string> numbers;
    auto last = sql::single(db, 0, "SELECT last FROM number_given WHERE month = ?1", month);
    while (numbers.size() < count) {
      auto number = fmt::format("{}{:06}", month, ++last);
      const bool taken =
          sql::single(db, 0, "SELECT count(*) FROM ticket WHERE month = ?1 AND issue = ?2", month,
                      number) != 0;
      if (!taken) numbers.push_back(std::move(number));
    }
    sql::Query(db,
               "INSERT INTO number_given VALUES (?1, ?2)"
               " ON CONFLICT (month) DO UPDATE SET last = ?2",
               month, last)
        .run();
    return numbers;
  });
}

std::string next_issue_number(Parts& parts, const std::string& month) {
  return issue_numbers(parts, month, 1).front();
}

util::Result<Json, Problem> completed_ticket(Parts& parts, Json fields) {
  const auto recipient = text_of(fields, "RecipientKey");
  if (recipient.empty()) return util::failure(malformed("RecipientKey"));
  auto month = text_of(fields, "MedicalTreatmentMonth");
  if (month.empty()) month = text_of(fields, "MedicalTicketValidDate").substr(0, 6);
  const auto calendar_month = util::Month::parse(month);
  if (!calendar_month) return util::failure(malformed("MedicalTreatmentMonth"));
  fields["MedicalTreatmentMonth"] = month;
  const auto institution = text_of(fields, "DesignatedMedicalInstitutionCode");
  if (institution.empty()) {
    return util::failure(malformed("DesignatedMedicalInstitutionCode", "医療機関を選んでください。",
                                   "Please choose an institution."));
  }
  fields["OfficeCode"] = parts.office_code;
  const auto period = covered_in(parts, recipient, *calendar_month);
  if (text_of(fields, "MedicalTicketValidDate").empty()) {
    fields["MedicalTicketValidDate"] = period ? period->from : calendar_month->first_day().text();
  }
  if (text_of(fields, "MedicalTicketExpirationDate").empty()) {
    fields["MedicalTicketExpirationDate"] = period ? period->to : calendar_month->last_day().text();
  }
  const auto name_missing = [&](const char* code, const char* name) {
    const auto value = text_of(fields, code);
    if (!value.empty() && text_of(fields, name).empty())
      fields[name] = institution_name(parts, value);
  };
  name_missing("DesignatedMedicalInstitutionCode", "DesignatedMedicalInstitutionName");
  name_missing("PrescriptionIssuerMedicalInstitutionCode",
               "PrescriptionIssuerMedicalInstitutionName");
  if (text_of(fields, "MedicalTreatmentType").empty()) {
    fields["MedicalTreatmentType"] = treatment_of(institution);
  }
  if (text_of(fields, "TicketType").empty()) {
    fields["TicketType"] = text_of(fields, "MedicalTreatmentType") == "04" ? "02" : "01";
  }
  return fields;
}

Answer checked(Parts& parts, const Call& call, const RowChange& change, const Json& ticket) {
  const auto report = rehearse(parts, change, {call.who, {}});
  if (!report) return util::failure(report.error());
  return json_answer({{"check", true},
                      {"ticket", ticket},
                      {"errors", problems_json(*report, false)},
                      {"warnings", problems_json(*report, true)}});
}

Answer list_tickets(Parts& parts, const Call& call) {
  const auto& request = call.request;
  const std::string month(request.query_value("month"));
  const std::string institution(request.query_value("institution"));
  const std::string recipient(request.query_value("recipient"));
  const std::string state(request.query_value("state"));
  const std::string after(request.query_value("after"));
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    bool more = false;
    sql::Query query(db,
                     "SELECT t.row, t.live, t.cursor, p.name, p.kana FROM ticket t"
                     " JOIN person p ON p.recipient_key = t.recipient_key"
                     " WHERE (?1 = '' OR t.month = ?1) AND (?2 = '' OR t.institution = ?2)"
                     " AND (?3 = '' OR t.recipient_key = ?3) AND (?4 OR p.not_disclosed = 0)"
                     " AND (?5 = '' OR t.live = (?5 = 'registered'))"
                     " AND t.recipient_key || '|' || t.month || '|' || t.issue > ?6"
                     " ORDER BY t.recipient_key, t.month, t.issue",
                     month, institution, recipient, call.sees_protected(), state, after);
    while (query.row()) {
      if (static_cast<std::int64_t>(items.size()) == listed_max) {
        more = true;
        break;
      }
      auto ticket = ticket_json(parsed(query.text(0)), query.integer(1) != 0, query.integer(2));
      ticket["Name"] = query.text(3);
      ticket["NameKana"] = query.text(4);
      items.push_back(std::move(ticket));
    }
    return json_answer({{"items", items}, {"more", more}});
  });
}

Answer issue_ticket(Parts& parts, const Call& call) {
  const Json& source = call.body.contains("fields") ? call.body["fields"] : call.body;
  auto fields = row_from("ticket", source);
  if (!fields) return util::failure(fields.error());
  if (text_of(*fields, "RecipientKey").empty()) {
    (*fields)["RecipientKey"] = text_of(source, "recipient_key");
  }
  auto row = completed_ticket(parts, std::move(*fields));
  if (!row) return util::failure(row.error());
  if (!is_visible(parts, call, text_of(*row, "RecipientKey"))) return util::failure(not_found());
  const bool check = call.body.value("check", false);
  if (text_of(*row, "IssueNumber").empty()) {
    const auto month = text_of(*row, "MedicalTreatmentMonth");
    (*row)["IssueNumber"] = check ? month + "000000" : next_issue_number(parts, month);
  }
  auto change = tickets_change(call, {*row});
  if (change.seen < 0) change.seen = parts.mirror.rows_cursor();
  if (check) {
    Json shown = *row;
    if (text_of(source, "IssueNumber").empty()) shown["IssueNumber"] = "";
    return checked(parts, call, change, shown);
  }
  return publish_or_wait(parts, call, change, {{"id", ticket_id(*row)}, {"ticket", *row}});
}

Answer cancel_ticket(Parts& parts, const Call& call) {
  const auto ticket = live_ticket(parts, call);
  if (!ticket) return util::failure(ticket.error());
  return publish_or_wait(parts, call, tickets_change(call, {deleted(columns_only(*ticket))}),
                         {{"id", call.id}});
}

Answer shorten_ticket(Parts& parts, const Call& call) {
  const auto ticket = live_ticket(parts, call);
  if (!ticket) return util::failure(ticket.error());
  const auto to = text_of(call.body, "MedicalTicketExpirationDate");
  if (!util::Day::parse(to) || to < text_of(*ticket, "MedicalTicketValidDate") ||
      to >= text_of(*ticket, "MedicalTicketExpirationDate")) {
    return util::failure(
        malformed("MedicalTicketExpirationDate",
                  "有効開始日から今の有効終了日の前日までの日付を入力してください。",
                  "The day must be within the ticket's period, before its end."));
  }
  Json row = columns_only(*ticket);
  row["MedicalTicketExpirationDate"] = to;
  return publish_or_wait(parts, call, tickets_change(call, {row}), {{"id", call.id}});
}

// The old number is cancelled and a new one issued, together or not at all.
Answer reissue_ticket(Parts& parts, const Call& call) {
  const auto ticket = live_ticket(parts, call);
  if (!ticket) return util::failure(ticket.error());
  auto fields = row_from("ticket", call.body.contains("fields") ? call.body["fields"] : call.body);
  if (!fields) return util::failure(fields.error());
  for (const auto* fixed : {"RecipientKey", "MedicalTreatmentMonth", "IssueNumber"}) {
    fields->erase(fixed);
  }
  const Json old = columns_only(*ticket);
  Json fresh = over(old, *fields);
  if (fields->contains("DesignatedMedicalInstitutionCode") &&
      !fields->contains("DesignatedMedicalInstitutionName")) {
    fresh["DesignatedMedicalInstitutionName"] = "";
  }
  auto row = completed_ticket(parts, std::move(fresh));
  if (!row) return util::failure(row.error());
  (*row)["IssueNumber"] = next_issue_number(parts, text_of(*row, "MedicalTreatmentMonth"));
  return publish_or_wait(parts, call, tickets_change(call, {deleted(old), *row}),
                         {{"id", ticket_id(*row)}, {"ticket", *row}, {"replaces", call.id}});
}

}  // namespace madoguchi::office
