// The tables, and what is read from them at the start.
#include <tuple>

#include "observe/inside.hpp"

namespace observe {
namespace {

// hot_*: in the order of arrival. settled_row: real-time and minute rows sorted by series and time, month by month;
// yearly_row and settled_statistic: hours and days, sorted year by year, since a year of one series is what is read of
// them. No index and no primary key: they cost six times the speed of an append; the newest time of each series says what
// is new instead. newest_*: that newest of each series as it was when rows last left hot_*, so that opening reads no more.
constexpr char const* tables = R"(
  CREATE TABLE IF NOT EXISTS series(id INTEGER, point BIGINT, factor VARCHAR, kind UTINYINT, variant VARCHAR);
  CREATE TABLE IF NOT EXISTS quantity(id INTEGER, point BIGINT, factor VARCHAR, variant VARCHAR, period UTINYINT);
  CREATE TABLE IF NOT EXISTS hot_row(series INTEGER, at_ms BIGINT, value DOUBLE, low DOUBLE, high DOUBLE, total DOUBLE,
                                     flag UTINYINT, frame BIGINT, revision INTEGER);
  CREATE TABLE IF NOT EXISTS settled_row AS SELECT * FROM hot_row LIMIT 0;
  CREATE TABLE IF NOT EXISTS yearly_row AS SELECT * FROM hot_row LIMIT 0;
  CREATE TABLE IF NOT EXISTS newest_row AS SELECT * FROM hot_row LIMIT 0;
  CREATE TABLE IF NOT EXISTS hot_statistic(
    quantity INTEGER, start_ms BIGINT, mean DOUBLE, low DOUBLE, high DOUBLE, total DOUBLE, due INTEGER, received INTEGER,
    valid_rows INTEGER, valid UTINYINT, flag UTINYINT, made_from UTINYINT, device DOUBLE, device_flag UTINYINT,
    newest_ms BIGINT, revision INTEGER, last_frame BIGINT);
  CREATE TABLE IF NOT EXISTS settled_statistic AS SELECT * FROM hot_statistic LIMIT 0;
  CREATE TABLE IF NOT EXISTS newest_statistic AS SELECT * FROM hot_statistic LIMIT 0;
  CREATE TABLE IF NOT EXISTS note(series INTEGER, at_ms BIGINT, text VARCHAR, frame BIGINT);
  CREATE TABLE IF NOT EXISTS settled_span(shelf VARCHAR, level UTINYINT, from_ms BIGINT, to_ms BIGINT, sorted BIGINT, loose BIGINT);
  CREATE TABLE IF NOT EXISTS applied(frame BIGINT);
  INSERT INTO applied SELECT 0 WHERE NOT EXISTS (SELECT * FROM applied);
  CREATE OR REPLACE VIEW fast_row AS SELECT * FROM hot_row UNION ALL SELECT * FROM settled_row;
  CREATE OR REPLACE VIEW slow_row AS SELECT * FROM hot_row UNION ALL SELECT * FROM yearly_row;
  CREATE OR REPLACE VIEW all_row AS SELECT * FROM hot_row UNION ALL SELECT * FROM settled_row UNION ALL SELECT * FROM yearly_row;
  CREATE OR REPLACE VIEW all_statistic AS SELECT * FROM hot_statistic UNION ALL SELECT * FROM settled_statistic;
)";

// Of what is not settled; the rest is in newest_*, which hot_* overrides.
constexpr char const* newest_hot_rows = R"(
  SELECT r.* FROM hot_row r JOIN (SELECT series, max(at_ms) AS at_ms FROM hot_row GROUP BY series) n
    ON r.series = n.series AND r.at_ms = n.at_ms)";
constexpr char const* newest_hot_statistics = R"(
  SELECT r.* FROM hot_statistic r JOIN (SELECT quantity, max(start_ms) AS start_ms FROM hot_statistic GROUP BY quantity) n
    ON r.quantity = n.quantity AND r.start_ms = n.start_ms)";

}  // namespace

Row read_row(columns::Row const& from, int first_column) {
  Row row;
  int i = first_column;
  row.series.value = from.integer(i++);
  row.at.ms = from.integer(i++);
  row.value = from.real(i++);
  row.min = from.real(i++);
  row.max = from.real(i++);
  row.total = from.real(i++);
  row.flag = static_cast<char>(from.integer(i++));
  row.frame.value = from.integer(i++);
  row.revision = static_cast<int>(from.integer(i));
  return row;
}

Draft read_statistic(columns::Row const& from, QuantityKey const& key, int first_column) {
  Draft draft;
  Statistic& s = draft.statistic;
  s.point = key.point, s.factor = key.factor, s.variant = key.variant, s.period = key.period;
  int i = first_column;
  draft.quantity = static_cast<std::int32_t>(from.integer(i++));
  s.start.ms = from.integer(i++);
  s.mean = from.real(i++);
  s.min = from.real(i++);
  s.max = from.real(i++);
  s.total = from.real(i++);
  s.due = from.integer(i++);
  s.received = from.integer(i++);
  s.valid_rows = from.integer(i++);
  s.valid = from.integer(i++) != 0;
  s.flag = static_cast<char>(from.integer(i++));
  s.made_from = static_cast<Kind>(from.integer(i++));
  s.device = from.real(i++);
  s.device_flag = static_cast<char>(from.integer(i++));
  draft.newest_ms = from.integer(i++);
  s.revision = static_cast<int>(from.integer(i++));
  s.last_frame.value = from.integer(i);
  return draft;
}

void RowColumns::add(Row const& row, int revision_number) {
  series.push_back(static_cast<std::int32_t>(row.series.value));
  at_ms.push_back(row.at.ms);
  value.push_back(row.value);
  low.push_back(row.min);
  high.push_back(row.max);
  total.push_back(row.total);
  flag.push_back(static_cast<std::uint8_t>(row.flag));
  frame.push_back(row.frame.value);
  revision.push_back(revision_number);
}

void RowColumns::clear() {
  series.clear(), revision.clear(), at_ms.clear(), frame.clear(), flag.clear();
  value.clear(), low.clear(), high.clear(), total.clear();
}

void RowColumns::append_to(columns::Connection& connection, std::string_view table) const {
  if (series.empty()) return;
  auto const appender = connection.appender(table);
  appender->words(0, series);
  appender->integers(1, at_ms);
  appender->reals(2, value);
  appender->reals(3, low);
  appender->reals(4, high);
  appender->reals(5, total);
  appender->small(6, flag);
  appender->integers(7, frame);
  appender->words(8, revision);
  appender->rows(series.size());
  appender->flush();
}

Store::Inside::Inside(columns::Database& database_, Options options_)
    : database(database_), options(options_), readers(database_), writer(database_.connect()) {
  writer->run(tables);
  load();
}

void Store::Inside::load() {
  load_keys();
  load_marks();
  writer->each("SELECT frame FROM applied", {}, [&](columns::Row const& row) { applied.value = row.integer(0); });
}

void Store::Inside::load_keys() {
  writer->each("SELECT id, point, factor, kind, variant FROM series ORDER BY id", {}, [&](columns::Row const& row) {
    know({{row.integer(1)}, std::string(row.text(2)), static_cast<Kind>(row.integer(3)), std::string(row.text(4))});
    CHECK(row.integer(0) == static_cast<std::int64_t>(series.size()), "series are numbered without gaps");
  });
  series_stored = series.size();
  writer->each("SELECT id, point, factor, variant, period FROM quantity ORDER BY id", {}, [&](columns::Row const& row) {
    QuantityKey const key{{row.integer(1)}, std::string(row.text(2)), std::string(row.text(3)), static_cast<Period>(row.integer(4))};
    CHECK(know(key) == row.integer(0), "quantities are numbered without gaps");
  });
  quantities_stored = quantities.size();
}

void Store::Inside::load_marks() {
  Row none;
  none.at.ms = long_ago;
  marks.assign(series.size(), none);
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i].series.value = static_cast<std::int64_t>(i + 1);   // without rows too
  for (auto const* query : {"SELECT * FROM newest_row", newest_hot_rows})
    writer->each(query, {}, [&](columns::Row const& from) {
      auto const row = read_row(from);
      auto& mark = marks.at(place(row.series.value));
      if (std::tie(row.at, row.revision) >= std::tie(mark.at, mark.revision)) mark = row;
    });
  latest = marks;
  note_marks.clear();
  writer->each("SELECT series, max(at_ms), arg_max(text, at_ms) FROM note GROUP BY series", {}, [&](columns::Row const& row) {
    note_marks[static_cast<std::int32_t>(row.integer(0))] = {row.integer(1), std::string(row.text(2))};
  });
  statistic_marks.assign(quantities.size(), {});
  for (auto const* query : {"SELECT * FROM newest_statistic", newest_hot_statistics})
    writer->each(query, {}, [&](columns::Row const& from) {
      auto draft = read_statistic(from, quantities.key(from.integer(0)));
      auto& mark = statistic_marks.at(place(draft.quantity));
      auto const& [a, b] = std::tie(draft.statistic, mark.statistic);
      if (mark.quantity == 0 || std::tie(a.start, a.revision) >= std::tie(b.start, b.revision)) mark = std::move(draft);
    });
}

void Store::Inside::know(SeriesKey const& key) {
  auto const number = series.add(key);
  series_of_point[key.point].push_back(number);
  Row none;
  none.series.value = number;
  none.at.ms = long_ago;
  marks.push_back(none);
  latest.push_back(none);
}

std::int32_t Store::Inside::know(QuantityKey const& key) {
  auto const number = quantities.add(key);
  quantities_of_point[key.point].push_back(number);
  statistic_marks.emplace_back();
  return number;
}

std::int32_t Store::Inside::find(SeriesKey const& key) const { return series.find(key); }

char const* Store::Inside::view_of(std::vector<SeriesId> const& of) const {
  std::shared_lock const share(sharing);
  bool fast = false, slow = false;
  for (auto const id : of)
    if (series.has(id.value)) (is_fast(series.key(id.value).kind) ? fast : slow) = true;
  return fast && slow ? "all_row" : slow ? "slow_row" : "fast_row";
}

std::int32_t Store::Inside::quantity_of(QuantityKey const& key) {
  if (auto const known = quantities.find(key)) return known;
  std::unique_lock const share(sharing);
  return know(key);
}

void Store::Inside::store_keys() {
  for (auto i = series_stored; i < series.size(); ++i) {
    auto const number = static_cast<std::int64_t>(i + 1);
    auto const& key = series.key(number);
    writer->run("INSERT INTO series VALUES (?, ?, ?, ?, ?)",
                {number, key.point.value, key.factor, static_cast<std::int64_t>(key.kind), key.variant});
  }
  for (auto i = quantities_stored; i < quantities.size(); ++i) {
    auto const number = static_cast<std::int64_t>(i + 1);
    auto const& key = quantities.key(number);
    writer->run("INSERT INTO quantity VALUES (?, ?, ?, ?, ?)",
                {number, key.point.value, key.factor, key.variant, static_cast<std::int64_t>(key.period)});
  }
}

void Store::Inside::keys_are_stored() {
  series_stored = series.size();
  quantities_stored = quantities.size();
}

Time Store::Inside::newest(PointId point, std::string const& factor, std::string const& variant) const {
  Time newest{long_ago};
  for (auto const kind : {Kind::realtime, Kind::minute, Kind::hour})
    if (auto const number = find({point, factor, kind, variant})) newest = std::max(newest, marks.at(place(number)).at);
  return newest;
}

}  // namespace observe
