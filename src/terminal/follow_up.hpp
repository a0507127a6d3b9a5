#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "edge/acting_center.hpp"
#include "followup/acquisition.hpp"
#include "followup/after_checks.hpp"
#include "followup/followups.hpp"
#include "terminal/outbox.hpp"
#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

// The terminal's open visits (followup) and what is done for them without anybody asking: calls are
// told to the center, ordered acquisitions fetched, names that were taken down verified, scheduled
// acquisitions ordered. Everything is durable before and after each step: a kill repeats a step
// with its key and loses none.
class FollowUp {
 public:
  // Opens the file in the work folder. Fails with a text for the operator.
  static util::Result<std::unique_ptr<FollowUp>, std::string> open(const TerminalConfig& config,
                                                                   const util::Clock& clock);
  followup::Book& book() { return *book_; }

  // Keeps what an answer tells; false while it cannot be kept (disk).
  bool witness(const followup::SeenAnswer& answer);
  bool notice(std::int64_t number, std::string_view json);

  // The feed tells that tickets of these months changed: where visits wait for one, the month is
  // acquired. Kept in memory only: the schedule brings what a restart forgets.
  void tickets_changed(const std::vector<util::Month>& months);

  // OQSsiimm01 in somebody's name; nothing when the center registered it, else its problem.
  struct Refused {
    std::string code, message;
  };
  std::optional<Refused> register_reference(const followup::ReferenceToRegister& wanted,
                                            const edge::OnBehalf& on_behalf);

  // Offices whose registration of a month is not as planned while visits wait for it here, as the
  // center said last: {"month", "office" or "payer", "planned_day", "state", "text"}.
  edge::Json registrations_off();

  // When the month is acquired by itself next; nothing: not any more, or never (schedule off).
  std::optional<util::Instant> next_scheduled(util::Month month);

  void run();   // until `stop`
  void ring();  // something was ordered or noted
  void stop();

  // One round of everything that is to be done; the pause until the next.
  std::chrono::milliseconds round();

 private:
  enum class Step {
    idle,   // nothing to do
    done,   // something was done: there may be more
    later,  // the center is away or busy
  };
  FollowUp(const TerminalConfig& config, const util::Clock& clock,
           std::unique_ptr<followup::Book> book);

  // What the center cannot take now, nor before the time it named.
  Step later(const edge::CenterProblem& problem);
  Step send_call();
  Step check_name();
  Step acquire();
  Step ask_registrations();
  Step order(const followup::RunToDo& run);
  Step download(const followup::RunToDo& run);
  Step give_up(const followup::RunToDo& run, const std::string& code, const std::string& message);
  Step take_in(const followup::RunToDo& run, const std::string& result);
  void order_scheduled();
  void order_changed();
  void deliver_files();
  bool stage_file(const std::string& key, const std::string& name, const std::string& result);

  const TerminalConfig& config_;
  const util::Clock& clock_;
  std::unique_ptr<followup::Book> book_;
  edge::CenterClient messages_;
  edge::ActingCenter center_;
  std::unique_ptr<Outbox> files_;  // nothing: no files for the receipt computer
  bool forgot_ = false;
  std::optional<util::Instant> schedule_failed_at_;  // of a run that the schedule ordered
  std::chrono::milliseconds asked_pause_{0};  // of the last step, by the center's Retry-After
  std::array<std::chrono::steady_clock::time_point, 4> not_before_{};  // of each step of a round
  // What ask_registrations asked about last, and when it asks the same again.
  std::vector<followup::AwaitedOffice> asked_offices_;
  std::chrono::steady_clock::time_point asked_offices_until_{};

  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
  std::set<util::Month> changed_months_;
  edge::Json registrations_off_ = edge::Json::array();
  bool stopping_ = false;
};

// Where acquired tickets are put as files; empty: nowhere.
std::string acquisition_folder(const TerminalConfig& config);

}  // namespace madoguchi::terminal
