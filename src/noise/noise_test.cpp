#include "noise/noise.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using base::day_of, base::Decimal;
using testing::HasSubstr;

auto const some_day = day_of(2026, 5, 1);
Decimal level(std::string const& text) { return Decimal::parse(text).value(); }

noise::Hours hours_of(Decimal day, Decimal night) {
  noise::Hours hours;
  for (std::size_t hour = 0; hour < hours.size(); ++hour) {
    hours[hour] = hour >= 6 && hour < 22 ? day : night;
  }
  return hours;
}

TEST(Zone, on_the_limit_is_within_and_a_tenth_more_is_not) {
  auto const on = noise::judge_zone(catalogue(), "4b", {level("70"), level("60"), level("75")}, some_day).value();
  EXPECT_TRUE(on.met);
  EXPECT_EQ(on.zone, "4b类");
  auto const over = noise::judge_zone(catalogue(), "4b类", {level("70"), level("60.1"), {}}, some_day).value();
  EXPECT_FALSE(over.met);
  EXPECT_TRUE(over.verdicts[0].met);
  EXPECT_FALSE(over.verdicts[1].met);
  EXPECT_EQ(over.basis.front().edition, "GB3096-2008");
}

TEST(Zone, what_cannot_be_is_not_judged) {
  EXPECT_EQ(noise::judge_zone(catalogue(), "5", {level("50"), {}, {}}, some_day).error().code, "cannot_judge");
  EXPECT_EQ(noise::judge_zone(catalogue(), "2", {{}, {}, {}}, some_day).error().code, "cannot_judge");
  EXPECT_EQ(noise::judge_zone(catalogue(), "2", {level("-3"), {}, {}}, some_day).error().code, "cannot_judge");
  EXPECT_EQ(noise::judge_zone(catalogue(), "2", {level("141"), {}, {}}, some_day).error().code, "cannot_judge");
  EXPECT_EQ(noise::judge_zone(catalogue(), "2", {level("50"), {}, {}}, day_of(2001, 1, 1)).error().code, "cannot_judge");
}

TEST(Levels, one_hour_missing_takes_the_level_of_its_half_of_the_day_only) {
  auto hours = hours_of(level("55"), level("45"));
  hours[23] = std::nullopt;
  auto const levels = noise::levels_of_day(catalogue(), hours, some_day).value();
  EXPECT_EQ(levels.day_shown, level("55.0"));
  EXPECT_FALSE(levels.night);
  EXPECT_FALSE(levels.day_night);
  EXPECT_THAT(levels.refused_night, HasSubstr("7 个小时值"));
}

TEST(Levels, the_loud_hour_counts_by_its_energy) {
  auto hours = hours_of(level("50"), level("40"));
  hours[12] = level("70");
  // 10·lg((15·10^5 + 10^7) / 16)
  EXPECT_NEAR(*noise::levels_of_day(catalogue(), hours, some_day)->day, 58.57, 0.005);
}

TEST(Levels, a_day_that_leaves_no_night_is_refused) {
  noise::DayTimes const whole{0, 24};
  EXPECT_FALSE(noise::levels_of_day(catalogue(), hours_of(level("50"), level("40")), some_day, &whole));
}

RC_GTEST_PROP(Levels, a_steady_sound_is_its_own_mean_and_ldn_is_never_below_ld_mixed_with_ln, ()) {
  auto const day = Decimal(*rc::gen::inRange(200, 1000), 1);
  auto const night = Decimal(*rc::gen::inRange(200, 1000), 1);
  auto const levels = noise::levels_of_day(catalogue(), hours_of(day, night), some_day).value();
  RC_ASSERT(std::fabs(*levels.day - day.to_double()) < 1e-9);
  RC_ASSERT(std::fabs(*levels.night - night.to_double()) < 1e-9);
  RC_ASSERT(*levels.day_night >= std::min(*levels.day, *levels.night + 10) - 1e-9);
  RC_ASSERT(*levels.day_night <= std::max(*levels.day, *levels.night + 10) + 1e-9);
}

TEST(Means, roads_are_weighted_by_length_and_graded_after_rounding) {
  auto const roads = noise::road_mean(catalogue(), noise::Period::day, {{level("3000"), level("68")}, {level("1000"), level("68.1")}}, some_day).value();
  EXPECT_EQ(roads.value, level("68.0"));   // 68.025
  EXPECT_EQ(roads.rank, 1);
  EXPECT_EQ(roads.length, 4000);
  auto const area = noise::area_mean(catalogue(), noise::Period::night, {level("45"), level("45.2")}, some_day).value();
  EXPECT_EQ(area.rank, 3) << "45.1";
  EXPECT_THAT(area.notes, testing::Contains(HasSubstr("凭记忆")));
  EXPECT_FALSE(noise::road_mean(catalogue(), noise::Period::day, {{level("0"), level("68")}}, some_day));
  EXPECT_FALSE(noise::area_mean(catalogue(), noise::Period::day, {}, some_day));
  EXPECT_FALSE(noise::area_mean(catalogue(), noise::Period::day, {level("50")}, day_of(2010, 1, 1))) << "before HJ 640-2012";
}

TEST(Boundary, the_background_is_taken_off_in_whole_decibels_or_nothing_can_be_said) {
  auto const value = [](std::string const& measured, std::string const& background) {
    auto const verdict = noise::judge_boundary(catalogue(), {"3", noise::Sound::day, level(measured), level(background), false}, some_day);
    return verdict ? verdict->value.to_string() : verdict.error().code;
  };
  EXPECT_EQ(value("66.0", "55.9"), "66.0") << "more than ten apart";
  EXPECT_EQ(value("66.0", "56.0"), "65.0");
  EXPECT_EQ(value("66.0", "60.5"), "65.0") << "5.5 is six, to even";
  EXPECT_EQ(value("66.0", "60.6"), "64.0") << "5.4 is five";
  EXPECT_EQ(value("66.0", "63.0"), "63.0");
  EXPECT_EQ(value("66.0", "63.1"), "cannot_judge");
  EXPECT_EQ(value("60.0", "66.0"), "cannot_judge") << "the background is the louder";
}

TEST(Boundary, both_railways_and_roads_stand_under_class_four) {
  auto const verdict = noise::judge_boundary(catalogue(), {"4b", noise::Sound::night_frequent, level("65"), {}, false}, some_day).value();
  EXPECT_TRUE(verdict.met);
  EXPECT_EQ(verdict.sentence, "达标(限值65=55+10)");
  auto const indoors = noise::judge_boundary(catalogue(), {"4", noise::Sound::night, level("46"), {}, true}, some_day).value();
  EXPECT_EQ(indoors.sentence, "超标(限值45=55-10)");
}

}  // namespace
