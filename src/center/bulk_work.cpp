#include "center/bulk_work.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/question_record.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

std::string_view bulk_prefix_of(std::string_view interface) {
  constexpr std::size_t prefix_bytes = 8;
  return interface.substr(0, prefix_bytes);
}

const BulkWork* bulk_work_of(std::string_view interface) {
  const auto prefix = bulk_prefix_of(interface);
  if (prefix == "OQSmutic") return &ticket_work();
  if (prefix == "OQSmuquc") return &inquiry_work();
  if (prefix == "OQSmuimm") return &registration_work();
  return nullptr;
}

bool runs(const store::BulkJob& job) {
  return job.state == store::JobState::accepted || job.state == store::JobState::processing;
}

std::string ids_json(const std::vector<domain::PersonId>& people) {
  std::string out = "[";
  for (const auto person : people) {
    if (out.size() > 1) out += ',';
    out += std::to_string(person);
  }
  return out + "]";
}

oqs::AnswerHeader download_header(const store::BulkJob& job, const Download& download) {
  oqs::RequestHeader request;
  request.institution_code = job.institution_code;
  auto header = answer_header(request, download.at);
  header.day = job.day;
  header.arbitrary_file_identifier = {job.arbitrary_file_identifier,
                                      job.arbitrary_file_identifier_raw};
  header.reception_number = {download.reception, download.reception_raw};
  return header;
}

std::optional<Download> read_download(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (record.entry.kind != "download" || !detail.is_object()) return std::nullopt;
  try {
    Download download;
    download.reception = detail.at("reception").get<std::string>();
    download.reception_raw = detail.at("reception_raw").get<std::string>();
    download.at = record.entry.at;
    download.settings = read_settings_json(detail.at("settings").dump());
    if (!detail.value("assistance", true)) download.assistance = Download::Assistance::not_used;
    if (detail.contains("hidden")) {
      download.hidden = detail.at("hidden").get<std::vector<domain::PersonId>>();
    }
    return download;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

util::Task<util::Result<Admission, store::StoreProblem>> BulkWork::admit(Context& context,
                                                                         const Asked& asked,
                                                                         const BulkOrder&) const {
  auto jobs = co_await context.registry->unfinished_jobs();
  if (!jobs) co_return util::failure(jobs.error());
  const auto own = std::count_if(jobs->begin(), jobs->end(), [&](const store::BulkJob& job) {
    return job.institution_code == asked.party.code;
  });
  Admission admission;
  if (own >= context.config.bulk.jobs_waiting_max) {
    admission.against = oqs::ErrorCode::bulk_jobs_waiting;
  }
  co_return admission;
}

store::Commit end_on_record(const Context& context, store::BulkJob job, std::string outcome) {
  store::Commit commit;
  commit.record.at = context.clock.now();
  commit.record.kind = "processing";
  commit.record.party = "institution:" + job.institution_code;
  commit.record.interface = job.interface;
  commit.record.detail = outcome;
  commit.ended_job = store::EndedJob{std::move(job), std::move(outcome)};
  return commit;
}

store::StoreProblem content_unreadable() {
  return {store::StoreError::corrupt, "a bulk job's content is unreadable"};
}

util::Task<bool> give_up(Context& context, store::BulkJob job) {
  util::log(util::LogLevel::error, "center", "a bulk job's content cannot be read: it has failed");
  job.state = store::JobState::failed;
  job.error_code = std::string(oqs::code_of(oqs::ErrorCode::center_internal));
  auto done = co_await context.registry->update_job(std::move(job));
  co_return done.has_value();
}

}  // namespace madoguchi::center
