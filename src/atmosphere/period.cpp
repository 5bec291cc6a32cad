// Months, quarters and years of a point or a district: HJ 663.
#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

constexpr int places_kept = 9;                   // of a mean before its own rounding: beyond any sum of hours
Decimal const hundred_percent(100, 0);

using Months = std::map<std::pair<int, int>, int>;          // year, month → days

std::pair<int, int> month_of(Day day) {
  auto const civil = base::to_beijing(base::start_of(day));
  return {civil.year, civil.month};
}

struct Work {
  catalog::Catalog const& catalog;
  PeriodOptions const& options;
  Day on;                                        // the day whose editions judge the period
  Rules rules;
  catalog::AirIndexRules const* under = nullptr; // for all days, when one edition is asked for
  std::vector<AirDay const*> days;
  std::deque<AirDay> changed;                    // of these days those that are not as they were given
  std::vector<std::pair<int, int>> months;       // of the days
  Evaluation& out;

  catalog::AirIndexRules const* rules_of(AirDay const& day) const { return under != nullptr ? under : catalog.air_index(day.day); }
};

bool covers(Event const& event, Day day) { return event.from <= day && day <= event.to; }

// What an event takes from a day; true when nothing is left of it.
bool take_events(std::vector<Event> const& events, AirDay& day) {
  bool touched = false;
  for (auto const& event : events) {
    if (!covers(event, day.day)) {
      continue;
    }
    if (event.pollutants.empty()) {
      return true;
    }
    for (auto const& pollutant : event.pollutants) {
      if (auto const at = pollutant_at(pollutant)) {
        day.values[*at].reset();
        touched = true;
      }
      if (pollutant == "O3") {
        day.ozone_hour.reset();                  // HJ 633-2012 would still read it
      }
    }
  }
  if (touched) {
    day.aqi.reset();                             // judged again out of what is left
  }
  return false;
}

// Days that an event takes as a whole are not due, whether there are data of them or not.
int days_taken(std::vector<Event> const& events, Day from, Day to) {
  int taken = 0;
  for (auto day = from; day <= to; ++day.number) {
    AirDay blank;
    blank.day = day;
    taken += take_events(events, blank) ? 1 : 0;
  }
  return taken;
}

std::vector<AirDay const*> days_of(Work& work, std::vector<AirDay> const& given) {
  std::map<Day, AirDay const*> by_day;
  for (auto const& day : given) {
    if (work.out.from <= day.day && day.day <= work.out.to) {
      by_day.insert_or_assign(by_day.end(), day.day, &day);   // at no cost where they come in order
    }
  }
  std::vector<AirDay const*> days;
  days.reserve(by_day.size());
  for (auto const& [day, kept] : by_day) {
    bool const touched = work.options.without != nullptr &&
                         std::any_of(work.options.without->begin(), work.options.without->end(), [day = day](auto const& event) { return covers(event, day); });
    // What the edition asked for judged already stands; judging a day is most of the work of a year.
    bool const judged = work.under == nullptr || (kept->aqi && work.catalog.air_index(day) == work.under);
    if (!touched && judged) {
      days.push_back(kept);
      continue;
    }
    AirDay copy = *kept;
    if (touched && take_events(*work.options.without, copy)) {
      continue;
    }
    bool const partly = kept->aqi && !copy.aqi;
    if (partly || !judged) {
      (void)judge_day(work.catalog, copy, work.rules_of(copy));   // without an index the day is not valid
    }
    days.push_back(&work.changed.emplace_back(std::move(copy)));
  }
  return days;
}

void count_days(Work& work) {
  auto& out = work.out;
  auto const good = work.rules.integer("评价", "优良天", "aqi_max");
  auto const heavy = work.rules.integer("评价", "重污染天", "aqi_above");
  int lacking = 0, without_ozone_hour = 0;
  for (auto const* kept : work.days) {
    auto const& day = *kept;
    auto const* rules = work.rules_of(day);
    if (!day.aqi || rules == nullptr) {
      continue;
    }
    ++out.days_valid;
    bool const reads_ozone_hour = std::find(rules->daily_inputs.begin(), rules->daily_inputs.end(), "O3_1h") != rules->daily_inputs.end();
    without_ozone_hour += reads_ozone_hour && day.values[*pollutant_at("O3")] && !day.ozone_hour ? 1 : 0;
    lacking += std::all_of(day.values.begin(), day.values.end(), [](auto const& value) { return value.has_value(); }) ? 0 : 1;
    out.good_days += good && *day.aqi <= *good ? 1 : 0;
    out.heavy_days += heavy && *day.aqi > *heavy ? 1 : 0;
    if (auto const* category = assess::category(*rules, *day.aqi)) {
      ++out.by_level[category->name];
    }
    for (auto const& pollutant : day.primary) {
      ++out.primary_days[pollutant];
    }
  }
  if (lacking > 0) {
    auto const days = std::to_string(lacking);
    work.rules.say("有效天数中 " + days + " 天缺项，按其余项目的AQI计 / " + days + " of the valid days lack a pollutant and count by the AQI of the others");
  }
  if (without_ozone_hour > 0) {
    auto const days = std::to_string(without_ozone_hour);
    work.rules.say("有效天数中 " + days + " 天无臭氧日最大1小时值，AQI未计该项 / of " + days +
                   " of the valid days the greatest hour of ozone is not known, the AQI counts without it");
  }
  if (auto const digits = work.rules.integer("修约", "优良率", "digits"); digits && good) {
    out.good_share = good_share(out.good_days, out.days_valid, *digits);
  }
}

std::string days_short(int valid, catalog::Validity const& needed, std::string const& when, std::string const& when_en) {
  auto const there = std::to_string(valid), asked = base::format_number(needed.at_least), rule = needed.source.standard + " " + needed.source.clause;
  return when + "有效日均值 " + there + " 天，要求至少 " + asked + " 天（" + rule + "） / " + there + " valid days" + when_en + ", asked for at least " + asked +
         " (" + rule + ")";
}

int days_in(std::pair<int, int> month) {
  auto const [year, number] = month;
  auto const next = number == 12 ? base::day_of(year + 1, 1, 1) : base::day_of(year, number + 1, 1);
  return next.number - base::day_of(year, number, 1).number;
}

// What the rule asks of a month. Of a season that begins or ends within a month, as many days may lack as in the whole one, where the catalogue says so.
catalog::Validity asked_of(Work& work, catalog::Validity needed, std::pair<int, int> month, int due) {
  auto const outside = days_in(month) - due;
  if (outside > 0 && work.rules.text("评价", work.out.form, "part_month") == "as_many_may_lack") {
    needed.at_least = std::max(1.0, needed.at_least - outside);
  }
  return needed;
}

// Enough days in every month that the period touches.
std::string short_month(Work& work, std::size_t pollutant, Months const& months, std::string const& code) {
  for (auto const& [month, due] : months) {
    bool const february = month.second == 2;
    auto const* rule = work.catalog.validity("ambient_air", code, february ? "year_february" : "year_month", work.on);
    auto const needed = rule == nullptr ? std::nullopt : std::optional(asked_of(work, *rule, month, due));
    int valid = 0;
    for (std::size_t i = 0; i < work.days.size(); ++i) {
      valid += work.days[i]->values[pollutant] && work.months[i] == month ? 1 : 0;
    }
    if (needed && valid < needed->at_least) {
      auto const name = std::to_string(month.first) + "-" + (month.second < 10 ? "0" : "") + std::to_string(month.second);
      return days_short(valid, *needed, name + " ", " in " + name);
    }
  }
  return {};
}

void weigh_days(Work& work, std::size_t pollutant, Months const& months, Statistic& statistic) {
  auto const* rules = work.catalog.air_index(work.on);
  auto const found = rules->factor_codes.find(statistic.pollutant);
  auto const code = found == rules->factor_codes.end() ? std::string() : found->second;
  auto const how = work.rules.text("评价", work.out.form, "validity");
  if (how == "year") {
    auto const* needed = work.catalog.validity("ambient_air", code, "year", work.on);
    if (needed != nullptr && statistic.days < needed->at_least) {
      statistic.refused = days_short(statistic.days, *needed, "", "");
    }
  }
  if (how.empty()) {
    statistic.refused = "天数要求未录入 / how many days are enough is not on file";
  } else if (statistic.refused.empty()) {
    statistic.refused = short_month(work, pollutant, months, code);
  }
  if (statistic.days == 0) {
    statistic.refused = "没有有效日均值 / no valid day";
  }
  statistic.enough = statistic.refused.empty();
}

std::vector<Decimal> values_of(Work const& work, std::size_t pollutant) {
  std::vector<Decimal> values;
  for (auto const* kept : work.days) {
    auto const& day = *kept;
    if (day.values[pollutant]) {
      values.push_back(*day.values[pollutant]);
    }
  }
  return values;
}

void find_limits(Work& work, std::size_t i, Statistic& statistic) {
  auto const limit_set = work.rules.text("评价", "", "limit_set");
  auto const same_all_along = [&](catalog::Limit const& limit, std::string const& averaging) {
    auto const* first = work.options.under ? &limit : limit_of(work.catalog, limit_set, i, averaging, work.out.from);
    if (first == nullptr || *first->high != *limit.high) {
      work.rules.say("时段内限值有变，按末日的限值 / limits change within the period, those of its last day are used");
    }
  };
  auto const* mean = work.rules.find("统计", statistic.pollutant, "mean");
  auto const* part = work.rules.find("统计", statistic.pollutant, "percentile");
  if (auto const* limit = mean == nullptr ? nullptr : limit_of(work.catalog, limit_set, i, mean->text, work.on)) {
    statistic.limit_mean = limit->high;
    same_all_along(*limit, mean->text);
    work.out.edition_air = limit->set.substr(0, limit->set.find('/'));
  }
  if (part != nullptr) {
    statistic.percent = part->number;
    if (auto const* limit = limit_of(work.catalog, limit_set, i, part->text, work.on)) {
      statistic.limit_percentile = limit->high;
      same_all_along(*limit, part->text);
    }
  }
}

// 占标率 and 超标倍数 of the value that is compared first; whether all that is compared is within its limit.
void compare(Work& work, Statistic& statistic, bool attainment) {
  bool const by_mean = statistic.limit_mean.has_value();
  auto const& value = by_mean ? statistic.mean : statistic.percentile;
  auto const& limit = by_mean ? statistic.limit_mean : statistic.limit_percentile;
  auto const digits = work.rules.integer("修约", "占标率", "digits");
  if (value && limit && *limit > Decimal() && digits) {
    auto const rounding = work.rules.text("修约", "占标率", work.options.share_rounding);
    work.out.share_digits = *digits;
    statistic.share = rounded_quotient(*value * hundred_percent, *limit, *digits, rounding);
    if (auto const places = work.rules.integer("修约", "超标倍数", "digits")) {
      statistic.times_over = times_over(*value, *limit, *places);
    }
  }
  if (!attainment || !statistic.enough) {
    return;
  }
  bool const has_mean = work.rules.find("统计", statistic.pollutant, "mean") != nullptr;
  bool attained = true, judged = true;
  for (auto const& [wanted, is, at_most] : {std::tuple(has_mean, statistic.mean, statistic.limit_mean),
                                            std::tuple(statistic.percent.has_value(), statistic.percentile, statistic.limit_percentile)}) {
    judged = judged && (!wanted || (is && at_most));
    attained = attained && (!wanted || !is || !at_most || *is <= *at_most);
  }
  // Above one limit is enough; within all of them takes all of them.
  if ((judged && (has_mean || statistic.percent)) || !attained) {
    statistic.attained = attained;
  }
}

Statistic statistic_of(Work& work, std::size_t i, Months const& months, bool attainment) {
  Statistic statistic;
  statistic.pollutant = name_of_pollutant(i);
  auto const values = values_of(work, i);
  statistic.days = static_cast<int>(values.size());
  weigh_days(work, i, months, statistic);
  find_limits(work, i, statistic);
  auto const digits = work.rules.integer("修约", statistic.pollutant, "digits");
  if (values.empty()) {
    return statistic;
  }
  Decimal sum;
  for (auto const& value : values) {
    sum = sum + value;
  }
  Decimal const count(statistic.days, 0);
  statistic.mean_exact = Decimal::divide(sum, count, places_kept);
  if (statistic.percent) {
    statistic.percentile_exact = percentile(values, *statistic.percent);
  }
  if (digits) {
    statistic.mean = Decimal::divide(sum, count, *digits);
    statistic.percentile = statistic.percentile_exact ? std::optional(statistic.percentile_exact->rounded(*digits)) : std::nullopt;
  }
  compare(work, statistic, attainment);
  return statistic;
}

void sum_up(Work& work) {
  auto& out = work.out;
  std::array<std::optional<Decimal>, pollutant_count> values;
  Rules composite(work.catalog, composite_edition(work.catalog, work.on), work.on);
  bool all = true, failed = false;
  out.enough = true;
  for (std::size_t i = 0; i < pollutant_count; ++i) {
    auto const& statistic = out.statistics[i];
    values[i] = composite.text("综合指数", statistic.pollutant, "statistic") == "mean" ? statistic.mean_exact : statistic.percentile_exact;
    out.enough = out.enough && statistic.enough;
    all = all && statistic.attained.has_value();
    failed = failed || (statistic.attained && !*statistic.attained);
  }
  if (failed || all) {
    out.attained = !failed;
  }
  auto made = composite_index(work.catalog, work.on, values);
  if (made) {
    out.composite = *std::move(made);
    out.edition_composite = out.composite->edition;
    for (auto const& note : out.composite->notes) {
      work.rules.say(note);
    }
  } else {
    out.composite_refused = made.error().detail;
  }
}

}  // namespace

base::Result<Evaluation> evaluate(catalog::Catalog const& catalog, std::string const& form, Day from, Day to, std::vector<AirDay> const& days,
                                  PeriodOptions const& options) {
  Evaluation out;
  out.from = from;
  out.to = to;
  out.form = form;
  out.days_due = to.number - from.number + 1;
  auto const on = options.under.value_or(to);
  auto const* edition = evaluation_edition(catalog, on);
  auto const* index = catalog.air_index(on);
  if (edition == nullptr || index == nullptr) {
    return assess::cannot_judge("当日没有现行版本 / no edition holds on " + base::format(on), edition == nullptr ? "HJ 663" : "HJ 633");
  }
  out.days_due -= options.without == nullptr ? 0 : days_taken(*options.without, from, to);
  Work work{catalog, options, on, Rules(catalog, edition, on), options.under ? index : nullptr, {}, {}, {}, out};
  work.days = days_of(work, days);
  out.edition_index = index->edition.id;
  out.edition_evaluation = edition->id;
  auto const* first = options.under ? index : catalog.air_index(from);
  if (first != nullptr && first != index) {
    work.rules.say("时段跨两个版本：日指数按各日的版本，限值按末日的版本 / two editions: days by their own, limits by the last day's (" +
                   first->edition.number + ", " + index->edition.number + ")");
  }
  count_days(work);
  for (auto const* kept : work.days) {
    auto const& day = *kept;
    work.months.push_back(month_of(day.day));
  }
  Months months;
  for (auto day = from; day <= to; ++day.number) {
    ++months[month_of(day)];
  }
  bool const attainment = work.rules.text("评价", form, "attainment") == "yes";
  for (std::size_t i = 0; i < pollutant_count; ++i) {
    out.statistics.push_back(statistic_of(work, i, months, attainment));
  }
  sum_up(work);
  out.basis = work.rules.basis;
  out.notes = work.rules.notes;
  return out;
}

}  // namespace atmosphere
