// The figures of the day above every screen, for what a person sees.
#include <algorithm>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr std::size_t exceedances_counted_max = 2'000;   // the newest of all points; those of today are counted

bool is_online(judge::PointState const& state) {
  return state.state != "offline" && state.state != "unknown" && state.state != "archive";
}

struct Presence {
  std::int64_t total = 0, online = 0;
  void add(bool counts, bool up) { total += counts ? 1 : 0, online += counts && up ? 1 : 0; }
};

std::size_t alarms_in(verdicts::Store const& store, std::optional<std::vector<base::PointId>> const& scope, std::string const& state) {
  std::size_t matched = 0;
  if (!scope || !scope->empty()) {
    (void)store.alarms({.points = scope.value_or(std::vector<base::PointId>{}), .state = state, .most = 1}, &matched);
  }
  return matched;
}

}  // namespace

std::optional<std::vector<base::PointId>> Console::Inside::own_scope_of(identity::Person const& person) const {
  auto const all = parts.registry.points();
  std::vector<base::PointId> seen;
  for (auto const& point : all) {
    if (sees_inside(person, point)) {
      seen.push_back(point.id);
    }
  }
  return seen.size() == all.size() ? std::nullopt : std::optional(std::move(seen));
}

json::object Console::Inside::figures(identity::Person const& person, base::Time now) {
  Presence all, outlets, stations;
  std::vector<judge::Air> live;
  std::set<base::PointId> seen;
  for (auto const& state : states(now)) {
    auto const point = parts.registry.point(state.point);
    if (!point || !sees(person, *point)) {
      continue;
    }
    seen.insert(point->id);
    if (point->origin == "imported") {
      continue;
    }
    bool const up = is_online(state);
    all.add(true, up), outlets.add(points::is_outlet(point->kind), up), stations.add(points::is_station(point->kind), up);
    if (up && state.air) {
      live.push_back(*state.air);
    }
  }
  auto const scope = own_scope_of(person);
  bool const sees_alarms = identity::may(person.role, identity::Right::see_alarms);
  auto const open = sees_alarms ? alarms_in(parts.verdicts, scope, "open") : 0;
  auto const acknowledged = sees_alarms ? alarms_in(parts.verdicts, scope, "acknowledged") : 0;
  auto const today = base::start_of(base::beijing_day(now));
  std::int64_t exceeded = 0;
  for (auto const& verdict : parts.verdicts.newest("exceeded", "hour", exceedances_counted_max)) {
    exceeded += verdict.start >= today && seen.contains(verdict.point) ? 1 : 0;
  }
  auto const rate = rates.of(seen);
  json::array primary;
  auto const district = district_index(std::move(live), now);
  for (auto const& name : district ? district->primary : std::vector<std::string>{}) {
    primary.push_back(text(name));
  }
  return {{"points_total", all.total}, {"points_online", all.online}, {"outlets_total", outlets.total},
          {"outlets_online", outlets.online}, {"stations_total", stations.total}, {"stations_online", stations.online},
          {"alarms_open", open + acknowledged}, {"alarms_unacknowledged", open}, {"exceedances_today", exceeded},
          {"frames_today", rates.frames(seen)}, {"transmission_today", number(rate.transmitted())},
          {"district_aqi", district ? json::value(*district->aqi) : json::value(nullptr)},
          {"district_level", district ? district->level : 0}, {"district_primary", std::move(primary)}};
}

}  // namespace console
