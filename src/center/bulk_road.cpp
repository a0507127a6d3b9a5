#include "center/bulk_road.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "center/acting_detail.hpp"
#include "center/bulk_work.hpp"
#include "center/question_record.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::chrono::seconds poll_wait{5};      // how long a download waits for its running job
constexpr std::size_t large_bytes = 64UL * 1024;  // such a message is read on the workers

// "20261123" and ten random digits: nobody can guess a neighbour's number.
std::string new_reception_number(util::Instant now) {
  const auto bytes = util::random_bytes(8);
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  auto digits = std::to_string(number % 10000000000ULL);
  digits.insert(0, 10 - digits.size(), '0');
  return util::day_in_japan(now).text() + digits;
}

net::Response acceptance(const oqs::RequestHeader& request, const store::BulkJob& job,
                         store::AuditId record) {
  const auto header = answer_header(request, job.received_at);
  return xml_reply(oqs::write_acceptance(header, job.reception_number, job.received_at), record);
}

std::string acceptance_detail(const store::BulkJob& job, const BulkOrder& order) {
  const auto& identifier = order.header.arbitrary_file_identifier;
  util::JsonLine detail;
  detail.add("reception", job.reception_number).add("month", job.month.text());
  if (job.day) detail.add("day", job.day->text());
  if (order.questions) {
    detail.add_number("units", order.units)
        .add("questions", util::hex(util::sha256(*order.questions)));
  }
  detail.add("file_id", identifier.value).add("file_id_raw", identifier.raw);
  return std::move(detail).finish();
}

std::string download_detail(const store::BulkJob& job, const Download& download,
                            const Rendered& rendered) {
  util::JsonLine detail;
  detail.add("reception", job.reception_number)
      .add("reception_raw", download.reception_raw)
      .add("month", job.month.text())
      .add_json("settings", settings_json(rendered.settings))
      .add_number("as_of", job.snapshot)
      .add_number("units", static_cast<std::int64_t>(rendered.units))
      .add_number("errors", static_cast<std::int64_t>(rendered.errors))
      .add_json("rows", nlohmann::json(rendered.rows).dump())
      .add_json(rendered.hidden ? "told" : "people", rendered.people)
      .add_truth("assistance", download.assistance == Download::Assistance::used);
  if (!rendered.insured.empty()) detail.add_json("insured", rendered.insured);
  if (rendered.hidden) detail.add_json("hidden", ids_json(*rendered.hidden));
  detail.add("answer", util::hex(util::sha256(rendered.message)));
  return std::move(detail).finish();
}

// The content of a finished job. Runs on the workers: thousands of units take a while.
util::Task<util::Result<Rendered, store::StoreProblem>> render(Context& context,
                                                               const store::BulkJob& job,
                                                               const Download& download) {
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};
  auto rendered = co_await bulk_work_of(job.interface)
                      ->render(context, job, download, download_header(job, download));
  if (home != nullptr) co_await util::ResumeOn{*home};
  co_return rendered;
}

// The content of a finished job, recorded before it leaves.
util::Task<net::Response> deliver(Context& context, const Asked& asked, store::BulkJob job,
                                  Download download) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "download");
  download.at = commit.record.at;
  download.settings = context.config.decision;
  auto rendered = co_await render(context, job, download);
  if (!rendered) co_return store_reply(context, rendered.error());
  commit.record.detail = with_acting(download_detail(job, download, *rendered), asked.acting);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  co_return xml_reply(std::move(rendered->message), done->id);
}

store::BulkJob new_job(const Asked& asked, const BulkOrder& order, util::Instant at) {
  store::BulkJob job;
  job.reception_number = new_reception_number(at);
  job.interface = asked.interface;
  job.institution_code = asked.party.code;
  job.month = order.month;
  job.day = order.day;
  job.arbitrary_file_identifier = order.header.arbitrary_file_identifier.value;
  job.arbitrary_file_identifier_raw = order.header.arbitrary_file_identifier.raw;
  job.received_at = at;
  return job;
}

// Makes the acceptance durable: a new job, or the one that runs already for the same order.
util::Task<net::Response> accept(Context& context, const Asked& asked, BulkOrder order,
                                 std::optional<store::BulkJob> running) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "acceptance");
  const auto job = running ? *running : new_job(asked, order, commit.record.at);
  commit.record.detail = with_acting(acceptance_detail(job, order), asked.acting);
  if (!running) commit.new_job = store::NewJob{job, std::move(order.questions)};
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.answers;
  start_waiting_jobs(context);
  co_return acceptance(order.header, job, done->id);
}

util::Task<util::Result<BulkOrder, oqs::Refused>> read_order(Context& context, const BulkWork& work,
                                                             const std::string& xml) {
  auto* home = util::Executor::current();
  const bool elsewhere = xml.size() > large_bytes && home != nullptr;
  if (elsewhere) co_await util::ResumeOn{context.workers};
  auto order = work.read(context, xml);
  if (elsewhere) co_await util::ResumeOn{*home};
  co_return order;
}

// What of an institution's standing concerns this work.
Against concerning(const BulkWork& work, Against stands) {
  const bool off = stands == oqs::ErrorCode::assistance_off;
  const bool allowed = work.without_assistance() == BulkWork::WithoutAssistance::allowed;
  return off && allowed ? std::nullopt : stands;
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
  auto download = read_download(record);
  if (!download) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  download->hidden.reset();  // and whoever is not disclosed since then
  auto job = co_await context.registry->job(download->reception);
  if (!job) co_return store_reply(context, job.error());
  if (!*job) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  auto rendered = co_await render(context, **job, *download);
  if (!rendered) co_return store_reply(context, rendered.error());
  co_return xml_reply(std::move(rendered->message), record.id);
}

util::Task<net::Response> accept_bulk_job(Context& context, Asked asked) {
  const auto& work = *bulk_work_of(asked.interface);
  auto order = co_await read_order(context, work, asked.request.body);
  if (!order) co_return co_await refuse(context, asked, std::move(order.error()));
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  auto against = concerning(work, *stands);
  if (order->header.institution_code != asked.party.code) {
    against = oqs::ErrorCode::institution_mismatch;
  } else if (!against) {
    against = order->against;
  }
  std::optional<store::BulkJob> running;
  if (!against) {
    auto admission = co_await work.admit(context, asked, *order);
    if (!admission) co_return store_reply(context, admission.error());
    against = admission->against;
    running = std::move(admission->running);
  }
  if (against) {
    oqs::Refused refused;
    refused.problem.error = *against;
    refused.header = std::move(order->header);
    refused.day = order->day;
    co_return co_await refuse(context, asked, std::move(refused));
  }
  co_return co_await accept(context, asked, std::move(*order), std::move(running));
}

namespace {

// The job of this number when it belongs to this institution; one that runs is waited for a little,
// so that a client which asks at once need not come again.
util::Task<util::Result<std::optional<store::BulkJob>, store::StoreProblem>> job_for(
    Context& context, const Asked& asked, std::string number) {
  auto found = co_await context.registry->job(number);
  if (!found) co_return util::failure(found.error());
  // Another institution's number, or another interface's, is told like one that does not exist.
  if (!*found || (*found)->institution_code != asked.party.code ||
      bulk_prefix_of((*found)->interface) != bulk_prefix_of(asked.interface)) {
    co_return std::nullopt;
  }
  if (runs(**found)) {
    auto ended = context.job_waiters.wait(std::chrono::steady_clock::now() + poll_wait);
    start_waiting_jobs(context);
    co_await ended;
    found = co_await context.registry->job(std::move(number));
    if (!found) co_return util::failure(found.error());
  }
  co_return std::move(*found);
}

Against error_of(const Context& context, const store::BulkJob& job) {
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

util::Task<net::Response> download_bulk_job(Context& context, Asked asked) {
  auto request = oqs::read_download_request(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  auto against = concerning(*bulk_work_of(asked.interface), *stands);
  if (request->header.institution_code != asked.party.code) {
    against = oqs::ErrorCode::institution_mismatch;
  }
  std::optional<store::BulkJob> job;
  if (!against) {
    auto found = co_await job_for(context, asked, request->reception_number.value);
    if (!found) co_return store_reply(context, found.error());
    job = std::move(*found);
    against = job ? error_of(context, *job) : oqs::ErrorCode::reception_unknown;
  }
  if (against) {
    oqs::Refused refused;
    refused.problem.error = *against;
    refused.header = std::move(request->header);
    refused.reception_number = std::move(request->reception_number);
    co_return co_await refuse(context, asked, std::move(refused));
  }
  Download download;
  download.reception = std::move(request->reception_number.value);
  download.reception_raw = std::move(request->reception_number.raw);
  download.at = context.clock.now();
  if (runs(*job)) {
    ++context.counters.polls;
    co_return xml_reply(oqs::write_processing(download_header(*job, download)), 0);
  }
  if (*stands) download.assistance = Download::Assistance::not_used;
  co_return co_await deliver(context, asked, std::move(*job), std::move(download));
}

namespace {

util::Task<bool> run_one(Context& context, store::BulkJob job) {
  const auto* work = bulk_work_of(job.interface);
  if (work == nullptr) co_return true;  // of a newer program: not ours to end
  co_return co_await work->run(context, std::move(job));
}

util::Task<bool> run_unfinished(Context& context) {
  auto jobs = co_await context.registry->unfinished_jobs();
  bool all = jobs.has_value();
  if (all) {
    for (const auto& job : *jobs) {
      if (context.stopping) break;  // the next start finds it unfinished
      const bool done = co_await run_one(context, job);
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
