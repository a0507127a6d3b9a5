#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "edge/center_line.hpp"
#include "edge/page.hpp"
#include "terminal/heard.hpp"
#include "terminal/page/checks.hpp"
#include "terminal/page/chosen_settings.hpp"
#include "terminal/updates.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

class Terminal;
class PatientDesk;
class KeptSwitches;

struct PageSettings {
  std::string institution_code;
  edge::CenterLine center;
  std::string path, key_path;  // the page's database, and the key that seals what is in it
  Checks::Settings checks;
  std::vector<OwnSetting> own_settings;
  std::string chosen_path;        // what was chosen in place of the file; empty: nothing can be
  std::function<void()> restart;  // ends this process in order and starts it anew
  std::optional<Updates::Settings> updates;  // nothing: this terminal is updated by other means
  std::int64_t update_check_every_s = 86400;
};

// The counter's page of one institution: what reception, doctors and pharmacists ask and see. Each
// topic adds its own operations (add_X_routes in this folder).
class CounterPage {
 public:
  // Opens the database. Fails with a text for the operator.
  static util::Result<std::unique_ptr<CounterPage>, std::string> start(PageSettings settings,
                                                                       const util::Clock& clock);
  ~CounterPage();

  // Of every answer that comes through the terminal. What cannot be kept is only logged: the folder
  // and the reader go on.
  void hear(const Heard& heard);

  // The terminal that asks for the page; before the first request, and alive until `stop`.
  void attach(Terminal& terminal);

  // The patient's screen that this page pairs and confirms at; before the first request, and alive
  // until `stop`.
  void attach_patient(PatientDesk& desk, std::uint16_t port);
  const KeptSwitches& switches() const;

  // Everything under /api/ that is not sign-in or accounts. Checks role and act itself; unknown
  // paths are 404. Safe from several threads; may block.
  edge::PageAnswer handle(const edge::PageRequest& request, const edge::SignedIn& who);

  // Ends what waits, so that the server's end waits for nobody.
  void stop();

 private:
  struct Body;
  explicit CounterPage(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::terminal
