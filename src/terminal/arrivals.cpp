#include "terminal/arrivals.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "oqs/file_names.hpp"
#include "terminal/request_file.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t passed_over_max = 10'000;
// Two looks that are nearer than this say nothing about a writer.
constexpr auto between_looks_min = std::chrono::milliseconds(100);

}  // namespace

Arrivals::Arrivals(std::string folder, Limits limits)
    : folder_(std::move(folder)), limits_(limits) {}

void Arrivals::scan(Steady now) {
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    note({at->path().filename().native(), FolderEvent::Kind::appeared}, now);
  }
}

void Arrivals::note(const FolderEvent& event, Steady now) {
  if (!oqs::request_name(event.name)) return;
  auto& waiting = waiting_.try_emplace(event.name, Waiting{std::nullopt, now}).first->second;
  if (event.kind == FolderEvent::Kind::finished) waiting.closed = Waiting::Closed::yes;
}

void Arrivals::forget(const std::string& name) {
  waiting_.erase(name);
}

std::optional<Arrivals::State> Arrivals::state_of(const std::string& name) {
  struct stat found {};
  if (::lstat((folder_ + "/" + name).c_str(), &found) != 0) return std::nullopt;
  if (!S_ISREG(found.st_mode)) {
    if (passed_over_.size() >= passed_over_max) passed_over_.clear();
    if (passed_over_.insert(name).second) {
      util::log(util::LogLevel::warning, "terminal",
                util::log_name(name) + " in req/ is not a regular file and is passed over");
    }
    return std::nullopt;
  }
  return State{found.st_size,
               std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec,
               found.st_ino};
}

// Reads each state at most once, and an unclosed one only after it stood still between two looks.
bool Arrivals::may_be_taken(const std::string& name, Waiting& waiting, Steady now) {
  using Read = Waiting::Read;
  const auto still = now - waiting.since;
  const bool closed = std::exchange(waiting.closed, Waiting::Closed::no) == Waiting::Closed::yes;
  if (waiting.read == Read::no && (closed || still >= between_looks_min)) {
    const auto text = read_request(folder_ + "/" + name, limits_.request_bytes_max);
    waiting.read = text ? Read::whole : Read::not_whole;
  }
  if (waiting.read == Read::whole) return true;
  return still >= std::chrono::milliseconds(limits_.settle_ms) && still >= between_looks_min;
}

Arrivals::Look Arrivals::look(const std::string& name, Waiting& waiting, Steady now) {
  const auto state = state_of(name);
  if (!state) return Look::gone;
  if (waiting.seen != state) {
    waiting.seen = state;
    waiting.since = now;
    waiting.read = Waiting::Read::no;
  }
  return may_be_taken(name, waiting, now) ? Look::take : Look::wait;
}

std::vector<std::string> Arrivals::ready(Steady now) {
  std::vector<std::tuple<std::int64_t, std::string>> found;
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    const auto looked = look(at->first, at->second, now);
    if (looked == Look::take) found.emplace_back(at->second.seen->changed_ns, at->first);
    at = looked == Look::gone ? waiting_.erase(at) : std::next(at);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  names.reserve(found.size());
  for (auto& [changed, name] : found) names.push_back(std::move(name));
  return names;
}

}  // namespace madoguchi::terminal
