#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "domain/rights.hpp"
#include "store/import_progress.hpp"
#include "util/calendar.hpp"

namespace madoguchi::center {

// One file from when it came until its outcome is on record.
struct FileUnderWay {
  std::string interface, request_hash;
  domain::Act act = domain::Act::import;  // who may withdraw it
  util::Instant started;
  std::size_t bytes = 0;
  bool dry = false;
  std::shared_ptr<std::atomic<std::size_t>> lines =  // 0: not decoded yet
      std::make_shared<std::atomic<std::size_t>>(0);
  std::shared_ptr<store::ImportProgress> progress = std::make_shared<store::ImportProgress>();
};

// Files that are being registered right now, by party and request key: their party may ask how far
// they are, and withdraw them.
class ImportsUnderWay {
 public:
  // Without a key nobody can ask.
  class Stay {
   public:
    Stay(ImportsUnderWay& imports, const std::string& party, const std::string& key,
         const FileUnderWay& file)
        : imports_(imports), name_(key.empty() ? std::string() : party + " " + key) {
      if (name_.empty()) return;
      const std::scoped_lock lock(imports_.mutex_);
      imports_.files_.insert_or_assign(name_, file);
    }
    ~Stay() {
      if (name_.empty()) return;
      const std::scoped_lock lock(imports_.mutex_);
      imports_.files_.erase(name_);
    }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

   private:
    ImportsUnderWay& imports_;
    std::string name_;
  };

  std::optional<FileUnderWay> find(const std::string& party, const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = files_.find(party + " " + key);
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, FileUnderWay> files_;
};

}  // namespace madoguchi::center
