// Months and years: published bulletins, the numbers of the district's plan, gates of validity, both sides of 2026-03-01.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "assess/catalogue_for_tests.hpp"
#include "atmosphere/atmosphere.hpp"

namespace {

using atmosphere::AirDay, base::Day, base::Decimal;
using Six = std::array<std::optional<Decimal>, atmosphere::pollutant_count>;

Decimal number(char const* text) { return Decimal::parse(text).value(); }
Six six(char const* pm25, char const* pm10, char const* so2, char const* no2, char const* co, char const* o3) {
  return {number(pm25), number(pm10), number(so2), number(no2), number(co), number(o3)};
}

AirDay air_day(Day day, Six const& values) {
  AirDay made{.day = day, .values = values};
  EXPECT_TRUE(bool(atmosphere::judge_day(catalogue(), made)));
  return made;
}
std::vector<AirDay> same_days(Day from, Day to, Six const& values) {
  std::vector<AirDay> days;
  for (auto day = from; day <= to; ++day.number) {
    days.push_back(air_day(day, values));
  }
  return days;
}
atmosphere::Statistic const& of(atmosphere::Evaluation const& evaluation, std::string const& pollutant) {
  return evaluation.statistics[*atmosphere::pollutant_at(pollutant)];
}

TEST(Composite, comes_out_as_bulletins_print_it) {
  struct Printed { Six values; char const* sum; };
  Day const on = base::day_of(2023, 9, 1);
  for (auto const& [values, sum] : {Printed{six("16", "40", "11", "16", "0.6", "139"), "2.63"}, Printed{six("23", "77", "9", "14", "1.1", "96"), "3.14"},
                                    Printed{six("39", "75", "11", "37", "1.4", "191"), "4.82"}}) {
    auto const made = atmosphere::composite_index(catalogue(), on, values).value();
    EXPECT_EQ(made.sum.to_string(), sum);
  }
  auto const city = atmosphere::composite_index(catalogue(), on, six("39", "75", "11", "37", "1.4", "191")).value();
  EXPECT_EQ(city.max_pollutant, "O3");
  EXPECT_EQ(city.parts[5].share.to_string(), "24.7");
  EXPECT_EQ(city.parts[0].share.to_string(), "23.0");
  EXPECT_EQ(city.parts[2].share.to_string(), "3.7");
}

TEST(Composite, of_the_districts_plan_for_2020) {
  // The plan prints 4.53, PM10 65, PM2.5 35 and ozone 157; SO2, NO2 and CO are chosen to fit the rest of the sum.
  auto const made = atmosphere::composite_index(catalogue(), base::day_of(2020, 12, 31), six("35", "65", "31", "28", "1.6", "157")).value();
  EXPECT_EQ(made.sum.to_string(), "4.53");
  EXPECT_EQ(made.parts[1].index.to_string(), "0.93");
  EXPECT_EQ(made.parts[0].index.to_string(), "1.00");
  EXPECT_EQ(made.parts[5].index.to_string(), "0.98");
}

TEST(Composite, jumps_with_the_limits_of_2026_and_says_what_is_not_verified) {
  auto const values = six("30", "60", "10", "30", "1.0", "150");
  auto const before = atmosphere::composite_index(catalogue(), base::day_of(2026, 2, 28), values).value();
  auto const after = atmosphere::composite_index(catalogue(), base::day_of(2026, 3, 1), values).value();
  EXPECT_LT(before.sum, after.sum);
  EXPECT_EQ(after.parts[0].limit, number("30"));
  EXPECT_FALSE(after.notes.empty());
  auto const weighed = atmosphere::composite_index(catalogue(), base::day_of(2026, 3, 1), values, "加权综合指数（未核实）").value();
  EXPECT_GT(weighed.sum, after.sum);
}

TEST(Composite, of_five_pollutants_is_not_judged) {
  auto values = six("30", "60", "10", "30", "1.0", "150");
  values[3].reset();
  auto const made = atmosphere::composite_index(catalogue(), base::day_of(2020, 1, 1), values);
  EXPECT_EQ(made.error().code, "cannot_judge");
  EXPECT_NE(made.error().detail.find("NO2"), std::string::npos);
}

TEST(Numbers, of_the_districts_plan) {
  EXPECT_EQ(atmosphere::good_share(232, 365, 2)->to_string(), "63.56");
  EXPECT_EQ(atmosphere::good_share(232, 366, 2)->to_string(), "63.39");
  EXPECT_EQ(atmosphere::good_share(290, 366, 1)->to_string(), "79.2");
  EXPECT_EQ(atmosphere::good_share(3, 366, 1)->to_string(), "0.8");
  EXPECT_EQ(atmosphere::rounded_quotient(number("6500"), number("70"), 2, "half_up").to_string(), "92.86");
  EXPECT_EQ(atmosphere::rounded_quotient(number("15700"), number("160"), 2, "half_up").to_string(), "98.13");
  EXPECT_EQ(atmosphere::rounded_quotient(number("15700"), number("160"), 2, "half_even").to_string(), "98.12");
  EXPECT_EQ(atmosphere::times_over(number("39"), number("35"), 2)->to_string(), "0.11");
  EXPECT_FALSE(atmosphere::times_over(number("35"), number("35"), 2));
  EXPECT_FALSE(atmosphere::good_share(0, 0, 1));
}

TEST(Numbers, percentile_lies_between_neighbours) {
  std::vector<Decimal> ten;
  for (int i = 1; i <= 10; ++i) {
    ten.emplace_back(i, 0);
  }
  EXPECT_EQ(*atmosphere::percentile(ten, number("95")), number("9.55"));
  EXPECT_EQ(*atmosphere::percentile({number("15"), number("20"), number("35"), number("40"), number("50")}, number("40")), number("29"));
  EXPECT_EQ(*atmosphere::percentile({number("7")}, number("98")), number("7"));
  EXPECT_FALSE(atmosphere::percentile({}, number("98")));
  EXPECT_FALSE(atmosphere::percentile(ten, number("101")));
  EXPECT_EQ(atmosphere::ranks({number("4.1"), number("3.0"), number("4.1"), number("5")}), (std::vector<int>{2, 1, 2, 4}));
}

RC_GTEST_PROP(Numbers, percentile_is_within_the_values_and_rises_with_p, ()) {
  auto const raw = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100'000)));
  auto const low = *rc::gen::inRange(0, 101);
  auto const high = *rc::gen::inRange(low, 101);
  std::vector<Decimal> values;
  for (auto const each : raw) {
    values.emplace_back(each, 1);
  }
  auto const a = *atmosphere::percentile(values, Decimal(low, 0));
  auto const b = *atmosphere::percentile(values, Decimal(high, 0));
  RC_ASSERT(a <= b);
  RC_ASSERT(*std::min_element(values.begin(), values.end()) <= a);
  RC_ASSERT(b <= *std::max_element(values.begin(), values.end()));
}

RC_GTEST_PROP(Numbers, half_up_is_what_school_says, ()) {
  auto const a = *rc::gen::inRange(0, 1'000'000);
  auto const b = *rc::gen::inRange(1, 10'000);
  auto const digits = *rc::gen::inRange(0, 4);
  auto const made = atmosphere::rounded_quotient(Decimal(a, 0), Decimal(b, 0), digits, "half_up");
  std::int64_t power = 1;
  for (int i = 0; i < digits; ++i) {
    power *= 10;
  }
  RC_ASSERT(made == Decimal((2 * a * power + b) / (2 * b), digits));
}

TEST(Month, of_thirty_days_is_counted_and_judged) {
  Day const from = base::day_of(2020, 9, 1), to = base::day_of(2020, 9, 30);
  auto days = same_days(from, to, six("35", "60", "10", "20", "0.8", "120"));
  days[3] = air_day(days[3].day, six("160", "200", "10", "20", "0.8", "120"));      // AQI 210: heavy
  days[4] = air_day(days[4].day, six("76", "100", "10", "20", "0.8", "120"));       // AQI 102: light
  auto const made = atmosphere::evaluate(catalogue(), "month", from, to, days).value();
  EXPECT_EQ(made.days_due, 30);
  EXPECT_EQ(made.days_valid, 30);
  EXPECT_EQ(made.good_days, 28);
  EXPECT_EQ(made.good_share->to_string(), "93.3");
  EXPECT_EQ(made.heavy_days, 1);
  EXPECT_EQ(made.by_level.at("重度污染"), 1);
  EXPECT_EQ(made.primary_days.at("PM2.5"), 2);
  EXPECT_TRUE(made.enough);
  EXPECT_FALSE(made.attained) << "a month is not judged against the limits of a year";
  EXPECT_EQ(of(made, "PM2.5").mean->to_string(), "41");      // (28·35 + 160 + 76)/30 = 40.53
  EXPECT_EQ(of(made, "O3").percentile->to_string(), "120");
  EXPECT_EQ(of(made, "CO").percent->to_string(), "95");
  ASSERT_TRUE(made.composite);
  EXPECT_EQ(made.edition_evaluation, "HJ663-2013");
  EXPECT_EQ(made.edition_composite, "HBJC2018-19");
}

TEST(Month, of_too_few_days_says_so) {
  Day const from = base::day_of(2020, 9, 1), to = base::day_of(2020, 9, 30);
  auto const days = same_days(from, base::day_of(2020, 9, 26), six("35", "60", "10", "20", "0.8", "120"));
  auto const made = atmosphere::evaluate(catalogue(), "month", from, to, days).value();
  EXPECT_FALSE(made.enough);
  EXPECT_FALSE(of(made, "SO2").enough);
  EXPECT_NE(of(made, "SO2").refused.find("26 天，要求至少 27 天"), std::string::npos);
}

TEST(Year, is_attained_only_when_every_statistic_is_within_its_limit) {
  Day const from = base::day_of(2021, 1, 1), to = base::day_of(2021, 12, 31);
  auto days = same_days(from, to, six("35", "70", "60", "40", "4", "160"));
  auto made = atmosphere::evaluate(catalogue(), "year", from, to, days).value();
  EXPECT_TRUE(made.attained.value());
  EXPECT_EQ(made.days_valid, 365);
  for (auto& day : days) {
    day.values[0] = number("36");
  }
  made = atmosphere::evaluate(catalogue(), "year", from, to, days).value();
  EXPECT_FALSE(made.attained.value());
  EXPECT_FALSE(of(made, "PM2.5").attained.value());
  EXPECT_TRUE(of(made, "PM10").attained.value());
  EXPECT_EQ(of(made, "PM2.5").times_over->to_string(), "0.03");
  EXPECT_EQ(of(made, "PM2.5").share->to_string(), "102.86");
}

TEST(Year, of_a_missing_month_is_not_judged) {
  Day const from = base::day_of(2021, 1, 1), to = base::day_of(2021, 12, 31);
  auto days = same_days(from, to, six("30", "60", "10", "20", "1", "120"));
  std::erase_if(days, [](AirDay const& day) { return base::to_beijing(base::start_of(day.day)).month == 6 && base::to_beijing(base::start_of(day.day)).day > 26; });
  auto const made = atmosphere::evaluate(catalogue(), "year", from, to, days).value();
  EXPECT_FALSE(made.attained);
  EXPECT_NE(of(made, "NO2").refused.find("2021-06"), std::string::npos);
}

TEST(Year, of_2026_lies_in_two_editions_and_can_be_read_under_one) {
  Day const from = base::day_of(2026, 1, 1), to = base::day_of(2026, 12, 31);
  auto const days = same_days(from, to, six("70", "60", "10", "20", "1", "120"));   // good until 75 was 60
  auto const made = atmosphere::evaluate(catalogue(), "year", from, to, days).value();
  EXPECT_EQ(made.good_days, 59);
  EXPECT_EQ(of(made, "PM2.5").limit_mean, number("30"));
  EXPECT_NE(std::find_if(made.notes.begin(), made.notes.end(), [](auto const& note) { return note.find("两个版本") != std::string::npos; }), made.notes.end());
  EXPECT_NE(std::find_if(made.notes.begin(), made.notes.end(), [](auto const& note) { return note.find("未取得") != std::string::npos; }), made.notes.end());
  auto const old = atmosphere::evaluate(catalogue(), "year", from, to, days, {.under = base::day_of(2025, 12, 31)}).value();
  EXPECT_EQ(old.good_days, 365);
  EXPECT_EQ(of(old, "PM2.5").limit_mean, number("35"));
  EXPECT_EQ(old.edition_index, "HJ633-2012");
}

TEST(Events, are_counted_both_ways) {
  Day const from = base::day_of(2021, 3, 1), to = base::day_of(2021, 3, 31);
  auto days = same_days(from, to, six("30", "60", "10", "20", "1", "100"));
  for (int i = 14; i < 17; ++i) {
    days[static_cast<std::size_t>(i)] = air_day(days[static_cast<std::size_t>(i)].day, six("80", "600", "10", "20", "1", "100"));
  }
  std::vector<atmosphere::Event> const dust{{base::day_of(2021, 3, 15), base::day_of(2021, 3, 17), "dust", "沙尘", "", {"PM10", "PM2.5"}}};
  auto const with = atmosphere::evaluate(catalogue(), "month", from, to, days).value();
  auto const without = atmosphere::evaluate(catalogue(), "month", from, to, days, {.without = &dust}).value();
  EXPECT_EQ(with.heavy_days, 3);
  EXPECT_EQ(without.heavy_days, 0);
  EXPECT_EQ(of(with, "PM10").days, 31);
  EXPECT_EQ(of(without, "PM10").days, 28);
  EXPECT_EQ(of(without, "PM10").mean->to_string(), "60");
  std::vector<atmosphere::Event> const whole{{base::day_of(2021, 3, 15), base::day_of(2021, 3, 17), "dust", "沙尘", "", {}}};
  auto const left = atmosphere::evaluate(catalogue(), "month", from, to, days, {.without = &whole}).value();
  EXPECT_EQ(left.days_due, 28);
  EXPECT_EQ(left.days_valid, 28);
}

TEST(Area, needs_three_of_four_points) {
  Day const on = base::day_of(2022, 5, 1);
  AirDay const a = air_day(on, six("30", "60", "10", "20", "1", "100")), b = air_day(on, six("41", "60", "10", "20", "1", "100"));
  AirDay c = air_day(on, six("40", "60", "10", "20", "1", "110"));
  c.values[3].reset();
  auto const made = atmosphere::area_day(catalogue(), on, {&a, &b, &c}, 4);
  EXPECT_EQ(made.day.values[0]->to_string(), "37");
  EXPECT_EQ(made.day.values[5]->to_string(), "103");
  EXPECT_FALSE(made.day.values[3]) << "two of four have NO2";
  EXPECT_TRUE(made.refused.contains("NO2"));
  ASSERT_TRUE(made.day.aqi);
  EXPECT_EQ(*made.day.aqi, 55) << "PM10 60";
}

TEST(Why, leads_from_the_index_to_the_days) {
  Day const from = base::day_of(2020, 9, 1), to = base::day_of(2020, 9, 30);
  auto days = same_days(from, to, six("35", "60", "10", "20", "0.8", "120"));
  days[0].ref = "verdict/aqi/3/day/2020-09-01";
  auto const made = atmosphere::evaluate(catalogue(), "month", from, to, days).value();
  auto const why = atmosphere::explain(made, days, "2020-09", "2020-09");
  EXPECT_EQ(why.value, made.composite->sum.to_string());
  ASSERT_EQ(why.from.size(), 7U);
  EXPECT_NE(why.from[0].how.find("35 / 35"), std::string::npos);
  ASSERT_EQ(why.from[0].from.size(), 1U);
  EXPECT_EQ(why.from[0].from[0].from.size(), 30U);
  EXPECT_EQ(why.from[0].from[0].from[0].ref, "verdict/aqi/3/day/2020-09-01");
}

TEST(Trend, falls_over_six_years) {
  auto const made = atmosphere::trend(catalogue(), base::day_of(2021, 1, 1), {{2015, 7.0}, {2016, 6.4}, {2017, 6.1}, {2018, 5.5}, {2019, 5.0}, {2020, 4.53}}).value();
  EXPECT_DOUBLE_EQ(*made.spearman, -1);
  EXPECT_DOUBLE_EQ(*made.critical, 0.829);
  EXPECT_EQ(made.trend, "down");
  EXPECT_NEAR(*made.theil_sen, -0.5, 0.05);
  auto const flat = atmosphere::trend(catalogue(), base::day_of(2021, 1, 1), {{2016, 5}, {2017, 4}, {2018, 5.5}, {2019, 4.2}, {2020, 5.1}}).value();
  EXPECT_EQ(flat.trend, "none");
  EXPECT_EQ(atmosphere::trend(catalogue(), base::day_of(2021, 1, 1), {{2019, 1}, {2020, 2}}).error().code, "cannot_judge");
}

}  // namespace
