#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/accounts.hpp"
#include "sql/connection.hpp"

// Inside the room: the tables. Every call throws sql::Failure; a transaction is its caller's.
namespace madoguchi::local {

struct AccountRow {
  Account account;
  std::string password;          // argon2id, encoded
  std::string factor;            // sealed; empty: none yet
  std::int64_t factor_step = 0;  // the last one used
};

enum class SessionState { second_factor, enroll, new_password, signed_in };
struct SessionRow {
  std::string hash, account;  // SHA-256 (hex) of the token
  SessionState state = SessionState::second_factor;
  std::string csrf, factors;
  std::string secret;  // sealed, while enrolling
  int wrong_codes = 0;
  util::Instant made_at, used_at;
};

struct Tries {
  int wrong = 0;
  util::Instant next_at;  // none before
};

class AccountsFile {
 public:
  // Makes or brings forward the schema. Fails with newer or corrupt.
  static LocalResult<std::unique_ptr<AccountsFile>> open(const std::string& path);

  std::vector<Account> list();
  std::optional<AccountRow> account(const std::string& id);
  void put(const AccountRow& row);  // new or changed

  Tries tries(const std::string& key);
  void put_tries(const std::string& key, const Tries& tries);
  void forget_tries(const std::string& key);
  void forget_old_tries(util::Instant before);

  std::optional<SessionRow> session(const std::string& hash);
  void put_session(const SessionRow& row);
  void end_session(const std::string& hash);
  void end_sessions_of(const std::string& account);
  void end_old_sessions(util::Instant used_before, util::Instant made_before);

  void add_event(util::Instant at, const std::string& account, const std::string& what,
                 const std::string& by);
  std::vector<Accounts::Event> events(std::int64_t before, std::size_t count);
  std::int64_t first_broken_event();

  // All of `work` or nothing of it.
  template <class Work>
  auto whole(Work work) {
    db_.execute("BEGIN IMMEDIATE");
    try {
      auto result = work();
      db_.execute("COMMIT");
      return result;
    } catch (...) {
      if (db_.in_transaction()) db_.execute("ROLLBACK");
      throw;
    }
  }

 private:
  explicit AccountsFile(const std::string& path);
  sql::Connection db_;
};

}  // namespace madoguchi::local
