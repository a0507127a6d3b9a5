#include "office/jobs.hpp"

#include <algorithm>
#include <chrono>

#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

class Jobs::View : public JobView {
 public:
  View(Jobs& jobs, std::string id) : jobs_(jobs), id_(std::move(id)) {}
  const std::string& id() const override { return id_; }
  void progress(std::int64_t done, std::int64_t total) override {
    const std::scoped_lock lock(jobs_.mutex_);
    jobs_.running_.done = done;
    jobs_.running_.total = total;
  }
  bool cancelled() const override {
    const std::scoped_lock lock(jobs_.mutex_);
    return jobs_.running_.cancel || jobs_.stopping_;
  }
  bool wait_ms(std::int64_t ms) override {
    std::unique_lock lock(jobs_.mutex_);
    return !jobs_.changed_.wait_for(lock, std::chrono::milliseconds(ms),
                                    [this] { return jobs_.running_.cancel || jobs_.stopping_; });
  }

 private:
  Jobs& jobs_;
  std::string id_;
};

Jobs::~Jobs() {
  stop();
}

void Jobs::add_kind(const std::string& kind, Work work) {
  kinds_[kind] = std::move(work);
}

void Jobs::start() {
  parts_.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT id FROM job WHERE state = 'running' ORDER BY at, id");
    while (query.row()) waiting_.emplace_back(query.text(0));
  });
  thread_ = std::thread([this] { run(); });
}

void Jobs::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

std::string Jobs::begin(const std::string& kind, const Json& input, const OnBehalf& author) {
  auto id = util::random_key();
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db, "INSERT INTO job VALUES (?1, ?2, 'running', 0, 0, ?3, ?4, ?5, '', '')", id, kind,
               parts_.now(), dumped(json_of(author)), dumped(input))
        .run();
  });
  const std::scoped_lock lock(mutex_);
  waiting_.push_back(id);
  changed_.notify_all();
  return id;
}

void Jobs::run() {
  for (;;) {
    std::string id;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      id = waiting_.front();
      waiting_.pop_front();
      running_ = Running{id, parts_.clock.now().ms, 0, 0, false};
    }
    try {
      run_one(id);
    } catch (const sql::Failure& failure) {  // it stays "running" and goes on at the next start
      util::log(util::LogLevel::error, "office", "a job stopped: " + failure.text);
    }
    const std::scoped_lock lock(mutex_);
    running_ = Running{};
  }
}

void Jobs::run_one(const std::string& id) {
  std::string kind;
  Json input;
  OnBehalf author;
  const bool found = parts_.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT kind, input, author FROM job WHERE id = ?1 AND state = 'running'",
                     id);
    if (!query.row()) return false;
    kind = query.text(0);
    input = parsed(query.text(1));
    author = on_behalf_of(parsed(query.text(2)));
    return true;
  });
  const auto work = kinds_.find(kind);
  if (!found || work == kinds_.end()) return;
  View view(*this, id);
  const auto outcome = work->second(parts_, view, input, author);
  bool ending = false;
  bool cancelled = false;
  {
    const std::scoped_lock lock(mutex_);
    ending = stopping_;
    cancelled = running_.cancel;
  }
  if (!outcome && ending) return;  // interrupted by the end of this process: goes on at the next
  finish(id, outcome, cancelled && !outcome);
}

void Jobs::finish(const std::string& id, const Outcome& outcome, bool cancelled) {
  Running last;
  {
    const std::scoped_lock lock(mutex_);
    last = running_;
  }
  const char* state = outcome ? "done" : cancelled ? "cancelled" : "failed";
  const auto result = outcome ? dumped(*outcome) : std::string();
  const auto error = outcome ? std::string() : problem_answer(outcome.error()).body;
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "UPDATE job SET state = ?2, done = ?3, total = ?4, result = ?5, error = ?6"
               " WHERE id = ?1",
               id, state, outcome ? last.total : last.done, last.total, result, error)
        .run();
  });
  parts_.mirror.tell_news();
}

Answer Jobs::show(const Call& call) {
  Json job;
  parts_.database.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT kind, state, done, total, result, error, author FROM job"
                     " WHERE id = ?1",
                     call.id);
    if (!query.row()) return;
    const auto author = parsed(query.text(6));
    if (text_of(author, "account") != call.who.account && !call.may(domain::Act::approve)) return;
    job = {{"id", call.id},
           {"kind", query.text(0)},
           {"state", query.text(1)},
           {"done", query.integer(2)},
           {"total", query.integer(3)},
           {"left_s", 0}};
    if (!query.text(4).empty()) job["result"] = parsed(query.text(4));
    if (!query.text(5).empty()) job["error"] = parsed(query.text(5));
  });
  if (job.is_null()) return util::failure(not_found());
  const std::scoped_lock lock(mutex_);
  if (running_.id == call.id && job["state"] == "running") {
    const auto spent = std::max<std::int64_t>(parts_.clock.now().ms - running_.began_ms, 0);
    job["done"] = running_.done;
    job["total"] = running_.total;
    if (running_.done > 0) {
      job["left_s"] = (running_.total - running_.done) * spent / running_.done / 1000;
    }
  }
  return json_answer(job);
}

Answer Jobs::cancel(const Call& call) {
  auto shown = show(call);
  if (!shown) return shown;
  bool never_began = false;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find(waiting_.begin(), waiting_.end(), call.id);
    never_began = found != waiting_.end();
    if (never_began) waiting_.erase(found);
    if (running_.id == call.id) running_.cancel = true;
    changed_.notify_all();
  }
  if (never_began) {
    parts_.database.change([&](sql::Connection& db) {
      sql::Query(db, "UPDATE job SET state = 'cancelled' WHERE id = ?1 AND state = 'running'",
                 call.id)
          .run();
    });
  } else {
    // Already at the center: it stops before publication, or has published.
    (void)parts_.center.remove("/office/imports/" + call.id, {call.who, {}});
  }
  return show(call);
}

}  // namespace madoguchi::office
