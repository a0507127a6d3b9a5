#include "terminal/jobs.hpp"

#include <algorithm>
#include <utility>

namespace madoguchi::terminal {

void Jobs::reserve(const std::string& base) {
  const std::scoped_lock lock(mutex_);
  ++reserved_[base];
}

void Jobs::release(const std::string& base) {
  const std::scoped_lock lock(mutex_);
  const auto found = reserved_.find(base);
  if (found != reserved_.end() && --found->second == 0) reserved_.erase(found);
}

bool Jobs::reserved(const std::string& base) const {
  const std::scoped_lock lock(mutex_);
  return reserved_.contains(base);
}

void Jobs::push(std::vector<Job> jobs) {
  {
    const std::scoped_lock lock(mutex_);
    for (auto& job : jobs) queue_.push_back(std::move(job));
  }
  changed_.notify_all();
}

std::optional<Job> Jobs::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || (!queue_.empty() && held_.empty()); });
  if (stopping_) return std::nullopt;
  auto job = std::move(queue_.front());
  queue_.pop_front();
  ++running_;
  return job;
}

void Jobs::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

std::size_t Jobs::waiting() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size() + running_;
}

void Jobs::finished() {
  const std::scoped_lock lock(mutex_);
  --running_;
}

void Jobs::hold(Job job) {
  const std::scoped_lock lock(mutex_);
  const auto same =
      std::find_if(held_.begin(), held_.end(), [&](const Job& one) { return one.key == job.key; });
  if (same == held_.end()) {
    held_.push_back(std::move(job));
  } else {
    *same = std::move(job);
  }
}

std::vector<Job> Jobs::held() const {
  const std::scoped_lock lock(mutex_);
  return held_;
}

bool Jobs::holding() const {
  const std::scoped_lock lock(mutex_);
  return !held_.empty();
}

void Jobs::no_longer_held(const std::string& key) {
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(held_, [&](const Job& job) { return job.key == key; });
  }
  changed_.notify_all();
}

void Jobs::keep(Undelivered entry) {
  const std::scoped_lock lock(mutex_);
  undelivered_.push_back(std::move(entry));
}

std::vector<Undelivered> Jobs::undelivered() const {
  const std::scoped_lock lock(mutex_);
  return undelivered_;
}

void Jobs::delivered(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(undelivered_, [&](const Undelivered& one) { return one.entry.key == key; });
}

void Jobs::count(Outcome::Kind kind) {
  const std::scoped_lock lock(mutex_);
  if (kind == Outcome::Kind::forgotten) return;
  ++(kind == Outcome::Kind::result ? answered_ : refused_);
}

Jobs::Counts Jobs::counts() const {
  const std::scoped_lock lock(mutex_);
  return {queue_.size() + running_, undelivered_.size() + held_.size(), answered_, refused_};
}

}  // namespace madoguchi::terminal
