#include "terminal/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;
using util::FileError;
using util::FileProblem;

constexpr std::size_t key_chars = 32;
constexpr std::string_view separator = "__";
constexpr std::string_view unfinished = ".making-";  // a folder entry before its rename
constexpr unsigned delivered_mode = 0660;            // share users read results through their group

bool is_key(std::string_view text) {
  return text.size() == key_chars &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::int64_t changed_ns(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return 0;
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

bool is_error_file(std::string_view name) {
  return name.ends_with(".err");
}

util::Result<void, FileProblem> rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return util::failure(system_problem(errno));
  return {};
}

}  // namespace

FileProblem system_problem(int system_errno) {
  switch (system_errno) {
    case ENOENT:
    case ENOTDIR:
      return {FileError::not_found, system_errno};
    case EACCES:
    case EPERM:
    case EROFS:
      return {FileError::denied, system_errno};
    case ENOSPC:
    case EDQUOT:
      return {FileError::disk_full, system_errno};
    case EEXIST:
    case ENOTEMPTY:
      return {FileError::exists, system_errno};
    default:
      return {FileError::other, system_errno};
  }
}

fs::path Spool::folder_of(const std::string& key) const {
  return folder_ / (key + std::string(separator));
}

util::Result<void, FileProblem> Spool::open() const {
  if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) {
    return util::failure(system_problem(errno));
  }
  std::error_code error;
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().native();
    if (name.starts_with(unfinished) || name.starts_with(".madoguchi-")) {
      leftovers.push_back(at->path());
    }
  }
  if (error) return util::failure(system_problem(error.value()));
  for (const auto& path : leftovers) fs::remove_all(path, error);
  return {};
}

std::optional<SpoolEntry> Spool::entry_at(const fs::path& path) const {
  const auto name = path.filename().native();
  if (name.size() < key_chars + separator.size() || !is_key(name.substr(0, key_chars)) ||
      name.substr(key_chars, separator.size()) != separator) {
    return std::nullopt;
  }
  SpoolEntry entry{name.substr(0, key_chars), {}};
  if (name.size() > key_chars + separator.size()) {
    entry.files.push_back({name.substr(key_chars + separator.size()), path});
    return entry;
  }
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    entry.files.push_back({at->path().filename().native(), at->path()});
  }
  if (!error && entry.files.empty()) {  // a kill between mkdir and rename, or after the last move
    ::rmdir(path.c_str());
    return std::nullopt;
  }
  std::sort(entry.files.begin(), entry.files.end(), [](const SpoolFile& a, const SpoolFile& b) {
    return std::tuple(is_error_file(a.name), a.name) < std::tuple(is_error_file(b.name), b.name);
  });
  return entry;
}

util::Result<std::vector<SpoolEntry>, FileProblem> Spool::list() const {
  std::error_code error;
  std::vector<std::pair<std::int64_t, SpoolEntry>> found;
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    paths.push_back(at->path());
  }
  if (error) return util::failure(system_problem(error.value()));
  for (const auto& path : paths) {
    auto entry = entry_at(path);
    if (!entry || entry->files.empty()) continue;
    const auto changed = changed_ns(entry->files.front().path);
    found.emplace_back(changed, std::move(*entry));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.files.front().name) <
           std::tie(b.first, b.second.files.front().name);
  });
  std::vector<SpoolEntry> entries;
  entries.reserve(found.size());
  for (auto& [changed, entry] : found) entries.push_back(std::move(entry));
  return entries;
}

util::Result<SpoolFile, FileProblem> Spool::take(const fs::path& from, const std::string& key,
                                                 const std::string& name) const {
  SpoolFile file{name, folder_ / (key + std::string(separator) + name)};
  const auto moved = rename_file(from, file.path);
  if (!moved) return util::failure(moved.error());
  return file;
}

util::Result<void, FileProblem> Spool::add(const fs::path& from, const std::string& key,
                                           const std::string& name) const {
  // The file was the client's: its age must be that of the error, or retention would take it early.
  ::utimensat(AT_FDCWD, from.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
  auto moved = rename_file(from, folder_of(key) / name);
  if (!moved) return moved;
  return util::sync_folder(folder_of(key));
}

util::Result<SpoolEntry, FileProblem> Spool::write(const std::string& key,
                                                   const std::vector<NamedBytes>& files,
                                                   Form form) const {
  const auto& first = files.front();
  if (form == Form::shortest && files.size() == 1) {
    const auto path = folder_ / (key + std::string(separator) + first.name);
    const auto written = util::replace_file(path, first.bytes, delivered_mode);
    if (!written) return util::failure(written.error());
    return SpoolEntry{key, {{first.name, path}}};
  }
  const auto making = folder_ / (std::string(unfinished) + key);
  std::error_code ignored;
  fs::remove_all(making, ignored);  // of a try before, as the next line's: it was not acknowledged
  fs::remove_all(folder_of(key), ignored);
  if (::mkdir(making.c_str(), 0700) != 0) return util::failure(system_problem(errno));
  util::Result<void, FileProblem> done;
  SpoolEntry entry{key, {}};
  for (const auto& file : files) {
    if (done) done = util::replace_file(making / file.name, file.bytes, delivered_mode);
    entry.files.push_back({file.name, folder_of(key) / file.name});
  }
  if (done) done = rename_file(making, folder_of(key));
  if (!done) {
    fs::remove_all(making, ignored);
    return util::failure(done.error());
  }
  if (const auto synced = sync(); !synced) return util::failure(synced.error());
  return entry;
}

util::Result<void, FileProblem> Spool::remove(const SpoolFile& file) const {
  if (::unlink(file.path.c_str()) != 0 && errno != ENOENT) {
    return util::failure(system_problem(errno));
  }
  if (file.path.parent_path() != folder_) ::rmdir(file.path.parent_path().c_str());
  return {};
}

void Spool::remove_empty_folder(const std::string& key) const {
  ::rmdir(folder_of(key).c_str());
}

util::Result<void, FileProblem> Spool::sync() const {
  return util::sync_folder(folder_);
}

}  // namespace madoguchi::terminal
