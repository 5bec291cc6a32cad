#pragma once
// The seam between what callers see (sql.cpp) and the two engines (sqlite.cpp, postgres.cpp).
#include "sql/sql.hpp"

namespace sql {

constexpr std::size_t prepared_max = 4'000;   // statements kept per connection: a few for each table

/// The first words of a statement, for the sentence of a failure.
std::string first_words(std::string_view text);

/// One statement on one engine. Values are checked and kept here; an engine reads them when it is used.
class Prepared {
 public:
  using Take = std::function<bool(Row const&)>;   // false: enough
  enum class Use {
    run,         // no rows wanted; a batch need not wait
    rows,        // rows are taken
    refusable,   // a refusal leaves the transaction around it usable
  };
  Prepared() = default;
  Prepared(Prepared const&) = delete;
  Prepared& operator=(Prepared const&) = delete;
  virtual ~Prepared() = default;
  virtual void bind(std::size_t /*index*/) {}
  /// A constraint that does not hold, or a value the column cannot hold, is a Problem "conflict"; the rest is thrown.
  virtual base::Outcome use(Use use, Take const& take) = 0;
  virtual void reset() { bound = 0; }
  virtual void forget() {}     // it will not be used again

  std::string what;            // begins the sentence of a failure: which database, which statement
  std::vector<Value> values;   // one a placeholder; never resized once made
  std::size_t bound = 0;
  std::int64_t changes = 0;
  bool in_use = false;         // its rows are being read
  int const* batches = nullptr;
};

/// Rows of one table on their way in a batch, where an engine knows something faster than INSERT.
class Copy {
 public:
  Copy() = default;
  Copy(Copy const&) = delete;
  Copy& operator=(Copy const&) = delete;
  virtual ~Copy() = default;
  virtual void add(std::vector<Value> const& values) = 0;
};

class Engine {
 public:
  Engine() = default;
  Engine(Engine const&) = delete;
  Engine& operator=(Engine const&) = delete;
  virtual ~Engine() = default;
  virtual Dialect dialect() const = 0;
  virtual std::unique_ptr<Prepared> prepare(std::string_view text, std::string const& what) = 0;
  virtual void script(std::string_view text, std::string const& what) = 0;
  virtual std::int64_t last_id() const = 0;
  virtual bool in_transaction() const = 0;
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void undo(bool all) noexcept = 0;   // all, or back to the savepoint inner_change
  virtual bool has_table(std::string_view name) = 0;
  virtual void backup_to(std::string const& path) = 0;
  virtual std::string integrity() = 0;
  virtual std::unique_ptr<Copy> copy(std::string_view /*table*/, std::string_view /*columns*/) { return nullptr; }
  virtual void settle() {}              // waits for what a batch has sent; throws its first failure
  virtual void abandon() noexcept {}    // the same, while another failure is on its way

  std::string name;        // the path, or host and database
  bool read_only = false;
  int batches = 0;         // how deep in batch()
};

std::unique_ptr<Engine> sqlite_engine(std::string const& path, Options const& options);
std::unique_ptr<Engine> postgres_engine(std::string const& conninfo, Options const& options);

/// A statement as PostgreSQL reads it: `?` outside of quotes and comments is $1, $2 …, type names are PostgreSQL's.
struct Translated {
  std::string text;
  std::size_t placeholders = 0;
  std::size_t statements = 0;   // pieces between semicolons with something in them
};
Translated to_postgres(std::string_view text);

}  // namespace sql
