// The air of the district out of the air of its stations.
#include <algorithm>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr auto hours_back_max = 3;        // a station whose newest hour is older lags too much to be waited for
constexpr int places_kept = 6;            // of a mean, before the edition's own rounding

/// The means of each pollutant, as inputs of the hourly report.
std::map<std::string, base::Decimal> means_of(std::vector<judge::Air> const& stations) {
  struct Sum { double of = 0; int count = 0; };
  std::map<std::string, Sum> sums;
  for (auto const& air : stations) {
    for (auto const& [pollutant, value] : air.values) {
      sums[pollutant].of += value, ++sums[pollutant].count;
    }
  }
  std::map<std::string, base::Decimal> means;
  for (auto const& [pollutant, sum] : sums) {
    means.emplace(pollutant + "_1h", base::Decimal::from_double(sum.of / sum.count, places_kept));
  }
  return means;
}

}  // namespace

// HJ 663: the concentrations of an area are the means of its stations', its index is that of the means.
std::optional<assess::AirIndex> Console::Inside::district_index(std::vector<judge::Air> newest, base::Time now) const {
  auto const earliest = base::floor_to(now, base::hour_length) - base::hour_length * hours_back_max;
  std::erase_if(newest, [&](auto const& air) { return air.start < earliest; });
  if (newest.empty()) {
    return std::nullopt;
  }
  auto const hour = std::min_element(newest.begin(), newest.end(), [](auto const& a, auto const& b) { return a.start < b.start; })->start;
  std::vector<judge::Air> stations;
  for (auto const& air : newest) {
    auto const same_hour = air.start == hour ? std::vector{air} : parts.judge.air(air.point, false, hour, hour + base::Duration(1));
    stations.insert(stations.end(), same_hour.begin(), same_hour.end());
  }
  auto const* rules = parts.catalog.air_index(base::beijing_day(hour));
  auto const means = means_of(stations);
  if (rules == nullptr || means.empty()) {
    return std::nullopt;
  }
  auto index = assess::air_index(*rules, assess::Report::hourly, means, true);
  return index && index->aqi ? std::optional(*index) : std::nullopt;
}

}  // namespace console
