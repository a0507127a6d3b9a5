#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/registered.hpp"
#include "store/audit.hpp"

namespace madoguchi::store {

enum class OfficeEventKind { verification, call, reply };
std::string_view name_of(OfficeEventKind kind);  // "verification"

// What an office is told of one of its recipients: that an institution asked about it, called
// because of it, or was replied to.
struct OfficeEvent {
  std::int64_t cursor = 0;  // larger is later; given by the store
  OfficeEventKind kind = OfficeEventKind::verification;
  std::string office_code;
  std::string recipient_key;
  std::string institution_code;
  std::string institution_name;  // as registered now, empty when unknown; only read
  domain::PersonId person = 0;
  AuditId record = 0;  // of the answer asked for; of a call or reply its own (0: not written yet)
  util::Instant at;
  util::Day day;        // asked day, of a bulk's month the first
  std::string content;  // JSON object of the center's
};

struct OfficeEventPage {
  std::vector<OfficeEvent> items;  // in the order of their cursors
  std::int64_t next = 0;           // ask again with this
  bool more = false;
};

}  // namespace madoguchi::store
