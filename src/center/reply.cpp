#include "center/reply.hpp"

#include <nlohmann/json.hpp>

#include "oqs/json_messages.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

net::Response xml_reply(std::string xml, store::AuditId record) {
  net::Response response;
  response.body = std::move(xml);
  if (record != 0) response.headers.emplace_back("Madoguchi-Record", std::to_string(record));
  return response;
}

net::Response json_reply(int status, std::string json) {
  net::Response response;
  response.status = status;
  response.content_type = "application/json; charset=UTF-8";
  response.body = std::move(json);
  return response;
}

net::Response problem_reply(int status, const oqs::Problem& problem) {
  return json_reply(status, oqs::write_problem(problem));
}

net::Response store_reply(Context& context, const store::StoreProblem& problem) {
  ++context.counters.store_failures;
  util::log(util::LogLevel::error, "center", "store: " + problem.detail);
  auto response = problem_reply(503, {oqs::ErrorCode::center_store, {}});
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

store::AuditEntry entry_of(const Context& context, const Asked& asked, std::string_view kind) {
  store::AuditEntry entry;
  entry.at = context.clock.now();
  entry.kind = kind;
  entry.party = asked.party.text();
  entry.interface = asked.interface;
  entry.request_key = asked.request_key();
  entry.request_hash = util::hex(util::sha256(asked.request.body));
  return entry;
}

namespace {

std::string refusal_detail(const oqs::Problem& problem) {
  util::JsonLine detail;
  detail.add("error", oqs::code_of(problem.error)).add("place", problem.place);
  return std::move(detail).finish();
}

// Commits a refusal. The same key again is the same refusal told again, not a second record.
util::Task<util::Result<store::AuditId, store::StoreProblem>> record_refusal(
    Context& context, store::AuditEntry entry) {
  store::Commit commit;
  const std::string party = entry.party;
  const std::string key = entry.request_key;
  commit.record = std::move(entry);
  auto done = co_await context.registry->commit(std::move(commit));
  if (done) co_return done->id;
  if (done.error().error == store::StoreError::key_used) {
    auto before = co_await context.registry->record_of_key(party, key);
    if (before && *before) co_return (*before)->id;
  }
  co_return util::failure(done.error());
}

}  // namespace

util::Task<net::Response> refuse(Context& context, const Asked& asked, oqs::Refused refused) {
  ++context.counters.refusals;
  auto entry = entry_of(context, asked, "refusal");
  entry.detail = refusal_detail(refused.problem);
  const auto at = entry.at;
  auto recorded = co_await record_refusal(context, std::move(entry));
  if (!recorded) co_return store_reply(context, recorded.error());
  auto header = answer_header(refused.header, at);
  header.day = refused.day;
  header.reception_number = refused.reception_number;
  co_return xml_reply(oqs::write_error_result(header, refused.problem), *recorded);
}

util::Task<net::Response> refuse_json(Context& context, const Asked& asked, int status,
                                      oqs::ErrorCode error, const char* place) {
  const oqs::Problem problem{error, place};
  co_return co_await refuse_problem(context, asked, status, problem);
}

util::Task<net::Response> refuse_problem(Context& context, const Asked& asked, int status,
                                         const oqs::Problem& problem) {
  ++context.counters.refusals;
  auto entry = entry_of(context, asked, "refusal");
  entry.detail = refusal_detail(problem);
  auto recorded = co_await record_refusal(context, std::move(entry));
  if (!recorded) co_return store_reply(context, recorded.error());
  auto response = problem_reply(status, problem);
  response.headers.emplace_back("Madoguchi-Record", std::to_string(*recorded));
  co_return response;
}

oqs::Problem refusal_of(const std::string& detail) {
  const auto parsed = nlohmann::json::parse(detail, nullptr, false);
  oqs::Problem problem;
  if (!parsed.is_object()) return problem;
  const auto code = parsed.value("error", std::string());
  for (const auto error : oqs::all_errors()) {
    if (oqs::code_of(error) == code) problem.error = error;
  }
  problem.place = parsed.value("place", std::string());
  return problem;
}

oqs::AnswerHeader answer_header(const oqs::RequestHeader& header, util::Instant at) {
  oqs::AnswerHeader answer;
  answer.processed_at = at;
  answer.institution_code = header.institution_code;
  answer.arbitrary_file_identifier = header.arbitrary_file_identifier;
  return answer;
}

}  // namespace madoguchi::center
