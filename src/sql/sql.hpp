#pragma once
// Relational storage behind one seam: SQLite for one machine, PostgreSQL for larger houses, chosen at run time.
// Values are always bound, placeholders are `?` in order. One Database = one connection, used by one thread at a time;
// open several for readers (Readers).
// SQL is the subset both know. Types are named in capitals as SQLite names them; on PostgreSQL INTEGER becomes BIGINT,
// REAL DOUBLE PRECISION, BLOB BYTEA, and INTEGER PRIMARY KEY a BIGINT that counts by itself (Dialect::postgres).
// Errors of the environment (file damaged, disk full, locked) are thrown as base::Failure with a sentence;
// a constraint that does not hold is returned as a Problem "conflict" by Statement::try_run.
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.hpp"

namespace sql {

struct Null { friend bool operator==(Null, Null) = default; };
struct Blob { std::string bytes; friend bool operator==(Blob const&, Blob const&) = default; };
using Value = std::variant<Null, std::int64_t, double, std::string, Blob>;

enum class Dialect { sqlite, postgres };

struct Options {
  bool read_only = false;
  bool at_rest = false;             // SQLite, with read_only: nobody else has the file; nothing is written beside it
  bool full_sync = true;            // every commit reaches the disk before it returns
  int busy_timeout_ms = 10'000;
  std::int64_t cache_kib = 8 << 10; // SQLite
};

class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;   // 0 for NULL
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // "" for NULL; valid until the next row
  virtual std::string_view blob(int column) const = 0;  // valid until the next row
  virtual bool is_null(int column) const = 0;
  Value value(int column) const;                        // by the type stored
  virtual int columns() const = 0;
  virtual std::string_view column_name(int column) const = 0;
  virtual int type(int column) const = 0;               // index into Value

 protected:
  ~Row() = default;
};

class Engine;     // one of the two implementations
class Prepared;   // its side of a statement
class Copy;
class Database;
/// A prepared statement, kept by the database and used again for the same text. Every use binds all its values anew:
/// a finished, abandoned or failed use resets the statement and forgets what was bound.
/// A failure inside a transaction ends that transaction on PostgreSQL: let it pass, or roll back. Only try_run and
/// try_run_for_id may be refused and leave the transaction as it was.
class Statement {
 public:
  Statement& bind(int index_from_1, Value value);
  template <typename... T>
  Statement& with(T&&... values) { int i = 0; (bind(++i, to_value(std::forward<T>(values))), ...); return *this; }
  void run();                                       // no rows wanted; then reset. In a batch: sent, not waited for
  base::Outcome try_run();                          // a broken constraint, or a value of no use, is a Problem{"conflict"}
  /// The whole number in the first column of the only row: for "INSERT … RETURNING id". 0 if nothing was inserted.
  std::int64_t run_for_id();
  base::Result<std::int64_t> try_run_for_id();
  /// All rows, then reset. They are read as they come, never all held. `take` may use other statements of the same
  /// connection; PostgreSQL then first fetches the rest into memory, so read big results without.
  void each(std::function<void(Row const&)> const& take);
  void each_while(std::function<bool(Row const&)> const& take);   // the same until `take` says false
  bool one(std::function<void(Row const&)> const& take);    // the first row, if any, then reset
  std::int64_t changes() const;                     // rows the last run() changed; not known in a batch
  ~Statement();

 private:
  friend class Database;
  friend class Rows;
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
  explicit Statement(std::unique_ptr<Prepared> inside);
  std::unique_ptr<Prepared> inside_;
};

/// New rows for one table in a batch, by the fastest way there is: INSERT on SQLite, COPY on PostgreSQL. They go in blocks,
/// those of several tables in the order in which the tables got their first row; any other statement waits for them.
class Rows {
 public:
  template <typename... T>
  void add(T&&... values) { put({Statement::to_value(std::forward<T>(values))...}); }
  void put(std::vector<Value> const& values);   // one a column
  ~Rows();

 private:
  friend class Database;
  Rows(Engine& engine, std::size_t columns);
  Engine& engine_;
  std::size_t columns_;
  std::unique_ptr<Copy> copy_;
  Statement* insert_ = nullptr;
};

class Database {
 public:
  /// Opens or makes a SQLite file (WAL). Throws base::Failure: missing folder, damaged file, no right, held by another.
  static std::unique_ptr<Database> open_sqlite(std::string const& path, Options options = {});
  static std::unique_ptr<Database> in_memory();
  /// Connects to a PostgreSQL database (libpq's "host=… dbname=…" or postgresql://…), encoding UTF8, collation C.
  /// What cannot be read as an address is refused without being repeated: it may hold a password.
  /// A lost connection is a Failure; the next use connects again, but never in the middle of a transaction.
  static std::unique_ptr<Database> open_postgres(std::string const& conninfo, Options options = {});
  ~Database();
  Dialect dialect() const;
  Statement& prepare(std::string_view text);
  /// For texts that follow from what somebody asked (a filter as conditions): only the last passing_max are kept. What it gives
  /// is used at once, before the next prepare_passing.
  Statement& prepare_passing(std::string_view text);
  static constexpr std::size_t passing_max = 64;
  void script(std::string_view text);               // several statements, no parameters
  std::int64_t last_id() const;                     // SQLite only; Statement::run_for_id works on both
  bool in_transaction() const;
  bool has_table(std::string_view name) const;      // for who only reads what another program may not have made yet
  void begin();                                     // one writer at a time; the others wait busy_timeout_ms
  void commit();
  void rollback();
  /// Runs numbered steps once each, in order; the number reached is kept per `room` in table schema_step.
  /// A step that was released is never edited; a file that is further than `steps` was made by a newer Biyun: Failure.
  void migrate(std::string_view room, std::vector<std::string_view> const& steps);
  /// Many changes at once, in one Transaction: run() does not wait for its answer, so that a server far away costs no
  /// round trip a statement. The first failure is thrown, at the latest at the end, and undoes the whole batch.
  /// What reads (each, one, run_for_id, try_run) works too, but waits for all before it.
  void batch(std::function<void()> const& work);
  /// rows("pipe", "id, name, length").add(id, name, length): for imports. Kept by the database, filled inside a batch only.
  Rows& rows(std::string_view table, std::string_view columns);
  /// Rising ids for rows to come of a table with `id INTEGER PRIMARY KEY`, given to nobody else: a batch takes them in
  /// blocks and inserts them itself, where run_for_id would wait for every row. Inside a transaction.
  std::vector<std::int64_t> take_ids(std::string_view table, std::size_t count);
  /// Consistent copy of the whole database into a new file, while others go on reading and writing.
  /// The name appears only when the copy is complete. Throws base::Failure if it exists already, and on PostgreSQL.
  void backup_to(std::string const& path);
  /// A text the database carries, so that who keeps something beside it can tell that it is the same one; "" = none yet.
  std::string seal();
  void set_seal(std::string_view text);
  /// "ok", or what the integrity check found, a line each. Reads the whole file; PostgreSQL is only asked if it answers.
  std::string integrity();

 private:
  friend class Transaction;
  friend class Readers;
  struct Inside;
  explicit Database(std::unique_ptr<Engine> engine);
  void undo(bool all) noexcept;
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

/// Connections for reading, shared by all threads: opened when first needed, at most `most`, lent out one at a time.
class Readers {
 public:
  using Open = std::function<std::unique_ptr<Database>()>;
  static constexpr std::chrono::milliseconds wait_max{10'000};
  Readers(Open open, std::size_t most);
  ~Readers();   // all leases have been given back

  class Lease {
   public:
    Lease(Lease&& other) noexcept : readers_(std::exchange(other.readers_, nullptr)), database_(std::move(other.database_)) {}
    ~Lease();
    Database& operator*() const { return *database_; }
    Database* operator->() const { return database_.get(); }
    Lease& operator=(Lease&&) = delete;

   private:
    friend class Readers;
    Lease(Readers& readers, std::unique_ptr<Database> database) : readers_(&readers), database_(std::move(database)) {}
    Readers* readers_;
    std::unique_ptr<Database> database_;
  };
  /// Waits while all are out; after `wait` a Failure says so. A thread that holds a lease takes no second one.
  Lease lease(std::chrono::milliseconds wait = wait_max);

 private:
  void give_back(std::unique_ptr<Database> database) noexcept;
  Open open_;
  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Database>> idle_;   // guarded by mutex_
  std::size_t out_ = 0;                           // guarded by mutex_
};

}  // namespace sql
