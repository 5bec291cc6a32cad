// Moves old rows from the tables in order of arrival into those sorted by series and time: each hour as it grows old, then
// sorted again as its day, month or year is over. The work is cut into steps of bounded size, each one transaction, so
// that readers always see every row once and appends wait for one step at most.
#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "observe/inside.hpp"

namespace observe {
namespace {

constexpr double loose_share_max = 0.1;   // of a span's rows may lie out of order before the span is sorted again

enum class Level : std::uint8_t { day = 1, month = 2, year = 3 };

/// Two tables of which one is settled into the other, and the spans of Beijing time in which it is sorted, finest first.
struct Shelf {
  std::string name, hot, settled, key, time, only;
  std::vector<Level> levels;
};
std::array<Shelf, 3> const shelves = {
    Shelf{"fast row", "hot_row", "settled_row", "series", "at_ms", "series IN (SELECT id FROM series WHERE kind <= 2)", {Level::day, Level::month}},
    Shelf{"slow row", "hot_row", "yearly_row", "series", "at_ms", "series IN (SELECT id FROM series WHERE kind > 2)", {Level::month, Level::year}},
    Shelf{"statistic", "hot_statistic", "settled_statistic", "quantity", "start_ms", "true", {Level::month, Level::year}}};

struct Span {
  Level level = Level::day;
  Time from, to;                          // half open
  friend auto operator<=>(Span const&, Span const&) = default;
};
struct Slice { std::int64_t first = 0, last = 0, rows = 0; };   // keys, both included

struct Step {
  enum class Work : std::uint8_t { move, sort, note_sorted };
  Work work = Work::move;
  Shelf const* shelf = nullptr;
  Span span;
  Range range;
  Slice slice;
  std::int64_t loose = 0;                 // of the span when it was planned to be sorted; 0 = all there is
};

Span span_of(Level level, Time at) {
  auto const civil = base::to_beijing(at);
  if (level == Level::day) {
    auto const from = base::start_of(base::beijing_day(at));
    return {level, from, from + base::day_length};
  }
  if (level == Level::month)
    return {level, base::from_beijing({.year = civil.year, .month = civil.month}), base::from_beijing({.year = civil.year, .month = civil.month + 1})};
  return {level, base::from_beijing({.year = civil.year, .month = 1}), base::from_beijing({.year = civil.year + 1, .month = 1})};
}

/// Plans and does the steps. The caller holds the writer.
class Settler {
 public:
  Settler(columns::Connection& writer, std::int64_t step_rows) : writer_(writer), step_rows_(step_rows) {}

  /// Moves come first; then one span is sorted at a time.
  std::deque<Step> plan(Time cutoff) {
    plan_.clear();
    for (auto const& shelf : shelves) plan_moves(shelf, cutoff);
    for (auto const& shelf : shelves)
      if (plan_.empty()) plan_a_sort(shelf, cutoff);
    return std::move(plan_);
  }

  void move(Step const& step) {
    auto const& shelf = *step.shelf;
    writer_.run("INSERT INTO " + shelf.settled + " SELECT * FROM " + shelf.hot + where(shelf) + order(shelf), bounds(step));
    writer_.run("DELETE FROM " + shelf.hot + where(shelf), bounds(step));
    for (auto const level : shelf.levels) {
      auto const span = span_of(level, step.range.from);
      writer_.run("INSERT INTO settled_span SELECT ?, ?, ?, ?, 0, 0 WHERE NOT EXISTS ("
                  "SELECT * FROM settled_span WHERE shelf = ? AND level = ? AND from_ms = ?)",
                  {shelf.name, number(level), span.from.ms, span.to.ms, shelf.name, number(level), span.from.ms});
      writer_.run("UPDATE settled_span SET loose = loose + ? WHERE shelf = ? AND level = ? AND from_ms = ?",
                  {step.slice.rows, shelf.name, number(level), span.from.ms});
    }
  }

  void sort(Step const& step) {
    auto const& shelf = *step.shelf;
    writer_.run("CREATE OR REPLACE TEMP TABLE sorting AS SELECT * FROM " + shelf.settled + " LIMIT 0");
    writer_.run("INSERT INTO sorting SELECT * FROM " + shelf.settled + where(shelf), bounds(step));
    writer_.run("DELETE FROM " + shelf.settled + where(shelf), bounds(step));
    writer_.run("INSERT INTO " + shelf.settled + " SELECT * FROM sorting" + order(shelf));
    writer_.run("DROP TABLE sorting");
  }

  /// The finer spans within are sorted with it.
  void note_sorted(Step const& step) {
    auto const& [name, level] = std::pair(step.shelf->name, number(step.span.level));
    writer_.run("UPDATE settled_span SET sorted = sorted + least(loose, ?), loose = greatest(loose - ?, 0) "
                "WHERE shelf = ? AND level = ? AND from_ms = ?", {step.loose, step.loose, name, level, step.span.from.ms});
    writer_.run("DELETE FROM settled_span WHERE shelf = ? AND level < ? AND from_ms >= ? AND to_ms <= ?",
                {name, level, step.span.from.ms, step.span.to.ms});
  }

 private:
  static std::int64_t number(Level level) { return static_cast<std::int64_t>(level); }
  static std::string where(Shelf const& shelf) {
    return " WHERE " + shelf.time + " >= ? AND " + shelf.time + " < ? AND " + shelf.key + " BETWEEN ? AND ? AND " + shelf.only;
  }
  static std::string order(Shelf const& shelf) { return " ORDER BY " + shelf.key + ", " + shelf.time + ", revision"; }
  static std::vector<columns::Value> bounds(Step const& step) {
    return {step.range.from.ms, step.range.to.ms, step.slice.first, step.slice.last};
  }

  void plan_moves(Shelf const& shelf, Time cutoff) {
    std::set<Span> spans;
    auto const day_ms = base::day_length.count();
    writer_.each("SELECT " + shelf.time + " // ? AS day FROM " + shelf.hot + " WHERE " + shelf.time + " < ? AND " + shelf.only + " GROUP BY day",
                 {day_ms, cutoff.ms}, [&](columns::Row const& row) {
      // A day of UTC may touch two spans of Beijing.
      auto const last_ms = std::min((row.integer(0) + 1) * day_ms, cutoff.ms) - 1;
      for (auto const at : {Time{row.integer(0) * day_ms}, Time{last_ms}}) spans.insert(span_of(shelf.levels.front(), at));
    });
    for (auto const& span : spans) {
      Range const range{span.from, std::min(span.to, cutoff)};
      bool const whole = range.to == span.to && !knows(shelf, span);    // all of it, and nothing is there yet: sorted at once
      auto const found = slices(shelf, shelf.hot, range);
      std::int64_t rows = 0;
      for (auto const& slice : found) rows += slice.rows, plan_.push_back({Step::Work::move, &shelf, span, range, slice});
      if (whole && rows > 0) plan_.push_back({Step::Work::note_sorted, &shelf, span, range, {}, rows});
    }
  }

  /// A span within a longer one that is over as well is left to that one.
  void plan_a_sort(Shelf const& shelf, Time cutoff) {
    struct Found { Span span; std::int64_t loose; };
    std::vector<Found> found;
    writer_.each("SELECT level, from_ms, to_ms, loose FROM settled_span WHERE shelf = ? AND to_ms <= ? AND loose > ? * (sorted + loose) "
                 "ORDER BY level DESC, from_ms", {shelf.name, cutoff.ms, loose_share_max}, [&](columns::Row const& row) {
      found.push_back({{static_cast<Level>(row.integer(0)), {row.integer(1)}, {row.integer(2)}}, row.integer(3)});
    });
    auto const is_left = [&](Found const& one) {
      return one.span.level != shelf.levels.back() && span_of(shelf.levels.back(), one.span.from).to <= cutoff;
    };
    auto const next = std::find_if_not(found.begin(), found.end(), is_left);
    if (next == found.end()) return;
    Range const range{next->span.from, next->span.to};
    for (auto const& slice : slices(shelf, shelf.settled, range)) plan_.push_back({Step::Work::sort, &shelf, next->span, range, slice});
    plan_.push_back({Step::Work::note_sorted, &shelf, next->span, range, {}, next->loose});
  }

  std::vector<Slice> slices(Shelf const& shelf, std::string const& table, Range range) {
    std::vector<Slice> out;
    writer_.each("SELECT " + shelf.key + ", count(*) FROM " + table + " WHERE " + shelf.time + " >= ? AND " + shelf.time +
                 " < ? AND " + shelf.only + " GROUP BY 1 ORDER BY 1", {range.from.ms, range.to.ms}, [&](columns::Row const& row) {
      auto const key = row.integer(0), count = row.integer(1);
      if (out.empty() || out.back().rows + count > step_rows_) out.push_back({key, key, 0});
      out.back().last = key;
      out.back().rows += count;
    });
    return out;
  }

  bool knows(Shelf const& shelf, Span const& span) {
    bool known = false;
    writer_.each("SELECT 1 FROM settled_span WHERE shelf = ? AND level = ? AND from_ms = ?", {shelf.name, number(span.level), span.from.ms},
                 [&](columns::Row const&) { known = true; });
    return known;
  }

  columns::Connection& writer_;
  std::int64_t step_rows_;
  std::deque<Step> plan_;
};

}  // namespace

void Store::settle(Time now, std::function<bool()> const& go_on) {
  auto& in = *inside_;
  auto const cutoff = base::floor_to(now - in.options.settle_after, base::hour_length);
  Settler settler(*in.writer, in.options.settle_step_rows);
  std::deque<Step> plan;
  bool worked = false;
  while (!go_on || go_on()) {
    std::scoped_lock const lock(in.writing);                // let go after each step: appends come between
    if (plan.empty()) plan = settler.plan(cutoff);
    if (plan.empty()) break;
    auto const& step = plan.front();
    Transaction transaction(*in.writer);
    if (step.work == Step::Work::sort) settler.sort(step);
    if (step.work == Step::Work::note_sorted) settler.note_sorted(step);
    if (step.work == Step::Work::move) {
      settler.move(step);
      in.keep_marks(step.shelf->hot == "hot_row", step.slice.first, step.slice.last);
    }
    transaction.commit();
    plan.pop_front();
    worked = true;
  }
  if (!worked) return;
  std::scoped_lock const lock(in.writing);
  in.database.checkpoint();                                 // gives the room of the moved rows back
}

void Store::Inside::keep_marks(bool of_rows, std::int64_t first, std::int64_t last) {
  std::string const table = of_rows ? "newest_row" : "newest_statistic";
  writer->run("DELETE FROM " + table + " WHERE " + (of_rows ? "series" : "quantity") + " BETWEEN ? AND ?", {first, last});
  if (of_rows) {
    RowColumns rows;
    for (auto i = place(first); i <= place(last); ++i)
      if (marks.at(i).at.ms != long_ago) rows.add(marks[i], marks[i].revision);
    rows.append_to(*writer, table);
  } else {
    std::vector<Draft const*> drafts;
    for (auto i = place(first); i <= place(last); ++i)
      if (statistic_marks.at(i).quantity != 0) drafts.push_back(&statistic_marks[i]);
    append_statistics(*writer, table, drafts);
  }
}

void Store::clear() {
  auto& in = *inside_;
  std::scoped_lock const lock(in.writing);
  Transaction transaction(*in.writer);
  in.store_keys();
  for (std::string const table : {"hot_row", "settled_row", "yearly_row", "newest_row", "hot_statistic", "settled_statistic",
                                  "newest_statistic", "note", "settled_span"})
    in.writer->run("DELETE FROM " + table);
  in.writer->run("UPDATE applied SET frame = 0");
  transaction.commit();
  in.keys_are_stored();
  std::unique_lock const share(in.sharing);
  in.applied = {};
  in.load_marks();
}

}  // namespace observe
