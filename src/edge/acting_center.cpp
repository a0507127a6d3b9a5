#include "edge/acting_center.hpp"

#include "edge/acting_message.hpp"
#include "edge/center_answer.hpp"

namespace madoguchi::edge {

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

CenterProblem unreadable() {
  CenterProblem problem;
  problem.problem.error = oqs::ErrorCode::answer_unreadable;
  return problem;
}

ActingCenter::Asked<Json> json_of(ActingCenter::Asked<std::string> body) {
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

ActingCenter::Asked<std::string> ActingCenter::send(const net::Request& request,
                                                    std::int64_t timeout_ms) {
  auto response = client_.send(request, timeout_ms);
  // A refusal is an answer, too.
  online_ =
      response.has_value() || (response.error().status >= 400 && response.error().status < 500);
  {
    const std::scoped_lock lock(mutex_);
    trouble_.reset();
    if (!online_) trouble_ = response.error();
  }
  if (!response) return util::failure(response.error());
  return std::move(response->body);
}

std::optional<CenterProblem> ActingCenter::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_;
}

ActingCenter::Asked<Json> ActingCenter::get(std::string path, Query query,
                                            const OnBehalf& on_behalf, std::int64_t timeout_ms) {
  auto request = request_of("GET", std::move(path), on_behalf);
  request.query = std::move(query);
  return json_of(send(request, timeout_ms));
}

ActingCenter::Asked<Json> ActingCenter::post(std::string path, const Json& body,
                                             const OnBehalf& on_behalf, std::string_view key) {
  auto request = request_of("POST", std::move(path), on_behalf);
  request.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", std::string(key));
  request.body = dumped(body);
  return json_of(send(request, post_timeout_ms));
}

ActingCenter::Asked<Json> ActingCenter::remove(std::string path, const OnBehalf& on_behalf) {
  return json_of(send(request_of("DELETE", std::move(path), on_behalf), post_timeout_ms));
}

ActingCenter::Asked<oqs::ImportReport> ActingCenter::import(const File& file,
                                                            const OnBehalf& on_behalf) {
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

util::Result<CenterAnswer, CenterProblem> ask_on_behalf(CenterClient& center,
                                                        const OnBehalf& on_behalf,
                                                        std::string_view interface,
                                                        std::string_view xml, std::string_view key,
                                                        std::int64_t timeout_ms) {
  auto request = request_of("POST", "/oqs/" + std::string(interface), on_behalf);
  request.headers.emplace_back("Content-Type", std::string(message_type));
  request.headers.emplace_back("Idempotency-Key", std::string(key));
  request.body = std::string(xml);
  return center_answer(center.send(request, timeout_ms));
}

}  // namespace madoguchi::edge
