// madoguchi account: the first administrator, and everything a page cannot do when nobody can sign
// in.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "flow/process.hpp"
#include "flow/reading.hpp"
#include "util/hash.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

class Accounts : public testing::Test {
 protected:
  void SetUp() override { write(""); }
  void TearDown() override { fs::remove_all(folder); }
  void write(const std::string& more) {
    fs::create_directories(folder);
    std::ofstream(config())
        << "[office]\ncode = \"13101\"\ndata_dir = \"data\"\n"
           "[center]\nhost = \"127.0.0.1\"\nport = 9\ncertificate_file = \"c\"\n"
           "key_file = \"k\"\nca_file = \"a\"\n[page]\nport = 0\n"
        << more;
  }
  std::string config() const { return (folder / "office.toml").string(); }
  Finished account(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "account");
    arguments.insert(arguments.end(), {"--config", config()});
    return run(arguments);
  }
  Finished add(const std::string& id, const std::string& role) const {
    return account({"add", id, "--name", "山田花子", "--role", role});
  }
  nlohmann::json listed() const {
    const auto done = account({"list", "--json"});
    EXPECT_EQ(done.code, 0) << done.err;
    return nlohmann::json::parse(done.out);
  }
  static std::string password_in(const std::string& text) {
    std::smatch found;
    const std::regex shown("one-time password: ([A-Za-z0-9]{4}(-[A-Za-z0-9]{4}){4})\n");
    return std::regex_search(text, found, shown) ? found[1].str() : "";
  }
  static mode_t rights(const fs::path& path) {
    struct stat state {};
    EXPECT_EQ(::stat(path.c_str(), &state), 0) << path;
    return state.st_mode & 0777U;
  }

  fs::path folder = fs::temp_directory_path() / ("accounts-" + util::random_key());
};

TEST_F(Accounts, The_first_administrator_is_made_with_a_password_that_is_kept_nowhere) {
  EXPECT_EQ(listed(), nlohmann::json::array());
  const auto made = add("yamada", "administrator");
  ASSERT_EQ(made.code, 0) << made.err;
  const auto password = password_in(made.out);
  ASSERT_FALSE(password.empty()) << made.out;
  const auto all = listed();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0], nlohmann::json({{"id", "yamada"},
                                    {"name", "山田花子"},
                                    {"role", "administrator"},
                                    {"state", "active"},
                                    {"factor", false},
                                    {"last_sign_in", ""}}));
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    EXPECT_EQ(bytes_of(file.path()).find(password), std::string::npos) << file.path();
  }
}

TEST_F(Accounts, Nobody_else_reads_the_files) {
  ASSERT_EQ(add("yamada", "administrator").code, 0);
  EXPECT_EQ(rights(folder / "data"), 0700U);
  for (const auto& file : fs::directory_iterator(folder / "data")) {
    EXPECT_EQ(rights(file.path()), 0600U) << file.path();
  }
  EXPECT_TRUE(fs::exists(folder / "data/accounts.key"));
}

TEST_F(Accounts, What_cannot_be_made_is_refused_and_makes_nothing) {
  ASSERT_EQ(add("yamada", "administrator").code, 0);
  EXPECT_EQ(add("yamada", "clerk").code, 1);
  EXPECT_EQ(add("Yamada", "clerk").code, 2);
  EXPECT_EQ(add("../etc", "clerk").code, 2);
  EXPECT_EQ(add("sato", "king").code, 2);
  EXPECT_EQ(account({"add", "sato", "--name", "", "--role", "clerk"}).code, 2);
  EXPECT_EQ(account({"lock", "nobody"}).code, 1);
  EXPECT_EQ(account({"reset", "nobody"}).code, 1);
  const auto all = listed();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["role"], "administrator");
}

TEST_F(Accounts, Locking_and_unlocking_keeps_one_administrator) {
  ASSERT_EQ(add("yamada", "administrator").code, 0);
  ASSERT_EQ(add("sato", "clerk").code, 0);
  const auto refused = account({"lock", "yamada"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("最後の管理者"), std::string::npos) << refused.err;
  EXPECT_EQ(account({"lock", "sato"}).code, 0);
  EXPECT_EQ(listed()[0]["state"], "locked");
  EXPECT_EQ(account({"unlock", "sato"}).code, 0);
  EXPECT_EQ(listed()[0]["state"], "active");
  ASSERT_EQ(add("abe", "administrator").code, 0);
  EXPECT_EQ(account({"lock", "yamada"}).code, 0);
}

TEST_F(Accounts, Reset_shows_another_password_unless_only_the_factor_is_meant) {
  const auto first = password_in(add("yamada", "administrator").out);
  const auto both = account({"reset", "yamada"});
  EXPECT_EQ(both.code, 0);
  const auto second = password_in(both.out);
  EXPECT_FALSE(second.empty());
  EXPECT_NE(second, first);
  EXPECT_EQ(password_in(account({"reset", "yamada", "--factor"}).out), "");
  const auto third = password_in(account({"reset", "yamada", "--password"}).out);
  EXPECT_FALSE(third.empty());
  EXPECT_NE(third, second);
}

TEST_F(Accounts, A_wrong_file_is_told_with_its_place) {
  write("adress = \"::\"\n");
  const auto unknown = account({"list"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("page.adress"), std::string::npos) << unknown.err;
  write("certificate_file = \"page.crt\"\n");
  EXPECT_EQ(run({"check-config", "office", config()}).code, 2);
  write("");
  EXPECT_EQ(run({"check-config", "office", config()}).code, 0);
}

TEST_F(Accounts, A_page_on_the_network_without_a_certificate_does_not_start) {
  write("address = \"0.0.0.0\"\n");
  const auto done = run({"office", "--config", config()});
  EXPECT_EQ(done.code, 2);
  EXPECT_NE(done.err.find("page.certificate_file"), std::string::npos) << done.err;
}

TEST_F(Accounts, A_foreign_or_damaged_file_is_refused_and_left_alone) {
  fs::create_directories(folder / "data");
  const std::string text(4096, 'x');
  std::ofstream(folder / "data/accounts.db") << text;
  const auto done = add("yamada", "administrator");
  EXPECT_EQ(done.code, 2);
  EXPECT_NE(done.err.find("accounts.db"), std::string::npos) << done.err;
  EXPECT_EQ(bytes_of(folder / "data/accounts.db"), text);
  fs::remove_all(folder / "data");
  ASSERT_EQ(add("yamada", "administrator").code, 0);
  std::ofstream(folder / "data/accounts.key") << "short";
  const auto bad_key = account({"list"});
  EXPECT_EQ(bad_key.code, 2);
  EXPECT_NE(bad_key.err.find("accounts.key"), std::string::npos) << bad_key.err;
}

}  // namespace
}  // namespace madoguchi::flow
