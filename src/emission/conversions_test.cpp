// Concentrations and flows as limits mean them; properties of the conversions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "emission/day_for_tests.hpp"
#include "emission/emission.hpp"

namespace emission {
namespace {

using testing::HasSubstr;
base::Unit mg_m3() { return base::parse_unit("mg/m3").value(); }

TEST(Oxygen, a_gas_boilers_nox_grows_to_what_the_limit_means) {
  auto const made = at_reference_oxygen(catalogue(), on(), 120, mg_m3(), 6, 3.5);
  ASSERT_TRUE(made);
  EXPECT_DOUBLE_EQ(made->value, 140);
  EXPECT_EQ(made->how, "120 × (21 − 3.5) / (21 − 6) = 140");
  EXPECT_EQ(made->basis.at(0).standard, "HJ 75-2017");
  EXPECT_THAT(made->notes.at(0), HasSubstr("recalled"));
}

TEST(Oxygen, air_in_the_stack_is_refused_not_divided_by_nothing) {
  for (double const oxygen : {20.5, 20.9, 21.0, 23.0}) {
    auto const made = at_reference_oxygen(catalogue(), on(), 5, mg_m3(), oxygen, 9);
    ASSERT_FALSE(made) << oxygen;
    EXPECT_EQ(made.error().code, "cannot_judge");
    EXPECT_THAT(made.error().detail, HasSubstr("含氧量"));
  }
  EXPECT_TRUE(at_reference_oxygen(catalogue(), on(), 5, mg_m3(), 20.49, 9));
}

TEST(Oxygen, nonsense_and_days_before_any_edition_are_refused) {
  EXPECT_EQ(at_reference_oxygen(catalogue(), on(), -1, mg_m3(), 6, 9).error().code, "bad_value");
  EXPECT_EQ(at_reference_oxygen(catalogue(), on(), NAN, mg_m3(), 6, 9).error().code, "bad_value");
  EXPECT_EQ(at_reference_oxygen(catalogue(), on(), 10, mg_m3(), -0.1, 9).error().code, "bad_value");
  EXPECT_EQ(at_reference_oxygen(catalogue(), on(), 10, mg_m3(), 6, 21).error().code, "bad_value");
  auto const early = at_reference_oxygen(catalogue(), base::day_of(2018, 2, 28), 10, mg_m3(), 6, 9);
  EXPECT_EQ(early.error().code, "cannot_judge");
  EXPECT_TRUE(at_reference_oxygen(catalogue(), base::day_of(2018, 3, 1), 10, mg_m3(), 6, 9));
}

RC_GTEST_PROP(Oxygen, at_its_own_oxygen_nothing_changes_and_more_air_never_means_less, ()) {
  double const c = *rc::gen::inRange(0, 1'000'000) / 100.0, low = *rc::gen::inRange(0, 2000) / 100.0, reference = *rc::gen::inRange(0, 2000) / 100.0;
  double const high = low + *rc::gen::inRange(0, static_cast<int>((20.49 - low) * 100) + 1) / 100.0;
  auto const same = at_reference_oxygen(catalogue(), on(), c, mg_m3(), low, low);
  RC_ASSERT(std::fabs(same->value - c) <= 1e-9 * (1 + c));
  auto const a = at_reference_oxygen(catalogue(), on(), c, mg_m3(), low, reference), b = at_reference_oxygen(catalogue(), on(), c, mg_m3(), high, reference);
  RC_ASSERT(bool(a));
  RC_ASSERT(!b || a->value <= b->value + 1e-9 * (1 + c));
  // There and back is the same.
  auto const back = at_reference_oxygen(catalogue(), on(), a->value, mg_m3(), reference, low);
  RC_ASSERT(!back || std::fabs(back->value - c) <= 1e-9 * (1 + c));
}

TEST(ExcessAir, a_furnace_is_read_at_its_own_coefficient) {
  auto const made = at_reference_excess_air(catalogue(), on(), 100, mg_m3(), 3.4, "其他炉窑");
  ASSERT_TRUE(made);
  EXPECT_DOUBLE_EQ(made->value, 200);
  EXPECT_EQ(at_reference_excess_air(catalogue(), on(), 100, mg_m3(), 3.4, "太阳灶").error().code, "cannot_judge");
  EXPECT_EQ(at_reference_excess_air(catalogue(), on(), 100, mg_m3(), 0.5, "其他炉窑").error().code, "bad_value");
}

TEST(StandardState, cold_dry_gas_at_normal_pressure_is_already_there) {
  auto const made = standard_concentration(catalogue(), on(), 42, mg_m3(), {.temperature = 0, .atmosphere = 101325});
  ASSERT_TRUE(made);
  EXPECT_DOUBLE_EQ(made->value, 42);
}

TEST(StandardState, warm_wet_thin_gas_holds_more_than_it_shows) {
  GasState const state{.temperature = 136.5, .atmosphere = 88'000, .static_pressure = -500, .moisture = 10};
  auto const c = standard_concentration(catalogue(), on(), 20, mg_m3(), state);
  ASSERT_TRUE(c);
  EXPECT_NEAR(c->value, 20 * 1.5 * (101325.0 / 87500) / 0.9, 1e-9);
  auto const q = standard_flow(catalogue(), on(), 100'000, base::parse_unit("m3/h").value(), state);
  EXPECT_NEAR(c->value * q->value, 20 * 100'000.0, 1e-3);   // the same mass
}

TEST(StandardState, a_sensor_that_lies_is_refused) {
  EXPECT_EQ(standard_concentration(catalogue(), on(), 20, mg_m3(), {.temperature = 100, .atmosphere = 101325, .moisture = 61}).error().code, "cannot_judge");
  EXPECT_EQ(standard_concentration(catalogue(), on(), 20, mg_m3(), {.temperature = 100}).error().code, "bad_value");
  EXPECT_EQ(standard_concentration(catalogue(), on(), 20, mg_m3(), {.temperature = 5000, .atmosphere = 101325}).error().code, "bad_value");
  EXPECT_EQ(standard_flow(catalogue(), on(), -1, mg_m3(), {.temperature = 100, .atmosphere = 101325}).error().code, "bad_value");
}

RC_GTEST_PROP(StandardState, mass_is_kept, ()) {
  GasState const state{.temperature = *rc::gen::inRange(-40, 1200) * 1.0, .atmosphere = *rc::gen::inRange(50'000, 110'000) * 1.0,
                       .static_pressure = *rc::gen::inRange(-5000, 5000) * 1.0, .moisture = *rc::gen::inRange(0, 600) / 10.0};
  double const c = *rc::gen::inRange(0, 100'000) / 10.0, q = *rc::gen::inRange(0, 10'000'000) / 10.0;
  auto const there_c = standard_concentration(catalogue(), on(), c, mg_m3(), state);
  auto const there_q = standard_flow(catalogue(), on(), q, base::parse_unit("m3/h").value(), state);
  RC_ASSERT(std::fabs(there_c->value * there_q->value - c * q) <= 1e-9 * (1 + c * q));
}

TEST(Mass, milligrams_times_flow_are_kilograms_an_hour) {
  EXPECT_DOUBLE_EQ(*mass(35, mg_m3(), 1'000'000, base::parse_unit("m3/h").value(), 1), 35);
  EXPECT_DOUBLE_EQ(*mass(50, base::parse_unit("mg/L").value(), 100, base::parse_unit("L/s").value(), 1), 18);
  EXPECT_EQ(mass(7, base::unit_none, 100, base::parse_unit("L/s").value(), 1).error().code, "unit_mismatch");
  EXPECT_EQ(mass(7, mg_m3(), 100, base::parse_unit("kg/h").value(), 1).error().code, "unit_mismatch");
}

}  // namespace
}  // namespace emission
