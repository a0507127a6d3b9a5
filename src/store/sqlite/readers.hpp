#pragma once

#include <memory>
#include <mutex>
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

 private:
  void give_back(std::unique_ptr<Reader> reader);

  std::string path_;
  std::size_t cache_kib_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> free_;
};

}  // namespace madoguchi::store::sqlite
