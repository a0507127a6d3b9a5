#include "office/sending.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>

namespace madoguchi::office {

namespace {

using Reported = Center::Asked<oqs::ImportReport>;
using Progress = std::function<void(std::int64_t, std::int64_t)>;

constexpr std::int64_t first_look_ms = 300;
constexpr std::int64_t look_every_ms = 500;
constexpr std::int64_t look_timeout_ms = 10000;
constexpr std::int64_t retry_ms = 1000;
constexpr std::int64_t retry_ms_max = 15000;

std::string path_of(const Center::File& file) {
  return "/office/imports/" + file.key;
}

// Nothing was said that could be about the file: the line, a certificate, a limit, a full disk.
bool is_away(const edge::CenterProblem& problem) {
  return problem.retry == edge::CenterProblem::Retry::yes || problem.status == 0;
}

// What the center says to the withdrawal of a file.
enum class Withdrawal { done, unknown, too_late, away };
Withdrawal withdraw(Parts& parts, const Center::File& file, const OnBehalf& author) {
  const auto said = parts.center.remove(path_of(file), author);
  if (said) return Withdrawal::done;
  if (said.error().problem.error == oqs::ErrorCode::import_unknown) return Withdrawal::unknown;
  return is_away(said.error()) ? Withdrawal::away : Withdrawal::too_late;
}

void look(Parts& parts, JobView& view, const Center::File& file, const OnBehalf& author,
          const Progress& progress) {
  const auto told = parts.center.get(path_of(file), {}, author, look_timeout_ms);
  if (!told) return;
  const auto state = text_of(*told, "state");
  if (state == "staging") view.phase(Phase::registering);
  if (state == "publishing") view.phase(Phase::publishing);
  const auto lines = number_of(*told, "lines");
  if (lines > 0) progress(std::min(number_of(*told, "line"), lines), lines);
}

// One POST, watched until it is answered.
Reported post(Parts& parts, JobView& view, const Center::File& file, const OnBehalf& author,
              const Progress& progress) {
  view.phase(Phase::sending);
  auto answer = std::async(std::launch::async, [&] { return parts.center.import(file, author); });
  const auto answered = [&answer](std::int64_t ms) {
    return answer.wait_for(std::chrono::milliseconds(ms)) == std::future_status::ready;
  };
  bool withdrawn = false;
  for (auto pause = first_look_ms; !answered(pause); pause = look_every_ms) {
    if (view.ending()) break;  // the line is cut: the answer comes at once
    if (!view.cancelled()) {
      look(parts, view, file, author, progress);
    } else if (!withdrawn) {
      const auto said = withdraw(parts, file, author);
      withdrawn = said == Withdrawal::done || said == Withdrawal::too_late;
    }
  }
  return answer.get();
}

// The job is not wanted any more, and no POST of it is under way.
std::optional<Problem> settle(Parts& parts, JobView& view, const Center::File& file,
                              const OnBehalf& author) {
  for (;;) {
    switch (withdraw(parts, file, author)) {
      case Withdrawal::done:
      case Withdrawal::unknown:
        return was_cancelled();
      case Withdrawal::too_late:
        return std::nullopt;  // its report is to be asked for
      case Withdrawal::away:
        break;
    }
    if (view.ending()) return center_away();
    std::this_thread::sleep_for(std::chrono::milliseconds(retry_ms));
  }
}

}  // namespace

Sent send_for_job(Parts& parts, JobView& view, const Center::File& file, const OnBehalf& author,
                  const Progress& progress) {
  auto pause = retry_ms;
  bool posted = view.begun_before();
  for (bool settled = false;;) {
    if (view.cancelled() && !posted) return util::failure(was_cancelled());
    if (view.cancelled() && !settled) {
      if (auto problem = settle(parts, view, file, author)) return util::failure(*problem);
      settled = true;
    }
    posted = true;
    auto report = post(parts, view, file, author, progress);
    if (report) return std::move(*report);
    if (report.error().problem.error == oqs::ErrorCode::import_withdrawn) {
      return util::failure(was_cancelled());
    }
    const auto problem = problem_of(report.error());
    if (!is_away(report.error())) return util::failure(problem);
    view.phase(Phase::center_away, &problem);
    (void)view.wait_ms(std::max(pause, report.error().retry_after_ms));
    if (view.ending()) return util::failure(center_away());
    pause = std::min(pause * 2, retry_ms_max);
  }
}

}  // namespace madoguchi::office
