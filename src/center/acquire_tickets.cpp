#include "center/acquire_tickets.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "center/question_record.hpp"
#include "domain/project.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::chrono::seconds poll_wait{5};  // how long a download waits for its running job

oqs::Refused refused_with(const oqs::RequestHeader& header, oqs::ErrorCode error,
                          std::string place = {}) {
  oqs::Refused refused;
  refused.problem = {error, std::move(place)};
  refused.header = header;
  return refused;
}

// "20261123" and ten random digits: nobody can guess a neighbour's number.
std::string new_reception_number(util::Instant now) {
  const auto bytes = util::random_bytes(8);
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  auto digits = std::to_string(number % 10000000000ULL);
  digits.insert(0, 10 - digits.size(), '0');
  return util::day_in_japan(now).text() + digits;
}

bool month_in_range(const Context& context, util::Month month) {
  const auto now = util::Month::of(util::day_in_japan(context.clock.now()));
  return month >= now.plus_months(-context.config.bulk.months_back_max) &&
         month <= now.plus_months(1);
}

net::Response acceptance(const oqs::RequestHeader& request, const store::BulkJob& job,
                         store::AuditId record) {
  const auto header = answer_header(request, job.received_at);
  return xml_reply(oqs::write_acceptance(header, job.reception_number, job.received_at), record);
}

oqs::AnswerHeader download_header(const oqs::RequestHeader& request, const store::BulkJob& job,
                                  const oqs::EchoText& reception, util::Instant at) {
  auto header = answer_header(request, at);
  header.arbitrary_file_identifier = {job.arbitrary_file_identifier,
                                      job.arbitrary_file_identifier_raw};
  header.reception_number = reception;
  return header;
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

// What a download was made with: its replay needs no more.
struct Download {
  std::string reception, reception_raw;
  util::Instant at;
  domain::DecisionSettings settings;
};

std::string download_detail(const store::BulkJob& job, const Download& download, const Units& units,
                            const std::string& message) {
  std::string people = "[";
  for (const auto person : units.people) {
    if (people.size() > 1) people += ',';
    people += std::to_string(person);
  }
  people += ']';
  util::JsonLine detail;
  detail.add("reception", job.reception_number)
      .add("reception_raw", download.reception_raw)
      .add("month", job.month.text())
      .add_json("settings", settings_json(download.settings))
      .add_number("as_of", job.snapshot)
      .add_number("units", static_cast<std::int64_t>(units.answers.size()))
      .add_json("rows", R"(["D25"])")
      .add_json("people", people)
      .add("answer", util::hex(util::sha256(message)));
  return std::move(detail).finish();
}

struct Rendered {
  Units units;
  std::string message;
};

// The content of a finished job. Runs on the workers: thousands of units take a while.
util::Task<util::Result<Rendered, store::StoreProblem>> render(Context& context,
                                                               const store::BulkJob& job,
                                                               const Download& download) {
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};
  auto read = co_await context.registry->bulk(job.institution_code, job.month, job.snapshot);
  Rendered rendered;
  if (read) {
    // The setting was on when the job was taken in, and was asked again for this download.
    read->facts.institution.uses_medical_assistance = true;
    rendered.units = units_of(read->facts, job.month, download.settings);
    oqs::RequestHeader request;
    request.institution_code = job.institution_code;
    const oqs::EchoText reception{download.reception, download.reception_raw};
    oqs::WriteSettings settings;
    settings.emit_public_expense_names = download.settings.emit_public_expense_names;
    oqs::BulkResultWriter writer(download_header(request, job, reception, download.at),
                                 rendered.units.answers.size(), settings);
    for (const auto& unit : rendered.units.answers) writer.add(unit);
    rendered.message = std::move(writer).finish();
  }
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!read) co_return util::failure(read.error());
  co_return rendered;
}

// The content of a finished job, recorded before it leaves.
util::Task<net::Response> deliver(Context& context, const Asked& asked,
                                  oqs::DownloadRequest request, store::BulkJob job) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "download");
  Download download;
  download.reception = request.reception_number.value;
  download.reception_raw = request.reception_number.raw;
  download.at = commit.record.at;
  download.settings = context.config.decision;
  auto rendered = co_await render(context, job, download);
  if (!rendered) co_return store_reply(context, rendered.error());
  commit.record.detail = download_detail(job, download, rendered->units, rendered->message);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  co_return xml_reply(std::move(rendered->message), done->id);
}

// Fixes what one job delivers: the registry as it is published now.
util::Task<bool> run_job(Context& context, store::BulkJob job) {
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

}  // namespace

namespace {

// A job dated in the future, of a clock that was set back since, holds nobody up.
bool too_soon_after(const Context& context, const store::BulkJob& job) {
  const auto since_ms = context.clock.now().ms - job.received_at.ms;
  return since_ms >= 0 && since_ms < context.config.bulk.interval_s * 1000;
}

bool runs(const store::BulkJob& job) {
  return job.state == store::JobState::accepted || job.state == store::JobState::processing;
}

store::BulkJob new_job(const Asked& asked, const oqs::TicketsRequest& request, util::Instant at) {
  store::BulkJob job;
  job.reception_number = new_reception_number(at);
  job.interface = asked.interface;
  job.institution_code = asked.party.code;
  job.month = request.month;
  job.arbitrary_file_identifier = request.header.arbitrary_file_identifier.value;
  job.arbitrary_file_identifier_raw = request.header.arbitrary_file_identifier.raw;
  job.received_at = at;
  return job;
}

// Makes the acceptance durable: a new job, or the one that runs already for the same month.
util::Task<net::Response> accept(Context& context, const Asked& asked,
                                 const oqs::TicketsRequest& request,
                                 std::optional<store::BulkJob> running) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "acceptance");
  const auto job = running ? *running : new_job(asked, request, commit.record.at);
  if (!running) commit.new_job = job;
  const auto& identifier = request.header.arbitrary_file_identifier;
  util::JsonLine detail;
  detail.add("reception", job.reception_number)
      .add("month", job.month.text())
      .add("file_id", identifier.value)
      .add("file_id_raw", identifier.raw);
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  start_waiting_jobs(context);
  co_return acceptance(request.header, job, done->id);
}

}  // namespace

void start_waiting_jobs(Context& context) {
  if (context.stopping) return;
  ++context.job_runs;
  const auto ended = [&context] {
    --context.job_runs;
    context.job_runs.notify_all();
  };
  context.workers.post([&context, ended] {
    util::start(
        run_waiting_jobs(context), [ended](bool) { ended(); },
        [ended](std::exception_ptr) {
          util::log(util::LogLevel::error, "center", "running bulk jobs failed");
          ended();
        });
  });
}

util::Task<net::Response> acceptance_again(Context& context, store::AuditRecord record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  auto job = co_await context.registry->job(detail.value("reception", std::string()));
  if (!job) co_return store_reply(context, job.error());
  if (!*job) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  oqs::RequestHeader header;
  header.institution_code = (*job)->institution_code;
  header.arbitrary_file_identifier = {detail.value("file_id", std::string()),
                                      detail.value("file_id_raw", std::string())};
  co_return acceptance(header, **job, record.id);
}

util::Task<net::Response> download_again(Context& context, store::AuditRecord record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  Download download;
  download.reception = detail.value("reception", std::string());
  download.reception_raw = detail.value("reception_raw", std::string());
  download.at = record.entry.at;
  download.settings = read_settings_json(detail.value("settings", nlohmann::json()).dump());
  auto job = co_await context.registry->job(download.reception);
  if (!job) co_return store_reply(context, job.error());
  if (!*job) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  auto rendered = co_await render(context, **job, download);
  if (!rendered) co_return store_reply(context, rendered.error());
  co_return xml_reply(std::move(rendered->message), record.id);
}

util::Task<net::Response> accept_tickets_job(Context& context, Asked asked) {
  auto request = oqs::read_tickets_request(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  auto against = *stands;
  if (request->header.institution_code != asked.party.code) {
    against = oqs::ErrorCode::institution_mismatch;
  } else if (!against && !month_in_range(context, request->month)) {
    against = oqs::ErrorCode::month_out_of_range;
  }
  std::optional<store::BulkJob> running;
  if (!against) {
    auto latest = co_await context.registry->latest_job(asked.party.code, request->month);
    if (!latest) co_return store_reply(context, latest.error());
    if (*latest && runs(**latest)) {
      running = std::move(**latest);
    } else if (*latest && (*latest)->state != store::JobState::expired &&
               too_soon_after(context, **latest)) {
      against = oqs::ErrorCode::bulk_too_often;
    }
  }
  if (against) {
    co_return co_await refuse(context, asked, refused_with(request->header, *against));
  }
  co_return co_await accept(context, asked, *request, std::move(running));
}

namespace {

// The job of this number when it belongs to this institution; one that runs is waited for a little,
// so that a client which asks at once need not come again.
util::Task<util::Result<std::optional<store::BulkJob>, store::StoreProblem>> job_for(
    Context& context, const Party& party, std::string number) {
  auto found = co_await context.registry->job(number);
  if (!found) co_return util::failure(found.error());
  // Another institution's number is told like one that does not exist.
  if (!*found || (*found)->institution_code != party.code) co_return std::nullopt;
  if (runs(**found)) {
    auto ended = context.job_waiters.wait(std::chrono::steady_clock::now() + poll_wait);
    start_waiting_jobs(context);
    co_await ended;
    found = co_await context.registry->job(std::move(number));
    if (!found) co_return util::failure(found.error());
  }
  co_return std::move(*found);
}

std::optional<oqs::ErrorCode> error_of(const Context& context, const store::BulkJob& job) {
  const auto age_ms = context.clock.now().ms - job.received_at.ms;
  if (job.state == store::JobState::expired ||
      age_ms > context.config.bulk.retention_days * 86400000LL) {
    return oqs::ErrorCode::reception_expired;
  }
  if (job.state != store::JobState::failed) return std::nullopt;
  return job.error_code == oqs::code_of(oqs::ErrorCode::bulk_too_many)
             ? oqs::ErrorCode::bulk_too_many
             : oqs::ErrorCode::center_internal;
}

}  // namespace

util::Task<net::Response> download_tickets(Context& context, Asked asked) {
  auto request = oqs::read_download_request(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  auto against = *stands;
  if (request->header.institution_code != asked.party.code) {
    against = oqs::ErrorCode::institution_mismatch;
  }
  std::optional<store::BulkJob> job;
  if (!against) {
    auto found = co_await job_for(context, asked.party, request->reception_number.value);
    if (!found) co_return store_reply(context, found.error());
    job = std::move(*found);
    against = job ? error_of(context, *job) : oqs::ErrorCode::reception_unknown;
  }
  if (against) {
    auto refused = refused_with(request->header, *against);
    refused.reception_number = request->reception_number;
    co_return co_await refuse(context, asked, std::move(refused));
  }
  if (runs(*job)) {
    ++context.counters.polls;
    const auto header =
        download_header(request->header, *job, request->reception_number, context.clock.now());
    co_return xml_reply(oqs::write_processing(header), 0);
  }
  co_return co_await deliver(context, asked, std::move(*request), std::move(*job));
}

namespace {

util::Task<bool> run_unfinished(Context& context) {
  auto jobs = co_await context.registry->unfinished_jobs();
  bool all = jobs.has_value();
  if (all) {
    for (const auto& job : *jobs) {
      if (context.stopping) break;  // the next start finds it unfinished
      const bool done = co_await run_job(context, job);
      all = all && done;
    }
  }
  context.job_waiters.wake_all();
  if (!all) {
    util::log(util::LogLevel::warning, "center", "a bulk job waits: the store did not answer");
  }
  co_return all;
}

}  // namespace

util::Task<bool> run_waiting_jobs(Context& context) {
  context.jobs_wanted = true;
  bool all = true;
  // One run at a time: a second one could fix a later snapshot for a job that was downloaded
  // already.
  while (context.jobs_wanted && !context.jobs_running.exchange(true)) {
    while (context.jobs_wanted.exchange(false)) {
      const bool done = co_await run_unfinished(context);
      all = all && done;
    }
    context.jobs_running = false;
  }
  if (!all) context.jobs_retry = true;  // the ticker tries again
  co_return all;
}

}  // namespace madoguchi::center
