// Against what the national network published: the class of sections by automatic stations. BIYUN_REFERENCE names a folder that may hold
// national_sections_2020-05-08.csv, daily_sections_north_202005-202104.csv and sections_4h_north_20210401-05.csv; what is not there is not run.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "tabular/tabular.hpp"
#include "waters/waters.hpp"

namespace {

using base::day_of;
using waters::Table;

// The publisher judges by pH, oxygen, permanganate index, ammonia and phosphorus; nitrogen takes no part. Values it shows are rounded; *_raw are not.
struct Item { char const* name; char const* column; };
constexpr Item five[] = {{"pH", "ph"}, {"DO", "do"}, {"CODMn", "codmn"}, {"NH3-N", "nh3n"}, {"TP", "tp"}};
std::map<std::string, int> const printed{{"Ⅰ", 1}, {"Ⅱ", 2}, {"Ⅲ", 3}, {"Ⅳ", 4}, {"Ⅴ", 5}, {"劣Ⅴ", 6}};

std::string_view cell_of(tabular::Table const& table, std::size_t row, std::string const& column) {
  auto const raw = base::trim(table.cell(row, column + "_raw"));
  return raw.empty() || raw == "--" || raw == "*" ? base::trim(table.cell(row, column)) : raw;
}

/// The class by the rule; 0 = nothing to judge. With `saturation` oxygen may be of class I by 90 % of it.
int class_by_rule(Table const& rules, tabular::Table const& table, std::size_t row, bool saturation = false) {
  waters::Sample sample;
  for (auto const& item : five) {
    if (auto const value = waters::parse_value(cell_of(table, row, item.column))) {
      sample.emplace(rules.items()[*rules.find(item.name)].key, *value);
    }
  }
  auto const temperature = base::Decimal::parse(cell_of(table, row, "wt"));
  return waters::judge(rules, sample, saturation && temperature ? std::optional(*temperature) : std::nullopt).rank;
}

struct Tally { int classed = 0, river = 0, either = 0, lakes = 0, saturated = 0, saturated_as_plain = 0; std::map<std::string, int> differences; };

/// What a value may have been before it was rounded to the places shown.
std::pair<int, int> classes_before_rounding(Table const& rules, tabular::Table const& table, std::size_t row) {
  int best = 0;
  int worst = 0;
  for (auto const& item : five) {
    auto const value = waters::parse_value(cell_of(table, row, item.column));
    if (!value) {
      continue;
    }
    auto const at = *rules.find(item.name);
    base::Decimal const half(5, value->value.scale() + 1);
    auto const low = rules.rank(at, value->value - half);
    auto const high = rules.rank(at, value->value + half);
    auto const middle = rules.rank(at, value->value);
    best = std::max(best, std::min({low, high, middle}));
    worst = std::max(worst, std::max({low, high, middle}));
  }
  return {best, worst};
}

/// `before`: the class of the section's reading before by the rule, 0 = none.
std::string difference(Table const& rules, tabular::Table const& table, std::size_t row, int published, int before) {
  int there = 0;
  for (auto const& item : five) {
    there += waters::parse_value(cell_of(table, row, item.column)) ? 1 : 0;
  }
  auto const [best, worst] = classes_before_rounding(rules, table, row);
  if (best <= published && published <= worst) {
    return "within the rounding of the values shown";
  }
  if (published == before) {
    return "the class of the reading before is still shown";
  }
  if (there < 5) {
    return "one of the five items is not shown";
  }
  return class_by_rule(rules, table, row) < published ? "published worse than all that is shown" : "published better than what is shown";
}

std::string when(tabular::Table const& table, std::size_t row) { return std::string(table.cell(row, "file_date")) + std::string(table.cell(row, "time")); }

/// A section is taken as a lake where its readings fit the lake's limits better: the data do not say which are.
Tally compare(tabular::Table const& table, std::set<std::string> const* only = nullptr) {
  auto const river = Table::surface(catalogue(), waters::Body::river, day_of(2021, 4, 1)).value();
  auto const lake = Table::surface(catalogue(), waters::Body::lake, day_of(2021, 4, 1)).value();
  struct Reading { std::size_t row; int published, as_river, as_lake; };
  std::map<std::string, std::vector<Reading>> sections;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    auto const published = printed.find(std::string(base::trim(table.cell(row, "cls"))));
    if (published == printed.end() || (only != nullptr && !only->contains(std::string(table.cell(row, "province"))))) {
      continue;
    }
    Reading const reading{row, published->second, class_by_rule(river, table, row), class_by_rule(lake, table, row)};
    if (reading.as_river != 0) {
      sections[std::string(table.cell(row, "province")) + " " + std::string(table.cell(row, "section"))].push_back(reading);
    }
  }
  Tally tally;
  for (auto& [name, readings] : sections) {
    std::stable_sort(readings.begin(), readings.end(), [&](auto const& a, auto const& b) { return when(table, a.row) < when(table, b.row); });
    int as_river = 0;
    int as_lake = 0;
    for (auto const& each : readings) {
      as_river += each.as_river == each.published ? 1 : 0;
      as_lake += each.as_lake == each.published ? 1 : 0;
    }
    bool const is_lake = as_lake > as_river;
    tally.classed += static_cast<int>(readings.size());
    tally.river += as_river;
    tally.either += is_lake ? as_lake : as_river;
    tally.lakes += is_lake ? 1 : 0;
    int before = 0;
    for (auto const& each : readings) {
      int const made = is_lake ? each.as_lake : each.as_river;
      if (class_by_rule(is_lake ? lake : river, table, each.row, true) != made) {
        ++tally.saturated;
        tally.saturated_as_plain += made == each.published ? 1 : 0;
      }
      if (made != each.published) {
        ++tally.differences[difference(is_lake ? lake : river, table, each.row, each.published, before)];
      }
      before = made;
    }
  }
  return tally;
}

std::optional<tabular::Table> collection(char const* name) {
  auto const* folder = std::getenv("BIYUN_REFERENCE");
  auto const path = std::filesystem::path(folder == nullptr ? "" : folder) / name;
  if (folder != nullptr && std::filesystem::exists(path)) {
    return tabular::parse_table(file_text(path), ',').value();
  }
  std::cout << name << ": not run (BIYUN_REFERENCE names no folder with it)\n";
  return std::nullopt;
}

void expect_share(char const* name, double least, std::set<std::string> const* only = nullptr) {
  auto const table = collection(name);
  if (!table) {
    return;
  }
  auto const tally = compare(*table, only);
  std::cout << name << (only == nullptr ? "" : ", Shanxi") << ": " << tally.either << " of " << tally.classed << " as published (" << tally.lakes
            << " sections as lakes; all as rivers " << tally.river << ")\n";
  std::cout << "  " << tally.saturated << " would be of a better class by the saturation of oxygen, " << tally.saturated_as_plain
            << " of them are published without it\n";
  EXPECT_EQ(tally.saturated, tally.saturated_as_plain) << "figures leave the saturation out because the published classes do";
  for (auto const& [reason, count] : tally.differences) {
    std::cout << "  " << count << "  " << reason << "\n";
  }
  ASSERT_GT(tally.classed, 0);
  EXPECT_GE(static_cast<double>(tally.either) / tally.classed, least);
  int unexplained = 0;
  for (auto const& [reason, count] : tally.differences) {
    unexplained += reason.starts_with("published") ? count : 0;
  }
  EXPECT_LE(static_cast<double>(unexplained) / tally.classed, 0.0015);
}

std::set<std::string> const shanxi{"山西省", "山西"};

TEST(PublishedWater, classes_of_all_sections_of_a_day) { expect_share("national_sections_2020-05-08.csv", 1); }
TEST(PublishedWater, classes_of_a_year_of_days) { expect_share("daily_sections_north_202005-202104.csv", 0.9995); }
TEST(PublishedWater, classes_every_four_hours) { expect_share("sections_4h_north_20210401-05.csv", 0.98); }
TEST(PublishedWater, classes_of_the_sections_of_shanxi) { expect_share("sections_4h_north_20210401-05.csv", 0.97, &shanxi); }

}  // namespace
