#include "local/accounts_file.hpp"

#include <array>

#include "util/hash.hpp"

namespace madoguchi::local {

namespace {

using sql::Query;
using sql::single;

constexpr std::size_t cache_kib = 1024;
constexpr int application_id = 0x4d41444c;  // "MADL"

constexpr std::array<const char*, 1> migrations{R"sql(
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  locked INTEGER NOT NULL,
  password TEXT NOT NULL,        -- argon2id, encoded
  must_change INTEGER NOT NULL,  -- it is a one-time password
  factor BLOB NOT NULL,          -- secret of the second factor, sealed; empty: none yet
  factor_step INTEGER NOT NULL,  -- last step whose code was used
  last_sign_in INTEGER           -- milliseconds since 1970
) WITHOUT ROWID;
-- By hash of the typed account, also of accounts that are not there: both must look the same.
CREATE TABLE tries (
  key TEXT PRIMARY KEY, wrong INTEGER NOT NULL, next_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  state INTEGER NOT NULL,        -- place in SessionState
  csrf TEXT NOT NULL,
  factors TEXT NOT NULL,
  secret BLOB NOT NULL,          -- sealed, while a second factor is enrolled
  wrong_codes INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);
-- Never updated; each row's hash holds the one before.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  account TEXT NOT NULL,
  what TEXT NOT NULL,
  done_by TEXT NOT NULL,
  hash TEXT NOT NULL
);
)sql"};

Account account_in(const Query& row) {
  Account account;
  account.id = row.text(0);
  account.name = row.text(1);
  account.role = row.text(2);
  account.state = row.integer(3) != 0 ? Account::State::locked : Account::State::active;
  account.must_change_password = row.integer(4) != 0;
  account.has_second_factor = row.integer(5) != 0;
  if (!row.is_null(6)) account.last_sign_in = util::Instant{row.integer(6)};
  return account;
}

std::string event_hash(const std::string& before, std::int64_t id, std::int64_t at,
                       std::string_view account, std::string_view what, std::string_view by) {
  std::string text = before + "\n" + std::to_string(id) + "\n" + std::to_string(at);
  for (const auto part : {account, what, by}) {
    text += "\n" + std::to_string(part.size()) + ":" + std::string(part);
  }
  return util::hex(util::sha256(text));
}

}  // namespace

AccountsFile::AccountsFile(const std::string& path)
    : db_(path, sql::Connection::Mode::write, cache_kib) {
  db_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

LocalResult<std::unique_ptr<AccountsFile>> AccountsFile::open(const std::string& path) {
  auto file = std::unique_ptr<AccountsFile>(new AccountsFile(path));
  auto& db = file->db_;
  const auto version = single(db, 0, "PRAGMA user_version");
  const auto tables = single(db, 0, "SELECT count(*) FROM sqlite_schema");
  if (tables > 0 && single(db, 0, "PRAGMA application_id") != application_id) {
    return util::failure(LocalProblem{LocalError::corrupt, "not a file of this program"});
  }
  if (version > static_cast<std::int64_t>(migrations.size())) {
    return util::failure(LocalProblem{LocalError::newer, "schema " + std::to_string(version)});
  }
  for (auto i = static_cast<std::size_t>(version); i < migrations.size(); ++i) {
    file->whole([&] {
      db.execute(migrations.at(i));
      const auto marks = "PRAGMA application_id = " + std::to_string(application_id) +
                         "; PRAGMA user_version = " + std::to_string(i + 1);
      db.execute(marks.c_str());
      return true;
    });
  }
  return file;
}

std::vector<Account> AccountsFile::list() {
  std::vector<Account> accounts;
  Query rows(db_,
             "SELECT id, name, role, locked, must_change, length(factor) > 0, last_sign_in"
             " FROM account ORDER BY id");
  while (rows.row()) accounts.push_back(account_in(rows));
  return accounts;
}

std::optional<AccountRow> AccountsFile::account(const std::string& id) {
  Query row(db_,
            "SELECT id, name, role, locked, must_change, length(factor) > 0, last_sign_in,"
            " password, factor, factor_step FROM account WHERE id = ?1",
            id);
  if (!row.row()) return std::nullopt;
  return AccountRow{account_in(row), std::string(row.text(7)), std::string(row.blob(8)),
                    row.integer(9)};
}

void AccountsFile::put(const AccountRow& row) {
  const auto& account = row.account;
  std::optional<std::int64_t> last;
  if (account.last_sign_in) last = account.last_sign_in->ms;
  Query(db_, "INSERT OR REPLACE INTO account VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        account.id, account.name, account.role, account.state == Account::State::locked,
        row.password, account.must_change_password, sql::Bytes{row.factor}, row.factor_step, last)
      .run();
}

Tries AccountsFile::tries(const std::string& key) {
  Query row(db_, "SELECT wrong, next_at FROM tries WHERE key = ?1", key);
  if (!row.row()) return {};
  return {static_cast<int>(row.integer(0)), util::Instant{row.integer(1)}};
}

void AccountsFile::put_tries(const std::string& key, const Tries& tries) {
  Query(db_, "INSERT OR REPLACE INTO tries VALUES (?1, ?2, ?3)", key, tries.wrong, tries.next_at.ms)
      .run();
}

void AccountsFile::forget_tries(const std::string& key) {
  Query(db_, "DELETE FROM tries WHERE key = ?1", key).run();
}

void AccountsFile::forget_old_tries(util::Instant before) {
  Query(db_, "DELETE FROM tries WHERE next_at < ?1", before.ms).run();
}

std::optional<SessionRow> AccountsFile::session(const std::string& hash) {
  Query row(db_,
            "SELECT hash, account, state, csrf, factors, secret, wrong_codes, made_at, used_at"
            " FROM session WHERE hash = ?1",
            hash);
  if (!row.row()) return std::nullopt;
  SessionRow session;
  session.hash = row.text(0);
  session.account = row.text(1);
  session.state = static_cast<SessionState>(row.integer(2));
  session.csrf = row.text(3);
  session.factors = row.text(4);
  session.secret = row.blob(5);
  session.wrong_codes = static_cast<int>(row.integer(6));
  session.made_at = util::Instant{row.integer(7)};
  session.used_at = util::Instant{row.integer(8)};
  return session;
}

void AccountsFile::put_session(const SessionRow& row) {
  Query(db_, "INSERT OR REPLACE INTO session VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", row.hash,
        row.account, static_cast<std::int64_t>(row.state), row.csrf, row.factors,
        sql::Bytes{row.secret}, row.wrong_codes, row.made_at.ms, row.used_at.ms)
      .run();
}

void AccountsFile::end_session(const std::string& hash) {
  Query(db_, "DELETE FROM session WHERE hash = ?1", hash).run();
}

void AccountsFile::end_sessions_of(const std::string& account) {
  Query(db_, "DELETE FROM session WHERE account = ?1", account).run();
}

void AccountsFile::end_old_sessions(util::Instant used_before, util::Instant made_before) {
  Query(db_, "DELETE FROM session WHERE used_at < ?1 OR made_at < ?2", used_before.ms,
        made_before.ms)
      .run();
}

void AccountsFile::add_event(util::Instant at, const std::string& account, const std::string& what,
                             const std::string& by) {
  std::int64_t id = 1;
  std::string before;
  {
    Query last(db_, "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1");
    if (last.row()) {
      id = last.integer(0) + 1;
      before = last.text(1);
    }
  }
  Query(db_, "INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6)", id, at.ms, account, what, by,
        event_hash(before, id, at.ms, account, what, by))
      .run();
}

std::vector<Accounts::Event> AccountsFile::events(std::int64_t before, std::size_t count) {
  std::vector<Accounts::Event> events;
  Query rows(db_,
             "SELECT id, at, account, what, done_by FROM event WHERE id < ?1"
             " ORDER BY id DESC LIMIT ?2",
             before, static_cast<std::int64_t>(count));
  while (rows.row()) {
    events.push_back({rows.integer(0), util::Instant{rows.integer(1)}, std::string(rows.text(2)),
                      std::string(rows.text(3)), std::string(rows.text(4))});
  }
  return events;
}

std::int64_t AccountsFile::first_broken_event() {
  std::string before;
  std::int64_t wanted = 1;
  Query rows(db_, "SELECT id, at, account, what, done_by, hash FROM event ORDER BY id");
  while (rows.row()) {
    const auto hash = event_hash(before, rows.integer(0), rows.integer(1), rows.text(2),
                                 rows.text(3), rows.text(4));
    if (rows.integer(0) != wanted || hash != rows.text(5)) return wanted;
    before = hash;
    ++wanted;
  }
  return 0;
}

}  // namespace madoguchi::local
