// POST /disaster/search: somebody without a card, by what they say of themselves (domain.md 6.3).
#include <algorithm>

#include "center/acting_detail.hpp"
#include "center/disaster_operations.hpp"
#include "center/disaster_record.hpp"
#include "center/question_record.hpp"
#include "center/verify.hpp"
#include "oqs/disaster_messages.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/search_form.hpp"

namespace madoguchi::center {

namespace {

// So many people of one birth date are a registry's stand-in for "unknown": nobody is meant by it.
constexpr std::size_t people_max = 5000;
constexpr std::string_view not_determined =
    "本人を1人に特定できません。氏名・生年月日・性別・住所をもう一度確かめるか、福祉事務所へ"
    "お問い合わせください。";
constexpr std::string_view not_determined_english =
    "Nobody, or not exactly one person, is determined. Check all four items or ask the welfare "
    "office.";

constexpr std::string_view not_declared =
    "災害時の確認は、いまこの医療機関・薬局では使えません（指定がないか、期間が終わりました）。"
    "マイナンバーカードまたは番号で確認してください。";
constexpr std::string_view not_declared_english =
    "No declared disaster covers this institution now. Check by My Number card or by numbers.";

std::string field_of(const domain::Insurance& insurance, domain::Field field) {
  for (const auto& one : insurance.fields) {
    if (one.field == field) return one.value;
  }
  return {};
}

domain::RegisteredPerson registered(const domain::PersonDetails& details) {
  domain::RegisteredPerson person{
      details.name,      details.name_kana, details.name_of_other, details.name_of_other_kana,
      details.birthdate, details.sex1,      details.sex2,          details.address};
  return person;
}

domain::RegisteredPerson registered(const domain::Insurance& insurance) {
  using domain::Field;
  domain::RegisteredPerson person{field_of(insurance, Field::Name),
                                  field_of(insurance, Field::NameKana),
                                  field_of(insurance, Field::NameOfOther),
                                  field_of(insurance, Field::NameOfOtherKana),
                                  insurance.birthdate,
                                  field_of(insurance, Field::Sex1),
                                  field_of(insurance, Field::Sex2),
                                  field_of(insurance, Field::Address)};
  return person;
}

// As the person is registered today: the active assistance, else the last insurance, else the last
// assistance.
domain::RegisteredPerson registered(const domain::PersonFacts& person, util::Day today,
                                    const domain::DecisionSettings& settings) {
  const auto at = domain::active_interval(person, today, settings.loss_date_is_covered);
  if (at) return registered(person.qualifications[*at].person);
  if (!person.insurances.empty()) return registered(person.insurances.back());
  return registered(person.qualifications.back().person);
}

// 0: nobody, several, or somebody who is not disclosed.
util::Task<util::Result<domain::PersonId, store::StoreProblem>> person_meant(
    Context& context, const domain::WantedPerson& wanted) {
  auto born =
      co_await store::disasters_of(*context.registry).people_born(wanted.birthdate, people_max);
  if (!born) co_return util::failure(born.error());
  if (!*born) co_return domain::PersonId(0);
  const auto today = util::day_in_japan(context.clock.now());
  std::vector<domain::PersonId> ids;
  std::vector<domain::RegisteredPerson> people;
  for (const auto& one : **born) {
    ids.push_back(one.id);
    people.push_back(registered(one, today, context.config.decision));
  }
  auto asked = ids;
  auto hidden = co_await context.registry->not_disclosed(std::move(asked));
  if (!hidden) co_return util::failure(hidden.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (std::find(hidden->begin(), hidden->end(), ids[i]) != hidden->end()) {
      people[i].disclosed = domain::RegisteredPerson::Disclosed::no;
    }
  }
  const auto found = domain::exactly_one(people, wanted);
  co_return found ? ids[*found] : domain::PersonId(0);
}

// Judged as by a card (the person is known, numbers were not typed), but none was read.
QuestionRecord question_of(const Context& context, const Asked& asked) {
  QuestionRecord record;
  record.institution_code = asked.party.code;
  record.header.institution_code = asked.party.code;
  record.header.arbitrary_file_identifier = {"disaster", "disaster"};
  auto& question = record.question;
  question.day = question.today = util::day_in_japan(context.clock.now());
  question.asking = domain::Asking::card;
  question.settings = context.config.decision;
  return record;
}

std::string wrong_try(const domain::WantedPerson& wanted) {
  return util::hex(util::sha256("disaster\n" + util::search_form(wanted.name) + "\n" +
                                wanted.birthdate.text() + "\n" + wanted.sex + "\n" +
                                util::search_form(wanted.address)))
      .substr(0, 32);
}

struct Found {
  domain::PersonId person = 0;
  store::FactsRead read;
  Replayed made;
};
// Nothing: nobody, or somebody of whom this institution is told nothing.
util::Task<util::Result<std::optional<Found>, store::StoreProblem>> find(
    Context& context, const QuestionRecord& question, domain::PersonId person) {
  store::FactsQuery query;
  query.institution_code = question.institution_code;
  query.window = domain::ticket_window(question.question.day);
  query.who = store::ByPerson{person};
  std::vector<store::FactsQuery> queries;
  queries.push_back(std::move(query));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  Found found;
  found.person = person;
  found.read = std::move(read->front());
  found.made = replay(question, found.read.facts);
  const bool told = person != 0 && !found.made.decision.refused && found.made.answer.validity &&
                    *found.made.answer.validity != domain::Validity::none;
  if (!told) co_return std::optional<Found>();
  co_return std::optional<Found>(std::move(found));
}

net::Response search_reply(store::AuditId record, const DisasterSearch& search,
                           std::string message) {
  util::JsonLine out;
  const bool determined = search.determined == DisasterSearch::Determined::yes;
  out.add_number("record", record)
      .add("at", util::iso_date_time_in_japan(search.at))
      .add_number("disaster", search.disaster)
      .add_truth("declared", search.disaster != 0)
      .add_truth("determined", determined);
  if (determined) {
    out.add("result", message);
  } else if (search.disaster == 0) {
    out.add("message", not_declared).add("message_en", not_declared_english);
  } else {
    out.add("message", not_determined).add("message_en", not_determined_english);
  }
  return json_reply(200, std::move(out).finish(), record);
}

}  // namespace

util::Task<net::Response> search_person(Context& context, Asked asked) {
  auto wanted = oqs::read_person_search(asked.request.body);
  if (!wanted) co_return co_await refuse_problem(context, asked, 422, wanted.error());
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  if (*stands == oqs::ErrorCode::institution_unknown) {  // D0
    co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::institution_unknown);
  }
  auto declared = co_await disaster_in_force(context, asked.party.code);
  if (!declared) co_return store_reply(context, declared.error());
  const auto cost = *declared ? wrong_try(wanted->wanted) : std::string();
  WrongTries::Hold hold(context.wrong_tries, asked.party.text(), cost, context.clock.now());
  if (!hold.allowed()) {
    co_return co_await refuse_json(context, asked, 409, oqs::ErrorCode::wrong_tries);
  }
  auto question = question_of(context, asked);
  std::optional<Found> found;
  if (*declared) {
    auto person = co_await person_meant(context, wanted->wanted);
    if (!person) co_return store_reply(context, person.error());
    auto looked = co_await find(context, question, *person);
    if (!looked) co_return store_reply(context, looked.error());
    found = std::move(*looked);
  }

  auto entry = entry_of(context, asked, disaster_search_kind);
  entry.request_key.clear();  // looked for anew each time: the declaration may have ended
  DisasterSearch search;
  search.disaster = *declared ? (*declared)->id : 0;
  search.wanted = std::move(wanted->wanted);
  search.obtained_by = std::move(wanted->obtained_by);
  search.kinds = std::move(wanted->kinds);
  search.at = question.at = entry.at;
  std::string message;
  if (found) {
    search.determined = DisasterSearch::Determined::yes;
    search.as_of = found->read.as_of;
    search.validity = static_cast<int>(*found->made.answer.validity);
    message = answer_message(question, found->made.answer);
    search.answer_hash = util::hex(util::sha256(message));
    entry.person = found->person;
  }
  util::JsonLine detail;
  detail.add_json(disaster_search_kind, write_disaster_search(search));
  if (!found && !cost.empty()) detail.add("wrong_try", cost);
  entry.detail = with_acting(std::move(detail).finish(), asked.acting);
  auto done = co_await store::disasters_of(*context.registry).record_use(std::move(entry));
  if (!done) co_return store_reply(context, done.error());
  if (!found) hold.count();
  ++context.counters.answers;
  co_return search_reply(done->id, search, std::move(message));
}

}  // namespace madoguchi::center
