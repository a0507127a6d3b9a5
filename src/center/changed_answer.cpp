#include "center/changed_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/question_record.hpp"
#include "center/verify.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view institution_party = "institution:";

bool hidden(const domain::Facts& facts, domain::PersonId person) {
  return std::any_of(facts.people.begin(), facts.people.end(), [person](const auto& one) {
    return one.id == person &&
           std::any_of(one.qualifications.begin(), one.qualifications.end(),
                       [](const auto& qualification) { return qualification.not_disclosed; });
  });
}

// An answer that is now about somebody else is none about this person.
void keep_only(domain::Facts& facts, domain::PersonId person) {
  std::erase_if(facts.people, [person](const auto& one) { return one.id != person; });
}

store::FactsQuery person_query(const std::string& institution_code, domain::PersonId person,
                               domain::MonthWindow window, domain::BatchId as_of) {
  store::FactsQuery query;
  query.institution_code = institution_code;
  query.who = store::ByPerson{person};
  query.window = window;
  query.as_of = as_of;
  return query;
}

ChangedAnswer answer_of(const store::AuditRecord& record) {
  ChangedAnswer changed;
  changed.notice.institution_code = record.entry.party.substr(institution_party.size());
  changed.notice.asked_at = record.entry.at;
  changed.notice.record = record.id;
  return changed;
}

util::Task<ChangedAnswerRead> changed_question(Context& context, const store::AuditRecord& record,
                                               QuestionRecord question, domain::PersonId person,
                                               domain::BatchId as_of) {
  const bool by_card = question.question.asking == domain::Asking::card;
  std::vector<store::FactsQuery> queries;
  queries.push_back(facts_query(question, question.as_of));
  auto now = facts_query(question, as_of);
  // The person stays who it was when the card is issued anew.
  if (by_card) now.who = store::ByPerson{person};
  queries.push_back(std::move(now));
  queries.push_back(person_query(question.institution_code, person, queries[0].window, as_of));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  auto& then_read = read->at(0);
  auto& now_read = read->at(1);
  const auto& person_read = read->at(2);
  keep_only(now_read.facts, person);
  now_read.facts.institution.uses_medical_assistance =
      then_read.facts.institution.uses_medical_assistance;

  auto changed = answer_of(record);
  auto& notice = changed.notice;
  notice.way = by_card ? "card" : "number";
  notice.day = question.question.day;
  notice.arbitrary_file_identifier = question.header.arbitrary_file_identifier;
  notice.search = question.echo;
  changed.question_key = notice.way + " " + question.question.day.text();
  if (!by_card) changed.question_key += " " + wrong_try_hash(question.question.search);
  auto then_made = replay(question, then_read.facts);
  auto now_made = replay(question, now_read.facts);
  changed.speaks = !then_made.decision.refused && !now_made.decision.refused &&
                   !hidden(then_read.facts, person) && !hidden(person_read.facts, person);
  notice.told = std::move(then_made.answer);
  notice.now = std::move(now_made.answer);
  co_return changed;
}

domain::Answer unit_of(domain::Facts facts, util::Month month,
                       const domain::DecisionSettings& settings) {
  if (facts.people.empty()) return {};
  facts.institution.uses_medical_assistance = true;  // it was on when the month was fetched
  const auto decision = domain::decide_bulk(facts, 0, month, settings);
  return domain::project_bulk(facts, month, decision, settings);
}

util::Task<ChangedAnswerRead> changed_unit(Context& context, const store::AuditRecord& record,
                                           domain::PersonId person, domain::BatchId as_of) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object() || !detail.contains("people")) co_return std::nullopt;
  const auto month = util::Month::parse(detail.value("month", std::string()));
  if (!month) co_return std::nullopt;
  auto changed = answer_of(record);
  auto& notice = changed.notice;
  const domain::MonthWindow window{*month, *month};
  std::vector<store::FactsQuery> queries;
  queries.push_back(person_query(notice.institution_code, person, window,
                                 detail.value("as_of", domain::BatchId{0})));
  queries.push_back(person_query(notice.institution_code, person, window, as_of));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  const auto settings = read_settings_json(detail.value("settings", nlohmann::json()).dump());
  notice.way = "bulk";
  notice.month = *month;
  notice.reception_number = detail.value("reception", std::string());
  changed.question_key = "bulk " + month->text();
  changed.speaks = !hidden(read->at(0).facts, person) && !hidden(read->at(1).facts, person);
  notice.told = unit_of(std::move(read->at(0).facts), *month, settings);
  notice.now = unit_of(std::move(read->at(1).facts), *month, settings);
  co_return changed;
}

}  // namespace

util::Task<ChangedAnswerRead> changed_answer(Context& context, store::AuditId id,
                                             domain::PersonId person, domain::BatchId as_of) {
  auto record = co_await context.registry->record(id);
  if (!record) co_return util::failure(record.error());
  if (!*record || !(*record)->entry.party.starts_with(institution_party)) co_return std::nullopt;
  if ((*record)->entry.kind == "download") {
    co_return co_await changed_unit(context, **record, person, as_of);
  }
  auto question = read_question_record((*record)->entry.detail);
  if (!question) co_return std::nullopt;
  question->at = (*record)->entry.at;
  co_return co_await changed_question(context, **record, std::move(*question), person, as_of);
}

}  // namespace madoguchi::center
