#pragma once
// Working days of China: weekends, the holidays the State Council announces each year and the weekend days that are worked
// instead (调休), one catalogue file a year. A year without its file is an error that says so, never a guess.
#include <map>
#include <string>
#include <vector>

#include "base/base.hpp"
#include "yaml/yaml.hpp"

namespace calendar {

struct Year {
  int year = 0;
  std::string document;                          // "国办发明电〔2024〕12号"
  std::string source;
  base::Day last_checked_on;
  bool recalled = false;                         // from memory, not read
  std::map<base::Day, std::string> holidays;     // free days, weekend days inside the holiday too, by name
  std::map<base::Day, std::string> worked;       // weekend days that are worked
};

class Calendar {
 public:
  /// catalog/calendar/<year>.yaml, all or nothing.
  static base::Result<Calendar> load(std::vector<yaml::File> const& files, std::vector<base::Problem>* problems = nullptr);
  /// Problems "no_calendar": that year has no file; how to mend it.
  base::Result<bool> is_workday(base::Day day) const;
  /// The day `count` working days after `from`; the day it begins is not counted (民法典 第二百零一条). 0: `from` itself, or the
  /// next working day if it is free. A count below 0 or beyond a century is "bad_count".
  base::Result<base::Day> add_workdays(base::Day from, int count) const;
  /// Calendar days; a deadline on a free day moves to the next working day (民法典 第二百零三条).
  base::Result<base::Day> add_days(base::Day from, int count) const;
  /// Working days after `from` up to and with `to`; negative when `to` lies before.
  base::Result<int> workdays_between(base::Day from, base::Day to) const;
  std::vector<Year> const& years() const { return years_; }

 private:
  Year const* find(base::Day day) const;
  std::vector<Year> years_;                      // by year
};

}  // namespace calendar
