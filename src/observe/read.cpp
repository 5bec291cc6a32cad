// What readers ask: rows, revisions, notes, gaps, rates. Each call borrows a connection of its own.
#include <algorithm>

#include "observe/inside.hpp"

namespace observe {
namespace {

/// Room on a page for the revisions of its last moment.
constexpr std::size_t page_slack = 1000;

/// Where rows fell in slots of `interval` counted from `range.from`: slot → has a row with a flag that counts.
using Slots = std::map<std::int64_t, bool>;

Slots slots_of(columns::Connection& connection, SeriesId series, Range range, Duration interval, std::string const& valid_flags) {
  Slots slots;
  connection.each("SELECT slot, bool_or(contains(?, chr(flag))) FROM ("
                  "  SELECT (at_ms - ?) // ? AS slot, arg_max(flag, revision)::INTEGER AS flag FROM all_row"
                  "  WHERE series = ? AND at_ms >= ? AND at_ms < ? GROUP BY at_ms) GROUP BY slot",
                  {valid_flags, range.from.ms, interval.count(), series.value, range.from.ms, range.to.ms},
                  [&](columns::Row const& row) { slots[row.integer(0)] = row.integer(1) != 0; });
  return slots;
}

std::int64_t slots_due(Range range, Duration interval) {
  CHECK(interval.count() > 0, "the interval between rows is longer than nothing");
  return range.to > range.from ? (range.to - range.from) / interval : 0;
}

std::string places(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i ? ", ?" : "?";
  return text;
}

}  // namespace

std::vector<Row> Store::rows(SeriesId series, Range range, std::size_t most) const {
  auto reader = inside_->readers.borrow();
  std::vector<Row> out;
  while (out.size() < most) {
    auto const page = most - out.size() + page_slack;
    std::vector<Row> found;
    reader->each("SELECT " + std::string(row_columns) + " FROM all_row WHERE series = ? AND at_ms >= ? AND at_ms < ? "
                 "ORDER BY at_ms, revision LIMIT ?",
                 {series.value, range.from.ms, range.to.ms, static_cast<std::int64_t>(page)},
                 [&](columns::Row const& row) { found.push_back(read_row(row)); });
    bool const more = found.size() == page;
    auto const cut = more ? found.back().at : range.to;     // the last moment of a full page may lack revisions
    for (std::size_t i = 0; i < found.size() && found[i].at < cut && out.size() < most; ++i)
      if (i + 1 == found.size() || found[i + 1].at != found[i].at) out.push_back(found[i]);
    if (!more) break;
    CHECK(cut > range.from || found.front().at < cut, "a moment has fewer revisions than a page has rows");
    range.from = cut;
  }
  return out;
}

std::vector<Row> Store::revisions(SeriesId series, Time at) const {
  std::vector<Row> out;
  inside_->readers.borrow()->each("SELECT " + std::string(row_columns) + " FROM all_row WHERE series = ? AND at_ms = ? ORDER BY revision",
                                  {series.value, at.ms}, [&](columns::Row const& row) { out.push_back(read_row(row)); });
  return out;
}

std::vector<Note> Store::notes(SeriesId series, Range range, std::size_t most) const {
  std::vector<Note> out;
  inside_->readers.borrow()->each(
      "SELECT at_ms, text, frame FROM note WHERE series = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, frame, text LIMIT ?",
      {series.value, range.from.ms, range.to.ms, static_cast<std::int64_t>(most)},
      [&](columns::Row const& row) { out.push_back({series, {row.integer(0)}, std::string(row.text(1)), {row.integer(2)}}); });
  return out;
}

std::vector<FrameNumber> Store::frames_of(PointId point, Range range, std::size_t most) const {
  std::vector<columns::Value> values;
  for (auto const& series : all_series(point)) values.emplace_back(series.id.value);
  std::vector<FrameNumber> out;
  if (values.empty()) return out;
  auto const in_list = places(values.size());
  values.insert(values.end(), {range.from.ms, range.to.ms, static_cast<std::int64_t>(most)});
  inside_->readers.borrow()->each("SELECT DISTINCT frame FROM all_row WHERE series IN (" + in_list +
                                  ") AND at_ms >= ? AND at_ms < ? ORDER BY frame DESC LIMIT ?",
                                  values, [&](columns::Row const& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<Gap> Store::gaps(SeriesId series, Range range, Duration interval) const {
  auto const due = slots_due(range, interval);
  auto reader = inside_->readers.borrow();
  std::vector<Gap> out;
  std::int64_t next = 0;                                    // the first slot not yet looked at
  auto const missing_until = [&](std::int64_t slot) {
    if (slot > next) out.push_back({range.from + interval * next, range.from + interval * slot, slot - next});
    next = slot + 1;
  };
  for (auto const& [slot, valid] : slots_of(*reader, series, range, interval, "")) missing_until(std::min(slot, due));
  missing_until(due);
  return out;
}

Rate Store::rate(SeriesId series, Range range, Duration interval, std::string const& valid_flags) const {
  Rate rate;
  rate.due = slots_due(range, interval);
  auto reader = inside_->readers.borrow();
  for (auto const& [slot, valid] : slots_of(*reader, series, range, interval, valid_flags)) {
    if (slot >= rate.due) continue;                         // the range ends within this slot
    ++rate.received;
    rate.valid += valid ? 1 : 0;
  }
  return rate;
}

std::vector<Statistic> Store::statistics(PointId point, std::string const& factor, std::string const& variant, Period period,
                                         Range range) const {
  QuantityKey const key{point, factor, variant, period};
  std::shared_lock share(inside_->sharing);
  auto const quantity = inside_->quantities.find(key);
  share.unlock();
  std::vector<Statistic> out;
  if (quantity == 0) return out;
  inside_->readers.borrow()->each(
      "SELECT " + std::string(statistic_columns) + " FROM all_statistic WHERE quantity = ? AND start_ms >= ? AND start_ms < ? "
      "ORDER BY start_ms, revision", {std::int64_t{quantity}, range.from.ms, range.to.ms}, [&](columns::Row const& row) {
        auto draft = read_statistic(row, key);
        if (!out.empty() && out.back().start == draft.statistic.start) out.pop_back();
        out.push_back(std::move(draft.statistic));
      });
  return out;
}

std::vector<Statistic> Store::statistic_revisions(PointId point, std::string const& factor, std::string const& variant, Period period,
                                                  Time start) const {
  QuantityKey const key{point, factor, variant, period};
  std::shared_lock share(inside_->sharing);
  auto const quantity = inside_->quantities.find(key);
  share.unlock();
  std::vector<Statistic> out;
  inside_->readers.borrow()->each(
      "SELECT " + std::string(statistic_columns) + " FROM all_statistic WHERE quantity = ? AND start_ms = ? ORDER BY revision",
      {std::int64_t{quantity}, start.ms}, [&](columns::Row const& row) { out.push_back(read_statistic(row, key).statistic); });
  return out;
}

Store::Size Store::size() const {
  Size size;
  auto reader = inside_->readers.borrow();
  reader->each("SELECT count(*) FILTER (revision = 0), count(*) FILTER (revision > 0) FROM all_row", {}, [&](columns::Row const& row) {
    size.rows = static_cast<std::uint64_t>(row.integer(0));
    size.revisions = static_cast<std::uint64_t>(row.integer(1));
  });
  reader->each("SELECT block_size * used_blocks FROM pragma_database_size() WHERE database_name = current_database()", {},
               [&](columns::Row const& row) { size.file_bytes = static_cast<std::uint64_t>(row.integer(0)); });
  std::shared_lock const share(inside_->sharing);
  size.series = inside_->series.size();
  return size;
}

}  // namespace observe
