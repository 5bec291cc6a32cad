#include "soils/soils.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using base::day_of, base::Decimal;
using soils::Item, soils::Over, soils::Produce;
using testing::Contains, testing::HasSubstr;

auto const some_day = day_of(2026, 5, 1);
Decimal number(std::string const& text) { return Decimal::parse(text).value(); }
Item item(std::string name, std::string const& value, bool undetected = false) { return {std::move(name), number(value), undetected}; }
std::vector<Item> five(std::string const& cadmium, std::string const& arsenic) {
  return {item("镉", cadmium), item("汞", "0.05"), item("砷", arsenic), item("铅", "20"), item("铬", "60")};
}

TEST(ConstructionLand, unclear_use_is_class_one_and_every_item_of_both_tables_is_known) {
  auto const unclear = soils::construction_land(catalogue(), "", {item("砷", "20.1")}, {}, some_day).value();
  EXPECT_EQ(unclear.land, "第一类用地");
  EXPECT_EQ(unclear.over, Over::screening);
  EXPECT_EQ(soils::construction_land(catalogue(), "2", {item("砷", "20.1")}, {}, some_day)->over, Over::none);
  EXPECT_FALSE(soils::construction_land(catalogue(), "3", {item("砷", "20.1")}, {}, some_day));
  std::size_t known = 0;
  for (auto const* row : catalogue().parameters("GB36600-2018/项目", some_day)) {
    for (auto const* land : {"1", "2"}) {
      auto const verdict = soils::construction_land(catalogue(), land, {item(row->subject, "0")}, {}, some_day);
      ASSERT_TRUE(verdict) << row->subject;
      EXPECT_TRUE(verdict->items.front().screening && verdict->items.front().control) << row->subject;
      EXPECT_TRUE(*verdict->items.front().screening <= *verdict->items.front().control) << row->subject;   // toluene and some others have one for both
      ++known;
    }
  }
  EXPECT_EQ(known, 2U * 85U);
}

TEST(ConstructionLand, the_background_excuses_arsenic_below_control_and_nothing_else) {
  std::map<std::string, Decimal> const backgrounds{{"砷", number("200")}, {"镉", number("100")}};
  auto const arsenic = soils::construction_land(catalogue(), "1", {item("砷", "60")}, backgrounds, some_day).value();
  EXPECT_EQ(arsenic.over, Over::none);
  EXPECT_TRUE(arsenic.items.front().by_background);
  EXPECT_EQ(soils::construction_land(catalogue(), "1", {item("砷", "121")}, backgrounds, some_day)->over, Over::control);
  EXPECT_EQ(soils::construction_land(catalogue(), "1", {item("镉", "21")}, backgrounds, some_day)->over, Over::screening);
}

TEST(Farmland, rotation_takes_the_stricter_and_copper_asks_for_orchards) {
  auto const screening = [](std::string_view use, std::string const& name, std::string const& ph) {
    return soils::farmland(catalogue(), use, number(ph), {item(name, "1")}, some_day)->items.front().screening->to_string();
  };
  EXPECT_EQ(screening("水田", "镉", "8"), "0.8");
  EXPECT_EQ(screening("其他", "镉", "8"), "0.6");
  EXPECT_EQ(screening("水旱轮作", "镉", "8"), "0.6");
  EXPECT_EQ(screening("水旱轮作", "砷", "8"), "20");
  EXPECT_EQ(screening("", "砷", "8"), "20") << "what is not known takes the stricter";
  EXPECT_EQ(screening("果园", "铜", "5.5"), "150");
  EXPECT_EQ(screening("水旱轮作", "铜", "5.5"), "50");
  EXPECT_EQ(screening("果园", "镉", "5.5"), "0.3");
  EXPECT_EQ(screening("水田", "镍", "7.5"), "100");
  EXPECT_EQ(screening("水田", "滴滴涕总量", "7.5"), "0.1");
}

TEST(Farmland, the_class_is_that_of_the_worst_item_and_needs_all_five) {
  auto const cls = [](std::vector<Item> const& items) { return soils::farmland(catalogue(), "其他", number("8"), items, some_day)->cls; };
  EXPECT_EQ(cls(five("0.6", "25")), "优先保护类");
  EXPECT_EQ(cls(five("0.61", "25")), "安全利用类");
  EXPECT_EQ(cls(five("0.61", "100.1")), "严格管控类");
  auto few = five("0.61", "25");
  few.pop_back();
  EXPECT_EQ(cls(few), "") << "chromium was not measured";
  EXPECT_EQ(soils::farmland(catalogue(), "其他", number("8"), few, some_day)->missing, std::vector<std::string>{"铬"});
  auto more = five("0.1", "5");
  more.push_back(item("锌", "301"));
  EXPECT_EQ(cls(more), "优先保护类") << "zinc makes no class";
  EXPECT_EQ(soils::farmland(catalogue(), "其他", number("8"), more, some_day)->over, Over::screening) << "but is above its screening value";
}

TEST(Farmland, what_cannot_be_is_not_judged) {
  auto const code = [](std::optional<Decimal> ph, std::vector<Item> const& items) {
    auto const verdict = soils::farmland(catalogue(), "其他", ph, items, some_day);
    return verdict ? "judged" : verdict.error().code;
  };
  EXPECT_EQ(code({}, five("0.1", "5")), "cannot_judge");
  EXPECT_EQ(code(number("14.1"), five("0.1", "5")), "cannot_judge");
  EXPECT_EQ(code(number("7"), {item("镉", "-0.1")}), "cannot_judge");
  EXPECT_EQ(code(number("7"), {item("镉", "1000001")}), "cannot_judge");
  EXPECT_EQ(code(number("7"), {item("镉", "1"), item("镉", "2")}), "cannot_judge");
  EXPECT_EQ(code(number("7"), {item("金", "1")}), "cannot_judge");
  EXPECT_EQ(code(number("7"), {item("镉", "0.5", true)}), "cannot_judge") << "the detection limit is above 0.3";
  EXPECT_EQ(code(number("7"), {item("镉", "0", true)}), "cannot_judge") << "nothing is told of its detection limit";
  EXPECT_EQ(code(number("7"), {item("镉", "0.3", true)}), "judged");
  EXPECT_FALSE(soils::farmland(catalogue(), "其他", number("8"), five("0.1", "5"), day_of(2010, 1, 1)));
}

RC_GTEST_PROP(Farmland, more_of_an_item_is_never_better, ()) {
  auto const names = std::vector<std::string>{"镉", "汞", "砷", "铅", "铬"};
  auto const uses = std::vector<std::string>{"水田", "其他", "果园", "水旱轮作"};
  auto const ph = Decimal(*rc::gen::inRange(30, 100), 1);
  auto const use = *rc::gen::elementOf(uses);
  std::vector<Item> items;
  for (auto const& name : names) {
    items.push_back({name, Decimal(*rc::gen::inRange(0, 20'000), 2), false});
  }
  auto const before = soils::farmland(catalogue(), use, ph, items, some_day).value();
  auto& grown = items[static_cast<std::size_t>(*rc::gen::inRange(0, 5))];
  grown.value = grown.value + Decimal(*rc::gen::inRange(0, 200'000), 2);
  RC_ASSERT(before.over <= soils::farmland(catalogue(), use, ph, items, some_day)->over);
}

TEST(Nemerow, undetected_items_count_by_half_and_the_grade_is_of_the_whole_value) {
  auto const verdict = soils::farmland(catalogue(), "其他", number("8"), {item("镉", "0.6", true), item("砷", "12.5")}, some_day).value();
  auto const index = soils::nemerow(catalogue(), verdict, some_day).value();
  EXPECT_EQ(index.value, number("0.50")) << "both indices are a half";
  EXPECT_EQ(index.rank, 1);
  EXPECT_EQ(soils::nemerow(catalogue(), {number("0.704")}, some_day)->rank, 2) << "0.704 is shown as 0.70 and is above 0.7";
  EXPECT_FALSE(soils::nemerow(catalogue(), std::vector<Decimal>{}, some_day));
  EXPECT_FALSE(soils::nemerow(catalogue(), {number("-1")}, some_day));
}

TEST(Unit, a_single_point_never_lies_together_and_what_is_not_known_is_not_assumed) {
  std::vector<std::string> classes(9, "优先保护类");
  classes.push_back("安全利用类");
  EXPECT_EQ(soils::unit_class(catalogue(), classes, {}, Produce::not_tested, some_day)->rule, "主导");
  classes.insert(classes.end(), 8, "优先保护类");
  classes.push_back("安全利用类");
  auto const unknown = soils::unit_class(catalogue(), classes, {}, Produce::not_tested, some_day).value();
  EXPECT_EQ(unknown.rule, "拆分");
  EXPECT_EQ(unknown.rank, 0);
  EXPECT_THAT(unknown.notes, Contains(HasSubstr("连片")));
  EXPECT_EQ(soils::unit_class(catalogue(), classes, false, Produce::not_tested, some_day)->cls, "优先保护类");
  EXPECT_EQ(soils::unit_class(catalogue(), classes, true, Produce::good, some_day)->rule, "协同");
}

TEST(Unit, what_the_guide_says_and_is_not_on_file_refuses) {
  EXPECT_EQ(soils::unit_class(catalogue(), {}, {}, Produce::good, some_day).error().code, "cannot_judge");
  EXPECT_EQ(soils::unit_class(catalogue(), {"好"}, {}, Produce::good, some_day).error().code, "cannot_judge");
  EXPECT_EQ(soils::unit_class(catalogue(), {"优先保护类"}, {}, Produce::good, day_of(2019, 1, 1)).error().code, "cannot_judge");
}

}  // namespace
