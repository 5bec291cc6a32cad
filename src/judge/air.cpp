#include "judge/air.hpp"

#include <cmath>

#include "judge/factors.hpp"

namespace judge {
namespace {

constexpr int places_kept = 6;        // of a mean, before the edition's own rounding
constexpr int hours_a_day = 24;

// What a channel sends in, what the table reads.
class Reading {
 public:
  Reading(catalog::Catalog const& catalog, catalog::AirIndexRules const& rules, Place const& place, Pollutant const& of)
      : factor_(of.factor), to_(table_unit(rules, std::string(of.name))) {
    auto const* channel = place.channel(of.factor);
    auto const* known = catalog.factor(of.factor);
    from_ = channel != nullptr ? channel->unit : known != nullptr ? known->unit : to_;
  }
  /// The day as it was sent, not made of hours.
  std::optional<double> sent_value(StatisticTable& days, Time day) const {
    auto const* statistic = days.find(factor_, "", day);
    if (statistic == nullptr || !std::isfinite(statistic->device) || statistic->device < 0) {
      return std::nullopt;
    }
    auto const converted = base::convert(statistic->device, from_, to_);
    return converted ? std::optional(*converted) : std::nullopt;
  }
  /// Nothing when the hour is missing, not valid, negative or in no fitting unit.
  std::optional<double> valid_value(StatisticTable& hours, Time hour) const {
    auto const* statistic = hours.find(factor_, "", hour);
    if (statistic == nullptr || !statistic->valid || !std::isfinite(statistic->mean) || statistic->mean < 0) {
      return std::nullopt;
    }
    if (from_ == to_) {
      return statistic->mean;
    }
    auto const converted = base::convert(statistic->mean, from_, to_);
    return converted ? std::optional(*converted) : std::nullopt;
  }
  observe::Statistic const* statistic(StatisticTable& hours, Time hour) const { return hours.find(factor_, "", hour); }

 private:
  std::string factor_;
  base::Unit from_, to_;
};

// A mean as exact digits, without the zeros that say nothing: 53, not 53.000000.
base::Decimal digits_of(double value) { return base::Decimal::from_double(value, places_kept).trimmed(); }

verdicts::Verdict blank(Place const& place, catalog::AirIndexRules const& rules, observe::Period period, Time start) {
  verdicts::Verdict verdict;
  verdict.point = place.point.id;
  verdict.subject = air_subject;
  verdict.period = name_of(period);
  verdict.start = start;
  verdict.standard = rules.edition.number;
  verdict.result = "invalid";
  return verdict;
}

// Fills the verdict from the inputs; the detail carries what was measured and how it was used.
void judge_inputs(catalog::AirIndexRules const& rules, assess::Report report, std::map<std::string, base::Decimal> const& inputs,
                  std::pair<verdicts::Verdict&, AirDetail&> out) {
  auto& [verdict, detail] = out;
  detail.edition = rules.edition.id;
  detail.digest = rules.edition.digest;
  auto const index = assess::air_index(rules, report, inputs, true);
  if (!index) {
    detail.index.notes.push_back(base::to_string(index.error()));
  } else {
    detail.index = *index;
    verdict.value = index->aqi.value_or(0);
    verdict.clause = index->basis.empty() ? "" : index->basis.front().clause;
    verdict.result = index->complete ? "ok" : "incomplete";
  }
  verdict.detail = write_air(detail);
}

}  // namespace

base::Unit table_unit(catalog::AirIndexRules const& rules, std::string const& pollutant) {
  for (auto const& row : rules.break_points) {
    if (row.pollutant == pollutant) {
      return row.unit;
    }
  }
  return base::unit_none;
}

std::optional<verdicts::Verdict> air_hour(catalog::Catalog const& catalog, Place const& place, StatisticTable& hours, Time hour) {
  auto const* rules = catalog.air_index(base::beijing_day(hour));
  if (rules == nullptr) {
    return std::nullopt;
  }
  auto verdict = blank(place, *rules, observe::Period::hour, hour);
  AirDetail detail;
  std::map<std::string, base::Decimal> inputs;
  bool received = false;
  for (auto const& pollutant : six_pollutants) {
    Reading const reading(catalog, *rules, place, pollutant);
    std::string const name(pollutant.name);
    if (auto const* statistic = reading.statistic(hours, hour)) {
      received = true;
      detail.revisions[name] = statistic->revision;
    }
    if (auto const value = reading.valid_value(hours, hour)) {
      detail.values[name] = *value;
      inputs.emplace(name + "_1h", digits_of(*value));
    }
  }
  if (!received) {
    return std::nullopt;
  }
  judge_inputs(*rules, assess::Report::hourly, inputs, {verdict, detail});
  return verdict;
}

std::optional<verdicts::Verdict> air_day(catalog::Catalog const& catalog, Place const& place, StatisticTable& hours, base::Day day) {
  auto const* rules = catalog.air_index(day);
  if (rules == nullptr) {
    return std::nullopt;
  }
  auto const start = base::start_of(day);
  std::vector<assess::HourValue> values;
  bool received = false;
  for (auto const& pollutant : six_pollutants) {
    Reading const reading(catalog, *rules, place, pollutant);
    for (int hour = 0; hour < hours_a_day; ++hour) {
      auto const at = start + hour * base::hour_length;
      received = received || reading.statistic(hours, at) != nullptr;
      if (auto const value = reading.valid_value(hours, at)) {
        values.push_back({hour, std::string(pollutant.name), *value});
      }
    }
  }
  if (!received) {
    return std::nullopt;
  }
  auto verdict = blank(place, *rules, observe::Period::day, start);
  auto made = assess::day_inputs(catalog, day, values);
  AirDetail detail;
  detail.hours = made.hours;
  detail.refused = made.refused;
  for (auto const& [input, value] : made.inputs) {
    // Ozone comes with two periods: the daily maximum of 8 hours is the day's value, never the hour's.
    if (!input.ends_with("_1h")) {
      detail.values.emplace(input.substr(0, input.rfind('_')), value.to_double());
    }
  }
  judge_inputs(*rules, assess::Report::daily, made.inputs, {verdict, detail});
  return verdict;
}

std::optional<verdicts::Verdict> imported_air_day(catalog::Catalog const& catalog, Place const& place, StatisticTable& days, base::Day day) {
  auto const* rules = catalog.air_index(day);
  if (rules == nullptr) {
    return std::nullopt;
  }
  auto const start = base::start_of(day);
  auto verdict = blank(place, *rules, observe::Period::day, start);
  AirDetail detail;
  std::map<std::string, base::Decimal> inputs;
  for (auto const& pollutant : six_pollutants) {
    if (auto const value = Reading(catalog, *rules, place, pollutant).sent_value(days, start)) {
      std::string const name(pollutant.name);
      detail.values[name] = *value;
      inputs.emplace(name + (name == "O3" ? "_8h" : "_24h"), digits_of(*value));
    }
  }
  if (inputs.empty()) {
    return std::nullopt;
  }
  judge_inputs(*rules, assess::Report::daily, inputs, {verdict, detail});
  detail.index.notes.emplace_back("由导入的日值计算，不是由小时值 / made of imported daily values, not of hours");
  verdict.detail = write_air(detail);
  return verdict;
}

Air air_of(verdicts::Verdict const& verdict, catalog::Catalog const& catalog) {
  auto detail = read_air(verdict, catalog);
  Air air;
  air.point = verdict.point;
  air.daily = verdict.period == "day";
  air.start = verdict.start;
  air.index = std::move(detail.index);
  air.values = std::move(detail.values);
  air.hours = std::move(detail.hours);
  air.revision = verdict.revision;
  return air;
}

std::string_view pollutant_of(std::string_view factor) {
  for (auto const& each : six_pollutants) {
    if (each.factor == factor) {
      return each.name;
    }
  }
  return {};
}

std::string_view factor_of(std::string_view pollutant) {
  for (auto const& each : six_pollutants) {
    if (each.name == pollutant) {
      return each.factor;
    }
  }
  return {};
}

}  // namespace judge
