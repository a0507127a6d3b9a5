#pragma once

#include <cstdint>
#include <string>

namespace madoguchi::util {

// Tells when a file was replaced or written to. Of a file that is not there: all of them equal.
struct FileStamp {
  std::uint64_t inode = 0;
  std::int64_t size = -1;
  std::int64_t changed_ns = 0;
  bool operator==(const FileStamp&) const = default;

  static FileStamp of(const std::string& path);
};

}  // namespace madoguchi::util
