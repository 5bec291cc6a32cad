// Moves old rows from the tables in order of arrival into those sorted by series and time. The work is cut into steps of
// bounded size, each one transaction, so that readers always see every row once and appends wait for one step at most.
#include <algorithm>

#include "observe/inside.hpp"

namespace observe {
namespace {

constexpr std::int64_t step_rows_max = 2'000'000;
constexpr double loose_share_max = 0.1;   // of a month's rows may lie out of order before the month is sorted again

/// A pair of tables that is settled: rows, or statistics.
struct Table { std::string name, key, time; };
/// A month of Beijing time: half open.
struct Month {
  std::int64_t number = 0;                // year * 12 + month - 1
  Time from, to;
};
struct Slice { std::int64_t first = 0, last = 0, rows = 0; };   // keys, both included

Month month_of(Time at) {
  auto const civil = base::to_beijing(at);
  return {civil.year * 12 + civil.month - 1, base::from_beijing({.year = civil.year, .month = civil.month}),
          base::from_beijing({.year = civil.year, .month = civil.month + 1})};
}
Month month_of(std::int64_t number) {
  return month_of(base::from_beijing({.year = static_cast<int>(number / 12), .month = static_cast<int>(number % 12) + 1}));
}

std::vector<columns::Value> bounds(Range range, Slice slice) { return {range.from.ms, range.to.ms, slice.first, slice.last}; }

/// The work for one pair of tables.
class Settling {
 public:
  Settling(std::mutex& writing, columns::Connection& writer, Table table) : writing_(writing), writer_(writer), table_(std::move(table)) {}

  bool settle(Time cutoff) {
    bool worked = false;
    for (auto const& month : months_to_move(cutoff)) {
      Range const range{month.from, std::min(month.to, cutoff)};
      bool const sorted = range.to == month.to && !knows(month);    // whole, and nothing is there yet
      for (auto const& slice : slices("hot_" + table_.name, range)) move(month, range, slice), worked = true;
      if (sorted) note_sorted(month);
    }
    for (auto const number : months_to_sort(cutoff)) sort(month_of(number)), worked = true;
    return worked;
  }

 private:
  std::string where() const {
    return " WHERE " + table_.time + " >= ? AND " + table_.time + " < ? AND " + table_.key + " BETWEEN ? AND ?";
  }
  std::string order() const { return " ORDER BY " + table_.key + ", " + table_.time + ", revision"; }
  std::string settled() const { return "settled_" + table_.name; }

  std::vector<Month> months_to_move(Time cutoff) {
    std::scoped_lock const lock(writing_);
    std::map<std::int64_t, Month> months;
    auto const day_ms = base::day_length.count();
    writer_.each("SELECT " + table_.time + " // ? AS day FROM hot_" + table_.name + " WHERE " + table_.time + " < ? GROUP BY day",
                 {day_ms, cutoff.ms}, [&](columns::Row const& row) {
      // A day of UTC may touch two months of Beijing.
      for (auto const at : {Time{row.integer(0) * day_ms}, Time{(row.integer(0) + 1) * day_ms - 1}})
        if (at < cutoff) months.emplace(month_of(at).number, month_of(at));
    });
    std::vector<Month> out;
    for (auto const& [number, month] : months) out.push_back(month);
    return out;
  }

  std::vector<Slice> slices(std::string const& table, Range range) {
    std::scoped_lock const lock(writing_);
    std::vector<Slice> out;
    writer_.each("SELECT " + table_.key + ", count(*) FROM " + table + " WHERE " + table_.time + " >= ? AND " + table_.time +
                 " < ? GROUP BY 1 ORDER BY 1", {range.from.ms, range.to.ms}, [&](columns::Row const& row) {
      auto const key = row.integer(0), count = row.integer(1);
      if (out.empty() || out.back().rows + count > step_rows_max) out.push_back({key, key, 0});
      out.back().last = key;
      out.back().rows += count;
    });
    return out;
  }

  void move(Month const& month, Range range, Slice slice) {
    std::scoped_lock const lock(writing_);
    Transaction transaction(writer_);
    writer_.run("INSERT INTO " + settled() + " SELECT * FROM hot_" + table_.name + where() + order(), bounds(range, slice));
    writer_.run("DELETE FROM hot_" + table_.name + where(), bounds(range, slice));
    writer_.run("INSERT INTO settled_month SELECT ?, ?, 0, 0 WHERE NOT EXISTS (SELECT * FROM settled_month WHERE name = ? AND month = ?)",
                {table_.name, month.number, table_.name, month.number});
    writer_.run("UPDATE settled_month SET loose = loose + ? WHERE name = ? AND month = ?", {slice.rows, table_.name, month.number});
    transaction.commit();
  }

  /// Months that are over and whose loose rows are too many.
  std::vector<std::int64_t> months_to_sort(Time cutoff) {
    std::scoped_lock const lock(writing_);
    std::vector<std::int64_t> out;
    writer_.each("SELECT month FROM settled_month WHERE name = ? AND loose > ? * (sorted + loose) ORDER BY month",
                 {table_.name, loose_share_max}, [&](columns::Row const& row) { out.push_back(row.integer(0)); });
    std::erase_if(out, [&](std::int64_t number) { return month_of(number).to > cutoff; });
    return out;
  }

  void sort(Month const& month) {
    Range const range{month.from, month.to};
    for (auto const& slice : slices(settled(), range)) sort(range, slice);
    note_sorted(month);
  }
  void note_sorted(Month const& month) {
    std::scoped_lock const lock(writing_);
    writer_.run("UPDATE settled_month SET sorted = sorted + loose, loose = 0 WHERE name = ? AND month = ?", {table_.name, month.number});
  }
  bool knows(Month const& month) {
    std::scoped_lock const lock(writing_);
    bool known = false;
    writer_.each("SELECT 1 FROM settled_month WHERE name = ? AND month = ?", {table_.name, month.number},
                 [&](columns::Row const&) { known = true; });
    return known;
  }

  void sort(Range range, Slice slice) {
    std::scoped_lock const lock(writing_);
    Transaction transaction(writer_);
    writer_.run("CREATE OR REPLACE TEMP TABLE sorting AS SELECT * FROM " + settled() + " LIMIT 0");
    writer_.run("INSERT INTO sorting SELECT * FROM " + settled() + where(), bounds(range, slice));
    writer_.run("DELETE FROM " + settled() + where(), bounds(range, slice));
    writer_.run("INSERT INTO " + settled() + " SELECT * FROM sorting" + order());
    writer_.run("DROP TABLE sorting");
    transaction.commit();
  }

  std::mutex& writing_;
  columns::Connection& writer_;
  Table table_;
};

}  // namespace

void Store::settle(Time now) {
  auto& in = *inside_;
  auto const cutoff = base::start_of(base::beijing_day(now - in.options.settle_after));
  bool worked = Settling(in.writing, *in.writer, {"row", "series", "at_ms"}).settle(cutoff);
  worked |= Settling(in.writing, *in.writer, {"statistic", "quantity", "start_ms"}).settle(cutoff);
  if (!worked) return;
  std::scoped_lock const lock(in.writing);
  in.database.checkpoint();                                 // gives the room of the moved rows back
}

void Store::clear() {
  auto& in = *inside_;
  std::scoped_lock const lock(in.writing);
  Transaction transaction(*in.writer);
  in.store_keys();
  for (std::string const table : {"hot_row", "settled_row", "hot_statistic", "settled_statistic", "note", "settled_month"})
    in.writer->run("DELETE FROM " + table);
  in.writer->run("UPDATE applied SET frame = 0");
  transaction.commit();
  in.keys_are_stored();
  std::unique_lock const share(in.sharing);
  in.applied = {};
  in.load_marks();
}

}  // namespace observe
