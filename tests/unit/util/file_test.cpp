#include "util/file.hpp"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace madoguchi::util {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  File() {
    std::string pattern = (fs::temp_directory_path() / "madoguchi-file-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~File() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  fs::path make(const char* name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      all.push_back(entry.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  using Names = std::vector<std::string>;
  fs::path folder_;
};

int exit_code(pid_t child) {
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// From here on this process meets a system without renameat2, as old file systems are.
bool forbid_renameat2() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, rules};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

FileError error_of_reading(const fs::path& path, std::size_t bytes_max = 100) {
  const auto read = read_file(path, bytes_max);
  EXPECT_FALSE(read);
  return read ? FileError::other : read.error().error;
}

TEST_F(File, is_read_whole_up_to_the_limit) {
  const std::string bytes("a\0\n\xFF", 4);
  EXPECT_EQ(read_file(make("f", bytes), 4), bytes);
  EXPECT_EQ(read_file(make("f", bytes), SIZE_MAX), bytes);
  EXPECT_EQ(read_file(make("empty", ""), 0), "");
  EXPECT_EQ(error_of_reading(make("f", bytes), 3), FileError::too_large);
  const std::string large(3000000, 'x');
  EXPECT_EQ(read_file(make("large", large), 3000000), large);
  EXPECT_EQ(error_of_reading(folder_ / "large", 2999999), FileError::too_large);
}

TEST_F(File, whose_size_the_system_does_not_know_is_read_whole) {
  const auto status = read_file("/proc/self/status", 100000);  // its size is told as 0
  ASSERT_TRUE(status);
  EXPECT_GT(status->size(), 100u);
  EXPECT_NE(status->find("\nPid:"), std::string::npos);
  EXPECT_EQ(error_of_reading("/proc/self/status", 50), FileError::too_large);
}

TEST_F(File, is_read_only_when_it_is_a_regular_file) {
  const auto file = make("f", "secret");
  fs::create_symlink(file, folder_ / "link");
  fs::create_symlink(folder_ / "nowhere", folder_ / "dangling");
  fs::create_directory(folder_ / "folder");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder_ / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  for (const char* name : {"link", "dangling", "folder", "pipe", "socket"}) {
    EXPECT_EQ(error_of_reading(folder_ / name), FileError::not_regular) << name;
  }
  EXPECT_EQ(error_of_reading("/dev/null"), FileError::not_regular);
  EXPECT_EQ(error_of_reading(folder_ / "missing"), FileError::not_found);
  EXPECT_EQ(error_of_reading(file / "below"), FileError::not_found);
  EXPECT_EQ(error_of_reading(fs::path(file.string() + std::string("\0x", 2))),
            FileError::not_found);
  EXPECT_EQ(error_of_reading(""), FileError::not_found);
  EXPECT_EQ(error_of_reading(folder_ / std::string(300, 'a')), FileError::other);
  ::close(socket);
}

TEST_F(File, is_replaced_whole_and_leaves_nothing_beside_it) {
  const auto path = folder_ / "f";
  ASSERT_TRUE(replace_file(path, "one"));
  EXPECT_EQ(read_file(path, 100), "one");
  ASSERT_TRUE(replace_file(path, std::string(500000, 'x'), 0640));
  EXPECT_EQ(read_file(path, 500000), std::string(500000, 'x'));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  ASSERT_TRUE(replace_file(path, ""));
  EXPECT_EQ(read_file(path, 100), "");
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(names(), Names{"f"});
}

TEST_F(File, with_the_longest_name_allowed_is_replaced) {
  const auto path = folder_ / std::string(255, 'a');
  ASSERT_TRUE(replace_file(path, "one"));
  EXPECT_EQ(read_file(path, 3), "one");
}

TEST_F(File, a_failed_replacement_leaves_the_old_content_and_nothing_beside) {
  fs::create_directory(folder_ / "folder");
  const auto over_folder = replace_file(folder_ / "folder", "x");
  ASSERT_FALSE(over_folder);
  EXPECT_EQ(over_folder.error().error, FileError::not_regular);
  EXPECT_EQ(names(), Names{"folder"});
  EXPECT_EQ(replace_file(folder_ / "missing" / "f", "x").error().error, FileError::not_found);
}

TEST_F(File, replacing_a_link_leaves_what_it_pointed_to) {
  const auto target = make("target", "kept");
  fs::create_symlink(target, folder_ / "link");
  ASSERT_TRUE(replace_file(folder_ / "link", "new"));
  EXPECT_EQ(read_file(target, 100), "kept");
  EXPECT_EQ(read_file(folder_ / "link", 100), "new");
}

TEST_F(File, a_reader_sees_the_old_content_or_the_new_one) {
  const auto path = folder_ / "f";
  const std::string one(200000, '1');
  const std::string two(300000, '2');
  ASSERT_TRUE(replace_file(path, one));
  std::thread writer([&] {
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(replace_file(path, i % 2 == 0 ? two : one));
  });
  for (int i = 0; i < 200; ++i) {
    const auto seen = read_file(path, 1000000);
    EXPECT_TRUE(seen && (*seen == one || *seen == two));
  }
  writer.join();
}

TEST(FileProblem, tells_its_cause) {
  EXPECT_EQ((FileProblem{FileError::disk_full, ENOSPC}).text(),
            "disk full (No space left on device)");
  EXPECT_EQ((FileProblem{FileError::not_regular, 0}).text(), "not a regular file");
}

TEST_F(File, larger_than_the_process_may_write_is_not_left_in_part) {
  ASSERT_TRUE(replace_file(folder_ / "f", "old"));
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto replaced = replace_file(folder_ / "f", std::string(100000, 'x'));
    ::_exit(!replaced && replaced.error().error == FileError::too_large ? 0 : 1);
  }
  EXPECT_EQ(exit_code(child), 0);
  EXPECT_EQ(read_file(folder_ / "f", 100), "old");
  EXPECT_EQ(names(), Names{"f"});
}

TEST_F(File, is_moved_to_a_new_name_only) {
  const auto from = make("from", "content");
  ASSERT_TRUE(move_new(from, folder_ / "to"));
  EXPECT_EQ(names(), Names{"to"});
  EXPECT_EQ(read_file(folder_ / "to", 100), "content");

  make("from", "second");
  const auto refused = move_new(from, folder_ / "to");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error, FileError::exists);
  EXPECT_EQ(read_file(folder_ / "to", 100), "content");
  EXPECT_EQ(read_file(from, 100), "second");

  fs::create_symlink("nowhere", folder_ / "dangling");
  EXPECT_EQ(move_new(from, folder_ / "dangling").error().error, FileError::exists);
  EXPECT_EQ(move_new(folder_ / "missing", folder_ / "x").error().error, FileError::not_found);
  EXPECT_EQ(move_new(from, folder_ / "missing" / "x").error().error, FileError::not_found);
}

TEST_F(File, is_moved_without_replacing_where_the_system_cannot_rename_so) {
  make("from", "content");
  make("taken", "kept");
  const pid_t child = ::fork();
  if (child == 0) {
    if (!forbid_renameat2()) ::_exit(2);
    const auto refused = move_new(folder_ / "from", folder_ / "taken");
    if (refused || refused.error().error != FileError::exists) ::_exit(3);
    ::_exit(move_new(folder_ / "from", folder_ / "to") ? 0 : 4);
  }
  EXPECT_EQ(exit_code(child), 0);
  EXPECT_EQ(names(), (Names{"taken", "to"}));
  EXPECT_EQ(read_file(folder_ / "taken", 100), "kept");
  EXPECT_EQ(read_file(folder_ / "to", 100), "content");
}

TEST_F(File, a_move_that_was_cut_in_the_middle_is_finished) {
  const auto from = make("from", "content");
  fs::create_hard_link(from, folder_ / "to");
  ASSERT_TRUE(move_new(from, folder_ / "to"));
  EXPECT_EQ(names(), Names{"to"});
  EXPECT_EQ(read_file(folder_ / "to", 100), "content");
}

TEST_F(File, a_move_onto_itself_takes_nothing_away) {
  const auto from = make("from", "content");
  fs::create_hard_link(from, folder_ / "other");
  fs::create_directory(folder_ / "sub");
  EXPECT_EQ(move_new(from, from).error().error, FileError::exists);
  EXPECT_EQ(move_new(from, folder_ / "sub" / ".." / "from").error().error, FileError::exists);
  EXPECT_EQ(read_file(from, 100), "content");
}

TEST_F(File, of_two_moves_to_one_name_one_wins) {
  for (int round = 0; round < 100; ++round) {
    const auto a = make("a", "a");
    const auto b = make("b", "b");
    const auto to = folder_ / std::to_string(round);
    bool a_won = false;
    std::thread other([&] { a_won = move_new(a, to).has_value(); });
    const bool b_won = move_new(b, to).has_value();
    other.join();
    ASSERT_NE(a_won, b_won);
    ASSERT_EQ(read_file(to, 1), a_won ? "a" : "b");
  }
}

TEST_F(File, folders_are_synced_and_only_folders) {
  EXPECT_TRUE(sync_folder(folder_));
  EXPECT_EQ(sync_folder(folder_ / "missing").error().error, FileError::not_found);
  EXPECT_EQ(sync_folder(make("f", "")).error().error, FileError::not_found);
}

TEST_F(File, a_lock_is_held_by_one_until_it_is_gone) {
  const auto path = folder_ / "lock";
  {
    auto first = FileLock::take(path);
    ASSERT_TRUE(first);
    const auto second = FileLock::take(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().error, FileError::locked);
    EXPECT_EQ(second.error().text().substr(0, 6), "locked");

    const FileLock moved = std::move(*first);
    EXPECT_FALSE(FileLock::take(path));
  }
  auto again = FileLock::take(path);
  ASSERT_TRUE(again);
  auto elsewhere = FileLock::take(folder_ / "other");
  ASSERT_TRUE(elsewhere);
  *again = std::move(*elsewhere);  // lets `path` go, holds the other
  EXPECT_TRUE(FileLock::take(path));
  EXPECT_FALSE(FileLock::take(folder_ / "other"));
}

TEST_F(File, a_folder_is_locked_without_a_file_in_it) {
  auto first = FileLock::take_folder(folder_);
  ASSERT_TRUE(first);
  EXPECT_EQ(FileLock::take_folder(folder_).error().error, FileError::locked);
  EXPECT_TRUE(fs::is_empty(folder_));
  { const FileLock gone = std::move(*first); }
  EXPECT_TRUE(FileLock::take_folder(folder_));
  EXPECT_EQ(FileLock::take_folder(folder_ / "missing").error().error, FileError::not_found);
}

TEST_F(File, a_line_is_appended_whole_or_not_at_all) {
  const auto path = folder_ / "lines";
  ASSERT_TRUE(append_line(path, "one"));
  ASSERT_TRUE(append_line(path, "two"));
  EXPECT_EQ(read_file(path, 100), "one\ntwo\n");
  // What a crash left of a line was never acknowledged.
  make("lines", "one\nha");
  ASSERT_TRUE(append_line(path, "three"));
  EXPECT_EQ(read_file(path, 100), "one\nthree\n");
  make("lines", "ha");
  ASSERT_TRUE(append_line(path, "four"));
  EXPECT_EQ(read_file(path, 100), "four\n");
  // A file of something else is left alone.
  const std::string other(100'000, 'x');
  make("lines", other);
  EXPECT_EQ(append_line(path, "five").error().error, FileError::too_large);
  EXPECT_EQ(read_file(path, other.size()), other);
}

// The limit on a file's size stands in for a full disk.
TEST_F(File, a_line_for_which_there_is_no_room_leaves_nothing) {
  const auto path = folder_ / "lines";
  ASSERT_TRUE(append_line(path, "one"));
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{8, 8};
    ::setrlimit(RLIMIT_FSIZE, &small);
    ::_exit(append_line(path, "a longer line") ? 1 : 0);
  }
  EXPECT_EQ(exit_code(child), 0);
  EXPECT_EQ(read_file(path, 100), "one\n");
}

TEST_F(File, a_lock_ends_with_its_process) {
  const auto path = folder_ / "lock";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FileLock::take(path);
    const char answer = held ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) == 1) ::pause();
    ::_exit(0);
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(FileLock::take(path));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::take(path));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(File, a_lock_is_not_taken_through_a_link) {
  fs::create_symlink(make("f", ""), folder_ / "link");
  EXPECT_EQ(FileLock::take(folder_ / "link").error().error, FileError::not_regular);
  EXPECT_EQ(FileLock::take(folder_).error().error, FileError::not_regular);
}

}  // namespace
}  // namespace madoguchi::util
