// Permitted rates by the height of the stack.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "emission/day_for_tests.hpp"
#include "emission/emission.hpp"

namespace emission {
namespace {

using testing::HasSubstr;
double rate(std::string const& pollutant, double height, bool above = true) {
  auto const made = rate_limit(catalogue(), on(), pollutant, {height, above});
  EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
  return made ? made->value : -1;
}
double odour(std::string const& pollutant, double height) {
  auto const made = odour_limit(catalogue(), on(), pollutant, height);
  EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
  return made ? made->value : -1;
}

TEST(Rates, listed_heights_are_as_printed_and_those_between_lie_on_a_line) {
  EXPECT_DOUBLE_EQ(rate("颗粒物 其他", 20), 5.9);
  EXPECT_DOUBLE_EQ(rate("颗粒物(其他)", 25), 14.45);
  EXPECT_DOUBLE_EQ(rate("二氧化硫", 15), 2.6);          // the only one that begins so
  EXPECT_DOUBLE_EQ(rate("a21026", 17.5), 3.45);
  auto const made = rate_limit(catalogue(), on(), "颗粒物 其他", {25, true});
  EXPECT_THAT(made->how, HasSubstr("5.9 + (23 − 5.9) × (25 − 20) / (30 − 20) = 14.45"));
  EXPECT_EQ(made->basis.at(0).standard, "GB 16297-1996");
}

TEST(Rates, beyond_the_ends_it_goes_by_the_square_of_heights) {
  EXPECT_DOUBLE_EQ(rate("苯", 80), 5.6 * 4);                    // table 2 ends at 40 m
  EXPECT_DOUBLE_EQ(rate("颗粒物 其他", 7.5), 3.5 * 0.25 * 0.5); // below 15 m: reckoned, then half
}

TEST(Rates, a_stack_not_above_its_neighbours_may_emit_half) {
  EXPECT_DOUBLE_EQ(rate("颗粒物 其他", 20, false), 5.9 / 2);
  EXPECT_DOUBLE_EQ(rate("颗粒物 其他", 7.5, false), 3.5 * 0.25 * 0.5);   // 7.4 has cut it already
}

TEST(Rates, what_is_listed_but_not_on_file_is_refused) {
  auto const made = rate_limit(catalogue(), on(), "甲醇", {45, true});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "cannot_judge");
  EXPECT_THAT(made.error().where, HasSubstr("GB 16297-1996 表2"));
  EXPECT_DOUBLE_EQ(rate("甲醇", 40), 50);
  EXPECT_EQ(rate_limit(catalogue(), on(), "甲醇", {60, true}).error().code, "cannot_judge");
}

TEST(Rates, from_memory_is_said) {
  auto const made = rate_limit(catalogue(), on(), "二氧化硫", {60, true});
  ASSERT_TRUE(made);
  EXPECT_DOUBLE_EQ(made->value, 55);
  EXPECT_THAT(made->notes, testing::Contains(HasSubstr("recalled")));
}

TEST(Rates, strangers_are_named_what_there_is) {
  auto const made = rate_limit(catalogue(), on(), "颗粒物", {20, true});   // three kinds of it
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "unknown_item");
  EXPECT_THAT(made.error().mend, HasSubstr("颗粒物 石英粉尘等"));
  EXPECT_EQ(rate_limit(catalogue(), on(), "苯", {0, true}).error().code, "bad_value");
  EXPECT_EQ(rate_limit(catalogue(), on(), "苯", {-15, true}).error().code, "bad_value");
  EXPECT_EQ(rate_limit(catalogue(), base::day_of(1996, 12, 31), "苯", {20, true}).error().code, "cannot_judge");
}

RC_GTEST_PROP(Rates, a_higher_stack_may_never_emit_less, ()) {
  double const low = *rc::gen::inRange(1, 2400) / 10.0, high = low + *rc::gen::inRange(1, 300) / 10.0;
  auto const pollutant = *rc::gen::elementOf(std::vector<std::string>{"二氧化硫", "氮氧化物", "颗粒物 其他", "苯", "非甲烷总烃", "氯化氢"});
  auto const a = rate_limit(catalogue(), on(), pollutant, {low, true}), b = rate_limit(catalogue(), on(), pollutant, {high, true});
  RC_ASSERT(a && b && a->value <= b->value);
}

TEST(Odour, the_nearest_listed_height_speaks_and_halfway_the_higher_one) {
  EXPECT_DOUBLE_EQ(odour("氨", 15), 4.9);
  EXPECT_DOUBLE_EQ(odour("氨", 17.4), 4.9);
  EXPECT_DOUBLE_EQ(odour("氨", 17.5), 8.7);
  EXPECT_DOUBLE_EQ(odour("a21028", 49), 2.3);            // between 40 and 60 m
  EXPECT_DOUBLE_EQ(odour("a21028", 50), 5.2);
  EXPECT_DOUBLE_EQ(odour("臭气浓度", 120), 60000);        // 60 m and above
  EXPECT_EQ(odour_limit(catalogue(), on(), "臭气浓度", 25)->unit, base::unit_none);
}

TEST(Odour, refuses_what_the_table_does_not_say) {
  EXPECT_EQ(odour_limit(catalogue(), on(), "氨", 14.9).error().code, "cannot_judge");
  EXPECT_EQ(odour_limit(catalogue(), on(), "氨", 100).error().code, "cannot_judge");
  EXPECT_EQ(odour_limit(catalogue(), on(), "甲硫醇", 20).error().code, "cannot_judge");   // its numbers are not on file
  EXPECT_EQ(odour_limit(catalogue(), on(), "苯", 20).error().code, "unknown_item");
}

}  // namespace
}  // namespace emission
