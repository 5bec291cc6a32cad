// What an outlet discharged in a span and in the year so far, with what replaces hours and days without valid data.
#include <algorithm>

#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

// The valid hours that a rule looks at may lie behind a summer in which a boiler rests; further back nothing is looked for.
constexpr base::Duration looked_back_first = std::chrono::hours(24 * 120), looked_back_max = std::chrono::hours(24 * 480);
constexpr double kg_per_t = 1000, hundred = 100;

Time year_begins(OutletWork const& work) { return base::start_of(span_of(work.parts.catalog, Form::year, work.month.span.to).from); }
bool has_total(OutletFactor const& factor) { return factor.permit && factor.permit->total_t && *factor.permit->total_t > 0; }

void amount_of_stack(OutletWork const& work, OutletFactor& factor, base::Unit flow_unit) {
  std::vector<emission::Hour> all;
  auto const& code = factor.channel.factor;
  for (auto hour = work.hours.first(); hour < work.hours.end(); hour = hour + base::hour_length) {
    auto const* own = work.hours.at(code, "", hour);
    auto const* flow = work.flow(hour);
    emission::Hour made{hour, emission::State::invalid, 0};
    if (work.stopped(own, hour)) {
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
  if (has_total(factor)) {
    factor.year = emission::amount_of_gas(work.parts.catalog, all, std::max(year_begins(work), work.hours.first()), work.month.to);
  }
}

/// Samples by hand of a day: how many, and their mean.
struct ByHand { int samples = 0; double mean = 0; };
std::map<Day, ByHand> by_hand(OutletWork const& work, std::string const& code) {
  std::map<Day, ByHand> found;
  auto const series = work.parts.store.find({work.month.point.id, code, observe::Kind::manual, ""});
  for (auto const& row : series ? work.parts.store.rows(*series, {work.hours.first(), work.hours.end()}) : std::vector<observe::Row>()) {
    if (std::isfinite(row.value) && row.value >= 0) {
      auto& day = found[base::beijing_day(row.at)];
      day.mean = (day.mean * day.samples + row.value) / (day.samples + 1);
      ++day.samples;
    }
  }
  return found;
}

/// An hour is valid with its concentration and its flow, for one weighs the other.
struct DayOfWater { int due = 0, valid = 0, rested = 0; double flow = 0, flow_valid = 0, weighted = 0; };

DayOfWater day_of_water(OutletWork const& work, std::string const& code, Day day) {
  DayOfWater made;
  auto const start = base::start_of(day);
  auto const end = std::min(start + base::day_length, work.hours.end());
  for (auto hour = std::max(start, work.hours.first()); hour < end; hour = hour + base::hour_length) {
    auto const* own = work.hours.at(code, "", hour);
    auto const* flow = work.flow(hour);
    if (work.stopped(own, hour)) {
      ++made.rested;
      continue;
    }
    ++made.due;
    made.flow += is_valid(flow) ? flow->mean : 0;
    if (is_valid(own) && is_valid(flow)) {
      ++made.valid;
      made.weighted += own->mean * flow->mean;
      made.flow_valid += flow->mean;
    }
  }
  return made;
}

void amount_of_outfall(OutletWork const& work, OutletFactor& factor, base::Unit flow_unit) {
  auto const& code = factor.channel.factor;
  auto const manual = by_hand(work, code);
  std::vector<emission::WaterDay> days;
  for (auto day = base::beijing_day(work.hours.first()); base::start_of(day) < work.hours.end(); ++day.number) {
    auto const made = day_of_water(work, code, day);
    emission::WaterDay one{day, emission::State::invalid, 0, 0, 0};
    double const mean = made.flow_valid > 0 ? made.weighted / made.flow_valid : 0;
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
  auto const last = base::beijing_day(work.month.to - base::Duration(1));
  factor.amount = emission::amount_of_water(work.parts.catalog, days, work.month.span.from, last);
  if (has_total(factor)) {
    factor.year = emission::amount_of_water(work.parts.catalog, days, base::beijing_day(year_begins(work)), last);
  }
}

void add_amount(OutletWork const& work, OutletFactor& factor) {
  factor.no_amount.clear();
  auto const* flow = work.channel(flow_of(work.month.point));
  if (flow == nullptr || !work.hours.has(flow_of(work.month.point), "")) {
    factor.no_amount = "没有流量数据 / no flow is measured";
  } else if (!work.hours.has(factor.channel.factor, "")) {
    factor.no_amount = "没有实测浓度（只有折算值） / only converted values are sent, no measured ones";
  } else if (!emission::mass(0, factor.channel.unit, 0, flow->unit, 1)) {
    factor.no_amount = "不是质量浓度 / no concentration by mass";
  } else {
    (is_gas(work.month.point) ? amount_of_stack : amount_of_outfall)(work, factor, flow->unit);
  }
  if (factor.year) {
    factor.permit_share = hundred * factor.year->total_kg() / kg_per_t / *factor.permit->total_t;
  }
}

bool looks_further(std::optional<emission::Amount> const& amount) { return amount && amount->reach && amount->reach->more_before; }

/// Returns whether something that is missing may be replaced by what lies before the hours that were read.
bool add_all(OutletWork const& work) {
  bool further = false;
  for (auto& factor : work.month.factors) {
    add_amount(work, factor);
    further = further || looks_further(factor.amount) || looks_further(factor.year);
  }
  work.month.year_from = base::beijing_day(std::max(year_begins(work), work.hours.first()));
  return further && !work.hours.begins();
}

void note_rests(OutletWork const& work) {
  auto& month = work.month;
  for (auto const& factor : month.factors) {
    for (auto const* amount : {&factor.amount, &factor.year}) {
      if (auto const reach = *amount ? (*amount)->reach : std::nullopt) {
        month.rests_from = std::min(month.rests_from, reach->more_before ? always : base::beijing_day(reach->from));
        month.rests_to = std::max(month.rests_to, reach->more_after ? for_ever : base::beijing_day(reach->to - base::Duration(1)));
      }
    }
    if (factor.year) {
      month.rests_from = std::min(month.rests_from, work.hours.first() > year_begins(work) ? always : base::beijing_day(year_begins(work)));
    }
  }
}

}  // namespace

void add_amounts(OutletWork const& near) {
  auto const& point = near.month.point;
  auto const [from, to] = near.hours.read();
  bool further = add_all(near);
  for (auto back = looked_back_first; further && back <= looked_back_max; back = 2 * back) {
    OutletHours const hours(near.parts.store, point.id, from - back, to);
    further = add_all({near.parts, near.books, near.month, hours, near.channels, near.books.approved(point.code, hours.first(), hours.end())});
  }
  note_rests(near);
}

}  // namespace evaluate
