#include "util/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "util/hash.hpp"

namespace madoguchi::util {

namespace {

namespace fs = std::filesystem;

FileError error_of(int system_errno) {
  switch (system_errno) {
    case ENOENT:
    case ENOTDIR:
      return FileError::not_found;
    case ELOOP:  // a link, refused by O_NOFOLLOW
    case EISDIR:
    case ENXIO:
      return FileError::not_regular;
    case EFBIG:
      return FileError::too_large;
    case EACCES:
    case EPERM:
    case EROFS:
      return FileError::denied;
    case ENOSPC:
    case EDQUOT:
      return FileError::disk_full;
    case EEXIST:
      return FileError::exists;
    case EWOULDBLOCK:
      return FileError::locked;
    default:
      return FileError::other;
  }
}

FileProblem problem(int system_errno) {
  return {error_of(system_errno), system_errno};
}

template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  // A file system over a network may report a failed write only here. Not repeated on EINTR: Linux
  // has closed the descriptor all the same.
  bool close() { return ::close(release()) == 0 || errno == EINTR; }

 private:
  int fd_;
};

int open_file(const fs::path& path, int flags, unsigned mode = 0) {
  if (path.native().find('\0') != std::string::npos) {  // the system would see another name
    errno = ENOENT;
    return -1;
  }
  return uninterrupted(
      [&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode_t(mode)); });
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Where the last whole line ends, in a file of `size` bytes; -1 when it cannot be read or has a
// tail that is no line.
off_t end_of_last_line(int fd, off_t size) {
  constexpr off_t tail_bytes_max = 64 * 1024;
  char byte = 0;
  for (off_t at = size; at > 0 && size - at < tail_bytes_max; --at) {
    if (::pread(fd, &byte, 1, at - 1) != 1) return -1;
    if (byte == '\n') return at;
  }
  errno = EFBIG;
  return size < tail_bytes_max ? 0 : -1;
}

// Writes and syncs the new file; 0 or the system's error.
int write_new(const fs::path& path, std::string_view bytes, unsigned mode) {
  Descriptor file(open_file(path, O_WRONLY | O_CREAT | O_EXCL, mode));
  if (!file.open()) return errno;
  const bool written = ::fchmod(file.fd(), mode_t(mode)) == 0 && write_all(file.fd(), bytes) &&
                       uninterrupted([&] { return ::fsync(file.fd()); }) == 0;
  if (!written) return errno;
  return file.close() ? 0 : errno;
}

// `from` and `to` are two names of one file: what a move by link + unlink leaves when it is cut.
bool move_was_cut(const fs::path& from, const fs::path& to) {
  struct stat a {};
  struct stat b {};
  if (::lstat(from.c_str(), &a) != 0 || ::lstat(to.c_str(), &b) != 0) return false;
  if (!S_ISREG(a.st_mode) || a.st_dev != b.st_dev || a.st_ino != b.st_ino) return false;
  if (from.filename() != to.filename()) return true;
  std::error_code ignored;
  return !fs::equivalent(folder_of(from), folder_of(to), ignored);  // else one name written twice
}

// A system without RENAME_NOREPLACE: a second name is made, which fails when `to` is there, and the
// first one taken away.
int link_and_unlink(const fs::path& from, const fs::path& to) {
  if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0) != 0) return errno;
  return ::unlink(from.c_str()) == 0 ? 0 : errno;
}

}  // namespace

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = uninterrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (count < 0) return false;
    bytes.remove_prefix(std::size_t(count));
  }
  return true;
}

std::string FileProblem::text() const {
  const auto cause = [this]() -> std::string_view {
    switch (error) {
      case FileError::not_found:
        return "not found";
      case FileError::not_regular:
        return "not a regular file";
      case FileError::too_large:
        return "larger than allowed";
      case FileError::denied:
        return "access denied";
      case FileError::disk_full:
        return "disk full";
      case FileError::exists:
        return "exists already";
      case FileError::locked:
        return "locked by another process";
      case FileError::other:
        return "input/output error";
    }
    return "input/output error";
  }();
  if (system_errno == 0) return std::string(cause);
  return fmt::format("{} ({})", cause, std::generic_category().message(system_errno));
}

Result<std::string, FileProblem> read_file(const fs::path& path, std::size_t bytes_max) {
  // O_NONBLOCK: a pipe put in the place of a file must not hold us.
  const Descriptor file(open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) return failure(problem(errno));
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return failure(problem(errno));
  if (!S_ISREG(status.st_mode)) return failure(FileProblem{FileError::not_regular, 0});
  bytes_max = std::min(bytes_max, std::string().max_size() - 1);
  const auto size = std::size_t(status.st_size);
  if (size > bytes_max) return failure(FileProblem{FileError::too_large, 0});

  // One byte more than expected is asked for: the file may grow while it is read.
  std::string bytes;
  std::size_t have = 0;
  std::size_t room = size + 1;
  for (;;) {
    bytes.resize(room);
    const auto count =
        uninterrupted([&] { return ::read(file.fd(), bytes.data() + have, bytes.size() - have); });
    if (count < 0) return failure(problem(errno));
    have += std::size_t(count);
    if (have > bytes_max) return failure(FileProblem{FileError::too_large, 0});
    if (count == 0) break;
    if (have == room) room = std::min(room * 2, bytes_max + 1);
  }
  bytes.resize(have);
  return bytes;
}

Result<void, FileProblem> replace_file(const fs::path& path, std::string_view bytes,
                                       unsigned mode) {
  // A name of its own, not longer than any name allowed: `path` may already have the longest.
  const auto folder = folder_of(path);
  const auto fresh = folder / fmt::format(".madoguchi-{}.tmp", random_key());
  int error = write_new(fresh, bytes, mode);
  if (error == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(fresh.c_str());
    return failure(problem(error));
  }
  return sync_folder(folder);
}

Result<void, FileProblem> move_new(const fs::path& from, const fs::path& to) {
  int error = 0;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    error = errno;
  }
  if (error == EINVAL || error == ENOSYS || error == EOPNOTSUPP) error = link_and_unlink(from, to);
  if (error == EEXIST && move_was_cut(from, to)) {
    error = ::unlink(from.c_str()) == 0 ? 0 : errno;
  }
  if (error != 0) return failure(problem(error));
  return {};
}

Result<void, FileProblem> append_line(const fs::path& path, std::string_view line) {
  const Descriptor file(open_file(path, O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK, 0600));
  if (!file.open()) return failure(problem(errno));
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return failure(problem(errno));
  if (!S_ISREG(status.st_mode)) return failure(FileProblem{FileError::not_regular, 0});
  const auto whole = end_of_last_line(file.fd(), status.st_size);
  if (whole < 0) return failure(problem(errno));
  if (whole < status.st_size && ::ftruncate(file.fd(), whole) != 0) return failure(problem(errno));
  const auto text = std::string(line) + '\n';
  if (write_all(file.fd(), text) && ::fdatasync(file.fd()) == 0) return {};
  const auto error = errno;
  [[maybe_unused]] const int ignored = ::ftruncate(file.fd(), whole);  // else the next call does it
  return failure(problem(error));
}

Result<void, FileProblem> sync_folder(const fs::path& folder) {
  const Descriptor opened(
      uninterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!opened.open()) return failure(problem(errno));
  if (uninterrupted([&] { return ::fsync(opened.fd()); }) == 0) return {};
  if (errno == EINVAL || errno == EOPNOTSUPP) return {};  // some network file systems: not theirs
  return failure(problem(errno));
}

Result<FileLock, FileProblem> FileLock::take(const fs::path& path) {
  Descriptor file(open_file(path, O_RDWR | O_CREAT | O_NONBLOCK | O_NOCTTY, 0600));
  if (!file.open()) return failure(problem(errno));
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return failure(problem(errno));
  if (!S_ISREG(status.st_mode)) return failure(FileProblem{FileError::not_regular, 0});
  if (uninterrupted([&] { return ::flock(file.fd(), LOCK_EX | LOCK_NB); }) != 0) {
    return failure(problem(errno));
  }
  return FileLock(file.release());
}

Result<FileLock, FileProblem> FileLock::take_folder(const fs::path& folder) {
  Descriptor opened(
      uninterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!opened.open()) return failure(problem(errno));
  const bool locked = uninterrupted([&] { return ::flock(opened.fd(), LOCK_EX | LOCK_NB); }) == 0;
  if (!locked && errno == EWOULDBLOCK) return failure(problem(errno));
  return FileLock(opened.release());
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);  // the lock goes with it; the file stays, for others may wait on it
}

}  // namespace madoguchi::util
