#include "terminal/line.hpp"

#include <algorithm>
#include <random>

#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::int64_t timeout_ms_min = 100;  // of a try that is made although the budget is over

// 50 to 100 % of `ms`, so that terminals which lost the center together do not return together.
std::int64_t jittered(std::int64_t ms) {
  thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_int_distribution<std::int64_t>(ms / 2, std::max<std::int64_t>(ms, 1))(random);
}

}  // namespace

std::int64_t Line::timeout_ms(Steady since) const {
  const auto left =
      duration_cast<milliseconds>(deadline(since) - std::chrono::steady_clock::now()).count();
  return std::clamp<std::int64_t>(left, std::min(timeout_ms_min, patience_.center_timeout_ms),
                                  patience_.center_timeout_ms);
}

std::optional<edge::CenterProblem> Line::known_down(Steady since) const {
  const std::scoped_lock lock(mutex_);
  if (!down_ || down_at_ < since) return std::nullopt;
  if (std::chrono::steady_clock::now() < deadline(since)) return std::nullopt;
  return down_;
}

void Line::worked() {
  const std::scoped_lock lock(mutex_);
  if (down_) util::log(util::LogLevel::info, "terminal", "the center answers again");
  down_.reset();
}

void Line::failed(const edge::CenterProblem& problem) {
  const auto error = problem.problem.error;
  const bool refuses_us =
      error == oqs::ErrorCode::party_revoked || error == oqs::ErrorCode::party_certificate;
  // A replaced certificate is read with the next connection; the kept ones still show the old one.
  if (problem.status == 0 || refuses_us) client_.reconnect();
  if (problem.status != 0) {  // it did answer
    worked();
    return;
  }
  const std::scoped_lock lock(mutex_);
  const std::string code(oqs::code_of(problem.problem.error));
  if (!down_ || last_problem_ != code) {
    util::log(util::LogLevel::warning, "terminal", "the center does not answer: " + code);
  }
  down_ = problem;
  down_at_ = std::chrono::steady_clock::now();
  last_problem_ = code;
}

Line::Pause Line::pause(const edge::CenterProblem& problem, std::int64_t& backoff_ms,
                        Steady since) {
  std::unique_lock lock(mutex_);
  if (stopping_) return Pause::stopped;
  if (problem.retry == edge::CenterProblem::Retry::no) return Pause::over;
  const auto left =
      duration_cast<milliseconds>(deadline(since) - std::chrono::steady_clock::now()).count();
  std::int64_t wait_ms = problem.retry_after_ms;
  if (wait_ms == 0) {
    // Halving what is left keeps a last try near the end of the budget.
    if (left < patience_.retry_first_ms) return Pause::over;
    wait_ms = std::min(jittered(backoff_ms), left / 2);
    backoff_ms = std::min(backoff_ms * 2, patience_.retry_max_ms);
  } else if (wait_ms >= left) {
    return Pause::over;  // the center itself says that this budget is too short
  }
  const bool stopped = stopped_.wait_for(lock, milliseconds(wait_ms), [this] { return stopping_; });
  return stopped ? Pause::stopped : Pause::waited;
}

void Line::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
}

Line::State Line::state() const {
  const std::scoped_lock lock(mutex_);
  return {!down_.has_value(), last_problem_};
}

}  // namespace madoguchi::terminal
