#include "bench/arrivals.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>

#include "bench/process.hpp"

namespace madoguchi::bench {

Arrivals::Arrivals(const std::string& folder) : folder_(folder) {
  inotify_ = inotify_init1(IN_CLOEXEC);
  inotify_add_watch(inotify_, folder.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE);
}

Arrivals::~Arrivals() {
  ::close(inotify_);
}

std::vector<std::string> Arrivals::come() const {
  std::array<char, 65536> bytes{};
  const auto got = ::read(inotify_, bytes.data(), bytes.size());
  must(got > 0, "watching " + folder_);
  std::vector<std::string> names;
  for (ssize_t at = 0; at < got;) {
    const auto* event = reinterpret_cast<const inotify_event*>(bytes.data() + at);
    if (event->len > 0) names.emplace_back(event->name);
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  return names;
}

}  // namespace madoguchi::bench
