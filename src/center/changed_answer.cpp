#include "center/changed_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

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

// One question as it was answered: alone or as a unit of many.
struct AnsweredQuestion {
  QuestionRecord question;
  Replayed (*replayed)(const QuestionRecord&, const domain::Facts&) = replay;
  std::vector<domain::PersonId> hidden;  // when it was answered, beside those of its state
};

// `changed` knows what was asked. Fills in both answers.
util::Task<util::Result<ChangedAnswer, store::StoreProblem>> changed_question(
    Context& context, ChangedAnswer changed, AnsweredQuestion answered, domain::PersonId person,
    domain::BatchId as_of) {
  const auto& question = answered.question;
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
  hide_people(then_read.facts, answered.hidden);
  keep_only(now_read.facts, person);
  now_read.facts.institution.uses_medical_assistance =
      then_read.facts.institution.uses_medical_assistance;

  auto& notice = changed.notice;
  notice.day = question.question.day;
  notice.arbitrary_file_identifier = question.header.arbitrary_file_identifier;
  notice.search = question.echo;
  changed.question_key = (by_card ? "card " : "number ") + question.question.day.text();
  if (!by_card) changed.question_key += " " + wrong_try_hash(question.question.search);
  auto then_made = answered.replayed(question, then_read.facts);
  auto now_made = answered.replayed(question, now_read.facts);
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

}  // namespace

util::Task<util::Result<ChangedAnswers::Content, store::StoreProblem>> ChangedAnswers::content_of(
    const store::AuditRecord& record) {
  if (!record.entry.party.starts_with(institution_party)) co_return Content();
  if (record.entry.kind != "download") {
    auto question = read_question_record(record.entry.detail);
    if (!question) co_return Content();
    question->at = record.entry.at;
    co_return Content(std::move(*question));
  }
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  const auto month = detail.is_object() ? util::Month::parse(detail.value("month", std::string()))
                                        : std::optional<util::Month>();
  if (!month) co_return Content();
  if (detail.contains("people")) {
    Acquired acquired;
    acquired.month = *month;
    acquired.as_of = detail.value("as_of", domain::BatchId{0});
    acquired.settings = read_settings_json(detail.value("settings", nlohmann::json()).dump());
    acquired.reception = detail.value("reception", std::string());
    co_return Content(std::move(acquired));
  }
  const auto download = read_download(record);
  if (!download || !download->hidden) co_return Content();
  auto job = co_await context_.registry->job(download->reception);
  if (!job) co_return util::failure(job.error());
  auto content = co_await context_.registry->job_content(download->reception);
  if (!content) co_return util::failure(content.error());
  auto inquiry = *content ? read_inquiry(**content) : std::nullopt;
  if (!*job || !inquiry) co_return Content();
  Inquired inquired{std::move(**job), std::move(*inquiry), *download->hidden,
                    told_by_units(detail)};
  const auto place_of = [](const ToldByUnit& one) { return std::pair(one.person, one.place); };
  auto& told = inquired.told;
  std::sort(told.begin(), told.end(),
            [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  // A unit has a verdict for each side.
  told.erase(std::unique(told.begin(), told.end(),
                         [&](const auto& a, const auto& b) { return place_of(a) == place_of(b); }),
             told.end());
  co_return Content(std::move(inquired));
}

util::Task<ChangedAnswers::Read> ChangedAnswers::acquired_unit(const Acquired& acquired,
                                                               domain::PersonId person,
                                                               domain::BatchId as_of) {
  auto changed = answer_of(*record_);
  auto& notice = changed.notice;
  const domain::MonthWindow window{acquired.month, acquired.month};
  std::vector<store::FactsQuery> queries;
  queries.push_back(person_query(notice.institution_code, person, window, acquired.as_of));
  queries.push_back(person_query(notice.institution_code, person, window, as_of));
  auto read = co_await context_.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  notice.way = "bulk";
  notice.month = acquired.month;
  notice.reception_number = acquired.reception;
  changed.question_key = "bulk " + acquired.month.text();
  changed.speaks = !hidden(read->at(0).facts, person) && !hidden(read->at(1).facts, person);
  notice.told = unit_of(std::move(read->at(0).facts), acquired.month, acquired.settings);
  notice.now = unit_of(std::move(read->at(1).facts), acquired.month, acquired.settings);
  std::vector<ChangedAnswer> answers;
  answers.push_back(std::move(changed));
  co_return answers;
}

util::Task<ChangedAnswers::Read> ChangedAnswers::inquired_units(const Inquired& inquired,
                                                                domain::PersonId person,
                                                                domain::BatchId as_of) {
  const auto& job = inquired.job;
  std::vector<ChangedAnswer> answers;
  const auto [first, last] = std::equal_range(
      inquired.told.begin(), inquired.told.end(), ToldByUnit{person},
      [](const ToldByUnit& a, const ToldByUnit& b) { return a.person < b.person; });
  for (auto told = first; told != last; ++told) {
    if (told->place >= inquired.inquiry.units.size()) continue;
    auto changed = answer_of(*record_);
    changed.unit = static_cast<std::int64_t>(told->place) + 1;
    changed.notice.way = "bulk_inquiry";
    changed.notice.reception_number = job.reception_number;
    AnsweredQuestion answered{unit_record(job, inquired.inquiry, told->place), replay_unit,
                              inquired.hidden};
    answered.question.header.arbitrary_file_identifier = {job.arbitrary_file_identifier,
                                                          job.arbitrary_file_identifier_raw};
    auto read =
        co_await changed_question(context_, std::move(changed), std::move(answered), person, as_of);
    if (!read) co_return util::failure(read.error());
    answers.push_back(std::move(*read));
  }
  co_return answers;
}

util::Task<ChangedAnswers::Read> ChangedAnswers::told(store::AuditId id, domain::PersonId person,
                                                      domain::BatchId as_of) {
  if (!record_ || record_->id != id) {
    record_.reset();
    auto record = co_await context_.registry->record(id);
    if (!record) co_return util::failure(record.error());
    if (!*record) co_return std::vector<ChangedAnswer>();
    auto content = co_await content_of(**record);
    if (!content) co_return util::failure(content.error());
    content_ = std::move(*content);
    record_ = std::move(**record);
  }
  if (const auto* acquired = std::get_if<Acquired>(&content_)) {
    co_return co_await acquired_unit(*acquired, person, as_of);
  }
  if (const auto* inquired = std::get_if<Inquired>(&content_)) {
    co_return co_await inquired_units(*inquired, person, as_of);
  }
  std::vector<ChangedAnswer> answers;
  if (const auto* question = std::get_if<QuestionRecord>(&content_)) {
    auto changed = answer_of(*record_);
    changed.notice.way = question->question.asking == domain::Asking::card ? "card" : "number";
    AnsweredQuestion answered;
    answered.question = *question;
    auto read =
        co_await changed_question(context_, std::move(changed), std::move(answered), person, as_of);
    if (!read) co_return util::failure(read.error());
    answers.push_back(std::move(*read));
  }
  co_return answers;
}

}  // namespace madoguchi::center
