// A day's index, and the district's day out of its points.
#include "atmosphere/inside.hpp"

namespace atmosphere {

base::Result<assess::AirIndex> judge_day(catalog::Catalog const& catalog, AirDay& day, catalog::AirIndexRules const* under) {
  auto const* rules = under != nullptr ? under : catalog.air_index(day.day);
  day.aqi.reset();
  day.level = 0;
  day.primary.clear();
  if (rules == nullptr) {
    return base::Problem("no_edition", "no edition of HJ 633 in the catalogue holds on " + base::format(day.day), "on");
  }
  std::map<std::string, Decimal> inputs;
  for (auto const& input : rules->daily_inputs) {
    auto const at = pollutant_at(input.substr(0, input.rfind('_')));
    auto const& value = input == "O3_1h" ? day.ozone_hour : at ? day.values[*at] : std::optional<Decimal>();
    if (value) {
      inputs.emplace(input, *value);
    }
  }
  auto index = assess::air_index(*rules, assess::Report::daily, inputs, true);
  if (index) {
    day.aqi = index->aqi;
    day.level = index->level;
    day.primary = index->primary;
  }
  return index;
}

AreaDay area_day(catalog::Catalog const& catalog, Day on, std::vector<AirDay const*> const& days, int points_due) {
  AreaDay area;
  area.day.day = on;
  area.points_due = points_due;
  Rules rules(catalog, evaluation_edition(catalog, on), on);
  auto const* share = rules.find("评价", "点位", "share_min");
  if (share == nullptr || !share->number) {
    area.refused["*"] = "没有规定点位有效比例的版本 / no edition says how many points are enough";
    return area;
  }
  for (std::size_t i = 0; i < pollutant_count; ++i) {
    Decimal sum;
    int valid = 0;
    for (auto const* day : days) {
      if (day->values[i]) {
        sum = sum + *day->values[i];
        ++valid;
      }
    }
    area.points_valid[i] = valid;
    auto const digits = rules.integer("修约", name_of_pollutant(i), "digits");
    if (valid == 0 || Decimal(valid, 0) * Decimal(100, 0) < *share->number * Decimal(points_due, 0)) {
      auto const there = std::to_string(valid), due = std::to_string(points_due), asked = share->number->to_string() + " %";
      area.refused[name_of_pollutant(i)] = due + " 个点位中 " + there + " 个有效，要求 " + asked + " / " + there + " of " + due + " points are valid, asked for " + asked;
      continue;
    }
    area.day.values[i] = Decimal::divide(sum, Decimal(valid, 0), digits.value_or(places_exact));
  }
  if (auto index = judge_day(catalog, area.day)) {
    area.index = *std::move(index);
  }
  area.basis = rules.basis;
  area.notes = rules.notes;
  return area;
}

}  // namespace atmosphere
