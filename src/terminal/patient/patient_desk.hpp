#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "edge/open_page.hpp"
#include "terminal/patient/reader_session.hpp"
#include "util/clock.hpp"

namespace madoguchi::terminal {

// What the desk asks of the terminal's reader and of the center.
struct PatientReader {
  struct Seen {
    CardOnReader card = CardOnReader::none;
    std::optional<int> tries_left;
    std::uint64_t version = 0;
    std::uint64_t card_number = 0;  // another one: another card, however quick the hand was
  };
  // Waits until something is newer than `version`, or `wait_ms` went by.
  std::function<Seen(std::uint64_t version, std::int64_t wait_ms)> watch;
  struct Told {
    bool done = false;
    std::string problem;  // wrong_pin, locked, removed, other_card, no_reader, expired, line, other
    std::optional<int> tries_left;
    std::vector<std::string> withheld = {};  // kinds that the center did not take as given
  };
  // Reads the card and asks; the face/ file is on its way when it returns.
  std::function<Told(const CardOrder& order)> read;
  std::function<AskedKinds()> asked;  // which kinds the institution has switched on; may block
};

// The patient's screen at the reader: who may use it (one browser, paired by staff), what it shows,
// and what its touches do. The staff's own page is the only one that pairs, confirms and ends.
class PatientDesk {
 public:
  struct Settings {
    std::string token_file;  // the hash of the paired browser's token, over restarts
    ReaderSession::Settings times;
    AskedKinds::Together together = AskedKinds::Together::yes;
    enum class Threads { watch, none } threads = Threads::watch;  // none: tests call `look`
  };
  PatientDesk(Settings settings, PatientReader reader, const util::Clock& clock);
  ~PatientDesk();

  // A code that pairs one browser with this reader, once, within five minutes.
  std::string new_code();
  bool paired() const;
  void unpair();

  // What staff see of the reader: whether somebody waits for them, and the card that it is.
  struct StaffView {
    bool paired = false;
    bool staff_wanted = false;
    std::string screen;
    std::uint64_t card_number = 0;
    std::uint64_t version = 0;  // grows with each change of this
  };
  StaffView staff_view() const;
  // The view as soon as its version is not `seen`, at the latest after `wait_ms`.
  StaffView wait_staff_view(std::uint64_t seen, std::int64_t wait_ms) const;
  // A member of staff compared the face with the card of `card_number`. False: nobody waits for it.
  bool confirm(std::uint64_t card_number, const std::string& staff, const std::string& mode);

  // /api/patient/… of the patient's page.
  edge::OpenAnswer handle(const edge::PageRequest& request, const std::string& token);

  void look(std::int64_t wait_ms);  // one look at the reader
  void stop();                      // ends what waits

 private:
  bool is_paired(const std::string& token) const;
  StaffView staff_view_now() const;  // under the lock
  edge::OpenAnswer pair(const edge::PageRequest& request);
  edge::OpenAnswer show(const edge::PageRequest& request, const std::string& token);
  edge::OpenAnswer touch(const edge::PageRequest& request);
  void run_order(const CardOrder& order, std::uint64_t card_number);
  edge::OpenAnswer view_answer() const;

  Settings settings_;
  PatientReader reader_;
  const util::Clock& clock_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  ReaderSession session_;
  std::uint64_t seen_version_ = 0;
  std::uint64_t seen_card_ = 0;
  std::uint64_t pairings_ = 0;  // taken and given back
  std::string code_hash_;
  util::Instant code_until_;
  std::string token_hash_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace madoguchi::terminal
