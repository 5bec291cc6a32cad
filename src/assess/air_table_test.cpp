// The compiled table says what air_index says, and forecasts are ranges.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "assess/assess.hpp"
#include "assess/catalogue_for_tests.hpp"

namespace {

using assess::AirIndexTable, assess::Report, base::Decimal;

std::map<std::string, Decimal> inputs_of(catalog::AirIndexRules const& rules, AirIndexTable const& table, Report report,
                                         AirIndexTable::Concentrations const& given) {
  std::map<std::string, Decimal> inputs;
  for (std::size_t i = 0; i < rules.daily_inputs.size(); ++i) {
    auto const& input = rules.daily_inputs[i];
    auto const name = report == Report::daily ? input : table.pollutant(i) + "_1h";
    if (given[i] >= 0 && (report == Report::daily || i < 6)) {
      inputs.emplace(name, Decimal(given[i], AirIndexTable::scale));
    }
  }
  return inputs;
}

std::vector<std::string> names_of(AirIndexTable const& table, std::uint8_t bits) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < AirIndexTable::places; ++i) {
    if (((static_cast<unsigned>(bits) >> i) & 1U) != 0) {
      names.push_back(table.pollutant(i));
    }
  }
  return names;
}

RC_GTEST_PROP(CompiledIndex, says_what_the_rules_say, ()) {
  auto const* standard = *rc::gen::element("HJ 633-2012", "HJ 633-2026");
  auto const& rules = *catalogue().air_index(std::string_view(standard));
  AirIndexTable const table(rules);
  auto const report = *rc::gen::element(Report::hourly, Report::daily);
  AirIndexTable::Concentrations given;
  given.fill(AirIndexTable::absent);
  for (std::size_t i = 0; i < rules.daily_inputs.size(); ++i) {
    // On and beside the steps of the table as often as between them; CO is in mg/m³.
    int const most = i == 4 ? 160'000 : 4'000'000;
    auto const step = *rc::gen::element(1, 100, 500, 1000);
    auto const value = *rc::gen::inRange(-most / 8, most) / step * step;
    given[i] = value < 0 ? AirIndexTable::absent : value;
  }
  auto const inputs = inputs_of(rules, table, report, given);
  RC_PRE(!inputs.empty());
  auto const slow = assess::air_index(rules, report, inputs).value();
  auto const fast = report == Report::daily ? table.day(given) : table.hour(given);
  RC_ASSERT(fast.aqi == slow.aqi.value_or(AirIndexTable::index_absent));
  RC_ASSERT(names_of(table, fast.primary) == slow.primary);
  RC_ASSERT(names_of(table, fast.exceeding) == slow.exceeding);
  RC_ASSERT(fast.complete == slow.complete);
  RC_ASSERT(static_cast<int>(fast.level) == slow.level);
}

TEST(CompiledIndex, nothing_given_is_no_index) {
  AirIndexTable const table(*catalogue().air_index("HJ 633-2026"));
  AirIndexTable::Concentrations given;
  given.fill(AirIndexTable::absent);
  EXPECT_EQ(table.hour(given).aqi, AirIndexTable::index_absent);
  EXPECT_EQ(table.hour(given).level, 0);
  EXPECT_FALSE(table.hour(given).complete);
}

TEST(Forecast, names_a_range_of_the_index) {
  auto const& rules = *catalogue().air_index("HJ 633-2026");
  auto const made = assess::air_forecast(rules, {{"PM2.5_24h", Decimal(60, 0)}}, {{"PM2.5_24h", Decimal(115, 0)}}).value();
  EXPECT_EQ(made.low.aqi, 100);
  EXPECT_EQ(made.high.aqi, 150);
  EXPECT_EQ(made.low.category, "良");
  EXPECT_EQ(made.high.category, "轻度污染");
  auto const turned = assess::air_forecast(rules, {{"PM2.5_24h", Decimal(60, 0)}}, {{"PM2.5_24h", Decimal(59, 0)}});
  EXPECT_EQ(turned.error().code, "bad_range");
  auto const half = assess::air_forecast(rules, {{"PM2.5_24h", Decimal(60, 0)}}, {{"PM2.5_24h", Decimal(115, 0)}, {"PM10_24h", Decimal(200, 0)}});
  EXPECT_EQ(half.error().code, "bad_range") << "an upper end alone";
  EXPECT_EQ(half.error().where, "inputs.PM10_24h");
}

}  // namespace
