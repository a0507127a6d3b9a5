#include "store/sqlite/session.hpp"

#include <algorithm>

#include "util/hash.hpp"

namespace madoguchi::store::sqlite {

Memory read_memory(Connection& db) {
  Memory memory;
  Query head(db, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
  if (head.row()) {
    memory.head = head.integer(0);
    memory.head_hash = util::hex(head.blob(1));
  }
  memory.published = single(db, 0, "SELECT value FROM meta WHERE name = 'published'");
  memory.announced = memory.published;
  memory.staging = single(db, 0, "SELECT id FROM batch WHERE state = 0");
  memory.last_person = single(db, 0, "SELECT max(id) FROM person");
  memory.last_recipient = single(db, 0, "SELECT max(id) FROM recipient");
  memory.last_code = single(db, 0, "SELECT max(id) FROM known_code");
  // Versions of an abandoned batch are gone from the tables but were never told to anybody.
  for (const char* sql :
       {"SELECT max(version_id) FROM qualification", "SELECT max(version_id) FROM ticket",
        "SELECT max(version_id) FROM insurance", "SELECT max(version_id) FROM card",
        "SELECT max(version_id) FROM institution", "SELECT max(version_id) FROM office",
        "SELECT max(last_version) FROM batch", "SELECT max(id) FROM notice"}) {
    memory.last_version = std::max(memory.last_version, single(db, 0, sql));
  }
  return memory;
}

}  // namespace madoguchi::store::sqlite
