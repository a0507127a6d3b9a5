#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/people.hpp"

namespace madoguchi::store::sqlite {

// Reading connections, as many as threads read at one time. A connection goes back with its
// prepared statements and its cache when its lease ends.
class Readers {
 public:
  Readers(std::string path, std::size_t cache_kib)
      : path_(std::move(path)), cache_kib_(cache_kib) {}

  class Lease {
   public:
    Lease(Readers& home, std::unique_ptr<Reader> reader)
        : home_(home), reader_(std::move(reader)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { home_.give_back(std::move(reader_)); }
    Reader& reader() { return *reader_; }
    Connection& db() { return reader_->db; }

   private:
    Readers& home_;
    std::unique_ptr<Reader> reader_;
  };
  Lease take();  // throws Failure

  // Ends every snapshot that is held for the next read (`Reader::held`), so that the log can be
  // moved into the file and begin anew; those in use end when they come back.
  void let_go();
  // Lets go, and begins a new snapshot for each connection that is not in use. Right after the log
  // was moved such a one reads the file alone and need not look every page up in the log.
  void renew(std::uint64_t changes, domain::BatchId published);

 private:
  void give_back(std::unique_ptr<Reader> reader);

  std::string path_;
  std::size_t cache_kib_;
  std::mutex mutex_;
  std::uint64_t times_let_go_ = 0;
  std::vector<std::unique_ptr<Reader>> free_;
};

}  // namespace madoguchi::store::sqlite
