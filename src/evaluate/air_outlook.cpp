// What was forecast of the air of a district, out of the register, as it was known on a day.
#include "evaluate/air.hpp"
#include "evaluate/held.hpp"

namespace evaluate {
namespace {

constexpr std::string_view forecast_register = "air_forecast";

}  // namespace

bool is_of_forecasts(Change const& change) { return change.reg == forecast_register; }

std::vector<AirForecast> air_forecasts(Parts const& parts, Object const& object, Day from) {
  std::vector<AirForecast> all;
  auto const* reg = parts.registry.set().find(forecast_register);
  if (reg == nullptr) {
    return all;
  }
  identity::Person everyone;
  everyone.role = identity::Role::administrator;
  auto const since = query::make(query::Op::at_least, {query::property("day"), query::literal(from)});
  registry::Ask const ask{.filter = since, .search = {}, .box = {}, .sort = {}, .geometry = false};
  auto const visited = parts.registry.visit(everyone, *reg, ask, {}, [&](registry::Record const& record) {
    auto const* issued = held<Time>(record.values, "issued_at");
    auto const* day = held<Day>(record.values, "day");
    auto const* area = held<std::string>(record.values, "area");
    auto const* high = held<base::Decimal>(record.values, "aqi_high");
    if (!record.withdrawn && issued != nullptr && day != nullptr && area != nullptr && high != nullptr && *area == object.area) {
      auto const aqi = static_cast<int>(high->rounded(0).coefficient());
      all.push_back({*issued, {*day, aqi, true}, "record/" + std::string(forecast_register) + "/" + std::to_string(record.id.value)});
    }
    return true;
  });
  if (!visited) {
    all.clear();
  }
  return all;
}

std::vector<AirForecast> known_on(std::vector<AirForecast> const& all, Day seen, Day after) {
  std::map<Day, AirForecast const*> newest;
  for (auto const& each : all) {
    if (each.day.day <= after || base::beijing_day(each.issued_at) > seen) {
      continue;
    }
    auto& kept = newest[each.day.day];
    kept = kept == nullptr || kept->issued_at <= each.issued_at ? &each : kept;
  }
  std::vector<AirForecast> known;
  for (auto const& [day, forecast] : newest) {
    known.push_back(*forecast);
  }
  return known;
}

}  // namespace evaluate
