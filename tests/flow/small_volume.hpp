#pragma once

#include <filesystem>
#include <string>

namespace madoguchi::flow {

// A file system of its own, a few MiB large, that a test can fill. It is mounted where only this
// process and those it starts see it; that needs root.
class SmallVolume {
 public:
  // Why there can be none, "" when there can. Takes this process into a mount namespace of its own.
  static std::string impossible();
  SmallVolume(std::filesystem::path folder, std::size_t kib);
  ~SmallVolume();
  SmallVolume(const SmallVolume&) = delete;
  SmallVolume& operator=(const SmallVolume&) = delete;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void fill() const;  // until not one byte more can be written
  void make_room() const;

 private:
  std::filesystem::path folder_;
};

// Shows the files under `from` in place of `over`, to this process and those it starts.
void mount_over(const std::filesystem::path& from, const std::filesystem::path& over);
void unmount(const std::filesystem::path& over);

}  // namespace madoguchi::flow
