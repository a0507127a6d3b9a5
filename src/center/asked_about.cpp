#include "center/asked_about.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/inquiry_units.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view institution_party = "institution:";
constexpr std::size_t people_at_once = 64;  // read in one state of the registry

// What an assistance verdict means to the office: validity told, and whether a ticket was there.
struct Meaning {
  domain::Reason reason;
  domain::Validity validity;
  std::string_view ticket;
};
using domain::Reason;
using domain::Validity;
constexpr Meaning meanings[] = {
    {Reason::valid, Validity::valid, "registered"},                              // D7
    {Reason::nothing_registered, Validity::valid_unregistered, "unregistered"},  // D8
    {Reason::own_ticket_other_month, Validity::valid_unregistered, "unregistered"},
    {Reason::own_ticket_period_over, Validity::valid_unregistered, "unregistered"},
    {Reason::commissioned_elsewhere, Validity::valid_unregistered, "unregistered"},
    {Reason::wrong_kind_elsewhere, Validity::valid_unregistered, "unregistered"},
    {Reason::suspended_or_abolished, Validity::invalid, "other"},                // D14
    {Reason::not_disclosed, Validity::none, "other"},                            // D3
    {Reason::number_valid, Validity::valid, "registered"},                       // D17
    {Reason::number_own_ticket_other_month, Validity::invalid, "unregistered"},  // D18
    {Reason::number_own_ticket_period_over, Validity::invalid, "unregistered"},  // D18
    {Reason::number_commissioned_elsewhere, Validity::invalid, "unregistered"},  // D19
    {Reason::number_nothing_registered, Validity::invalid, "unregistered"},      // D28
    {Reason::number_newer_qualification, Validity::invalid_newer, "other"},      // D20
    {Reason::number_ended, Validity::invalid, "other"},                          // D21
    {Reason::number_not_disclosed, Validity::none, "other"},                     // D3
    {Reason::bulk_valid, Validity::valid, "registered"},                         // D25
};

// Nothing: the verdict is no office's business (insurance, and who is no recipient any more).
const Meaning* meaning_of(Reason reason) {
  const auto* found = std::find_if(std::begin(meanings), std::end(meanings),
                                   [reason](const Meaning& one) { return one.reason == reason; });
  return found == std::end(meanings) ? nullptr : found;
}

bool is_hidden(Reason reason) {
  return reason == Reason::not_disclosed || reason == Reason::number_not_disclosed;
}

enum class Visit { no, yes };

std::string content_of(const Meaning& meaning, store::ToldWay way, Visit visit) {
  util::JsonLine out;
  out.add("way", store::name_of(way))
      .add("validity", std::to_string(static_cast<int>(meaning.validity)))
      .add("row", domain::row_of(meaning.reason))
      .add("ticket", meaning.ticket)
      .add_truth("visit", visit == Visit::yes)
      .add_truth("not_disclosed", is_hidden(meaning.reason));
  return std::move(out).finish();
}

std::vector<domain::PersonId> ids_in(const nlohmann::json& detail, const char* name) {
  std::vector<domain::PersonId> people;
  const auto listed = detail.find(name);
  if (listed == detail.end() || !listed->is_array()) return people;
  for (const auto& one : *listed) {
    if (one.is_number_integer()) people.push_back(one.get<domain::PersonId>());
  }
  return people;
}

// Somebody of one record.
struct AskedPerson {
  store::OfficeEvent event;  // everything but the office and its recipient
  domain::BatchId as_of = 0;
  const Meaning* meaning = nullptr;
  bool loss_date_is_covered = false;
  std::optional<util::Month> acquired;  // of a bulk acquisition: its tickets tell whose they are
};

store::OfficeEvent event_of(const store::AuditRecord& record) {
  store::OfficeEvent event;
  event.record = record.id;
  event.institution_code = record.entry.party.substr(institution_party.size());
  event.at = record.entry.at;
  event.person = record.entry.person;
  return event;
}

using Recipients = std::vector<std::pair<std::string, std::string>>;  // office, recipient key

void add_unique(Recipients& recipients, std::string office, std::string key) {
  std::pair one(std::move(office), std::move(key));
  if (std::find(recipients.begin(), recipients.end(), one) == recipients.end()) {
    recipients.push_back(std::move(one));
  }
}

void add_answer(const store::AuditRecord& record, std::vector<AskedPerson>& asked) {
  if (record.entry.person == 0) return;
  const auto question = read_question_record(record.entry.detail);
  if (!question) return;
  for (const auto& name : question->reasons) {
    const auto reason = domain::reason_named(name);
    const auto* meaning = reason ? meaning_of(*reason) : nullptr;
    if (meaning == nullptr) continue;
    const auto way = question->question.asking == domain::Asking::card ? store::ToldWay::card
                                                                       : store::ToldWay::number;
    AskedPerson one{event_of(record), question->as_of, meaning,
                    question->question.settings.loss_date_is_covered, std::nullopt};
    one.event.day = question->question.day;
    // Asking again after the card is out is no second visit.
    one.event.content =
        content_of(*meaning, way, question->recheck_of == 0 ? Visit::yes : Visit::no);
    asked.push_back(std::move(one));
    return;  // several pairs of numbers of one person are one verification
  }
}

util::Task<util::Result<void, store::StoreProblem>> add_download(Context& context,
                                                                 const store::AuditRecord& record,
                                                                 std::vector<AskedPerson>& asked) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) co_return util::Result<void, store::StoreProblem>();
  const auto month = util::Month::parse(detail.value("month", std::string()));
  if (!month) co_return util::Result<void, store::StoreProblem>();
  const auto as_of = detail.value("as_of", domain::BatchId{0});
  const auto add = [&](domain::PersonId person, const Meaning& meaning, util::Day day,
                       bool loss_date_is_covered) {
    AskedPerson one{event_of(record), as_of, &meaning, loss_date_is_covered, std::nullopt};
    one.event.person = person;
    one.event.day = day;
    one.event.content = content_of(meaning, store::ToldWay::bulk, Visit::no);
    asked.push_back(std::move(one));
  };
  for (const auto person : ids_in(detail, "people")) {  // 一括取得
    add(person, *meaning_of(Reason::bulk_valid), month->first_day(), false);
    asked.back().acquired = month;
  }
  const auto units = told_by_units(detail);  // 一括照会
  if (units.empty()) co_return util::Result<void, store::StoreProblem>();
  auto job = co_await context.registry->job(detail.value("reception", std::string()));
  if (!job) co_return util::failure(job.error());
  const auto day = *job ? (*job)->day.value_or(month->first_day()) : month->first_day();
  const auto settings = read_settings_json(detail.value("settings", nlohmann::json()).dump());
  for (const auto& unit : units) {
    if (const auto* meaning = meaning_of(unit.reason)) {
      add(unit.person, *meaning, day, settings.loss_date_is_covered);
    }
  }
  co_return util::Result<void, store::StoreProblem>();
}

// Whose recipient the person was in the state that was told.
Recipients recipients_of(const domain::Facts& facts, const store::OfficeEvent& event,
                         bool loss_date_is_covered, const std::optional<util::Month>& acquired) {
  Recipients recipients;
  if (facts.people.empty()) return recipients;
  const auto& person = facts.people.front();
  if (acquired) {
    for (const auto& ticket : person.tickets) {
      if (ticket.institution_code == event.institution_code &&
          ticket.treatment_month == *acquired) {
        add_unique(recipients, ticket.office_code, ticket.recipient_key);
      }
    }
    return recipients;
  }
  auto counts = domain::active_interval(person, event.day, loss_date_is_covered);
  if (!counts) counts = domain::ended_interval(person, event.day, loss_date_is_covered);
  if (counts) {
    const auto& interval = person.qualifications[*counts];
    add_unique(recipients, interval.office_code, interval.recipient_key);
  }
  return recipients;
}

store::FactsQuery query_of(const store::OfficeEvent& event, domain::BatchId as_of) {
  store::FactsQuery query;
  query.institution_code = event.institution_code;
  query.who = store::ByPerson{event.person};
  const auto month = util::Month::of(event.day);
  query.window = {month, month};
  query.as_of = as_of;
  return query;
}

}  // namespace

util::Task<util::Result<std::vector<store::OfficeEvent>, store::StoreProblem>> asked_about(
    Context& context, const std::vector<store::AuditRecord>& records, WhoIsTold who) {
  std::vector<AskedPerson> asked;
  for (const auto& record : records) {
    if (!record.entry.party.starts_with(institution_party)) continue;
    if (record.entry.kind == "answer") add_answer(record, asked);
    if (record.entry.kind != "download") continue;
    auto taken = co_await add_download(context, record, asked);
    if (!taken) co_return util::failure(taken.error());
  }
  if (who == WhoIsTold::shown) {
    std::erase_if(asked, [](const AskedPerson& one) { return is_hidden(one.meaning->reason); });
  }
  std::vector<store::OfficeEvent> events;
  for (std::size_t first = 0; first < asked.size(); first += people_at_once) {
    const auto end = std::min(asked.size(), first + people_at_once);
    std::vector<store::FactsQuery> queries;
    for (auto i = first; i < end; ++i) queries.push_back(query_of(asked[i].event, asked[i].as_of));
    auto read = co_await context.registry->facts(std::move(queries));
    if (!read) co_return util::failure(read.error());
    for (auto i = first; i < end; ++i) {
      auto& one = asked[i];
      for (auto& [office, key] : recipients_of((*read)[i - first].facts, one.event,
                                               one.loss_date_is_covered, one.acquired)) {
        auto event = one.event;
        event.office_code = office;
        event.recipient_key = key;
        events.push_back(std::move(event));
      }
    }
  }
  co_return events;
}

}  // namespace madoguchi::center
