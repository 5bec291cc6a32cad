#pragma once
// What was judged: verdicts (with edition, clause and what they were made from) and alarms (one an episode).
// A verdict that changes is superseded, never overwritten; an alarm keeps every step of its history.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace sql {
class Database;
}
namespace trail {
class Journal;
}

namespace verdicts {

using base::AlarmId, base::PointId, base::Time;

struct Verdict {
  std::int64_t id = 0;               // set by the store
  PointId point;
  std::string subject;               // "aqi", or a factor code, with ":Zs" for converted values
  std::string period;                // "hour" | "day"
  Time start;
  std::string result;                // "ok" "exceeded" "excused" "invalid" "no_limit"; aqi: "ok" "incomplete" "invalid"
  double value = 0, limit = 0;       // limit 0 = none; for aqi value is the AQI (0 = NA)
  std::string unit;
  std::string excuse;                // "stopped" "maintenance" "calibration" "fault"
  std::string standard, clause;      // "GB 18918-2002", "表1"
  std::string detail;                // JSON: for aqi the IAQIs, primary pollutants, level; inputs and their revisions
  int revision = 0;
  Time judged_at;
};
/// How many verdicts in force of a point say `result`, in one span of time.
struct Tally {
  std::string subject, period, result;
  std::size_t span = 0;              // it begins at bounds[span] and ends before bounds[span + 1]
  std::int64_t count = 0;
};
enum class AlarmKind : std::uint8_t { exceedance, silence, offline, frozen, zero, jump };
std::string_view name_of(AlarmKind kind);
std::optional<AlarmKind> parse_alarm_kind(std::string_view name);

struct Alarm {
  AlarmId id;
  AlarmKind kind = AlarmKind::exceedance;
  PointId point;
  std::string subject;               // factor code; "" for offline
  std::string period;                // "hour" "day" of an exceedance, else ""
  std::string state;                 // "open" "acknowledged" "cleared" "withdrawn"
  Time began_at, last_at, ended_at;  // measured times; ended_at 0 = goes on (even if a person cleared it)
  double value = 0, limit = 0;       // the worst value of the episode and its limit
  std::string unit;
  std::string message;               // JSON: {"key": message id, values…}: the screen says it in its language
  base::FrameNumber frame;           // the frame that opened it
  std::int64_t verdict = 0;
};
/// Steps: opened, worsened, acknowledged, cleared, reopened, ended (after a person cleared it), withdrawn.
struct AlarmStep { AlarmId alarm; Time at; std::string who, step, note; };

struct AlarmQuery {
  std::vector<PointId> points;       // empty = all
  std::string state, kind;           // "" = all
  Time from{0}, to{0};               // began_at; 0 = open end
  std::string sort = "-began_at";    // see can_sort_by
  std::size_t skip = 0, most = 100;
};
/// began_at, last_at, kind, state or point, with "-" for the greatest first.
bool can_sort_by(std::string_view sort);

/// Serialized inside; safe from any thread.
class Store {
 public:
  Store(sql::Database& database, trail::Journal& journal);
  ~Store();
  /// Stores if it differs from the newest of the same point, subject, period, start; returns the one in force.
  Verdict put(Verdict verdict);
  std::vector<Verdict> put(std::vector<Verdict> verdicts);          // one transaction
  /// In force, from <= start < to, oldest first.
  std::vector<Verdict> find(PointId point, std::string const& subject, std::string const& period, Time from,
                            Time to) const;
  /// Start of the first and of the last one; nothing when there is none.
  std::optional<std::pair<Time, Time>> reach(PointId point, std::string const& subject, std::string const& period) const;
  /// Grows when a verdict on a day of the point is stored, on any day or on one of the `version_days` that `near` lies among: who keeps what he
  /// made of them asks whether it still holds. Counted since the start.
  std::uint64_t days_version(PointId point) const;
  std::uint64_t days_version(PointId point, base::Day near) const;
  static constexpr std::int32_t version_days = 32;   // from a day whose number they divide
  /// All revisions, the first one first.
  std::vector<Verdict> history(PointId point, std::string const& subject, std::string const& period, Time start) const;
  /// In force, of all points, newest first; "" = any result, any period.
  std::vector<Verdict> newest(std::string const& result, std::string const& period, std::size_t most) const;
  /// Of a point, counted by subject, period, span and result, in that order; `bounds` rise, two or more. Read a span at a
  /// time, so that who judges need not wait for years to be counted.
  std::vector<Tally> tally(PointId point, std::vector<Time> const& bounds) const;

  /// The alarm of that kind, point and subject whose episode goes on (ended_at 0), if any; its state may be "cleared".
  std::optional<Alarm> open_one(AlarmKind kind, PointId point, std::string const& subject) const;
  /// What a detector sees: makes it, or extends the episode that goes on or already covers its time: last_at, began_at,
  /// the value farthest from its limit. It stays cleared if a person cleared it.
  Alarm open(Alarm alarm, Time now);
  /// Exceedances follow from the verdicts in force, whatever order they came in. Those of a point, subject and period
  /// that are not withdrawn and touch [from, to], oldest first.
  std::vector<Alarm> exceedances(PointId point, std::string const& subject, std::string const& period, Time from, Time to) const;
  /// Makes the alarm of an episode, over already (ended_at is set) or not; `why` it is over.
  Alarm raise(Alarm alarm, Time now, std::string const& why);
  /// The episode of the alarm with this id is what is given: times, worst value and its verdict. One that goes on after a
  /// person cleared it is reopened. Nothing if nothing changed.
  std::optional<Alarm> revise(Alarm const& alarm, Time now, std::string const& why);
  /// The episode is over: state becomes cleared. Nothing if there is none.
  void end(AlarmKind kind, PointId point, std::string const& subject, Time ended_at, Time now, std::string const& why);
  /// Late data show that it was never true. Problems: "not_found", "conflict" (withdrawn already).
  base::Result<Alarm> withdraw(AlarmId id, std::string const& why, Time now);
  /// By a person, with a line in the trail. Problems: "not_found", "conflict" (cleared or withdrawn already), "invalid"
  /// (the note: clear() needs one).
  base::Result<Alarm> acknowledge(AlarmId id, std::string const& who, std::string const& note, Time now);
  base::Result<Alarm> clear(AlarmId id, std::string const& who, std::string const& note, Time now);
  std::vector<Alarm> alarms(AlarmQuery const& query, std::size_t* matched = nullptr) const;   // at most rows_max
  std::optional<Alarm> alarm(AlarmId id) const;
  std::vector<AlarmStep> steps(AlarmId id) const;
  /// Everything in frames up to this one is judged; nothing before it was first told.
  std::optional<base::FrameNumber> judged_through() const;
  void set_judged_through(base::FrameNumber frame);
  static constexpr std::size_t rows_max = 100'000, worsened_steps_max = 50, note_bytes_max = 4000;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace verdicts
