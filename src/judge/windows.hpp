#pragma once
// Private: declared windows of operation, and what they leave of an hour or a day to be judged.
#include <mutex>

#include "judge/places.hpp"
#include "judge/statistics.hpp"

namespace judge {

/// All windows in force, by point and begin.
class WindowSet {
 public:
  explicit WindowSet(std::vector<Window> all);
  /// Those that touch the range.
  std::vector<Window> of(PointId point, observe::Range range) const;
  std::vector<Window> const& all() const { return all_; }

 private:
  std::vector<Window> all_;    // sorted
};

/// Set by any thread, taken over by the writer's thread between two steps.
class Windows {
 public:
  void ask(std::vector<Window> all);
  /// Writer's thread: takes over what was asked; returns what must be judged again.
  std::vector<std::pair<PointId, observe::Range>> take(Time now, Duration first_look);
  std::shared_ptr<WindowSet const> now() const;

 private:
  mutable std::mutex mutex_;
  std::optional<std::vector<Window>> asked_;
  std::shared_ptr<WindowSet const> set_ = std::make_shared<WindowSet>(std::vector<Window>());
  bool first_ = true;
};

/// The rule that lets a kind of window excuse on a day; nullptr: none, so it does not.
catalog::Parameter const* excusing_rule(catalog::Catalog const& catalog, std::string const& kind, base::Day on);
Duration covered(std::vector<Window> const& windows, observe::Range range);

/// What of a period is judged.
struct JudgedPart {
  observe::Statistic statistic;         // of a day without the hours that windows cover
  std::vector<Window> windows;          // that touch the period and excuse by the rule of its day
  bool excused = false;                 // windows leave nothing that could be judged
  int left_out = 0, running = 0;        // hours of a day; running 0 = as observed
};
struct PartOf {
  catalog::Catalog const& catalog;
  observe::Store const& store;
  Place const& place;
  WindowSet const& windows;
  StatisticTable& hours;                // of the same point, for days
};
JudgedPart judged_part(PartOf const& of, observe::Statistic const& statistic);

}  // namespace judge
