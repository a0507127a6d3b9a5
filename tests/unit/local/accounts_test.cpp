#include "local/accounts.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include "local/secrets.hpp"
#include "unit/local/bed.hpp"

namespace madoguchi::local {
namespace {

class AccountsTest : public ::testing::Test {
 protected:
  SignInError refused(const SignInResult& result) {
    EXPECT_FALSE(result);
    return result ? SignInError::unavailable : result.error().error;
  }
  LocalError problem(const LocalResult<OneTimePassword>& result) {
    EXPECT_FALSE(result);
    return result ? LocalError::unavailable : result.error().error;
  }
  AccountsBed bed;
};

TEST_F(AccountsTest, the_first_sign_in_sets_a_password_and_a_second_factor) {
  const auto made = bed.accounts->add("tanaka", "田中　太郎", "clerk", "command");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->password.size(), 24U);
  const auto first = bed.accounts->begin("tanaka", made->password);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->step, Step::new_password);
  EXPECT_FALSE(bed.accounts->session(first->token, Use::by_person))
      << "no session before every factor";
  const auto second = bed.accounts->new_password(first->token, std::string(good_password));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->step, Step::enroll);
  EXPECT_EQ(second->secret.size(), 32U);
  EXPECT_FALSE(bed.accounts->session(second->token, Use::by_person));
  EXPECT_EQ(refused(bed.accounts->second_factor(second->token, "000000")), SignInError::expired);
  const auto secret = AccountsBed::from_base32(second->secret);
  const auto third = bed.accounts->enroll(second->token, bed.code(secret));
  ASSERT_TRUE(third);
  EXPECT_EQ(third->step, Step::signed_in);
  const auto session = bed.accounts->session(third->token, Use::by_person);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, "tanaka");
  EXPECT_EQ(session->name, "田中　太郎");
  EXPECT_EQ(session->role, "clerk");
  EXPECT_EQ(session->factors, "1-01,3-02");
  EXPECT_EQ(session->csrf.size(), 64U);
  // Neither of the used steps is good again.
  EXPECT_EQ(refused(bed.accounts->enroll(second->token, bed.code(secret))), SignInError::expired);
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", made->password)), SignInError::wrong);
}

TEST_F(AccountsTest, a_known_account_needs_both_factors_and_leaves_one_that_is_there) {
  const Accounts::Known known{"demo", "見本", "clerk", std::string(good_password),
                              "12345678901234567890"};
  EXPECT_TRUE(bed.accounts->add_known(known, "test").value());
  auto step = bed.accounts->begin("demo", std::string(good_password));
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step, Step::second_factor);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, "000000")), SignInError::wrong);
  const auto done = bed.accounts->second_factor(step->token, bed.code(known.secret));
  ASSERT_TRUE(done);
  EXPECT_EQ(bed.accounts->session(done->token, Use::by_person)->role, "clerk");
  auto other = known;
  other.role = "administrator";
  other.password = "すっかり別のながいパスワード";
  EXPECT_FALSE(bed.accounts->add_known(other, "test").value());
  EXPECT_EQ(bed.accounts->list().value()[0].role, "clerk");
  EXPECT_EQ(refused(bed.accounts->begin("demo", other.password)), SignInError::wrong);
  other.id = "second";
  other.role = "king";
  EXPECT_EQ(bed.accounts->add_known(other, "test").error().error, LocalError::role_unknown);
  other.role = "clerk";
  other.secret = "short";
  EXPECT_EQ(bed.accounts->add_known(other, "test").error().error, LocalError::name_invalid);
  EXPECT_EQ(bed.accounts->list()->size(), 1U);
}

TEST_F(AccountsTest, both_factors_are_needed_and_a_code_is_good_once) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  const auto step = bed.accounts->begin("tanaka", std::string(good_password));
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step, Step::second_factor);
  EXPECT_FALSE(bed.accounts->session(step->token, Use::by_person));
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, "000000")), SignInError::wrong);
  const auto code = bed.code(secret);
  const auto done = bed.accounts->second_factor(step->token, code);
  ASSERT_TRUE(done);
  EXPECT_TRUE(bed.accounts->session(done->token, Use::by_person));
  const auto again = bed.accounts->begin("tanaka", std::string(good_password));
  ASSERT_TRUE(again);
  EXPECT_EQ(refused(bed.accounts->second_factor(again->token, code)), SignInError::wrong)
      << "seen over a shoulder";
}

TEST_F(AccountsTest, three_wrong_codes_end_the_sign_in) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  const auto step = bed.accounts->begin("tanaka", std::string(good_password));
  ASSERT_TRUE(step);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, "000000")), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, "x")), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, "")), SignInError::expired);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, bed.code(secret))),
            SignInError::expired);
}

TEST_F(AccountsTest, unknown_locked_and_wrong_are_one_answer) {
  bed.enrolled("tanaka", "clerk");
  Accounts::Change lock;
  lock.state = Account::State::locked;
  bed.enrolled("yamada", "clerk");
  ASSERT_TRUE(bed.accounts->change("yamada", lock, "kanri"));
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", "wrong")), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->begin("yamada", std::string(good_password))), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->begin("nobody", std::string(good_password))), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->begin("'; DROP TABLE account; --", "x")), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->begin("", "")), SignInError::wrong);
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", std::string(100000, 'x'))), SignInError::wrong);
}

TEST_F(AccountsTest, wrong_tries_wait_longer_and_longer_whether_the_account_is_there_or_not) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  for (const std::string account : {"tanaka", "nobody"}) {
    for (int i = 0; i < bed.policy.wrong_tries_free; ++i) {
      EXPECT_EQ(refused(bed.accounts->begin(account, "wrong")), SignInError::wrong) << i;
    }
    EXPECT_EQ(refused(bed.accounts->begin(account, "wrong")), SignInError::wrong);
    for (const std::int64_t wait : {30, 60, 120}) {
      const auto waiting = bed.accounts->begin(account, std::string(good_password));
      EXPECT_EQ(refused(waiting), SignInError::wait) << account;
      EXPECT_EQ(waiting.error().wait_s, wait);
      bed.pass(wait);
      EXPECT_EQ(refused(bed.accounts->begin(account, "wrong")), SignInError::wrong);
    }
  }
  bed.pass(240);
  EXPECT_TRUE(bed.sign_in("tanaka", secret));
  // A right sign-in forgets the wrong ones.
  for (int i = 0; i < bed.policy.wrong_tries_free; ++i) {
    EXPECT_EQ(refused(bed.accounts->begin("tanaka", "wrong")), SignInError::wrong);
  }
  bed.pass(60);
  EXPECT_TRUE(bed.sign_in("tanaka", secret));
}

TEST_F(AccountsTest, the_wait_has_an_end_that_can_be_chosen) {
  bed.policy.longest_wait_s = 45;
  bed.policy.wrong_tries_free = 0;
  bed.open();
  bed.enrolled("tanaka", "clerk");
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", "wrong")), SignInError::wrong);
  bed.pass(30);
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", "wrong")), SignInError::wrong);
  const auto waiting = bed.accounts->begin("tanaka", "wrong");
  EXPECT_EQ(refused(waiting), SignInError::wait);
  EXPECT_EQ(waiting.error().wait_s, 45);
}

TEST_F(AccountsTest, an_administrator_ends_the_wait) {
  bed.enrolled("tanaka", "clerk");
  for (int i = 0; i < 8; ++i) static_cast<void>(bed.accounts->begin("tanaka", "wrong"));
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", std::string(good_password))), SignInError::wait);
  Accounts::Change unlock;
  unlock.state = Account::State::active;
  ASSERT_TRUE(bed.accounts->change("tanaka", unlock, "kanri"));
  EXPECT_TRUE(bed.accounts->begin("tanaka", std::string(good_password)));
}

TEST_F(AccountsTest, sessions_end_when_idle_and_at_the_latest_after_their_longest) {
  bed.policy.session_idle_s = 600;
  bed.policy.session_longest_s = 3600;
  bed.open();
  bed.enrolled("tanaka", "clerk");
  for (int minutes = 0; minutes < 54; minutes += 9) {
    EXPECT_TRUE(bed.accounts->session(bed.token, Use::by_person)) << minutes;
    bed.pass(540);
  }
  bed.pass(300);
  EXPECT_FALSE(bed.accounts->session(bed.token, Use::by_person)) << "an hour";
  bed.enrolled("yamada", "clerk");
  EXPECT_TRUE(bed.accounts->session(bed.token, Use::by_person));
  bed.pass(600);
  EXPECT_FALSE(bed.accounts->session(bed.token, Use::by_person)) << "idle";
}

TEST_F(AccountsTest, only_a_person_keeps_a_session_from_becoming_idle) {
  bed.policy.session_idle_s = 600;
  bed.open();
  bed.enrolled("tanaka", "clerk");
  ASSERT_TRUE(bed.accounts->session(bed.token, Use::by_person));
  // A page that nobody touches asks every 20 seconds.
  for (int seconds = 20; seconds < 600; seconds += 20) {
    bed.pass(20);
    EXPECT_TRUE(bed.accounts->session(bed.token, Use::by_page)) << seconds;
  }
  bed.pass(20);
  EXPECT_FALSE(bed.accounts->session(bed.token, Use::by_page));
  EXPECT_FALSE(bed.accounts->session(bed.token, Use::by_person)) << "what is over stays over";
  // The same minutes with one touch among them.
  bed.enrolled("yamada", "clerk");
  for (int seconds = 20; seconds <= 800; seconds += 20) {
    bed.pass(20);
    const auto use = seconds == 300 ? Use::by_person : Use::by_page;
    EXPECT_TRUE(bed.accounts->session(bed.token, use)) << seconds;
  }
}

TEST_F(AccountsTest, the_end_of_a_session_is_told_while_there_is_time) {
  bed.policy.session_idle_s = 600;
  bed.policy.session_longest_s = 900;
  bed.open();
  bed.enrolled("tanaka", "clerk");
  const auto ending = [&](Use use) { return bed.accounts->session(bed.token, use)->ending; };
  EXPECT_FALSE(ending(Use::by_person));
  bed.pass(479);
  EXPECT_FALSE(ending(Use::by_page));
  bed.pass(1);
  ASSERT_TRUE(ending(Use::by_page));
  EXPECT_EQ(ending(Use::by_page)->in_s, 120);
  EXPECT_FALSE(ending(Use::by_page)->for_good);
  EXPECT_FALSE(ending(Use::by_person)) << "used";
  bed.pass(300);  // the first minute was spent signing in
  ASSERT_TRUE(ending(Use::by_person));
  EXPECT_EQ(ending(Use::by_person)->in_s, 60);
  EXPECT_TRUE(ending(Use::by_person)->for_good) << "no use puts the longest off";
}

TEST_F(AccountsTest, a_sign_in_under_way_ends_by_itself) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  const auto step = bed.accounts->begin("tanaka", std::string(good_password));
  ASSERT_TRUE(step);
  bed.pass(bed.policy.sign_in_s);
  EXPECT_EQ(refused(bed.accounts->second_factor(step->token, bed.code(secret))),
            SignInError::expired);
  EXPECT_EQ(refused(bed.accounts->second_factor("no token of ours", "000000")),
            SignInError::expired);
}

TEST_F(AccountsTest, signing_out_and_changes_of_rights_end_sessions_at_once) {
  bed.enrolled("kanri", "administrator");
  const auto secret = bed.enrolled("tanaka", "clerk");
  const auto ends = [&](const Accounts::Change& change) {
    const auto session = bed.sign_in("tanaka", secret);
    EXPECT_TRUE(session && bed.accounts->session(session->token, Use::by_person));
    EXPECT_TRUE(bed.accounts->change("tanaka", change, "kanri"));
    const bool over = session && !bed.accounts->session(session->token, Use::by_person);
    bed.pass(60);
    return over;
  };
  Accounts::Change rename, promote, lock, unlock, reset;
  rename.name = "田中　花子";
  promote.role = "supervisor";
  lock.state = Account::State::locked;
  unlock.state = Account::State::active;
  reset.reset = Accounts::Change::Reset::both;
  EXPECT_FALSE(ends(rename));
  EXPECT_TRUE(ends(promote));
  EXPECT_TRUE(ends(lock));
  ASSERT_TRUE(bed.accounts->change("tanaka", unlock, "kanri"));
  EXPECT_TRUE(ends(reset));
  bed.enrolled("suzuki", "clerk");
  bed.accounts->sign_out(bed.token);
  EXPECT_FALSE(bed.accounts->session(bed.token, Use::by_person));
}

TEST_F(AccountsTest, a_reset_gives_a_password_that_works_once) {
  bed.enrolled("tanaka", "clerk");
  Accounts::Change reset;
  reset.reset = Accounts::Change::Reset::both;
  const auto made = bed.accounts->change("tanaka", reset, "kanri");
  ASSERT_TRUE(made);
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", std::string(good_password))), SignInError::wrong);
  auto step = bed.accounts->begin("tanaka", made->password);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step, Step::new_password);
  const auto token = step->token;
  for (const std::string weak : {"", "short", "tanaka-tanaka-tanaka", made->password.c_str()}) {
    EXPECT_EQ(refused(bed.accounts->new_password(token, weak)), SignInError::password_weak) << weak;
  }
  step = bed.accounts->new_password(token, "another long password");
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step, Step::enroll);
  EXPECT_EQ(refused(bed.accounts->new_password(token, "a third long password")),
            SignInError::expired);
}

TEST_F(AccountsTest, the_last_keeper_of_accounts_stays) {
  bed.enrolled("kanri", "administrator");
  Accounts::Change lock, demote;
  lock.state = Account::State::locked;
  demote.role = "clerk";
  EXPECT_EQ(problem(bed.accounts->change("kanri", lock, "kanri")), LocalError::last_administrator);
  EXPECT_EQ(problem(bed.accounts->change("kanri", demote, "kanri")),
            LocalError::last_administrator);
  bed.enrolled("kanri2", "administrator");
  EXPECT_TRUE(bed.accounts->change("kanri", demote, "kanri2"));
  EXPECT_EQ(problem(bed.accounts->change("kanri2", lock, "kanri2")),
            LocalError::last_administrator);
}

TEST_F(AccountsTest, names_and_roles_are_those_allowed) {
  EXPECT_TRUE(bed.accounts->add("a", "名", "clerk", "t"));
  EXPECT_EQ(problem(bed.accounts->add("a", "名", "clerk", "t")), LocalError::exists);
  for (const auto& id :
       std::vector<std::string>{"", "A", "a b", "a/b", "あ", std::string(65, 'a')}) {
    EXPECT_EQ(problem(bed.accounts->add(id, "名", "clerk", "t")), LocalError::name_invalid) << id;
  }
  EXPECT_EQ(problem(bed.accounts->add("b", "", "clerk", "t")), LocalError::name_invalid);
  EXPECT_EQ(problem(bed.accounts->add("b", std::string(301, 'x'), "clerk", "t")),
            LocalError::name_invalid);
  EXPECT_EQ(problem(bed.accounts->add("b", "名", "root", "t")), LocalError::role_unknown);
  EXPECT_EQ(problem(bed.accounts->change("nobody", {}, "t")), LocalError::unknown);
}

TEST_F(AccountsTest, everything_survives_a_restart_and_no_secret_lies_open) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  const auto token = bed.token;
  bed.open();
  EXPECT_TRUE(bed.accounts->session(token, Use::by_person));
  EXPECT_TRUE(bed.sign_in("tanaka", secret));
  const auto stored = bed.bytes("local.db") + bed.bytes("local.db-wal");
  for (const auto& open : {std::string(good_password), secret, base32(secret), token}) {
    EXPECT_EQ(stored.find(open), std::string::npos);
  }
  EXPECT_NE(stored.find("$argon2id$v=19$m=64,t=1,p=1$"), std::string::npos);
  struct stat status {};
  ASSERT_EQ(::stat(bed.path("local.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AccountsTest, without_its_key_no_second_factor_fits) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  bed.accounts.reset();
  std::filesystem::remove(bed.path("local.key"));
  bed.open();
  EXPECT_EQ(refused(bed.sign_in("tanaka", secret)), SignInError::wrong);
  bed.accounts.reset();
  std::ofstream(bed.path("local.key")) << "no key";
  const auto opened =
      Accounts::open(bed.path("local.db"), bed.path("local.key"), "", bed.policy, bed.clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().error, LocalError::key);
}

TEST_F(AccountsTest, another_programs_file_is_refused) {
  bed.accounts.reset();
  std::ofstream(bed.path("other.db"))
      << "this is no database, and longer than a header of one..." << std::string(4096, 'x');
  const auto garbage =
      Accounts::open(bed.path("other.db"), bed.path("local.key"), "", bed.policy, bed.clock);
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().error, LocalError::corrupt);
  const auto nowhere =
      Accounts::open("/proc/none/local.db", bed.path("local.key"), "", bed.policy, bed.clock);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().error, LocalError::unavailable);
}

TEST_F(AccountsTest, the_record_of_sign_ins_shows_changes_to_itself) {
  const auto secret = bed.enrolled("tanaka", "clerk");
  EXPECT_TRUE(bed.sign_in("tanaka", secret));
  EXPECT_EQ(refused(bed.accounts->begin("tanaka", "wrong")), SignInError::wrong);
  const auto events = bed.accounts->events(INT64_MAX, 100);
  ASSERT_TRUE(events);
  std::string said;
  for (const auto& event : *events) said = event.what + ";" + said;
  EXPECT_EQ(said,
            "added as clerk;password changed;second factor enrolled;signed_in;signed_in;"
            "wrong_password;");
  EXPECT_EQ(bed.accounts->events(3, 1)->front().what, "password changed");
  EXPECT_EQ(bed.accounts->first_broken_event().value(), 0);
  bed.accounts.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(bed.path("local.db").c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "UPDATE event SET account = 'yamada' WHERE id = 4", nullptr, nullptr,
                         nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  bed.open();
  EXPECT_EQ(bed.accounts->first_broken_event().value(), 4);
}

TEST(Secrets, a_one_time_password_is_long_and_never_the_same) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(one_time_password());
  EXPECT_EQ(seen.size(), 1000U);
  for (const auto& one : seen) {
    EXPECT_EQ(one.size(), 24U);
    EXPECT_EQ(one.find_first_of("0O1lI"), std::string::npos);
  }
}

TEST(Secrets, what_was_changed_under_the_seal_is_not_opened) {
  const auto path = (std::filesystem::temp_directory_path() / util::random_key()).string();
  const auto key = SealingKey::open(path).value();
  auto sealed = key.seal("秘密");
  EXPECT_EQ(key.open_sealed(sealed), "秘密");
  EXPECT_NE(key.seal("秘密"), sealed);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(key.open_sealed(changed), "") << i;
  }
  EXPECT_EQ(key.open_sealed(""), "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace madoguchi::local
