#include "center/reply.hpp"

#include <nlohmann/json.hpp>

#include "oqs/json_messages.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

void name_record(net::Response& response, store::AuditId record) {
  if (record != 0) response.headers.emplace_back("Madoguchi-Record", std::to_string(record));
}

}  // namespace

net::Response xml_reply(std::string xml, store::AuditId record) {
  net::Response response;
  response.body = std::move(xml);
  name_record(response, record);
  return response;
}

net::Response json_reply(int status, std::string json, store::AuditId record) {
  net::Response response;
  response.status = status;
  response.content_type = "application/json; charset=UTF-8";
  response.body = std::move(json);
  name_record(response, record);
  return response;
}

net::Response problem_reply(int status, const oqs::Problem& problem, store::AuditId record) {
  return json_reply(status, oqs::write_problem(problem), record);
}

net::Response retry_reply(Context& context, int status, oqs::ErrorCode error, int after_s) {
  ++context.counters.busy;
  auto response = problem_reply(status, {error, {}});
  response.headers.emplace_back("Retry-After", std::to_string(after_s));
  return response;
}

net::Response store_reply(Context& context, const store::StoreProblem& problem) {
  if (problem.error == store::StoreError::key_used) {
    // Another process took the same request in just now: its outcome can be asked for in a moment.
    return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
  }
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
  entry.request_hash = asked.request_hash;
  return entry;
}

namespace {

constexpr int inside_the_family = 200;  // status of an error result

// Everything that telling this refusal again needs.
std::string refusal_detail(const oqs::Refused& refused, int status, const Unsaid& unsaid,
                           const std::string& acting) {
  util::JsonLine detail;
  if (!acting.empty()) detail.add_json("acting", acting);
  detail.add("error", oqs::code_of(refused.problem.error))
      .add("place", refused.problem.place)
      .add_number("status", status);
  if (status == inside_the_family) {
    const auto& header = refused.header;
    detail.add("institution", header.institution_code)
        .add("file_id", header.arbitrary_file_identifier.value)
        .add("file_id_raw", header.arbitrary_file_identifier.raw)
        .add("day", refused.day ? refused.day->text() : std::string())
        .add("reception", refused.reception_number.value)
        .add("reception_raw", refused.reception_number.raw);
  }
  if (!unsaid.cause.empty()) detail.add("cause", unsaid.cause);
  if (!unsaid.wrong_try.empty()) detail.add("wrong_try", unsaid.wrong_try);
  return std::move(detail).finish();
}

net::Response refusal_reply(const oqs::Refused& refused, int status, util::Instant at,
                            store::AuditId record) {
  if (status != inside_the_family) {
    return problem_reply(status, refused.problem, record);
  }
  auto header = answer_header(refused.header, at);
  header.day = refused.day;
  header.reception_number = refused.reception_number;
  return xml_reply(oqs::write_error_result(header, refused.problem), record);
}

util::Task<net::Response> refuse_with(Context& context, const Asked& asked,
                                      const oqs::Refused& refused, int status,
                                      const Unsaid& unsaid) {
  ++context.counters.refusals;
  store::Commit commit;
  commit.record = entry_of(context, asked, "refusal");
  commit.record.detail = refusal_detail(refused, status, unsaid, asked.acting);
  // A challenge is used up by the first try; its retry must find the first try's answer, not this.
  if (refused.problem.error == oqs::ErrorCode::challenge_unknown) commit.record.request_key.clear();
  const auto at = commit.record.at;
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return refusal_reply(refused, status, at, done->id);
}

}  // namespace

util::Task<net::Response> refuse(Context& context, const Asked& asked, oqs::Refused refused) {
  const Unsaid nothing;
  co_return co_await refuse_with(context, asked, refused, inside_the_family, nothing);
}

util::Task<net::Response> refuse_because(Context& context, const Asked& asked, oqs::Refused refused,
                                         Unsaid unsaid) {
  co_return co_await refuse_with(context, asked, refused, inside_the_family, unsaid);
}

util::Task<net::Response> refuse_json(Context& context, const Asked& asked, int status,
                                      oqs::ErrorCode error, const char* place) {
  const oqs::Problem problem{error, place};
  co_return co_await refuse_problem(context, asked, status, problem);
}

util::Task<net::Response> refuse_problem(Context& context, const Asked& asked, int status,
                                         const oqs::Problem& problem) {
  oqs::Refused refused;
  refused.problem = problem;
  const Unsaid nothing;
  co_return co_await refuse_with(context, asked, refused, status, nothing);
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

net::Response refusal_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  oqs::Refused refused;
  refused.problem = refusal_of(record.entry.detail);
  if (!detail.is_object()) return refusal_reply(refused, 500, record.entry.at, record.id);
  auto text = [&detail](const char* name) { return detail.value(name, std::string()); };
  refused.header.institution_code = text("institution");
  refused.header.arbitrary_file_identifier = {text("file_id"), text("file_id_raw")};
  refused.day = util::Day::parse(text("day"));
  refused.reception_number = {text("reception"), text("reception_raw")};
  return refusal_reply(refused, detail.value("status", 500), record.entry.at, record.id);
}

util::Task<util::Result<Against, store::StoreProblem>> standing(Context& context,
                                                                const Party& party) {
  store::FactsQuery query;
  query.institution_code = party.code;
  query.who = store::ByCard{};
  std::vector<store::FactsQuery> queries;
  queries.push_back(std::move(query));
  auto read = co_await context.registry->facts(std::move(queries));
  if (!read) co_return util::failure(read.error());
  const auto& found = read->front();
  if (!found.institution_known) co_return Against(oqs::ErrorCode::institution_unknown);
  if (!found.facts.institution.uses_medical_assistance) {
    co_return Against(oqs::ErrorCode::assistance_off);
  }
  co_return Against();
}

oqs::AnswerHeader answer_header(const oqs::RequestHeader& header, util::Instant at) {
  oqs::AnswerHeader answer;
  answer.processed_at = at;
  answer.institution_code = header.institution_code;
  answer.arbitrary_file_identifier = header.arbitrary_file_identifier;
  return answer;
}

}  // namespace madoguchi::center
