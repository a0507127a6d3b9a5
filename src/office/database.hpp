#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "sql/connection.hpp"
#include "util/result.hpp"

namespace madoguchi::office {

// The office's own SQLite file: the copy of its rows at the center, and what only the office knows
// (plans, drafts, jobs, replies). One connection, used by one thread at a time.
class Database {
 public:
  // Makes the tables of a new file. Fails with a text for the operator.
  static util::Result<std::unique_ptr<Database>, std::string> open(const std::string& path);

  // Runs `work(connection)` alone. Throws sql::Failure.
  template <class Work>
  auto read(Work&& work) {
    const std::scoped_lock lock(mutex_);
    return work(connection_);
  }

  // The same in one transaction: all of it is kept, or, when it throws, nothing.
  template <class Work>
  auto change(Work&& work) {
    const std::scoped_lock lock(mutex_);
    const Transaction transaction(connection_);
    if constexpr (std::is_void_v<decltype(work(connection_))>) {
      work(connection_);
      transaction.commit();
    } else {
      auto value = work(connection_);
      transaction.commit();
      return value;
    }
  }

 private:
  class Transaction {
   public:
    explicit Transaction(sql::Connection& db);
    ~Transaction();
    void commit() const;

   private:
    sql::Connection& db_;
  };
  explicit Database(const std::string& path);

  std::mutex mutex_;
  sql::Connection connection_;
};

// A value kept under a name; empty when there is none.
std::string kept(sql::Connection& db, const std::string& name);
void keep(sql::Connection& db, const std::string& name, const std::string& value);

}  // namespace madoguchi::office
