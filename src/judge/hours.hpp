#pragma once
// Private: hours and days that must be computed again, worked off in order of time: statistics, then verdicts, then alarms.
#include <map>
#include <optional>
#include <set>

#include "judge/air.hpp"
#include "judge/factors.hpp"

namespace judge {

struct HourTask {
  Time hour;
  PointId point;
  std::string factor, variant;
  friend auto operator<=>(HourTask const&, HourTask const&) = default;
};
struct DayTask {
  base::Day day;
  PointId point;
  std::string factor, variant;
  friend auto operator<=>(DayTask const&, DayTask const&) = default;
};

class Hours {
 public:
  struct Parts {
    catalog::Catalog const& catalog;
    observe::Store& store;
    verdicts::Store& verdicts;
    AlarmDesk& desk;
    Windows const& windows;
    Options options;
  };
  explicit Hours(Parts parts);
  void on_changed(Judge::Changed tell) { tell_ = std::move(tell); }
  /// `first` is the frame since which the hour is to be computed.
  void mark(HourTask task, base::FrameNumber first);
  void mark(DayTask task, base::FrameNumber first);
  /// The earliest of these frames, nothing when all is computed.
  std::optional<base::FrameNumber> waits_since() const;
  std::size_t dirty() const { return hours_.size(); }
  /// A bounded share of what is closed.
  void step(Snapshot const& places, Time now);
  bool anything_closed(Time now) const;
  /// Everything of a point in a range, at once.
  void again(Place const& place, observe::Range range, Time now);

 private:
  using HourTasks = std::map<HourTask, base::FrameNumber>;
  using DayTasks = std::map<DayTask, base::FrameNumber>;

  bool closed(HourTask const& task, Time now) const { return task.hour + base::hour_length + parts_.options.hour_grace <= now; }
  bool closed(DayTask const& task, Time now) const {
    return base::start_of(task.day) + base::day_length + parts_.options.hour_grace <= now;
  }
  HourTasks all_hours(Place const& place, observe::Range range) const;
  DayTasks imported_days(Place const& place, observe::Range range) const;
  void compute(HourTasks const& tasks, Snapshot const& places, Time now);
  void compute_days(DayTasks const& tasks, Snapshot const& places, Time now);
  void judge_hours(Place const& place, std::vector<observe::Statistic> const& statistics, Time now);
  void judge_days(Place const& place, std::vector<observe::Statistic> const& statistics, Time now);
  std::vector<Judged> judge_air_days(Place const& place, std::vector<observe::Statistic> const& statistics, Time now) const;
  std::vector<Judged> judge_air_hours(Place const& place, StatisticTable& table, std::set<Time> const& starts, Time now) const;
  struct Tables { StatisticTable& own; StatisticTable& hours; };   // of the period judged, and of hours
  std::vector<Judged> judge_channels(Place const& place, Tables tables, std::vector<observe::Statistic> const& touched, Time now) const;
  std::vector<Judged> superseded_plain(FactorCase const& of, observe::Period period, std::set<Time> const& by_converted, Time now) const;
  void put(Place const& place, std::vector<Judged> judged, Time now);
  void tell(Place const& place, std::vector<observe::Statistic> const& statistics) const;

  Parts parts_;
  Exceedances exceedances_;
  Judge::Changed tell_;
  HourTasks hours_;
  DayTasks days_;
};

}  // namespace judge
