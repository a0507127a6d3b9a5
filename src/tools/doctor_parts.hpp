#pragma once

#include <string>
#include <vector>

#include "terminal/terminal.hpp"
#include "tools/findings.hpp"
#include "util/calendar.hpp"

// The doctor's examinations; each appends its lines. Not for others.
namespace madoguchi::tools::doctor {

inline constexpr std::int64_t days_left_warning = 60;
inline constexpr std::int64_t list_days_left_warning = 14;

// Collects lines under ids that begin alike.
class Notes {
 public:
  Notes(Findings& into, std::string group, Text title)
      : into_(into), group_(std::move(group)), title_(std::move(title)) {}
  void good(const std::string& id, Text detail) {
    put(Finding::State::good, id, std::move(detail), {});
  }
  void warning(const std::string& id, Text detail, Text next) {
    put(Finding::State::warning, id, std::move(detail), std::move(next));
  }
  void bad(const std::string& id, Text detail, Text next) {
    put(Finding::State::bad, id, std::move(detail), std::move(next));
  }
  void skipped(const std::string& id, Text detail, Text next = {}) {
    put(Finding::State::skipped, id, std::move(detail), std::move(next));
  }

 private:
  void put(Finding::State state, const std::string& id, Text detail, Text next) {
    into_.push_back(
        {state, group_ + (id.empty() ? "" : "." + id), title_, std::move(detail), std::move(next)});
  }
  Findings& into_;
  std::string group_;
  Text title_;
};

// Own certificate: readable, of its key, in time, days left. `uri` is the party it must name; empty
// for the center, which is told by `names`.
void examine_certificate(Findings& findings, const std::string& certificate_file,
                         const std::string& key_file, const std::string& uri, util::Instant now);
// Trusted certificates of a PEM file.
void examine_anchors(Findings& findings, const std::string& id, const Text& title,
                     const std::string& ca_file, util::Instant now);
// Revocation lists, signed by one of `ca_files`, and how long they last.
void examine_lists(Findings& findings, const std::string& id, const Text& title,
                   const std::vector<std::string>& crl_files,
                   const std::vector<std::string>& ca_files, util::Instant now);

// Name, TCP, TLS, who the server is; clock difference; 医療扶助 setting.
void examine_line(Findings& findings, const terminal::TerminalConfig& config, util::Instant now);
void examine_folders(Findings& findings, const terminal::TerminalConfig& config);
// The card reader that is configured: the service, the reader, what lies on it.
void examine_reader(Findings& findings, const terminal::ReaderSettings& reader);
void examine_encoding(Findings& findings, const terminal::TerminalConfig& config);
// The running terminal, then one question for each main result.
void examine_terminal(Findings& findings, const terminal::TerminalConfig& config,
                      const std::string& people_file, util::Day today);

// Clock difference: the center said `there_s` (seconds since 1970, -1: nothing) between `asked` and
// `answered` of this machine's clock.
void tell_clock(Findings& findings, std::int64_t there_s, util::Instant asked,
                util::Instant answered);

// Seconds since 1970 of an HTTP date ("Sun, 06 Nov 1994 08:49:37 GMT"); -1 for no such text.
std::int64_t seconds_of_http_date(const std::string& text);

}  // namespace madoguchi::tools::doctor
