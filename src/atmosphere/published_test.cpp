// Against what was published: the daily AQI of a city over years (HJ 633-2012). The collection is too big for the repository: BIYUN_REFERENCE
// names a folder that may hold tianjin_days.csv; without it nothing is run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "assess/catalogue_for_tests.hpp"
#include "atmosphere/atmosphere.hpp"

namespace {

using base::Decimal;

/// The source writes 0 for particles that it does not have; such a day is `holed` and its published index is of what is missing.
struct CityDay { atmosphere::AirDay day; std::optional<int> published; bool holed = false; };

std::vector<CityDay> city_days() {
  auto const* folder = std::getenv("BIYUN_REFERENCE");
  auto const path = std::filesystem::path(folder == nullptr ? "" : folder) / "tianjin_days.csv";
  std::vector<CityDay> days;
  if (folder == nullptr || !std::filesystem::exists(path)) {
    return days;
  }
  auto const text = file_text(path);
  bool header = true;
  for (auto const line : base::split(text, '\n')) {
    auto const cells = base::split(line, ',');
    if (std::exchange(header, false) || cells.size() != 11) {
      continue;
    }
    auto const on = base::parse_day(base::trim(cells[10]));
    auto const aqi = base::parse_number(cells[1]);
    if (!on || !aqi) {
      continue;
    }
    CityDay made;
    made.day.day = *on;
    made.published = static_cast<int>(*aqi);
    // Columns: city aqi co no2 o3 pm10 pm2_5 quality rank so2 time_point.
    constexpr std::array<std::size_t, atmosphere::pollutant_count> columns{6, 5, 9, 3, 2, 4};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto const value = Decimal::parse(base::trim(cells[columns[i]]));
      if (value && *value > Decimal()) {
        made.day.values[i] = *value;
      }
      made.holed = made.holed || !made.day.values[i];
    }
    days.push_back(std::move(made));
  }
  return days;
}

int year_of(base::Day day) { return base::to_beijing(base::start_of(day)).year; }

TEST(PublishedAir, days_of_a_city_come_out_as_published) {
  auto days = city_days();
  if (days.empty()) {
    GTEST_SKIP() << "BIYUN_REFERENCE names no folder with tianjin_days.csv";
  }
  struct Tally { int days = 0, same = 0, near = 0, holed = 0; };
  std::map<int, Tally> by_year;
  for (auto& each : days) {
    ASSERT_TRUE(bool(atmosphere::judge_day(catalogue(), each.day)));
    auto& tally = by_year[year_of(each.day.day)];
    if (each.holed) {
      ++tally.holed;
      continue;
    }
    auto const apart = std::abs(each.day.aqi.value_or(0) - *each.published);
    ++tally.days;
    tally.same += apart == 0 ? 1 : 0;
    tally.near += apart <= 1 ? 1 : 0;
  }
  for (auto const& [year, tally] : by_year) {
    std::cout << year << ": AQI " << tally.same << " of " << tally.days << " as published, " << tally.near << " within 1; " << tally.holed
              << " left out: the source has no particles\n";
  }
  // 2014 and 2015 differ by 1 where the source rounded its concentrations; 2017 is of another make.
  for (auto const year : {2016, 2018, 2019, 2020, 2021, 2022}) {
    EXPECT_GT(by_year[year].days, 140) << year;
    EXPECT_EQ(by_year[year].same, by_year[year].days) << year;
  }
}

TEST(PublishedAir, years_of_a_city_can_be_evaluated) {
  std::vector<atmosphere::AirDay> days;
  for (auto& each : city_days()) {
    (void)atmosphere::judge_day(catalogue(), each.day);
    days.push_back(each.day);
  }
  if (days.empty()) {
    GTEST_SKIP() << "BIYUN_REFERENCE names no folder with tianjin_days.csv";
  }
  for (int year = 2014; year <= 2021; ++year) {
    auto const made = atmosphere::evaluate(catalogue(), "year", base::day_of(year, 1, 1), base::day_of(year, 12, 31), days);
    ASSERT_TRUE(made) << year;
    std::cout << year << ": composite index " << (made->composite ? made->composite->sum.to_string() : made->composite_refused) << ", good days "
              << made->good_days << " of " << made->days_valid << ", heavy " << made->heavy_days;
    for (auto const& statistic : made->statistics) {
      auto const& value = statistic.limit_mean ? statistic.mean : statistic.percentile;
      std::cout << ", " << statistic.pollutant << " " << (value ? value->to_string() : "-");
    }
    std::cout << (made->enough ? "\n" : ", too few days\n");
    EXPECT_TRUE(made->composite) << year;
  }
}

}  // namespace
