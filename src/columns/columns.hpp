#pragma once
// Columnar storage (DuckDB through its C API; ClickHouse is the second implementation to come).
// One Database a process; Connections are used by one thread at a time. Values are always bound.
// Environment errors (file held by another process, damaged, disk full) are thrown as base::Failure.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.hpp"

namespace columns {

struct Options {
  int threads = 2;
  std::int64_t memory_mib = 2048;
  bool read_only = false;
  std::int64_t checkpoint_wal_mib = 256;   // the log is folded into the file when it has grown so far
};
struct Null {};
using Value = std::variant<Null, bool, std::int64_t, double, std::string>;

/// One row of an answer; valid inside the callback.
class Row {
 public:
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // any integer or boolean type; 0 for NULL
  virtual double real(int column) const = 0;            // NaN for NULL
  virtual std::string_view text(int column) const = 0;  // "" for NULL

 protected:
  ~Row() = default;
};

/// A part of an answer column by column, some thousand rows: for reading millions. Valid inside the callback; what stands where is_null() is noise.
class Chunk {
 public:
  virtual std::size_t size() const = 0;
  virtual std::span<std::int64_t const> integers(int column) const = 0;   // BIGINT column
  virtual std::span<std::int32_t const> words(int column) const = 0;      // INTEGER column
  virtual std::span<std::uint8_t const> small(int column) const = 0;      // UTINYINT column
  virtual std::span<double const> reals(int column) const = 0;            // DOUBLE column
  virtual bool has_nulls(int column) const = 0;                           // perhaps: ask is_null
  virtual bool is_null(int column, std::size_t row) const = 0;

 protected:
  ~Chunk() = default;
};

/// Appends rows column by column in chunks; flush() makes them part of the running transaction.
class Appender {
 public:
  virtual ~Appender() = default;
  virtual void integers(int column, std::span<std::int64_t const> values) = 0;      // BIGINT column
  virtual void small(int column, std::span<std::uint8_t const> values) = 0;         // UTINYINT column
  virtual void words(int column, std::span<std::int32_t const> values) = 0;         // INTEGER column
  virtual void reals(int column, std::span<double const> values) = 0;               // DOUBLE column, NaN = NULL
  virtual void texts(int column, std::span<std::string const> values) = 0;          // VARCHAR column
  virtual void rows(std::size_t count) = 0;   // ends a batch: every column was given `count` values
  virtual void flush() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void run(std::string_view text, std::vector<Value> const& values = {}) = 0;
  virtual base::Outcome try_run(std::string_view text) = 0;   // a problem "damaged" instead of a Failure
  virtual void each(std::string_view text, std::vector<Value> const& values,
                    std::function<void(Row const&)> const& take) = 0;
  virtual void chunks(std::string_view text, std::vector<Value> const& values, std::function<void(Chunk const&)> const& take) = 0;
  virtual std::unique_ptr<Appender> appender(std::string_view table) = 0;
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;       // also when the transaction is gone already
  virtual void interrupt() = 0;               // from another thread: the running query ends with Failure("interrupted")
};

class Database {
 public:
  static std::unique_ptr<Database> open(std::string const& path, Options options = {});   // ":memory:" too
  /// A problem "damaged" when the file itself is at fault, "unreachable" for everything around it.
  static base::Result<std::unique_ptr<Database>> try_open(std::string const& path, Options options = {});
  virtual ~Database() = default;
  virtual std::unique_ptr<Connection> connect() = 0;
  virtual void checkpoint() = 0;
  /// Reads every value of every table; a problem "damaged" says what could not be read.
  virtual base::Outcome check() = 0;
};

}  // namespace columns
