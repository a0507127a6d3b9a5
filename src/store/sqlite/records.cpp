#include "store/sqlite/records.hpp"

#include "util/hash.hpp"

namespace madoguchi::store::sqlite {

namespace {

#define MADOGUCHI_AUDIT_COLUMNS                                                                \
  "id, at, kind, party, interface, request_key, request_hash, person, detail, previous_hash, " \
  "hash"

AuditRecord record_of(const Query& row) {
  AuditRecord record;
  record.id = row.integer(0);
  record.entry.at = util::Instant{row.integer(1)};
  record.entry.kind = row.text(2);
  record.entry.party = row.text(3);
  record.entry.interface = row.text(4);
  record.entry.request_key = row.text(5);
  record.entry.request_hash = row.text(6);
  record.entry.person = row.integer(7);
  record.entry.detail = row.text(8);
  record.previous_hash = util::hex(row.blob(9));
  record.hash = util::hex(row.blob(10));
  return record;
}

std::optional<AuditRecord> record_if_any(Query& row) {
  if (!row.row()) return std::nullopt;
  return record_of(row);
}

}  // namespace

AuditRecord append_record(Session& session, AuditEntry entry) {
  AuditRecord record;
  record.id = session.memory.head + 1;
  record.entry = std::move(entry);
  record.previous_hash = session.memory.head_hash;
  const auto digest = util::sha256(canonical_form(record));
  const std::string_view hash(reinterpret_cast<const char*>(digest.data()), digest.size());
  record.hash = util::hex(hash);
  const std::string previous_hash = util::from_hex(record.previous_hash).value_or("");
  const AuditEntry& told = record.entry;
  Query(session.db,
        "INSERT INTO audit (" MADOGUCHI_AUDIT_COLUMNS
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        record.id, told.at.ms, told.kind, told.party, told.interface, told.request_key,
        told.request_hash, told.person, told.detail, Bytes{previous_hash}, Bytes{hash})
      .run();
  session.memory.head = record.id;
  session.memory.head_hash = record.hash;
  return record;
}

bool key_is_used(Connection& db, const std::string& party, const std::string& request_key) {
  if (request_key.empty()) return false;
  Query row(db, "SELECT 1 FROM audit WHERE party = ?1 AND request_key = ?2 AND request_key <> ''",
            party, request_key);
  return row.row();
}

std::optional<AuditRecord> read_record(Connection& db, AuditId id) {
  Query row(db, "SELECT " MADOGUCHI_AUDIT_COLUMNS " FROM audit WHERE id = ?1", id);
  return record_if_any(row);
}

std::optional<AuditRecord> read_record_of_key(Connection& db, const std::string& party,
                                              const std::string& request_key) {
  Query row(db,
            "SELECT " MADOGUCHI_AUDIT_COLUMNS
            " FROM audit WHERE party = ?1 AND request_key = ?2 AND request_key <> ''",
            party, request_key);
  return record_if_any(row);
}

std::vector<AuditRecord> read_records(Connection& db, AuditId from, std::size_t records_max) {
  std::vector<AuditRecord> records;
  Query rows(db,
             "SELECT " MADOGUCHI_AUDIT_COLUMNS " FROM audit WHERE id >= ?1 ORDER BY id LIMIT ?2",
             from, static_cast<std::int64_t>(records_max));
  while (rows.row()) records.push_back(record_of(rows));
  return records;
}

std::vector<AuditRecord> read_telling_records(Connection& db, AuditId after,
                                              const std::string& party) {
  std::vector<AuditRecord> records;
  Query rows(db,
             "SELECT " MADOGUCHI_AUDIT_COLUMNS
             " FROM audit WHERE id > ?1 AND party = ?2 AND kind IN ('answer', 'download')"
             " ORDER BY id",
             after, party);
  while (rows.row()) records.push_back(record_of(rows));
  return records;
}

AuditRecord read_head(Connection& db) {
  Query row(db, "SELECT " MADOGUCHI_AUDIT_COLUMNS " FROM audit ORDER BY id DESC LIMIT 1");
  auto record = record_if_any(row);
  if (record) return std::move(*record);
  AuditRecord none;
  none.previous_hash = none.hash = std::string(64, '0');
  return none;
}

void insert_checkpoint(Connection& db, const Checkpoint& checkpoint) {
  Query(db,
        "INSERT INTO checkpoint (chain, head, head_hash, at, signature, key_id)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        checkpoint.chain, checkpoint.head, checkpoint.head_hash, checkpoint.at.ms,
        checkpoint.signature, checkpoint.key_id)
      .run();
}

std::vector<Checkpoint> read_checkpoints(Connection& db) {
  std::vector<Checkpoint> checkpoints;
  Query rows(db,
             "SELECT chain, head, head_hash, at, signature, key_id FROM checkpoint ORDER BY id");
  while (rows.row()) {
    checkpoints.push_back({std::string(rows.text(0)), rows.integer(1), std::string(rows.text(2)),
                           util::Instant{rows.integer(3)}, std::string(rows.text(4)),
                           std::string(rows.text(5))});
  }
  return checkpoints;
}

}  // namespace madoguchi::store::sqlite
