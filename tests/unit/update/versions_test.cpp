#include "update/versions.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <set>

#include "util/file.hpp"

namespace madoguchi::update {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece_bytes = 1000;

Version version(std::string_view text) {
  return Version::parse(text).value();
}

class Updating : public testing::Test {
 protected:
  Updating() {
    std::string pattern = (fs::temp_directory_path() / "madoguchi-update-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    key = (folder / "update.key").string();
  }
  ~Updating() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  // A package of this version in the shop; its content tells it from others.
  fs::path package(const std::string& text, const std::string& from = "0.0.0") {
    std::ofstream(folder / "program", std::ios::binary) << content(text);
    const auto made = sign({key, folder / "program", folder / "shop", version(text), version(from),
                            "直しました。", "Mended."});
    EXPECT_TRUE(made) << code_of(made.error().error) << made.error().detail;
    return folder / "shop" / text;
  }
  static std::string content(const std::string& text) {
    std::string bytes = "program " + text + "\n";
    while (bytes.size() < 10 * piece_bytes) bytes += text;
    return bytes;
  }
  Versions versions(const std::string& packaged = "0.1.0") const {
    return Versions({folder / "kept", key + ".pub", version(packaged)});
  }
  Versions::Source shop() {
    return [this](const Manifest& manifest, std::uint64_t at) -> Versions::Piece {
      const auto bytes =
          util::read_file(folder / "shop" / manifest.version.text() / program_name, 1 << 20);
      asked_at.push_back(at);
      return at < bytes->size() ? bytes->substr(at, piece_bytes) : std::string();
    };
  }
  util::Result<Manifest, Problem> install(const std::string& text,
                                          const std::string& packaged = "0.1.0") {
    auto kept = versions(packaged);
    return kept.install(*read_head(folder / "shop" / text), shop());
  }
  std::string error_of(const std::string& text) {
    const auto done = install(text);
    return done ? "" : std::string(code_of(done.error().error));
  }
  // The program that would run; "packaged", or the code of what stands against it.
  std::string runs(const std::string& packaged = "0.1.0") const {
    const auto program = versions(packaged).program();
    if (!program) return std::string(code_of(program.error().error));
    if (!*program) return "packaged";
    const auto bytes = util::read_file(**program, 1 << 20);
    return bytes->substr(8, bytes->find('\n') - 8);
  }
  std::set<std::string> kept_versions() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder / "kept" / "versions")) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
  void change(const fs::path& file, std::size_t at, char to) {
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(at));
    out.put(to);
  }

  fs::path folder;
  std::string key;
  std::vector<std::uint64_t> asked_at;
};

TEST(UpdateVersion, Only_three_plain_numbers_are_one) {
  EXPECT_EQ(version("10.2.33").text(), "10.2.33");
  EXPECT_LT(version("0.9.0"), version("0.10.0"));
  for (const auto* text : {"", "1", "1.2", "1.2.3.4", "1.2.x", "01.2.3", "1.2.3 ", "-1.2.3",
                           "../1.2", "1..2", "4294967296.0.0"}) {
    EXPECT_FALSE(Version::parse(text)) << text;
  }
}

TEST_F(Updating, A_signed_newer_one_is_installed_and_runs_next) {
  package("0.2.0");
  EXPECT_EQ(runs(), "packaged");
  const auto done = install("0.2.0");
  ASSERT_TRUE(done) << code_of(done.error().error) << done.error().detail;
  EXPECT_EQ(done->notes_en, "Mended.");
  EXPECT_EQ(runs(), "0.2.0");
  EXPECT_EQ(versions().current(), version("0.2.0"));
  EXPECT_EQ(versions().previous(), version("0.1.0"));
  EXPECT_TRUE(fs::is_empty(folder / "kept" / "incoming"));
}

TEST_F(Updating, Rolling_back_goes_to_the_version_before_and_forth_again) {
  package("0.2.0");
  package("0.3.0");
  ASSERT_TRUE(install("0.2.0"));
  ASSERT_TRUE(install("0.3.0"));
  EXPECT_EQ(versions().rollback().value(), version("0.2.0"));
  EXPECT_EQ(runs(), "0.2.0");
  EXPECT_EQ(versions().rollback().error().error, Error::no_previous);
  EXPECT_EQ(runs(), "0.2.0");
  ASSERT_TRUE(install("0.3.0"));
  EXPECT_EQ(runs(), "0.3.0");
}

TEST_F(Updating, Rolling_back_the_first_one_is_the_packaged_program) {
  EXPECT_EQ(versions().rollback().error().error, Error::no_previous);
  package("0.2.0");
  ASSERT_TRUE(install("0.2.0"));
  ASSERT_TRUE(versions().rollback());
  EXPECT_EQ(runs(), "packaged");
  EXPECT_EQ(versions().current(), version("0.1.0"));
}

TEST_F(Updating, Two_versions_are_kept) {
  for (const auto* text : {"0.2.0", "0.3.0", "0.4.0"}) {
    package(text);
    ASSERT_TRUE(install(text));
  }
  EXPECT_EQ(kept_versions(), (std::set<std::string>{"0.3.0", "0.4.0"}));
}

TEST_F(Updating, Another_key_installs_nothing) {
  package("0.2.0");
  fs::remove(key);
  fs::remove_all(folder / "shop");
  fs::copy(key + ".pub", folder / "old.pub");
  package("0.2.0");  // by a new key
  fs::remove(key + ".pub");
  fs::copy(folder / "old.pub", key + ".pub");
  EXPECT_EQ(error_of("0.2.0"), "wrong_signature");
  EXPECT_EQ(runs(), "packaged");
  EXPECT_TRUE(asked_at.empty()) << "not a byte is fetched on an unsigned word";
}

TEST_F(Updating, No_key_and_a_wrong_key_file_install_nothing) {
  package("0.2.0");
  std::ofstream(key + ".pub") << "no key";
  EXPECT_EQ(error_of("0.2.0"), "key_unreadable");
  fs::remove(key + ".pub");
  EXPECT_EQ(error_of("0.2.0"), "key_unreadable");
  EXPECT_EQ(runs(), "packaged");
}

TEST_F(Updating, A_changed_head_installs_nothing) {
  package("0.2.0");
  auto head = *read_head(folder / "shop" / "0.2.0");
  const auto before = head;
  head.manifest.replace(head.manifest.find("0.2.0"), 5, "0.9.0");
  EXPECT_EQ(versions().install(head, shop()).error().error, Error::wrong_signature);
  head = before;
  head.signature = "AAAA";
  EXPECT_EQ(versions().install(head, shop()).error().error, Error::wrong_signature);
  head.signature = "%%";
  EXPECT_EQ(versions().install(head, shop()).error().error, Error::wrong_signature);
  EXPECT_EQ(runs(), "packaged");
}

TEST_F(Updating, Heads_of_other_forms_are_refused) {
  for (const auto* text : {"", "{}", "[]", "{\"manifest\":1,\"signature\":2}", "\xff"}) {
    EXPECT_EQ(Head::parse(text).error().error, Error::head_unreadable) << text;
  }
  const std::string hash(64, '0');
  for (const auto& manifest : std::vector<std::string>{
           "x", "{}", R"({"version":"1","from":"0.0.0","bytes":1,"sha256":")" + hash + "\"}",
           R"({"version":"1.0.0","bytes":1,"sha256":")" + hash + "\"}",
           R"({"version":"1.0.0","from":"0.0.0","bytes":-1,"sha256":")" + hash + "\"}",
           R"({"version":"1.0.0","from":"0.0.0","bytes":99999999999,"sha256":")" + hash + "\"}",
           R"({"version":"1.0.0","from":"0.0.0","bytes":1,"sha256":"00"})"}) {
    EXPECT_EQ(unverified({manifest, "s"}).error().error, Error::head_unreadable) << manifest;
  }
}

TEST_F(Updating, A_changed_byte_installs_nothing_and_a_good_copy_does_afterwards) {
  const auto file = package("0.2.0") / program_name;
  change(file, 5000, '#');
  EXPECT_EQ(error_of("0.2.0"), "wrong_content");
  EXPECT_EQ(runs(), "packaged");
  EXPECT_TRUE(fs::is_empty(folder / "kept" / "incoming")) << "bad bytes are not gone on with";
  change(file, 5000, content("0.2.0")[5000]);
  ASSERT_TRUE(install("0.2.0"));
  EXPECT_EQ(runs(), "0.2.0");
}

TEST_F(Updating, A_cut_file_and_a_longer_one_install_nothing) {
  const auto file = package("0.2.0") / program_name;
  const auto whole = fs::file_size(file);
  fs::resize_file(file, whole - 1);
  EXPECT_EQ(error_of("0.2.0"), "wrong_content");
  fs::resize_file(file, whole + 1);
  EXPECT_EQ(error_of("0.2.0"), "wrong_content");
  EXPECT_EQ(runs(), "packaged");
}

TEST_F(Updating, Older_and_same_versions_install_nothing) {
  package("0.2.0");
  package("0.3.0");
  package("0.1.0");
  ASSERT_TRUE(install("0.3.0"));
  EXPECT_EQ(error_of("0.2.0"), "not_newer");
  EXPECT_EQ(error_of("0.3.0"), "not_newer");  // twice
  EXPECT_EQ(error_of("0.1.0"), "not_newer");
  EXPECT_EQ(runs(), "0.3.0");
}

TEST_F(Updating, One_that_needs_a_version_in_between_waits_for_it) {
  package("0.2.0");
  package("0.3.0", "0.2.0");
  EXPECT_EQ(error_of("0.3.0"), "too_old");
  ASSERT_TRUE(install("0.2.0"));
  ASSERT_TRUE(install("0.3.0"));
}

TEST_F(Updating, A_line_that_breaks_is_gone_on_with) {
  package("0.2.0");
  const auto whole = shop();
  const auto breaking = [&](const Manifest& manifest, std::uint64_t at) -> Versions::Piece {
    if (at >= 4 * piece_bytes) return util::failure(Problem{Error::storage, "line"});
    return whole(manifest, at);
  };
  EXPECT_FALSE(versions().install(*read_head(folder / "shop" / "0.2.0"), breaking));
  EXPECT_EQ(runs(), "packaged");
  asked_at.clear();
  ASSERT_TRUE(install("0.2.0"));
  EXPECT_EQ(asked_at.front(), 4 * piece_bytes);
  EXPECT_EQ(runs(), "0.2.0");
}

TEST_F(Updating, Killed_at_any_piece_the_old_version_runs_and_the_next_try_succeeds) {
  package("0.2.0");
  for (std::uint64_t at = 0; at < 10; at += 3) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto whole = shop();
      (void)versions().install(*read_head(folder / "shop" / "0.2.0"),
                               [&](const Manifest& manifest, std::uint64_t now) {
                                 if (now >= at * piece_bytes) ::raise(SIGKILL);
                                 return whole(manifest, now);
                               });
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(runs(), "packaged");
  }
  ASSERT_TRUE(install("0.2.0"));
  EXPECT_EQ(runs(), "0.2.0");
}

TEST_F(Updating, A_full_disk_installs_nothing_and_leaves_nothing) {
  package("0.2.0");
  const pid_t child = ::fork();
  if (child == 0) {
    // What the kernel says of a file that may not grow stands for a full disk's answer.
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{3 * piece_bytes, 3 * piece_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(error_of("0.2.0") == "disk_full" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(runs(), "packaged");
  EXPECT_TRUE(fs::is_empty(folder / "kept" / "incoming"));
}

TEST_F(Updating, Two_at_once_do_not_mix) {
  package("0.2.0");
  std::string second;
  const auto whole = shop();
  const auto done = versions().install(
      *read_head(folder / "shop" / "0.2.0"), [&](const Manifest& manifest, std::uint64_t at) {
        if (at == 0) {
          second = error_of("0.2.0");
          EXPECT_EQ(versions().rollback().error().error, Error::busy);
        }
        return whole(manifest, at);
      });
  EXPECT_TRUE(done);
  EXPECT_EQ(second, "busy");
}

TEST_F(Updating, What_was_changed_after_the_installation_does_not_run) {
  package("0.2.0");
  ASSERT_TRUE(install("0.2.0"));
  const auto kept = folder / "kept" / "versions" / "0.2.0";
  change(kept / program_name, 100, '#');
  EXPECT_EQ(runs(), "wrong_content");
  fs::remove(kept / head_name);
  EXPECT_EQ(runs(), "head_unreadable");
  // Another version's signed folder under this name is not this version.
  fs::remove_all(kept);
  fs::copy(package("0.1.5"), kept);
  EXPECT_EQ(runs(), "wrong_content");
}

TEST_F(Updating, A_newer_package_of_the_machine_overtakes_what_is_installed) {
  package("0.2.0");
  ASSERT_TRUE(install("0.2.0"));
  EXPECT_EQ(runs("0.3.0"), "packaged");
  EXPECT_EQ(versions("0.3.0").current(), version("0.3.0"));
  EXPECT_FALSE(versions("0.3.0").previous());
}

TEST_F(Updating, A_package_is_never_made_twice) {
  const auto made = package("0.2.0");
  const auto before = *util::read_file(made / head_name, 1 << 20);
  const auto again =
      sign({key, folder / "program", folder / "shop", version("0.2.0"), version("0.0.0"), "", ""});
  EXPECT_EQ(again.error().error, Error::not_newer);
  EXPECT_EQ(*util::read_file(made / head_name, 1 << 20), before);
}

}  // namespace
}  // namespace madoguchi::update
