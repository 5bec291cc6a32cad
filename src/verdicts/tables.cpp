#include "verdicts/tables.hpp"

#include <algorithm>
#include <array>

namespace verdicts {
namespace {

constexpr std::string_view verdicts_and_alarms = R"(
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  point BIGINT NOT NULL,
  subject TEXT NOT NULL,
  period TEXT NOT NULL,
  start BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  result TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  limit_value DOUBLE PRECISION NOT NULL,
  unit TEXT NOT NULL,
  excuse TEXT NOT NULL,
  standard TEXT NOT NULL,
  clause TEXT NOT NULL,
  detail TEXT NOT NULL,
  judged_at BIGINT NOT NULL,
  UNIQUE (point, subject, period, start, revision)
);
CREATE INDEX verdict_by_time ON verdict (start);
CREATE INDEX verdict_by_result ON verdict (result, period, start);
CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  point BIGINT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  limit_value DOUBLE PRECISION NOT NULL,
  unit TEXT NOT NULL,
  message TEXT NOT NULL,
  frame BIGINT NOT NULL,
  verdict BIGINT NOT NULL
);
CREATE UNIQUE INDEX alarm_one_an_episode ON alarm (kind, point, subject) WHERE ended_at = 0;
CREATE INDEX alarm_by_episode ON alarm (kind, point, subject, began_at);
CREATE INDEX alarm_by_time ON alarm (began_at);
CREATE INDEX alarm_by_state ON alarm (state, began_at);
CREATE TABLE alarm_step (
  number INTEGER PRIMARY KEY,
  alarm BIGINT NOT NULL REFERENCES alarm (id),
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  step TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX alarm_step_by_alarm ON alarm_step (alarm, number);
)";

// Hours and days of one factor exceed apart from each other.
constexpr std::string_view alarms_by_period = R"(
ALTER TABLE alarm ADD COLUMN period TEXT NOT NULL DEFAULT '';
UPDATE alarm SET period = CASE WHEN message LIKE '%"period":"day"%' THEN 'day' ELSE 'hour' END WHERE kind = 'exceedance';
DROP INDEX alarm_one_an_episode;
DROP INDEX alarm_by_episode;
CREATE UNIQUE INDEX alarm_one_an_episode ON alarm (kind, point, subject, period) WHERE ended_at = 0;
CREATE INDEX alarm_by_episode ON alarm (kind, point, subject, period, began_at);
CREATE TABLE judged (through BIGINT NOT NULL);
)";

// For tallies: what is counted stands in the index alone, and the few rows that say something anew in another.
constexpr std::string_view verdicts_by_point = R"(
CREATE INDEX verdict_by_point ON verdict (point, start, subject, period, result);
CREATE INDEX verdict_revised ON verdict (point, start) WHERE revision > 1;
)";

constexpr std::array<std::string_view, 5> sortable{"began_at", "last_at", "kind", "state", "point"};

/// The points asked for go into a table of the connection, so that the statement's text does not depend on them.
void want(sql::Database& db, std::vector<PointId> const& points) {
  db.script("CREATE TEMPORARY TABLE IF NOT EXISTS wanted_point (point INTEGER PRIMARY KEY); DELETE FROM wanted_point");
  auto& insert = db.prepare("INSERT INTO wanted_point (point) VALUES (?) ON CONFLICT (point) DO NOTHING");
  for (auto const point : points) insert.with(point).run();
}

/// Text of the conditions and their values, in order.
struct Conditions {
  std::string text = " WHERE (? = '' OR kind = ?) AND began_at >= ? AND (? = 0 OR began_at < ?)";
  std::vector<sql::Value> values;
};

Conditions conditions_of(sql::Database& db, AlarmQuery const& query) {
  Conditions where;
  where.values = {query.kind, query.kind, query.from.ms, query.to.ms, query.to.ms};
  if (!query.state.empty()) {
    where.text += " AND state = ?";
    where.values.emplace_back(query.state);
  }
  if (!query.points.empty()) {
    where.text += " AND point IN (SELECT point FROM wanted_point)";
    want(db, query.points);
  }
  return where;
}

std::string order_of(std::string_view sort) {
  auto const descending = sort.starts_with('-');
  auto const direction = std::string(descending ? " DESC" : "");
  return " ORDER BY " + std::string(sort.substr(descending ? 1 : 0)) + direction + ", id" + direction;
}

sql::Statement& bound(sql::Statement& statement, std::vector<sql::Value> const& values) {
  for (std::size_t i = 0; i < values.size(); ++i) statement.bind(static_cast<int>(i) + 1, values[i]);
  return statement;
}

}  // namespace

std::string const verdict_columns =
    " id, point, subject, period, start, revision, result, value, limit_value, unit, excuse, standard, clause, detail, "
    "judged_at ";
std::string const alarm_columns =
    " id, kind, point, subject, state, began_at, last_at, ended_at, value, limit_value, unit, message, frame, verdict, period ";

std::vector<std::string_view> const& steps_of_tables() {
  static std::vector<std::string_view> const all{verdicts_and_alarms, alarms_by_period, verdicts_by_point};
  return all;
}

bool can_sort_by(std::string_view sort) {
  if (sort.starts_with('-')) sort.remove_prefix(1);
  return std::find(sortable.begin(), sortable.end(), sort) != sortable.end();
}

Verdict verdict_of(sql::Row const& row) {
  return {.id = row.integer(0),
          .point = {row.integer(1)},
          .subject = std::string(row.text(2)),
          .period = std::string(row.text(3)),
          .start = {row.integer(4)},
          .result = std::string(row.text(6)),
          .value = row.real(7),
          .limit = row.real(8),
          .unit = std::string(row.text(9)),
          .excuse = std::string(row.text(10)),
          .standard = std::string(row.text(11)),
          .clause = std::string(row.text(12)),
          .detail = std::string(row.text(13)),
          .revision = static_cast<int>(row.integer(5)),
          .judged_at = {row.integer(14)}};
}

Alarm alarm_of(sql::Row const& row) {
  auto const kind = parse_alarm_kind(row.text(1));
  CHECK(kind.has_value(), "a stored kind of alarm is one of ours");
  return {.id = {row.integer(0)},
          .kind = *kind,
          .point = {row.integer(2)},
          .subject = std::string(row.text(3)),
          .period = std::string(row.text(14)),
          .state = std::string(row.text(4)),
          .began_at = {row.integer(5)},
          .last_at = {row.integer(6)},
          .ended_at = {row.integer(7)},
          .value = row.real(8),
          .limit = row.real(9),
          .unit = std::string(row.text(10)),
          .message = std::string(row.text(11)),
          .frame = {row.integer(12)},
          .verdict = row.integer(13)};
}

std::optional<Verdict> in_force(sql::Database& db, Verdict const& like) {
  static auto const text = "SELECT" + verdict_columns +
                           "FROM verdict WHERE point = ? AND subject = ? AND period = ? AND start = ? "
                           "ORDER BY revision DESC LIMIT 1";
  std::optional<Verdict> found;
  db.prepare(text).with(like.point, like.subject, like.period, like.start).one([&](sql::Row const& row) {
    found = verdict_of(row);
  });
  return found;
}

void insert(sql::Database& db, Verdict& v) {
  auto& statement = db.prepare(
      "INSERT INTO verdict (point, subject, period, start, revision, result, value, limit_value, unit, excuse, "
      "standard, clause, detail, judged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
  statement.with(v.point, v.subject, v.period, v.start, v.revision, v.result, v.value, v.limit, v.unit, v.excuse,
                 v.standard, v.clause, v.detail, v.judged_at);
  statement.one([&](sql::Row const& row) { v.id = row.integer(0); });
}

void insert(sql::Database& db, Alarm& a) {
  auto& statement = db.prepare(
      "INSERT INTO alarm (kind, point, subject, state, began_at, last_at, ended_at, value, limit_value, unit, message, "
      "frame, verdict, period) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
  statement.with(name_of(a.kind), a.point, a.subject, a.state, a.began_at, a.last_at, a.ended_at, a.value, a.limit,
                 a.unit, a.message, a.frame, a.verdict, a.period);
  statement.one([&](sql::Row const& row) { a.id = {row.integer(0)}; });
}

void update(sql::Database& db, Alarm const& a) {
  db.prepare("UPDATE alarm SET state = ?, began_at = ?, last_at = ?, ended_at = ?, value = ?, limit_value = ?, "
             "unit = ?, message = ?, verdict = ? WHERE id = ?")
      .with(a.state, a.began_at, a.last_at, a.ended_at, a.value, a.limit, a.unit, a.message, a.verdict, a.id)
      .run();
}

void insert(sql::Database& db, AlarmStep const& step) {
  db.prepare("INSERT INTO alarm_step (alarm, at, who, step, note) VALUES (?, ?, ?, ?, ?)")
      .with(step.alarm, step.at, step.who, step.step, step.note)
      .run();
}

std::vector<Alarm> find(sql::Database& db, AlarmQuery const& query) {
  auto const sort = can_sort_by(query.sort) ? query.sort : AlarmQuery{}.sort;
  auto where = conditions_of(db, query);
  where.values.emplace_back(static_cast<std::int64_t>(std::min(query.most, Store::rows_max)));
  where.values.emplace_back(static_cast<std::int64_t>(query.skip));
  auto const text = "SELECT" + alarm_columns + "FROM alarm" + where.text + order_of(sort) + " LIMIT ? OFFSET ?";
  std::vector<Alarm> found;
  bound(db.prepare(text), where.values).each([&](sql::Row const& row) { found.push_back(alarm_of(row)); });
  return found;
}

std::size_t count(sql::Database& db, AlarmQuery const& query) {
  auto const where = conditions_of(db, query);
  std::size_t rows = 0;
  bound(db.prepare("SELECT count(*) FROM alarm" + where.text), where.values).one([&](sql::Row const& row) {
    rows = static_cast<std::size_t>(row.integer(0));
  });
  return rows;
}

}  // namespace verdicts
