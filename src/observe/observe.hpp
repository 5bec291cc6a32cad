#pragma once
// Observations: series, rows, revisions, gaps and statistics, a projection of the evidence.
// A series is one quantity at one point of one kind. A row is appended once for each (series, time); a different
// value for the same time is a revision: readers see the newest, history keeps all; an equal one changes nothing.
// The number of the last frame applied is stored in the same transaction as its rows.
// Times of periods (minute, hour, day) are their START; real-time rows carry their instant.
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace columns {
class Database;
}

namespace observe {

using base::Time, base::Duration, base::SeriesId, base::PointId, base::FrameNumber;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

enum class Kind : std::uint8_t { realtime = 1, minute = 2, hour = 3, day = 4, manual = 5 };   // as sent (CN 2011 2051 2061 2031) or imported
std::string_view name_of(Kind kind);                       // "realtime" …
std::optional<Kind> parse_kind(std::string_view name);

struct SeriesKey {
  PointId point;
  std::string factor;    // official code ("w01018") or whatever the logger sends ("PM25")
  Kind kind = Kind::realtime;
  std::string variant;   // "" the value itself (Rtd, Avg, Info); "Zs" converted (折算); else the unknown suffix as sent
  friend auto operator<=>(SeriesKey const&, SeriesKey const&) = default;
};
struct Series { SeriesId id; SeriesKey key; };

struct Row {
  SeriesId series;
  Time at;
  double value = absent;                                  // Rtd or Avg
  double min = absent, max = absent, total = absent;      // Min, Max, Cou of 2051/2061/2031
  char flag = ' ';                                        // HJ 212 flag letter, ' ' when none was sent
  FrameNumber frame;
  int revision = 0;                                       // 0 first, 1 first correction … (filled when read)
};
/// What is not a number: Info texts, states, times.
struct Note { SeriesId series; Time at; std::string text; FrameNumber frame; };

struct Batch {
  std::vector<Row> rows;
  std::vector<Note> notes;
  FrameNumber last_frame;
};
/// An hour (Beijing-aligned) of a quantity whose rows changed.
struct Touched {
  PointId point;
  std::string factor;
  std::string variant;
  Kind kind;             // of the rows that changed
  Time hour;
  friend auto operator<=>(Touched const&, Touched const&) = default;
};
/// Of rows and notes together: `late` are those of the appended that are older than the newest of their series.
struct Applied { std::size_t appended = 0, revised = 0, repeated = 0, late = 0; std::vector<Touched> touched; };

struct Range { Time from, to; };                          // half open
struct Gap { Time from, to; std::int64_t missing = 0; };  // [from, to): `missing` rows were due
struct Rate {                                             // 数据传输率
  std::int64_t due = 0, received = 0, valid = 0;          // valid: flag counted as normal
  double transmitted() const { return due ? double(received) / double(due) : absent; }
};

/// What a period's statistic is made of, and how. The shares are data of a standard, given by the caller: who gives none wants everything that is due.
struct Rule {
  static constexpr std::int64_t hours_of_a_day = base::day_length / base::hour_length;
  std::string valid_flags = "N ";          // letters that count
  double hour_share_min = 1;               // of the due rows
  std::int64_t day_slots = hours_of_a_day; // equal parts of a day, each of which owes one hour: six where a station samples every four hours
  double day_slots_min = hours_of_a_day;   // of these, with a valid hour; or with `day_share_of_running`, a share (0–1) of those that ran
  bool day_share_of_running = false;
  std::string weight_factor;               // flow-weighted means (water): the factor that weighs, "" = arithmetic
};
enum class Period : std::uint8_t { hour = 1, day = 2 };
struct Statistic {
  PointId point;
  std::string factor, variant;
  Period period = Period::hour;
  Time start;
  double mean = absent, min = absent, max = absent, total = absent;
  std::int64_t due = 0, received = 0, valid_rows = 0;
  bool valid = false;                      // enough valid rows by the rule
  char flag = ' ';                         // the commonest abnormal flag, where flags account for what is not valid; else ' '
  Kind made_from = Kind::realtime;         // the finest kind that covers the hour
  double device = absent;                  // the logger's own 2061/2031 of the same period
  char device_flag = ' ';
  int revision = 0;
  FrameNumber last_frame;                  // newest frame that went into it
};

/// Hour means of many points by columns: of point p, factor f and hour h the number [(p × factors + f) × hours + h]; absent where no hour counts.
struct HourBlock {
  static constexpr std::size_t cells_max = 64'000'000;   // half a gigabyte
  std::size_t points = 0, factors = 0, hours = 0;
  std::vector<double> means;
  std::vector<std::int32_t> revisions;     // of each, -1 = none
  std::span<double const> of(std::size_t point, std::size_t factor) const { return {means.data() + (point * factors + factor) * hours, hours}; }
};

struct Options {
  Duration settle_after = std::chrono::hours(2);    // rows older than this are moved into sorted tables, hour by hour
  std::int64_t settle_step_rows = 500'000;          // moved or sorted at a time, about half a second
};

/// Writers: append, compute, settle, clear (one thread). Readers: any thread.
class Store {
 public:
  Store(columns::Database& database, Options options = {});
  ~Store();

  SeriesId series(SeriesKey const& key);                     // found or made (writer's thread)
  std::optional<SeriesId> find(SeriesKey const& key) const;
  std::optional<Series> series(SeriesId id) const;
  std::vector<Series> all_series(std::optional<PointId> point = {}) const;

  Applied append(Batch const& batch);
  FrameNumber applied() const;
  static FrameNumber applied_in(columns::Database& database);   // of a file that is only read
  /// Hours that rows of later frames lie in; of days (which no hour is made of) their first.
  std::vector<Touched> touched_since(FrameNumber frame) const;

  std::vector<Row> rows(SeriesId series, Range range, std::size_t most = 100'000) const;   // newest revisions, by time
  std::vector<Row> revisions(SeriesId series, Time at) const;                              // all, oldest first
  std::vector<Note> notes(SeriesId series, Range range, std::size_t most = 1000) const;
  std::optional<Row> latest(SeriesId series) const;                                        // by measured time
  std::vector<Row> latest_of(PointId point) const;
  /// Newest frames that gave rows at a point, newest first.
  std::vector<FrameNumber> frames_of(PointId point, Range range, std::size_t most) const;

  /// Counted in slots of `interval` from `range.from` on: a slot with a row is received. A part of a slot at the end is not due.
  std::vector<Gap> gaps(SeriesId series, Range range, Duration interval) const;
  Rate rate(SeriesId series, Range range, Duration interval, std::string const& valid_flags) const;
  /// The same of many series by one query, in the order asked.
  std::vector<Rate> rates(std::vector<SeriesId> const& series, Range range, Duration interval, std::string const& valid_flags) const;

  /// Computes the hour from the finest kind whose rows cover it (`hour_share_min`; else the one that covers most),
  /// stores it if it changed (a changed one is a new revision),
  /// and returns what is stored now. `interval` gives the due rows of each kind at that point.
  Statistic compute_hour(Touched const& what, Rule const& rule, std::function<Duration(Kind)> const& interval);
  std::vector<Statistic> compute_hours(std::vector<Touched> const& what, std::function<Rule(Touched const&)> const& rule,
                                       std::function<Duration(Touched const&, Kind)> const& interval);
  /// A statistic whose newer rows came while nothing newer than its period was known is replaced, not revised: the period
  /// was still growing. Weights are matched by time with valid rows of `weight_factor` at the same point.
  struct DayOf { PointId point; std::string factor, variant; base::Day day; };
  std::vector<Statistic> compute_days(std::vector<DayOf> const& what, std::function<Rule(DayOf const&)> const& rule);
  Statistic compute_day(PointId point, std::string const& factor, std::string const& variant, base::Day day, Rule const& rule);
  std::vector<Statistic> statistics(PointId point, std::string const& factor, std::string const& variant, Period period, Range range) const;
  /// Of every factor and variant of the point by one query; ordered by factor, variant, start.
  std::vector<Statistic> statistics(PointId point, Period period, Range range) const;
  std::vector<Statistic> statistic_revisions(PointId point, std::string const& factor, std::string const& variant, Period period, Time start) const;

  /// The valid hours of many points at once, without an object a row: for evaluations of years of many stations.
  void hours_of(std::vector<PointId> const& points, std::vector<std::string> const& factors, Range range, HourBlock& out) const;

  /// Moves old rows into tables sorted by series and time, and sorts those again when a day, month or year is over, so that
  /// reads stay fast; in bounded steps. `go_on` is asked before each, what was done stays when it says no. May run beside
  /// the writer's thread; call it once an hour.
  void settle(Time now, std::function<bool()> const& go_on = {});
  void clear();                                              // for a rebuild: series ids stay, rows and statistics go
  /// SHA-256 over all rows, revisions, notes and statistics in a fixed order.
  base::Digest digest() const;
  struct Size { std::uint64_t rows = 0, revisions = 0, statistics = 0, series = 0, file_bytes = 0; };
  Size size() const;
  void backup_to(std::string const& folder) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace observe
