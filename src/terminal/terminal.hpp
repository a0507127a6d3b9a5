#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "edge/acting_center.hpp"
#include "edge/center_line.hpp"
#include "edge/control_messages.hpp"
#include "followup/schedule.hpp"
#include "oqs/clinic_encoding.hpp"
#include "terminal/heard.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// What is done for visits without a ticket (未委託) without anybody asking.
struct FollowUpSettings {
  followup::Schedule schedule;  // of acquisitions
  std::string bulk_dir;         // acquired tickets as files for the receipt computer; empty: none
  int months = 24;              // settled visits are kept so long; 0: for good
};

// The counter's card reader.
struct ReaderSettings {
  enum class Kind {
    none,
    pcsc,      // by pcscd
    software,  // a folder as a reader, for test beds and demos
  } kind = Kind::none;
  std::string name;      // pcsc: only readers whose name contains this; empty: all
  std::string slot_dir;  // software: the link `card` in it is the card that lies there
};

class CardDesk;

// Everything a clinic can choose. Every key of terminal.toml is one of these.
struct TerminalConfig {
  std::string institution_code;
  std::string req_dir, res_dir, face_dir;
  std::string notice_dir;  // notices of changed answers; empty: notice/ beside face/
  std::string work_dir;    // staging and spool; same file system as res and face, outside them
  edge::CenterLine center;
  std::string control_socket;  // empty: work_dir/control.sock

  oqs::ClinicEncoding encoding;                                // of results and face files
  enum class BulkForm { xml, zip } bulk_form = BulkForm::zip;  // 02res
  enum class Touch { no, yes } touch_after_move = Touch::no;   // §5 quirk 7
  enum class Notices { fetch, leave } notices = Notices::fetch;
  enum class FaceFiles { one_for_all, one_per_result } face_files = FaceFiles::one_for_all;

  ReaderSettings reader;

  int sessions_max = 20;                   // requests at the center at one time
  std::int64_t request_settle_ms = 3000;   // not whole this long after its last growth: file error
  std::int64_t rescan_ms = 2000;           // slow rescan, for shares without events
  std::int64_t center_wait_ms = 20000;     // then an error result says that the line is down
  std::int64_t center_timeout_ms = 10000;  // one try
  std::int64_t retry_first_ms = 200;       // backoff doubles from here
  std::int64_t retry_max_ms = 5000;
  int retention_days = 7;           // leftovers in res/ and face/ expire; 0: never
  int notice_retention_days = 400;  // notices, done or not; 0: never
  std::size_t request_bytes_max = 4UL * 1024 * 1024;

  FollowUpSettings follow_up;

  // Hears of every answer, after it is on its way; from several threads. Empty: nobody listens.
  std::function<void(const Heard&)> heard;
};

enum class TerminalError {
  folder_missing,  // req/res/face/work cannot be made or are not folders
  folder_not_writable,
  other_file_system,  // work is not on the file system of res/face/req
  work_inside_share,  // work lies in res/ or face/ or req/
  already_running,    // another terminal holds this work folder
  control_socket,
  same_folder,  // req, res and face must differ (res and face may be one)
  database,     // the file of open visits
};
struct TerminalProblem {
  TerminalError error;
  std::string place;         // path
  std::string text() const;  // Japanese: what, and what to do
};

struct TerminalStatus {
  std::size_t waiting = 0;      // requests taken and not yet answered
  std::size_t undelivered = 0;  // results that wait for their name or for a writable folder
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;  // file-level errors
  bool center_reachable = true;
  std::string last_problem;  // code of the last line problem
};

class FollowUp;

// The folder protocol and the counter operations of one institution. `start` returns when the
// folders are watched; work goes on in threads until the destructor.
class Terminal {
 public:
  static util::Result<std::unique_ptr<Terminal>, TerminalProblem> start(TerminalConfig config,
                                                                        const util::Clock& clock);
  ~Terminal();
  TerminalStatus status() const;

  // Asks the center in somebody's name: the center's result message (UTF-8), or an error result
  // that says why there is none. Blocks up to center_wait_ms.
  edge::CenterAnswer ask(const std::string& interface, const std::string& xml,
                         const edge::OnBehalf& on_behalf);
  FollowUp& follow_up();
  // The card reader, and what is asked by it: see CardDesk and CardCounter. A read leaves its files
  // in face/.
  CardDesk& desk();
  util::Result<edge::TapAnswer, edge::ControlProblem> tap(const edge::TapQuestion& question);
  util::Result<edge::TapAnswer, edge::ControlProblem> recheck(
      const edge::RecheckQuestion& question);
  util::Result<edge::TapAnswer, edge::ControlProblem> hand_over(const Heard& heard);
  // Questions that wait for the center end at once: the process is ending.
  void interrupt();

 private:
  struct Body;
  explicit Terminal(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::terminal
