#include "assess/assess.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using namespace assess;
using base::day_of;
using testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Pair,
    testing::UnorderedElementsAre;

Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }
std::map<std::string, Decimal> given(std::initializer_list<std::pair<char const*, char const*>> inputs) {
  std::map<std::string, Decimal> out;
  for (auto const& [name, value] : inputs) {
    out.emplace(name, dec(value));
  }
  return out;
}
catalog::AirIndexRules const& edition(std::string_view standard) { return *catalogue().air_index(standard); }
AirIndex index_of(std::string_view standard, Report report,
                  std::initializer_list<std::pair<char const*, char const*>> inputs, bool for_publication = false) {
  return air_index(edition(standard), report, given(inputs), for_publication).value();
}

TEST(AirIndex, a_concentration_on_the_limit_gives_exactly_the_index_of_the_limit) {
  EXPECT_EQ(index_of("HJ 633-2026", Report::iaqi, {{"PM2.5_24h", "60"}}).aqi, 100);
  EXPECT_EQ(index_of("HJ 633-2012", Report::iaqi, {{"PM2.5_24h", "75"}}).aqi, 100);
  EXPECT_EQ(index_of("HJ 633-2012", Report::iaqi, {{"PM2.5_24h", "75.000001"}}).aqi, 101)
      << "rounded up, however little is over";
  EXPECT_EQ(index_of("HJ 633-2012", Report::iaqi, {{"CO_24h", "0"}}).aqi, 0);
}

TEST(AirIndex, the_new_edition_rounds_half_even_before_it_judges_and_the_old_one_does_not) {
  auto const made = index_of("HJ 633-2026", Report::iaqi, {{"PM2.5_1h", "35.99"}});
  EXPECT_EQ(made.used.at("PM2.5_1h").to_string(), "36");
  EXPECT_EQ(made.aqi, 52);
  EXPECT_EQ(index_of("HJ 633-2026", Report::iaqi, {{"PM2.5_24h", "60.5"}}).aqi, 100) << "60.5 → 60";
  EXPECT_EQ(index_of("HJ 633-2026", Report::iaqi, {{"CO_24h", "4.05"}}).aqi, 100) << "4.05 → 4.0";
  EXPECT_EQ(index_of("HJ 633-2012", Report::iaqi, {{"PM2.5_24h", "35.1"}}).aqi, 51);
}

TEST(AirIndex, a_day_names_its_primary_pollutants_level_and_colour) {
  auto const made = index_of("HJ 633-2012", Report::daily,
                             {{"PM2.5_24h", "111"},
                              {"PM10_24h", "168"},
                              {"SO2_24h", "69"},
                              {"CO_24h", "3.4"},
                              {"NO2_24h", "93"},
                              {"O3_8h", "14"}});
  EXPECT_EQ(made.aqi, 145);
  EXPECT_THAT(made.primary, ElementsAre("PM2.5"));
  EXPECT_THAT(made.exceeding, ElementsAre("PM2.5", "PM10", "NO2"));
  EXPECT_EQ(made.level, 3);
  EXPECT_EQ(made.category, "轻度污染");
  EXPECT_EQ(made.colour, "#ff7e00");
  ASSERT_FALSE(made.basis.empty());
  EXPECT_EQ(made.basis[0].standard, "HJ 633-2012");
  EXPECT_EQ(made.basis[0].clause, "表1");
}

TEST(AirIndex, pollutants_with_the_same_index_are_primary_together) {
  auto const made = index_of("HJ 633-2026", Report::hourly, {{"PM10_1h", "120"}, {"PM2.5_1h", "60"}, {"NO2_1h", "10"}});
  EXPECT_THAT(made.primary, ElementsAre("PM2.5", "PM10"));
}

TEST(AirIndex, clean_air_has_no_primary_pollutant) {
  EXPECT_THAT(index_of("HJ 633-2026", Report::iaqi, {{"PM2.5_24h", "35"}}).primary, IsEmpty());
  EXPECT_THAT(index_of("HJ 633-2026", Report::iaqi, {{"PM2.5_24h", "36"}}).primary, ElementsAre("PM2.5"));
}

TEST(AirIndex, beyond_the_table_each_edition_has_its_own_rule) {
  EXPECT_EQ(index_of("HJ 633-2026", Report::hourly, {{"SO2_1h", "900"}}).aqi, 200);
  EXPECT_EQ(index_of("HJ 633-2026", Report::daily, {{"O3_8h", "1000"}}).aqi, 300);
  EXPECT_EQ(index_of("HJ 633-2026", Report::hourly, {{"O3_1h", "1500"}}).aqi, 500);
  auto const old = index_of("HJ 633-2012", Report::hourly, {{"SO2_1h", "900"}, {"NO2_1h", "100"}});
  EXPECT_EQ(old.aqi, 50);
  EXPECT_THAT(old.without_index, ElementsAre("SO2_1h"));
  auto const instead = index_of("HJ 633-2012", Report::hourly, {{"SO2_1h", "900"}, {"SO2_24h", "475"}});
  EXPECT_EQ(instead.aqi, 150) << "reported by the 24-hour mean";
  auto const nothing = index_of("HJ 633-2012", Report::iaqi, {{"SO2_1h", "801"}});
  EXPECT_FALSE(nothing.aqi);
  EXPECT_EQ(nothing.level, 0);
}

TEST(AirIndex, an_input_that_is_no_part_of_the_report_is_left_out_with_a_note) {
  auto const made = index_of("HJ 633-2026", Report::daily, {{"O3_8h", "100"}, {"O3_1h", "400"}});
  EXPECT_EQ(made.aqi, 50) << "since 2026 the daily report has no 1-hour ozone";
  EXPECT_THAT(made.notes, Contains(HasSubstr("O3_1h")));
  EXPECT_EQ(index_of("HJ 633-2012", Report::daily, {{"O3_8h", "100"}, {"O3_1h", "400"}}).aqi, 200);
}

TEST(AirIndex, an_incomplete_report_is_published_only_when_it_shows_polluted_air) {
  auto const clean = index_of("HJ 633-2026", Report::daily, {{"PM2.5_24h", "60"}}, true);
  EXPECT_FALSE(clean.aqi);
  EXPECT_EQ(clean.iaqi.at("PM2.5"), 100);
  EXPECT_THAT(clean.primary, IsEmpty());
  EXPECT_EQ(clean.level, 0);
  EXPECT_THAT(clean.notes, Contains(HasSubstr("NA")));
  EXPECT_EQ(index_of("HJ 633-2026", Report::daily, {{"PM2.5_24h", "61"}}, true).aqi, 101);
  EXPECT_EQ(index_of("HJ 633-2026", Report::daily, {{"PM2.5_24h", "60"}}).aqi, 100)
      << "not for publication: what is there is judged";
  EXPECT_EQ(index_of("HJ 633-2012", Report::daily, {{"PM2.5_24h", "60"}}, true).aqi, 82);
}

TEST(AirIndex, what_cannot_be_an_input_is_refused_by_name) {
  auto const code = [](std::initializer_list<std::pair<char const*, char const*>> inputs) {
    auto const made = air_index(edition("HJ 633-2026"), Report::daily, given(inputs));
    return made ? std::string("judged") : made.error().code;
  };
  EXPECT_EQ(code({{"PM2.5_8h", "3"}}), "unknown_input");
  EXPECT_EQ(code({{"PM2.5", "3"}}), "unknown_input");
  EXPECT_EQ(code({{"PM2.5_24h", "-0.1"}}), "negative_concentration");
  EXPECT_EQ(code({{"PM2.5_24h", "2000000000"}}), "impossible_concentration");
  EXPECT_EQ(code({}), "no_input");
  EXPECT_EQ(code({{"NO2_1h", "3"}}), "no_input");
}

RC_GTEST_PROP(AirIndex, a_higher_concentration_never_gives_a_better_index_level_or_verdict, ()) {
  auto const standard = *rc::gen::element("HJ 633-2012", "HJ 633-2026");
  auto const input =
      *rc::gen::element("PM2.5_24h", "PM10_1h", "SO2_24h", "NO2_1h", "CO_1h", "CO_24h", "O3_1h", "NO2_24h");
  auto const low = *rc::gen::inRange<std::int64_t>(0, 4'000'000);
  auto const high = low + *rc::gen::inRange<std::int64_t>(0, 500'000);
  auto const judge = [&](std::int64_t value) {
    return air_index(edition(standard), Report::iaqi, {{input, Decimal(value, 3)}}).value();
  };
  RC_ASSERT(judge(low).aqi.value() <= judge(high).aqi.value());
  RC_ASSERT(judge(low).level <= judge(high).level);
}

RC_GTEST_PROP(AirIndex, the_index_is_the_least_whole_number_not_below_the_line, ()) {
  auto const& rules = edition("HJ 633-2012");
  auto const& row = *rc::gen::elementOf(rules.break_points);
  auto const low = row.concentration_low.to_double();
  auto const high = row.concentration_high.to_double();
  auto const at = *rc::gen::inRange(1, 1001);
  auto const value = Decimal::from_double(low + (high - low) * at / 1000, 4);
  auto const line = row.index_low + (row.index_high - row.index_low) * (value.to_double() - low) / (high - low);
  auto const index = air_index(rules, Report::iaqi, {{row.pollutant + "_" + row.period, value}}).value().aqi.value();
  RC_ASSERT(index >= line - 1e-9);
  RC_ASSERT(index - 1 < line + 1e-9);
}

std::vector<HourValue> hours_of(std::string const& pollutant, int first, int last, double value) {
  std::vector<HourValue> hours;
  for (int hour = first; hour <= last; ++hour) {
    hours.push_back({hour, pollutant, value});
  }
  return hours;
}

TEST(DayInputs, a_day_needs_twenty_hours) {
  auto const day = day_inputs(catalogue(), day_of(2026, 4, 1), hours_of("PM2.5", 0, 18, 40));
  EXPECT_THAT(day.inputs, IsEmpty());
  EXPECT_EQ(day.refused.at("PM2.5_24h"), "有效小时 19，要求 20 / 19 of 20 hours");
  EXPECT_EQ(day.hours.at("PM2.5"), 19);
  auto const enough = day_inputs(catalogue(), day_of(2026, 4, 1), hours_of("PM2.5", 0, 19, 40));
  EXPECT_EQ(enough.inputs.at("PM2.5_24h").to_string(), "40");
  EXPECT_EQ(enough.basis.at(0).standard, "GB 3095-2026");
}

TEST(DayInputs, a_mean_is_rounded_once_from_exact_sums) {
  auto hours = hours_of("CO", 0, 11, 0.3);
  auto const more = hours_of("CO", 12, 23, 0.2);
  hours.insert(hours.end(), more.begin(), more.end());
  EXPECT_EQ(day_inputs(catalogue(), day_of(2026, 4, 1), hours).inputs.at("CO_24h").to_string(), "0.2")
      << "0.25 goes to the even digit";
  EXPECT_EQ(day_inputs(catalogue(), day_of(2020, 4, 1), hours).inputs.at("CO_24h"), dec("0.25"))
      << "HJ 633-2012 names no digits";
}

TEST(DayInputs, the_ozone_windows_lie_inside_the_day_and_divide_by_their_valid_hours) {
  auto hours = hours_of("O3", 0, 23, 10);
  for (auto& each : hours) {
    each.value = each.hour >= 12 && each.hour < 20 ? 100 : 10;
  }
  std::erase_if(hours, [](HourValue const& each) { return each.hour == 15 || each.hour == 16; });
  auto const day = day_inputs(catalogue(), day_of(2026, 4, 1), hours);
  EXPECT_EQ(day.inputs.at("O3_8h").to_string(), "100") << "six valid hours of 12 to 20 are enough";
  EXPECT_FALSE(day.inputs.contains("O3_1h")) << "no part of the daily report since 2026";
  EXPECT_EQ(day_inputs(catalogue(), day_of(2020, 4, 1), hours).inputs.at("O3_1h"), dec("100"));
}

TEST(DayInputs, fewer_than_fourteen_windows_count_only_when_the_limit_is_exceeded) {
  // Of the hours 12 to 23 the windows ending 18:00 to 24:00 hold at least six: seven windows.
  auto const low = day_inputs(catalogue(), day_of(2026, 4, 1), hours_of("O3", 12, 23, 160));
  EXPECT_EQ(low.refused.at("O3_8h"), "有效8小时平均 7 个，要求 14，且未超过限值 / 7 of 14 windows, and not above the limit");
  auto const high = day_inputs(catalogue(), day_of(2026, 4, 1), hours_of("O3", 12, 23, 161));
  EXPECT_EQ(high.inputs.at("O3_8h").to_string(), "161");
  auto const enough = day_inputs(catalogue(), day_of(2026, 4, 1), hours_of("O3", 5, 23, 20));
  EXPECT_EQ(enough.inputs.at("O3_8h").to_string(), "20");
}

TEST(DayInputs, a_value_that_is_no_number_is_no_hour_and_an_unruled_day_says_so) {
  auto hours = hours_of("SO2", 0, 19, 8);
  hours.push_back({20, "SO2", std::nan("")});
  hours.push_back({21, "wind", 3});
  auto const day = day_inputs(catalogue(), day_of(2026, 4, 1), hours);
  EXPECT_EQ(day.hours.at("SO2"), 20);
  EXPECT_THAT(day_inputs(catalogue(), day_of(1999, 1, 1), hours).refused, Contains(Pair("*", HasSubstr("1999-01-01"))));
}

TEST(RunningMean, holes_count_as_missing_and_the_start_of_the_record_too) {
  double const hole = std::nan("");
  std::vector<double> const hours{1, 2, 3, 4, hole, 6, 7, 8, 9, hole};
  EXPECT_EQ(running_mean(hours, 8, 8, 6), (2 + 3 + 4 + 6 + 7 + 8 + 9) / 7.0);
  EXPECT_EQ(running_mean(hours, 4, 8, 6), std::nullopt);
  EXPECT_EQ(running_mean(hours, 5, 8, 5), (1 + 2 + 3 + 4 + 6) / 5.0);
}

base::Unit unit(std::string_view text) { return base::parse_unit(text).value(); }

TEST(AgainstLimits, the_edition_of_the_day_judges_whatever_set_was_named) {
  auto const verdict = [](base::Day on, double value) {
    return against_limits(catalogue(), "GB3095-2012/二级", "a34004", "day", on, value, unit("ug/m3")).value();
  };
  EXPECT_EQ(verdict(day_of(2026, 2, 28), 75).result, "ok");
  EXPECT_EQ(verdict(day_of(2026, 3, 1), 75).result, "exceeded");
  EXPECT_EQ(verdict(day_of(2026, 3, 1), 75).basis.at(0).standard, "GB 3095-2026");
  EXPECT_EQ(verdict(day_of(2026, 3, 1), 75).times_over, 0.25);
  EXPECT_EQ(verdict(day_of(2026, 3, 1), 60).result, "ok") << "on the limit is within it";
  EXPECT_EQ(verdict(day_of(2026, 3, 1), 60.04).result, "exceeded") << "no rounding before the comparison";
}

TEST(AgainstLimits, units_are_converted_without_binary_noise) {
  auto const verdict = [](double value) {
    return against_limits(catalogue(), "DB14-1929-2019/燃煤锅炉", "a21026", "hour", day_of(2024, 1, 1), value,
                          unit("ug/m3"))
        .value();
  };
  EXPECT_EQ(verdict(35000).result, "ok");
  EXPECT_EQ(verdict(35000.1).result, "exceeded");
  EXPECT_EQ(verdict(35000).limit->reference_oxygen, dec("9"));
}

TEST(AgainstLimits, a_range_has_two_ends_and_no_multiple) {
  auto const verdict = [](double value) {
    return against_limits(catalogue(), "GB18918-2002/一级A", "w01001", "day", day_of(2024, 1, 1), value,
                          base::unit_none)
        .value();
  };
  EXPECT_EQ(verdict(6).result, "ok");
  EXPECT_EQ(verdict(5.99).result, "exceeded");
  EXPECT_EQ(verdict(9.01).result, "exceeded");
  EXPECT_EQ(verdict(9.01).times_over, std::nullopt);
  EXPECT_DOUBLE_EQ(verdict(9).share, 1);
}

TEST(AgainstLimits, no_limit_a_wrong_unit_and_no_number_are_told_apart) {
  auto const judge = [](std::string const& averaging, double value, std::string_view in) {
    auto const made =
        against_limits(catalogue(), "GB18918-2002/一级A", "w01018", averaging, day_of(2024, 1, 1), value, unit(in));
    return made ? made->result : made.error().code;
  };
  EXPECT_EQ(judge("day", 50, "mg/L"), "ok");
  EXPECT_EQ(judge("hour", 500, "mg/L"), "no_limit");
  EXPECT_EQ(judge("day", 50, "kPa"), "unit_mismatch");
  EXPECT_EQ(judge("day", std::nan(""), "mg/L"), "bad_value");
  EXPECT_EQ(judge("day", 1e300, "mg/L"), "bad_value");
}

RC_GTEST_PROP(AgainstLimits, a_higher_value_never_gives_a_better_verdict, ()) {
  auto const& limits = catalogue().all_limits();
  auto const limit = *rc::gen::elementOf(limits);
  RC_PRE(limit.sense == catalog::Sense::at_most && limit.high);
  auto const high = limit.high->to_double();
  auto const low_value = high * *rc::gen::inRange(0, 3000) / 1000;
  auto const high_value = low_value + high * *rc::gen::inRange(0, 1000) / 1000;
  auto const judge = [&](double value) {
    return against_limits(catalogue(), limit.set, limit.factor.empty() ? limit.name : limit.factor, limit.averaging,
                          limit.from, value, limit.unit)
        .value();
  };
  RC_ASSERT(!(judge(low_value).result == "exceeded" && judge(high_value).result == "ok"));
  RC_ASSERT(judge(low_value).share <= judge(high_value).share);
}

}  // namespace
