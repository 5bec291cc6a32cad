// A month, quarter or year of an outlet: its hours, what was judged of them, what it discharged.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

constexpr std::string_view gas_flow = "a00000", water_flow = "w00000";   // HJ 212: what passes an outlet
constexpr char flag_stopped = 'F';                                         // HJ 212: the source is not running
constexpr std::string_view converted = "Zs", kind_stopped = "stopped";
constexpr base::Duration history = std::chrono::hours(24 * 120);   // what replaces missing hours is looked for so far back at most
constexpr std::size_t exceeded_told_max = 100;
constexpr double kg_per_t = 1000, hundred = 100;

bool is_gas(points::Point const& point) { return point.kind == points::Kind::gas_outlet; }
std::string_view flow_of(points::Point const& point) { return is_gas(point) ? gas_flow : water_flow; }

struct Work {
  Parts const& parts;
  OutletBooks const& books;
  OutletMonth& month;
  OutletHours const& hours;
  std::vector<points::Channel> const& channels;
  std::vector<DeclaredWindow> windows;                                    // approved, over the whole range read

  points::Channel const* channel(std::string_view factor) const {
    auto const found = std::find_if(channels.begin(), channels.end(), [&](auto const& each) { return each.factor == factor; });
    return found == channels.end() ? nullptr : &*found;
  }
  observe::Statistic const* flow(Time hour) const { return hours.at(std::string(flow_of(month.point)), "", hour); }
};

bool is_valid(observe::Statistic const* hour) { return hour != nullptr && hour->valid && std::isfinite(hour->mean); }

/// The source rests: by its flag, without flow, or in a window that says so and covers the hour.
bool stopped(Work const& work, observe::Statistic const* own, Time hour) {
  auto const* flow = work.flow(hour);
  if ((own != nullptr && !own->valid && own->flag == flag_stopped) || (flow != nullptr && !flow->valid && flow->flag == flag_stopped) ||
      (is_valid(flow) && flow->mean <= 0)) {
    return true;
  }
  return std::any_of(work.windows.begin(), work.windows.end(), [&](DeclaredWindow const& each) {
    return each.kind == kind_stopped && each.from <= hour && hour + base::hour_length <= each.to;
  });
}

void count_hours(Work const& work, OutletFactor& factor) {
  bool const by_flow = !is_gas(work.month.point);
  for (auto hour = work.month.from; hour < work.month.to; hour = hour + base::hour_length) {
    auto const* own = work.hours.at(factor.channel.factor, factor.variant, hour);
    if (stopped(work, own, hour)) {
      ++factor.hours_stopped;
      continue;
    }
    ++factor.hours_due;
    if (!is_valid(own)) {
      continue;
    }
    ++factor.hours_valid;
    factor.sum += own->mean;
    auto const* flow = by_flow ? work.flow(hour) : nullptr;
    if (is_valid(flow)) {
      factor.weighted += own->mean * flow->mean;
      factor.weights += flow->mean;
    }
    if (factor.hours_valid == 1 || own->mean > factor.max) {
      factor.max = own->mean;
      factor.max_at = hour;
    }
  }
  if (factor.hours_valid > 0) {
    factor.mean = factor.weights > 0 ? factor.weighted / factor.weights : factor.sum / factor.hours_valid;
  }
}

// ---- amounts ----

void amount_of_stack(Work const& work, OutletFactor& factor, base::Unit flow_unit) {
  std::vector<emission::Hour> all;
  auto const& code = factor.channel.factor;
  for (auto hour = work.hours.first(); hour < work.hours.end(); hour = hour + base::hour_length) {
    auto const* own = work.hours.at(code, "", hour);
    auto const* flow = work.flow(hour);
    emission::Hour made{hour, emission::State::invalid, 0};
    if (stopped(work, own, hour)) {
      made.state = emission::State::stopped;
    } else if (is_valid(own) && is_valid(flow)) {
      auto const kg = emission::mass(std::max(0.0, own->mean), factor.channel.unit, flow->mean, flow_unit, 1);
      if (!kg) {
        factor.no_amount = kg.error().detail;
        return;
      }
      made = {hour, emission::State::valid, *kg};
    }
    all.push_back(made);
  }
  factor.amount = emission::amount_of_gas(work.parts.catalog, all, work.month.from, work.month.to);
}

/// Samples by hand of a day: how many, and their mean.
struct ByHand { int samples = 0; double mean = 0; };
std::map<Day, ByHand> by_hand(Work const& work, std::string const& code) {
  std::map<Day, ByHand> found;
  auto const series = work.parts.store.find({work.month.point.id, code, observe::Kind::manual, ""});
  for (auto const& row : series ? work.parts.store.rows(*series, {work.month.from, work.month.to}) : std::vector<observe::Row>()) {
    if (std::isfinite(row.value) && row.value >= 0) {
      auto& day = found[base::beijing_day(row.at)];
      day.mean = (day.mean * day.samples + row.value) / (day.samples + 1);
      ++day.samples;
    }
  }
  return found;
}

struct DayOfWater { int due = 0, valid = 0, rested = 0; double flow = 0, flow_valid = 0, weighted = 0, sum = 0; };

DayOfWater day_of_water(Work const& work, std::string const& code, Day day) {
  DayOfWater made;
  auto const start = base::start_of(day);
  auto const end = std::min(start + base::day_length, work.hours.end());
  for (auto hour = std::max(start, work.hours.first()); hour < end; hour = hour + base::hour_length) {
    auto const* own = work.hours.at(code, "", hour);
    auto const* flow = work.flow(hour);
    if (stopped(work, own, hour)) {
      ++made.rested;
      continue;
    }
    ++made.due;
    made.flow += is_valid(flow) ? flow->mean : 0;
    if (is_valid(own)) {
      ++made.valid;
      made.sum += own->mean;
      made.weighted += is_valid(flow) ? own->mean * flow->mean : 0;
      made.flow_valid += is_valid(flow) ? flow->mean : 0;
    }
  }
  return made;
}

void amount_of_outfall(Work const& work, OutletFactor& factor, base::Unit flow_unit) {
  auto const& code = factor.channel.factor;
  auto const manual = by_hand(work, code);
  std::vector<emission::WaterDay> days;
  for (auto day = base::beijing_day(work.hours.first()); base::start_of(day) < work.hours.end(); ++day.number) {
    auto const made = day_of_water(work, code, day);
    emission::WaterDay one{day, emission::State::invalid, 0, 0, 0};
    double const mean = made.flow_valid > 0 ? made.weighted / made.flow_valid : made.valid > 0 ? made.sum / made.valid : 0;
    auto const kg = emission::mass(std::max(0.0, mean), factor.channel.unit, made.flow, flow_unit, 1);
    if (!kg) {
      factor.no_amount = kg.error().detail;
      return;
    }
    auto const valid = emission::validity(work.parts.catalog, emission::Medium::water, emission::Period::day, day, made.valid, made.due);
    if (made.due == 0) {
      one.state = made.rested > 0 ? emission::State::stopped : emission::State::invalid;
    } else if (valid && valid->valid && made.flow_valid > 0) {
      one.state = emission::State::valid;
      one.kg = *kg;
    }
    if (auto const samples = manual.find(day); samples != manual.end() && made.flow > 0) {
      auto const sampled = emission::mass(samples->second.mean, factor.channel.unit, made.flow, flow_unit, 1);
      one.manual_samples = samples->second.samples;
      one.manual_kg = sampled ? *sampled : 0;
    }
    days.push_back(one);
  }
  factor.amount = emission::amount_of_water(work.parts.catalog, days, work.month.span.from, base::beijing_day(work.month.to - base::Duration(1)));
}

void add_amount(Work const& work, OutletFactor& factor) {
  auto const* flow = work.channel(flow_of(work.month.point));
  if (flow == nullptr || !work.hours.has(std::string(flow_of(work.month.point)), "")) {
    factor.no_amount = "没有流量数据 / no flow is measured";
  } else if (!work.hours.has(factor.channel.factor, "")) {
    factor.no_amount = "没有实测浓度（只有折算值） / only converted values are sent, no measured ones";
  } else if (!emission::mass(0, factor.channel.unit, 0, flow->unit, 1)) {
    factor.no_amount = "不是质量浓度 / no concentration by mass";
  } else {
    (is_gas(work.month.point) ? amount_of_stack : amount_of_outfall)(work, factor, flow->unit);
  }
  factor.permit = work.books.permit(work.month.point, factor.channel.factor, work.month.span.to);
  if (factor.amount && factor.permit && factor.permit->total_t && *factor.permit->total_t > 0) {
    factor.permit_share = hundred * factor.amount->total_kg() / kg_per_t / *factor.permit->total_t;
  }
}

// ---- what was judged ----

void count_verdicts(std::vector<verdicts::Tally> const& tallies, OutletFactor& factor) {
  for (auto const& tally : tallies) {
    if (tally.subject != factor.subject()) {
      continue;
    }
    bool const daily = tally.period == "day";
    auto const count = static_cast<int>(tally.count);
    if (tally.result == "exceeded") {
      (daily ? factor.days_exceeded : factor.hours_exceeded) += count;
    } else if (tally.result == "ok") {
      (daily ? factor.days_ok : factor.hours_ok) += count;
    } else if (tally.result == "excused" && !daily) {
      factor.hours_excused += count;
    }
  }
}

std::optional<double> times_over_of(verdicts::Verdict const& verdict) {
  boost::system::error_code failed;
  auto const detail = boost::json::parse(verdict.detail, failed);
  auto const* times = failed || !detail.is_object() ? nullptr : detail.get_object().if_contains("times_over");
  return times != nullptr && times->is_number() ? std::optional(times->to_number<double>()) : std::nullopt;
}

void read_exceeded(Work const& work, OutletFactor& factor) {
  auto const& point = work.month.point;
  for (auto const* period : {"day", "hour"}) {
    bool const daily = period == std::string_view("day");
    if ((daily ? factor.days_exceeded : factor.hours_exceeded) == 0) {
      continue;
    }
    for (auto const& verdict : work.parts.verdicts.find(point.id, factor.subject(), period, work.month.from, work.month.to)) {
      if (verdict.result != "exceeded") {
        continue;
      }
      if (auto const times = times_over_of(verdict)) {
        factor.worst_times_over = std::max(factor.worst_times_over.value_or(0), *times);
      }
      if (factor.exceeded.size() < exceeded_told_max) {
        auto const start = base::format(verdict.start).substr(0, daily ? std::string_view("2026-11-26").size() : std::string_view("2026-11-26T08").size());
        factor.exceeded.emplace_back("verdict/" + factor.subject() + "/" + std::to_string(point.id.value) + "/" + period + "/" + start,
                                     base::format_number(verdict.value) + " " + verdict.unit);
      }
    }
  }
}

void find_limit(Parts const& parts, Day on, OutletFactor& factor) {
  auto const set = factor.channel.limit_set.empty() ? std::string() : parts.catalog.set_in_force(factor.channel.limit_set, on);
  for (auto const* averaging : {"hour", "day", "instant", "5min"}) {
    for (auto const* limit : set.empty() ? std::vector<catalog::Limit const*>() : parts.catalog.limits(set, factor.channel.factor, averaging, on)) {
      if (factor.limit == nullptr && !limit->source.to_file) {
        factor.limit = limit;
      }
    }
  }
}

void add_flow(Work const& work) {
  static auto const m3_h = base::parse_unit("m3/h").value();
  auto const* channel = work.channel(flow_of(work.month.point));
  double sum = 0;
  bool any = false;
  for (auto hour = work.month.from; channel != nullptr && hour < work.month.to; hour = hour + base::hour_length) {
    auto const* flow = work.flow(hour);
    auto const converted_flow = is_valid(flow) ? base::convert(flow->mean, channel->unit, m3_h) : base::Result<double>(base::Problem("none", ""));
    sum += converted_flow ? *converted_flow : 0;
    any = any || converted_flow;
  }
  work.month.flow_m3 = any ? std::optional(sum) : std::nullopt;
}

// Hours a year that windows may excuse (waste incineration).
void add_allowances(Work const& work) {
  if (work.month.span.form != Form::year) {
    return;
  }
  std::string set;
  for (auto const& channel : work.channels) {
    set = set.empty() ? channel.limit_set : set;
  }
  for (auto const& allowance : emission::allowances(work.parts.catalog, set, work.month.span.to)) {
    double hours = 0;
    auto const kinds = base::split(allowance.kinds, ' ');
    for (auto const& window : work.month.windows) {
      bool const counts = window.approved() && std::find(kinds.begin(), kinds.end(), window.kind) != kinds.end();
      auto const from = base::start_of(work.month.span.from), to = base::start_of(work.month.span.to) + base::day_length;
      auto const length = std::min(window.to, to) - std::max(window.from, from);
      hours += counts ? static_cast<double>(length.count()) / static_cast<double>(base::hour_length.count()) : 0;
    }
    work.month.allowed.push_back({allowance.kinds, hours, allowance.hours_a_year, allowance.basis});
  }
}

}  // namespace

OutletHours::OutletHours(observe::Store const& store, base::PointId point, Time from, Time to)
    : from_(from), first_(to), end_(from), all_(store.statistics(point, observe::Period::hour, {from, to})) {
  auto const count = static_cast<std::size_t>((to - from) / base::hour_length);
  for (auto const& each : all_) {
    auto const index = static_cast<std::size_t>((each.start - from) / base::hour_length);
    if (index >= count) {
      continue;
    }
    auto& series = series_[{each.factor, each.variant}];
    series.resize(count, nullptr);
    series[index] = &each;
    first_ = std::min(first_, each.start);
    end_ = std::max(end_, each.start + base::hour_length);
  }
  first_ = std::min(first_, end_);
}

observe::Statistic const* OutletHours::at(std::string const& factor, std::string const& variant, Time hour) const {
  auto const found = series_.find({factor, variant});
  if (found == series_.end() || hour < from_) {
    return nullptr;
  }
  auto const index = static_cast<std::size_t>((hour - from_) / base::hour_length);
  return index < found->second.size() ? found->second[index] : nullptr;
}

OutletMonth outlet_month(Parts const& parts, OutletBooks const& books, points::Point const& point, Span const& span) {
  OutletMonth month;
  month.point = point;
  month.span = span;
  auto const from = base::start_of(span.from), to = base::start_of(span.to) + base::day_length;
  // Capture rates are of whole quarters; what replaces an hour lies before it.
  auto const first_quarter = span_of(parts.catalog, Form::quarter, span.from), last_quarter = span_of(parts.catalog, Form::quarter, span.to);
  OutletHours const hours(parts.store, point.id, base::start_of(first_quarter.from) - history, base::start_of(last_quarter.to) + base::day_length);
  month.from = std::max(from, hours.first());
  month.to = std::max(month.from, std::min(to, hours.end()));
  month.windows = books.windows(point.code, from, to);
  auto const channels = parts.points.channels(point.id);
  Work work{parts, books, month, hours, channels, books.windows(point.code, hours.first(), hours.end())};
  std::erase_if(work.windows, [](DeclaredWindow const& each) { return !each.approved(); });
  month.edition = parts.catalog.in_force(is_gas(point) ? "HJ 75" : "HJ 356", span.to);
  auto const* rule = parts.catalog.validity(is_gas(point) ? "cems" : "water_online", "", "day", span.to);
  month.clause = rule == nullptr ? std::string() : rule->source.clause;
  if (month.from == month.to) {
    return month;
  }
  auto const tallies = parts.verdicts.tally(point.id, {from, to});
  for (auto const& channel : channels) {
    bool const judged = !channel.limit_set.empty() || books.permit(point, channel.factor, span.to);
    if (channel.factor == flow_of(point) || !judged) {
      continue;
    }
    OutletFactor factor;
    factor.channel = channel;
    auto const* known = parts.catalog.factor(channel.factor);
    factor.name = known == nullptr ? channel.factor : known->name;
    factor.name_en = known == nullptr ? channel.factor : known->name_en;
    factor.variant = is_gas(point) && hours.has(channel.factor, std::string(converted)) ? converted : "";
    factor.unit = base::symbol(channel.unit);
    count_hours(work, factor);
    count_verdicts(tallies, factor);
    read_exceeded(work, factor);
    find_limit(parts, span.to, factor);
    factor.met = emission::hours_met(parts.catalog, channel.limit_set, span.to, factor.hours_ok, factor.hours_ok + factor.hours_exceeded);
    add_amount(work, factor);
    month.factors.push_back(std::move(factor));
  }
  add_flow(work);
  add_allowances(work);
  return month;
}

OutletFactor const* main_factor(OutletMonth const& month) {
  OutletFactor const* found = nullptr;
  for (auto const& factor : month.factors) {
    if (factor.permit_share && (found == nullptr || *factor.permit_share > *found->permit_share)) {
      found = &factor;
    }
  }
  return found;
}

}  // namespace evaluate
