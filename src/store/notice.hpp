#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/told.hpp"

namespace madoguchi::store {

// That an answer which an institution received does not hold any more, or holds again.
struct NoticeRow {
  domain::VersionId id = 0;  // its place in the feed; given by the store
  std::string institution_code;
  AuditId record = 0;  // of the answer
  domain::PersonId person = 0;
  std::int64_t unit = 0;      // question of a message of many, from 1; 0: the answer is to one
  domain::BatchId as_of = 0;  // what holds now
  util::Instant at;
  std::string kind;
  std::string state;  // hash of what holds now
  // Of an office's reply what it says, a JSON object of the center's; empty: made from the record.
  std::string content = {};
};

// How far published changes were looked at for notices.
struct NoticeCursor {
  domain::VersionId version = 0;  // every change up to it was looked at
  // Every record up to `record` was looked at, as of `batch`. A later record of an earlier state
  // was under way meanwhile and is to be looked at by itself.
  domain::BatchId batch = 0;
  AuditId record = 0;
};

// Whose rows changed in the published versions behind a cursor, each once.
struct ChangedPeople {
  std::vector<domain::PersonId> people;
  domain::VersionId until = 0;
  domain::BatchId as_of = 0;  // published when it was read
  bool more = false;
};

// One record that told about somebody, and what was said of it since.
struct ToldAbout {
  ToldRow told;
  std::map<std::int64_t, std::string> last_states;  // of each unit's last notice
};

}  // namespace madoguchi::store
