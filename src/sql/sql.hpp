#pragma once
// Relational storage behind one seam (SQLite now; PostgreSQL is the second implementation to come).
// Values are always bound, placeholders are `?` in order. One Database = one connection, used by one thread at a time;
// open several for readers.
// Errors of the environment (file damaged, disk full, locked) are thrown as base::Failure with a sentence;
// a constraint that does not hold is returned as a Problem "conflict" by Statement::try_run.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.hpp"

namespace sql {

struct Null { friend bool operator==(Null, Null) = default; };
struct Blob { std::string bytes; friend bool operator==(Blob const&, Blob const&) = default; };
using Value = std::variant<Null, std::int64_t, double, std::string, Blob>;

struct Options {
  bool read_only = false;
  bool at_rest = false;             // with read_only: nobody else has the file; nothing is written beside it
  bool full_sync = true;            // every commit reaches the disk before it returns
  int busy_timeout_ms = 10'000;
  std::int64_t cache_kib = 8 << 10;
};

class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;   // 0 for NULL
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // "" for NULL; valid until the next row
  virtual std::string_view blob(int column) const = 0;
  virtual bool is_null(int column) const = 0;
  Value value(int column) const;                        // by the type stored
  virtual int columns() const = 0;
  virtual std::string_view column_name(int column) const = 0;
  virtual int type(int column) const = 0;               // index into Value

 protected:
  ~Row() = default;
};

class Database;
/// A prepared statement, kept by the database and used again for the same text. Every use binds all its values anew:
/// a finished, abandoned or failed use resets the statement and forgets what was bound.
class Statement {
 public:
  Statement& bind(int index_from_1, Value value);
  template <typename... T>
  Statement& with(T&&... values) { int i = 0; (bind(++i, to_value(std::forward<T>(values))), ...); return *this; }
  void run();                                       // no rows wanted; then reset
  base::Outcome try_run();                          // a broken constraint is a Problem{"conflict"}
  void each(std::function<void(Row const&)> const& take);   // all rows, then reset
  bool one(std::function<void(Row const&)> const& take);    // the first row, if any, then reset
  std::int64_t changes() const;
  ~Statement();

 private:
  friend class Database;
  static Value to_value(std::int64_t v) { return v; }
  static Value to_value(int v) { return std::int64_t{v}; }
  static Value to_value(bool v) { return std::int64_t{v ? 1 : 0}; }
  static Value to_value(double v) { return v; }
  static Value to_value(std::string v) { return v; }
  static Value to_value(std::string_view v) { return std::string(v); }
  static Value to_value(char const* v) { return std::string(v); }
  static Value to_value(Blob v) { return v; }
  static Value to_value(Null v) { return v; }
  static Value to_value(Value v) { return v; }
  static Value to_value(base::Time v) { return v.ms; }
  static Value to_value(base::Day v) { return std::int64_t{v.number}; }
  template <typename Tag> static Value to_value(base::Id<Tag> v) { return v.value; }
  struct Inside;
  explicit Statement(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

class Database {
 public:
  /// Opens or makes a SQLite file (WAL). Throws base::Failure: missing folder, damaged file, no right, held by another.
  static std::unique_ptr<Database> open_sqlite(std::string const& path, Options options = {});
  static std::unique_ptr<Database> in_memory();
  ~Database();
  Statement& prepare(std::string_view text);
  void script(std::string_view text);               // several statements, no parameters
  std::int64_t last_id() const;
  bool in_transaction() const;
  void begin();                                     // IMMEDIATE
  void commit();
  void rollback();
  /// Runs numbered steps once each, in order; the number reached is kept per `room` in table schema_step.
  /// A step that was released is never edited; a file that is further than `steps` was made by a newer Biyun: Failure.
  void migrate(std::string_view room, std::vector<std::string_view> const& steps);
  /// Consistent copy of the whole database into a new file, while others go on reading and writing.
  /// The name appears only when the copy is complete. Throws base::Failure if it exists already.
  void backup_to(std::string const& path);
  /// "ok", or what the integrity check found, a line each. Reads the whole file.
  std::string integrity();

 private:
  friend class Transaction;
  Database();
  void undo(bool all) noexcept;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Rolled back unless commit() was called. Inside a running transaction it is a savepoint of it: its commit is final
/// only with the outer one, its roll-back undoes only its own work.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  void commit();
  Transaction(Transaction const&) = delete;
  Transaction& operator=(Transaction const&) = delete;

 private:
  Database& database_;
  bool outermost_;
  bool open_ = true;
};

}  // namespace sql
