// Rivers, shares and indices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "waters/waters.hpp"

namespace {

using base::Decimal, base::day_of;
using testing::HasSubstr;
using waters::Table, waters::Verdict;

auto const that_day = day_of(2026, 5, 1);
Decimal of(char const* text) { return Decimal::parse(text).value(); }
Table const& rivers() {
  static auto const made = Table::surface(catalogue(), waters::Body::river, that_day).value();
  return made;
}
Verdict with_ammonia(char const* text) { return waters::judge(rivers(), waters::sample_of(rivers(), {{"氨氮", text}}).value()); }

TEST(River, five_sections_or_more_are_graded_by_shares) {
  auto const good = with_ammonia("0.4");
  auto const bad = with_ammonia("3");
  auto const made = waters::river(rivers(), {&good, &good, &good, &good, &bad}, nullptr).value();
  EXPECT_TRUE(made.by_share);
  EXPECT_EQ(made.grade->name, "良好") << "80 % I to III";
  EXPECT_EQ(made.share_good_text, "80.0");
  EXPECT_EQ(made.by_class.back(), 1);
  ASSERT_EQ(made.main.size(), 1U);
  EXPECT_EQ(made.main[0].name, "氨氮");
  EXPECT_EQ(made.main[0].share_text, "20.0");
}

TEST(River, fewer_sections_are_judged_by_their_means) {
  auto const good = with_ammonia("0.4");
  auto const bad = with_ammonia("3");
  auto const mean = with_ammonia("1.7");
  EXPECT_FALSE(waters::river(rivers(), {&good, &bad}, nullptr));
  auto const made = waters::river(rivers(), {&good, &bad}, &mean).value();
  EXPECT_FALSE(made.by_share);
  EXPECT_EQ(made.grade->name, "中度污染");
}

TEST(River, grades_change_on_the_printed_shares) {
  auto const grade = [](char const* good, char const* inferior) { return waters::river_grade(catalogue(), that_day, of(good), of(inferior)).value()->name; };
  EXPECT_EQ(grade("90", "0"), "优");
  EXPECT_EQ(grade("89.9", "0"), "良好");
  EXPECT_EQ(grade("75", "25"), "良好") << "the share of good ones goes first";
  EXPECT_EQ(grade("74.9", "19.9"), "轻度污染");
  EXPECT_EQ(grade("74.9", "20"), "中度污染");
  EXPECT_EQ(grade("60", "40"), "重度污染");
  EXPECT_EQ(waters::river_grade(catalogue(), that_day, of("80"), of("30")).error().code, "cannot_judge");
  EXPECT_EQ(waters::share_text(catalogue(), that_day, 49, 83).value(), "59.0");
  EXPECT_FALSE(waters::share_text(catalogue(), that_day, 1, 0));
}

TEST(Trophic, the_index_is_the_weighted_sum_and_needs_all_five) {
  std::map<std::string, Decimal> values{{"w01016", of("1")}, {"w21011", of("1")}, {"w21001", of("1")}, {"透明度", of("1")}, {"w01019", of("1")}};
  auto const tli = waters::tli(catalogue(), that_day, values).value();
  // ln 1 = 0: 10·(0.2663·2.5 + 0.1879·9.436 + 0.1790·5.453 + 0.1834·5.118 + 0.1834·0.109)
  EXPECT_NEAR(tli.exact, 43.7347, 1e-3);
  EXPECT_EQ(tli.total.to_string(), "43.7");
  EXPECT_EQ(tli.grade->name, "中营养");
  values.erase("透明度");
  EXPECT_THAT(waters::tli(catalogue(), that_day, values).error().detail, HasSubstr("透明度"));
  values["透明度"] = of("0");
  EXPECT_FALSE(waters::tli(catalogue(), that_day, values)) << "no logarithm of nothing";
}

TEST(CityIndex, is_the_sum_of_shares_of_class_three) {
  waters::Sample sample;
  for (auto const& item : rivers().items()) {
    auto const* third = item.limits[2];
    sample[item.key] = {item.name == "pH" ? of("8") : third->low ? *third->low : *third->high, false, {}};
  }
  auto const made = waters::cwqi(rivers(), sample).value();
  EXPECT_EQ(made.value.to_string(), "20.5000") << "twenty items on their limit, pH (8 − 7)/(9 − 7)";
  sample.erase("w20142");
  EXPECT_THAT(waters::cwqi(rivers(), sample).error().detail, HasSubstr("汞"));
  EXPECT_EQ(waters::cwqi_city(catalogue(), that_day, of("4.2"), 5, of("3.1"), 1).value().to_string(), "4.0167");
  EXPECT_EQ(waters::cwqi_change(catalogue(), that_day, of("4.0"), of("5.0")).value().to_string(), "-20.00");
  EXPECT_FALSE(waters::cwqi_city(catalogue(), that_day, {}, 5, {}, 1));
}

TEST(StandardIndex, has_two_forms_of_oxygen_that_differ) {
  auto const oxygen = *rivers().find("溶解氧");
  auto const index = [&](char const* value, waters::OxygenForm form) {
    return waters::standard_index(rivers(), oxygen, of(value), 3, form, of("20")).value().value;
  };
  double const saturated = 468 / 51.6;
  EXPECT_NEAR(index("8", waters::OxygenForm::hj2018), 5.0 / 8, 1e-12);
  EXPECT_NEAR(index("8", waters::OxygenForm::older), (saturated - 8) / (saturated - 5), 1e-12);
  EXPECT_NEAR(index("4", waters::OxygenForm::older), 10 - 9 * 4.0 / 5, 1e-12);
  EXPECT_NEAR(index("10", waters::OxygenForm::hj2018), (10 - saturated) / (saturated - 5), 1e-12);
  EXPECT_EQ(waters::standard_index(rivers(), oxygen, of("8"), 3).error().code, "missing_input");
}

// What the district's plan says of fluoride: at most 130 % of class IV at the sections; discharges may have 6 to 7 times as much.
TEST(Fluoride, the_numbers_of_the_plan_come_out) {
  auto const& item = rivers().items()[*rivers().find("氟化物")];
  auto const fourth = *item.limits[3]->high;
  EXPECT_EQ(waters::ratio(of("1.95") * of("100"), fourth, 0)->text, "130");
  EXPECT_EQ(of("1.3") * fourth, of("1.95"));
  EXPECT_EQ(waters::ratio(of("10"), fourth, 2)->text, "6.67");
  EXPECT_FALSE(waters::ratio(of("10"), of("0"), 2));
}

}  // namespace
