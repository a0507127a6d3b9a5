#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "edge/center_client.hpp"
#include "terminal/arrivals.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// How long one question may wait for the center (TerminalConfig).
struct Patience {
  std::int64_t center_wait_ms;
  std::int64_t center_timeout_ms;
  std::int64_t retry_first_ms;
  std::int64_t retry_max_ms;
};

// The line to the center with its patience: tries that may work later are repeated with doubling
// pauses and the same key; what comes after the budget is discarded with its connection.
class Line {
 public:
  Line(const edge::CenterLine& center, Patience patience) : client_(center), patience_(patience) {}

  // The budget runs from `since`. At least one try is made, unless the line was found down after
  // `since` and the budget is over. Nothing when the terminal stops first.
  template <class T, class Try>
  std::optional<util::Result<T, edge::CenterProblem>> ask(Steady since, Try attempt);
  edge::CenterClient& client() { return client_; }
  void worked();  // also: the center answered on another way

  void stop();  // pauses end at once, failures are no answers any more
  struct State {
    bool reachable = true;
    std::string last_problem;
  };
  State state() const;

 private:
  Steady deadline(Steady since) const {
    return since + std::chrono::milliseconds(patience_.center_wait_ms);
  }
  std::int64_t timeout_ms(Steady since) const;
  std::optional<edge::CenterProblem> known_down(Steady since) const;
  void failed(const edge::CenterProblem& problem);
  // Waits before the next try. `over`: the budget does not allow one.
  enum class Pause { waited, over, stopped };
  Pause pause(const edge::CenterProblem& problem, std::int64_t& backoff_ms, Steady since);

  edge::CenterClient client_;
  Patience patience_;
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::optional<edge::CenterProblem> down_;  // last problem of the line since it last worked
  Steady down_at_;
  std::string last_problem_;
};

template <class T, class Try>
std::optional<util::Result<T, edge::CenterProblem>> Line::ask(Steady since, Try attempt) {
  if (auto down = known_down(since)) return util::failure(std::move(*down));
  std::int64_t backoff_ms = patience_.retry_first_ms;
  for (;;) {
    util::Result<T, edge::CenterProblem> answer = attempt(client_, timeout_ms(since));
    if (answer) {
      worked();
      return answer;
    }
    failed(answer.error());
    switch (pause(answer.error(), backoff_ms, since)) {
      case Pause::waited:
        break;
      case Pause::over:
        return answer;
      case Pause::stopped:
        return std::nullopt;
    }
  }
}

}  // namespace madoguchi::terminal
