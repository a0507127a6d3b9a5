#include "update/versions.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "util/file.hpp"

namespace madoguchi::update {

namespace {

namespace fs = std::filesystem;
constexpr const char* current_link = "current";
constexpr const char* previous_link = "previous";

Problem system_problem(int number, const fs::path& path) {
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return {full ? Error::disk_full : Error::storage,
          path.string() + " (" + std::generic_category().message(number) + ")"};
}

util::Result<void, Problem> made_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return util::failure(system_problem(failed.value(), folder));
  return {};
}

// A file that pieces are written behind; closed and synced by `finish`.
class Growing {
 public:
  explicit Growing(const fs::path& path)
      : path_(path),
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
        file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0700)) {}
  ~Growing() {
    if (file_ >= 0) ::close(file_);
  }
  Growing(const Growing&) = delete;
  Growing& operator=(const Growing&) = delete;

  util::Result<std::uint64_t, Problem> size() const {
    struct stat found {};
    if (file_ < 0 || ::fstat(file_, &found) != 0)
      return util::failure(system_problem(errno, path_));
    return static_cast<std::uint64_t>(found.st_size);
  }
  util::Result<void, Problem> add(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return util::failure(system_problem(errno, path_));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  util::Result<void, Problem> finish() const {
    if (::fsync(file_) != 0 || ::fchmod(file_, 0755) != 0) {
      return util::failure(system_problem(errno, path_));
    }
    return {};
  }

 private:
  fs::path path_;
  int file_;
};

void discard(const fs::path& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace

std::optional<Version> Versions::linked(const char* name) const {
  std::error_code failed;
  const auto target = fs::read_symlink(settings_.dir / name, failed);
  if (failed) return std::nullopt;
  return Version::parse(target.filename().string());
}

Version Versions::current() const {
  const auto installed = linked(current_link);
  return installed ? std::max(*installed, settings_.packaged) : settings_.packaged;
}

std::optional<Version> Versions::previous() const {
  const auto installed = linked(current_link);
  const auto before = linked(previous_link);
  // A newer package of the machine overtook what was installed here.
  if (!installed || !before || *installed < settings_.packaged) return std::nullopt;
  const auto back = std::max(*before, settings_.packaged);
  if (back == *installed) return std::nullopt;
  return back;
}

util::Result<Manifest, Problem> Versions::judged(const Head& head) const {
  auto manifest = verified(head, settings_.public_key_file);
  if (!manifest) return manifest;
  const auto now = current();
  if (manifest->version <= now) {
    return util::failure(Problem{Error::not_newer, manifest->version.text()});
  }
  if (now < manifest->from) return util::failure(Problem{Error::too_old, manifest->from.text()});
  return manifest;
}

// `name` -> versions/X in one step, durable.
util::Result<void, Problem> Versions::link(const char* name, const Version& to) const {
  const auto fresh = settings_.dir / (std::string(name) + ".new");
  discard(fresh);
  std::error_code failed;
  fs::create_symlink(fs::path("versions") / to.text(), fresh, failed);
  if (!failed) fs::rename(fresh, settings_.dir / name, failed);
  if (failed) return util::failure(system_problem(failed.value(), settings_.dir / name));
  if (const auto synced = util::sync_folder(settings_.dir); !synced) {
    return util::failure(system_problem(synced.error().system_errno, settings_.dir));
  }
  return {};
}

util::Result<void, Problem> Versions::fetch(const Manifest& manifest, const Source& source,
                                            const fs::path& part) const {
  const Growing file(part);
  auto at = file.size();
  if (!at) return util::failure(at.error());
  while (*at < manifest.bytes) {
    const auto piece = source(manifest, *at);
    if (!piece) return util::failure(piece.error());
    if (piece->empty() || piece->size() > manifest.bytes - *at) {
      return util::failure(Problem{Error::wrong_content, manifest.version.text()});
    }
    if (const auto added = file.add(*piece); !added) return added;
    *at += piece->size();
  }
  return file.finish();
}

util::Result<Manifest, Problem> Versions::install(const Head& head, const Source& source) {
  if (const auto made = made_folder(settings_.dir / "incoming"); !made) {
    return util::failure(made.error());
  }
  const auto lock = util::FileLock::take(settings_.dir / "lock");
  if (!lock) {
    const bool busy = lock.error().error == util::FileError::locked;
    return util::failure(Problem{busy ? Error::busy : Error::storage, lock.error().text()});
  }
  auto manifest = judged(head);
  if (!manifest) return manifest;
  // Named by the hash: what came of other bytes under this version is never gone on with.
  const auto part = settings_.dir / "incoming" / manifest->sha256;
  auto fetched = fetch(*manifest, source, part);
  if (fetched) fetched = verify_program(part, *manifest);
  if (!fetched) {
    const auto error = fetched.error().error;
    if (error == Error::wrong_content || error == Error::disk_full) discard(part);
    return util::failure(fetched.error());
  }
  const auto folder = folder_of(manifest->version);
  discard(folder);
  auto placed = made_folder(folder);
  // What a roll-back goes to; the packaged program itself is not kept here.
  if (placed) placed = made_folder(folder_of(current()));
  if (!placed) return util::failure(placed.error());
  std::error_code failed;
  fs::rename(part, folder / program_name, failed);
  if (failed) return util::failure(system_problem(failed.value(), folder));
  auto put = util::replace_file(folder / head_name, head.json(), 0644);
  if (put) put = util::sync_folder(folder.parent_path());
  if (!put) return util::failure(system_problem(put.error().system_errno, folder));
  const auto before = current();
  placed = link(previous_link, before);
  if (placed) placed = link(current_link, manifest->version);
  if (!placed) return util::failure(placed.error());
  forget_others();
  return manifest;
}

util::Result<Version, Problem> Versions::rollback() {
  const auto lock = util::FileLock::take(settings_.dir / "lock");
  if (!lock) {
    const auto error = lock.error().error;
    if (error == util::FileError::not_found) return util::failure(Problem{Error::no_previous, {}});
    return util::failure(
        Problem{error == util::FileError::locked ? Error::busy : Error::storage, {}});
  }
  const auto before = previous();
  if (!before) return util::failure(Problem{Error::no_previous, {}});
  if (const auto made = made_folder(folder_of(*before)); !made) {
    return util::failure(made.error());
  }
  if (const auto linked = link(current_link, *before); !linked) {
    return util::failure(linked.error());
  }
  return *before;
}

util::Result<std::optional<fs::path>, Problem> Versions::program() const {
  using Chosen = std::optional<fs::path>;
  const auto installed = linked(current_link);
  if (!installed || *installed <= settings_.packaged) return Chosen();
  const auto folder = folder_of(*installed);
  const auto head = read_head(folder);
  if (!head) return util::failure(head.error());
  const auto manifest = verified(*head, settings_.public_key_file);
  if (!manifest) return util::failure(manifest.error());
  if (manifest->version != *installed) {
    return util::failure(Problem{Error::wrong_content, folder.string()});
  }
  const auto whole = verify_program(folder / program_name, *manifest);
  if (!whole) return util::failure(whole.error());
  return Chosen(folder / program_name);
}

// Only the current and the previous version stay.
void Versions::forget_others() const {
  const auto now = linked(current_link);
  const auto before = linked(previous_link);
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(settings_.dir / "versions", failed)) {
    const auto version = Version::parse(entry.path().filename().string());
    if (version && version != now && version != before) discard(entry.path());
  }
  for (const auto& entry : fs::directory_iterator(settings_.dir / "incoming", failed)) {
    discard(entry.path());
  }
}

}  // namespace madoguchi::update
