#pragma once
// Observations + standards → statistics, verdicts and alarms; again when late data come; and the explanation of each.
// It holds no number of the law: limits, shares, break points and detector bounds come from the catalogue.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "observe/observe.hpp"
#include "points/points.hpp"
#include "verdicts/verdicts.hpp"

namespace judge {

using base::Day, base::Duration, base::PointId, base::Time;

struct Options {
  Duration hour_grace = std::chrono::minutes(5);      // an hour is closed so long after its end; late rows reopen it
  std::size_t dirty_hours_max = 500'000;              // more than that: the oldest are worked off first
  std::size_t hours_per_step_max = 20'000;
  std::size_t days_per_step_max = 5'000;
  Duration alarm_age_max = std::chrono::hours(72);    // older data are judged, but open no alarms
  Duration windows_first_look = std::chrono::hours(24 * 90);   // windows older than that are not judged again after a start
};

/// One air quality figure, hour or day, as screens and reports show it.
struct Air {
  PointId point;
  bool daily = false;
  Time start;
  assess::AirIndex index;
  std::map<std::string, double> values;               // "PM2.5" … in the table's units, as measured
  std::map<std::string, int> hours;                   // day: valid hours per pollutant
  std::optional<int> published;                       // the national centre's own figure, where imported
  int revision = 0;
};
/// A time in which an outlet is not judged, declared by who runs it and approved by the bureau.
struct Window {
  PointId point;
  Time from, to;                                      // half open
  std::string kind;                                   // "start_up" "shut_down" "stopped" "fault" "maintenance": becomes the verdict's excuse
  std::string ref;                                    // "record/operating_window/3"
  friend auto operator<=>(Window const&, Window const&) = default;
};
struct Step { std::string title, title_en, text, text_en; std::optional<assess::Basis> basis; };
struct Input {
  std::string factor, name, unit, rounded, note;
  double value = observe::absent;
  std::optional<int> iaqi;
  int hours = 0;
  base::FrameNumber frame;                            // newest evidence that went into it; explain(factor) opens its rows
};
struct Explanation {
  std::vector<Step> steps;
  std::vector<Input> inputs;                          // for aqi
  std::vector<observe::Row> rows;                     // for a factor: the rows of the period, all kinds that went in
  std::string valid_flags;
  std::optional<observe::Statistic> statistic;
  std::optional<verdicts::Verdict> verdict;
  std::vector<verdicts::Verdict> history;
  std::vector<assess::Basis> basis;
};
/// What a channel is doing now, for lists and the map.
struct ChannelState {
  std::string factor, variant;
  std::string state;                                  // normal exceeded excused stale silent unknown
  std::optional<observe::Row> latest;
  catalog::Limit const* limit = nullptr;              // in force now
};
struct PointState {
  PointId point;
  std::string state;                                  // exceeded alarm offline stopped maintenance normal archive unknown
  std::optional<Time> last_at;
  std::vector<ChannelState> channels;
  std::optional<Air> air;                             // newest hour of an air station
};

class Judge {
 public:
  struct Parts {
    catalog::Catalog const& catalog;
    points::Registry& registry;
    observe::Store& store;
    verdicts::Store& verdicts;
  };
  Judge(Parts parts, Options options = {});
  ~Judge();

  /// The projector's thread: real-time detectors (frozen, zero, jump, silence ends, offline ends) and hours to compute again.
  void observed(observe::Batch const& batch, observe::Applied const& applied, Time now);
  /// Same thread, about once a second: closes hours and days, computes dirty ones (bounded), looks for silence and offline.
  /// Returns alarms that were opened, worsened or ended since the last call.
  std::vector<verdicts::Alarm> tick(Time now);
  /// Same thread. Computes everything of a point again (after an import, a registration, a changed limit).
  void rejudge(PointId point, observe::Range range, Time now);
  /// Any thread: the same at the next tick, for what changed by a person's hand (a limit, a unit).
  void rejudge_soon(PointId point, observe::Range range);
  /// Any thread: all windows in force (an empty list: none). What one that came, went or changed covers is judged again at the next tick; hours
  /// they cover so far that too little is left for a valid mean are excused, days are judged by their other hours.
  void set_windows(std::vector<Window> windows);
  std::vector<Window> windows(PointId point, observe::Range range) const;   // any thread
  /// Whom to tell what was computed again, so that what is made of it follows: a point, a factor ("aqi" = the index) and a day. Set before the first
  /// tick; called on the projector's thread, before the frames it came in are noted as judged.
  using Changed = std::function<void(PointId, std::string const& factor, Day)>;
  void on_changed(Changed tell);
  bool idle() const;                                  // any thread: nothing dirty whose hour or day is closed by the last tick

  /// Readers, any thread.
  std::vector<Air> air(PointId point, bool daily, Time from, Time to) const;
  std::vector<PointState> states(Time now) const;
  base::Result<Explanation> explain(PointId point, std::string const& subject, std::string const& variant,
                                    observe::Period period, Time start) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// "a34004" ↔ "PM2.5": the six pollutants of the air quality index.
std::string_view pollutant_of(std::string_view factor);   // "" when it is none of the six
std::string_view factor_of(std::string_view pollutant);

}  // namespace judge
