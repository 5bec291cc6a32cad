// A month, quarter or year of an outlet: its hours, what was judged of them, what it discharged.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

constexpr char flag_stopped = 'F';                                         // HJ 212: the source is not running
constexpr char const* converted = "Zs";
constexpr std::string_view kind_stopped = "stopped";
constexpr base::Duration silent_max = std::chrono::hours(24 * 480);        // an outlet that sent nothing for so long begins anew
constexpr std::size_t exceeded_told_max = 100;

void count_hours(OutletWork const& work, OutletFactor& factor) {
  bool const by_flow = !is_gas(work.month.point);
  for (auto hour = work.month.from; hour < work.month.to; hour = hour + base::hour_length) {
    auto const* own = work.hours.at(factor.channel.factor, factor.variant, hour);
    if (work.stopped(own, hour)) {
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

void read_exceeded(OutletWork const& work, OutletFactor& factor) {
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

void add_flow(OutletWork const& work) {
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
void add_allowances(OutletWork const& work) {
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
    auto counted = base::start_of(work.month.span.from);   // windows rise by their begin and may overlap
    for (auto const& window : work.month.windows) {
      bool const counts = window.approved() && std::find(kinds.begin(), kinds.end(), window.kind) != kinds.end();
      auto const begin = std::max(window.from, counted);
      auto const end = std::min(window.to, window.open ? work.month.to : base::start_of(work.month.span.to) + base::day_length);
      if (counts && begin < end) {
        hours += static_cast<double>((end - begin).count()) / static_cast<double>(base::hour_length.count());
        counted = end;
      }
    }
    work.month.allowed.push_back({allowance.kinds, hours, allowance.hours_a_year, allowance.basis});
  }
}

OutletFactor factor_of(Parts const& parts, points::Point const& point, points::Channel const& channel, std::optional<PermitRow> permit) {
  OutletFactor factor;
  factor.channel = channel;
  auto const* known = parts.catalog.factor(channel.factor);
  factor.name = known == nullptr ? channel.factor : known->name;
  factor.name_en = known == nullptr ? channel.factor : known->name_en;
  factor.unit = base::symbol(channel.unit);
  factor.days_of_water = !is_gas(point);
  factor.permit = std::move(permit);
  return factor;
}

/// Capture rates are of whole quarters, permits of whole years; how long an outage at the end of a quarter was, the next one tells.
observe::Range range_of(Parts const& parts, OutletMonth const& month) {
  auto const& span = month.span;
  auto from = span_of(parts.catalog, Form::quarter, span.from).from;
  auto const to = span_of(parts.catalog, Form::quarter, span.to).to;
  for (auto const& factor : month.factors) {
    from = factor.permit && factor.permit->total_t ? span_of(parts.catalog, Form::year, span.from).from : from;
  }
  auto const behind = is_gas(month.point) ? emission::looks_on(parts.catalog, span.to) : base::Duration(0);
  return {base::start_of(from), base::start_of(to) + base::day_length + behind};
}

}  // namespace

bool is_gas(points::Point const& point) { return point.kind == points::Kind::gas_outlet; }
std::string const& flow_of(points::Point const& point) {
  static std::string const gas_flow = "a00000", water_flow = "w00000";   // HJ 212: what passes an outlet
  return is_gas(point) ? gas_flow : water_flow;
}

points::Channel const* OutletWork::channel(std::string_view factor) const {
  auto const found = std::find_if(channels.begin(), channels.end(), [&](auto const& each) { return each.factor == factor; });
  return found == channels.end() ? nullptr : &*found;
}
observe::Statistic const* OutletWork::flow(Time hour) const { return hours.at(flow_of(month.point), "", hour); }

bool OutletWork::stopped(observe::Statistic const* own, Time hour) const {
  auto const* passes = flow(hour);
  if ((own != nullptr && !own->valid && own->flag == flag_stopped) || (passes != nullptr && !passes->valid && passes->flag == flag_stopped) ||
      (is_valid(passes) && passes->mean <= 0)) {
    return true;
  }
  return std::any_of(windows.begin(), windows.end(), [&](DeclaredWindow const& each) {
    return each.kind == kind_stopped && each.from <= hour && hour + base::hour_length <= each.to;
  });
}

OutletHours::OutletHours(observe::Store const& store, base::PointId point, Time from, Time to)
    : from_(from), to_(to), first_(to), end_(from), all_(store.statistics(point, observe::Period::hour, {from, to})) {
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
  auto const newest = store.latest_of(point);
  ends_ = std::none_of(newest.begin(), newest.end(), [&](observe::Row const& row) { return row.at >= to; });
  begins_ = store.statistics(point, observe::Period::day, {from - silent_max, from}).empty();
  if (first_ < end_) {
    first_ = begins_ ? first_ : from;
    end_ = ends_ ? end_ : to;
  }
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
  month.rests_from = span.from;
  month.rests_to = span.to;
  auto const channels = parts.points.channels(point.id);
  for (auto const& channel : channels) {
    auto permit = channel.factor == flow_of(point) ? std::nullopt : books.permit(point, channel.factor, span.to);
    if (channel.factor != flow_of(point) && (permit || !channel.limit_set.empty())) {
      month.factors.push_back(factor_of(parts, point, channel, std::move(permit)));
    }
  }
  auto const from = base::start_of(span.from), to = base::start_of(span.to) + base::day_length;
  auto const range = range_of(parts, month);
  OutletHours const hours(parts.store, point.id, range.from, range.to);
  month.from = std::clamp(hours.first(), from, to);
  month.to = std::clamp(hours.end(), month.from, to);
  month.rests_from = month.from > from ? always : month.rests_from;   // what comes from before makes more hours due
  month.rests_to = month.to < to ? for_ever : month.rests_to;
  month.windows = books.windows(point.code, from, to);
  OutletWork const work{parts, books, month, hours, channels, books.approved(point.code, hours.first(), hours.end())};
  month.edition = parts.catalog.in_force(is_gas(point) ? "HJ 75" : "HJ 356", span.to);
  auto const* rule = parts.catalog.validity(is_gas(point) ? "cems" : "water_online", "", "day", span.to);
  month.clause = rule == nullptr ? std::string() : rule->source.clause;
  if (month.from == month.to) {
    month.factors.clear();
    return month;
  }
  auto const tallies = parts.verdicts.tally(point.id, {from, to});
  for (auto& factor : month.factors) {
    factor.variant = is_gas(point) && hours.has(factor.channel.factor, converted) ? converted : "";
    count_hours(work, factor);
    count_verdicts(tallies, factor);
    read_exceeded(work, factor);
    find_limit(parts, span.to, factor);
    if (span.form == Form::month) {   // the share is asked of each month
      factor.met = emission::hours_met(parts.catalog, factor.channel.limit_set, span.to, factor.hours_ok, factor.hours_ok + factor.hours_exceeded);
    }
  }
  add_amounts(work);
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
