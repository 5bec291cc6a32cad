#include "carbon/carbon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using base::day_of, base::Decimal;
using testing::Contains, testing::HasSubstr;

auto const some_day = day_of(2026, 5, 1);
Decimal number(std::string const& text) { return Decimal::parse(text).value(); }
double of(base::Result<carbon::Amount> const& amount) { return amount ? amount->value.to_double() : -1; }

TEST(Fuel, every_fuel_of_the_guide_has_a_factor_in_its_unit) {
  auto const fuels = carbon::fuels(catalogue(), some_day);
  EXPECT_EQ(fuels.size(), 20U);
  for (auto const& fuel : fuels) {
    auto const factor = carbon::fuel_factor(catalogue(), fuel, {}, some_day);
    ASSERT_TRUE(factor) << fuel;
    EXPECT_GT(factor->value.to_double(), 1) << fuel;
    EXPECT_TRUE(factor->unit == "tCO2/t" || factor->unit == "tCO2/万Nm³") << factor->unit;
  }
}

TEST(Fuel, what_is_given_replaces_the_default_and_is_marked) {
  auto const own = carbon::fuel_factor(catalogue(), "褐煤", {{"NCV", number("20")}}, some_day).value();
  EXPECT_TRUE(own.inputs[0].given);
  EXPECT_FALSE(own.inputs[1].given);
  EXPECT_EQ(own.value, number("1.971200"));   // 20 × 28 × 0.96 × 44/12/1000
  EXPECT_EQ(of(carbon::fuel_factor(catalogue(), "褐煤", {{"OF", number("1.1")}}, some_day)), -1) << "more than all cannot burn";
  EXPECT_EQ(of(carbon::fuel_factor(catalogue(), "褐煤", {{"NCV", number("-1")}}, some_day)), -1);
  EXPECT_EQ(of(carbon::fuel_factor(catalogue(), "褐煤", {}, day_of(2020, 1, 1))), -1) << "the guide of 2011 is not on file for it";
  EXPECT_EQ(of(carbon::fuel_factor(catalogue(), "石头", {}, some_day)), -1);
}

TEST(Fuel, numbers_from_memory_are_told) {
  EXPECT_THAT(carbon::fuel_factor(catalogue(), "无烟煤", {}, some_day)->notes, Contains(HasSubstr("凭记忆")));
}

TEST(Electricity, the_factor_is_of_the_year_of_the_data_or_the_last_before_it) {
  auto const year = [](std::string_view region, int y) {
    auto const used = carbon::electricity(catalogue(), region, y, number("1000"));
    return used ? used->factor.to_string() + " of " + std::to_string(used->year_of_factor) : used.error().code;
  };
  EXPECT_EQ(year("全国", 2021), "0.5568 of 2021");
  EXPECT_EQ(year("全国", 2023), "0.5306 of 2023");
  EXPECT_EQ(year("全国", 2026), "0.5306 of 2023");
  EXPECT_EQ(year("山西省", 2022), "0.7096 of 2022");
  EXPECT_EQ(year("山西省", 2021), "cannot_judge");
  EXPECT_EQ(year("某省", 2023), "cannot_judge");
  EXPECT_EQ(year("全国", 20230), "cannot_judge");
}

TEST(Waste, recovery_is_taken_off_before_oxidation_and_cannot_exceed_what_arises) {
  carbon::Given const carbon_content{{"DOC", number("0.15")}};
  EXPECT_DOUBLE_EQ(of(carbon::landfill(catalogue(), number("1000"), number("10"), "管理", carbon_content, some_day)), (50 - 10) * 0.9);
  EXPECT_EQ(of(carbon::landfill(catalogue(), number("1000"), number("60"), "管理", carbon_content, some_day)), -1);
  EXPECT_DOUBLE_EQ(of(carbon::landfill(catalogue(), number("1000"), Decimal(), "非管理浅埋", carbon_content, some_day)), 50 * 0.4 * 0.9);
  EXPECT_EQ(of(carbon::landfill(catalogue(), number("1000"), Decimal(), "管理", {}, some_day)), -1) << "no carbon content is known";
  EXPECT_DOUBLE_EQ(of(carbon::wastewater_ch4(catalogue(), "工业废水", number("100"), Decimal(), "厌氧处理系统", {}, some_day)), 100 * 0.25 * 0.9);
  EXPECT_EQ(carbon::wastewater_ch4(catalogue(), "工业废水", number("100"), Decimal(), "", {}, some_day).error().code, "cannot_judge")
      << "the nation's mean is of sewage";
  EXPECT_DOUBLE_EQ(of(carbon::wastewater_ch4(catalogue(), "工业废水", number("100"), Decimal(), "", {{"MCF", number("0.5")}}, some_day)), 12.5);
  EXPECT_DOUBLE_EQ(of(carbon::bod_of(catalogue(), number("200"), some_day)), 90);
  EXPECT_EQ(of(carbon::wastewater_n2o(catalogue(), number("1000"), number("500"), some_day)), -1) << "nobody eats half a tonne of protein";
}

TEST(Livestock, animals_kept_one_way_and_birds_that_do_not_ruminate) {
  auto const cows = carbon::livestock(catalogue(), "奶牛", "放牧饲养", number("1000"), some_day).value();
  EXPECT_EQ(cows.enteric_ch4->value, number("99.3"));
  EXPECT_EQ(cows.manure_n2o->value, number("1.846"));
  EXPECT_EQ(carbon::livestock(catalogue(), "猪", "规模化饲养", number("1000"), some_day)->enteric_ch4->value, number("1"));
  auto const birds = carbon::livestock(catalogue(), "家禽", "规模化饲养", number("1000"), some_day).value();
  EXPECT_FALSE(birds.enteric_ch4);
  EXPECT_EQ(birds.manure_ch4->value, number("0.01"));
  auto const buffaloes = carbon::livestock(catalogue(), "水牛", "规模化饲养", number("10"), some_day).value();
  EXPECT_THAT(buffaloes.notes, Contains(HasSubstr("not counted"))) << "no factor of their manure is on file";
  EXPECT_TRUE(cows.notes.empty());
  EXPECT_EQ(carbon::livestock(catalogue(), "水牛", "放牧饲养", number("1"), some_day).error().code, "cannot_judge");
  EXPECT_EQ(carbon::livestock(catalogue(), "龙", "放牧饲养", number("1"), some_day).error().code, "cannot_judge");
  EXPECT_EQ(carbon::average_stock(number("730"), number("182.5")).value(), number("365"));
  EXPECT_FALSE(carbon::average_stock(number("730"), number("366"))) << "a year has no more days";
}

TEST(Equivalent, the_report_is_a_parameter_and_by_default_the_guide_s) {
  EXPECT_EQ(of(carbon::co2_equivalent(catalogue(), "CH4", number("2"), "", some_day)), 56);
  EXPECT_EQ(of(carbon::co2_equivalent(catalogue(), "CH4", number("2"), "", day_of(2020, 1, 1))), 42);
  EXPECT_EQ(of(carbon::co2_equivalent(catalogue(), "N2O", number("2"), "AR2", some_day)), 620);
  EXPECT_EQ(of(carbon::co2_equivalent(catalogue(), "NF3", number("2"), "AR2", some_day)), -1) << "the second report has none";
}

}  // namespace
