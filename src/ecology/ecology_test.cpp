#include "ecology/ecology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using base::day_of, base::Decimal;
using ecology::Kind;
using testing::Contains, testing::HasSubstr;

auto const some_day = day_of(2026, 5, 1);
Decimal number(std::string const& text) { return Decimal::parse(text).value(); }

ecology::EiInputs measured() {
  ecology::EiInputs inputs;
  inputs.area_km2 = number("1000");
  inputs.land_km2 = {{"有林地", number("100")}, {"低覆盖度草地", number("300")}, {"旱地", number("500")}, {"农村居民点", number("100")}};
  inputs.ndvi = number("0.6");
  inputs.river_km = number("300");
  inputs.water_km2 = number("10");
  inputs.water_million_m3 = number("80");
  inputs.stress_km2 = {{"重度侵蚀", number("10")}, {"中度侵蚀", number("50")}, {"建设用地", number("100")}, {"其他土地胁迫", number("0")}};
  inputs.load_t = {{"化学需氧量", number("900")}, {"氨氮", number("50")}, {"二氧化硫", number("500")}, {"烟（粉）尘", number("600")}, {"氮氧化物", number("700")},
                   {"固体废物", number("100")}};
  inputs.rain_mm = number("400");
  return inputs;
}
ecology::EiInputs given(std::string const& each) {
  ecology::EiInputs inputs;
  for (auto const* name : {"生物丰度指数", "植被覆盖指数", "水网密度指数", "土地胁迫指数", "污染负荷指数"}) {
    inputs.given.emplace(name, number(each));
  }
  return inputs;
}
Decimal part(ecology::Index const& index, std::string const& name) {
  for (auto const& each : index.parts) {
    if (each.name == name) {
      return each.value;
    }
  }
  return {};
}

TEST(Ei, parts_are_worked_out_of_areas_and_add_up) {
  auto const index = ecology::ei(catalogue(), measured(), some_day).value();
  // 511.2642… × (0.35·0.6·100 + 0.21·0.1·300 + 0.11·0.4·500 + 0.04·0.4·100) / 1000
  EXPECT_NEAR(part(index, "生物丰度指数").to_double(), 511.2642131067 * (21 + 6.3 + 22 + 1.6) / 1000, 1e-5);
  EXPECT_NEAR(part(index, "植被覆盖指数").to_double(), 0.0121165124 * 6000, 1e-5);
  EXPECT_NEAR(part(index, "土地胁迫指数").to_double(), 236.0435677948 * (4 + 10 + 20) / 1000, 1e-5);
  Decimal sum;
  for (auto const& each : index.parts) {
    sum = sum + each.part;
  }
  EXPECT_EQ(sum, index.exact);
  EXPECT_EQ(index.value, index.exact.rounded(2));
  EXPECT_THAT(index.notes, Contains(HasSubstr("BI")));
  EXPECT_THAT(index.notes, Contains(HasSubstr("凭记忆")));
}

TEST(Ei, a_restriction_caps_the_grade_and_lowers_it_and_the_worst_of_several_holds) {
  auto inputs = given("100");
  inputs.given["土地胁迫指数"] = inputs.given["污染负荷指数"] = Decimal();
  auto const free = ecology::ei(catalogue(), inputs, some_day).value();
  EXPECT_EQ(free.value, number("100.00"));
  EXPECT_EQ(free.grade, "优");
  inputs.restrictions = {"较大突发环境事件"};
  auto const lowered = ecology::ei(catalogue(), inputs, some_day).value();
  EXPECT_EQ(lowered.grade, "良");
  EXPECT_EQ(lowered.grade_before, "优");
  inputs.restrictions.push_back("特别重大突发环境事件");
  EXPECT_EQ(ecology::ei(catalogue(), inputs, some_day)->grade, "较差") << "no better than 一般, and one lower";
  auto bad = given("0");
  bad.given["土地胁迫指数"] = bad.given["污染负荷指数"] = number("100");
  bad.restrictions = {"较大突发环境事件"};
  EXPECT_EQ(ecology::ei(catalogue(), bad, some_day)->grade, "差") << "there is nothing below";
  bad.restrictions = {"不知道的情形"};
  EXPECT_FALSE(ecology::ei(catalogue(), bad, some_day));
}

TEST(Ei, what_is_missing_or_impossible_is_named) {
  auto const why = [](auto&& change) {
    auto inputs = measured();
    change(inputs);
    auto const index = ecology::ei(catalogue(), inputs, some_day);
    return index ? std::string("judged") : index.error().detail;
  };
  EXPECT_THAT(why([](auto& in) { in.ndvi.reset(); }), HasSubstr("NDVI"));
  EXPECT_THAT(why([](auto& in) { in.ndvi = number("6000"); }), HasSubstr("NDVI"));
  EXPECT_THAT(why([](auto& in) { in.area_km2 = Decimal(); }), HasSubstr("区域面积"));
  EXPECT_THAT(why([](auto& in) { in.land_km2["有林地"] = number("900"); }), HasSubstr("不符"));
  EXPECT_THAT(why([](auto& in) { in.land_km2["林地"] = number("1"); }), HasSubstr("林地"));
  EXPECT_THAT(why([](auto& in) { in.load_t.erase("氨氮"); }), HasSubstr("氨氮"));
  EXPECT_THAT(why([](auto& in) { in.rain_mm = Decimal(); }), HasSubstr("降水"));
  EXPECT_THAT(why([](auto& in) { in.river_km = number("-1"); }), HasSubstr("河流"));
  EXPECT_THAT(why([](auto& in) { in.given["植被覆盖指数"] = number("100.1"); }), HasSubstr("植被"));
}

RC_GTEST_PROP(Ei, every_part_and_the_whole_lie_between_nought_and_a_hundred, ()) {
  auto inputs = measured();
  inputs.water_million_m3 = Decimal(*rc::gen::inRange(0, 1'000'000), 0);
  inputs.load_t["化学需氧量"] = Decimal(*rc::gen::inRange(0, 1'000'000), 0);
  inputs.ndvi = Decimal(*rc::gen::inRange(0, 10'001), 4);
  auto const index = ecology::ei(catalogue(), inputs, some_day).value();
  for (auto const& each : index.parts) {
    RC_ASSERT(!each.value.negative() && each.value <= Decimal(100, 0));
  }
  RC_ASSERT(!index.value.negative() && index.value <= Decimal(100, 0));
}

TEST(Eqi, a_part_that_is_missing_gives_no_index) {
  std::map<std::string, Decimal> parts{{"生态格局", number("60")}, {"生态功能", number("70")}, {"生物多样性", number("50")}, {"生态胁迫", number("20")}};
  EXPECT_EQ(ecology::eqi(catalogue(), parts, some_day)->value, number("63.60"));
  parts.erase("生态胁迫");
  EXPECT_EQ(ecology::eqi(catalogue(), parts, some_day).error().code, "cannot_judge");
  EXPECT_FALSE(ecology::eqi(catalogue(), parts, day_of(2020, 1, 1)));
}

TEST(Grades, the_whole_value_is_compared) {
  EXPECT_EQ(ecology::grade(catalogue(), Kind::eqi, number("69.996"), some_day)->name, "二类") << "though it is shown as 70.00";
  EXPECT_EQ(ecology::grade(catalogue(), Kind::ei, number("75"), some_day)->rank, 1);
  EXPECT_FALSE(ecology::grade(catalogue(), Kind::ei, number("-0.1"), some_day));
  EXPECT_EQ(ecology::change(catalogue(), Kind::ei, number("0"), some_day)->name, "无明显变化");
  EXPECT_EQ(ecology::change(catalogue(), Kind::eqi, number("-12"), some_day)->name, "明显变差");
}

TEST(Emergency, any_one_criterion_is_enough_and_the_highest_counts) {
  auto const grade = [](ecology::Emergency const& event) {
    auto const answer = ecology::emergency_grade(catalogue(), event, some_day);
    return answer ? answer->name : answer.error().code;
  };
  EXPECT_EQ(grade({{{"死亡人数", number("2")}}, {}}), "一般");
  EXPECT_EQ(grade({{{"死亡人数", number("2")}, {"疏散、转移人员", number("50000")}}, {}}), "特别重大");
  EXPECT_EQ(grade({{{"死亡人数", number("0")}}, {{"跨界", "跨省级"}}}), "重大");
  EXPECT_EQ(grade({{{"死亡人数", number("0")}}, {}}), "cannot_judge");
  EXPECT_EQ(grade({{{"死亡人数", number("-1")}}, {}}), "cannot_judge");
  EXPECT_EQ(grade({{{"受伤", number("1")}}, {}}), "cannot_judge");
  EXPECT_EQ(grade({{}, {{"跨界", "跨星球"}}}), "cannot_judge");
  auto const both = ecology::emergency_grade(catalogue(), {{{"死亡人数", number("3")}}, {{"取水中断", "县级城市水源地"}}}, some_day).value();
  EXPECT_THAT(both.reasons, testing::ElementsAre("取水中断：县级城市水源地 → 重大", "死亡人数 3 → 较大"));
  EXPECT_EQ(ecology::situations(catalogue(), some_day).size(), 15U);
}

}  // namespace
