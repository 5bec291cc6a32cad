// Edges of periods: events that take ozone or whole days, seasons that begin within a month, leap years, months without data, stations that begin
// mid-year, days on both sides of an edition or of a limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "assess/catalogue_for_tests.hpp"
#include "atmosphere/atmosphere.hpp"

namespace {

using atmosphere::AirDay, atmosphere::Evaluation, base::Day, base::Decimal;
using testing::Contains, testing::HasSubstr, testing::Not;

using SixValues = std::array<std::optional<Decimal>, atmosphere::pollutant_count>;

Decimal decimal(char const* text) { return Decimal::parse(text).value(); }
SixValues values_with(char const* fine_dust, char const* ozone = "100") {
  return {decimal(fine_dust), decimal("60"), decimal("10"), decimal("20"), decimal("1"), decimal(ozone)};
}
AirDay judged(Day day, SixValues const& values, char const* ozone_hour = "120") {
  AirDay made{.day = day, .values = values, .ozone_hour = decimal(ozone_hour)};
  EXPECT_TRUE(bool(atmosphere::judge_day(catalogue(), made)));
  return made;
}
std::vector<AirDay> days_between(Day from, Day to) {
  std::vector<AirDay> days;
  for (auto day = from; day <= to; ++day.number) {
    days.push_back(judged(day, values_with("30")));
  }
  return days;
}
Evaluation evaluated(char const* form, Day from, Day to, std::vector<AirDay> const& days, atmosphere::PeriodOptions const& options = {}) {
  auto made = atmosphere::evaluate(catalogue(), form, from, to, days, options);
  EXPECT_TRUE(bool(made));
  return made ? *std::move(made) : Evaluation{};
}
atmosphere::Statistic const& statistic_of(Evaluation const& evaluation, std::string_view pollutant) {
  return evaluation.statistics[*atmosphere::pollutant_at(pollutant)];
}

TEST(EventEdges, an_event_of_ozone_takes_its_greatest_hour_too) {
  Day const from = base::day_of(2021, 6, 1), to = base::day_of(2021, 6, 30);
  auto days = days_between(from, to);
  days[9] = judged(days[9].day, values_with("30", "170"), "450");   // HJ 633-2012: the hour gives 213, the 8 hours 110
  ASSERT_EQ(*days[9].aqi, 213);
  std::vector<atmosphere::Event> const event{{days[9].day, days[9].day, "transport", "外来臭氧", "", {"O3"}}};
  EXPECT_EQ(evaluated("month", from, to, days).heavy_days, 1);
  auto const without = evaluated("month", from, to, days, {.without = &event});
  EXPECT_EQ(without.heavy_days, 0);
  EXPECT_EQ(without.good_days, 30);
  EXPECT_EQ(statistic_of(without, "O3").days, 29);
}

TEST(EventEdges, a_day_that_an_event_takes_is_not_due_whether_measured_or_not) {
  Day const from = base::day_of(2021, 3, 1), to = base::day_of(2021, 3, 31);
  auto days = days_between(from, to);
  std::erase_if(days, [](AirDay const& day) { return day.day == base::day_of(2021, 3, 16); });
  // The storm began in February and overlaps another one; each day is taken once.
  std::vector<atmosphere::Event> const dust{{base::day_of(2021, 2, 27), base::day_of(2021, 3, 1), "dust", "沙尘", "", {}},
                                            {base::day_of(2021, 3, 15), base::day_of(2021, 3, 16), "dust", "沙尘", "", {}},
                                            {base::day_of(2021, 3, 16), base::day_of(2021, 3, 17), "dust", "沙尘", "", {}}};
  auto const without = evaluated("month", from, to, days, {.without = &dust});
  EXPECT_EQ(without.days_due, 27);
  EXPECT_EQ(without.days_valid, 27);
  EXPECT_EQ(evaluated("month", from, to, days).days_due, 31);
}

TEST(MonthEdges, a_february_asks_for_25_days_in_a_leap_year_too) {
  Day const from = base::day_of(2024, 2, 1), to = base::day_of(2024, 2, 29);
  EXPECT_TRUE(evaluated("month", from, to, days_between(from, base::day_of(2024, 2, 25))).enough);
  auto const short_of = evaluated("month", from, to, days_between(from, base::day_of(2024, 2, 24)));
  EXPECT_FALSE(short_of.enough);
  EXPECT_EQ(short_of.days_due, 29);
  EXPECT_THAT(statistic_of(short_of, "PM2.5").refused, HasSubstr("2024-02 有效日均值 24 天，要求至少 25 天"));
  EXPECT_EQ(atmosphere::explain(short_of, {}, "2024-02", "2024-02").state, "cannot_judge") << "as the figure itself says";
}

TEST(MonthEdges, a_month_without_data_has_no_number_at_all) {
  auto const made = evaluated("month", base::day_of(2024, 5, 1), base::day_of(2024, 5, 31), {});
  EXPECT_EQ(made.days_valid, 0);
  EXPECT_FALSE(made.good_share);
  EXPECT_FALSE(made.composite);
  EXPECT_FALSE(made.attained);
  for (auto const& statistic : made.statistics) {
    EXPECT_FALSE(statistic.mean);
    EXPECT_FALSE(statistic.percentile);
    EXPECT_THAT(statistic.refused, HasSubstr("没有有效日均值"));
  }
}

TEST(YearEdges, a_station_that_begins_mid_year_has_no_year_but_has_its_months) {
  Day const from = base::day_of(2024, 1, 1), to = base::day_of(2024, 12, 31);
  auto const days = days_between(base::day_of(2024, 7, 1), to);
  auto const year = evaluated("year", from, to, days);
  EXPECT_FALSE(year.enough);
  EXPECT_FALSE(year.attained);
  EXPECT_THAT(statistic_of(year, "SO2").refused, HasSubstr("有效日均值 184 天，要求至少 324 天"));
  EXPECT_EQ(year.good_share->to_string(), "100.0") << "of the valid days, and how many there are stands beside it";
  EXPECT_EQ(year.days_valid, 184);
  EXPECT_TRUE(evaluated("quarter", base::day_of(2024, 7, 1), base::day_of(2024, 9, 30), days).enough);
}

TEST(YearEdges, with_a_limit_not_on_file_is_not_attained_but_above_another_it_is_not_either) {
  Day const from = base::day_of(2021, 1, 1), to = base::day_of(2021, 12, 31);
  auto const other = catalogue_with("standards/GB3095-2012/limits-table1.tsv", "二级\ta34004\tPM2.5\tday\tat_most\t\t75\tμg/m³\t\t\t\t表1\tread",
                                    "二级\ta34004\tPM2.5\tday\tat_most\t\t\tμg/m³\t\t\t\t表1\tto_file");
  ASSERT_TRUE(other);
  auto days = days_between(from, to);
  auto const within = atmosphere::evaluate(*other, "year", from, to, days).value();
  EXPECT_FALSE(statistic_of(within, "PM2.5").attained) << "the mean is within its limit, of the percentile nothing is known";
  EXPECT_TRUE(statistic_of(within, "PM10").attained.value());
  EXPECT_FALSE(within.attained);
  for (auto& day : days) {
    day.values[0] = decimal("36");
  }
  EXPECT_FALSE(atmosphere::evaluate(*other, "year", from, to, days).value().attained.value());
}

TEST(SeasonEdges, part_of_a_month_may_lack_as_many_days_as_the_whole) {
  Day const from = base::day_of(2024, 10, 25), to = base::day_of(2025, 4, 15);
  auto days = days_between(from, to);
  auto const whole = evaluated("heating", from, to, days);
  EXPECT_TRUE(whole.enough) << statistic_of(whole, "PM2.5").refused;
  // October has 7 days of it: 27 of 31 leaves four that may lack.
  std::erase_if(days, [&](AirDay const& day) { return day.day.number < from.number + 4; });
  EXPECT_TRUE(evaluated("heating", from, to, days).enough);
  std::erase_if(days, [&](AirDay const& day) { return day.day.number < from.number + 5; });
  auto const short_of = evaluated("heating", from, to, days);
  EXPECT_FALSE(short_of.enough);
  EXPECT_THAT(statistic_of(short_of, "PM2.5").refused, HasSubstr("2024-10 有效日均值 2 天，要求至少 3 天"));
}

TEST(EditionEdges, each_day_counts_by_its_own_and_the_period_by_its_last) {
  Day const last = base::day_of(2026, 2, 28), first = base::day_of(2026, 3, 1);
  EXPECT_EQ(*judged(last, values_with("70")).aqi, 94);
  EXPECT_EQ(*judged(first, values_with("70")).aqi, 110);
  auto const days = days_between(base::day_of(2026, 2, 1), base::day_of(2026, 3, 31));
  EXPECT_EQ(evaluated("month", base::day_of(2026, 2, 1), last, days).edition_air, "GB3095-2012");
  auto const march = evaluated("month", first, base::day_of(2026, 3, 31), days);
  EXPECT_EQ(march.edition_air, "GB3095-2026");
  EXPECT_THAT(march.notes, Not(Contains(HasSubstr("两个版本"))));
}

TEST(EditionEdges, limits_that_change_within_a_season_are_named) {
  Day const from = base::day_of(2030, 11, 1), to = base::day_of(2031, 3, 31);
  auto const season = evaluated("heating", from, to, days_between(from, to));
  EXPECT_EQ(statistic_of(season, "PM2.5").limit_mean, decimal("25")) << "those of 2031";
  EXPECT_THAT(season.notes, Contains(HasSubstr("时段内限值有变")));
  EXPECT_THAT(season.notes, Not(Contains(HasSubstr("两个版本")))) << "both are of GB 3095-2026";
  auto const before = evaluated("year", base::day_of(2030, 1, 1), base::day_of(2030, 12, 31), days_between(base::day_of(2030, 1, 1), base::day_of(2030, 12, 31)));
  EXPECT_THAT(before.notes, Not(Contains(HasSubstr("时段内限值有变"))));
}

TEST(EditionEdges, days_of_2026_read_by_the_old_index_say_that_the_hour_of_ozone_is_not_known) {
  Day const from = base::day_of(2026, 5, 1), to = base::day_of(2026, 5, 31);
  auto days = days_between(from, to);
  for (auto& day : days) {
    day.ozone_hour.reset();   // no part of the day since 2026
  }
  EXPECT_THAT(evaluated("month", from, to, days).notes, Not(Contains(HasSubstr("臭氧日最大1小时"))));
  EXPECT_THAT(evaluated("month", from, to, days, {.under = base::day_of(2025, 5, 31)}).notes, Contains(HasSubstr("31 天无臭氧日最大1小时值")));
}

TEST(AreaEdges, a_district_with_one_point_has_its_values_and_one_of_two_is_not_enough) {
  Day const on = base::day_of(2024, 5, 1);
  auto const only = judged(on, values_with("35.5"));
  auto const one = atmosphere::area_day(catalogue(), on, {&only}, 1);
  EXPECT_EQ(one.day.values[0]->to_string(), "36") << "rounded half to even";
  EXPECT_TRUE(one.refused.empty());
  auto const half = atmosphere::area_day(catalogue(), on, {&only}, 2);
  EXPECT_FALSE(half.day.aqi);
  EXPECT_THAT(half.refused.at("PM2.5"), HasSubstr("1 of 2 points are valid"));
}

TEST(TrendEdges, equal_years_share_a_place_and_a_gap_is_a_longer_step) {
  Day const on = base::day_of(2024, 12, 31);
  auto const flat = atmosphere::trend(catalogue(), on, {{2020, 4}, {2021, 4}, {2022, 4}, {2023, 4}, {2024, 4}}).value();
  EXPECT_DOUBLE_EQ(*flat.theil_sen, 0);
  EXPECT_EQ(flat.trend, "none");
  // Places 1.5 1.5 3 4 5 against 1 to 5: Σd² = 0.5, r = 1 − 3/120.
  auto const tied = atmosphere::trend(catalogue(), on, {{2020, 3}, {2021, 3}, {2022, 4}, {2023, 5}, {2024, 6}}).value();
  EXPECT_DOUBLE_EQ(*tied.spearman, 0.975);
  EXPECT_EQ(tied.trend, "up");
  auto const gap = atmosphere::trend(catalogue(), on, {{2010, 1}, {2012, 3}, {2016, 7}, {2020, 11}, {2024, 15}}).value();
  EXPECT_DOUBLE_EQ(*gap.theil_sen, 1);
  EXPECT_EQ(atmosphere::trend(catalogue(), on, {{2020, 3}, {2020, 3}, {2022, 4}, {2023, 5}, {2024, 6}}).error().code, "cannot_judge");
  auto const eleven = atmosphere::trend(catalogue(), on, {{2014, 1}, {2015, 2}, {2016, 3}, {2017, 4}, {2018, 5}, {2019, 6}, {2020, 7}, {2021, 8}, {2022, 9}, {2023, 10}, {2024, 11}}).value();
  EXPECT_DOUBLE_EQ(*eleven.critical, 0.564) << "the table has no eleven; ten ask for more";
  EXPECT_THAT(eleven.notes, Contains(HasSubstr("11 年")));
}

TEST(RankEdges, ties_share_a_place_and_the_next_counts_them_all) {
  EXPECT_EQ(atmosphere::ranks({decimal("3.0"), decimal("3.00"), decimal("3"), decimal("4")}), (std::vector<int>{1, 1, 1, 4}));
  EXPECT_TRUE(atmosphere::ranks({}).empty());
}

}  // namespace
