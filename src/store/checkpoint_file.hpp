#pragma once

#include <string>
#include <vector>

#include "store/audit.hpp"

namespace madoguchi::store {

// The key that signs, or only its public half. Never makes one: that would hide a lost key.
util::Result<CheckpointKey, std::string> verifying_key(const std::string& path);

// A restore of the database from a backup, as it was told to the auditor: from `mark.head` on the
// chain was begun anew, and what had been signed beyond it lies in the database that was replaced.
struct RestoreMark {
  Checkpoint mark;  // head and hash of the backup, when, signed
  std::string reason;
  std::size_t superseded = 0;   // checkpoints before the mark that lie beyond its head
  AuditId superseded_head = 0;  // the greatest of them
};

// The file of checkpoints beside the database.
struct CheckpointFile {
  bool there = false;
  std::vector<Checkpoint> checkpoints;        // of the chain as it is now, marks included
  std::vector<RestoreMark> restores;          // in their order
  std::vector<std::size_t> unreadable_lines;  // a last line without its end is none: it is being
                                              // written just now
  std::vector<std::size_t> false_marks;       // not signed by the key, or put in a second time
};
CheckpointFile read_checkpoint_file(const std::string& path, const std::string& chain,
                                    const CheckpointKey& key);

// A mark to be appended; `chain` is the audit chain's name. Its time must come after every line of
// the file, so that no mark can be used twice.
Checkpoint restore_mark(const std::string& chain, const std::string& reason, AuditId head,
                        const std::string& head_hash, util::Instant at);

}  // namespace madoguchi::store
