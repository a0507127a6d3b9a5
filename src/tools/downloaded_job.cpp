#include "tools/downloaded_job.hpp"

#include <nlohmann/json.hpp>

#include "util/task.hpp"

namespace madoguchi::tools {

util::Result<DownloadedJob, ExplainProblem> downloaded_job(store::Registry& registry,
                                                           const store::AuditRecord& record) {
  const auto failed = [](ExplainError error, std::string detail) {
    return util::failure(ExplainProblem{error, std::move(detail)});
  };
  auto download = center::read_download(record);
  if (!download) return failed(ExplainError::unreadable, "");
  auto job = util::sync_wait(registry.job(download->reception));
  if (!job) return failed(ExplainError::store, job.error().detail);
  auto content = util::sync_wait(registry.job_content(download->reception));
  if (!content) return failed(ExplainError::store, content.error().detail);
  if (!*job || !*content) return failed(ExplainError::unreadable, "");
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  return DownloadedJob{std::move(*download), std::move(**job), std::move(**content),
                       detail.value("answer", std::string())};
}

bool of_another_institution(const store::AuditRecord& record, const ExplainQuestion& question) {
  return question.audience == ExplainFor::institution && !question.code.empty() &&
         record.entry.party != "institution:" + question.code;
}

}  // namespace madoguchi::tools
