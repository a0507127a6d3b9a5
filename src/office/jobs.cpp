#include "office/jobs.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t listed_max = 20;

}  // namespace

class Jobs::View : public JobView {
 public:
  View(Jobs& jobs, Running& running) : jobs_(jobs), running_(running), id_(running.id) {}
  const std::string& id() const override { return id_; }
  void progress(std::int64_t done, std::int64_t total) override {
    const std::scoped_lock lock(jobs_.mutex_);
    running_.done = done;
    running_.total = total;
  }
  void phase(Phase phase, const Problem* why) override {
    const std::scoped_lock lock(jobs_.mutex_);
    running_.trouble = why == nullptr ? Json() : parsed(problem_answer(*why).body);
    if (running_.phase == phase) return;
    running_.phase = phase;
    running_.phase_ms = jobs_.parts_.clock.now().ms;
    running_.phase_done = running_.done;
  }
  bool cancelled() const override {
    const std::scoped_lock lock(jobs_.mutex_);
    return running_.cancel;
  }
  bool begun_before() const override {
    const std::scoped_lock lock(jobs_.mutex_);
    return running_.begun_before;
  }
  bool ending() const override {
    const std::scoped_lock lock(jobs_.mutex_);
    return jobs_.stopping_;
  }
  bool wait_ms(std::int64_t ms) override {
    std::unique_lock lock(jobs_.mutex_);
    return !jobs_.changed_.wait_for(lock, std::chrono::milliseconds(ms),
                                    [this] { return running_.cancel || jobs_.stopping_; });
  }

 private:
  Jobs& jobs_;
  Running& running_;
  std::string id_;
};

std::string_view name_of(Phase phase) {
  static constexpr std::array<std::string_view, 7> names{
      "waiting", "working", "sending", "registering", "publishing", "center_away", "cancelling"};
  return names[static_cast<std::size_t>(phase)];
}

Problem was_cancelled() {
  return wrong_state("取り消しました。何も登録していません。",
                     "Cancelled. Nothing was registered.");
}

Jobs::Jobs(Parts& parts) : parts_(parts) {
  lanes_[Lane::large];
  lanes_[Lane::small];
}

Jobs::~Jobs() {
  stop();
}

void Jobs::add_kind(const std::string& kind, Lane lane, Work work, PutBack put_back) {
  kinds_[kind] = {lane, std::move(work), std::move(put_back)};
}

Jobs::Waiting& Jobs::lane_of(const std::string& kind) {
  const auto found = kinds_.find(kind);
  return lanes_.at(found == kinds_.end() ? Lane::large : found->second.lane);
}

void Jobs::start() {
  parts_.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT id, kind FROM job WHERE state = 'running' ORDER BY at, id");
    while (query.row()) {
      lane_of(std::string(query.text(1))).queue.push_back({std::string(query.text(0)), true});
    }
  });
  for (auto& [name, lane] : lanes_) {
    lane.thread = std::thread([this, &lane = lane] { run(lane); });
  }
}

void Jobs::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  for (auto& [name, lane] : lanes_) {
    if (lane.thread.joinable()) lane.thread.join();
  }
}

std::string Jobs::begin(const std::string& kind, Json input, const OnBehalf& author,
                        const Also& also) {
  auto id = util::random_key();
  const bool kept = parts_.database.change([&](sql::Connection& db) {
    if (also && !also(db, input)) return false;
    sql::Query(db,
               "INSERT INTO job (id, kind, state, done, total, at, author, input, result, error)"
               " VALUES (?1, ?2, 'running', 0, 0, ?3, ?4, ?5, '', '')",
               id, kind, parts_.now(), dumped(json_of(author)), dumped(input))
        .run();
    return true;
  });
  if (!kept) return {};
  const std::scoped_lock lock(mutex_);
  lane_of(kind).queue.push_back({id, false});
  changed_.notify_all();
  return id;
}

void Jobs::run(Waiting& lane) {
  for (;;) {
    std::string id;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !lane.queue.empty(); });
      if (stopping_) return;
      id = lane.queue.front().id;
      lane.running = Running();
      lane.running.id = id;
      lane.running.begun_before = lane.queue.front().begun;
      lane.queue.pop_front();
      lane.running.phase_ms = parts_.clock.now().ms;
    }
    try {
      run_one(lane, id);
    } catch (const sql::Failure& failure) {  // it stays "running" and goes on at the next start
      util::log(util::LogLevel::error, "office", "a job stopped: " + failure.text);
    }
    const std::scoped_lock lock(mutex_);
    lane.running = Running();
  }
}

void Jobs::run_one(Waiting& lane, const std::string& id) {
  std::string kind;
  Json input;
  OnBehalf author;
  bool cancel = false;
  const bool found = parts_.database.read([&](sql::Connection& db) {
    sql::Query query(
        db, "SELECT kind, input, author, cancel FROM job WHERE id = ?1 AND state = 'running'", id);
    if (!query.row()) return false;
    kind = query.text(0);
    input = parsed(query.text(1));
    author = on_behalf_of(parsed(query.text(2)));
    cancel = query.integer(3) != 0;
    return true;
  });
  const auto work = kinds_.find(kind);
  if (!found || work == kinds_.end()) return;
  {
    const std::scoped_lock lock(mutex_);
    lane.running.cancel = lane.running.cancel || cancel;
  }
  View view(*this, lane.running);
  const auto outcome = work->second.work(parts_, view, input, author);
  // Interrupted by the end of this process: goes on at the next.
  if (!outcome && view.ending()) return;
  Running last;
  {
    const std::scoped_lock lock(mutex_);
    last = lane.running;
  }
  finish(last, outcome);
}

void Jobs::finish(const Running& last, const Outcome& outcome) {
  const char* state = outcome ? "done" : last.cancel ? "cancelled" : "failed";
  Json result = outcome ? *outcome : Json();
  if (outcome && last.cancel) result["cancel_too_late"] = true;
  const auto error = outcome ? std::string() : problem_answer(outcome.error()).body;
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "UPDATE job SET state = ?2, done = ?3, total = ?4, result = ?5, error = ?6"
               " WHERE id = ?1",
               last.id, state, outcome ? last.total : last.done, last.total,
               outcome ? dumped(result) : std::string(), error)
        .run();
  });
  parts_.mirror.tell_news();
}

// Jobs that the caller may know of, as they are kept.
std::vector<Json> Jobs::kept(const Call& call, const std::string& id) {
  return parts_.database.read([&](sql::Connection& db) {
    std::vector<Json> jobs;
    sql::Query query(db,
                     "SELECT id, kind, state, done, total, result, error, author, at, cancel"
                     " FROM job WHERE (?1 = '' OR id = ?1)"
                     " AND (?2 OR json_extract(author, '$.account') = ?3)"
                     " ORDER BY state <> 'running', at DESC, id LIMIT ?4",
                     id, call.may(domain::Act::approve), call.who.account, listed_max);
    while (query.row()) {
      Json job{{"id", query.text(0)},
               {"kind", query.text(1)},
               {"state", query.text(2)},
               {"done", query.integer(3)},
               {"total", query.integer(4)},
               {"cancellable", query.text(2) == "running"},
               {"author", text_of(parsed(query.text(7)), "account")},
               {"at", query.text(8)}};
      if (!query.text(5).empty()) job["result"] = parsed(query.text(5));
      if (!query.text(6).empty()) job["error"] = parsed(query.text(6));
      if (job.contains("result") && job["result"].value("cancel_too_late", false)) {
        job["cancel_too_late"] = true;
      }
      if (job["state"] == "running") {
        job["phase"] = name_of(query.integer(9) != 0 ? Phase::cancelling : Phase::waiting);
      }
      jobs.push_back(std::move(job));
    }
    return jobs;
  });
}

// What a job that has not ended does now.
void Jobs::add_running(Json& job) {
  if (job["state"] != "running") return;
  const std::scoped_lock lock(mutex_);
  const auto& lane = lane_of(text_of(job, "kind"));
  const auto& running = lane.running;
  if (running.id != text_of(job, "id")) {
    const auto found =
        std::find_if(lane.queue.begin(), lane.queue.end(),
                     [&job](const Queued& one) { return one.id == text_of(job, "id"); });
    job["ahead"] = (found - lane.queue.begin()) + (running.id.empty() ? 0 : 1);
    return;
  }
  job["done"] = running.done;
  job["total"] = running.total;
  job["phase"] = name_of(running.cancel ? Phase::cancelling : running.phase);
  job["cancellable"] = !running.cancel && running.phase != Phase::publishing;
  if (!running.trouble.is_null()) job["problem"] = running.trouble;
  const auto spent = std::max<std::int64_t>(parts_.clock.now().ms - running.phase_ms, 0);
  const auto moved = running.done - running.phase_done;
  if (moved > 0) job["left_s"] = (running.total - running.done) * spent / moved / 1000;
}

Answer Jobs::list(const Call& call) {
  Json items = Json::array();
  for (auto& job : kept(call, "")) {
    add_running(job);
    items.push_back(std::move(job));
  }
  return json_answer({{"items", items}});
}

Answer Jobs::show(const Call& call) {
  auto found = kept(call, call.id);
  if (call.id.empty() || found.empty()) return util::failure(not_found());
  add_running(found.front());
  return json_answer(found.front());
}

// Takes a job out that has surely not begun. One that may have is let go first: it asks the center
// what became of it, and ends.
bool Jobs::take_out(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  bool taken = false;
  for (auto& [name, lane] : lanes_) {
    if (lane.running.id == id) lane.running.cancel = true;
    const auto found = std::find_if(lane.queue.begin(), lane.queue.end(),
                                    [&id](const Queued& one) { return one.id == id; });
    if (found == lane.queue.end()) continue;
    const auto queued = *found;
    lane.queue.erase(found);
    taken = !queued.begun;
    if (queued.begun) lane.queue.push_front(queued);
  }
  changed_.notify_all();
  return taken;
}

void Jobs::put_back(const std::string& id) {
  Json input;
  std::string kind;
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE job SET state = 'cancelled', error = ?2 WHERE id = ?1", id,
               problem_answer(was_cancelled()).body)
        .run();
    sql::Query query(db, "SELECT kind, input FROM job WHERE id = ?1", id);
    if (!query.row()) return;
    kind = query.text(0);
    input = parsed(query.text(1));
  });
  const auto found = kinds_.find(kind);
  if (found != kinds_.end() && found->second.put_back) found->second.put_back(parts_, input);
  parts_.mirror.tell_news();
}

Answer Jobs::cancel(const Call& call) {
  if (call.id.empty() || kept(call, call.id).empty()) return util::failure(not_found());
  // Kept before anything else: a cancelled job that a crash interrupts is cancelled at the next
  // start, not carried out.
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE job SET cancel = 1 WHERE id = ?1 AND state = 'running'", call.id).run();
  });
  if (take_out(call.id)) put_back(call.id);
  return show(call);
}

}  // namespace madoguchi::office
