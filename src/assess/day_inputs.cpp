// A station's day out of its hours: GB 3095 3 (averages) and table 4 (validity), HJ 663 6.1.2 (ozone).
#include <array>
#include <cmath>

#include "assess/assess.hpp"

namespace assess {
namespace {

constexpr int hours_a_day = 24;
constexpr int window_hours = 8;  // the 8 of "8小时平均"
constexpr int places_kept = 6;   // hours enter with at most six places; sums of them are exact
constexpr std::int64_t places_factor = 1'000'000;
constexpr double concentration_max = 1e9;

// A sum of millionths and how many hours are in it.
struct Mean {
  std::int64_t sum = 0;
  int count = 0;
};
bool greater(Mean a, Mean b) { return b.count == 0 || a.sum * b.count > b.sum * a.count; }

struct Hours {
  std::string pollutant, code;
  std::array<std::int64_t, hours_a_day> value{};
  std::array<bool, hours_a_day> valid{};
  Mean over(int first, int length) const {
    Mean mean;
    for (auto i = static_cast<std::size_t>(first), end = i + static_cast<std::size_t>(length); i < end; ++i) {
      mean.sum += valid[i] ? value[i] : 0;
      mean.count += valid[i] ? 1 : 0;
    }
    return mean;
  }
};

struct Work {
  catalog::Catalog const& catalog;
  catalog::AirIndexRules const& rules;
  Day on;
  DayInputs& out;

  catalog::Validity const* rule(Hours const& hours, char const* period) {
    auto const* found = catalog.validity("ambient_air", hours.code, period, on);
    if (found == nullptr) {
      return nullptr;
    }
    for (auto const& basis : out.basis) {
      if (basis.standard == found->source.standard && basis.clause == found->source.clause) {
        return found;
      }
    }
    auto const* edition = catalog.edition(found->source.standard);
    out.basis.push_back({found->source.standard, found->source.clause, edition == nullptr ? "" : edition->id});
    return found;
  }

  Decimal rounded(Hours const& hours, Mean mean) {
    auto const digits = rules.digits.find(hours.pollutant);
    return Decimal::divide(Decimal(mean.sum, places_kept), Decimal(mean.count, 0),
                           digits == rules.digits.end() ? places_kept : digits->second, rules.concentration_rounding);
  }

  void give(std::string const& input, Decimal value) {
    if (value.negative()) {
      out.refused[input] = "均值为负：" + value.to_string() + " / the mean is negative: " + value.to_string();
    } else {
      out.inputs.emplace(input, value);
    }
  }

  void day(std::string const& input, Hours const& hours) {
    auto const mean = hours.over(0, hours_a_day);
    auto const* needed = rule(hours, "day");
    if (mean.count == 0 || (needed != nullptr && mean.count < needed->at_least)) {
      auto const there = std::to_string(mean.count), asked = base::format_number(needed == nullptr ? 1 : needed->at_least);
      out.refused[input] = "有效小时 " + there + "，要求 " + asked + " / " + there + " of " + asked + " hours";
      return;
    }
    give(input, rounded(hours, mean));
  }

  // The greatest 8-hour mean of the windows that lie inside the day.
  void max_8h(std::string const& input, Hours const& hours) {
    auto const* in_window = rule(hours, "8h");
    Mean best;
    int windows = 0;
    for (int first = 0; first + window_hours <= hours_a_day; ++first) {
      auto const mean = hours.over(first, window_hours);
      if (mean.count == 0 || (in_window != nullptr && mean.count < in_window->at_least)) {
        continue;
      }
      ++windows;
      best = greater(mean, best) ? mean : best;
    }
    auto const* needed = rule(hours, "max8h");
    if (windows == 0) {
      out.refused[input] = "没有小时数足够的8小时平均 / no window with enough hours";
      return;
    }
    auto const value = rounded(hours, best);
    if (needed != nullptr && windows < needed->at_least && !exceeds(*needed, hours, needed->period, value)) {
      auto const there = std::to_string(windows), asked = base::format_number(needed->at_least);
      out.refused[input] = "有效8小时平均 " + there + " 个，要求 " + asked + "，且未超过限值 / " + there + " of " + asked + " windows, and not above the limit";
      return;
    }
    give(input, value);
  }

  bool exceeds(catalog::Validity const& needed, Hours const& hours, std::string const& averaging, Decimal value) {
    for (auto const* limit :
         catalog.limits(catalog.set_in_force(needed.unless_exceeds, on), hours.code, averaging, on)) {
      if (limit->high && value > *limit->high) {
        return true;
      }
    }
    return false;
  }

  // GB 3095 has no rule on how many hours a day's greatest hour needs. Where the greatest 8-hour mean of the same day has
  // too few, so has the hour, unless it is above its own limit (HJ 663, 6.1.2 in its sense).
  void max_1h(std::string const& input, Hours const& hours) {
    Mean best;
    for (int hour = 0; hour < hours_a_day; ++hour) {
      auto const mean = hours.over(hour, 1);
      best = mean.count > 0 && greater(mean, best) ? mean : best;
    }
    if (best.count == 0) {
      out.refused[input] = "没有有效小时 / no valid hour";
      return;
    }
    auto const value = rounded(hours, best);
    auto const* needed = rule(hours, "max8h");
    auto const mean = out.refused.find(hours.pollutant + "_8h");
    if (needed != nullptr && mean != out.refused.end() && !exceeds(*needed, hours, "hour", value)) {
      out.refused[input] = "同日8小时平均数量不足，且未超过限值 / the 8-hour mean of the day has too few, and the hour is not above its limit";
      return;
    }
    give(input, value);
  }
};

Hours* find(std::vector<Hours>& all, std::string const& pollutant) {
  for (auto& hours : all) {
    if (hours.pollutant == pollutant) {
      return &hours;
    }
  }
  return nullptr;
}

}  // namespace

DayInputs day_inputs(catalog::Catalog const& catalog, Day on, std::vector<HourValue> const& hours) {
  DayInputs out;
  auto const* rules = catalog.air_index(on);
  if (rules == nullptr) {
    out.refused["*"] = "当日没有 HJ 633 的现行版本 / no edition of HJ 633 holds on " + base::format(on);
    return out;
  }
  std::vector<Hours> all;
  for (auto const& [pollutant, code] : rules->factor_codes) {
    all.push_back({.pollutant = pollutant, .code = code});
  }
  for (auto const& each : hours) {
    CHECK(each.hour >= 0 && each.hour < hours_a_day, "an hour of the day is 0 to 23");
    auto* mine = find(all, each.pollutant);
    if (mine != nullptr && std::isfinite(each.value) && std::fabs(each.value) < concentration_max) {
      auto const at = static_cast<std::size_t>(each.hour);
      mine->value[at] = std::llround(each.value * static_cast<double>(places_factor));
      mine->valid[at] = true;
    }
  }
  Work work{catalog, *rules, on, out};
  for (auto const& each : all) {
    out.hours[each.pollutant] = each.over(0, hours_a_day).count;
  }
  for (auto const& input : rules->daily_inputs) {
    auto const at = input.rfind('_');
    auto const* mine = find(all, input.substr(0, at));
    auto const period = input.substr(at + 1);
    CHECK(mine != nullptr, "the loader refuses inputs without a factor code");
    if (period == "24h") {
      work.day(input, *mine);
    } else if (period == "8h") {
      work.max_8h(input, *mine);
    } else {
      work.max_1h(input, *mine);
    }
  }
  return out;
}

std::optional<double> running_mean(std::vector<double> const& hours, std::size_t last, int length, int at_least) {
  CHECK(last < hours.size() && length > 0, "the window ends inside the hours");
  double sum = 0;
  int count = 0;
  for (std::size_t back = 0; back < static_cast<std::size_t>(length) && back <= last; ++back) {
    double const value = hours[last - back];
    sum += std::isnan(value) ? 0 : value;
    count += std::isnan(value) ? 0 : 1;
  }
  return count == 0 || count < at_least ? std::nullopt : std::optional(sum / count);
}

}  // namespace assess
