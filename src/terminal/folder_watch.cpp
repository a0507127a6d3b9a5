#include "terminal/folder_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace madoguchi::terminal {

namespace {

constexpr std::uint32_t watched = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;
constexpr std::size_t event_bytes = 64 * 1024;

}  // namespace

FolderWatch::FolderWatch(std::string folder)
    : folder_(std::move(folder)),
      inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  renew();
}

FolderWatch::~FolderWatch() {
  if (inotify_ >= 0) ::close(inotify_);
  if (bell_ >= 0) ::close(bell_);
}

void FolderWatch::renew() {
  if (inotify_ < 0) return;
  const int watch = ::inotify_add_watch(inotify_, folder_.c_str(), watched);
  if (watch == watch_) return;
  if (watch_ >= 0) ::inotify_rm_watch(inotify_, watch_);
  watch_ = watch;
}

FolderWatch::Seen FolderWatch::wait(std::int64_t timeout_ms) {
  std::array<pollfd, 2> sources = {pollfd{bell_, POLLIN, 0}, pollfd{inotify_, POLLIN, 0}};
  const auto timeout = std::clamp<std::int64_t>(timeout_ms, 0, 60'000);
  Seen seen;
  if (::poll(sources.data(), sources.size(), int(timeout)) <= 0) return seen;
  std::uint64_t rings = 0;
  if ((sources[0].revents & POLLIN) != 0) {
    [[maybe_unused]] const auto count = ::read(bell_, &rings, sizeof(rings));
  }
  if ((sources[1].revents & POLLIN) == 0) return seen;
  alignas(inotify_event) std::array<char, event_bytes> buffer;
  const auto count = ::read(inotify_, buffer.data(), buffer.size());
  for (std::ptrdiff_t at = 0; at < count;) {
    inotify_event event{};
    std::memcpy(&event, buffer.data() + at, sizeof(event));
    const char* const name = buffer.data() + at + sizeof(event);
    if ((event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0) {
      seen.lost = Seen::Lost::yes;
    } else if (event.len > 0) {
      const bool finished = (event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
      seen.events.push_back({std::string(name, ::strnlen(name, event.len)),
                             finished ? FolderEvent::Kind::finished : FolderEvent::Kind::appeared});
    }
    at += std::ptrdiff_t(sizeof(event) + event.len);
  }
  return seen;
}

void FolderWatch::ring() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto count = ::write(bell_, &one, sizeof(one));
}

}  // namespace madoguchi::terminal
