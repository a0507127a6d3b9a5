// GET /office/links: whether others registered insurance and a card of an office's recipient, and
// whether its tickets contradict them (整合性フラグ).
#include <algorithm>

#include "center/acting.hpp"
#include "center/asked_numbers.hpp"
#include "center/office_operations.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr int months_back = 3;
constexpr int months_ahead = 1;

// What kind of insurer a number means (法別番号): six digits are a municipality's.
std::string_view insurer_kind(const std::string& number) {
  if (number.size() == 6) return "national_health";
  const auto law = std::string_view(number).substr(0, 2);
  if (law == "01") return "health_association";
  if (law == "02") return "seafarers";
  if (law == "06" || law == "63") return "health_society";
  if (law >= "31" && law <= "34") return "mutual_aid";
  if (law == "67") return "national_health";
  if (law == "39") return "late_elderly";
  return "other";
}

std::string insurance_json(const domain::Insurance& one) {
  util::JsonLine out;
  out.add("from", one.start.text())
      .add("to", one.end ? one.end->text() : std::string())
      .add("insurer_kind", insurer_kind(one.insurer_number));
  return std::move(out).finish();
}

// Does another office assist the person now? Of one that does not disclose it nothing is told (D3).
bool elsewhere(const domain::PersonFacts& person, const std::string& office, util::Day today,
               bool loss_date_is_covered) {
  return std::any_of(person.qualifications.begin(), person.qualifications.end(),
                     [&](const domain::AssistanceQualification& one) {
                       return one.office_code != office && !one.not_disclosed &&
                              domain::active(one, today, loss_date_is_covered);
                     });
}

std::string contradiction_json(const domain::Ticket& ticket) {
  util::JsonLine out;
  out.add("issue_number", ticket.issue_number)
      .add("month", ticket.treatment_month.text())
      .add("flag", "1")
      .add("StatusOfSocialInsurance", ticket.social_insurance)
      .add("registered", ticket.social_insurance == "01" ? "02" : "01");
  return std::move(out).finish();
}

std::string links_json(const store::RecipientRead& read, const std::string& office,
                       const std::string& recipient_key, util::Day today,
                       bool loss_date_is_covered) {
  std::vector<domain::Ticket> contradictions;
  std::copy_if(read.person.tickets.begin(), read.person.tickets.end(),
               std::back_inserter(contradictions), [&](const domain::Ticket& ticket) {
                 return ticket.office_code == office && ticket.recipient_key == recipient_key &&
                        domain::contradicts_insurance(ticket, read.person);
               });
  util::JsonLine card;
  card.add_truth("linked", read.card_valid_to.has_value())
      .add("valid_to", read.card_valid_to ? read.card_valid_to->text() : std::string());
  util::JsonLine out;
  out.add_json("insurance", json_list(read.person.insurances, insurance_json))
      .add_json("card", std::move(card).finish())
      .add_truth("other_office", elsewhere(read.person, office, today, loss_date_is_covered))
      .add_json("consistency", json_list(contradictions, contradiction_json));
  return std::move(out).finish();
}

}  // namespace

util::Task<net::Response> tell_links(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::view);
  if (allowed.refused) co_return std::move(*allowed.refused);
  const std::string key(asked.request.query_value("recipient_key"));
  if (key.empty()) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_missing,
                                   "recipient_key");
  }
  const auto today = util::day_in_japan(context.clock.now());
  const auto month = util::Month::of(today);
  const domain::MonthWindow window{month.plus_months(-months_back),
                                   month.plus_months(months_ahead)};
  auto read = co_await context.registry->recipient(asked.party.code, key, window);
  if (!read) co_return store_reply(context, read.error());
  if (!*read) {
    co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::recipient_unknown);
  }
  store::Commit commit;
  commit.record = entry_of(context, asked, "look");
  commit.record.request_key.clear();
  commit.record.person = (*read)->person.id;
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add("recipient_key", key);
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  auto links = links_json(**read, asked.party.code, key, today,
                          context.config.decision.loss_date_is_covered);
  co_return json_reply(200, std::move(links), done->id);
}

}  // namespace madoguchi::center
