// Validity of online data and amounts with what replaces missing hours: stories of a quarter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "emission/day_for_tests.hpp"
#include "emission/emission.hpp"

namespace emission {
namespace {

using testing::HasSubstr, testing::SizeIs;
Time start() { return base::start_of(base::day_of(2026, 4, 1)); }

/// Hours from the first of April on: 'v' valid with 2 kg, 'M' valid with 9 kg, 'x' without data, 's' stopped; "v*200" 200 of them.
std::vector<Hour> hours(std::vector<std::pair<char, int>> const& runs) {
  std::vector<Hour> made;
  for (auto const& [kind, count] : runs) {
    for (int i = 0; i < count; ++i) {
      auto const at = start() + static_cast<std::int64_t>(made.size()) * base::hour_length;
      made.push_back({at, kind == 'x' ? State::invalid : kind == 's' ? State::stopped : State::valid, kind == 'v' ? 2.0 : kind == 'M' ? 9.0 : 0.0});
    }
  }
  return made;
}
Amount all(std::vector<Hour> const& of) { return amount_of_gas(catalogue(), of, start(), start() + 2184 * base::hour_length); }

TEST(Valid, an_hour_of_gas_has_forty_five_minutes) {
  EXPECT_FALSE(validity(catalogue(), Medium::gas, Period::hour, on(), 44.9, 60)->valid);
  auto const made = validity(catalogue(), Medium::gas, Period::hour, on(), 45, 60);
  EXPECT_TRUE(made->valid);
  EXPECT_EQ(made->unit, "min/h");
  EXPECT_EQ(made->basis.at(0).standard, "HJ 75-2017");
}

TEST(Valid, a_day_of_gas_is_counted_of_the_hours_that_ran) {
  EXPECT_TRUE(validity(catalogue(), Medium::gas, Period::day, on(), 18, 24)->valid);
  EXPECT_FALSE(validity(catalogue(), Medium::gas, Period::day, on(), 17, 24)->valid);
  EXPECT_TRUE(validity(catalogue(), Medium::gas, Period::day, on(), 6, 8)->valid);       // it ran eight hours
  EXPECT_EQ(validity(catalogue(), Medium::gas, Period::day, on(), 0, 0).error().code, "cannot_judge");
}

TEST(Valid, water_is_counted_of_what_was_due_and_has_no_rule_for_quarters) {
  EXPECT_TRUE(validity(catalogue(), Medium::water, Period::day, on(), 9, 12)->valid);
  EXPECT_FALSE(validity(catalogue(), Medium::water, Period::month, on(), 22, 30)->valid);
  EXPECT_EQ(validity(catalogue(), Medium::water, Period::quarter, on(), 50, 60).error().code, "cannot_judge");
  EXPECT_EQ(validity(catalogue(), Medium::water, Period::day, base::day_of(2020, 3, 23), 9, 12).error().code, "cannot_judge");
  EXPECT_EQ(validity(catalogue(), Medium::water, Period::day, on(), 13, 12).error().code, "bad_value");
}

TEST(Substitution, a_short_outage_takes_the_maximum_of_the_last_180_valid_hours) {
  auto const made = all(hours({{'M', 1}, {'v', 180}, {'x', 24}, {'v', 1795}}));   // the nine lies 181 hours back: out of sight
  ASSERT_THAT(made.outages, SizeIs(1));
  EXPECT_EQ(made.outages[0].kg_an_hour, 2);
  EXPECT_EQ(made.outages[0].looked_back, 180);
  EXPECT_DOUBLE_EQ(made.substituted_kg, 24 * 2.0);
  EXPECT_EQ(made.substituted, 24);
  EXPECT_EQ(all(hours({{'M', 1}, {'v', 179}, {'x', 24}, {'v', 1796}})).outages.at(0).kg_an_hour, 9);
}

TEST(Substitution, a_longer_one_looks_further_back) {
  auto const made = all(hours({{'M', 1}, {'v', 600}, {'x', 25}, {'v', 1374}}));
  EXPECT_EQ(made.outages.at(0).kg_an_hour, 9);
  EXPECT_EQ(made.outages.at(0).looked_back, 601);       // fewer than 720 are there: said, not hidden
  EXPECT_THAT(made.outages.at(0).why, HasSubstr("720"));
}

TEST(Substitution, a_quarter_that_was_badly_kept_pays_with_the_maximum_of_all) {
  auto const made = all(hours({{'M', 1}, {'v', 1600}, {'x', 300}, {'v', 100}}));
  EXPECT_NEAR(made.captures.at(0).rate, 100.0 * 1701 / 2001, 1e-9);     // between 75 and 90 %
  EXPECT_EQ(made.outages.at(0).kg_an_hour, 9);
  EXPECT_THAT(made.outages.at(0).why, HasSubstr("2160"));
  EXPECT_THAT(made.outages.at(0).why_by_language().first, testing::EndsWith("）"));
  EXPECT_THAT(made.outages.at(0).why_by_language().second, testing::StartsWith("captured 85"));
}

TEST(Substitution, below_three_quarters_nothing_replaces_and_that_is_said) {
  auto const made = all(hours({{'v', 700}, {'x', 300}}));
  EXPECT_EQ(made.substituted_kg, 0);
  EXPECT_EQ(made.without, 300);
  EXPECT_FALSE(made.outages.at(0).replaced);
  EXPECT_DOUBLE_EQ(made.measured_kg, 1400);
}

TEST(Substitution, a_stopped_source_asks_for_nothing) {
  auto const made = all(hours({{'v', 100}, {'s', 1000}, {'x', 10}, {'v', 100}}));
  EXPECT_EQ(made.stopped, 1000);
  EXPECT_NEAR(made.captures.at(0).rate, 100.0 * 200 / 210, 1e-9);       // of the hours that ran
  EXPECT_EQ(made.substituted, 10);
}

TEST(Substitution, nothing_before_it_nothing_in_its_place) {
  auto const made = all(hours({{'x', 5}, {'v', 500}}));
  EXPECT_EQ(made.without, 5);
  EXPECT_THAT(made.outages.at(0).why, HasSubstr("no valid hour"));
}

TEST(Substitution, a_month_counts_its_part_of_an_outage_that_began_before) {
  auto const of = hours({{'v', 710}, {'x', 30}, {'v', 1000}});           // April has 720 hours
  auto const may = base::start_of(base::day_of(2026, 5, 1));
  auto const made = amount_of_gas(catalogue(), of, may, may + 31 * base::day_length);
  EXPECT_EQ(made.substituted, 20);
  EXPECT_EQ(made.outages.at(0).hours, 30);              // and the whole outage chooses the rule: longer than a day
  EXPECT_THAT(made.outages.at(0).why, HasSubstr("720"));
}

TEST(Substitution, an_outage_over_the_end_of_a_quarter_takes_the_rate_of_each_for_its_part) {
  // The second quarter is kept badly (80 %), the first is not: six hours in March by the last 180, four in April by the last 2160.
  auto const april = start(), march = april - 1000 * base::hour_length;
  auto of = hours({{'M', 1}, {'v', 993}, {'x', 10}, {'v', 1740}, {'x', 440}});
  for (auto& hour : of) {
    hour.start = hour.start - 1000 * base::hour_length;
  }
  auto const first = amount_of_gas(catalogue(), of, march, april), second = amount_of_gas(catalogue(), of, april, april + 6 * base::hour_length);
  auto const both = amount_of_gas(catalogue(), of, march, april + 6 * base::hour_length);
  EXPECT_DOUBLE_EQ(first.substituted_kg, 6 * 2.0);
  EXPECT_DOUBLE_EQ(second.substituted_kg, 4 * 9.0);
  EXPECT_DOUBLE_EQ(both.substituted_kg, 6 * 2.0 + 4 * 9.0);
  ASSERT_THAT(both.outages, SizeIs(2));
  EXPECT_EQ(both.outages[0].to, april);
  EXPECT_EQ(both.outages[1].hours, 10) << "of the whole";
}

TEST(Substitution, it_says_what_it_rests_on) {
  auto const may = base::start_of(base::day_of(2026, 5, 1)), april = start(), july = base::start_of(base::day_of(2026, 7, 1));
  auto const amount = [&](std::vector<Hour> const& of) { return amount_of_gas(catalogue(), of, may, may + 31 * base::day_length); };
  EXPECT_FALSE(amount(hours({{'v', 2184}})).reach) << "nothing was missing";
  auto const before = [&](std::vector<Hour> of) {
    for (auto& hour : of) {
      hour.start = hour.start - 1000 * base::hour_length;
    }
    return of;
  };
  auto const short_one = amount(before(hours({{'v', 1800}, {'x', 10}, {'v', 1300}}))).reach.value();
  EXPECT_EQ(short_one.from, april) << "its 180 hours lie in the quarter, whose rate chose the rule";
  EXPECT_EQ(short_one.to, july);
  EXPECT_FALSE(short_one.more_before || short_one.more_after);
  auto const long_one = amount(before(hours({{'v', 1800}, {'x', 30}, {'v', 1300}}))).reach.value();
  EXPECT_EQ(long_one.from, april) << "of 720";
  EXPECT_EQ(amount(before(hours({{'v', 1000}, {'s', 1000}, {'x', 10}, {'v', 900}}))).reach->from, april - 180 * base::hour_length);
  EXPECT_TRUE(amount(hours({{'v', 179}, {'s', 700}, {'x', 10}, {'v', 10}})).reach->more_before);
  EXPECT_FALSE(amount(hours({{'v', 180}, {'s', 700}, {'x', 10}, {'v', 10}})).reach->more_before);
  EXPECT_TRUE(amount(hours({{'v', 800}, {'x', 10}})).reach->more_after) << "who knows how long it lasted";
  EXPECT_FALSE(amount(hours({{'v', 800}, {'x', 25}})).reach->more_after) << "longer than a day is long";
  EXPECT_EQ(looks_on(catalogue(), on()), 24 * base::hour_length);
  EXPECT_EQ(looks_on(catalogue(), base::day_of(2000, 1, 1)), base::Duration(0));
}

RC_GTEST_PROP(Substitution, months_add_up_to_two_quarters_and_every_hour_is_counted_once, ()) {
  constexpr int first = 4, last = 9, all_hours = 183 * 24;
  std::vector<std::pair<char, int>> runs;
  for (int left = all_hours; left > 0;) {
    auto const length = std::min(left, *rc::gen::inRange(1, 200));
    runs.emplace_back(*rc::gen::elementOf(std::string("vvvvvMxs")), length);
    left -= length;
  }
  auto const of = hours(runs);
  auto const whole = amount_of_gas(catalogue(), of, start(), start() + all_hours * base::hour_length);
  double kg = 0;
  int counted = 0;
  for (int month = first; month <= last; ++month) {
    auto const part = amount_of_gas(catalogue(), of, base::start_of(base::day_of(2026, month, 1)), base::start_of(base::day_of(2026, month + 1, 1)));
    kg += part.total_kg();
    counted += part.valid + part.substituted + part.stopped + part.without;
  }
  RC_ASSERT(std::fabs(kg - whole.total_kg()) < 1e-6);
  RC_ASSERT(counted == all_hours);
  RC_ASSERT(whole.valid + whole.substituted + whole.stopped + whole.without == all_hours);
}

TEST(Water, a_day_without_valid_data_takes_samples_by_hand_or_the_last_valid_day) {
  auto const day = [](int number) { return base::day_of(2026, 5, number); };
  std::vector<WaterDay> const days{{day(1), State::valid, 40}, {day(2), State::invalid, 0, 4, 55}, {day(3), State::invalid, 0, 3, 99},
                                   {day(4), State::stopped, 0}, {day(5), State::valid, 30}, {day(6), State::invalid, 0}};
  auto const made = amount_of_water(catalogue(), days, day(1), day(6));
  EXPECT_DOUBLE_EQ(made.measured_kg, 70);
  EXPECT_DOUBLE_EQ(made.substituted_kg, 55 + 40 + 30);   // by hand; three samples are too few: the last valid day; again
  EXPECT_EQ(made.substituted, 3);
  EXPECT_EQ(made.stopped, 1);
  EXPECT_THAT(made.outages.at(0).why, HasSubstr("by hand"));
  EXPECT_DOUBLE_EQ(amount_of_water(catalogue(), days, day(6), day(6)).substituted_kg, 30);
  EXPECT_EQ(amount_of_water(catalogue(), days, day(6), day(6)).reach->from, base::start_of(day(5)));
  EXPECT_FALSE(amount_of_water(catalogue(), days, day(2), day(2)).reach) << "samples of the day itself";
  EXPECT_TRUE(amount_of_water(catalogue(), {{day(6), State::invalid, 0}}, day(6), day(6)).reach->more_before);
}

TEST(UltraLow, steel_must_meet_it_in_most_hours_of_a_month) {
  auto const made = hours_met(catalogue(), "ULE-steel-2019/焦炉烟囱", on(), 94, 100);
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->enough);
  EXPECT_TRUE(hours_met(catalogue(), "ULE-steel-2019/焦炉烟囱", on(), 95, 100)->enough);
  EXPECT_FALSE(hours_met(catalogue(), "GB13271-2014/新建锅炉-燃煤锅炉", on(), 95, 100));
  EXPECT_EQ(allowances(catalogue(), "GB18485-2014/焚烧炉", on()).size(), 2U);
  EXPECT_TRUE(allowances(catalogue(), "GB13271-2014/新建锅炉-燃煤锅炉", on()).empty());
}

}  // namespace
}  // namespace emission
