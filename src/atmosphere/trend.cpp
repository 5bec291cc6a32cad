// Does it get better over the years: Spearman's rank correlation against time, and the median slope.
#include <algorithm>
#include <cmath>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

constexpr char const* criticals = "秩相关临界值";
constexpr std::size_t years_max = 200;

// Places from 1; equal values share the mean of theirs.
std::vector<double> places_of(std::vector<YearValue> const& years) {
  std::vector<double> places;
  for (auto const& each : years) {
    double below = 0, equal = 0;
    for (auto const& other : years) {
      below += other.value < each.value ? 1 : 0;
      equal += other.value == each.value ? 1 : 0;
    }
    places.push_back(below + (equal + 1) / 2);
  }
  return places;
}

double spearman_of(std::vector<YearValue> const& years) {
  auto const places = places_of(years);
  double const n = static_cast<double>(years.size());
  double squares = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    double const apart = places[i] - static_cast<double>(i + 1);
    squares += apart * apart;
  }
  return 1 - 6 * squares / (n * n * n - n);
}

double median_slope(std::vector<YearValue> const& years) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < years.size(); ++i) {
    for (std::size_t j = i + 1; j < years.size(); ++j) {
      slopes.push_back((years[j].value - years[i].value) / (years[j].year - years[i].year));
    }
  }
  std::sort(slopes.begin(), slopes.end());
  auto const half = slopes.size() / 2;
  return slopes.size() % 2 != 0 ? slopes[half] : (slopes[half - 1] + slopes[half]) / 2;
}

}  // namespace

base::Result<Trend> trend(catalog::Catalog const& catalog, Day on, std::vector<YearValue> years) {
  Rules rules(catalog, evaluation_edition(catalog, on), on);
  auto const least = rules.integer("趋势", "秩相关", "years_min");
  std::sort(years.begin(), years.end(), [](YearValue const& a, YearValue const& b) { return a.year < b.year; });
  bool const twice = std::adjacent_find(years.begin(), years.end(), [](auto const& a, auto const& b) { return a.year == b.year; }) != years.end();
  bool const finite = std::all_of(years.begin(), years.end(), [](YearValue const& each) { return std::isfinite(each.value); });
  auto const clause = rules.edition() == nullptr ? "HJ 663" : rules.edition()->number + " 附录B";
  if (!least || twice || !finite || years.size() > years_max) {
    return assess::cannot_judge(!least ? "没有趋势评价的规定 / no rule on trends" : "年份重复、过多或数值无效 / years twice, too many, or not numbers", clause);
  }
  if (years.size() < static_cast<std::size_t>(*least)) {
    auto const count = std::to_string(years.size()), asked = std::to_string(*least);
    return assess::cannot_judge(count + " 年，要求至少 " + asked + " 年 / " + count + " years, asked for at least " + asked, clause);
  }
  Trend made;
  made.years = static_cast<int>(years.size());
  made.spearman = spearman_of(years);
  made.theil_sen = median_slope(years);
  made.significance = rules.text("趋势", "秩相关", "significance");
  // The table skips numbers of years; the next smaller one asks for more.
  for (int n = made.years; n >= *least && !made.critical; --n) {
    if (auto const* row = rules.find(criticals, std::to_string(n), made.significance); row != nullptr && row->number) {
      made.critical = row->number->to_double();
      if (n != made.years) {
        auto const wanted = std::to_string(made.years), used = std::to_string(n);
        rules.say("临界值表无 " + wanted + " 年，按更严的 " + used + " 年 / the table has no row of " + wanted + " years; the stricter one of " + used + " is used");
      }
    }
  }
  made.significant = made.critical && std::fabs(*made.spearman) >= *made.critical;
  made.trend = !made.significant ? "none" : *made.spearman > 0 ? "up" : "down";
  made.basis = rules.basis;
  made.notes = rules.notes;
  return made;
}

}  // namespace atmosphere
