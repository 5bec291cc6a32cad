#include "verdicts/verdicts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>

#include "sql/sql.hpp"
#include "trail/trail.hpp"
#include "verdicts/tables.hpp"

namespace verdicts {
namespace {

constexpr std::array<std::string_view, 6> alarm_names{"exceedance", "silence", "offline", "frozen", "zero", "jump"};
constexpr auto system = "system";

/// Whether two judgements say the same; when they were made does not matter.
bool same(Verdict const& a, Verdict const& b) {
  auto const said = [](Verdict const& v) {
    return std::tie(v.result, v.value, v.limit, v.unit, v.excuse, v.standard, v.clause, v.detail);
  };
  return said(a) == said(b);
}

double distance(Alarm const& alarm) { return std::abs(alarm.value - alarm.limit); }

std::string subject_of(AlarmId id) { return "alarm/" + std::to_string(id.value); }
base::Problem no_alarm() { return base::Problem("not_found", "there is no such alarm", "id"); }

base::Outcome check_note(std::string const& note, bool needed) {
  if (needed && base::trim(note).empty()) {
    return base::Problem("invalid", "to clear an alarm needs a note", "note", "say what was found and done");
  }
  if (note.size() > Store::note_bytes_max || !base::is_utf8(note)) {
    return base::Problem("invalid", "the note is too long or is not UTF-8", "note");
  }
  return base::Done{};
}

}  // namespace

std::string_view name_of(AlarmKind kind) { return alarm_names.at(static_cast<std::size_t>(kind)); }

std::optional<AlarmKind> parse_alarm_kind(std::string_view name) {
  auto const found = std::find(alarm_names.begin(), alarm_names.end(), name);
  if (found == alarm_names.end()) return std::nullopt;
  return static_cast<AlarmKind>(found - alarm_names.begin());
}

struct Store::Inside {
  sql::Database& db;
  trail::Journal& journal;
  std::mutex mutex;
  std::map<PointId, std::uint64_t> versions = {};                                   // of days
  std::map<std::pair<PointId, std::int32_t>, std::uint64_t> versions_of_days = {};   // by the first of the days, over version_days

  Verdict put(Verdict verdict) {
    CHECK(std::isfinite(verdict.value) && std::isfinite(verdict.limit), "a verdict's value and limit are finite");
    auto const before = in_force(db, verdict);
    if (before && same(*before, verdict)) return *before;
    verdict.revision = before ? before->revision + 1 : 1;
    insert(db, verdict);
    if (verdict.period == "day") {
      ++versions[verdict.point];
      ++versions_of_days[{verdict.point, base::beijing_day(verdict.start).number / version_days}];
    }
    return verdict;
  }

  /// The first alarm of a query with the given condition.
  template <typename... T>
  std::optional<Alarm> alarm_where(char const* condition, T const&... values) {
    std::optional<Alarm> found;
    db.prepare("SELECT" + alarm_columns + "FROM alarm WHERE " + condition)
        .with(values...)
        .one([&](sql::Row const& row) { found = alarm_of(row); });
    return found;
  }
  std::optional<Alarm> by_id(AlarmId id) { return alarm_where("id = ?", id); }
  std::optional<Alarm> going_on(AlarmKind kind, PointId point, std::string const& subject) {
    return alarm_where("kind = ? AND point = ? AND subject = ? AND ended_at = 0", name_of(kind), point, subject);
  }
  /// An episode that ended, and that the alarm's time lies within: late data were judged once more.
  std::optional<Alarm> covering(Alarm const& alarm) {
    return alarm_where("kind = ? AND point = ? AND subject = ? AND state <> 'withdrawn' AND began_at <= ? "
                       "AND ended_at >= ? ORDER BY began_at DESC LIMIT 1",
                       name_of(alarm.kind), alarm.point, alarm.subject, alarm.began_at, alarm.last_at);
  }
  std::int64_t worsened(AlarmId id) {
    std::int64_t steps = 0;
    db.prepare("SELECT count(*) FROM alarm_step WHERE alarm = ? AND step = 'worsened'")
        .with(id)
        .one([&](sql::Row const& row) { steps = row.integer(0); });
    return steps;
  }
  void extend(Alarm& kept, Alarm const& with);
  void note(AlarmId id, Time now, std::string step, std::string why) { insert(db, AlarmStep{id, now, system, std::move(step), std::move(why)}); }
  void note_worsened(Alarm const& alarm, Time now) {
    if (worsened(alarm.id) < static_cast<std::int64_t>(worsened_steps_max)) {
      note(alarm.id, now, "worsened", base::format_number(alarm.value) + " " + alarm.unit);
    }
  }
  /// What a person does to an alarm: the step's name is the new state.
  base::Result<Alarm> by_person(AlarmStep const& step);
};

Store::Store(sql::Database& database, trail::Journal& journal)
    : inside_(new Inside{.db = database, .journal = journal, .mutex = {}}) {
  database.migrate("verdicts", steps_of_tables());
}
Store::~Store() = default;

// ---- verdicts -----------------------------------------------------------------------------------

Verdict Store::put(Verdict verdict) {
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  auto in_force = inside_->put(std::move(verdict));
  transaction.commit();
  return in_force;
}

std::vector<Verdict> Store::put(std::vector<Verdict> verdicts) {
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  for (auto& verdict : verdicts) verdict = inside_->put(std::move(verdict));
  transaction.commit();
  return verdicts;
}

std::vector<Verdict> Store::find(PointId point, std::string const& subject, std::string const& period, Time from,
                                 Time to) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Verdict> found;
  auto const text = "SELECT" + verdict_columns +
                    "FROM verdict WHERE point = ? AND subject = ? AND period = ? AND start >= ? AND start < ? "
                    "ORDER BY start, revision LIMIT ?";
  auto& statement = inside_->db.prepare(text);
  statement.with(point, subject, period, from, to, static_cast<std::int64_t>(rows_max));
  statement.each([&](sql::Row const& row) {
    auto verdict = verdict_of(row);
    // Revisions of one start follow each other: the last one is in force.
    if (!found.empty() && found.back().start == verdict.start) found.back() = std::move(verdict);
    else found.push_back(std::move(verdict));
  });
  return found;
}

std::optional<std::pair<Time, Time>> Store::reach(PointId point, std::string const& subject, std::string const& period) const {
  std::lock_guard const lock(inside_->mutex);
  std::optional<std::pair<Time, Time>> found;
  auto& statement = inside_->db.prepare("SELECT MIN(start), MAX(start), COUNT(*) FROM verdict WHERE point = ? AND subject = ? AND period = ?");
  statement.with(point, subject, period);
  statement.each([&](sql::Row const& row) {
    if (row.integer(2) > 0) {
      found.emplace(Time{row.integer(0)}, Time{row.integer(1)});
    }
  });
  return found;
}

std::uint64_t Store::days_version(PointId point) const {
  std::lock_guard const lock(inside_->mutex);
  auto const found = inside_->versions.find(point);
  return found == inside_->versions.end() ? 0 : found->second;
}

std::uint64_t Store::days_version(PointId point, base::Day near) const {
  std::lock_guard const lock(inside_->mutex);
  auto const found = inside_->versions_of_days.find({point, near.number / version_days});
  return found == inside_->versions_of_days.end() ? 0 : found->second;
}

std::vector<Verdict> Store::history(PointId point, std::string const& subject, std::string const& period,
                                    Time start) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Verdict> found;
  auto const text = "SELECT" + verdict_columns +
                    "FROM verdict WHERE point = ? AND subject = ? AND period = ? AND start = ? ORDER BY revision";
  inside_->db.prepare(text).with(point, subject, period, start).each([&](sql::Row const& row) {
    found.push_back(verdict_of(row));
  });
  return found;
}

std::vector<Verdict> Store::newest(std::string const& result, std::string const& period, std::size_t most) const {
  std::lock_guard const lock(inside_->mutex);
  auto text = "SELECT" + verdict_columns + "FROM verdict AS v WHERE NOT EXISTS (SELECT 1 FROM verdict AS later "
              "WHERE later.point = v.point AND later.subject = v.subject AND later.period = v.period "
              "AND later.start = v.start AND later.revision > v.revision)";
  std::vector<sql::Value> values;
  if (!result.empty()) {
    text += " AND result = ?";
    values.emplace_back(result);
  }
  if (!period.empty()) {
    text += " AND period = ?";
    values.emplace_back(period);
  }
  auto& statement = inside_->db.prepare(text + " ORDER BY start DESC, id DESC LIMIT ?");
  values.emplace_back(static_cast<std::int64_t>(std::min(most, rows_max)));
  for (std::size_t i = 0; i < values.size(); ++i) statement.bind(static_cast<int>(i) + 1, values[i]);
  std::vector<Verdict> found;
  statement.each([&](sql::Row const& row) { found.push_back(verdict_of(row)); });
  return found;
}

std::vector<Tally> Store::tally(PointId point, std::vector<Time> const& bounds) const {
  CHECK(std::is_sorted(bounds.begin(), bounds.end()), "the bounds of a tally rise");
  // All rows, less those that a later revision took the place of: revisions of one start follow each other by one.
  static constexpr std::string_view all =
      "SELECT subject, period, result, count(*) FROM verdict WHERE point = ? AND start >= ? AND start < ? GROUP BY subject, period, result";
  static constexpr std::string_view superseded =
      "SELECT earlier.subject, earlier.period, earlier.result, -count(*) FROM verdict AS later JOIN verdict AS earlier ON earlier.point = later.point "
      "AND earlier.subject = later.subject AND earlier.period = later.period AND earlier.start = later.start AND earlier.revision = later.revision - 1 "
      "WHERE later.revision > 1 AND later.point = ? AND later.start >= ? AND later.start < ? GROUP BY earlier.subject, earlier.period, earlier.result";
  std::map<std::tuple<std::string, std::string, std::size_t, std::string>, std::int64_t> counts;
  for (std::size_t span = 0; span + 1 < bounds.size(); ++span) {
    std::lock_guard const lock(inside_->mutex);
    for (auto const text : {all, superseded}) {
      inside_->db.prepare(text).with(point, bounds[span], bounds[span + 1]).each([&](sql::Row const& row) {
        counts[{std::string(row.text(0)), std::string(row.text(1)), span, std::string(row.text(2))}] += row.integer(3);
      });
    }
  }
  std::vector<Tally> tallies;
  for (auto const& [key, count] : counts) {
    auto const& [subject, period, span, result] = key;
    if (count != 0) tallies.push_back({.subject = subject, .period = period, .result = result, .span = span, .count = count});
  }
  return tallies;
}

// ---- alarms: by the system ----------------------------------------------------------------------

std::optional<Alarm> Store::open_one(AlarmKind kind, PointId point, std::string const& subject) const {
  std::lock_guard const lock(inside_->mutex);
  return inside_->going_on(kind, point, subject);
}

void Store::Inside::extend(Alarm& kept, Alarm const& with) {
  auto const worse = distance(with) > distance(kept);
  if (with.last_at <= kept.last_at && with.began_at >= kept.began_at && !worse) return;
  kept.began_at = std::min(kept.began_at, with.began_at);
  kept.last_at = std::max(kept.last_at, with.last_at);
  if (worse) {
    kept.value = with.value;
    kept.limit = with.limit;
    kept.unit = with.unit;
    kept.message = with.message;
    kept.verdict = with.verdict;
  }
  update(db, kept);
}

Alarm Store::open(Alarm alarm, Time now) {
  CHECK(std::isfinite(alarm.value) && std::isfinite(alarm.limit), "an alarm's value and limit are finite");
  alarm.last_at = std::max(alarm.last_at, alarm.began_at);
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  sql::Transaction transaction(in.db);
  auto kept = in.covering(alarm);
  if (!kept) kept = in.going_on(alarm.kind, alarm.point, alarm.subject);
  if (kept) {
    in.extend(*kept, alarm);
    transaction.commit();
    return *kept;
  }
  alarm.state = "open";
  alarm.ended_at = {};
  insert(in.db, alarm);
  insert(in.db, AlarmStep{alarm.id, now, system, "opened", ""});
  transaction.commit();
  return alarm;
}

void Store::end(AlarmKind kind, PointId point, std::string const& subject, Time ended_at, Time now,
                std::string const& why) {
  CHECK(ended_at > Time{}, "an episode ends at a time");
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  auto alarm = in.going_on(kind, point, subject);
  if (!alarm) return;
  sql::Transaction transaction(in.db);
  insert(in.db, AlarmStep{alarm->id, now, system, alarm->state == "cleared" ? "ended" : "cleared", why});
  alarm->state = "cleared";
  alarm->ended_at = std::max(ended_at, alarm->began_at);
  update(in.db, *alarm);
  transaction.commit();
}

std::vector<Alarm> Store::exceedances(PointId point, std::string const& subject, std::string const& period, Time from, Time to) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Alarm> found;
  inside_->db.prepare("SELECT" + alarm_columns + "FROM alarm WHERE kind = 'exceedance' AND point = ? AND subject = ? AND period = ? "
                      "AND state <> 'withdrawn' AND began_at <= ? AND (ended_at = 0 OR ended_at >= ?) ORDER BY began_at, id")
      .with(point, subject, period, to, from)
      .each([&](sql::Row const& row) { found.push_back(alarm_of(row)); });
  return found;
}

Alarm Store::raise(Alarm alarm, Time now, std::string const& why) {
  CHECK(std::isfinite(alarm.value) && std::isfinite(alarm.limit), "an alarm's value and limit are finite");
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  sql::Transaction transaction(in.db);
  auto const over = alarm.ended_at != Time{};
  alarm.state = over ? "cleared" : "open";
  insert(in.db, alarm);
  in.note(alarm.id, now, "opened", "");
  if (over) in.note(alarm.id, now, "cleared", why);
  transaction.commit();
  return alarm;
}

std::optional<Alarm> Store::revise(Alarm const& alarm, Time now, std::string const& why) {
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  auto const before = in.by_id(alarm.id);
  CHECK(before.has_value(), "an alarm that is revised exists");
  auto const said = [](Alarm const& a) { return std::tie(a.began_at, a.last_at, a.ended_at, a.value, a.limit, a.unit, a.verdict); };
  if (said(*before) == said(alarm)) return std::nullopt;
  auto kept = alarm;
  kept.state = before->state;
  auto const was_over = before->ended_at != Time{}, is_over = kept.ended_at != Time{};
  sql::Transaction transaction(in.db);
  if (distance(kept) > distance(*before)) in.note_worsened(kept, now);
  if (is_over && !was_over) {
    in.note(kept.id, now, kept.state == "cleared" ? "ended" : "cleared", why);
    kept.state = "cleared";
  } else if (!is_over && kept.state == "cleared" && (was_over || kept.last_at > before->last_at)) {
    in.note(kept.id, now, "reopened", "");
    kept.state = "open";
  }
  update(in.db, kept);
  transaction.commit();
  return kept;
}

std::optional<base::FrameNumber> Store::judged_through() const {
  std::lock_guard const lock(inside_->mutex);
  std::optional<base::FrameNumber> found;
  inside_->db.prepare("SELECT through FROM judged").one([&](sql::Row const& row) { found = base::FrameNumber{row.integer(0)}; });
  return found;
}

void Store::set_judged_through(base::FrameNumber frame) {
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  inside_->db.prepare("DELETE FROM judged").run();
  inside_->db.prepare("INSERT INTO judged (through) VALUES (?)").with(frame.value).run();
  transaction.commit();
}

base::Result<Alarm> Store::withdraw(AlarmId id, std::string const& why, Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  auto alarm = in.by_id(id);
  if (!alarm) return no_alarm();
  if (alarm->state == "withdrawn") return base::Problem("conflict", "the alarm is withdrawn already", "id");
  sql::Transaction transaction(in.db);
  alarm->state = "withdrawn";
  if (alarm->ended_at == Time{}) alarm->ended_at = alarm->last_at;
  update(in.db, *alarm);
  insert(in.db, AlarmStep{id, now, system, "withdrawn", why});
  transaction.commit();
  return *alarm;
}

// ---- alarms: by a person ------------------------------------------------------------------------

base::Result<Alarm> Store::Inside::by_person(AlarmStep const& step) {
  auto const clears = step.step == "cleared";
  if (auto const ok = check_note(step.note, clears); !ok) return ok.error();
  std::lock_guard const lock(mutex);
  auto alarm = by_id(step.alarm);
  if (!alarm) return no_alarm();
  if (alarm->state == "cleared" || alarm->state == "withdrawn") {
    return base::Problem("conflict", "the alarm is " + alarm->state + " already", "id", "look at its history");
  }
  auto const before = std::exchange(alarm->state, step.step);
  sql::Transaction transaction(db);
  update(db, *alarm);
  insert(db, step);
  // The note stays with the alarm: it may name people, the journal does not.
  journal.write({.at = step.at, .who = step.who, .action = clears ? "alarm.clear" : "alarm.acknowledge",
                 .subject = subject_of(alarm->id),
                 .detail = trail::Detail().add("state", before, alarm->state).json()});
  transaction.commit();
  return *alarm;
}

base::Result<Alarm> Store::acknowledge(AlarmId id, std::string const& who, std::string const& note, Time now) {
  return inside_->by_person({.alarm = id, .at = now, .who = who, .step = "acknowledged", .note = note});
}

base::Result<Alarm> Store::clear(AlarmId id, std::string const& who, std::string const& note, Time now) {
  return inside_->by_person({.alarm = id, .at = now, .who = who, .step = "cleared", .note = note});
}

// ---- alarms: reads ------------------------------------------------------------------------------

std::vector<Alarm> Store::alarms(AlarmQuery const& query, std::size_t* matched) const {
  std::lock_guard const lock(inside_->mutex);
  if (matched != nullptr) *matched = count(inside_->db, query);
  return verdicts::find(inside_->db, query);
}

std::optional<Alarm> Store::alarm(AlarmId id) const {
  std::lock_guard const lock(inside_->mutex);
  return inside_->by_id(id);
}

std::vector<AlarmStep> Store::steps(AlarmId id) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<AlarmStep> found;
  inside_->db.prepare("SELECT at, who, step, note FROM alarm_step WHERE alarm = ? ORDER BY number")
      .with(id)
      .each([&](sql::Row const& row) {
        found.push_back({.alarm = id, .at = {row.integer(0)}, .who = std::string(row.text(1)),
                         .step = std::string(row.text(2)), .note = std::string(row.text(3))});
      });
  return found;
}

}  // namespace verdicts
