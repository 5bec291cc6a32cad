#include "judge/statistics.hpp"

#include "judge/places.hpp"

namespace judge {
namespace {

constexpr std::array every_kind{observe::Kind::realtime, observe::Kind::minute, observe::Kind::hour, observe::Kind::day,
                                observe::Kind::manual};
constexpr double minutes_an_hour = 60, percent = 100;
constexpr std::string_view any_medium = "any";      // what no standard speaks of
constexpr std::string_view water_flow = "w00000";   // HJ 212 table B.1: weighs the means of all others

void apply_day(catalog::Validity const& validity, Place const& place, observe::Rule& rule) {
  auto const slots = static_cast<double>(rule.day_slots);
  if (validity.unit == "h/d") {
    rule.day_slots_min = validity.at_least * slots / static_cast<double>(observe::Rule::hours_of_a_day);
  } else if (validity.unit == "%" && place.point.kind == points::Kind::gas_outlet) {
    rule.day_share_of_running = true;
    rule.day_slots_min = validity.at_least / percent;
  } else if (validity.unit == "%") {
    rule.day_slots_min = validity.at_least * slots / percent;
  }
}

}  // namespace

void StatisticTable::give(observe::Statistic statistic) {
  auto& column = columns_[{statistic.factor, statistic.variant}];
  column.rows.insert_or_assign(statistic.start.ms, std::move(statistic));
}

observe::Statistic const* StatisticTable::find(std::string const& factor, std::string const& variant, Time start) {
  auto& column = columns_[{factor, variant}];
  auto found = column.rows.find(start.ms);
  if (found == column.rows.end() && !loaded_ && has_series(store_, of_.point, factor, variant)) {   // what never came needs no query
    // Of every factor by one query: who asks for one of a point soon asks for the others.
    loaded_ = true;
    for (auto& each : store_.statistics(of_.point, of_.period, of_.range)) {
      columns_[{each.factor, each.variant}].rows.try_emplace(each.start.ms, std::move(each));
    }
    found = column.rows.find(start.ms);
  }
  return found == column.rows.end() ? nullptr : &found->second;
}

bool has_series(observe::Store const& store, PointId point, std::string const& factor, std::string const& variant) {
  for (auto const kind : every_kind) {
    if (store.find({point, factor, kind, variant})) {
      return true;
    }
  }
  return false;
}

catalog::Validity const* validity_of(catalog::Catalog const& catalog, Place const& place, std::string const& factor, std::string_view period, base::Day on) {
  auto const* own = catalog.validity(place.validity_medium, factor, period, on);
  return own != nullptr ? own : catalog.validity(any_medium, factor, period, on);
}

observe::Rule hour_rule(catalog::Catalog const& catalog, Place const& place, std::string const& factor, Time hour) {
  observe::Rule rule;
  rule.valid_flags = place.at(hour).valid_flags;
  auto const on = base::beijing_day(hour);
  auto const* validity = validity_of(catalog, place, factor, "hour", on);
  if (validity == nullptr || validity->source.to_file) {
    return rule;   // whatever the number is, an hour that lacks nothing keeps it
  }
  if (validity->unit == "min/h") {
    rule.hour_share_min = validity->at_least / minutes_an_hour;
  } else if (validity->unit == "%") {
    rule.hour_share_min = validity->at_least / percent;
  }
  return rule;
}

observe::Rule day_rule(DayRuleOf const& of, std::string const& factor, base::Day on) {
  auto const& place = of.place;
  auto rule = hour_rule(of.catalog, place, factor, base::start_of(on));
  rule.day_slots = base::day_length / place.reading_interval();
  rule.day_slots_min = static_cast<double>(rule.day_slots);
  auto const* validity = validity_of(of.catalog, place, factor, "day", on);
  if (validity != nullptr && !validity->source.to_file) {
    apply_day(*validity, place, rule);
  }
  if (place.point.kind == points::Kind::water_outlet && factor != water_flow &&
      has_series(of.store, place.point.id, std::string(water_flow), "")) {
    rule.weight_factor = water_flow;
  }
  return rule;
}

}  // namespace judge
