// What readers ask: rows, revisions, notes, gaps, rates. Each call borrows a connection of its own.
#include <algorithm>

#include "observe/inside.hpp"

namespace observe {
namespace {

/// Room on a page for the revisions of its last moment, to begin with.
constexpr std::size_t page_slack = 1000;

std::int64_t slots_due(Range range, Duration interval) {
  CHECK(interval.count() > 0, "the interval between rows is longer than nothing");
  return range.to > range.from ? (range.to - range.from) / interval : 0;
}

/// Many keys as one bound value, so that a statement is prepared once however many there are; BETWEEN lets the sorted
/// table skip what cannot match.
class Among {
 public:
  explicit Among(std::vector<std::int64_t> keys) : keys_(std::move(keys)) { CHECK(!keys_.empty(), "something is asked for"); }
  static std::string condition(std::string const& column) {
    return column + " BETWEEN ? AND ? AND " + column + " IN (SELECT CAST(n AS INTEGER) FROM (SELECT unnest(string_split(?, ',')) AS n))";
  }
  void bind(std::vector<columns::Value>& values) const {
    auto const [first, last] = std::minmax_element(keys_.begin(), keys_.end());
    std::string list;
    for (auto const key : keys_) list += (list.empty() ? "" : ",") + std::to_string(key);
    values.insert(values.end(), {*first, *last, list});
  }

 private:
  std::vector<std::int64_t> keys_;
};

}  // namespace

std::vector<Row> Store::rows(SeriesId series, Range range, std::size_t most) const {
  auto reader = inside_->readers.borrow();
  std::string const view = inside_->view_of({series});
  std::vector<Row> out;
  auto slack = page_slack;
  while (out.size() < most) {
    auto const page = most - out.size() + slack;
    std::vector<Row> found;
    reader->each("SELECT " + std::string(row_columns) + " FROM " + view + " WHERE series = ? AND at_ms >= ? AND at_ms < ? "
                 "ORDER BY at_ms, revision LIMIT ?",
                 {series.value, range.from.ms, range.to.ms, static_cast<std::int64_t>(page)},
                 [&](columns::Row const& row) { found.push_back(read_row(row)); });
    bool const more = found.size() == page;
    auto const cut = more ? found.back().at : range.to;     // the last moment of a full page may lack revisions
    for (std::size_t i = 0; i < found.size() && found[i].at < cut && out.size() < most; ++i)
      if (i + 1 == found.size() || found[i + 1].at != found[i].at) out.push_back(found[i]);
    if (!more) break;
    if (found.front().at == cut) slack *= 4;                // one moment fills the page: a logger whose clock stands still
    range.from = cut;
  }
  return out;
}

std::vector<Touched> Store::touched_since(FrameNumber frame) const {
  std::vector<Touched> out;
  auto const hour_ms = base::hour_length.count();
  inside_->readers.borrow()->each(
      "SELECT DISTINCT series, at_ms // ? FROM all_row WHERE frame > ? ORDER BY 2, 1", {hour_ms, frame.value}, [&](columns::Row const& row) {
        auto const found = series({row.integer(0)});
        CHECK(found.has_value(), "a row's series is known");
        out.push_back({found->key.point, found->key.factor, found->key.variant, found->key.kind, {row.integer(1) * hour_ms}});
      });
  return out;
}

std::vector<Row> Store::revisions(SeriesId series, Time at) const {
  std::vector<Row> out;
  std::string const view = inside_->view_of({series});
  inside_->readers.borrow()->each("SELECT " + std::string(row_columns) + " FROM " + view + " WHERE series = ? AND at_ms = ? ORDER BY revision",
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
  std::vector<std::int64_t> series;
  for (auto const& one : all_series(point)) series.push_back(one.id.value);
  std::vector<FrameNumber> out;
  if (series.empty()) return out;
  std::vector<columns::Value> values;
  Among(series).bind(values);
  values.insert(values.end(), {range.from.ms, range.to.ms, static_cast<std::int64_t>(most)});
  inside_->readers.borrow()->each("SELECT DISTINCT frame FROM all_row WHERE " + Among::condition("series") +
                                  " AND at_ms >= ? AND at_ms < ? ORDER BY frame DESC LIMIT ?",
                                  values, [&](columns::Row const& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<Gap> Store::gaps(SeriesId series, Range range, Duration interval) const {
  auto const due = slots_due(range, interval);
  std::vector<Gap> out;
  std::int64_t next = 0;                                    // the first slot not yet looked at
  auto const missing_until = [&](std::int64_t slot) {
    if (slot > next) out.push_back({range.from + interval * next, range.from + interval * slot, slot - next});
    next = slot + 1;
  };
  std::string const view = inside_->view_of({series});
  inside_->readers.borrow()->each(
      "SELECT DISTINCT (at_ms - ?) // ? AS slot FROM " + view + " WHERE series = ? AND at_ms >= ? AND at_ms < ? ORDER BY slot",
      {range.from.ms, interval.count(), series.value, range.from.ms, (range.from + interval * due).ms},
      [&](columns::Row const& row) { missing_until(row.integer(0)); });
  missing_until(due);
  return out;
}

Rate Store::rate(SeriesId series, Range range, Duration interval, std::string const& valid_flags) const {
  return rates({series}, range, interval, valid_flags).front();
}

std::vector<Rate> Store::rates(std::vector<SeriesId> const& series, Range range, Duration interval, std::string const& valid_flags) const {
  auto const due = slots_due(range, interval);
  std::map<std::int64_t, Rate> found;
  for (auto const& one : series) found[one.value].due = due;
  if (series.empty()) return {};
  std::vector<std::int64_t> keys;
  for (auto const& [key, rate] : found) keys.push_back(key);
  std::vector<columns::Value> values{valid_flags};
  Among(keys).bind(values);
  values.insert(values.end(), {range.from.ms, (range.from + interval * due).ms, range.from.ms, interval.count()});
  inside_->readers.borrow()->each(
      "SELECT series, count(*), count(*) FILTER (valid) FROM ("
      "  SELECT series, bool_or(contains(?, chr(flag))) AS valid FROM ("
      "    SELECT series, at_ms, arg_max(flag, revision)::INTEGER AS flag FROM " + std::string(inside_->view_of(series)) +
      " WHERE " + Among::condition("series") +
      "    AND at_ms >= ? AND at_ms < ? GROUP BY series, at_ms) GROUP BY series, (at_ms - ?) // ?) GROUP BY series",
      values, [&](columns::Row const& row) {
        auto& rate = found.at(row.integer(0));
        rate.received = row.integer(1), rate.valid = row.integer(2);
      });
  std::vector<Rate> out;
  for (auto const& one : series) out.push_back(found.at(one.value));
  return out;
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

std::vector<Statistic> Store::statistics(PointId point, Period period, Range range) const {
  std::map<QuantityKey, std::vector<Statistic>> by_key;     // ordered by factor and variant, since the rest is the same
  std::map<std::int64_t, QuantityKey> keys;
  std::shared_lock share(inside_->sharing);
  if (auto const known = inside_->quantities_of_point.find(point); known != inside_->quantities_of_point.end())
    for (auto const number : known->second)
      if (auto const& key = inside_->quantities.key(number); key.period == period) keys.emplace(number, key);
  share.unlock();
  std::vector<Statistic> out;
  if (keys.empty()) return out;
  std::vector<std::int64_t> numbers;
  for (auto const& [number, key] : keys) numbers.push_back(number);
  std::vector<columns::Value> values;
  Among(numbers).bind(values);
  values.insert(values.end(), {range.from.ms, range.to.ms});
  inside_->readers.borrow()->each(
      "SELECT " + std::string(statistic_columns) + " FROM all_statistic WHERE " + Among::condition("quantity") +
      " AND start_ms >= ? AND start_ms < ? ORDER BY quantity, start_ms, revision", values, [&](columns::Row const& row) {
        auto const& key = keys.at(row.integer(0));
        auto& of_key = by_key[key];
        auto draft = read_statistic(row, key);
        if (!of_key.empty() && of_key.back().start == draft.statistic.start) of_key.pop_back();
        of_key.push_back(std::move(draft.statistic));
      });
  for (auto& [key, statistics] : by_key) std::move(statistics.begin(), statistics.end(), std::back_inserter(out));
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
  reader->each("SELECT count(*) FROM (SELECT DISTINCT quantity, start_ms FROM all_statistic)", {},
               [&](columns::Row const& row) { size.statistics = static_cast<std::uint64_t>(row.integer(0)); });
  reader->each("SELECT block_size * used_blocks FROM pragma_database_size() WHERE database_name = current_database()", {},
               [&](columns::Row const& row) { size.file_bytes = static_cast<std::uint64_t>(row.integer(0)); });
  std::shared_lock const share(inside_->sharing);
  size.series = inside_->series.size();
  return size;
}

}  // namespace observe
