#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace madoguchi::terminal {

// What happened to one name in the watched folder.
struct FolderEvent {
  std::string name;
  enum class Kind { appeared, finished } kind;  // finished: closed after writing, or moved in
};

// inotify on req/, and a bell that other threads ring. Where the system gives no events (network
// file systems, no watches left) only the rescan finds files.
class FolderWatch {
 public:
  explicit FolderWatch(std::string folder);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Watches the folder that stands at the path now (it may have been replaced).
  void renew();
  // Waits for events, the bell, or the time-out. `lost` is set when events were dropped: scan.
  struct Seen {
    std::vector<FolderEvent> events;
    enum class Lost { no, yes } lost = Lost::no;
  };
  Seen wait(std::int64_t timeout_ms);
  void ring();  // from any thread

 private:
  std::string folder_;
  int inotify_ = -1;
  int watch_ = -1;
  int bell_ = -1;
};

}  // namespace madoguchi::terminal
