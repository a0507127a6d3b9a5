#include "store/job.hpp"

#include <array>
#include <utility>

namespace madoguchi::store {

namespace {
constexpr std::array<std::pair<JobState, std::string_view>, 6> job_states{{
    {JobState::accepted, "accepted"},
    {JobState::processing, "processing"},
    {JobState::done, "done"},
    {JobState::done_empty, "done_empty"},
    {JobState::failed, "failed"},
    {JobState::expired, "expired"},
}};
}  // namespace

std::string_view name_of(JobState state) {
  for (const auto& [known, name] : job_states) {
    if (known == state) return name;
  }
  return {};
}

std::optional<JobState> job_state_named(std::string_view name) {
  for (const auto& [state, known] : job_states) {
    if (known == name) return state;
  }
  return std::nullopt;
}

}  // namespace madoguchi::store
