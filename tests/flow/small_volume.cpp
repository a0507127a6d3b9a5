#include "flow/small_volume.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace madoguchi::flow {

namespace fs = std::filesystem;

namespace {

void must(int returned, const std::string& what) {
  if (returned != 0) throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

std::string SmallVolume::impossible() {
  static const std::string why = [] {
    if (::geteuid() != 0) return std::string("mounting needs root");
    const bool alone = ::unshare(CLONE_NEWNS) == 0 &&
                       ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    return alone ? std::string() : std::string("no mount namespace: ") + std::strerror(errno);
  }();
  return why;
}

SmallVolume::SmallVolume(fs::path folder, std::size_t kib) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  const auto size = fmt::format("size={}k,mode=0755", kib);
  must(::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()), "mount");
}

SmallVolume::~SmallVolume() {
  ::umount2(folder_.c_str(), MNT_DETACH);
}

void SmallVolume::fill() const {
  const int fd = ::open(path("filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error(std::string("filler: ") + std::strerror(errno));
  std::vector<char> bytes(1024 * 1024, 'x');
  for (std::size_t size = bytes.size(); size > 0;) {
    const auto written = ::write(fd, bytes.data(), size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) size /= 2;
  }
  ::close(fd);
}

void SmallVolume::make_room() const {
  fs::remove(path("filler"));
}

void mount_over(const fs::path& from, const fs::path& over) {
  must(::mount(from.c_str(), over.c_str(), nullptr, MS_BIND, nullptr), "bind " + over.native());
}

void unmount(const fs::path& over) {
  ::umount2(over.c_str(), MNT_DETACH);
}

}  // namespace madoguchi::flow
