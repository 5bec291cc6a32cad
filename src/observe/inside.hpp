#pragma once
// Private: what the store holds in memory and how its parts share the database.
#include <cstdint>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "columns/columns.hpp"
#include "observe/observe.hpp"

namespace observe {

constexpr std::size_t idle_readers_max = 8;                // connections kept for the next reader
constexpr std::int64_t long_ago = std::numeric_limits<std::int64_t>::min();

/// Rolls back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(columns::Connection& connection) : connection_(connection) { connection_.begin(); }
  ~Transaction() {
    if (open_) connection_.rollback();
  }
  Transaction(Transaction const&) = delete;
  Transaction& operator=(Transaction const&) = delete;
  void commit() { open_ = false, connection_.commit(); }   // a commit that fails has rolled back

 private:
  columns::Connection& connection_;
  bool open_ = true;
};

/// What is counted by periods: (point, factor, variant) hour by hour, or day by day. Key of a statistic's series.
struct QuantityKey {
  PointId point;
  std::string factor, variant;
  Period period = Period::hour;
  friend auto operator<=>(QuantityKey const&, QuantityKey const&) = default;
};

struct KeyHash {
  static std::size_t mix(std::size_t seed, std::size_t value) {
    return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U));
  }
  static std::size_t of(PointId point, std::string const& factor, std::string const& variant, std::uint8_t kind) {
    auto seed = mix(std::hash<PointId>{}(point), std::hash<std::string>{}(factor));
    return mix(mix(seed, std::hash<std::string>{}(variant)), kind);
  }
  std::size_t operator()(SeriesKey const& k) const { return of(k.point, k.factor, k.variant, static_cast<std::uint8_t>(k.kind)); }
  std::size_t operator()(QuantityKey const& k) const { return of(k.point, k.factor, k.variant, static_cast<std::uint8_t>(k.period)); }
};

/// Keys ↔ numbers from 1 without gaps.
template <typename Key>
class Numbering {
 public:
  std::int32_t find(Key const& key) const {                // 0 = unknown
    auto const found = by_key_.find(key);
    return found == by_key_.end() ? 0 : found->second;
  }
  std::int32_t add(Key const& key) {
    keys_.push_back(key);
    auto const number = static_cast<std::int32_t>(keys_.size());
    by_key_.emplace(key, number);
    return number;
  }
  bool has(std::int64_t number) const { return number >= 1 && number <= static_cast<std::int64_t>(keys_.size()); }
  Key const& key(std::int64_t number) const { return keys_.at(static_cast<std::size_t>(number - 1)); }
  std::size_t size() const { return keys_.size(); }
  std::vector<Key> const& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
  std::unordered_map<Key, std::int32_t, KeyHash> by_key_;
};

/// A statistic with what decides whether it replaces the one before or revises it.
struct Draft {
  std::int32_t quantity = 0;
  Statistic statistic;
  std::int64_t newest_ms = long_ago;   // start or instant of the newest row that went into it
  bool open = false;                   // nothing newer than the period has come yet
};

/// Connections for readers, each borrowed by one thread at a time.
class Readers {
 public:
  explicit Readers(columns::Database& database) : database_(database) {}
  class Lease {
   public:
    Lease(Readers& home, std::unique_ptr<columns::Connection> connection) : home_(home), connection_(std::move(connection)) {}
    ~Lease() { home_.take_back(std::move(connection_)); }
    Lease(Lease const&) = delete;
    Lease& operator=(Lease const&) = delete;
    columns::Connection* operator->() { return connection_.get(); }
    columns::Connection& operator*() { return *connection_; }

   private:
    Readers& home_;
    std::unique_ptr<columns::Connection> connection_;
  };
  Lease borrow();

 private:
  void take_back(std::unique_ptr<columns::Connection> connection);
  columns::Database& database_;
  std::mutex guard_;
  std::vector<std::unique_ptr<columns::Connection>> idle_;
};

/// Columns of every table and view of rows in the order read_row expects.
constexpr char const* row_columns = "series, at_ms, value, low, high, total, flag, frame, revision";
Row read_row(columns::Row const& from, int first_column = 0);
/// The same for statistics.
constexpr char const* statistic_columns =
    "quantity, start_ms, mean, low, high, total, due, received, valid_rows, valid, flag, made_from, device, device_flag, "
    "newest_ms, revision, last_frame";
Draft read_statistic(columns::Row const& from, QuantityKey const& key, int first_column = 0);

bool same(double a, double b);                            // NaN equals NaN
inline std::size_t place(std::int64_t number) { return static_cast<std::size_t>(number - 1); }

/// Rows to be appended, by columns.
struct RowColumns {
  std::vector<std::int32_t> series, revision;
  std::vector<std::int64_t> at_ms, frame;
  std::vector<double> value, low, high, total;
  std::vector<std::uint8_t> flag;
  void add(Row const& row, int revision_number);
  void clear();
  std::size_t size() const { return series.size(); }
  void append_to(columns::Connection& connection, std::string_view table) const;
};

void append_statistics(columns::Connection& connection, std::string_view table, std::vector<Draft const*> const& drafts);

/// Real-time and minute rows are many and read by days; hours, days and what was imported are few and read by years.
constexpr bool is_fast(Kind kind) { return kind <= Kind::minute; }

struct Store::Inside {
  Inside(columns::Database& database, Options options);

  columns::Database& database;
  Options options;
  mutable Readers readers;

  // The writer's side: one call at a time.
  mutable std::mutex writing;
  std::unique_ptr<columns::Connection> writer;
  std::vector<Row> marks;                                  // by series: its newest row; at.ms = long_ago when none
  std::map<std::int32_t, std::pair<std::int64_t, std::string>> note_marks;   // by series: its newest note
  std::vector<Draft> statistic_marks;                      // by quantity: its newest statistic
  std::size_t series_stored = 0, quantities_stored = 0;    // what is beyond goes into the next transaction
  RowColumns scratch;

  // What readers share with the writer.
  mutable std::shared_mutex sharing;
  Numbering<SeriesKey> series;
  Numbering<QuantityKey> quantities;
  std::map<PointId, std::vector<std::int32_t>> series_of_point, quantities_of_point;
  std::vector<Row> latest;                                 // by series
  FrameNumber applied;

  void load();
  void load_keys();
  void load_marks();
  void know(SeriesKey const& key);                         // adds it, with room for its mark
  std::int32_t know(QuantityKey const& key);
  void store_keys();                                       // inside the writer's transaction
  void keys_are_stored();                                  // after its commit
  /// Inside a transaction: what opening would otherwise look for among all rows, of the keys from first to last.
  void keep_marks(bool of_rows, std::int64_t first, std::int64_t last);
  /// The view with the least to read that has all rows of these series.
  char const* view_of(std::vector<SeriesId> const& of) const;
  std::int32_t find(SeriesKey const& key) const;           // 0 = unknown
  std::int32_t quantity_of(QuantityKey const& key);        // found or made
  std::vector<Statistic> store(std::vector<Draft> drafts); // in the order given
  Time newest(PointId point, std::string const& factor, std::string const& variant) const;
};

}  // namespace observe
