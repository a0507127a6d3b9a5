// OQSmuquc: 資格確認一括照会. Every unit is a number inquiry of its own (oqs-interface.md §2.5).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "center/inquiry_units.hpp"
#include "center/verify.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

Against against_order(const Context& context, const oqs::InquiryRequest& request) {
  if (util::day_in_japan(context.clock.now()) < request.day) {
    return oqs::ErrorCode::future_day;  // D24
  }
  if (static_cast<std::int64_t>(request.units.size()) > context.config.bulk.units_max) {
    return oqs::ErrorCode::bulk_message_too_many;
  }
  return std::nullopt;
}

// What one run of a job finds out, unit by unit.
struct Run {
  Inquiry inquiry;
  std::set<std::string> rows;
  std::set<domain::PersonId> people;  // asked about, shown or not
  std::vector<std::string> wrong;     // hashes of wrong tries
};

void note(Run& run, const QuestionRecord& record, const domain::Facts& facts,
          WrongTries::Hold& hold, const std::string& hash) {
  const auto made = replay_unit(record, facts);
  if (made.decision.refused == domain::Reason::ambiguous_number) {
    util::log(util::LogLevel::error, "center", "two active persons under one number (domain 3.3)");
  }
  if (made.decision.refused) return;
  for (auto& row : made.decision.rows()) run.rows.insert(std::move(row));
  if (const auto person = person_asked_about(made, facts); person != 0) run.people.insert(person);
  if (made.answer.validity != domain::Validity::none) return;
  hold.count();
  run.wrong.push_back(hash);
}

std::string outcome_of(const Run& run, const store::BulkJob& job) {
  using nlohmann::json;
  util::JsonLine out;
  out.add("reception", job.reception_number)
      .add("today", run.inquiry.today.text())
      .add_json("settings", settings_json(run.inquiry.settings))
      .add_number("as_of", job.snapshot)
      .add_number("units", job.units)
      .add_json("rows", json(run.rows).dump())
      .add_json("people", json(run.people).dump())
      .add_json("past_budget", json(run.inquiry.past_budget).dump())
      .add_json("wrong", json(run.wrong).dump());
  return std::move(out).finish();
}

class InquiryWork final : public BulkWork {
 public:
  // Insurance numbers may be asked about; those of assistance are refused unit by unit (D1).
  WithoutAssistance without_assistance() const override { return WithoutAssistance::allowed; }

  util::Result<BulkOrder, oqs::Refused> read(const Context& context,
                                             const std::string& xml) const override {
    auto request = oqs::read_inquiry_request(xml, context.bulk_read_limits());
    if (!request) return util::failure(std::move(request.error()));
    BulkOrder order;
    order.against = against_order(context, *request);
    order.header = std::move(request->header);
    order.day = request->day;
    order.month = util::Month::of(request->day);
    order.units = static_cast<std::int64_t>(request->units.size());
    if (!order.against) order.questions = questions_json(request->units);
    return order;
  }

  util::Task<bool> run(Context& context, store::BulkJob job) const override {
    auto content = co_await context.registry->job_content(job.reception_number);
    if (!content) co_return false;
    auto inquiry = *content ? read_inquiry(**content) : std::nullopt;
    if (!inquiry) co_return co_await give_up(context, std::move(job));
    Run run;
    run.inquiry = std::move(*inquiry);
    run.inquiry.today = util::day_in_japan(context.clock.now());
    run.inquiry.settings = context.config.decision;
    job.snapshot = context.registry->published();
    for (std::size_t place = 0; place < run.inquiry.units.size(); ++place) {
      if (context.stopping) co_return false;  // the next start begins anew
      const bool done = co_await run_unit(context, job, run, place);
      if (!done) co_return false;
    }
    co_return co_await end(context, std::move(job), run);
  }

  util::Task<util::Result<Rendered, store::StoreProblem>> render(
      Context& context, const store::BulkJob& job, const Download& download,
      const oqs::AnswerHeader& header) const override {
    auto content = co_await context.registry->job_content(job.reception_number);
    if (!content) co_return util::failure(content.error());
    const auto inquiry = *content ? read_inquiry(**content) : std::nullopt;
    if (!inquiry) co_return util::failure(content_unreadable());
    std::vector<UnitMade> units;
    auto hidden =
        co_await make_units(*context.registry, job, *inquiry, download,
                            [&units](UnitMade unit) { units.push_back(std::move(unit)); });
    if (!hidden) co_return util::failure(hidden.error());
    auto rendered = inquiry_result(header, *inquiry, units);
    rendered.hidden = std::move(*hidden);
    co_return rendered;
  }

 private:
  // One unit's place in the budget of wrong tries; past it nobody is looked up.
  static util::Task<bool> run_unit(Context& context, const store::BulkJob& job, Run& run,
                                   std::size_t place) {
    if (run.inquiry.units[place].problem) co_return true;
    const auto record = unit_record(job, run.inquiry, place);
    const auto hash = wrong_try_hash(record.question.search);
    WrongTries::Hold hold(context.wrong_tries, "institution:" + job.institution_code, hash,
                          context.clock.now());
    if (!hold.allowed()) {
      run.inquiry.past_budget.push_back(place);
      co_return true;
    }
    std::vector<store::FactsQuery> queries;
    queries.push_back(facts_query(record, job.snapshot));
    auto read = co_await context.registry->facts(std::move(queries));
    if (!read) co_return false;
    note(run, record, read->front().facts, hold, hash);
    co_return true;
  }

  static util::Task<bool> end(Context& context, store::BulkJob job, const Run& run) {
    job.units = static_cast<std::int64_t>(run.inquiry.units.size());
    job.state = store::JobState::done;
    auto outcome = outcome_of(run, job);
    auto done = co_await context.registry->commit(
        end_on_record(context, std::move(job), std::move(outcome)));
    co_return done.has_value();
  }
};

}  // namespace

const BulkWork& inquiry_work() {
  static const InquiryWork work;
  return work;
}

}  // namespace madoguchi::center
