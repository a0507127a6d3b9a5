#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "office/parts.hpp"

namespace madoguchi::office {

// What a job does at the moment. registering: the center places rows; publishing: it cannot be
// cancelled any more; center_away: it is asked again and again.
enum class Phase { waiting, working, sending, registering, publishing, center_away, cancelling };
std::string_view name_of(Phase phase);

// What a job may tell and ask while it runs.
class JobView {
 public:
  virtual ~JobView() = default;
  virtual const std::string& id() const = 0;
  virtual void progress(std::int64_t done, std::int64_t total) = 0;
  virtual void phase(Phase phase, const Problem* why = nullptr) = 0;  // why the center is away
  virtual bool cancelled() const = 0;  // somebody does not want it any more
  // This job may have run before, in a process that was killed: what it did then is not known here.
  virtual bool begun_before() const = 0;
  virtual bool ending() const = 0;            // this process is to end; the job goes on at the next
  virtual bool wait_ms(std::int64_t ms) = 0;  // false as soon as either is so
  bool is_to_stop() const { return cancelled() || ending(); }
};

// Work that takes longer than a page waits. A job is kept in the database before it begins; after a
// crash it runs again with the same input and id, so each kind must be harmless when repeated.
class Jobs {
 public:
  using Outcome = util::Result<Json, Problem>;
  using Work = std::function<Outcome(Parts&, JobView&, const Json& input, const OnBehalf&)>;
  // Puts back what waits for the job's end, when it was cancelled before it began.
  using PutBack = std::function<void(Parts&, const Json& input)>;
  // Jobs of one lane run one after the other: what takes minutes has its own, and nothing small
  // waits behind it.
  enum class Lane { large, small };

  explicit Jobs(Parts& parts);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // Before start.
  void add_kind(const std::string& kind, Lane lane, Work work, PutBack put_back = {});
  void start();  // goes on with what a crash interrupted
  void stop();

  // Keeps the job and lets it run behind those before it; its id. `also` belongs to the same
  // transaction and may complete the input; where it says no, nothing is begun and the id is empty.
  using Also = std::function<bool(sql::Connection&, Json& input)>;
  std::string begin(const std::string& kind, Json input, const OnBehalf& author,
                    const Also& also = {});

  // GET /api/jobs, GET /api/jobs/{id}, POST /api/jobs/{id}/cancel; of one's own and, for a
  // supervisor, all.
  Answer list(const Call& call);
  Answer show(const Call& call);
  Answer cancel(const Call& call);

 private:
  class View;
  struct Running {
    std::string id;
    Phase phase = Phase::working;
    std::int64_t done = 0, total = 0;
    // Of when `phase` began: what is left is estimated from there.
    std::int64_t phase_ms = 0, phase_done = 0;
    bool cancel = false, begun_before = false;
    Json trouble;  // why the center is away
  };
  struct Queued {
    std::string id;
    bool begun = false;  // perhaps, before a crash: only its own work can tell what became of it
  };
  struct Waiting {
    std::deque<Queued> queue;
    Running running;  // id empty: none
    std::thread thread;
  };
  struct Kind {
    Lane lane = Lane::large;
    Work work;
    PutBack put_back;
  };
  void run(Waiting& lane);
  void run_one(Waiting& lane, const std::string& id);
  void finish(const Running& last, const Outcome& outcome);
  bool take_out(const std::string& id);
  void put_back(const std::string& id);
  Waiting& lane_of(const std::string& kind);
  void add_running(Json& job);
  std::vector<Json> kept(const Call& call, const std::string& id);  // empty id: those of a list

  Parts& parts_;
  std::map<std::string, Kind> kinds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Lane, Waiting> lanes_;
  bool stopping_ = false;
};

// A job that ended because somebody did not want it any more.
Problem was_cancelled();

}  // namespace madoguchi::office
