#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::store {

// Who saw whom, when, why. What one operation has to tell (law 3).
struct AuditEntry {
  util::Instant at;          // when it was answered
  std::string kind;          // answer, refusal, download, registration, setting, look, start
  std::string party;         // "institution:1310000011", "office:...", "operator:...", "center"
  std::string interface;     // "OQSsiquc01", "card/verify", "import/ticket", ...
  std::string request_key;   // Idempotency-Key, empty when none; unique together with `party`
  std::string request_hash;  // SHA-256 (hex) of the request body
  std::int64_t person = 0;   // the person asked about, 0 when none or unknown
  std::string detail;        // JSON object: everything a replay needs
};

using AuditId = std::int64_t;  // position in the chain, from 1, no gaps

struct AuditRecord {
  AuditId id = 0;
  AuditEntry entry;
  std::string previous_hash;  // hex; 64 zeros for the first
  std::string hash;           // hex, of `previous_hash` and the canonical form of this record
};

// The bytes that are hashed: previous hash, id and every field, each with its length before it, so
// that no two records have the same form.
std::string canonical_form(const AuditRecord& record);
std::string hash_of(const AuditRecord& record);

// A signed statement that the chain had this head: a cut tail or a lost chain shows against it.
struct Checkpoint {
  std::string chain;  // name of the chain ("center-1")
  AuditId head = 0;
  std::string head_hash;
  util::Instant at;
  std::string signature;  // base64, Ed25519
  std::string key_id;     // hex, first 16 digits of SHA-256 of the public key
};
std::string checkpoint_text(const Checkpoint& checkpoint);  // what is signed
std::string checkpoint_line(const Checkpoint& checkpoint);  // one JSON line
std::optional<Checkpoint> parse_checkpoint_line(const std::string& line);

// Ed25519 key pair in a PEM file (0600); created when absent.
class CheckpointKey {
 public:
  static util::Result<CheckpointKey, std::string> open_or_create(const std::string& path);
  // A public key (PEM) that only verifies.
  static util::Result<CheckpointKey, std::string> open_public(const std::string& path);
  void sign(Checkpoint& checkpoint) const;  // sets signature and key_id
  bool verify(const Checkpoint& checkpoint) const;
  std::string public_pem() const;

 private:
  std::string private_pem_;
  std::string public_pem_;
};

// What a walk along the chain found.
struct ChainReport {
  AuditId records = 0;
  std::string head_hash;
  std::size_t checkpoints = 0;
  struct Fault {
    AuditId id;
    std::string what;  // "hash", "gap", "cut", "signature", "checkpoint"
    std::string text;  // Japanese, for the auditor
  };
  std::vector<Fault> faults;  // empty: complete and unchanged
  // Records dated earlier than one before them: the clock was set back. Their order is the chain's.
  struct ClockStep {
    AuditId id;
    std::int64_t back_ms;
  };
  std::vector<ClockStep> clock_steps;
};

}  // namespace madoguchi::store
