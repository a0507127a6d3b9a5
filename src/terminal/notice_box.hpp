#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/center_client.hpp"
#include "oqs/feed_page.hpp"
#include "terminal/outbox.hpp"
#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

// Follows the center's feed and files each notice of a changed answer once in notice/. A page's
// notices are staged durably, then the cursor is, then they are moved in: a kill between two steps
// neither loses nor repeats one, whatever the clinic did with the files meanwhile.
class NoticeBox {
 public:
  explicit NoticeBox(const TerminalConfig& config);

  // Hears of each notice before the cursor passes it; false: it must come again. Set before `run`.
  using Listener = std::function<bool(std::int64_t number, std::string_view json)>;
  void tell(Listener listener) { listener_ = std::move(listener); }
  // Hears of months whose tickets changed, once each page. Set before `run`.
  using TicketListener = std::function<void(const std::vector<util::Month>& months)>;
  void tell_tickets(TicketListener listener) { ticket_listener_ = std::move(listener); }
  // Called for each page that came: the center answers. Set before `run`.
  void tell_line(std::function<void()> listener) { line_listener_ = std::move(listener); }

  std::optional<TerminalProblem> recover();  // what an earlier run left
  void run();                                // until `stop`
  void stop();

 private:
  bool read_cursor();
  void deliver();
  bool take_page();  // false when it must be tried again after a pause
  bool keep(const oqs::FeedNotices& page);
  void pause();

  const TerminalConfig& config_;
  std::filesystem::path cursor_file_;
  Outbox outbox_;
  edge::CenterClient center_;
  Listener listener_;
  TicketListener ticket_listener_;
  std::function<void()> line_listener_;
  std::int64_t cursor_ = 0;
  std::int64_t backoff_ms_ = 0;
  bool refused_ = false;  // the last try: coming again soon is no use
  std::string last_problem_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable stopped_;
};

// "notice_1310000011_000000000042.json", and whether a name is one.
std::string notice_file_name(const std::string& institution_code, std::int64_t number);
bool is_notice_file(const std::string& name, const std::string& institution_code);

// Where notices are filed: the setting, else notice/ beside face/.
std::string notice_folder(const TerminalConfig& config);

}  // namespace madoguchi::terminal
