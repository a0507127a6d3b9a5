#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "followup/acquisition.hpp"
#include "followup/followups.hpp"

namespace madoguchi::followup::test {

inline constexpr const char* institution = "1310000011";

inline util::Day day(const char* yyyymmdd) {
  return *util::Day::parse(yyyymmdd);
}
inline util::Instant at(const char* iso) {
  return *util::parse_iso_date_time(iso);
}

// Somebody as the center would show them.
struct Person {
  std::string reference = {}, name = "試験　花子", kana = "ｼｹﾝ ﾊﾅｺ", sex = "2",
              birthdate = "19800201";
  std::string payer = "12000006", number = "1010008";
};

struct TicketOf {
  std::string issue = "00000001", month = "202607", from = "20260701", to = "20260731";
  std::string issuer = {}, flag = {};
};

domain::ResultAnswer assistance(const Person& person, const std::vector<TicketOf>& tickets,
                                const std::string& end = "");
// 6: names nobody's numbers.
std::string uncommissioned_by_card(const Person& person, const char* on,
                                   const std::string& planned = "");
std::string valid_by_card(const Person& person, const char* on,
                          const std::vector<TicketOf>& ticket);
std::string unregistered_by_number(const Person& person, const char* on);
// OQSmutic02 with one unit a person.
struct Unit {
  Person person;
  std::vector<TicketOf> tickets;
};
std::string acquired(const std::vector<Unit>& units);
std::string reply_notice(std::int64_t number, std::int64_t record, const char* answer,
                         const char* date = "");
std::string changed_notice(std::int64_t number, std::int64_t record, const char* kind,
                           const char* now_validity, const std::vector<domain::ResultAnswer>& now);

// A file of its own, thrown away at the end.
class Bed {
 public:
  Bed();
  ~Bed();
  void reopen();
  bool card(const std::string& result, std::int64_t record);
  bool number(const std::string& result, std::int64_t record);
  void acquire(const std::vector<Unit>& units, const char* month = "202607");
  Json items(Wanted::Group group = Wanted::Group::all);
  Json only_item();
  Json shown(std::int64_t item) { return *show(*book, item); }
  oqs::NotedCall call(const char* answer) const;

  std::filesystem::path dir;
  util::SetClock clock{at("2026-07-10T09:00:00+09:00")};
  std::unique_ptr<Book> book;
};

}  // namespace madoguchi::followup::test
