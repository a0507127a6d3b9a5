#pragma once

#include <optional>
#include <string>
#include <vector>

#include "center/center.hpp"
#include "store/checkpoint_file.hpp"
#include "store/sqlite/maintenance.hpp"
#include "tools/findings.hpp"

namespace madoguchi::tools {

enum class DatabaseError {
  missing,     // no such file
  exists,      // backup: the target is there
  held,        // a center (or another tool) holds the database or writes this backup
  not_ours,    // not a database of this program
  damaged,     // cut off, changed, or its record does not verify
  newer,       // of a newer program
  no_key,      // the checkpoint key cannot be read: nothing can be verified
  no_room,     // backup, restore: the copy would not fit
  unreadable,  // disk full, no permission, input/output error
};
struct DatabaseProblem {
  DatabaseError error = DatabaseError::unreadable;
  std::string place;         // file
  std::string detail;        // for the operator
  std::string text() const;  // Japanese: what, and what to do
};
template <class T>
using DatabaseResult = util::Result<T, DatabaseProblem>;

// What a database says of itself once it was looked through.
struct DatabaseState {
  int schema = 0;
  std::int64_t bytes = 0;
  domain::BatchId published = 0;
  store::AuditId head = 0;
  std::string head_hash;
  std::size_t checkpoints = 0;  // compared, of the database and of the file beside it
  std::vector<store::sqlite::Inspection> inspections;
  std::vector<store::ChainReport::Fault> faults;
  enum class Chain { verified, older_schema } chain = Chain::verified;
  bool whole() const;
  std::string first_fault() const;
};

// Checkpoints of the file beside it that lie beyond the database's head: a cut tail, or what came
// after a backup.
enum class BeyondHead { is_a_cut, came_later };

// Looks through a database file: pages, versions, chain and checkpoints.
DatabaseResult<DatabaseState> look_through(const std::string& path,
                                           const center::AuditSettings& audit, BeyondHead beyond,
                                           const store::sqlite::Pages& told);

// Copies the database of a running or stopped center into `output`, which must not be there, and
// looks the copy through before it gets its name.
DatabaseResult<DatabaseState> back_up(const center::CenterConfig& config, const std::string& output,
                                      const store::sqlite::Pages& told);

struct Restored {
  DatabaseState state;
  std::string replaced;           // where the database went that was there; empty: there was none
  std::size_t later = 0;          // signed checkpoints that came after the backup
  store::AuditId later_head = 0;  // the greatest of them
  bool marked = false;            // the auditor was told in the checkpoint file
  std::string mark_problem;
};
// Puts a backup in the place of the database: copied, brought to this program's schema, looked
// through, then swapped by a rename. With a reason, a signed mark in the checkpoint file tells the
// auditor that the chain was set back; without, `audit verify` shows a cut.
DatabaseResult<Restored> restore(const center::CenterConfig& config, const std::string& backup,
                                 const std::string& reason, util::Instant now,
                                 const store::sqlite::Pages& told);

struct Migrated {
  store::sqlite::SchemaState before;
  std::string backup;  // empty: none was taken
};
enum class FirstBackup { take, skip };
DatabaseResult<store::sqlite::SchemaState> schema_state(const std::string& path);
// Brings the database forward. `backup_file` empty: a name beside the database.
DatabaseResult<Migrated> bring_forward(const center::CenterConfig& config, FirstBackup first,
                                       std::string backup_file, util::Instant now,
                                       const store::sqlite::Pages& told);

// A pass/fail list of everything that can be checked of a database.
DatabaseResult<Findings> check_database(const std::string& path, const center::AuditSettings& audit,
                                        BeyondHead beyond, const store::sqlite::Pages& told);

}  // namespace madoguchi::tools
