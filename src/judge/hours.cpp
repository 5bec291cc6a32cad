#include "judge/hours.hpp"

#include <algorithm>
#include <cmath>

namespace judge {
namespace {

constexpr std::size_t rows_a_read = 100'000;
constexpr std::string_view converted = "Zs";

// Tasks at the front that are closed, at most so many.
template <typename Tasks, typename Closed>
Tasks take(Tasks& from, std::size_t most, Closed const& closed) {
  Tasks taken;
  while (!from.empty() && taken.size() < most && closed(from.begin()->first)) {
    taken.insert(taken.end(), from.extract(from.begin()));
  }
  return taken;
}

template <typename Tasks>
void add(Tasks& to, typename Tasks::key_type task, base::FrameNumber first) {
  auto const [at, is_new] = to.emplace(std::move(task), first);
  at->second = std::min(at->second, first);
}

// Only what has statistics of its own: the value and its converted form.
bool is_judged(std::string const& variant) { return variant.empty() || variant == converted; }

observe::Range spanned(std::vector<observe::Statistic> const& statistics, Duration length) {
  auto const [first, last] = std::minmax_element(statistics.begin(), statistics.end(),
                                                 [](auto const& a, auto const& b) { return a.start < b.start; });
  return {first->start, last->start + length};
}

}  // namespace

Hours::Hours(Parts parts)
    : parts_(parts), exceedances_({parts.catalog, parts.verdicts, parts.desk, parts.options.alarm_age_max}) {}

void Hours::mark(HourTask task, base::FrameNumber first) {
  if (is_judged(task.variant)) {
    add(hours_, std::move(task), first);
  }
}

void Hours::mark(DayTask task, base::FrameNumber first) {
  if (is_judged(task.variant)) {
    add(days_, std::move(task), first);
  }
}

std::optional<base::FrameNumber> Hours::waits_since() const {
  std::optional<base::FrameNumber> first;
  auto const look = [&](auto const& tasks) {
    for (auto const& [task, since] : tasks) {
      first = std::min(first.value_or(since), since);
    }
  };
  look(hours_);
  look(days_);
  return first;
}

bool Hours::anything_closed(Time now) const {
  return (!hours_.empty() && closed(hours_.begin()->first, now)) || (!days_.empty() && closed(days_.begin()->first, now));
}

void Hours::step(Snapshot const& places, Time now) {
  compute(take(hours_, parts_.options.hours_per_step_max, [&](auto const& task) { return closed(task, now); }), places, now);
  if (hours_.empty() || !closed(hours_.begin()->first, now)) {
    compute_days(take(days_, parts_.options.days_per_step_max, [&](auto const& task) { return closed(task, now); }), places, now);
  }
}

Hours::HourTasks Hours::all_hours(Place const& place, observe::Range range) const {
  HourTasks found;
  for (auto const& series : parts_.store.all_series(place.point.id)) {
    auto const& key = series.key;
    if (key.kind == observe::Kind::day || !is_judged(key.variant)) {
      continue;
    }
    auto from = range.from;
    for (bool more = true; more;) {
      auto const rows = parts_.store.rows(series.id, {from, range.to}, rows_a_read);
      Time last{-1};
      for (auto const& row : rows) {
        auto const hour = base::floor_to(row.at, base::hour_length);
        if (hour != last) {
          found.emplace(HourTask{hour, key.point, key.factor, key.variant}, row.frame);
        }
        last = hour;
      }
      more = rows.size() == rows_a_read;
      from = rows.empty() ? from : rows.back().at + Duration(1);
    }
  }
  return found;
}

// Daily values that were imported: no hour leads to their day.
Hours::DayTasks Hours::imported_days(Place const& place, observe::Range range) const {
  DayTasks found;
  for (auto const& series : parts_.store.all_series(place.is_imported_air() ? std::optional(place.point.id) : std::optional(PointId{-1}))) {
    auto const& key = series.key;
    if (key.kind != observe::Kind::day || !key.variant.empty() || pollutant_of(key.factor).empty()) {
      continue;
    }
    for (auto const& row : parts_.store.rows(series.id, range, rows_a_read)) {
      found.emplace(DayTask{base::beijing_day(row.at), key.point, key.factor, key.variant}, row.frame);
    }
  }
  return found;
}

void Hours::again(Place const& place, observe::Range range, Time now) {
  Snapshot alone;
  alone.by_id.emplace(place.point.id, place);
  auto tasks = all_hours(place, range);
  std::erase_if(tasks, [&](auto const& task) { return !closed(task.first, now); });
  auto const any = [](HourTask const&) { return true; };
  while (!tasks.empty()) {
    compute(take(tasks, parts_.options.hours_per_step_max, any), alone, now);
  }
  DayTasks days = imported_days(place, range);
  std::erase_if(days, [&](auto const& task) { return !closed(task.first, now); });
  for (auto at = days_.begin(); at != days_.end();) {
    auto const next = std::next(at);
    if (at->first.point == place.point.id && closed(at->first, now)) {
      days.insert(days_.extract(at));
    }
    at = next;
  }
  compute_days(days, alone, now);
}

void Hours::compute(HourTasks const& tasks, Snapshot const& places, Time now) {
  std::vector<observe::Touched> touched;
  for (auto const& [task, first] : tasks) {
    if (places.find(task.point) != nullptr) {
      touched.push_back({task.point, task.factor, task.variant, observe::Kind::realtime, task.hour});
      add(days_, {base::beijing_day(task.hour), task.point, task.factor, task.variant}, first);
    }
  }
  if (touched.empty()) {
    return;
  }
  auto const rule = [&](observe::Touched const& what) {
    return hour_rule(parts_.catalog, *places.find(what.point), what.factor, what.hour);
  };
  auto const interval = [&](observe::Touched const& what, observe::Kind kind) { return places.find(what.point)->at(what.hour).interval(kind); };
  std::map<PointId, std::vector<observe::Statistic>> by_point;
  for (auto& statistic : parts_.store.compute_hours(touched, rule, interval)) {
    by_point[statistic.point].push_back(std::move(statistic));
  }
  for (auto const& [point, statistics] : by_point) {
    judge_hours(*places.find(point), statistics, now);
    tell(*places.find(point), statistics);
  }
}

void Hours::compute_days(DayTasks const& tasks, Snapshot const& places, Time now) {
  std::vector<observe::Store::DayOf> known;
  for (auto const& [task, first] : tasks) {
    if (places.find(task.point) != nullptr) {
      known.push_back({task.point, task.factor, task.variant, task.day});
    }
  }
  if (known.empty()) {
    return;
  }
  auto const rule = [&](observe::Store::DayOf const& what) {
    return day_rule({parts_.catalog, parts_.store, *places.find(what.point)}, what.factor, what.day);
  };
  std::map<PointId, std::vector<observe::Statistic>> by_point;
  for (auto& statistic : parts_.store.compute_days(known, rule)) {
    by_point[statistic.point].push_back(std::move(statistic));
  }
  for (auto const& [point, statistics] : by_point) {
    judge_days(*places.find(point), statistics, now);
    tell(*places.find(point), statistics);
  }
}

void Hours::judge_hours(Place const& place, std::vector<observe::Statistic> const& statistics, Time now) {
  if (!place.is_air() && !place.is_outlet()) {
    return;
  }
  StatisticTable table(parts_.store, {place.point.id, observe::Period::hour, spanned(statistics, base::hour_length)});
  std::set<Time> starts;
  for (auto const& each : statistics) {
    table.give(each);
    if (each.variant.empty() && !pollutant_of(each.factor).empty()) {
      starts.insert(each.start);
    }
  }
  put(place, place.is_air() ? judge_air_hours(place, table, starts, now) : judge_channels(place, {table, table}, statistics, now), now);
}

std::vector<Judged> Hours::judge_air_hours(Place const& place, StatisticTable& table, std::set<Time> const& starts, Time now) const {
  std::vector<Judged> judged;
  for (auto const start : starts) {
    if (auto verdict = air_hour(parts_.catalog, place, table, start)) {
      verdict->judged_at = now;
      judged.push_back({std::move(*verdict), {}});
    }
  }
  return judged;
}

void Hours::judge_days(Place const& place, std::vector<observe::Statistic> const& statistics, Time now) {
  if (place.is_outlet()) {
    StatisticTable table(parts_.store, {place.point.id, observe::Period::day, spanned(statistics, base::day_length)});
    for (auto const& each : statistics) {
      table.give(each);
    }
    StatisticTable hours(parts_.store, {place.point.id, observe::Period::hour, spanned(statistics, base::day_length)});
    put(place, judge_channels(place, {table, hours}, statistics, now), now);
  }
  if (place.is_air()) {
    put(place, judge_air_days(place, statistics, now), now);
  }
}

std::vector<Judged> Hours::judge_air_days(Place const& place, std::vector<observe::Statistic> const& statistics, Time now) const {
  std::set<Time> starts;
  StatisticTable days(parts_.store, {place.point.id, observe::Period::day, spanned(statistics, base::day_length)});
  for (auto const& each : statistics) {
    days.give(each);
    if (each.variant.empty() && !pollutant_of(each.factor).empty()) {
      starts.insert(each.start);
    }
  }
  StatisticTable hours(parts_.store, {place.point.id, observe::Period::hour, spanned(statistics, base::day_length)});
  std::vector<Judged> judged;
  for (auto const start : starts) {
    auto verdict = air_day(parts_.catalog, place, hours, base::beijing_day(start));
    if (!verdict && place.is_imported_air()) {
      verdict = imported_air_day(parts_.catalog, place, days, base::beijing_day(start));
    }
    if (verdict) {
      verdict->judged_at = now;
      judged.push_back({std::move(*verdict), {}});
    }
  }
  return judged;
}

// Gas outlets are judged by the converted value wherever there is one (GB 13271 and its like give limits at a reference oxygen).
std::vector<Judged> Hours::judge_channels(Place const& place, Tables tables, std::vector<observe::Statistic> const& touched, Time now) const {
  std::map<std::string, std::set<Time>> by_factor;
  for (auto const& each : touched) {
    by_factor[each.factor].insert(each.start);
  }
  auto const period = touched.front().period;
  bool const is_gas = place.point.kind == points::Kind::gas_outlet;
  std::vector<Judged> judged;
  auto const windows = parts_.windows.now();
  PartOf const part_of{parts_.catalog, parts_.store, place, *windows, tables.hours};
  for (auto const& [factor, starts] : by_factor) {
    auto const* channel = place.channel(factor);
    if (channel == nullptr || channel->limit_set.empty()) {
      continue;
    }
    FactorCase const of{parts_.catalog, parts_.store, place, *channel};
    std::set<Time> by_converted;
    for (auto const start : starts) {
      auto const* statistic = is_gas ? tables.own.find(factor, std::string(converted), start) : nullptr;
      if (statistic != nullptr && statistic->received > 0) {
        by_converted.insert(start);
      } else {
        statistic = tables.own.find(factor, "", start);
      }
      if (statistic != nullptr) {
        judged.push_back(judge_statistic(of, judged_part(part_of, *statistic), now));
      }
    }
    for (auto& each : superseded_plain(of, period, by_converted, now)) {
      judged.push_back(std::move(each));
    }
  }
  return judged;
}

// A plain value that was judged before its converted value came: it has no limit any more.
std::vector<Judged> Hours::superseded_plain(FactorCase const& of, observe::Period period, std::set<Time> const& by_converted, Time now) const {
  std::vector<Judged> judged;
  if (by_converted.empty()) {
    return judged;
  }
  auto const found = parts_.verdicts.find(of.place.point.id, of.channel.factor, std::string(name_of(period)), *by_converted.begin(),
                                          *by_converted.rbegin() + length_of(period));
  for (auto verdict : found) {
    if (verdict.result != "no_limit" && by_converted.contains(verdict.start)) {
      verdict.result = "no_limit";
      verdict.limit = 0;
      verdict.excuse.clear();
      verdict.detail = R"({"note":"judged by the converted value"})";
      verdict.judged_at = now;
      judged.push_back({std::move(verdict), {}});
    }
  }
  return judged;
}

// What is made of these statistics and of the verdicts on them is to be computed again.
void Hours::tell(Place const& place, std::vector<observe::Statistic> const& statistics) const {
  if (!tell_) {
    return;
  }
  std::set<std::pair<base::Day, std::string>> told;
  for (auto const& each : statistics) {
    auto const day = base::beijing_day(each.start);
    told.emplace(day, each.factor);
    if (place.is_air() && !pollutant_of(each.factor).empty()) {
      told.emplace(day, air_subject);
    }
  }
  for (auto const& [day, factor] : told) {
    tell_(place.point.id, factor, day);
  }
}

void Hours::put(Place const& place, std::vector<Judged> judged, Time now) {
  if (judged.empty()) {
    return;
  }
  std::vector<verdicts::Verdict> all;
  all.reserve(judged.size());
  for (auto& each : judged) {
    all.push_back(std::move(each.verdict));
  }
  auto stored = parts_.verdicts.put(std::move(all));
  CHECK(stored.size() == judged.size(), "each verdict comes back");
  if (!place.is_outlet()) {
    return;
  }
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i].judged_at == now) {
      exceedances_.consider(place, {std::move(stored[i]), judged[i].frame}, now);
    }
  }
}

}  // namespace judge
