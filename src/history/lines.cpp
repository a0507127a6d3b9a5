#include "history/lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace madoguchi::history {

std::size_t MemoryBytes::read(char* to, std::size_t size) {
  const auto count = std::min(size, bytes_.size() - at_);
  if (count > 0) std::memcpy(to, bytes_.data() + at_, count);
  at_ += count;
  return count;
}

std::size_t FileBytes::read(char* to, std::size_t size) {
  for (;;) {
    const auto count = ::pread(fd_, to, size, static_cast<off_t>(at_));
    if (count >= 0) {
      at_ += static_cast<std::size_t>(count);
      return static_cast<std::size_t>(count);
    }
    if (errno == EINTR) continue;
    failed_ = true;
    return 0;
  }
}

bool LineReader::fill() {
  at_ = 0;
  end_ = bytes_.read(piece_.data(), piece_.size());
  return end_ > 0;
}

bool LineReader::next(std::string_view& line) {
  joined_.clear();
  bool begun = false;
  for (;;) {
    if (at_ == end_ && !fill()) {
      if (!begun) return false;
      line = joined_;
      break;
    }
    begun = true;
    const auto* from = piece_.data() + at_;
    const auto* found = static_cast<const char*>(std::memchr(from, '\n', end_ - at_));
    const auto count = found == nullptr ? end_ - at_ : static_cast<std::size_t>(found - from);
    if (joined_.size() + count > line_bytes_max) {
      ++number_;
      too_long_ = true;
      return false;
    }
    at_ += count;
    if (found != nullptr && joined_.empty()) {
      line = {from, count};
    } else {
      joined_.append(from, count);
      line = joined_;
    }
    if (found != nullptr) {
      ++at_;
      break;
    }
  }
  ++number_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

}  // namespace madoguchi::history
