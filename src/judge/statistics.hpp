#pragma once
// Private: statistics of one point over a range, read from the store at most once and only when something is asked that was not given.
#include <unordered_map>

#include "judge/judge.hpp"

namespace judge {

class StatisticTable {
 public:
  struct Of { PointId point; observe::Period period; observe::Range range; };
  StatisticTable(observe::Store const& store, Of of) : store_(store), of_(of) {}
  /// One that was just computed: newer than anything read.
  void give(observe::Statistic statistic);
  observe::Statistic const* find(std::string const& factor, std::string const& variant, Time start);
  PointId point() const { return of_.point; }

 private:
  struct Column { std::unordered_map<std::int64_t, observe::Statistic> rows; };
  observe::Store const& store_;
  Of of_;
  bool loaded_ = false;
  std::map<std::pair<std::string, std::string>, Column> columns_;
};

/// Whether anything of that quantity was ever received at the point.
bool has_series(observe::Store const& store, PointId point, std::string const& factor, std::string const& variant);

/// How hours and days of a point become statistics: validity of the standard in force, flags of the logger's edition.
observe::Rule hour_rule(catalog::Catalog const& catalog, struct Place const& place, std::string const& factor, base::Time hour);
/// The rule in force for hours or days of that factor; of what no standard speaks, the platform's own. nullptr: none.
catalog::Validity const* validity_of(catalog::Catalog const& catalog, struct Place const& place, std::string const& factor, std::string_view period,
                                     base::Day on);
struct DayRuleOf { catalog::Catalog const& catalog; observe::Store const& store; struct Place const& place; };
observe::Rule day_rule(DayRuleOf const& of, std::string const& factor, base::Day on);

}  // namespace judge
