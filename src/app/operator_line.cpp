#include "app/operator_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "util/hash.hpp"

namespace madoguchi::app {

namespace {
constexpr std::int64_t pause_ms_min = 500;
constexpr int tries_max = 5;
}  // namespace

util::Result<nlohmann::json, edge::CenterProblem> ask_as_operator(edge::CenterClient& center,
                                                                  net::Request request,
                                                                  std::int64_t wait_ms) {
  if (request.method != "GET") {
    request.headers.emplace_back("Idempotency-Key", util::random_key());
  }
  auto response = center.send(request, wait_ms);
  for (int tries = 1; !response && tries < tries_max; ++tries) {
    if (response.error().retry != edge::CenterProblem::Retry::yes) break;
    const auto pause = std::max(pause_ms_min, response.error().retry_after_ms);
    std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    response = center.send(request, wait_ms);
  }
  if (!response) return util::failure(response.error());
  auto json = nlohmann::json::parse(response->body, nullptr, false);
  if (json.is_object()) return json;
  return util::failure(edge::CenterProblem{.problem = {oqs::ErrorCode::answer_unreadable, {}}});
}

int tell_problem(const edge::CenterProblem& problem) {
  fmt::print(stderr, "{} {}\n", oqs::code_of(problem.problem.error),
             oqs::message_of(problem.problem));
  return 1;
}

}  // namespace madoguchi::app
