#include "judge/windows.hpp"

#include <algorithm>
#include <bitset>
#include <cmath>

namespace judge {
namespace {

constexpr std::size_t windows_max = 200'000;
constexpr int hours_of_day = observe::Rule::hours_of_a_day;
constexpr char flag_of_rest = 'F';                  // HJ 212: the source is not running
constexpr std::string_view gas_flow = "a00000";     // HJ 212: no flow, no operation
constexpr std::string_view rule_of_windows = "生态环境部公告2022年第21号";

}  // namespace

WindowSet::WindowSet(std::vector<Window> all) : all_(std::move(all)) {
  std::erase_if(all_, [](Window const& each) { return each.to <= each.from; });
  std::sort(all_.begin(), all_.end());
  all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  if (all_.size() > windows_max) {   // the oldest are settled
    std::stable_sort(all_.begin(), all_.end(), [](Window const& a, Window const& b) { return a.from > b.from; });
    all_.resize(windows_max);
    std::sort(all_.begin(), all_.end());
  }
}

std::vector<Window> WindowSet::of(PointId point, observe::Range range) const {
  std::vector<Window> found;
  auto at = std::lower_bound(all_.begin(), all_.end(), point, [](Window const& each, PointId wanted) { return each.point < wanted; });
  for (; at != all_.end() && at->point == point && at->from < range.to; ++at) {
    if (at->to > range.from) {
      found.push_back(*at);
    }
  }
  return found;
}

void Windows::ask(std::vector<Window> all) {
  std::scoped_lock const lock(mutex_);
  asked_ = std::move(all);
}

std::vector<std::pair<PointId, observe::Range>> Windows::take(Time now, Duration first_look) {
  std::unique_lock lock(mutex_);
  auto asked = std::exchange(asked_, {});
  lock.unlock();
  std::vector<std::pair<PointId, observe::Range>> again;
  if (!asked) {
    return again;
  }
  auto fresh = std::make_shared<WindowSet const>(std::move(*asked));
  std::vector<Window> changed;
  std::set_symmetric_difference(set_->all().begin(), set_->all().end(), fresh->all().begin(), fresh->all().end(), std::back_inserter(changed));
  for (auto const& each : changed) {
    // After a start the windows were known before: only the newest may have changed meanwhile.
    if (!first_ || each.to > now - first_look) {
      again.emplace_back(each.point, observe::Range{base::floor_to(each.from, base::hour_length), std::min(each.to, now) + base::hour_length});
    }
  }
  first_ = false;
  lock.lock();
  set_ = std::move(fresh);
  return again;
}

std::shared_ptr<WindowSet const> Windows::now() const {
  std::scoped_lock const lock(mutex_);
  return set_;
}

catalog::Parameter const* excusing_rule(catalog::Catalog const& catalog, std::string const& kind, base::Day on) {
  auto const* edition = catalog.in_force(rule_of_windows, on);
  auto const* rule = edition == nullptr ? nullptr : catalog.parameter(edition->id + "/申报时段", kind, "excused", on);
  return rule != nullptr && rule->text == "yes" ? rule : nullptr;
}

Duration covered(std::vector<Window> const& windows, observe::Range range) {
  Duration sum{};
  auto reached = range.from;
  for (auto const& each : windows) {   // by begin: each adds what those before did not reach
    auto const from = std::max(each.from, reached), to = std::min(each.to, range.to);
    if (from < to) {
      sum += to - from;
      reached = to;
    }
  }
  return sum;
}

namespace {

struct Mean {
  double sum = 0, weighted = 0, weights = 0;
  int valid = 0, have_weight = 0;
  void add(double value, double weight) {
    sum += value;
    ++valid;
    if (std::isfinite(weight)) {
      weighted += value * weight;
      weights += weight;
      ++have_weight;
    }
  }
  double value(bool by_weight, double needed) const {
    bool const enough = by_weight && have_weight >= needed && weights > 0;
    return valid == 0 ? observe::absent : enough ? weighted / weights : sum / valid;
  }
};

bool hour_is_covered(PartOf const& of, std::vector<Window> const& windows, std::string const& factor, Time hour) {
  auto const range = observe::Range{hour, hour + base::hour_length};
  auto const left = 1 - static_cast<double>(covered(windows, range).count()) / static_cast<double>(base::hour_length.count());
  return !windows.empty() && left < hour_rule(of.catalog, of.place, factor, hour).hour_share_min;
}

// HJ 75: of the hours that ran. The source rests by its flag or without flow.
bool rests(PartOf const& of, observe::Statistic const* own, Time hour) {
  if (own != nullptr && !own->valid && own->flag == flag_of_rest) {
    return true;
  }
  auto const* flow = of.place.point.kind == points::Kind::gas_outlet ? of.hours.find(std::string(gas_flow), "", hour) : nullptr;
  return flow != nullptr && ((flow->valid && flow->mean <= 0) || (!flow->valid && flow->flag == flag_of_rest));
}

// A day's hours without those that windows cover, and how many of them ran.
void take_day_apart(PartOf const& of, JudgedPart& part) {
  auto& day = part.statistic;
  auto const on = base::beijing_day(day.start);
  auto const rule = day_rule({of.catalog, of.store, of.place}, day.factor, on);
  Mean mean;
  observe::Statistic fresh = day;
  fresh.min = fresh.max = observe::absent;
  part.running = hours_of_day;
  bool any = false;
  std::bitset<static_cast<std::size_t>(hours_of_day)> slots;
  for (int i = 0; i < hours_of_day; ++i) {
    auto const start = day.start + i * base::hour_length;
    auto const* hour = of.hours.find(day.factor, day.variant, start);
    any = any || hour != nullptr;
    if (hour_is_covered(of, part.windows, day.factor, start)) {
      ++part.left_out;
      --part.running;
      continue;
    }
    part.running -= rests(of, hour, start) ? 1 : 0;
    if (hour != nullptr && hour->valid && std::isfinite(hour->mean)) {
      auto const* weight = rule.weight_factor.empty() || rule.weight_factor == day.factor ? nullptr : of.hours.find(rule.weight_factor, "", start);
      slots.set(static_cast<std::size_t>(i * rule.day_slots / hours_of_day));
      mean.add(hour->mean, weight != nullptr && weight->valid ? weight->mean : observe::absent);
      fresh.min = std::isfinite(fresh.min) ? std::min(fresh.min, hour->min) : hour->min;
      fresh.max = std::isfinite(fresh.max) ? std::max(fresh.max, hour->max) : hour->max;
    }
  }
  int const counted = rule.day_share_of_running ? part.running : hours_of_day - part.left_out;
  part.excused = part.left_out > 0 && counted <= 0;
  if (!any) {
    return;   // nothing but the logger's own day: it cannot be taken apart
  }
  auto const slots_of_all = static_cast<double>(rule.day_slots);
  double const needed = (rule.day_share_of_running ? rule.day_slots_min * slots_of_all : rule.day_slots_min) * counted / hours_of_day;
  fresh.valid_rows = static_cast<std::int64_t>(slots.count());
  fresh.due = std::max<std::int64_t>(1, rule.day_slots * (hours_of_day - part.left_out) / hours_of_day);
  fresh.valid = mean.valid > 0 && static_cast<double>(fresh.valid_rows) >= needed;
  fresh.mean = mean.value(!rule.weight_factor.empty(), needed);
  day = fresh;
}

}  // namespace

JudgedPart judged_part(PartOf const& of, observe::Statistic const& statistic) {
  auto const length = statistic.period == observe::Period::day ? base::day_length : base::hour_length;
  auto const range = observe::Range{statistic.start, statistic.start + length};
  JudgedPart part{statistic, of.windows.of(of.place.point.id, range), false, 0, 0};
  auto const on = base::beijing_day(statistic.start);
  std::erase_if(part.windows, [&](Window const& each) { return excusing_rule(of.catalog, each.kind, on) == nullptr; });
  if (statistic.period == observe::Period::hour) {
    part.excused = hour_is_covered(of, part.windows, statistic.factor, statistic.start);
    return part;
  }
  if (!part.windows.empty() || (!statistic.valid && of.place.point.kind == points::Kind::gas_outlet)) {
    take_day_apart(of, part);
  }
  return part;
}

}  // namespace judge
