#include "terminal/notice_box.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "util/file.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t poll_s = 50;
constexpr auto no_news_pause = std::chrono::seconds(2);
constexpr std::int64_t poll_grace_ms = 20000;
constexpr std::int64_t limit = 200;              // items of a page
constexpr std::int64_t refused_first_ms = 2000;  // 医療扶助 switched off, certificate: doubles
constexpr std::int64_t refused_max_ms = 600000;
constexpr std::size_t number_digits = 12;
constexpr std::size_t key_chars = 32;
constexpr std::size_t cursor_bytes_max = 64;
constexpr std::string_view name_start = "notice_";
constexpr std::string_view name_end = ".json";

std::string padded(std::int64_t number, std::size_t digits) {
  auto text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

}  // namespace

std::string notice_file_name(const std::string& institution_code, std::int64_t number) {
  return std::string(name_start) + institution_code + "_" + padded(number, number_digits) +
         std::string(name_end);
}

bool is_notice_file(const std::string& name, const std::string& institution_code) {
  const auto start = std::string(name_start) + institution_code + "_";
  if (!name.starts_with(start) || !name.ends_with(name_end)) return false;
  const auto digits =
      std::string_view(name).substr(start.size(), name.size() - start.size() - name_end.size());
  return digits.size() >= number_digits && number_in(digits).has_value();
}

std::string notice_folder(const TerminalConfig& config) {
  if (!config.notice_dir.empty()) return config.notice_dir;
  auto face = fs::path(config.face_dir);
  if (!face.has_filename()) face = face.parent_path();  // "face/"
  return (face.parent_path() / "notice").string();
}

NoticeBox::NoticeBox(const TerminalConfig& config)
    : config_(config),
      cursor_file_(fs::path(config.work_dir) / "notice-cursor"),
      outbox_(fs::path(config.work_dir) / "outbox-notice", notice_folder(config)),
      center_(config.center) {}

std::optional<TerminalProblem> NoticeBox::recover() {
  const TerminalProblem not_writable{TerminalError::folder_not_writable, config_.work_dir};
  if (!outbox_.spool().open() || !read_cursor()) return not_writable;
  const auto left = outbox_.spool().list();
  if (!left) return not_writable;
  for (const auto& entry : *left) {
    // Staged, but a kill came before the cursor: the center tells it again.
    const auto number = number_in(entry.key);
    if (number && *number <= cursor_) continue;
    for (const auto& file : entry.files) {
      if (!outbox_.spool().remove(file)) return not_writable;
    }
  }
  return std::nullopt;
}

bool NoticeBox::read_cursor() {
  const auto bytes = util::read_file(cursor_file_, cursor_bytes_max);
  if (!bytes) return bytes.error().error == util::FileError::not_found;
  const auto number = number_in(std::string_view(*bytes).substr(0, bytes->find('\n')));
  if (!number) return false;
  cursor_ = *number;
  return true;
}

void NoticeBox::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  center_.interrupt();
}

void NoticeBox::run() {
  while (!stopping_) {
    deliver();
    if (take_page()) {
      backoff_ms_ = 0;
    } else {
      pause();
    }
  }
}

void NoticeBox::pause() {
  const auto first = refused_ ? refused_first_ms : config_.retry_first_ms;
  const auto most = refused_ ? refused_max_ms : config_.retry_max_ms;
  backoff_ms_ =
      std::clamp(backoff_ms_ * 2, std::max<std::int64_t>(first, 1), std::max(first, most));
  refused_ = false;
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, std::chrono::milliseconds(backoff_ms_),
                    [this] { return stopping_.load(); });
}

void NoticeBox::deliver() {
  const auto staged = outbox_.spool().list();
  if (!staged) return;
  for (const auto& entry : *staged) {
    const auto number = number_in(entry.key);
    if (!number || *number > cursor_) continue;
    if (outbox_.deliver(entry) == Outbox::Delivery::share_fails) return;
  }
}

bool NoticeBox::take_page() {
  const auto asked_at = std::chrono::steady_clock::now();
  // Behind a fault the first page does not wait for news: it tells that the line is back.
  const auto wait_s = last_problem_.empty() ? poll_s : 0;
  const auto response = center_.feed(cursor_, wait_s, limit, poll_s * 1000 + poll_grace_ms);
  if (stopping_) return false;
  if (!response) {
    const std::string code(oqs::code_of(response.error().problem.error));
    if (code != last_problem_) {
      util::log(util::LogLevel::warning, "terminal", "notices cannot be fetched: " + code);
    }
    last_problem_ = code;
    if (response.error().status == 0) center_.reconnect();
    refused_ = response.error().retry == edge::CenterProblem::Retry::no;
    return false;
  }
  if (line_listener_) line_listener_();
  const auto page = oqs::read_feed_notices(*response);
  if (!page || page->next < cursor_) {
    util::log(util::LogLevel::error, "terminal", "the center's feed cannot be read");
    refused_ = true;
    return false;
  }
  last_problem_.clear();
  const bool news = page->next != cursor_;
  if (!keep(*page)) return false;
  // A center that does not wait must not be asked without a pause.
  if (!news && std::chrono::steady_clock::now() - asked_at < no_news_pause) {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, no_news_pause, [this] { return stopping_.load(); });
  }
  return true;
}

bool NoticeBox::keep(const oqs::FeedNotices& page) {
  for (const auto& notice : page.notices) {
    const auto written = outbox_.spool().write(
        padded(notice.number, key_chars),
        {{notice_file_name(config_.institution_code, notice.number), notice.json}},
        Spool::Form::shortest);
    if (!written) {
      util::log(util::LogLevel::error, "terminal",
                "a notice cannot be stored: " + written.error().text());
      return false;
    }
    if (listener_ && !listener_(notice.number, notice.json)) return false;
  }
  if (ticket_listener_ && !page.ticket_months.empty()) ticket_listener_(page.ticket_months);
  if (page.next == cursor_) return true;
  const auto kept = util::replace_file(cursor_file_, std::to_string(page.next) + "\n");
  if (!kept) {
    util::log(util::LogLevel::error, "terminal",
              "the place in the feed cannot be stored: " + kept.error().text());
    return false;
  }
  cursor_ = page.next;
  if (!page.notices.empty()) {
    util::log(util::LogLevel::info, "terminal",
              std::to_string(page.notices.size()) + " notices of changed answers came");
  }
  return true;
}

}  // namespace madoguchi::terminal
