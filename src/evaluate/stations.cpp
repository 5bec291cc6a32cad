// Years of many air stations at once: hours by columns, days by the same rules as the judge's, periods by the room of air.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <mutex>

#include "evaluate/evaluate.hpp"

namespace evaluate {
namespace {

constexpr std::size_t stations_a_block = 40, hours_a_day = 24;
constexpr std::size_t days_max = 366 * 5;   // of a span
constexpr int threads_max = 64;

/// What a station's channels send in.
using Units = std::array<std::optional<base::Unit>, atmosphere::pollutant_count>;

std::vector<std::string> factors() {
  std::vector<std::string> all;
  for (auto const pollutant : atmosphere::pollutants) {
    all.emplace_back(judge::factor_of(pollutant));
  }
  return all;
}

Units units_of(Parts const& parts, base::PointId station) {
  Units units;
  for (auto const& channel : parts.points.channels(station)) {
    if (auto const at = atmosphere::pollutant_at(judge::pollutant_of(channel.factor))) {
      units[*at] = channel.unit;
    }
  }
  return units;
}

/// In what unit HJ 633 of the day reads a pollutant, and what a channel without a unit of its own sends.
struct Reading { base::Unit from, to; };
std::array<Reading, atmosphere::pollutant_count> readings(catalog::Catalog const& catalog, catalog::AirIndexRules const& rules, Units const& units) {
  std::array<Reading, atmosphere::pollutant_count> all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (auto const& row : rules.break_points) {
      if (row.pollutant == atmosphere::pollutants[i]) {
        all[i].to = row.unit;
        break;
      }
    }
    auto const* factor = catalog.factor(judge::factor_of(atmosphere::pollutants[i]));
    all[i].from = units[i] ? *units[i] : factor != nullptr ? factor->unit : all[i].to;
  }
  return all;
}

std::optional<double> read(Reading const& reading, double value) {
  if (!(value >= 0) || !std::isfinite(value)) {
    return {};
  }
  if (reading.from == reading.to) {
    return value;
  }
  auto const converted = base::convert(value, reading.from, reading.to);
  return converted ? std::optional(*converted) : std::nullopt;
}

/// Nothing where no hour counts.
std::optional<atmosphere::AirDay> day_of(catalog::Catalog const& catalog, Day on, std::vector<assess::HourValue> const& hours) {
  if (hours.empty()) {
    return {};
  }
  auto const made = assess::day_inputs(catalog, on, hours);
  atmosphere::AirDay day;
  day.day = on;
  for (auto const& [input, value] : made.inputs) {
    auto const at = atmosphere::pollutant_at(std::string_view(input).substr(0, input.rfind('_')));
    if (input.ends_with("_1h")) {
      day.ozone_hour = value.trimmed();
    } else if (at) {
      day.values[*at] = value.trimmed();
    }
  }
  (void)atmosphere::judge_day(catalog, day);   // without an index the day has its values
  return day;
}

std::vector<atmosphere::AirDay> days_of(Parts const& parts, observe::HourBlock const& block, std::size_t point, base::PointId station, Span const& span) {
  auto const units = units_of(parts, station);
  catalog::AirIndexRules const* rules = nullptr;
  std::array<Reading, atmosphere::pollutant_count> reading{};
  std::vector<atmosphere::AirDay> days;
  std::vector<assess::HourValue> hours;
  for (std::size_t at = 0; at * hours_a_day < block.hours; ++at) {
    Day const on{span.from.number + static_cast<std::int32_t>(at)};
    auto const* current = parts.catalog.air_index(on);
    if (current == nullptr) {
      continue;
    }
    if (std::exchange(rules, current) != current) {
      reading = readings(parts.catalog, *rules, units);
    }
    hours.clear();
    for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
      auto const of_day = block.of(point, i).subspan(at * hours_a_day, hours_a_day);
      for (std::size_t hour = 0; hour < hours_a_day; ++hour) {
        if (auto const value = read(reading[i], of_day[hour])) {
          hours.push_back({static_cast<int>(hour), std::string(atmosphere::pollutants[i]), *value});
        }
      }
    }
    if (auto day = day_of(parts.catalog, on, hours)) {
      days.push_back(*std::move(day));
    }
  }
  return days;
}

observe::Range hours_of(Span const& span) {
  CHECK(span.from <= span.to && static_cast<std::size_t>(span.to.number - span.from.number) < days_max, "a span of stations is a few years at most");
  return {base::start_of(span.from), base::start_of({span.to.number + 1})};
}

}  // namespace

std::vector<atmosphere::AirDay> air_days(Parts const& parts, base::PointId station, Span const& span) {
  observe::HourBlock block;
  parts.store.hours_of({station}, factors(), hours_of(span), block);
  return days_of(parts, block, 0, station, span);
}

void evaluate_stations(Parts const& parts, std::vector<base::PointId> const& stations, Span const& span, int threads, TakeStation const& take) {
  auto const range = hours_of(span);
  auto const wanted = factors();
  std::atomic<std::size_t> next{0};
  std::mutex taking;
  auto const work = [&] {
    observe::HourBlock block;
    std::vector<base::PointId> some;
    for (auto first = next.fetch_add(stations_a_block); first < stations.size(); first = next.fetch_add(stations_a_block)) {
      auto const last = std::min(first + stations_a_block, stations.size());
      some.assign(stations.begin() + static_cast<std::ptrdiff_t>(first), stations.begin() + static_cast<std::ptrdiff_t>(last));
      parts.store.hours_of(some, wanted, range, block);
      for (std::size_t i = 0; i < some.size(); ++i) {
        auto const evaluation = atmosphere::evaluate(parts.catalog, std::string(name_of(span.form)), span.from, span.to,
                                                     days_of(parts, block, i, some[i], span));
        std::lock_guard const lock(taking);
        take(some[i], evaluation);
      }
    }
  };
  // A store that fails on another thread fails here, once all of them have ended.
  std::vector<std::future<void>> others;
  for (int i = 1; i < std::min(threads, threads_max); ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (auto& other : others) {
    other.get();
  }
}

}  // namespace evaluate
