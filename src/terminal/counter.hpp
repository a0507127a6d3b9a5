#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "terminal/jobs.hpp"
#include "terminal/line.hpp"
#include "terminal/outbox.hpp"
#include "terminal/session.hpp"
#include "terminal/spool.hpp"
#include "terminal/tap.hpp"
#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

// The steps of every question, from the inbox to the share, and what a restart finds of them. No
// thread of its own: sessions, the folder thread and the control socket call it.
class Counter {
 public:
  Counter(const TerminalConfig& config, const util::Clock& clock);

  // Makes the spool folders and takes up what an earlier run left: staged results are delivered,
  // requests without one are asked again with their keys.
  std::optional<TerminalProblem> recover();

  // Keeps what an answer tells before it is staged; false: the answer is held, as on a full disk.
  // Set before the first thread.
  using Witness = std::function<bool(const followup::SeenAnswer&)>;
  void witness_by(Witness witness) { witness_ = std::move(witness); }

  // Takes requests out of req/ (durably, a few at a time). Those that must wait for their turn stay
  // there. Returns the names that are not in req/ any more.
  std::vector<std::string> take(const std::vector<std::string>& names);
  void work();       // one session: answers requests until `stop`
  void retry();      // what could not be staged or delivered before
  void touch_due();  // §5 quirk 7
  std::optional<Steady> next_touch() const;
  void stop();

  util::Result<edge::TapAnswer, edge::ControlProblem> tap(const edge::TapQuestion& question);
  util::Result<edge::TapAnswer, edge::ControlProblem> recheck(
      const edge::RecheckQuestion& question);
  // Puts an answer that came before into face/, too, for the receipt computer.
  util::Result<edge::TapAnswer, edge::ControlProblem> hand_over(const Heard& heard);
  util::Result<std::string, edge::ControlProblem> ask(const std::string& interface,
                                                      const std::string& xml);
  // Of the page: an error result says why there is no other.
  edge::CenterAnswer ask_for(const std::string& interface, const std::string& xml,
                             const edge::OnBehalf& on_behalf);
  void center_answers() { line_.worked(); }  // found out elsewhere
  CardDesk& desk() { return desk_; }
  TerminalStatus status() const;
  // Nothing can be stored or taken at the moment: looking more often than the rescan is no use.
  bool storage_fails() const { return jobs_.holding() || !not_takable_.empty(); }

 private:
  enum class News { yes, no };  // no: the open visits know the answer already
  util::Result<edge::TapAnswer, edge::ControlProblem> delivered(
      util::Result<Tapped, edge::ControlProblem> tapped, News news);
  // Each takes the job one durable step further; false when that is not possible now.
  bool witnessed(Job& job);
  bool seen_well(const std::string& interface, const edge::CenterAnswer& answer) const;
  bool stage(Job& job);
  bool clear_inbox(Job& job);
  bool advance(Job& job);  // both, then delivery
  void finish(Job job);
  void deliver(const Undelivered& entry, Outcome::Kind kind);
  bool try_delivery(const Undelivered& entry, Outbox::Delivery& delivery);
  void answer(Job job);
  void reconcile(const SpoolEntry& request, std::vector<SpoolEntry>& staged,
                 std::vector<Job>& again);
  void deliver_left(const Outbox& outbox, const std::vector<SpoolEntry>& entries);
  std::optional<Job> take_one(const std::string& name, std::vector<std::string>& gone);
  void push_taken(std::vector<Job>& taken);

  const TerminalConfig& config_;
  const util::Clock& clock_;
  Spool inbox_;
  Outbox results_;
  Outbox faces_;
  Line line_;
  Session session_;
  CardDesk desk_;
  CardCounter cards_;
  Jobs jobs_;
  Witness witness_;
  std::set<std::string> not_takable_;  // until the next retry; folder thread only

  mutable std::mutex touch_mutex_;
  std::vector<std::pair<Steady, std::filesystem::path>> touches_;
};

}  // namespace madoguchi::terminal
