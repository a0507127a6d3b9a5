#pragma once

#include <string>
#include <string_view>

#include "domain/claim.hpp"
#include "oqs/messages.hpp"

namespace madoguchi::oqs {

// What became of an answer that an institution received.
enum class NoticeKind {
  lost,         // was valid, is not
  registered,   // was not valid or not registered, is valid for this institution
  changed,      // something else that a claim depends on
  as_answered,  // after an earlier notice: holds again as it was answered
};
std::string_view name_of(NoticeKind kind);  // "lost", as it stands in the file

// A notice of a changed answer (お知らせ), as the feed carries it and the terminal files it.
struct Notice {
  std::int64_t number = 0;  // one order over all of an institution's notices
  util::Instant made_at;
  NoticeKind kind = NoticeKind::changed;
  std::string institution_code;

  // What was asked, as the institution knows it.
  std::string way;  // card, number, bulk (acquisition), bulk_inquiry (one of its units)
  util::Instant asked_at;
  std::int64_t record = 0;           // Madoguchi-Record of the answer
  std::optional<util::Day> day;      // 資格確認日
  std::optional<util::Month> month;  // 診療年月, of a bulk acquisition
  EchoText arbitrary_file_identifier;
  std::string reception_number;  // of a bulk job
  SearchEcho search;             // by number: what was typed, with a unit's ArbitraryIdentifier

  domain::Answer told;  // what was answered
  domain::Answer now;   // what asking again answers
};

// One JSON object: see docs/interface.md.
std::string write_notice(const Notice& notice);

// What the terminal and `madoguchi notices` need of it.
struct NoticeHead {
  std::int64_t number = 0;
  std::string made_at, kind;
  std::string title, title_english, next, next_english;
  std::string way, asked_at, day;      // day or month asked
  std::string reference_number, name;  // empty when not told
  std::string told_validity, now_validity;
};
// Nothing when `json` is no notice.
std::optional<NoticeHead> read_notice_head(std::string_view json);

}  // namespace madoguchi::oqs
