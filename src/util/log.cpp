#include "util/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>

#include "util/clock.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::util {

namespace {

constexpr std::size_t log_text_bytes_max = 4096;

spdlog::logger& logger() {
  // Never destroyed: what ends with the process may still log.
  static auto* const made = [] {
    auto* to_stderr =
        new spdlog::logger("madoguchi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    to_stderr->set_pattern("%v");
    return to_stderr;
  }();
  return *made;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Text from outside must not make a second line or steer a terminal: control characters (C0, DEL,
// C1, the line and paragraph separators) become blanks, and what is no UTF-8 becomes question
// marks.
std::string one_line(std::string_view text) {
  const bool cut = text.size() > log_text_bytes_max;
  if (cut) {
    std::size_t end = log_text_bytes_max;
    while (end > 0 && continues(text[end])) --end;
    text = text.substr(0, end);
  }
  const bool readable = check_utf8(text).has_value();
  std::string line;
  line.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto rest = text.substr(at);
    if (byte < 0x20 || byte == 0x7F) {
      line += ' ';
    } else if (byte >= 0x80 && !readable) {
      line += '?';
    } else if (byte == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0) {
      line += ' ';
      at += 1;
    } else if (rest.substr(0, 3) == "\u2028" || rest.substr(0, 3) == "\u2029") {
      line += ' ';
      at += 2;
    } else {
      line += text[at];
    }
  }
  return cut ? line + "…" : line;
}

// "OQSsiquc01req_": the interface's name at the head of a file name, which says nothing of a
// person.
std::string_view interface_prefix(std::string_view name) {
  constexpr std::size_t prefix_bytes_max = 24;
  constexpr std::ptrdiff_t digits_max = 2;
  const auto end = name.substr(0, prefix_bytes_max).find('_');
  if (name.substr(0, 3) != "OQS" || end == std::string_view::npos) return {};
  const auto prefix = name.substr(0, end);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool plain =
      std::all_of(prefix.begin(), prefix.end(), [&](char c) { return digit(c) || letter(c); }) &&
      std::count_if(prefix.begin(), prefix.end(), digit) <= digits_max;
  return plain ? name.substr(0, end + 1) : std::string_view{};
}

}  // namespace

void log(LogLevel level, std::string_view part, std::string_view text) {
  if (!logger().should_log(level_of(level))) return;
  const auto line = fmt::format("{} {} {} {}", iso_date_time_in_japan(SystemClock().now()),
                                name_of(level), one_line(part), one_line(text));
  logger().log(level_of(level), spdlog::string_view_t(line));
}

void set_log_level(LogLevel level) {
  logger().set_level(level_of(level));
}

std::string log_name(std::string_view name) {
  // Numbers are few enough to try them all against a plain hash: the key stays in this process.
  static const std::string key = random_bytes(32);
  const auto digest = hex(sha256(key + std::string(name)));
  return fmt::format("{}…({})", interface_prefix(name), digest.substr(0, 8));
}

}  // namespace madoguchi::util
