#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/registry.hpp"
#include "store/sqlite/connection.hpp"

namespace madoguchi::store::sqlite {

// Institutions and offices that one connection read as of one batch. What holds as of a published
// batch never changes, so they are good until another batch is asked about.
class Directory {
 public:
  struct InstitutionRead {
    domain::Institution institution;
    bool known = false;
  };
  const InstitutionRead& institution(Connection& db, domain::BatchId as_of,
                                     const std::string& code);
  const std::optional<domain::Office>& office(Connection& db, domain::BatchId as_of,
                                              const std::string& code);

 private:
  void turn_to(domain::BatchId as_of);

  domain::BatchId as_of_ = 0;
  std::unordered_map<std::string, InstitutionRead> institutions_;
  std::unordered_map<std::string, std::optional<domain::Office>> offices_;
};

// A reading connection with what it keeps.
struct Reader {
  Reader(const std::string& path, std::size_t cache_kib)
      : db(path, Connection::Mode::read, cache_kib) {}
  Connection db;
  Directory directory;
  // A snapshot that outlives one read. SQLite throws a connection's cache and mapping away when
  // somebody wrote since its last snapshot, and answers write all the time.
  struct Held {
    Held(Connection& of, std::uint64_t changes_seen, domain::BatchId published_then)
        : changes(changes_seen), published(published_then), snapshot(of) {}
    std::uint64_t changes;  // `Writer::changes` that it has at least
    domain::BatchId published;
    Snapshot snapshot;
  };
  std::optional<Held> held;
  std::uint64_t times_let_go = 0;  // `Readers` when it was taken
};

// A person's rows as of one batch. Every call throws Failure.
class People {
 public:
  People(Reader& reader, domain::BatchId as_of)
      : db_(reader.db), directory_(reader.directory), as_of_(as_of) {}

  // A qualification's recipient, beside the qualification at the same place.
  struct Loaded {
    domain::PersonFacts person;
    std::vector<std::int64_t> recipients;
  };
  // Qualifications (by start, then version) and insurances; tickets are left empty.
  Loaded load(domain::PersonId person);
  // Tickets of all the person's recipients in the window.
  void add_tickets(Loaded& loaded, domain::MonthWindow window);

  const Directory::InstitutionRead& institution(const std::string& code) {
    return directory_.institution(db_, as_of_, code);
  }
  // The registered offices of these people's qualifications, each once, by code.
  std::vector<domain::Office> offices(const std::vector<domain::PersonFacts>& people);

 private:
  void add_qualifications(Loaded& loaded);
  void add_insurances(Loaded& loaded);

  Connection& db_;
  Directory& directory_;
  domain::BatchId as_of_;
};

// An office's recipient with everything registered of the person; nothing when none holds.
std::optional<RecipientRead> read_recipient(Reader& reader, const std::string& office_code,
                                            const std::string& recipient_key,
                                            domain::MonthWindow tickets, domain::BatchId published);

// The people that some version of a qualification of this recipient names, whatever holds now.
std::vector<domain::PersonId> people_of_recipient(Connection& db, std::int64_t recipient);

}  // namespace madoguchi::store::sqlite
