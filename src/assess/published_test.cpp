// Against what the national centre published: the AQI and primary pollutant of station hours (HJ 633-2012).
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/assess.hpp"
#include "assess/catalogue_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace {

using assess::Report, base::Decimal;
using Columns = std::vector<std::pair<char const*, char const*>>;  // input, column

struct Source {
  Columns columns;
  char const* aqi;
  char const* primary;
};
Source const station_hours{{{"PM2.5_1h", "PM2.5"},
                            {"PM10_1h", "PM10"},
                            {"SO2_1h", "SO2"},
                            {"NO2_1h", "NO2"},
                            {"CO_1h", "CO"},
                            {"O3_1h", "O3_1h"}},
                           "AQI",
                           "PrimaryPollution"};
// The publisher's ozone columns are swapped: o3_24h holds the 1-h mean.
Source const snapshots{{{"PM2.5_1h", "pm2_5"},
                        {"PM10_1h", "pm10"},
                        {"SO2_1h", "so2"},
                        {"NO2_1h", "no2"},
                        {"CO_1h", "co"},
                        {"O3_1h", "o3_24h"}},
                       "aqi",
                       "primarypollutant"};

std::vector<std::string> primary_of(std::string_view text) {
  static std::vector<std::pair<char const*, char const*>> const names{
      {"细颗粒物(PM2.5)", "PM2.5"}, {"颗粒物(PM10)", "PM10"}, {"二氧化硫", "SO2"},
      {"二氧化氮", "NO2"},          {"一氧化碳", "CO"},       {"臭氧1小时", "O3"}};
  std::vector<std::string> primary;
  auto const separator = text.find(';') == std::string_view::npos ? ',' : ';';
  for (auto const part : base::split(text, separator)) {
    for (auto const& [printed, name] : names) {
      if (base::trim(part) == printed) {
        primary.emplace_back(name);
      }
    }
  }
  std::sort(primary.begin(), primary.end());
  return primary;
}

struct Tally {
  int aqi = 0, aqi_same = 0, primary = 0, primary_same = 0;
};
Tally compare(std::string_view csv, Source const& source) {
  auto const table = tabular::parse_table(csv, ',').value();
  auto const& rules = *catalogue().air_index("HJ 633-2012");
  Tally tally;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const published = base::parse_number(table.cell(row, source.aqi));
    std::map<std::string, Decimal> inputs;
    for (auto const& [input, column] : source.columns) {
      if (auto const value = Decimal::parse(table.cell(row, column))) {
        inputs.emplace(input, *value);
      }
    }
    if (!published || inputs.empty()) {
      continue;
    }
    auto made = assess::air_index(rules, Report::hourly, inputs).value();
    ++tally.aqi;
    tally.aqi_same += made.aqi == static_cast<int>(*published) ? 1 : 0;
    auto const primary = primary_of(table.cell(row, source.primary));
    if (!primary.empty()) {
      std::sort(made.primary.begin(), made.primary.end());
      ++tally.primary;
      tally.primary_same += made.primary == primary ? 1 : 0;
    }
  }
  return tally;
}

TEST(Published, two_hundred_station_hours_come_out_as_published) {
  auto const tally =
      compare(file_text(std::string(BIYUN_SOURCE_DIR) + "/tests/data/air/station_hours_2020.csv"), station_hours);
  EXPECT_EQ(tally.aqi, 200);
  EXPECT_EQ(tally.aqi_same, tally.aqi);
  EXPECT_GT(tally.primary, 100);
  EXPECT_EQ(tally.primary_same, tally.primary);
}

// The whole collections are too big for the repository. BIYUN_REFERENCE names a folder that may hold station_hours.csv,
// snapshots.csv and examples.tsv; what is not there is not run.
std::string reference(char const* name) {
  auto const* folder = std::getenv("BIYUN_REFERENCE");
  auto const path = std::filesystem::path(folder == nullptr ? "" : folder) / name;
  if (folder == nullptr || !std::filesystem::exists(path)) {
    std::cout << name << ": not run (BIYUN_REFERENCE names no folder with it)\n";
    return {};
  }
  return file_text(path);
}

void expect_all_as_published(char const* name, Source const& source) {
  auto const text = reference(name);
  if (text.empty()) {
    return;
  }
  auto const tally = compare(text, source);
  std::cout << name << ": AQI " << tally.aqi_same << " of " << tally.aqi << ", primary pollutant " << tally.primary_same
            << " of " << tally.primary << "\n";
  EXPECT_GT(tally.aqi, 0);
  EXPECT_EQ(tally.aqi_same, tally.aqi);
  EXPECT_EQ(tally.primary_same, tally.primary);
}

TEST(Published, all_station_hours_of_the_reference_collection_come_out_as_published) {
  expect_all_as_published("station_hours.csv", station_hours);
}

TEST(Published, all_snapshots_of_the_reference_collection_come_out_as_published) {
  expect_all_as_published("snapshots.csv", snapshots);
  expect_all_as_published("snapshots_2018.csv", snapshots);
}

}  // namespace
