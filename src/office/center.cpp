#include "office/center.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t post_timeout_ms = 30000;
constexpr std::int64_t import_timeout_ms = 3600000;

net::Request request_of(const char* method, std::string path, const OnBehalf& on_behalf) {
  net::Request request;
  request.method = method;
  request.path = std::move(path);
  if (on_behalf.who.account.empty()) return request;
  request.headers = {{"Madoguchi-Operator", on_behalf.who.account},
                     {"Madoguchi-Role", on_behalf.who.role},
                     {"Madoguchi-Factors", on_behalf.who.factors}};
  if (!on_behalf.approver.empty()) {
    request.headers.emplace_back("Madoguchi-Approver", on_behalf.approver);
  }
  return request;
}

edge::CenterProblem unreadable() {
  edge::CenterProblem problem;
  problem.problem.error = oqs::ErrorCode::answer_unreadable;
  return problem;
}

Center::Asked<Json> json_of(Center::Asked<std::string> body) {
  if (!body) return util::failure(body.error());
  auto value = Json::parse(*body, nullptr, false);
  if (!value.is_object()) return util::failure(unreadable());
  return value;
}

}  // namespace

Json json_of(const OnBehalf& on_behalf) {
  return {{"account", on_behalf.who.account},
          {"name", on_behalf.who.name},
          {"role", on_behalf.who.role},
          {"factors", on_behalf.who.factors},
          {"approver", on_behalf.approver}};
}

OnBehalf on_behalf_of(const Json& kept) {
  return {{text_of(kept, "account"), text_of(kept, "name"), text_of(kept, "role"),
           text_of(kept, "factors")},
          text_of(kept, "approver")};
}

Center::Asked<std::string> Center::send(const net::Request& request, std::int64_t timeout_ms) {
  auto response = client_.send(request, timeout_ms);
  // A refusal is an answer, too.
  online_ =
      response.has_value() || (response.error().status >= 400 && response.error().status < 500);
  if (!response) return util::failure(response.error());
  return std::move(response->body);
}

Center::Asked<Json> Center::get(std::string path, Query query, const OnBehalf& on_behalf,
                                std::int64_t timeout_ms) {
  auto request = request_of("GET", std::move(path), on_behalf);
  request.query = std::move(query);
  return json_of(send(request, timeout_ms));
}

Center::Asked<Json> Center::post(std::string path, const Json& body, const OnBehalf& on_behalf,
                                 std::string_view key) {
  auto request = request_of("POST", std::move(path), on_behalf);
  request.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", std::string(key));
  request.body = dumped(body);
  return json_of(send(request, post_timeout_ms));
}

Center::Asked<Json> Center::remove(std::string path, const OnBehalf& on_behalf) {
  return json_of(send(request_of("DELETE", std::move(path), on_behalf), post_timeout_ms));
}

Center::Asked<oqs::ImportReport> Center::import(const File& file, const OnBehalf& on_behalf) {
  auto request = request_of("POST", "/import/" + file.kind, on_behalf);
  request.headers.emplace_back("Content-Type", "text/csv; charset=UTF-8");
  request.headers.emplace_back("Idempotency-Key", file.key);
  if (!on_behalf.who.account.empty() && !file.act.empty()) {
    request.headers.emplace_back("Madoguchi-Act", file.act);
  }
  if (file.seen >= 0) request.headers.emplace_back("Madoguchi-Seen", std::to_string(file.seen));
  if (file.full) request.query.emplace_back("scope", "full");
  if (file.dry) request.query.emplace_back("dry", "1");
  if (file.whole) request.query.emplace_back("whole", "1");
  request.body = file.csv;
  const auto body = send(request, import_timeout_ms);
  if (!body) return util::failure(body.error());
  auto report = oqs::read_import_report(*body);
  if (!report) return util::failure(unreadable());
  return std::move(*report);
}

Problem problem_of(const edge::CenterProblem& problem) {
  const auto code = std::string(oqs::code_of(problem.problem.error));
  if (problem.status == 403) return not_permitted(problem.problem.place);
  if (problem.retry == edge::CenterProblem::Retry::yes) {
    auto away = center_away();
    away.more["center_code"] = code;
    return away;
  }
  Problem refused{
      502,
      "F5020",
      "センターが受け付けませんでした（" + code + "）。" + oqs::message_of(problem.problem),
      "The center refused (" + code + ").",
      problem.problem.place,
      Json::object()};
  refused.more["center_code"] = code;
  return refused;
}

}  // namespace madoguchi::office
