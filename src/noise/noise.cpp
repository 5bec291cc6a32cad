// Zones, levels of a day, means of an area.
#include "noise/noise.hpp"

#include <cmath>

#include "noise/inside.hpp"

namespace noise {

using assess::Rulebook, assess::cannot_judge, base::Problem, base::Result;

// Places kept between a mean of energies and its one rounding.
constexpr int places_kept = 9;

std::string zone_name(std::string_view zone) { return std::string(zone) + (zone.ends_with("类") ? "" : "类"); }

base::Outcome check_level(Rulebook& rules, Decimal level) {
  auto const lowest = rules.number("结果", "声级", "lowest");
  auto const highest = rules.number("结果", "声级", "highest");
  if (!lowest || !highest) {
    return lowest ? highest.error() : lowest.error();
  }
  if (level < *lowest || *highest < level) {
    return cannot_judge("声级 " + level.to_string() + " dB(A) 不是可能的测量值 / " + level.to_string() + " dB(A) is no level that can be measured", "GB 3096");
  }
  return base::Done{};
}

base::Outcome check_level(catalog::Catalog const& catalog, Decimal level, Day on) {
  auto rules = Rulebook::open(catalog, "GB 3096", on);
  return rules ? check_level(*rules, level) : rules.error();
}

namespace {

Result<Decimal> rounded(Rulebook& rules, std::string_view table, std::string_view subject, double exact) {
  auto const digits = rules.number(table, subject, "digits");
  if (!digits) {
    return digits.error();
  }
  return Decimal::from_double(exact, places_kept).rounded(static_cast<int>(digits->to_double()));
}

std::string_view word_of(Period period) { return period == Period::day ? "昼间" : "夜间"; }

Result<Mean> graded(Rulebook rules, std::string_view what, Period period, double exact) {
  Mean mean;
  mean.exact = exact;
  auto const value = rounded(rules, "统计", "均值", exact);
  if (!value) {
    return value.error();
  }
  mean.value = *value;
  auto const grade = rules.grade(std::string(what) + "·" + std::string(word_of(period)), mean.value);
  if (!grade) {
    return grade.error();
  }
  mean.rank = (*grade)->rank;
  mean.grade = (*grade)->name;
  mean.grade_en = (*grade)->name_en;
  mean.colour = (*grade)->colour;
  mean.basis = rules.basis();
  mean.notes = rules.notes();
  return mean;
}

double energy(double level) { return std::pow(10.0, level / 10.0); }

// Day and night weighted by their hours, the night with its penalty.
double day_night_of(double day, double night, DayTimes times, double penalty) {
  return 10.0 * std::log10((times.day_hours() * energy(day) + times.night_hours() * energy(night + penalty)) / 24.0);
}

base::Outcome finish(catalog::Catalog const& catalog, Rulebook& zone_rules, Levels& levels, Day on) {
  auto rules = Rulebook::open(catalog, "HJ 640", on);
  if (!rules) {
    return rules.error();
  }
  if (levels.day && levels.night) {
    auto const penalty = rules->number("统计", "Ldn", "night_penalty");
    if (!penalty) {
      return penalty.error();
    }
    levels.night_penalty = *penalty;
    levels.day_night = day_night_of(*levels.day, *levels.night, levels.times, penalty->to_double());
  }
  for (auto const& [exact, shown] : {std::pair{&levels.day, &levels.day_shown}, std::pair{&levels.night, &levels.night_shown},
                                     std::pair{&levels.day_night, &levels.day_night_shown}}) {
    if (*exact) {
      auto const value = rounded(*rules, "统计", "均值", **exact);
      if (!value) {
        return value.error();
      }
      *shown = *value;
    }
  }
  zone_rules.take(*rules);
  levels.basis = zone_rules.basis();
  levels.notes = zone_rules.notes();
  return base::Done{};
}

Result<DayTimes> times_of(Rulebook& rules) {
  auto const from = rules.number("时段", "昼间", "from_hour");
  auto const to = rules.number("时段", "昼间", "to_hour");
  if (!from || !to) {
    return from ? to.error() : from.error();
  }
  return DayTimes{static_cast<int>(from->to_double()), static_cast<int>(to->to_double())};
}

Result<DayTimes> times_of(Rulebook& rules, DayTimes const* other) {
  if (other == nullptr) {
    return times_of(rules);
  }
  if (other->from < 0 || other->to > 24 || other->from >= other->to || other->night_hours() == 0) {
    return cannot_judge("昼间时段须在一天之内且留有夜间 / the day must lie within the clock and leave a night", "GB 3096 3.4");
  }
  rules.note("昼夜时段由当地政府规定 / hours of day and night as the county set them");
  return *other;
}

std::string too_few(std::string_view period, std::string_view period_en, int there, int wanted) {
  auto const has = std::to_string(there), needs = std::to_string(wanted);
  return std::string(period) + "只有 " + has + " 个小时值，需要 " + needs + " 个 / " + has + " hours of the " + std::string(period_en) + ", " + needs + " are needed";
}

}  // namespace

Result<DayTimes> day_times(catalog::Catalog const& catalog, Day on) {
  auto rules = Rulebook::open(catalog, "GB 3096", on);
  return rules ? times_of(*rules) : Result<DayTimes>(rules.error());
}

Result<ZoneVerdict> judge_zone(catalog::Catalog const& catalog, std::string_view zone, Measured const& measured, Day on) {
  auto rules = Rulebook::open(catalog, "GB 3096", on);
  if (!rules) {
    return rules.error();
  }
  ZoneVerdict verdict;
  verdict.zone = zone_name(zone);
  struct Row { char const* period; char const* factor; char const* averaging; std::optional<Decimal> const& value; Decimal& limit; };
  for (auto const& row : {Row{"day", "Ld", "daytime", measured.day, verdict.limit_day}, Row{"night", "Ln", "night", measured.night, verdict.limit_night},
                          Row{"burst", "LMx", "night_burst", measured.burst, verdict.limit_burst}}) {
    auto const limit = rules->limit(verdict.zone, row.factor, row.averaging);
    if (!limit || *limit == nullptr || !(*limit)->high) {
      return limit ? cannot_judge("没有 " + verdict.zone + " 声环境功能区 / there is no such zone", "GB 3096 5.1") : limit.error();
    }
    row.limit = *(*limit)->high;
    if (row.value) {
      if (auto const possible = check_level(*rules, *row.value); !possible) {
        return possible.error();
      }
      bool const met = *row.value <= row.limit;
      verdict.verdicts.push_back({row.period, *row.value, row.limit, met});
      verdict.met = verdict.met && met;
    }
  }
  if (verdict.verdicts.empty()) {
    return cannot_judge("没有昼间、夜间或突发噪声的测量值 / nothing was measured", "GB 3096 5");
  }
  verdict.basis = rules->basis();
  verdict.notes = rules->notes();
  return verdict;
}

double energy_mean(std::vector<Decimal> const& levels) {
  CHECK(!levels.empty(), "a mean is of something");
  double sum = 0;
  for (auto const& level : levels) {
    sum += energy(level.to_double());
  }
  return 10.0 * std::log10(sum / static_cast<double>(levels.size()));
}

Result<Levels> levels_of_day(catalog::Catalog const& catalog, Hours const& hours, Day on, DayTimes const* other) {
  auto rules = Rulebook::open(catalog, "GB 3096", on);
  if (!rules) {
    return rules.error();
  }
  auto const times = times_of(*rules, other);
  if (!times) {
    return times.error();
  }
  Levels levels;
  levels.times = *times;
  std::vector<Decimal> by_day, by_night;
  for (std::size_t hour = 0; hour < hours.size(); ++hour) {
    if (hours[hour]) {
      if (auto const possible = check_level(*rules, *hours[hour]); !possible) {
        return possible.error();
      }
      (times->is_day(static_cast<int>(hour)) ? by_day : by_night).push_back(*hours[hour]);
    }
  }
  levels.hours_of_day = static_cast<int>(by_day.size());
  levels.hours_of_night = static_cast<int>(by_night.size());
  if (levels.hours_of_day == times->day_hours()) {
    levels.day = energy_mean(by_day);
  } else {
    levels.refused_day = too_few("昼间", "day", levels.hours_of_day, times->day_hours());
  }
  if (levels.hours_of_night == times->night_hours()) {
    levels.night = energy_mean(by_night);
  } else {
    levels.refused_night = too_few("夜间", "night", levels.hours_of_night, times->night_hours());
  }
  if (!levels.day && !levels.night) {
    return cannot_judge(levels.refused_day + "；" + levels.refused_night, "GB 3096 3.4");
  }
  auto const done = finish(catalog, *rules, levels, on);
  return done ? Result<Levels>(std::move(levels)) : done.error();
}

Result<Levels> levels_of(catalog::Catalog const& catalog, std::optional<Decimal> day, std::optional<Decimal> night, Day on, DayTimes const* other) {
  auto rules = Rulebook::open(catalog, "GB 3096", on);
  if (!rules) {
    return rules.error();
  }
  auto const times = times_of(*rules, other);
  if (!times) {
    return times.error();
  }
  Levels levels;
  levels.times = *times;
  for (auto const& level : {day, night}) {
    auto const possible = level ? check_level(*rules, *level) : base::Outcome(base::Done{});
    if (!possible) {
      return possible.error();
    }
  }
  if (!day && !night) {
    return cannot_judge("没有昼间或夜间等效声级 / neither level is given", "GB 3096 3.4");
  }
  levels.day = day ? std::optional(day->to_double()) : std::nullopt;
  levels.night = night ? std::optional(night->to_double()) : std::nullopt;
  auto const done = finish(catalog, *rules, levels, on);
  return done ? Result<Levels>(std::move(levels)) : done.error();
}

Result<Mean> area_mean(catalog::Catalog const& catalog, Period period, std::vector<Decimal> const& points, Day on) {
  auto rules = Rulebook::open(catalog, "HJ 640", on);
  if (!rules) {
    return rules.error();
  }
  if (points.empty()) {
    return cannot_judge("没有网格点测量值 / no point of the grid was measured", "HJ 640");
  }
  double sum = 0;
  for (auto const& level : points) {
    if (auto const possible = check_level(catalog, level, on); !possible) {
      return possible.error();
    }
    sum += level.to_double();
  }
  return graded(std::move(*rules), "区域", period, sum / static_cast<double>(points.size()));
}

Result<Mean> road_mean(catalog::Catalog const& catalog, Period period, std::vector<Section> const& sections, Day on) {
  auto rules = Rulebook::open(catalog, "HJ 640", on);
  if (!rules) {
    return rules.error();
  }
  double sum = 0;
  double length = 0;
  for (auto const& section : sections) {
    if (auto const possible = check_level(catalog, section.level, on); !possible) {
      return possible.error();
    }
    if (section.length <= Decimal()) {
      return cannot_judge("路段长度须大于零 / a section of road has a length", "HJ 640");
    }
    sum += section.length.to_double() * section.level.to_double();
    length += section.length.to_double();
  }
  if (sections.empty()) {
    return cannot_judge("没有道路测量值 / no road was measured", "HJ 640");
  }
  auto mean = graded(std::move(*rules), "道路", period, sum / length);
  if (mean) {
    mean->length = length;
  }
  return mean;
}

Result<Decimal> share_met(catalog::Catalog const& catalog, std::size_t met, std::size_t of, Day on) {
  auto rules = Rulebook::open(catalog, "HJ 640", on);
  if (!rules) {
    return rules.error();
  }
  auto const digits = rules->number("统计", "达标率", "digits");
  if (!digits) {
    return digits.error();
  }
  if (of == 0) {
    return cannot_judge("没有监测点次 / nothing was measured", "HJ 640");
  }
  return Decimal::divide(Decimal(static_cast<std::int64_t>(met) * 100, 0), Decimal(static_cast<std::int64_t>(of), 0), static_cast<int>(digits->to_double()));
}

}  // namespace noise
