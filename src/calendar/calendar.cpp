#include "calendar/calendar.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace calendar {
namespace {

constexpr std::string_view guide = "catalog/calendar/README.md";
constexpr int holiday_days_max = 31;   // one holiday
constexpr int holidays_max = 40;       // a year
constexpr int worked_max = 10;         // for one holiday
constexpr int count_max = 36'525;      // days of a deadline: a century

int year_of(base::Day day) {
  return base::to_beijing(base::start_of(day)).year;
}

bool is_weekend(base::Day day) {
  int const weekday = ((day.number + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; Monday is 0
  return weekday >= 5;
}

base::Day next(base::Day day) {
  return {day.number + 1};
}

base::Problem no_calendar(int year) {
  auto const name = std::to_string(year);
  return base::Problem("no_calendar", "the working days of " + name + " are not known", "calendar/" + name + ".yaml",
                       "write the State Council's notice for " + name + " into that file of the catalogue, see " + std::string(guide));
}

base::Outcome check_count(int count) {
  if (count < 0 || count > count_max) {
    return base::Problem("bad_count", "a deadline of " + std::to_string(count) + " days cannot be counted", "",
                         "give 0 to " + std::to_string(count_max));
  }
  return base::Done{};
}

/// Puts a day into `days` unless it is not of this year or stands already.
void put(Year& year, std::map<base::Day, std::string>& days, base::Day day, std::string const& name, yaml::Leaf const& leaf) {
  if (year_of(day) != year.year) {
    leaf.fault("day_of_other_year", base::format(day) + " is not in " + std::to_string(year.year), "a day stands in the file of its own year");
  } else if (year.holidays.contains(day) || year.worked.contains(day)) {
    leaf.fault("day_twice", base::format(day) + " stands twice");
  } else {
    days.emplace(day, name);
  }
}

void read_worked(Year& year, yaml::Leaf const& holiday, std::string const& name) {
  auto const worked = holiday.items("worked");
  if (worked.size() > worked_max) {
    holiday.fault("too_many_days", "more than " + std::to_string(worked_max) + " days are worked for one holiday");
    return;
  }
  for (auto const& item : worked) {
    auto const day = base::parse_day(item.text());
    if (!day) {
      item.fault("bad_date", day.error().detail, "write 2026-03-01");
    } else if (!is_weekend(*day)) {
      item.fault("not_a_weekend", base::format(*day) + " is worked anyway: it is no Saturday and no Sunday");
    } else {
      put(year, year.worked, *day, name, item);
    }
  }
}

void read_holiday(Year& year, yaml::Leaf const& holiday) {
  holiday.only({"name", "from", "to", "days", "worked"});
  auto const name = holiday.text("name");
  auto const from = holiday.day("from");
  auto const to = holiday.day("to");
  auto const days = holiday.integer("days");
  if (from && to) {
    auto const length = to->number - from->number + 1;
    if (length < 1 || length > holiday_days_max) {
      holiday.fault("bad_holiday", "from " + base::format(*from) + " to " + base::format(*to) + " is no holiday",
                    "give 1 to " + std::to_string(holiday_days_max) + " days");
    } else {
      if (days && *days != length) {
        holiday.fault("bad_day_count", "the holiday has " + std::to_string(length) + " days, not " + std::to_string(*days));
      }
      for (auto day = *from; day <= *to; day = next(day)) {
        put(year, year.holidays, day, name, holiday);
      }
    }
  }
  read_worked(year, holiday, name);
}

std::optional<Year> read_year(yaml::File const& file, yaml::Problems& problems) {
  auto const root = yaml::Leaf::parse(file, problems, guide);
  if (!root) {
    return std::nullopt;
  }
  root->only({"year", "document", "issued_on", "source", "last_checked", "evidence", "holidays"});
  Year year;
  auto const number = root->integer("year");
  year.year = number.value_or(0);
  year.document = root->text("document");
  root->day("issued_on", false);
  year.source = root->text("source");
  year.last_checked_on = root->day("last_checked").value_or(base::Day{});
  auto const evidence = root->text("evidence");
  year.recalled = evidence == "recalled";
  if (!evidence.empty() && evidence != "read" && evidence != "recalled") {
    root->find("evidence")->fault("bad_choice", "'evidence' is read or recalled, not '" + evidence + "'");
  }
  if (number && !file.path.ends_with("/" + std::to_string(*number) + ".yaml")) {
    root->find("year")->fault("bad_file_name", "the file of " + std::to_string(*number) + " is named otherwise",
                              "name it calendar/" + std::to_string(*number) + ".yaml");
  }
  auto const holidays = root->items("holidays");
  if (holidays.empty() || holidays.size() > holidays_max) {
    root->fault("bad_holidays", "a year has 1 to " + std::to_string(holidays_max) + " holidays");
    return std::nullopt;
  }
  if (!number) {
    return std::nullopt;  // every day would be of another year
  }
  for (auto const& holiday : holidays) {
    read_holiday(year, holiday);
  }
  return year;
}

}  // namespace

base::Result<Calendar> Calendar::load(std::vector<yaml::File> const& files, std::vector<base::Problem>* problems) {
  Calendar calendar;
  yaml::Problems found;
  for (auto const& file : files) {
    auto year = read_year(file, found);
    if (!year) {
      continue;
    }
    auto const at = std::lower_bound(calendar.years_.begin(), calendar.years_.end(), year->year,
                                     [](Year const& one, int number) { return one.year < number; });
    if (at != calendar.years_.end() && at->year == year->year) {
      found.add("year_twice", "the year " + std::to_string(year->year) + " has two files", file.path + ":1", "remove one");
      continue;
    }
    calendar.years_.insert(at, std::move(*year));
  }
  if (problems != nullptr) {
    *problems = found.found;
  }
  if (!found.found.empty()) {
    return found.found.front();
  }
  return calendar;
}

Year const* Calendar::find(base::Day day) const {
  auto const wanted = year_of(day);
  auto const at = std::find_if(years_.begin(), years_.end(), [wanted](Year const& year) { return year.year == wanted; });
  return at == years_.end() ? nullptr : &*at;
}

base::Result<bool> Calendar::is_workday(base::Day day) const {
  auto const* year = find(day);
  if (year == nullptr) {
    return no_calendar(year_of(day));
  }
  return is_weekend(day) ? year->worked.contains(day) : !year->holidays.contains(day);
}

base::Result<base::Day> Calendar::add_workdays(base::Day from, int count) const {
  if (auto const checked = check_count(count); !checked) {
    return checked.error();
  }
  auto day = count == 0 ? from : next(from);
  for (int left = std::max(count, 1);; day = next(day)) {  // ends: a year without its file ends it at the latest
    auto const worked = is_workday(day);
    if (!worked) {
      return worked.error();
    }
    if (*worked && --left == 0) {
      return day;
    }
  }
}

base::Result<base::Day> Calendar::add_days(base::Day from, int count) const {
  if (auto const checked = check_count(count); !checked) {
    return checked.error();
  }
  return add_workdays({from.number + count}, 0);
}

base::Result<int> Calendar::workdays_between(base::Day from, base::Day to) const {
  auto const [first, last] = std::minmax(from, to);
  int count = 0;
  for (auto day = next(first); day <= last; day = next(day)) {  // ends: as above
    auto const worked = is_workday(day);
    if (!worked) {
      return worked.error();
    }
    count += *worked ? 1 : 0;
  }
  return to < from ? -count : count;
}

}  // namespace calendar
