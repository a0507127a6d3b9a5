// OQSmutic: 委託先資格情報の一括取得 (domain.md 5)
#include <algorithm>

#include "center/bulk_work.hpp"
#include "domain/project.hpp"

namespace madoguchi::center {

namespace {

bool month_in_range(const Context& context, util::Month month) {
  const auto now = util::Month::of(util::day_in_japan(context.clock.now()));
  return month >= now.plus_months(-context.config.bulk.months_back_max) &&
         month <= now.plus_months(1);
}

// A job dated in the future, of a clock that was set back since, holds nobody up.
bool too_soon_after(const Context& context, const store::BulkJob& job) {
  const auto since_ms = context.clock.now().ms - job.received_at.ms;
  return since_ms >= 0 && since_ms < context.config.bulk.interval_s * 1000;
}

struct Units {
  std::vector<domain::Answer> answers;
  std::vector<domain::PersonId> people;
};

Units units_of(const domain::Facts& facts, util::Month month,
               const domain::DecisionSettings& settings) {
  Units units;
  for (std::size_t i = 0; i < facts.people.size(); ++i) {
    const auto decision = domain::decide_bulk(facts, i, month, settings);
    if (decision.verdicts.empty()) continue;
    units.answers.push_back(domain::project_bulk(facts, month, decision, settings));
    units.people.push_back(facts.people[i].id);
  }
  return units;
}

// Those whose insurance is shown as well (併用).
std::vector<domain::PersonId> insured_of(const Units& units) {
  std::vector<domain::PersonId> insured;
  for (std::size_t i = 0; i < units.people.size(); ++i) {
    const auto& results = units.answers[i].results;
    const bool shown = std::any_of(results.begin(), results.end(), [](const auto& result) {
      return result.side == domain::Side::insurance;
    });
    if (shown) insured.push_back(units.people[i]);
  }
  return insured;
}

class TicketWork final : public BulkWork {
 public:
  WithoutAssistance without_assistance() const override { return WithoutAssistance::refused; }

  util::Result<BulkOrder, oqs::Refused> read(const Context& context,
                                             const std::string& xml) const override {
    auto request = oqs::read_tickets_request(xml, context.read_limits());
    if (!request) return util::failure(std::move(request.error()));
    BulkOrder order;
    order.header = std::move(request->header);
    order.month = request->month;
    if (!month_in_range(context, order.month)) order.against = oqs::ErrorCode::month_out_of_range;
    return order;
  }

  // A second order for the same month joins the job that runs; a new one waits its interval.
  util::Task<util::Result<Admission, store::StoreProblem>> admit(
      Context& context, const Asked& asked, const BulkOrder& order) const override {
    Admission admission;
    auto latest =
        co_await context.registry->latest_job(asked.interface, asked.party.code, order.month);
    if (!latest) co_return util::failure(latest.error());
    if (*latest && runs(**latest)) {
      admission.running = std::move(**latest);
    } else if (*latest && (*latest)->state != store::JobState::expired &&
               too_soon_after(context, **latest)) {
      admission.against = oqs::ErrorCode::bulk_too_often;
    }
    co_return admission;
  }

  // The registry as it is published now is what the job delivers.
  util::Task<bool> run(Context& context, store::BulkJob job) const override {
    auto read = co_await context.registry->bulk(job.institution_code, job.month, std::nullopt);
    if (!read) co_return false;
    read->facts.institution.uses_medical_assistance = true;
    const auto units = units_of(read->facts, job.month, context.config.decision).answers.size();
    job.snapshot = read->as_of;
    job.units = static_cast<std::int64_t>(units);
    if (job.units > context.config.bulk.units_max) {
      job.state = store::JobState::failed;
      job.error_code = std::string(oqs::code_of(oqs::ErrorCode::bulk_too_many));
    } else {
      job.state = units == 0 ? store::JobState::done_empty : store::JobState::done;
    }
    auto done = co_await context.registry->update_job(std::move(job));
    co_return done.has_value();
  }

  util::Task<util::Result<Rendered, store::StoreProblem>> render(
      Context& context, const store::BulkJob& job, const Download& download,
      const oqs::AnswerHeader& header) const override {
    auto read = co_await context.registry->bulk(job.institution_code, job.month, job.snapshot);
    if (!read) co_return util::failure(read.error());
    // The setting was on when the job was taken in, and was asked again for this download.
    read->facts.institution.uses_medical_assistance = true;
    auto units = units_of(read->facts, job.month, download.settings);
    oqs::WriteSettings settings;
    settings.emit_public_expense_names = download.settings.emit_public_expense_names;
    oqs::BulkResultWriter writer(header, {units.answers.size(), 0}, settings);
    for (const auto& unit : units.answers) writer.add(unit);
    Rendered rendered;
    rendered.message = std::move(writer).finish();
    rendered.units = units.answers.size();
    rendered.people = ids_json(units.people);
    rendered.insured = ids_json(insured_of(units));
    rendered.rows = {"D25"};
    rendered.settings = download.settings;
    co_return rendered;
  }
};

}  // namespace

const BulkWork& ticket_work() {
  static const TicketWork work;
  return work;
}

}  // namespace madoguchi::center
