#include "center/verify.hpp"

#include "center/acting_detail.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

oqs::Refused refused_with(const QuestionRecord& record, oqs::ErrorCode error) {
  oqs::Refused refused;
  refused.problem.error = error;
  refused.header = record.header;
  refused.day = record.question.day;
  return refused;
}

std::vector<store::ConsentRow> consents_to_keep(const QuestionRecord& record, const Replayed& made,
                                                domain::PersonId person) {
  std::vector<store::ConsentRow> rows;
  const auto validity = made.answer.validity;
  const bool opens =
      validity == domain::Validity::valid || validity == domain::Validity::valid_unregistered;
  // Asking again extends no consent.
  if (!opens || person == 0 || record.recheck_of != 0) return rows;
  for (const auto& consent : record.question.consents) {
    rows.push_back({person, record.institution_code, consent});
  }
  return rows;
}

std::string confirmation_key(const QuestionRecord& record, const std::string& request_key) {
  const bool by_card = record.question.asking == domain::Asking::card;
  return by_card && record.recheck_of == 0 ? request_key : std::string();
}

// The message has room for one validity; a terminal that writes one file per result needs each.
// The key with which the same institution may ask again that day, after the card is out: the
// request's own, which finds the record.
net::Response answer_reply(std::string message, const domain::Answer& answer, store::AuditId record,
                           const std::string& confirmation_key) {
  std::string validities;
  for (const auto& result : answer.results) {
    validities +=
        (validities.empty() ? "" : ",") + std::to_string(static_cast<int>(result.validity));
  }
  auto response = xml_reply(std::move(message), record);
  if (!validities.empty()) response.headers.emplace_back("Madoguchi-Validity", validities);
  if (!confirmation_key.empty()) {
    response.headers.emplace_back("Madoguchi-Confirmation-Key", confirmation_key);
  }
  return response;
}

}  // namespace

oqs::ErrorCode error_of_refusal(domain::Reason refused) {
  switch (refused) {
    case domain::Reason::future_day:
      return oqs::ErrorCode::future_day;
    case domain::Reason::assistance_not_used_number:
      return oqs::ErrorCode::assistance_off;
    case domain::Reason::ambiguous_number:
      return oqs::ErrorCode::number_ambiguous;
    default:
      return oqs::ErrorCode::center_internal;
  }
}

util::Task<net::Response> answer_again(Context& context, store::AuditRecord before) {
  auto record = read_question_record(before.entry.detail);
  if (!record) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  record->at = before.entry.at;
  std::vector<store::FactsQuery> queries;
  queries.push_back(facts_query(*record, record->as_of));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return store_reply(context, read.error());
  auto facts = std::move(read->at(0).facts);
  std::vector<domain::PersonId> people;
  for (const auto& person : facts.people) people.push_back(person.id);
  auto hidden = co_await context.registry->not_disclosed(std::move(people));
  if (!hidden) co_return store_reply(context, hidden.error());
  hide_people(facts, *hidden);  // also in a repeated answer (D3)
  const auto made = replay(*record, facts);
  co_return answer_reply(answer_message(*record, made.answer), made.answer, before.id,
                         confirmation_key(*record, before.entry.request_key));
}

std::string wrong_try_hash(const domain::NumberSearch& search) {
  return util::hex(util::sha256(search.insurer_number + "\n" + search.symbol + "\n" +
                                search.number + "\n" + search.branch + "\n" +
                                search.birthdate.text()))
      .substr(0, 32);
}

util::Task<net::Response> answer_question(Context& context, Asked asked,
                                          Verification verification) {
  auto& record = verification.record;
  std::vector<store::FactsQuery> queries;
  queries.push_back(facts_query(record, std::nullopt));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return store_reply(context, read.error());
  const auto& found = read->front();
  if (!found.institution_known) {  // D0
    co_return co_await refuse(context, asked,
                              refused_with(record, oqs::ErrorCode::institution_unknown));
  }
  if (found.card_revoked) {  // D2
    co_return co_await refuse(context, asked, refused_with(record, oqs::ErrorCode::card_revoked));
  }
  // Held until the outcome is known, so that many questions at once cannot overdraw the budget.
  WrongTries::Hold hold(context.wrong_tries, asked.party.text(), verification.wrong_try_hash,
                        context.clock.now());
  if (!hold.allowed()) {
    co_return co_await refuse(context, asked, refused_with(record, oqs::ErrorCode::wrong_tries));
  }

  record.as_of = found.as_of;
  const auto made = replay(record, found.facts);
  if (made.decision.refused) {
    if (*made.decision.refused == domain::Reason::ambiguous_number) {
      util::log(util::LogLevel::error, "center",
                "two active persons under one number (domain 3.3)");
    }
    co_return co_await refuse(context, asked,
                              refused_with(record, error_of_refusal(*made.decision.refused)));
  }
  note_decision(record, made);
  store::Commit commit;
  commit.record = entry_of(context, asked, "answer");
  record.at = commit.record.at;
  auto message = answer_message(record, made.answer);
  record.answer_hash = util::hex(util::sha256(message));
  commit.record.person = person_asked_about(made, found.facts);
  commit.record.detail = with_acting(write_question_record(record), asked.acting);
  commit.consents = consents_to_keep(record, made, commit.record.person);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  if (made.answer.validity == domain::Validity::none) hold.count();
  ++context.counters.answers;
  co_return answer_reply(std::move(message), made.answer, done->id,
                         confirmation_key(record, asked.request_key()));
}

util::Task<net::Response> verify_number(Context& context, Asked asked) {
  auto request = oqs::read_qualification_request(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  Verification verification;
  auto& record = verification.record;
  record.institution_code = asked.party.code;
  record.header = std::move(request->header);
  record.question.day = request->day;
  if (record.header.institution_code != asked.party.code) {
    co_return co_await refuse(context, asked,
                              refused_with(record, oqs::ErrorCode::institution_mismatch));
  }
  record.question.today = util::day_in_japan(context.clock.now());
  record.question.asking = domain::Asking::number;
  record.question.search = std::move(request->search);
  record.question.settings = context.config.decision;
  record.echo = std::move(request->echo);
  verification.wrong_try_hash = wrong_try_hash(record.question.search);
  co_return co_await answer_question(context, std::move(asked), std::move(verification));
}

}  // namespace madoguchi::center
