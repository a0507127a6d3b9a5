#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/disaster.hpp"
#include "domain/registered.hpp"
#include "store/audit.hpp"
#include "store/problem.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"
#include "util/task.hpp"

// Disasters (domain.md 6.3): declarations, whom a search may mean, and what was opened without a
// card or without consent.
namespace madoguchi::store {

using DisasterId = AuditId;  // number of the record that declared it

struct DeclaredDisaster {
  DisasterId id = 0;
  domain::Disaster declared;
  util::Instant declared_at;
  std::string declared_by;                // party
  std::optional<util::Instant> ended_at;  // earlier than by itself
  // As it stands now: an early end is its end.
  domain::Disaster standing() const {
    auto now = declared;
    if (ended_at && *ended_at < now.until) now.until = *ended_at;
    return now;
  }
};

struct UsePage {
  std::vector<AuditRecord> items;  // in the record's order
  AuditId next = 0;
  bool more = false;
};

// The center's memory of disasters: the third interface of the body that is a Registry. Writing is
// durable when it returns; key_used as Registry::commit.
class Disasters {
 public:
  template <class T>
  using Read = util::Task<util::Result<T, StoreProblem>>;
  virtual ~Disasters() = default;

  virtual Read<AuditRecord> declare_disaster(domain::Disaster disaster, AuditEntry record) = 0;
  // Ends it at the record's time; nothing is stored, and nothing told, when it is unknown or over.
  virtual Read<std::optional<AuditRecord>> end_disaster(DisasterId id, AuditEntry record) = 0;
  virtual Read<std::vector<DeclaredDisaster>> disasters() = 0;  // newest first

  // A record that the separate report tells of.
  virtual Read<AuditRecord> record_use(AuditEntry record) = 0;
  virtual Read<UsePage> exceptional_uses(AuditId after, std::size_t items_max) = 0;

  // OQSCD043, in the order of their codes.
  virtual Read<std::vector<std::string>> institutions_with_emergency_right() = 0;

  // Everybody with a qualification or insurance that says this birth date now, without tickets;
  // nothing when they are more than `people_max`.
  virtual Read<std::optional<std::vector<domain::PersonFacts>>> people_born(
      util::Day birthdate, std::size_t people_max) = 0;
};

class Registry;
// Of an opened registry.
Disasters& disasters_of(Registry& registry);

}  // namespace madoguchi::store
