#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace madoguchi::sql {

// SQLite said no. Thrown inside the folders that keep a database and turned into a value at their
// border: the disk may fail under any statement.
struct Failure {
  int code = 0;  // extended result code
  std::string text;
};

// Fails one operation (a rule of the tables) and not everything that shares its transaction.
bool concerns_one_operation(const Failure& failure);

// One connection with its prepared statements. Used by one thread at a time.
class Connection {
 public:
  enum class Mode { write, read };
  // Throws Failure.
  Connection(const std::string& path, Mode mode, std::size_t cache_kib);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  void execute(const char* sql);  // one or more statements without values
  // The statement of a literal, prepared once. Literals are told apart by their address.
  sqlite3_stmt* prepared(const char* sql);
  sqlite3* handle() { return db_; }
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

 private:
  sqlite3* db_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

// One run of a prepared statement, reset at the end of its scope. Bound texts must outlive it; a
// string that is a temporary is copied. Two runs of the same literal must not overlap.
class Query {
 public:
  template <class... Values>
  Query(Connection& db, const char* sql, Values&&... values)
      : db_(db), statement_(db.prepared(sql)) {
    int place = 0;
    (bind(++place, std::forward<Values>(values)), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { sqlite3_reset(statement_); }

  bool row();  // steps; false at the end
  void run();  // steps to the end

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  // Valid until the next step.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  struct Null {};
  void bind(int place, std::int64_t value);
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, bool value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, std::string&& value);  // a temporary, gone before the first step: copied
  void bind(int place, const char* value) { bind(place, std::string_view(value)); }
  void bind(int place, const struct Bytes& value);
  template <class T>
  void bind(int place, const std::optional<T>& value) {
    if (value)
      bind(place, *value);
    else
      bind_null(place);
  }
  template <class T>
  void bind(int place, std::optional<T>&& value) {
    if (value)
      bind(place, std::move(*value));
    else
      bind_null(place);
  }
  void bind_null(int place);
  void check(int code) const;

  Connection& db_;
  sqlite3_stmt* statement_;
};

// Binds as a BLOB what would else be bound as text.
struct Bytes {
  std::string_view bytes;
};

// The first value of the first row, or `otherwise`.
template <class... Values>
std::int64_t single(Connection& db, std::int64_t otherwise, const char* sql,
                    const Values&... values) {
  Query query(db, sql, values...);
  return query.row() ? query.integer(0) : otherwise;
}

// One read transaction: everything read in its scope is of one state.
class Snapshot {
 public:
  explicit Snapshot(Connection& db);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Connection& db_;
};

}  // namespace madoguchi::sql
