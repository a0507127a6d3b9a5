#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "sql/connection.hpp"
#include "util/result.hpp"

namespace madoguchi::sql {

// A party's own SQLite file. One connection, used by one thread at a time.
class Database {
 public:
  // What a file is made of: statements that make its tables when they are absent, among them
  // `kept` (below), and a version that another program's file does not have.
  struct Upgrade {  // what makes a file of version `from` one of version `to`
    const char* from;
    const char* to;
    const char* sql;
  };
  struct Schema {
    const char* version;
    std::vector<const char*> statements;
    std::vector<Upgrade> upgrades = {};  // in their order
  };
  // Makes the tables of a new file. Fails with a text for the operator.
  static util::Result<std::unique_ptr<Database>, std::string> open(const std::string& path,
                                                                   const Schema& schema);

  // Runs `work(connection)` alone. Throws Failure.
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
    explicit Transaction(Connection& db);
    ~Transaction();
    void commit() const;

   private:
    Connection& db_;
  };
  explicit Database(const std::string& path);

  std::mutex mutex_;
  Connection connection_;
};

// The table of `kept` and `keep`.
inline constexpr const char* kept_schema =
    "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";
// A value kept under a name; empty when there is none.
std::string kept(Connection& db, const std::string& name);
void keep(Connection& db, const std::string& name, const std::string& value);

}  // namespace madoguchi::sql
