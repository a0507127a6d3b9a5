#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/registered.hpp"
#include "oqs/errors.hpp"
#include "oqs/notice.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// What offices and institutions tell each other by way of the center, as JSON (docs/openapi.json).
// Readers give the first problem with its member's name as the place.

// POST /office/replies: an office's word on whether a patient is commissioned.
struct OfficeReply {
  std::string recipient_key;
  std::string institution_code;
  util::Month month;
  std::string answer;             // yes, no, date, paper
  std::optional<util::Day> date;  // of `date`: when it will be registered
  std::string reason;             // of `no`: one of a closed list
  std::string basis;              // of `yes`: telephone, application, urgent; empty when not said
};
util::Result<OfficeReply, Problem> read_office_reply(std::string_view body);
std::string reply_json(const OfficeReply& reply);  // as it was read; for records and notices

// POST /calls: what an institution notes of its call, or that it asks for a 調剤券.
struct NotedCall {
  std::int64_t record = 0;  // Madoguchi-Record of its own answer
  std::string kind;         // call, dispensing_ticket
  util::Instant at;
  std::string staff, office_person;
  std::string answer;  // yes, no, call_back, none
  std::optional<util::Day> expected_date;
  bool paper = false;
  std::string issuer_code, issuer_name;  // who wrote the prescription
  std::string text;
};
util::Result<NotedCall, Problem> read_noted_call(std::string_view body);
std::string call_json(const NotedCall& call);

// POST /office/calendar.
util::Result<domain::StatedMonth, Problem> read_stated_month(std::string_view body);
std::string_view name_of(domain::StatedMonth::State state);  // planned, registered, late, failed
std::string stated_month_json(const domain::StatedMonth& stated);

// POST /office/looks: what somebody at an office is about to look at or print, and why.
struct OfficeLook {
  std::string what;  // verification_log, frequent, not_disclosed, print, export
  std::string purpose;
  std::string recipient_key;  // empty: nobody in particular
  std::optional<util::Month> month;
  std::int64_t count = 0;
  std::vector<std::string> serials;  // of printed sheets
};
util::Result<OfficeLook, Problem> read_office_look(std::string_view body);
std::string look_json(const OfficeLook& look);

// A reply as the feed carries it and the terminal files it: like a notice of kind `reply`. `asked`
// is the answered question; what it told names the person.
std::string write_reply_notice(const Notice& asked, const OfficeReply& reply,
                               const domain::Office& office);

}  // namespace madoguchi::oqs
