// One edition of HJ 633 in whole numbers: the same digits as air_index, for whole years of stations.
#include <algorithm>

#include "assess/assess.hpp"

namespace assess {
namespace {

constexpr std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

std::int64_t thousandths(Decimal d) {
  CHECK(d.scale() <= AirIndexTable::scale, "break points have at most three places");
  return d.coefficient() * power_of_ten(AirIndexTable::scale - d.scale());
}

}  // namespace

AirIndexTable::Place AirIndexTable::place_of(catalog::AirIndexRules const& rules, std::string const& input) const {
  Place place{.needed = true, .known = true, .step = 1, .rows = {}, .above = index_absent};
  auto const as = rules.judged_as.find(input);
  auto const& judged = as == rules.judged_as.end() ? input : as->second;
  auto const at = judged.rfind('_');
  auto const pollutant = judged.substr(0, at), period = judged.substr(at + 1);
  if (auto const digits = rules.digits.find(pollutant); digits != rules.digits.end() && digits->second < scale) {
    place.step = power_of_ten(scale - digits->second);
  }
  for (auto const& row : rules.break_points) {
    if (row.pollutant == pollutant && row.period == period) {
      place.rows.push_back({thousandths(row.concentration_low), thousandths(row.concentration_high), row.index_high - row.index_low, row.index_low});
    }
  }
  auto const special = rules.above_table.find(judged);
  place.above = special == rules.above_table.end() ? rules.index_max : special->second.value_or(index_absent);
  return place;
}

AirIndexTable::AirIndexTable(catalog::AirIndexRules const& rules)
    : rounding_(rules.concentration_rounding), primary_above_(rules.primary_above), exceeding_above_(rules.exceeding_above) {
  CHECK(rules.daily_inputs.size() <= places && rules.hourly_inputs.size() < places, "a report has at most seven inputs");
  for (std::size_t i = 0; i < rules.daily_inputs.size(); ++i) {
    auto const& input = rules.daily_inputs[i];
    pollutants_[i] = input.substr(0, input.rfind('_'));
    auto const so_far = pollutants_.begin() + static_cast<std::ptrdiff_t>(i);
    bit_[i] = static_cast<std::size_t>(std::find(pollutants_.begin(), so_far, pollutants_[i]) - pollutants_.begin());
    day_[i] = place_of(rules, input);
    for (auto const& hourly : rules.hourly_inputs) {
      if (bit_[i] == i && hourly.substr(0, hourly.rfind('_')) == pollutants_[i]) {
        hour_[i] = place_of(rules, hourly);
      }
    }
  }
  for (auto const& category : rules.categories) {
    level_high_.push_back(category.high.value_or(rules.index_max));
  }
}

std::int32_t AirIndexTable::index_of(Place const& place, std::int32_t given) const {
  std::int64_t concentration = given;
  if (place.step > 1) {
    std::int64_t const rest = concentration % place.step;
    concentration -= rest;
    bool const odd = concentration / place.step % 2 != 0;
    bool const nearer = rest * 2 > place.step || (rest * 2 == place.step && odd);
    bool const up = rounding_ == base::Rounding::up ? rest != 0 : rounding_ == base::Rounding::half_even && nearer;
    concentration += up ? place.step : 0;
  }
  for (auto const& row : place.rows) {
    if (concentration <= row.high) {
      std::int64_t const width = row.high - row.low;
      return row.index + static_cast<std::int32_t>((row.rise * (concentration - row.low) + width - 1) / width);
    }
  }
  return place.above;
}

AirIndexTable::Verdict AirIndexTable::judge(Places const& report, Concentrations const& given) const {
  Verdict verdict;
  verdict.complete = true;
  std::array<std::int32_t, places> by_pollutant;
  by_pollutant.fill(index_absent);
  for (std::size_t i = 0; i < places; ++i) {
    auto const& place = report[i];
    verdict.iaqi[i] = index_absent;
    if (!place.known || given[i] < 0) {
      verdict.complete = verdict.complete && !place.needed;
      continue;
    }
    auto const index = index_of(place, given[i]);
    verdict.iaqi[i] = static_cast<std::int16_t>(index);
    by_pollutant[bit_[i]] = std::max(by_pollutant[bit_[i]], index);
    verdict.aqi = std::max(verdict.aqi, index);
  }
  for (std::size_t i = 0; i < places; ++i) {
    auto const bit = static_cast<std::uint8_t>(1U << i);
    verdict.exceeding = static_cast<std::uint8_t>(verdict.exceeding | (by_pollutant[i] > exceeding_above_ ? bit : 0));
    bool const primary = verdict.aqi > primary_above_ && by_pollutant[i] == verdict.aqi;
    verdict.primary = static_cast<std::uint8_t>(verdict.primary | (primary ? bit : 0));
  }
  for (std::size_t i = 0; verdict.aqi != index_absent && verdict.level == 0; ++i) {
    verdict.level = static_cast<std::uint8_t>(i + 1 == level_high_.size() || verdict.aqi <= level_high_[i] ? i + 1 : 0);
  }
  return verdict;
}

AirIndexTable::Verdict AirIndexTable::hour(Concentrations const& given) const { return judge(hour_, given); }
AirIndexTable::Verdict AirIndexTable::day(Concentrations const& given) const { return judge(day_, given); }

base::Result<AirForecast> air_forecast(catalog::AirIndexRules const& rules, std::map<std::string, Decimal> const& low,
                                       std::map<std::string, Decimal> const& high) {
  for (auto const& [input, value] : low) {
    auto const upper = high.find(input);
    if (upper == high.end() || upper->second < value) {
      return base::Problem("bad_range", "the upper end of " + base::printable(input) + " is missing or below its lower end", "inputs." + base::printable(input),
                           "give both ends, the smaller one first");
    }
  }
  for (auto const& [input, value] : high) {
    if (!low.contains(input)) {
      return base::Problem("bad_range", "the lower end of " + base::printable(input) + " is missing", "inputs." + base::printable(input),
                           "give both ends, the smaller one first");
    }
  }
  auto lower = air_index(rules, Report::daily, low);
  auto upper = air_index(rules, Report::daily, high);
  if (!lower || !upper) {
    return !lower ? lower.error() : upper.error();
  }
  return AirForecast{*std::move(lower), *std::move(upper)};
}

}  // namespace assess
