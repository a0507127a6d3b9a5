#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "local/problem.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::local {

template <class T>
using LocalResult = util::Result<T, LocalProblem>;

// What a party chooses for its accounts.
struct AccountPolicy {
  std::vector<std::string> roles;  // that an account can have
  std::string keeper_role;         // of those who keep accounts: one active stays
  std::size_t password_characters_min = 12;
  int wrong_tries_free = 5;        // then each wrong try is followed by a wait
  std::int64_t first_wait_s = 30;  // doubles with each further one
  std::int64_t longest_wait_s = 3600;
  std::int64_t session_idle_s = 30 * 60;
  std::int64_t session_longest_s = 12 * 3600;
  std::int64_t sign_in_s = 10 * 60;                       // from the password to the second factor
  unsigned argon2_memory_kib = 65536, argon2_passes = 3;  // argon2id, one lane (RFC 9106, OWASP)
};

struct Account {
  std::string id, name, role;
  enum class State { active, locked } state = State::active;
  bool has_second_factor = false;
  bool must_change_password = false;
  std::optional<util::Instant> last_sign_in;
};

// A password that is shown once; its owner changes it at the first sign-in.
struct OneTimePassword {
  std::string account, password;
};

// Somebody signed in with every factor.
struct Session {
  std::string account, name, role;
  std::string factors;  // OQSCD041-042 pairs: "1-01,3-02"
  std::string csrf;
  util::Instant expires_at;
  // Seconds left, when so few are left that whoever sits there should be told. `for_good`: no use
  // puts that end off.
  struct Ending {
    std::int64_t in_s = 0;
    bool for_good = false;
  };
  std::optional<Ending> ending;
};

// Why a session is looked up: only what a person did keeps it from becoming idle.
enum class Use { by_person, by_page };

enum class Step { second_factor, enroll, new_password, signed_in };
struct SignIn {
  Step step = Step::second_factor;
  std::string token;    // of the sign-in under way or the session: its cookie
  std::string secret;   // enroll: base32
  std::string otpauth;  // enroll: otpauth:// address for an authenticator
};
enum class SignInError {
  wrong,          // account, password or code: not told which
  wait,           // too many wrong tries, for this long
  expired,        // the sign-in under way is over or was never begun
  password_weak,  // too short, the account's name, or the old one
  unavailable,    // the store
};
struct SignInProblem {
  SignInError error = SignInError::wrong;
  std::int64_t wait_s = 0;
};
using SignInResult = util::Result<SignIn, SignInProblem>;

// Accounts, second factors and sessions of one party, in its own SQLite file. Passwords are kept as
// argon2id, secrets of second factors encrypted with the key file, of sessions only a hash. Safe to
// share among threads.
class Accounts {
 public:
  // Makes the file and the key file (0600) when they are absent. `issuer` names the party in
  // authenticator apps.
  static LocalResult<std::unique_ptr<Accounts>> open(const std::string& path,
                                                     const std::string& key_path,
                                                     std::string issuer, AccountPolicy policy,
                                                     const util::Clock& clock);
  ~Accounts();

  LocalResult<std::vector<Account>> list();
  // `by` is who does it, for the record: an account or "command".
  LocalResult<OneTimePassword> add(const std::string& id, const std::string& name,
                                   const std::string& role, const std::string& by);
  // Test beds only: an account that can sign in at once, its password and second factor known.
  // Leaves one of that name as it is. Whether it was made.
  struct Known {
    std::string id, name, role, password;
    std::string secret;  // of the second factor: totp_secret_bytes bytes
  };
  LocalResult<bool> add_known(const Known& known, const std::string& by);

  struct Change {
    std::optional<std::string> name, role;
    std::optional<Account::State> state;
    enum class Reset { nothing, factor, password, both } reset = Reset::nothing;
  };
  // Ends the account's sessions when its role, state or factors change. A password when it was
  // reset, else empty.
  LocalResult<OneTimePassword> change(const std::string& id, const Change& change,
                                      const std::string& by);

  SignInResult begin(const std::string& account, const std::string& password);
  SignInResult new_password(const std::string& token, const std::string& password);
  SignInResult enroll(const std::string& token, const std::string& code);
  SignInResult second_factor(const std::string& token, const std::string& code);

  // The session of a cookie; nothing when it is over. By a person: it was used now.
  std::optional<Session> session(const std::string& token, Use use);
  void sign_out(const std::string& token);

  // The record of sign-ins and changes of accounts, newest first; each line holds the hash of the
  // one before.
  struct Event {
    std::int64_t id = 0;
    util::Instant at;
    std::string account, what, by;
  };
  LocalResult<std::vector<Event>> events(std::int64_t before, std::size_t count);
  // Whether the record is whole: the first id whose hash does not fit, 0 when all do.
  LocalResult<std::int64_t> first_broken_event();

 private:
  struct Body;
  explicit Accounts(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::local
