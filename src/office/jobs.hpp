#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "office/parts.hpp"

namespace madoguchi::office {

// What a job may tell and ask while it runs.
class JobView {
 public:
  virtual ~JobView() = default;
  virtual const std::string& id() const = 0;
  virtual void progress(std::int64_t done, std::int64_t total) = 0;
  virtual bool cancelled() const = 0;
  virtual bool wait_ms(std::int64_t ms) = 0;  // false as soon as the job is to end
};

// Work that takes longer than a page waits. A job is kept in the database before it begins; after a
// crash it runs again with the same input and id, so each kind must be harmless when repeated.
class Jobs {
 public:
  using Outcome = util::Result<Json, Problem>;
  using Work = std::function<Outcome(Parts&, JobView&, const Json& input, const OnBehalf&)>;

  explicit Jobs(Parts& parts) : parts_(parts) {}
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  void add_kind(const std::string& kind, Work work);  // before start
  void start();                                       // goes on with what a crash interrupted
  void stop();

  // Keeps the job and lets it run behind those before it; its id.
  std::string begin(const std::string& kind, const Json& input, const OnBehalf& author);

  // GET /api/jobs/{id}, POST /api/jobs/{id}/cancel; of one's own and, for a supervisor, all.
  Answer show(const Call& call);
  Answer cancel(const Call& call);

 private:
  class View;
  struct Running {
    std::string id;
    std::int64_t began_ms = 0;
    std::int64_t done = 0, total = 0;
    bool cancel = false;
  };
  void run();
  void run_one(const std::string& id);
  void finish(const std::string& id, const Outcome& outcome, bool cancelled);

  Parts& parts_;
  std::map<std::string, Work> kinds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  Running running_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace madoguchi::office
