#include "edge/center_client.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "edge/center_answer.hpp"
#include "util/digits.hpp"

namespace madoguchi::edge {

namespace {

constexpr std::string_view json_type = "application/json; charset=UTF-8";
constexpr std::string_view csv_type = "text/csv; charset=UTF-8";

std::optional<oqs::ErrorCode> error_named(std::string_view code) {
  for (const auto error : oqs::all_errors()) {
    if (oqs::code_of(error) == code) return error;
  }
  return std::nullopt;
}

CenterProblem line_problem(const net::ClientProblem& fault) {
  using net::ClientError;
  using Retry = CenterProblem::Retry;
  CenterProblem problem;
  switch (fault.error) {
    case ClientError::address_unknown:
    case ClientError::refused:
    case ClientError::timed_out:
    case ClientError::connection_lost:
      problem.problem.error = oqs::ErrorCode::center_unreachable;
      problem.retry = Retry::yes;
      return problem;
    case ClientError::certificate_untrusted:
      problem.problem.error = oqs::ErrorCode::center_untrusted;
      return problem;
    case ClientError::certificate_expired:
      problem.problem.error = oqs::ErrorCode::center_certificate_expired;
      return problem;
    case ClientError::own_certificate_refused:
    case ClientError::own_certificate_unreadable:
      problem.problem.error = oqs::ErrorCode::own_certificate;
      return problem;
    case ClientError::response_too_large:
      problem.problem.error = oqs::ErrorCode::answer_unreadable;
      return problem;
    case ClientError::protocol:
      problem.problem.error = oqs::ErrorCode::answer_unreadable;
      problem.retry = Retry::yes;
      return problem;
  }
  problem.problem.error = oqs::ErrorCode::center_unreachable;
  return problem;
}

// What a status says when the body names no code of ours (a proxy in between, an older center).
oqs::ErrorCode error_of_status(int status) {
  if (status == 401) return oqs::ErrorCode::own_certificate;
  if (status == 403) return oqs::ErrorCode::not_permitted;
  if (status == 404 || status == 405) return oqs::ErrorCode::unknown_address;
  if (status == 413) return oqs::ErrorCode::too_large;
  if (status == 429) return oqs::ErrorCode::quota;
  if (status == 502 || status == 503 || status == 504) return oqs::ErrorCode::center_busy;
  if (status >= 500) return oqs::ErrorCode::center_internal;
  return oqs::ErrorCode::answer_unreadable;
}

// Only the form in seconds: our center sends no dates.
std::int64_t retry_after_ms(const net::Response& response) {
  const auto seconds = util::digits(net::header(response.headers, "Retry-After"));
  return seconds ? std::int64_t{*seconds} * 1000 : 0;
}

CenterProblem refusal(const net::Response& response) {
  CenterProblem problem;
  problem.status = response.status;
  problem.problem.error = error_of_status(response.status);
  if (const auto told = oqs::read_problem(response.body)) {
    if (const auto error = error_named(told->code)) {
      problem.problem.error = *error;
      problem.problem.place = told->place;
    }
  }
  if (response.status == 408 || response.status == 429 || response.status >= 500) {
    problem.retry = CenterProblem::Retry::yes;
    problem.retry_after_ms = retry_after_ms(response);
  }
  return problem;
}

CenterProblem unreadable(int status) {
  CenterProblem problem;
  problem.problem.error = oqs::ErrorCode::answer_unreadable;
  problem.status = status;
  return problem;
}

std::vector<std::string> split_at_commas(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto part = list.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.emplace_back(part);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

net::Request post(std::string path, std::string_view type, std::string_view body,
                  std::string_view key) {
  net::Request request;
  request.method = "POST";
  request.path = std::move(path);
  request.headers.emplace_back("Content-Type", std::string(type));
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", std::string(key));
  request.body = std::string(body);
  return request;
}

void say_who(net::Request& request, const SignedIn& who) {
  if (who.account.empty()) return;
  request.headers.emplace_back("Madoguchi-Operator", who.account);
  request.headers.emplace_back("Madoguchi-Role", who.role);
  request.headers.emplace_back("Madoguchi-Factors", who.factors);
}

}  // namespace

util::Result<CenterAnswer, CenterProblem> center_answer(
    util::Result<net::Response, CenterProblem> response) {
  if (!response) return util::failure(response.error());
  if (response->body.empty()) return util::failure(unreadable(response->status));
  CenterAnswer answer;
  answer.record_id = std::string(net::header(response->headers, "Madoguchi-Record"));
  answer.validities = split_at_commas(net::header(response->headers, "Madoguchi-Validity"));
  answer.confirmation_key =
      std::string(net::header(response->headers, "Madoguchi-Confirmation-Key"));
  answer.body = std::move(response->body);
  return answer;
}

CenterClient::CenterClient(CenterLine line)
    : client_(std::make_shared<net::Client>(std::move(line))) {}

util::Result<net::Response, CenterProblem> CenterClient::send(const net::Request& request,
                                                              std::int64_t timeout_ms) {
  auto response = client_->send(request, timeout_ms);
  if (!response) return util::failure(line_problem(response.error()));
  if (response->status < 200 || response->status > 299) {
    return util::failure(refusal(*response));
  }
  return std::move(*response);
}

util::Result<CenterAnswer, CenterProblem> CenterClient::ask(std::string_view interface,
                                                            std::string_view xml,
                                                            std::string_view key,
                                                            std::int64_t timeout_ms) {
  return center_answer(
      send(post("/oqs/" + std::string(interface), message_type, xml, key), timeout_ms));
}

util::Result<oqs::ChallengeAnswer, CenterProblem> CenterClient::challenge(std::int64_t timeout_ms) {
  const auto response = send(post("/card/challenge", json_type, "", ""), timeout_ms);
  if (!response) return util::failure(response.error());
  auto challenge = oqs::read_challenge(response->body);
  if (!challenge) return util::failure(unreadable(response->status));
  return std::move(*challenge);
}

util::Result<CenterAnswer, CenterProblem> CenterClient::verify_card(
    const oqs::CardQuestion& question, const SignedIn& who, std::string_view key,
    std::int64_t timeout_ms) {
  auto request = post("/card/verify", json_type, oqs::write_card_question(question), key);
  say_who(request, who);
  return center_answer(send(request, timeout_ms));
}

util::Result<CenterAnswer, CenterProblem> CenterClient::recheck_card(
    const oqs::RecheckQuestion& question, const SignedIn& who, std::string_view key,
    std::int64_t timeout_ms) {
  auto request = post("/card/recheck", json_type, oqs::write_recheck_question(question), key);
  say_who(request, who);
  return center_answer(send(request, timeout_ms));
}

util::Result<oqs::ImportReport, CenterProblem> CenterClient::import(std::string_view kind,
                                                                    std::string_view csv,
                                                                    Scope scope, Run run,
                                                                    std::string_view key,
                                                                    std::int64_t timeout_ms) {
  auto request = post("/import/" + std::string(kind), csv_type, csv, key);
  if (scope == Scope::full) request.query.emplace_back("scope", "full");
  if (run == Run::dry) request.query.emplace_back("dry", "1");
  const auto response = send(request, timeout_ms);
  if (!response) return util::failure(response.error());
  auto report = oqs::read_import_report(response->body);
  if (!report) return util::failure(unreadable(response->status));
  return std::move(*report);
}

util::Result<std::string, CenterProblem> CenterClient::feed(std::int64_t after, std::int64_t wait_s,
                                                            std::int64_t limit,
                                                            std::int64_t timeout_ms) {
  net::Request request;
  request.method = "GET";
  request.path = "/feed";
  request.query = {{"after", std::to_string(after)},
                   {"wait_s", std::to_string(wait_s)},
                   {"limit", std::to_string(limit)}};
  auto response = send(request, timeout_ms);
  if (!response) return util::failure(response.error());
  return std::move(response->body);
}

void CenterClient::reconnect() {
  client_->close_idle();
}

void CenterClient::interrupt() {
  client_->interrupt();
}

}  // namespace madoguchi::edge
