// OQSmuimm: 照会番号一括登録. Every unit is a registration of its own (oqs-interface.md §2.8).
#include <map>
#include <nlohmann/json.hpp>

#include "center/register_reference_number.hpp"
#include "center/registration_units.hpp"
#include "center/verify.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr int tries_max = 5;  // when another request changes the same thing meanwhile

// What one run of a job does, unit by unit; everything becomes durable together.
struct Run {
  std::vector<RegistrationOutcome> outcomes;
  std::vector<store::ReferenceChange> changes;
  std::vector<std::string> wrong;  // hashes of wrong tries
  // What the changes so far make of the institution's numbers.
  std::map<domain::PersonId, std::string> numbers;
  std::map<std::string, domain::PersonId> holders;
};

// Who has this number after the changes so far; 0: nobody.
domain::PersonId holder_now(const Run& run, const ReferenceDecision& decision) {
  const auto& number = decision.change.number;
  const auto given = run.holders.find(number);
  const auto holder = given != run.holders.end() ? given->second : decision.number_is_of;
  const auto has = run.numbers.find(holder);
  return has != run.numbers.end() && has->second != number ? 0 : holder;
}

// A decision from the registry, as it is after the changes that this run makes before it.
void see_earlier_changes(const Run& run, ReferenceDecision& decision) {
  if (decision.refused && decision.refused != NotRegistered::taken) return;
  auto& change = decision.change;
  if (const auto own = run.numbers.find(change.person); own != run.numbers.end()) {
    change.before = own->second;
  }
  const auto holder = holder_now(run, decision);
  const bool taken = holder != 0 && holder != change.person;
  decision.refused = taken ? std::optional(NotRegistered::taken) : std::nullopt;
}

void note(Run& run, ReferenceDecision decision, WrongTries::Hold& hold, const std::string& hash) {
  see_earlier_changes(run, decision);
  if (decision.refused) {
    const auto error = error_of(*decision.refused);
    run.outcomes.push_back({error, std::string(name_of(*decision.refused))});
    if (error != oqs::ErrorCode::not_received) return;
    hold.count();
    run.wrong.push_back(hash);
    return;
  }
  run.outcomes.emplace_back();
  run.numbers[decision.change.person] = decision.change.number;
  run.holders[decision.change.number] = decision.change.person;
  run.changes.push_back(std::move(decision.change));
}

std::string outcome_of(const Run& run, const store::BulkJob& job) {
  std::vector<domain::PersonId> people;
  for (const auto& [person, number] : run.numbers) people.push_back(person);
  util::JsonLine out;
  out.add("reception", job.reception_number)
      .add_number("units", job.units)
      .add_json("results", results_json(run.outcomes))
      .add_json("causes", causes_json(run.outcomes))
      .add_json("people", ids_json(people))
      .add_json("wrong", nlohmann::json(run.wrong).dump());
  return std::move(out).finish();
}

class RegistrationWork final : public BulkWork {
 public:
  // Insurance numbers may be used; units with those of assistance are refused (D1).
  WithoutAssistance without_assistance() const override { return WithoutAssistance::allowed; }

  util::Result<BulkOrder, oqs::Refused> read(const Context& context,
                                             const std::string& xml) const override {
    auto request = oqs::read_registration_request(xml, context.bulk_read_limits());
    if (!request) return util::failure(std::move(request.error()));
    BulkOrder order;
    order.header = std::move(request->header);
    order.month = util::Month::of(util::day_in_japan(context.clock.now()));
    order.units = static_cast<std::int64_t>(request->units.size());
    if (order.units > context.config.bulk.units_max) {
      order.against = oqs::ErrorCode::bulk_message_too_many;
    } else {
      order.questions = registrations_json(request->units);
    }
    return order;
  }

  util::Task<bool> run(Context& context, store::BulkJob job) const override {
    auto content = co_await context.registry->job_content(job.reception_number);
    if (!content) co_return false;
    const auto asked = *content ? read_registrations(**content) : std::nullopt;
    if (!asked) co_return co_await give_up(context, std::move(job));
    for (int tries = 0; tries < tries_max; ++tries) {
      Run run;
      const bool decided = co_await decide_all(context, job, asked->units, run);
      if (!decided) co_return false;
      auto done = co_await end(context, job, std::move(run));
      if (done || done.error().error != store::StoreError::changed_meanwhile) {
        co_return done.has_value();
      }
    }
    co_return false;
  }

  util::Task<util::Result<Rendered, store::StoreProblem>> render(
      Context& context, const store::BulkJob& job, const Download& download,
      const oqs::AnswerHeader& header) const override {
    auto content = co_await context.registry->job_content(job.reception_number);
    if (!content) co_return util::failure(content.error());
    const auto ran = *content ? read_registrations(**content) : std::nullopt;
    if (!ran || ran->outcomes.empty()) co_return util::failure(content_unreadable());
    auto rendered = registration_result(header, *ran);
    rendered.settings = download.settings;
    co_return rendered;
  }

 private:
  // False when the store did not answer or the center ends: the job is run again from its start.
  static util::Task<bool> decide_all(Context& context, const store::BulkJob& job,
                                     const std::vector<oqs::RegistrationUnit>& units, Run& run) {
    const Party party{PartyKind::institution, job.institution_code};
    auto stands = co_await standing(context, party);
    if (!stands) co_return false;
    for (const auto& unit : units) {
      if (context.stopping) co_return false;
      const bool off = *stands == oqs::ErrorCode::assistance_off;
      if (unit.problem) {
        run.outcomes.push_back({unit.problem->error, {}});
      } else if (*stands && (!off || unit.search.is_assistance())) {
        run.outcomes.push_back({**stands, {}});
      } else {
        const bool decided = co_await decide_one(context, party, unit, run);
        if (!decided) co_return false;
      }
    }
    co_return true;
  }

  // One unit's place in the budget of wrong tries; past it nobody is looked up.
  static util::Task<bool> decide_one(Context& context, const Party& party,
                                     const oqs::RegistrationUnit& unit, Run& run) {
    const auto hash = wrong_try_hash(unit.search);
    WrongTries::Hold hold(context.wrong_tries, party.text(), hash, context.clock.now());
    if (!hold.allowed()) {
      run.outcomes.push_back({oqs::ErrorCode::wrong_tries, {}});
      co_return true;
    }
    auto decision =
        co_await decide_reference_number(context, party.code, unit.search, unit.reference_number);
    if (!decision) co_return false;
    note(run, std::move(*decision), hold, hash);
    co_return true;
  }

  // The registrations, the job's end and the record that tells of both: all or nothing.
  static util::Task<util::Result<store::AuditRecord, store::StoreProblem>> end(Context& context,
                                                                               store::BulkJob job,
                                                                               Run run) {
    job.units = static_cast<std::int64_t>(run.outcomes.size());
    job.snapshot = context.registry->published();
    job.state = store::JobState::done;
    auto outcome = outcome_of(run, job);
    auto commit = end_on_record(context, std::move(job), std::move(outcome));
    commit.reference_numbers = std::move(run.changes);
    co_return co_await context.registry->commit(std::move(commit));
  }
};

}  // namespace

const BulkWork& registration_work() {
  static const RegistrationWork work;
  return work;
}

}  // namespace madoguchi::center
