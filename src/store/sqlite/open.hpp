#pragma once

#include <memory>
#include <string>

#include "store/registry.hpp"

namespace madoguchi::store::sqlite {

struct Options {
  std::string path;                                         // database file; created when absent
  enum class Open { write, read_only } open = Open::write;  // write takes the store's lock
  std::size_t group_commits_max = 512;                      // records in one sync
  std::size_t import_chunk_rows = 2000;                     // rows between two chances for answers
  std::size_t cache_kib = 65536;                            // of each connection
};

// Opens the embedded store: one file in WAL mode, synchronous=FULL, one writer thread that commits
// in groups, a reader connection a thread. Migrates forward; takes `path`.lock.
util::Result<std::unique_ptr<Registry>, StoreProblem> open(Options options);

}  // namespace madoguchi::store::sqlite
