#include "center/history_judging.hpp"

#include <algorithm>

#include "domain/identifiers.hpp"

namespace madoguchi::center {

namespace {

using domain::Stands;

constexpr std::int64_t no_stands_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t emergency_life_ms = 60LL * 60 * 1000;  // of what one look shows
constexpr std::string_view card_in_grace_code = "N0702";      // see card_question.cpp

Stands stands(bool is) {
  return is ? Stands::yes : Stands::no;
}

// Of the person as the answer would show them: the qualification that is active today, else the
// insurance.
std::optional<domain::PersonDetails> details_of(const domain::PersonFacts& person, util::Day day,
                                                const domain::DecisionSettings& settings) {
  if (const auto at = domain::active_interval(person, day, settings.loss_date_is_covered)) {
    return person.qualifications[*at].person;
  }
  for (const auto& insurance : person.insurances) {
    domain::PersonDetails details;
    details.birthdate = insurance.birthdate;
    for (const auto& field : insurance.fields) {
      if (field.field == domain::Field::Name) details.name = field.value;
      if (field.field == domain::Field::NameKana) details.name_kana = field.value;
      if (field.field == domain::Field::Sex1) details.sex1 = field.value;
    }
    return details;
  }
  return std::nullopt;
}

util::Task<util::Result<HistoryStanding, store::StoreProblem>> standing_by(
    Context& context, store::FactsQuery query, domain::PersonId expected) {
  HistoryStanding standing;
  const auto institution = query.institution_code;
  const auto today = util::day_in_japan(context.clock.now());
  query.window = domain::ticket_window(today);
  std::vector<store::FactsQuery> queries;
  queries.push_back(std::move(query));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  auto& found = read->front();
  standing.institution = found.facts.institution;
  const bool one = found.institution_known && !found.card_revoked &&
                   found.facts.people.size() == 1 && found.facts.people[0].id == expected &&
                   expected != 0;
  if (!one) co_return standing;
  standing.person = expected;
  std::vector<domain::PersonId> people;
  people.push_back(expected);
  auto hidden = co_await context.registry->not_disclosed(std::move(people));
  if (!hidden) co_return util::failure(hidden.error());
  standing.disclosed = stands(hidden->empty());
  domain::Question question;
  question.day = question.today = today;
  question.asking = domain::Asking::card;
  question.settings = context.config.decision;
  const auto decision = domain::decide(found.facts, question);
  if (!decision.refused) standing.validity = decision.validity;
  standing.details = details_of(found.facts.people[0], today, question.settings);
  auto& histories = store::histories_of(*context.registry);
  auto choices = co_await histories.consent_choices(expected, institution);
  if (!choices) co_return util::failure(choices.error());
  standing.choices = std::move(*choices);
  auto switches = co_await histories.switches(institution);
  if (!switches) co_return util::failure(switches.error());
  standing.switches = *switches;
  co_return standing;
}

std::optional<domain::LastChoice> choice_of(const HistoryStanding& standing,
                                            domain::HistoryKind kind) {
  for (const auto& one : standing.choices) {
    if (one.kind == domain::consent_kind_of(kind)) return one.choice;
  }
  return std::nullopt;
}

// A hospital: neither pharmacy nor visiting nursing. Which clinics are none, only they know: the
// right is switched on by the operator's word (docs/decisions.md).
bool may_be_hospital(const std::string& code) {
  const auto parsed = domain::MedicalInstitutionCode::parse(code);
  return parsed && domain::fee_table_of(*parsed) == domain::FeeTable::medical;
}

struct JudgedConsent {
  domain::ConsentState state = domain::ConsentState::not_asked;
  util::Instant until;
};

// Said to a member of staff; a "no" at the reader (or a withdrawal) that came after it ends it.
JudgedConsent oral_consent(const OralConsent& oral, domain::HistoryKind kind,
                           const std::optional<domain::LastChoice>& choice, util::Instant now) {
  if (std::find(oral.kinds.begin(), oral.kinds.end(), kind) == oral.kinds.end()) return {};
  if (choice && !choice->given && choice->at >= oral.at) {
    return {domain::ConsentState::withdrawn, oral.until};
  }
  const domain::LastChoice said{true, false, oral.at, oral.until};
  return {domain::consent_state(said, now), oral.until};
}

// OQSCD016 3: who cannot be asked. A "no" of the last day was an answer, and stands.
JudgedConsent consent_in_emergency(const std::optional<domain::LastChoice>& choice,
                                   util::Instant now) {
  const auto state = domain::consent_state(choice, now);
  if (state == domain::ConsentState::given) return {state, choice->available_until};
  const bool said_no = choice && !choice->given && now < choice->at.plus_ms(no_stands_ms);
  if (said_no) return {state, util::Instant{}};
  return {domain::ConsentState::hard_to_obtain, now.plus_ms(emergency_life_ms)};
}

JudgedConsent consent_of(const Viewer& viewer, const HistoryStanding& standing,
                         domain::HistoryKind kind, util::Instant now) {
  const auto choice = choice_of(standing, kind);
  if (viewer.oral) return oral_consent(*viewer.oral, kind, choice, now);
  if (viewer.mode == domain::HistoryMode::emergency) return consent_in_emergency(choice, now);
  return {domain::consent_state(choice, now), choice ? choice->available_until : util::Instant{}};
}

}  // namespace

bool signed_by_card(const QuestionRecord& question) {
  return question.card_mode == "pin" || question.staff.empty();
}

bool in_grace(const QuestionRecord& question) {
  return std::any_of(question.extra_remarks.begin(), question.extra_remarks.end(),
                     [](const auto& remark) { return remark.code == card_in_grace_code; });
}

util::Task<util::Result<std::optional<CardRead>, store::StoreProblem>> card_read_of(
    Context& context, const Party& party, store::AuditId id) {
  auto found = co_await context.registry->record(id);
  if (!found) co_return util::failure(found.error());
  if (!*found) co_return std::optional<CardRead>();
  const auto& entry = (*found)->entry;
  if (entry.party != party.text() || entry.kind != "answer") co_return std::optional<CardRead>();
  auto question = read_question_record(entry.detail);
  if (!question || question->question.asking != domain::Asking::card) {
    co_return std::optional<CardRead>();
  }
  co_return std::optional<CardRead>(CardRead{id, entry.person, std::move(*question), entry.at});
}

util::Task<util::Result<HistoryStanding, store::StoreProblem>> standing_of(Context& context,
                                                                           const CardRead& card) {
  store::FactsQuery query;
  query.institution_code = card.question.institution_code;
  query.who = store::ByCard{card.question.card_issuer, card.question.card_serial};
  auto standing = co_await standing_by(context, std::move(query), card.person);
  co_return standing;
}

util::Task<util::Result<HistoryStanding, store::StoreProblem>> standing_of_person(
    Context& context, std::string institution_code, domain::PersonId person) {
  store::FactsQuery query;
  query.institution_code = std::move(institution_code);
  query.who = store::ByPerson{person};
  auto standing = co_await standing_by(context, std::move(query), person);
  co_return standing;
}

bool two_factors(const std::optional<Acting>& acting) {
  if (!acting) return false;
  constexpr std::size_t pair = 5;  // "1-01,3-02"
  const auto& factors = acting->factors;
  for (auto at = pair; at < factors.size(); at += pair) {
    if (factors[at] != factors[0]) return true;
  }
  return false;
}

std::vector<JudgedKind> judge(const Context& context, const Viewer& viewer,
                              const HistoryStanding& standing,
                              const std::vector<domain::HistoryKind>& kinds, util::Instant now) {
  const auto& switches = standing.switches;
  const auto& settings = context.config.histories;
  std::vector<JudgedKind> judged;
  for (const auto kind : kinds) {
    const auto consent = consent_of(viewer, standing, kind, now);
    domain::HistoryQuestion asked;
    if (viewer.acting) asked.role = viewer.acting->role;
    asked.kind = kind;
    asked.mode = viewer.mode;
    asked.consent = consent.state;
    asked.validity = standing.validity;
    asked.disclosed = standing.disclosed;
    asked.two_factors = stands(two_factors(viewer.acting));
    asked.certificate = viewer.certificate;
    asked.kind_used = stands(domain::used(switches, kind));
    asked.unsigned_opens =
        stands(switches.without_signature && context.config.card.consents_without_signature);
    asked.folder_opens = stands(switches.by_folder);
    asked.emergency_right =
        stands(switches.emergency_right && may_be_hospital(standing.institution.code));
    asked.declared = viewer.declared;
    asked.opens_unregistered = stands(settings.when_unregistered);
    asked.two_factors_required = stands(settings.two_factors_required);
    auto reason = domain::may_view(asked);
    // A folder's request rests on a read: one without a signature needs what the page's view needs.
    const bool by_eyes = viewer.card_signed != Stands::yes && asked.unsigned_opens != Stands::yes;
    if (reason == domain::HistoryReason::allowed && by_eyes) {
      reason = domain::HistoryReason::unsigned_card;
    }
    judged.push_back({kind, reason, consent.until});
  }
  return judged;
}

}  // namespace madoguchi::center
