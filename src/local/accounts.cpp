#include "local/accounts.hpp"

#include <algorithm>
#include <mutex>

#include "local/accounts_file.hpp"
#include "local/secrets.hpp"
#include "local/totp.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::local {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t account_characters_max = 64, name_bytes_max = 300;
constexpr std::size_t password_bytes_max = 256;
constexpr int wrong_codes_max = 3;               // then the password is asked for again
constexpr std::int64_t used_every_ms = 10000;    // a session's last use is written so often
constexpr std::int64_t told_before_ms = 120000;  // a session's end, or a third of its idle time
constexpr std::int64_t day_ms = 86400000;
constexpr std::string_view both_factors = "1-01,3-02";  // OQSCD041-042: password, one-time code

std::string hash_of(std::string_view text) {
  return util::hex(util::sha256(text));
}

bool is_account(std::string_view id) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !id.empty() && id.size() <= account_characters_max &&
         id.find_first_not_of(allowed) == std::string_view::npos;
}

auto local_problem(const sql::Failure& failure) {
  const int primary = failure.code & 0xff;
  const bool broken = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  return util::failure(LocalProblem{broken ? LocalError::corrupt : LocalError::unavailable,
                                    "sqlite " + std::to_string(failure.code)});
}

Step step_of(SessionState state) {
  switch (state) {
    case SessionState::second_factor:
      return Step::second_factor;
    case SessionState::enroll:
      return Step::enroll;
    case SessionState::new_password:
      return Step::new_password;
    case SessionState::signed_in:
      break;
  }
  return Step::signed_in;
}

}  // namespace

struct Accounts::Body {
  Body(std::unique_ptr<AccountsFile> from, SealingKey with, std::string named, AccountPolicy chosen,
       const util::Clock& by)
      : file(std::move(from)),
        key(std::move(with)),
        issuer(std::move(named)),
        policy(std::move(chosen)),
        clock(by),
        nobody(password_hash(util::random_key(), policy.argon2_memory_kib, policy.argon2_passes)) {}

  std::string hash(std::string_view password) {
    const std::scoped_lock lock(hashing);
    return password_hash(password, policy.argon2_memory_kib, policy.argon2_passes);
  }
  bool fits(const std::string& encoded, std::string_view password) {
    const std::scoped_lock lock(hashing);
    return password.size() <= password_bytes_max && password_fits(encoded, password);
  }
  bool is_role(const std::string& role) const {
    return std::find(policy.roles.begin(), policy.roles.end(), role) != policy.roles.end();
  }
  // Counted before it is known to be wrong, so that many at once cannot outrun the wait.
  std::int64_t begin_try(const std::string& tried);  // seconds to wait, 0: go on
  void end_right_try(const std::string& tried);
  SignIn open_session(const AccountRow& row, SessionState state);
  SignIn next_step(const AccountRow& row);
  std::optional<SessionRow> pending(const std::string& token, SessionState state);
  bool over(const SessionRow& row) const;
  Session told(const SessionRow& row, const Account& account) const;
  bool weak(const AccountRow& row, std::string_view password);
  SignInResult finish(SessionRow session, AccountRow row, std::int64_t used_step);
  SignInResult wrong_code(SessionRow session);
  bool leaves_no_keeper(const AccountRow& row, const Change& change);

  // Runs `work` on the tables; a failing disk is a value.
  template <class Work>
  auto signing(Work work) -> SignInResult {
    try {
      const std::scoped_lock lock(mutex);
      return file->whole(work);
    } catch (const sql::Failure& failure) {
      util::log(util::LogLevel::error, "accounts", failure.text);
      return util::failure(SignInProblem{SignInError::unavailable, 0});
    }
  }
  template <class Work>
  auto keeping(Work work) -> decltype(work()) {
    try {
      const std::scoped_lock lock(mutex);
      return file->whole(work);
    } catch (const sql::Failure& failure) {
      util::log(util::LogLevel::error, "accounts", failure.text);
      return local_problem(failure);
    }
  }

  std::mutex mutex;    // of the file
  std::mutex hashing;  // one at a time: each takes much memory
  std::unique_ptr<AccountsFile> file;
  SealingKey key;
  std::string issuer;
  AccountPolicy policy;
  const util::Clock& clock;
  std::string nobody;  // hash of a password that nobody knows: unknown accounts cost the same
};

std::int64_t Accounts::Body::begin_try(const std::string& tried) {
  const auto now = clock.now();
  file->forget_old_tries(now.plus_ms(-day_ms));
  auto tries = file->tries(tried);
  if (tries.next_at.ms > now.ms) return (tries.next_at.ms - now.ms + 999) / 1000;
  ++tries.wrong;
  const int beyond = tries.wrong - policy.wrong_tries_free;
  std::int64_t wait_s = 0;
  if (beyond > 0) {
    wait_s = std::min(policy.longest_wait_s, policy.first_wait_s << std::min(beyond - 1, 20));
  }
  tries.next_at = now.plus_ms(wait_s * 1000);
  file->put_tries(tried, tries);
  return 0;
}

void Accounts::Body::end_right_try(const std::string& tried) {
  auto tries = file->tries(tried);
  tries.wrong = std::max(0, tries.wrong - 1);
  tries.next_at = clock.now();
  file->put_tries(tried, tries);
}

SignIn Accounts::Body::open_session(const AccountRow& row, SessionState state) {
  SignIn step;
  step.step = step_of(state);
  step.token = util::hex(util::random_bytes(token_bytes));
  SessionRow session;
  session.hash = hash_of(step.token);
  session.account = row.account.id;
  session.state = state;
  session.made_at = session.used_at = clock.now();
  if (state == SessionState::enroll) {
    const auto secret = util::random_bytes(totp_secret_bytes);
    step.secret = base32(secret);
    step.otpauth = otpauth_address(issuer, row.account.id, secret);
    session.secret = key.seal(secret);
  }
  if (state == SessionState::signed_in) {
    session.csrf = util::hex(util::random_bytes(token_bytes));
    session.factors = both_factors;
  }
  file->put_session(session);
  return step;
}

SignIn Accounts::Body::next_step(const AccountRow& row) {
  if (row.account.must_change_password) return open_session(row, SessionState::new_password);
  return open_session(row, row.factor.empty() ? SessionState::enroll : SessionState::second_factor);
}

bool Accounts::Body::over(const SessionRow& row) const {
  const auto now = clock.now().ms;
  const bool whole = row.state == SessionState::signed_in;
  const auto idle_s = whole ? policy.session_idle_s : policy.sign_in_s;
  const auto longest_s = whole ? policy.session_longest_s : policy.sign_in_s;
  return now >= row.used_at.ms + idle_s * 1000 || now >= row.made_at.ms + longest_s * 1000 ||
         now + day_ms < row.made_at.ms;  // the clock was set back by far
}

Session Accounts::Body::told(const SessionRow& row, const Account& account) const {
  const auto idle_end = row.used_at.ms + policy.session_idle_s * 1000;
  const auto last_end = row.made_at.ms + policy.session_longest_s * 1000;
  const auto end = std::min(idle_end, last_end);
  Session session{row.account, account.name,       account.role, row.factors,
                  row.csrf,    util::Instant{end}, std::nullopt};
  const auto left_ms = end - clock.now().ms;
  if (left_ms <= std::min(told_before_ms, policy.session_idle_s * 1000 / 3)) {
    session.ending = Session::Ending{(left_ms + 999) / 1000, last_end <= idle_end};
  }
  return session;
}

std::optional<SessionRow> Accounts::Body::pending(const std::string& token, SessionState state) {
  auto row = file->session(hash_of(token));
  if (!row || row->state != state || over(*row)) return std::nullopt;
  return row;
}

bool Accounts::Body::weak(const AccountRow& row, std::string_view password) {
  const auto characters =
      static_cast<std::size_t>(std::count_if(password.begin(), password.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
      }));
  return characters < policy.password_characters_min || password.size() > password_bytes_max ||
         password.find(row.account.id) != std::string_view::npos || fits(row.password, password);
}

SignInResult Accounts::Body::finish(SessionRow session, AccountRow row, std::int64_t used_step) {
  file->end_session(session.hash);
  row.factor_step = used_step;
  row.account.last_sign_in = clock.now();
  file->put(row);
  file->forget_tries(hash_of(row.account.id));
  file->end_old_sessions(clock.now().plus_ms(-policy.session_idle_s * 1000),
                         clock.now().plus_ms(-policy.session_longest_s * 1000));
  file->add_event(clock.now(), row.account.id, "signed_in", row.account.id);
  return open_session(row, SessionState::signed_in);
}

SignInResult Accounts::Body::wrong_code(SessionRow session) {
  file->add_event(clock.now(), session.account, "wrong_code", session.account);
  if (++session.wrong_codes >= wrong_codes_max) {
    file->end_session(session.hash);
    return util::failure(SignInProblem{SignInError::expired, 0});
  }
  file->put_session(session);
  return util::failure(SignInProblem{SignInError::wrong, 0});
}

bool Accounts::Body::leaves_no_keeper(const AccountRow& row, const Change& change) {
  const auto& account = row.account;
  const bool keeps = account.role == policy.keeper_role && account.state == Account::State::active;
  const bool goes =
      (change.role && *change.role != policy.keeper_role) || change.state == Account::State::locked;
  if (!keeps || !goes) return false;
  const auto all = file->list();
  return std::none_of(all.begin(), all.end(), [&](const Account& other) {
    return other.id != account.id && other.role == policy.keeper_role &&
           other.state == Account::State::active;
  });
}

LocalResult<std::unique_ptr<Accounts>> Accounts::open(const std::string& path,
                                                      const std::string& key_path,
                                                      std::string issuer, AccountPolicy policy,
                                                      const util::Clock& clock) {
  auto key = SealingKey::open(key_path);
  if (!key) return util::failure(key.error());
  try {
    auto file = AccountsFile::open(path);
    if (!file) return util::failure(file.error());
    auto body = std::make_unique<Body>(std::move(*file), std::move(*key), std::move(issuer),
                                       std::move(policy), clock);
    return std::unique_ptr<Accounts>(new Accounts(std::move(body)));
  } catch (const sql::Failure& failure) {
    return local_problem(failure);
  }
}

Accounts::Accounts(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Accounts::~Accounts() = default;

LocalResult<std::vector<Account>> Accounts::list() {
  return body_->keeping(
      [this]() -> LocalResult<std::vector<Account>> { return body_->file->list(); });
}

LocalResult<OneTimePassword> Accounts::add(const std::string& id, const std::string& name,
                                           const std::string& role, const std::string& by) {
  if (!body_->is_role(role)) return util::failure(LocalProblem{LocalError::role_unknown, role});
  if (!is_account(id) || name.empty() || name.size() > name_bytes_max) {
    return util::failure(LocalProblem{LocalError::name_invalid, {}});
  }
  const OneTimePassword made{id, one_time_password()};
  const auto hash = body_->hash(made.password);
  return body_->keeping([&]() -> LocalResult<OneTimePassword> {
    auto& file = *body_->file;
    if (file.account(id)) return util::failure(LocalProblem{LocalError::exists, {}});
    AccountRow row;
    row.account.id = id;
    row.account.name = name;
    row.account.role = role;
    row.account.must_change_password = true;
    row.password = hash;
    file.put(row);
    file.add_event(body_->clock.now(), id, "added as " + role, by);
    return made;
  });
}

LocalResult<bool> Accounts::add_known(const Known& known, const std::string& by) {
  if (!body_->is_role(known.role)) {
    return util::failure(LocalProblem{LocalError::role_unknown, known.role});
  }
  if (!is_account(known.id) || known.secret.size() != totp_secret_bytes) {
    return util::failure(LocalProblem{LocalError::name_invalid, {}});
  }
  const auto hash = body_->hash(known.password);
  return body_->keeping([&]() -> LocalResult<bool> {
    auto& file = *body_->file;
    if (file.account(known.id)) return false;
    AccountRow row;
    row.account.id = known.id;
    row.account.name = known.name;
    row.account.role = known.role;
    row.account.has_second_factor = true;
    row.password = hash;
    row.factor = body_->key.seal(known.secret);
    file.put(row);
    file.add_event(body_->clock.now(), known.id, "added with known factors as " + known.role, by);
    return true;
  });
}

LocalResult<OneTimePassword> Accounts::change(const std::string& id, const Change& change,
                                              const std::string& by) {
  if (change.role && !body_->is_role(*change.role)) {
    return util::failure(LocalProblem{LocalError::role_unknown, *change.role});
  }
  if (change.name && (change.name->empty() || change.name->size() > name_bytes_max)) {
    return util::failure(LocalProblem{LocalError::name_invalid, {}});
  }
  const bool password =
      change.reset == Change::Reset::password || change.reset == Change::Reset::both;
  const bool factor = change.reset == Change::Reset::factor || change.reset == Change::Reset::both;
  OneTimePassword made{id, password ? one_time_password() : std::string()};
  const auto hash = password ? body_->hash(made.password) : std::string();
  return body_->keeping([&]() -> LocalResult<OneTimePassword> {
    auto& file = *body_->file;
    auto row = file.account(id);
    if (!row) return util::failure(LocalProblem{LocalError::unknown, {}});
    if (body_->leaves_no_keeper(*row, change)) {
      return util::failure(LocalProblem{LocalError::last_administrator, {}});
    }
    const auto told = [&](const std::string& what) {
      file.add_event(body_->clock.now(), id, what, by);
    };
    auto& account = row->account;
    if (change.name) account.name = *change.name;
    if (change.role && *change.role != account.role) told("role " + *change.role);
    if (change.role) account.role = *change.role;
    if (change.state && *change.state != account.state) {
      told(*change.state == Account::State::locked ? "locked" : "unlocked");
    }
    if (change.state) account.state = *change.state;
    if (change.state == Account::State::active) file.forget_tries(hash_of(id));
    if (factor) {
      row->factor.clear();
      told("second factor reset");
    }
    if (password) {
      row->password = hash;
      account.must_change_password = true;
      told("password reset");
    }
    file.put(*row);
    if (change.role || change.state || factor || password) file.end_sessions_of(id);
    return made;
  });
}

SignInResult Accounts::begin(const std::string& account, const std::string& password) {
  const auto tried = hash_of(account);
  std::optional<AccountRow> row;
  const auto allowed = body_->signing([&]() -> SignInResult {
    const auto wait_s = body_->begin_try(tried);
    if (wait_s > 0) return util::failure(SignInProblem{SignInError::wait, wait_s});
    if (is_account(account)) row = body_->file->account(account);
    return SignIn();
  });
  if (!allowed) return allowed;
  const bool right = body_->fits(row ? row->password : body_->nobody, password);
  return body_->signing([&]() -> SignInResult {
    if (!row || !right || row->account.state == Account::State::locked) {
      if (row) body_->file->add_event(body_->clock.now(), account, "wrong_password", account);
      return util::failure(SignInProblem{SignInError::wrong, 0});
    }
    body_->end_right_try(tried);
    return body_->next_step(*row);
  });
}

SignInResult Accounts::new_password(const std::string& token, const std::string& password) {
  std::optional<AccountRow> row;
  const auto read = body_->signing([&]() -> SignInResult {
    const auto session = body_->pending(token, SessionState::new_password);
    if (session) row = body_->file->account(session->account);
    return SignIn();
  });
  if (!read) return read;
  if (!row) return util::failure(SignInProblem{SignInError::expired, 0});
  if (body_->weak(*row, password)) {
    return util::failure(SignInProblem{SignInError::password_weak, 0});
  }
  const auto hash = body_->hash(password);
  return body_->signing([&]() -> SignInResult {
    const auto session = body_->pending(token, SessionState::new_password);
    auto now = session ? body_->file->account(session->account) : std::nullopt;
    if (!now || now->password != row->password || hash.empty()) {
      return util::failure(SignInProblem{SignInError::expired, 0});
    }
    now->password = hash;
    now->account.must_change_password = false;
    body_->file->put(*now);
    body_->file->end_sessions_of(now->account.id);
    body_->file->add_event(body_->clock.now(), now->account.id, "password changed",
                           now->account.id);
    return body_->next_step(*now);
  });
}

SignInResult Accounts::enroll(const std::string& token, const std::string& code) {
  return body_->signing([&]() -> SignInResult {
    const auto session = body_->pending(token, SessionState::enroll);
    auto row = session ? body_->file->account(session->account) : std::nullopt;
    if (!row || !row->factor.empty()) {
      return util::failure(SignInProblem{SignInError::expired, 0});
    }
    const auto secret = body_->key.open_sealed(session->secret);
    const auto step = totp_step_of(secret, code, body_->clock.now(), 0);
    if (secret.empty() || !step) return body_->wrong_code(*session);
    row->factor = session->secret;
    body_->file->add_event(body_->clock.now(), row->account.id, "second factor enrolled",
                           row->account.id);
    return body_->finish(*session, std::move(*row), *step);
  });
}

SignInResult Accounts::second_factor(const std::string& token, const std::string& code) {
  return body_->signing([&]() -> SignInResult {
    const auto session = body_->pending(token, SessionState::second_factor);
    auto row = session ? body_->file->account(session->account) : std::nullopt;
    if (!row || row->factor.empty()) return util::failure(SignInProblem{SignInError::expired, 0});
    const auto tried = hash_of(row->account.id);
    const auto wait_s = body_->begin_try(tried);
    if (wait_s > 0) return util::failure(SignInProblem{SignInError::wait, wait_s});
    const auto secret = body_->key.open_sealed(row->factor);
    const auto step = totp_step_of(secret, code, body_->clock.now(), row->factor_step);
    if (secret.empty() || !step) return body_->wrong_code(*session);
    return body_->finish(*session, std::move(*row), *step);
  });
}

std::optional<Session> Accounts::session(const std::string& token, Use use) {
  try {
    const std::scoped_lock lock(body_->mutex);
    auto& file = *body_->file;
    auto row = file.session(hash_of(token));
    if (!row || row->state != SessionState::signed_in || body_->over(*row)) return std::nullopt;
    const auto account = file.account(row->account);
    if (!account || account->account.state == Account::State::locked) return std::nullopt;
    const auto now = body_->clock.now();
    if (use == Use::by_person && now.ms - row->used_at.ms >= used_every_ms) {
      row->used_at = now;
      file.put_session(*row);
    }
    return body_->told(*row, account->account);
  } catch (const sql::Failure& failure) {
    util::log(util::LogLevel::error, "accounts", failure.text);
    return std::nullopt;
  }
}

void Accounts::sign_out(const std::string& token) {
  static_cast<void>(body_->signing([&]() -> SignInResult {
    const auto hash = hash_of(token);
    const auto row = body_->file->session(hash);
    if (!row) return SignIn();
    body_->file->end_session(hash);
    body_->file->add_event(body_->clock.now(), row->account, "signed_out", row->account);
    return SignIn();
  }));
}

LocalResult<std::vector<Accounts::Event>> Accounts::events(std::int64_t before, std::size_t count) {
  return body_->keeping(
      [&]() -> LocalResult<std::vector<Event>> { return body_->file->events(before, count); });
}

LocalResult<std::int64_t> Accounts::first_broken_event() {
  return body_->keeping(
      [this]() -> LocalResult<std::int64_t> { return body_->file->first_broken_event(); });
}

}  // namespace madoguchi::local
