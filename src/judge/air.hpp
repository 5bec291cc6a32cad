#pragma once
// Private: air quality index of stations by the edition of HJ 633 that holds on the day of the datum.
#include "judge/details.hpp"
#include "judge/places.hpp"
#include "judge/statistics.hpp"

namespace judge {

inline constexpr std::string_view air_subject = "aqi";
inline constexpr std::string_view published_factor = "AQI";   // series of the index as the national centre published it
struct Pollutant { std::string_view name, factor; };
inline constexpr std::array<Pollutant, 6> six_pollutants{{
    {"PM2.5", "a34004"}, {"PM10", "a34002"}, {"SO2", "a21026"}, {"NO2", "a21004"}, {"CO", "a21005"}, {"O3", "a05024"}}};

/// The unit in which HJ 633 reads a pollutant.
base::Unit table_unit(catalog::AirIndexRules const& rules, std::string const& pollutant);
/// Nothing when no factor of the six was received in that hour, or no edition holds on the day.
std::optional<verdicts::Verdict> air_hour(catalog::Catalog const& catalog, Place const& place, StatisticTable& hours, Time hour);
std::optional<verdicts::Verdict> air_day(catalog::Catalog const& catalog, Place const& place, StatisticTable& hours, base::Day day);
/// Of a point that is only imported: the daily values as they came, of ozone the greatest 8-hour mean; nothing when none came.
std::optional<verdicts::Verdict> imported_air_day(catalog::Catalog const& catalog, Place const& place, StatisticTable& days, base::Day day);
Air air_of(verdicts::Verdict const& verdict, catalog::Catalog const& catalog);

}  // namespace judge
