#include "terminal/outbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

// Share users read through the share's group; a file made in the work folder has another one. Not
// being allowed to give it away is no reason to keep the answer back.
void give_to_group_of(const std::filesystem::path& share, const std::filesystem::path& file) {
  struct stat folder {};
  struct stat made {};
  if (::stat(share.c_str(), &folder) != 0 || ::lstat(file.c_str(), &made) != 0) return;
  if (folder.st_gid == made.st_gid) return;
  [[maybe_unused]] const int ignored =
      ::fchownat(AT_FDCWD, file.c_str(), uid_t(-1), folder.st_gid, AT_SYMLINK_NOFOLLOW);
}

bool stands(const std::filesystem::path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

}  // namespace

Outbox::Delivery Outbox::move_in(const SpoolFile& file) const {
  give_to_group_of(share_, file.path);
  const auto moved = util::move_new(file.path, share_ / file.name);
  if (moved) {
    failing_ = false;
    return Delivery::done;
  }
  if (moved.error().error == util::FileError::exists) return Delivery::name_taken;
  if (moved.error().error == util::FileError::not_found && !stands(file.path)) {
    return Delivery::done;  // moved by a try before
  }
  told(moved.error());
  return Delivery::share_fails;
}

void Outbox::told(const util::FileProblem& problem) const {
  if (failing_.exchange(true)) return;
  util::log(util::LogLevel::error, "terminal",
            share_.filename().native() + "/ cannot be written, results wait: " + problem.text());
}

Outbox::Delivery Outbox::deliver(const SpoolEntry& entry) const {
  for (const auto& file : entry.files) {
    if (const auto moved = move_in(file); moved != Delivery::done) return moved;
  }
  spool_.remove_empty_folder(entry.key);
  // The move is already seen by the client. Should the machine die before it is on the disk, the
  // staged file is back and is delivered again under the same name with the same bytes.
  if (const auto synced = util::sync_folder(share_); !synced) {
    util::log(util::LogLevel::warning, "terminal",
              "a share cannot be synced: " + synced.error().text());
  }
  return Delivery::done;
}

}  // namespace madoguchi::terminal
