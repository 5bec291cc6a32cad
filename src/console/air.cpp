// Air quality: stations with their newest hour, hours and days of one.
#include "console/inside.hpp"

namespace console {

json::object Console::Inside::air(judge::Air const& air, points::Point const& point) const {
  json::array primary, notes;
  for (auto const& name : air.index.primary) {
    primary.push_back(text(name));
  }
  for (auto const& note : air.index.notes) {
    notes.push_back(text(note));
  }
  json::object iaqi, values, hours;
  for (auto const& [name, index] : air.index.iaqi) {
    iaqi[name] = index;
  }
  for (auto const& [name, value] : air.values) {
    values[name] = number(value);
  }
  for (auto const& [name, count] : air.hours) {
    hours[name] = count;
  }
  return {{"point", point.id.value}, {"point_name", text(point.name)}, {"origin", text(point.origin)},
          {"start", air.daily ? base::format(base::beijing_day(air.start)) : base::format(air.start)},
          {"aqi", air.index.aqi ? json::value(*air.index.aqi) : json::value(nullptr)}, {"level", air.index.level},
          {"category", text(air.index.category)}, {"category_en", text(air.index.category_en)}, {"colour", text(air.index.colour)},
          {"primary", std::move(primary)}, {"iaqi", std::move(iaqi)}, {"values", std::move(values)}, {"hours", std::move(hours)},
          {"complete", air.index.complete}, {"published_aqi", air.published ? json::value(*air.published) : json::value(nullptr)},
          {"standard", air.index.basis.empty() ? json::string() : text(air.index.basis.front().standard)}, {"notes", std::move(notes)},
          {"revision", air.revision}};
}

void Console::Inside::add_air(http::Router& router) {
  using identity::Right;
  list(router, "/air/stations", Right::see_measurements, [this](Call const& call) {
    json::array items;
    for (auto const& state : states(call.now())) {
      auto const point = parts.registry.point(state.point);
      if (!point || point->kind != points::Kind::air_station || !sees(call, *point)) {
        continue;
      }
      auto newest = state.air.value_or(judge::Air{.point = point->id, .start = state.last_at.value_or(base::Time{})});
      items.push_back(air(newest, *point));
    }
    return page(call, std::move(items), {"air-stations", air({}, {})});
  });
  auto const figures_of = [this](Call const& call, bool daily) {
    auto const point = point_of(call, call.query("point"));
    auto const range = range_of(call, daily ? base::day_length * 366 : base::day_length * 3);
    if (!point || !range) {
      return refuse(!point ? point.error() : range.error());
    }
    json::array items;
    for (auto const& one : parts.judge.air(point->id, daily, range->from, range->to)) {
      items.push_back(air(one, *point));
    }
    return page(call, std::move(items), {daily ? "air-days" : "air-hours", air({}, {})});
  };
  list(router, "/air/hours", Right::see_measurements, [figures_of](Call const& call) { return figures_of(call, false); });
  list(router, "/air/days", Right::see_measurements, [figures_of](Call const& call) { return figures_of(call, true); });
}

}  // namespace console
