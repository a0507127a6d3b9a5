#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/acting_detail.hpp"
#include "center/card_question.hpp"
#include "center/register_reference_number.hpp"
#include "center/verify.hpp"
#include "oqs/json_messages.hpp"
#include "oqs/xml_writer.hpp"
#include "util/json_line.hpp"

// What an institution may do with a card that it has read today and that is out again: by the key
// that it was given with the answer (QualificationConfirmationKey).
namespace madoguchi::center {

namespace {

constexpr int tries_max = 5;  // when another request changes the same thing meanwhile

// The card question of this institution and day that a key means.
struct Confirmed {
  store::AuditId id = 0;
  domain::PersonId person = 0;
  QuestionRecord record;
};
using Found = util::Result<std::optional<Confirmed>, store::StoreProblem>;

util::Task<Found> confirmed_by(Context& context, const Asked& asked, const std::string& key) {
  auto found = co_await context.registry->record_of_key(asked.party.text(), key);
  if (!found) co_return util::failure(found.error());
  if (!*found || (*found)->entry.kind != "answer") co_return std::optional<Confirmed>();
  auto record = read_question_record((*found)->entry.detail);
  const bool by_card =
      record && record->question.asking == domain::Asking::card && record->recheck_of == 0;
  // Until the end of the day, in Japan, on which the card was read.
  const auto today = util::day_in_japan(context.clock.now());
  if (!by_card || util::day_in_japan((*found)->entry.at) != today) {
    co_return std::optional<Confirmed>();
  }
  co_return Confirmed{(*found)->id, (*found)->entry.person, std::move(*record)};
}

// The consents of the card's question as they stand now: what was withdrawn or has run out is given
// no more, and nothing lasts longer than it did.
std::vector<domain::Consent> standing_consents(const std::vector<domain::Consent>& then,
                                               const std::vector<store::ConsentRow>& live) {
  std::vector<domain::Consent> consents;
  for (auto consent : then) {
    const auto row = std::find_if(live.begin(), live.end(), [&](const store::ConsentRow& one) {
      return one.consent.kind == consent.kind;
    });
    if (row == live.end()) {
      consent.given = false;
    } else {
      consent = row->consent;
    }
    consents.push_back(consent);
  }
  return consents;
}

Verification verification_of(Context& context, const Confirmed& confirmed,
                             const oqs::RecheckQuestion& question,
                             const std::vector<store::ConsentRow>& live) {
  Verification verification;
  auto& record = verification.record;
  record = confirmed.record;
  record.recheck_of = confirmed.id;
  record.staff = question.staff;
  const auto& identifier = question.arbitrary_file_identifier;
  record.header.arbitrary_file_identifier = {identifier, oqs::escaped(identifier)};
  record.question.today = util::day_in_japan(context.clock.now());
  record.question.settings = context.config.decision;
  record.question.consents = standing_consents(confirmed.record.question.consents, live);
  return verification;
}

util::Task<net::Response> unknown_key(Context& context, const Asked& asked) {
  const oqs::Problem problem{oqs::ErrorCode::confirmation_unknown, "key"};
  co_return co_await refuse_problem(context, asked, 422, problem);
}

// Numbers of the card's person under which a 照会番号 may be kept: assistance first. Nothing when
// there are none on that day.
std::optional<domain::NumberSearch> numbers_of(const domain::Facts& facts,
                                               const QuestionRecord& record) {
  if (facts.people.size() != 1) return std::nullopt;
  const auto& person = facts.people.front();
  const auto& question = record.question;
  domain::NumberSearch search;
  const auto active =
      domain::active_interval(person, question.day, question.settings.loss_date_is_covered);
  if (active) {
    const auto& qualification = person.qualifications[*active];
    search.insurer_number = qualification.payer.text();
    search.number = qualification.beneficiary.text();
    return search;
  }
  for (const auto& insurance : person.insurances) {
    const bool over = insurance.end && question.day >= *insurance.end;
    if (question.day < insurance.start || over) continue;
    search.insurer_number = insurance.insurer_number;
    search.symbol = insurance.symbol;
    search.number = insurance.number;
    search.branch = insurance.branch;
    return search;
  }
  return std::nullopt;
}

std::string detail_of(const Confirmed& confirmed, const store::ReferenceChange& change) {
  util::JsonLine detail;
  detail.add("institution", change.institution_code)
      .add("number", change.number)
      .add("before", change.before)
      .add_number("recheck_of", confirmed.id);
  return std::move(detail).finish();
}

util::Task<net::Response> not_registered(Context& context, const Asked& asked,
                                         NotRegistered cause) {
  const oqs::Problem problem{error_of(cause), "reference_number"};
  co_return co_await refuse_problem(context, asked, 422, problem);
}

}  // namespace

util::Task<net::Response> recheck_card(Context& context, Asked asked) {
  auto question = oqs::read_recheck_question(asked.request.body);
  if (!question) co_return co_await refuse_problem(context, asked, 422, question.error());
  auto confirmed = co_await confirmed_by(context, asked, question->key);
  if (!confirmed) co_return store_reply(context, confirmed.error());
  if (!*confirmed) co_return co_await unknown_key(context, asked);
  auto live = co_await context.registry->consents((*confirmed)->person, asked.party.code,
                                                  context.clock.now());
  if (!live) co_return store_reply(context, live.error());
  auto verification = verification_of(context, **confirmed, *question, *live);
  co_return co_await answer_question(context, std::move(asked), std::move(verification));
}

net::Response number_by_card_again(const store::AuditRecord& record) {
  util::JsonLine out;
  out.add_number("record", record.id);
  return json_reply(200, std::move(out).finish());
}

util::Task<net::Response> number_by_card(Context& context, Asked asked) {
  auto question = oqs::read_number_by_card(asked.request.body);
  if (!question) co_return co_await refuse_problem(context, asked, 422, question.error());
  auto confirmed = co_await confirmed_by(context, asked, question->key);
  if (!confirmed) co_return store_reply(context, confirmed.error());
  if (!*confirmed) co_return co_await unknown_key(context, asked);
  std::vector<store::FactsQuery> queries;
  queries.push_back(facts_query((*confirmed)->record, std::nullopt));
  auto facts = co_await context.registry->facts(std::move(queries));
  if (!facts) co_return store_reply(context, facts.error());
  const auto numbers = numbers_of(facts->front().facts, (*confirmed)->record);
  if (!numbers) co_return co_await not_registered(context, asked, NotRegistered::not_received);
  for (int tries = 0; tries < tries_max; ++tries) {
    auto decision = co_await decide_reference_number(context, asked.party.code, *numbers,
                                                     question->reference_number);
    if (!decision) co_return store_reply(context, decision.error());
    // The numbers must mean the card's own person.
    if (!decision->refused && decision->change.person != (*confirmed)->person) {
      decision->refused = NotRegistered::ambiguous;
    }
    if (decision->refused) {
      co_return co_await not_registered(context, asked, *decision->refused);
    }
    store::Commit commit;
    commit.record = entry_of(context, asked, "reference_number");
    commit.record.person = decision->change.person;
    commit.record.detail = with_acting(detail_of(**confirmed, decision->change), asked.acting);
    commit.reference_numbers.push_back(decision->change);
    auto done = co_await context.registry->commit(std::move(commit));
    if (!done && done.error().error == store::StoreError::changed_meanwhile) continue;
    if (!done) co_return store_reply(context, done.error());
    ++context.counters.answers;
    co_return number_by_card_again(*done);
  }
  co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
}

}  // namespace madoguchi::center
