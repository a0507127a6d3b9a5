#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tools/child_processes.hpp"
#include "tools/demo_session.hpp"
#include "tools/faults/fault_catalogue.hpp"
#include "tools/faults/fault_line.hpp"
#include "tools/faults/wrong_center.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// Puts a fault on the running demo and takes it off again. What a fault changes on disk it notes
// first (fault-state.json), so that a demo that was killed meanwhile sets it right at its next
// start.
class DemoFaults {
 public:
  using Done = util::Result<void, std::string>;  // the error is for the user
  // Waits until all parties that should run are ready.
  using WaitUntilReady = std::function<Done()>;

  DemoFaults(const DemoWorld& world, ChildProcesses& children, FaultLine& line,
             WaitUntilReady ready)
      : world_(world), children_(children), line_(line), ready_(std::move(ready)) {}

  Done begin(const Fault& fault);  // ends another one first
  Done end();                      // nothing when there is none
  // At the start of a demo, once the center answers: the registrations that a killed one's fault
  // had cancelled.
  Done finish_recovery(const Fault& left);
  const std::optional<Fault>& now() const { return fault_; }
  // Whether this party is stopped by the fault (it is not to be waited for).
  bool stopped(const std::string& party) const;

 private:
  Done apply(const Fault& fault);
  Done undo(const Fault& fault);
  Done lead_to(WrongCenter::Kind kind);
  Done revoke();
  Done renew_lists(util::Instant at) const;
  Done issue_again();
  Done replace_certificate();
  Done restart_center(const std::string& config);
  Done restart_terminals(const std::string& name);
  Done center_with(const std::string& toml);
  Done jump_clock(const Fault& fault);
  Done lower_limit(const std::string& which);
  Done damage_cards();
  Done this_month(ThisMonth which);
  LineRule straight() const;
  std::string clinic() const;

  const DemoWorld& world_;
  ChildProcesses& children_;
  FaultLine& line_;
  WaitUntilReady ready_;
  std::optional<Fault> fault_;
  std::unique_ptr<WrongCenter> wrong_center_;
};

// Before a demo starts: the cards and certificates that a killed one's fault left are put right.
// That fault, when there was one, for `finish_recovery`.
util::Result<std::optional<Fault>, std::string> recover_from_fault(const std::string& demo_path);

}  // namespace madoguchi::tools
