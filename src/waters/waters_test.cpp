#include "waters/waters.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using base::Decimal, base::day_of;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;
using waters::Body, waters::Sample, waters::Table, waters::Value;

auto const today = day_of(2026, 5, 1);

Table const& river() {
  static auto const made = Table::surface(catalogue(), Body::river, today).value();
  return made;
}
Table const& lake() {
  static auto const made = Table::surface(catalogue(), Body::lake, today).value();
  return made;
}
Table const& groundwater() {
  static auto const made = Table::groundwater(catalogue(), today).value();
  return made;
}
Decimal number(char const* text) { return Decimal::parse(text).value(); }
Value value(char const* text) { return waters::parse_value(text).value(); }

using Results = std::vector<std::pair<std::string, std::string>>;
Sample sample(Table const& table, Results const& results) { return waters::sample_of(table, results).value(); }
std::string class_of(Table const& table, Results const& results) { return waters::rank_text(table, waters::judge(table, sample(table, results)).rank); }
waters::Names main_of(Table const& table, waters::Verdict const& verdict) {
  waters::Names names;
  for (auto const at : verdict.main) {
    names.push_back(table.items()[verdict.items[at].item].name);
  }
  return names;
}

/// All 21 items, clean, some replaced.
Results clean(Results const& other = {}) {
  Results results{{"pH", "7.8"},    {"DO", "8.1"},      {"CODMn", "1.8"},   {"COD", "12"},    {"BOD5", "2"},       {"NH3-N", "0.1"},  {"TP", "0.01"},
                  {"铜", "0.002L"}, {"锌", "0.02L"},    {"氟化物", "0.6"},  {"硒", "0.0004L"}, {"砷", "0.001"},     {"汞", "0.00004L"}, {"镉", "0.0001L"},
                  {"六价铬", "0.004L"}, {"铅", "0.002L"}, {"氰化物", "0.001L"}, {"挥发酚", "0.0003L"}, {"石油类", "0.01L"}, {"LAS", "0.05L"},   {"硫化物", "0.005L"}};
  for (auto const& [word, text] : other) {
    auto const at = std::find_if(results.begin(), results.end(), [&](auto const& each) { return each.first == word; });
    CHECK(at != results.end(), "a story replaces an item that is there");
    at->second = text;
  }
  return results;
}

TEST(Values, are_read_as_laboratories_write_them) {
  EXPECT_EQ(value("0.52"), (Value{number("0.52"), false, ""}));
  for (auto const* text : {"0.004L", "<0.004", "＜0.004", "ND(0.004)", "未检出（0.004）", "ND 0.004", " 0.004 L"}) {
    EXPECT_EQ(value(text), (Value{number("0.004"), true, ""})) << text;
  }
  EXPECT_EQ(value("无").word, "无");
  EXPECT_EQ(waters::to_text(value("0.004L")), "0.004L");
}

TEST(Values, that_say_too_little_or_cannot_be_are_refused_with_the_reason) {
  EXPECT_EQ(waters::parse_value("ND").error().code, "missing_limit");
  EXPECT_EQ(waters::parse_value("<0.0").error().code, "missing_limit") << "no method detects nothing at all";
  EXPECT_EQ(waters::parse_value("-0.1").error().code, "cannot_judge");
  for (auto const* text : {"", "about 3", "1e20", "0.004LL", "L", "1.2.3", "<", "3 mg/L"}) {
    EXPECT_FALSE(waters::parse_value(text)) << text;
  }
}

TEST(Values, come_into_the_unit_asked_for_or_not_at_all) {
  auto const unit = [](char const* text) { return base::parse_unit(text).value(); };
  EXPECT_EQ(waters::in_unit(350, unit("μg/L"), unit("mg/L")), number("0.35"));
  EXPECT_FALSE(waters::in_unit(1, unit("m"), unit("mg/L")));
  for (double const impossible : {-0.1, 1e9, 1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(waters::in_unit(impossible, unit("mg/L"), unit("mg/L"))) << impossible;
  }
}

TEST(Values, lists_of_names_keep_the_commas_of_chemistry) {
  EXPECT_THAT(waters::parse_names("氨氮、总磷;Cu, 汞，铅"), ElementsAre("氨氮", "总磷", "Cu", "汞", "铅"));
  EXPECT_THAT(waters::parse_names("1,2-二氯乙烷, 苯"), ElementsAre("1,2-二氯乙烷", "苯"));
  EXPECT_THAT(waters::parse_names(" ;, "), IsEmpty());
}

TEST(Surface, equal_limits_take_the_better_class_and_the_limit_belongs_to_it) {
  EXPECT_EQ(class_of(river(), {{"氟化物", "1.0"}}), "Ⅰ");
  EXPECT_EQ(class_of(river(), {{"氟化物", "1.01"}}), "Ⅳ");
  EXPECT_EQ(class_of(river(), {{"氟化物", "1.5"}}), "Ⅳ");
  EXPECT_EQ(class_of(river(), {{"氟化物", "1.5001"}}), "劣Ⅴ");
  EXPECT_EQ(class_of(river(), {{"溶解氧", "5"}}), "Ⅲ");
  EXPECT_EQ(class_of(river(), {{"溶解氧", "4.99"}}), "Ⅳ");
  EXPECT_EQ(class_of(river(), {{"pH", "9"}}), "Ⅰ");
  EXPECT_EQ(class_of(river(), {{"pH", "9.01"}}), "劣Ⅴ");
}

TEST(Surface, phosphorus_of_a_lake_is_judged_more_strictly_and_nitrogen_stands_beside) {
  EXPECT_EQ(class_of(river(), {{"TP", "0.1"}}), "Ⅱ");
  EXPECT_EQ(class_of(lake(), {{"TP", "0.1"}}), "Ⅳ");
  auto const verdict = waters::judge(lake(), sample(lake(), {{"TP", "0.01"}, {"TN", "3"}}));
  EXPECT_EQ(waters::rank_text(lake(), verdict.rank), "Ⅰ");
  EXPECT_EQ(verdict.of(lake(), "总氮")->rank, lake().worst());
  EXPECT_FALSE(river().find("TN"));
}

TEST(Surface, twenty_one_items_are_asked_for_and_what_is_missing_is_named) {
  EXPECT_TRUE(waters::judge(river(), sample(river(), clean())).complete);
  auto results = clean();
  std::erase_if(results, [](auto const& each) { return each.first == "BOD5" || each.first == "汞"; });
  auto const verdict = waters::judge(river(), sample(river(), results));
  EXPECT_FALSE(verdict.complete);
  EXPECT_TRUE(verdict.automatic) << "the five of automatic stations are all there";
  EXPECT_THAT(verdict.missing, ElementsAre("五日生化需氧量", "汞"));
  EXPECT_FALSE(waters::judge(river(), sample(river(), {{"pH", "7"}})).automatic);
}

TEST(Surface, main_pollutants_are_three_worst_first_and_have_multiples) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"NH3-N", "2.3"}, {"TP", "0.25"}, {"COD", "33"}, {"CODMn", "6.6"}, {"DO", "2.5"}})));
  EXPECT_EQ(waters::rank_text(river(), verdict.rank), "劣Ⅴ");
  EXPECT_THAT(main_of(river(), verdict), ElementsAre("氨氮", "化学需氧量", "溶解氧")) << "氨氮 劣Ⅴ, then Ⅴ by multiple";
  EXPECT_EQ(verdict.of(river(), "氨氮")->times_over->to_string(), "1.3");
  EXPECT_FALSE(verdict.of(river(), "溶解氧")->times_over) << "none for oxygen";
  EXPECT_EQ(river().status(verdict.rank)->name, "重度污染");
}

TEST(Surface, of_one_class_the_greater_multiple_goes_first_even_where_both_are_shown_alike) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"CODMn", "8.2"}, {"NH3-N", "1.44"}})));   // 0.367 and 0.44, both shown as 0.4
  EXPECT_EQ(verdict.of(river(), "高锰酸盐指数")->times_over, verdict.of(river(), "氨氮")->times_over);
  EXPECT_THAT(main_of(river(), verdict), ElementsAre("氨氮", "高锰酸盐指数"));
}

TEST(Surface, cyanide_and_heavy_metals_go_before_a_worse_class) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"NH3-N", "9"}, {"铅", "0.06"}})));
  EXPECT_THAT(main_of(river(), verdict), ElementsAre("铅", "氨氮"));
}

TEST(Surface, good_water_has_no_main_pollutants) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"NH3-N", "1"}})));
  EXPECT_EQ(waters::rank_text(river(), verdict.rank), "Ⅲ");
  EXPECT_THAT(verdict.main, IsEmpty());
  EXPECT_EQ(river().status(verdict.rank)->name, "良好");
}

TEST(Surface, not_detected_meets_every_limit_down_to_its_own_and_no_further) {
  EXPECT_EQ(class_of(river(), {{"汞", "0.00005L"}}), "Ⅰ");
  auto const verdict = waters::judge(river(), sample(river(), {{"汞", "0.0002L"}, {"DO", "6.5"}}));
  EXPECT_EQ(waters::rank_text(river(), verdict.rank), "Ⅱ") << "oxygen alone decides";
  EXPECT_EQ(verdict.of(river(), "汞")->at_most, 4);
  EXPECT_THAT(verdict.unsure, ElementsAre("汞"));
  auto const third = waters::against(river(), verdict, 3);
  EXPECT_THAT(third.unsure, ElementsAre("汞")) << "whether Ⅲ is kept cannot be told by this laboratory";
  EXPECT_THAT(waters::against(river(), verdict, 4).unsure, IsEmpty());
}

TEST(Surface, oxygen_of_warm_water_may_be_of_class_one_by_saturation_where_its_temperature_is_told) {
  auto const warm = sample(river(), {{"DO", "7.3"}, {"pH", "7"}});   // DOf at 26 ℃ = 468/57.6 = 8.125; 90 % of it are 7.3125
  EXPECT_EQ(waters::judge(river(), warm).rank, 2) << "no temperature, no saturation";
  EXPECT_EQ(waters::judge(river(), warm, number("26")).rank, 2) << "89.8 %";
  auto const best = waters::judge(river(), sample(river(), {{"DO", "7.3125"}, {"pH", "7"}}), number("26"));
  EXPECT_EQ(best.rank, 1) << "90 % exactly";
  EXPECT_TRUE(best.recalled) << "the formula is from memory";
  EXPECT_THAT(best.of(river(), "溶解氧")->note, HasSubstr("468/(31.6 + 26.00) = 8.12 mg/L"));
  EXPECT_THAT(waters::explain(river(), best).from[1].note, HasSubstr("90.0% ≥ 90%"));
  EXPECT_FALSE(waters::judge(river(), sample(river(), {{"DO", "7.5"}}), number("26")).recalled) << "7.5 mg/L needs no saturation";
  EXPECT_EQ(waters::judge(river(), sample(river(), {{"DO", "7.4"}}), number("90")).rank, 2) << "no river is as warm: 7.5 mg/L alone";
  EXPECT_EQ(waters::judge(lake(), sample(lake(), {{"DO", "6.9"}}), number("30")).rank, 1) << "lakes have the same row";
}

TEST(Surface, a_target_is_kept_or_not_by_name) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"氟化物", "1.2"}, {"TP", "0.35"}})));
  EXPECT_THAT(waters::against(river(), verdict, 4).exceeding, ElementsAre("总磷"));
  EXPECT_THAT(waters::against(river(), verdict, 3).exceeding, ElementsAre("总磷", "氟化物"));
  EXPECT_TRUE(waters::against(river(), verdict, 5).met);
}

TEST(Surface, impossible_values_and_strange_items_are_never_judged) {
  auto const verdict = waters::judge(river(), sample(river(), {{"pH", "15"}}));
  EXPECT_EQ(verdict.rank, 0);
  EXPECT_THAT(verdict.items.front().reason, HasSubstr("不可能"));
  EXPECT_EQ(waters::sample_of(river(), {{"石墨", "1"}}).error().code, "unknown_item");
  EXPECT_EQ(waters::sample_of(river(), {{"NH3-N", "1"}, {"氨氮", "2"}}).error().code, "item_twice");
  EXPECT_EQ(Table::surface(catalogue(), Body::river, day_of(2001, 1, 1)).error().code, "cannot_judge");
}

TEST(Surface, a_limit_that_is_not_on_file_keeps_its_item_from_being_judged_and_no_other) {
  std::vector<catalog::File> files;
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    auto text = entry.is_regular_file() ? file_text(entry.path()) : std::string();
    std::string_view const selenium = "w20140\t硒\t4\tat_most\t\t\t0.02\t\tmg/L\t\t\t\t表1\tread";
    if (auto const at = text.find("河流\t" + std::string(selenium)); at != std::string::npos) {
      text.replace(text.find(selenium, at), selenium.size(), "w20140\t硒\t4\t\t\t\t\t\tmg/L\t\t\t\t表1\tto_file");
    }
    if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
      files.push_back({entry.path().lexically_relative(root).string(), text});
    }
  }
  auto const loaded = catalog::Catalog::load(files).value();
  auto const table = Table::surface(*loaded, Body::river, today).value();
  auto const verdict = waters::judge(table, sample(table, {{"硒", "0.015"}, {"DO", "6.5"}}));
  EXPECT_EQ(verdict.rank, 2) << "oxygen is judged";
  EXPECT_EQ(verdict.of(table, "硒")->rank, 0);
  EXPECT_THAT(verdict.unsure, ElementsAre("硒"));
  EXPECT_THAT(verdict.missing, testing::Contains("硒"));
  EXPECT_THAT(waters::explain(table, verdict).from[1].how, HasSubstr("Ⅳ 未录入"));
  std::vector<double> values(table.items().size(), std::numeric_limits<double>::quiet_NaN());
  values[*table.find("硒")] = 0.015;
  EXPECT_EQ(table.rank_of(values), 0) << "nothing to judge";
}

TEST(Surface, every_answer_says_why_down_to_the_row_of_the_table) {
  auto const verdict = waters::judge(river(), sample(river(), clean({{"NH3-N", "1.2"}})));
  auto const why = waters::explain(river(), verdict);
  EXPECT_EQ(why.value, "Ⅳ");
  EXPECT_THAT(why.how, HasSubstr("氨氮"));
  ASSERT_EQ(why.from.size(), 21U);
  EXPECT_THAT(why.from[5].how, HasSubstr("Ⅳ ≤1.5"));
  EXPECT_EQ(why.from[5].basis.front().edition, "GB3838-2002");
}

// ---- arrays ----

Value any_value(Table const& table, std::size_t item) {
  auto const& limits = table.items()[item].limits;
  auto const* row = limits[*rc::gen::inRange<std::size_t>(0, limits.size())];
  auto const limit = row->high ? *row->high : row->low ? *row->low : Decimal(1, 0);
  auto const way = *rc::gen::inRange(0, 4);
  auto const step = Decimal(*rc::gen::inRange(-2, 3), waters::places_kept);   // on the limit, or a hair beside it
  auto const free = Decimal(*rc::gen::inRange<std::int64_t>(0, 100'000'000), *rc::gen::inRange(0, 9));
  auto const made = way == 0 ? free : limit + step;
  return {made.negative() || (table.items()[item].name == "pH" && made > Decimal(14, 0)) ? Decimal() : made, false, {}};
}

void arrays_agree(Table const& table) {
  std::vector<double> values(table.items().size(), std::numeric_limits<double>::quiet_NaN());
  Sample sample;
  for (std::size_t i = 0; i < values.size(); ++i) {
    bool const has_number = std::any_of(table.items()[i].limits.begin(), table.items()[i].limits.end(), [](auto const* row) { return row->low || row->high; });
    if (has_number && *rc::gen::inRange(0, 3) == 0) {
      auto const value = any_value(table, i);
      sample.emplace(table.items()[i].key, value);
      values[i] = value.value.to_double();
    }
  }
  RC_ASSERT(table.rank_of(values) == waters::judge(table, sample).rank);
}

RC_GTEST_PROP(Arrays, classes_of_rivers_are_those_of_the_explained_way, ()) { arrays_agree(river()); }
RC_GTEST_PROP(Arrays, classes_of_lakes_are_those_of_the_explained_way, ()) { arrays_agree(lake()); }
RC_GTEST_PROP(Arrays, classes_of_groundwater_are_those_of_the_explained_way, ()) { arrays_agree(groundwater()); }

RC_GTEST_PROP(Classes, never_improve_when_a_value_rises, ()) {
  auto const item = *rc::gen::inRange<std::size_t>(0, river().items().size());
  auto const a = any_value(river(), item).value;
  auto const b = a + Decimal(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000), waters::places_kept);
  auto const& name = river().items()[item].name;
  RC_PRE(name != "pH");
  bool const rises = name == "溶解氧";
  RC_ASSERT((rises ? river().rank(item, a) - river().rank(item, b) : river().rank(item, b) - river().rank(item, a)) >= 0);
}

// ---- groundwater, drinking, irrigation ----

TEST(Groundwater, the_better_class_on_equal_limits_and_the_worst_item_decides_by_name) {
  EXPECT_EQ(class_of(groundwater(), {{"氟化物", "1.0"}}), "Ⅰ");
  auto const verdict = waters::judge(groundwater(), sample(groundwater(), {{"氟化物", "2.3"}, {"总硬度", "500"}, {"铁", "0.1"}}));
  EXPECT_EQ(waters::rank_text(groundwater(), verdict.rank), "Ⅴ");
  EXPECT_THAT(verdict.worst, ElementsAre("氟化物"));
  EXPECT_EQ(verdict.of(groundwater(), "总硬度")->times_over->to_string(), "0.11");
  EXPECT_EQ(verdict.missing.size(), 36U);
}

TEST(Groundwater, ph_has_bands_and_words_are_read) {
  EXPECT_EQ(class_of(groundwater(), {{"pH", "6.5"}}), "Ⅰ");
  EXPECT_EQ(class_of(groundwater(), {{"pH", "6.4"}}), "Ⅳ");
  EXPECT_EQ(class_of(groundwater(), {{"pH", "5.4"}}), "Ⅴ");
  EXPECT_EQ(class_of(groundwater(), {{"肉眼可见物", "无"}}), "Ⅰ");
  EXPECT_EQ(class_of(groundwater(), {{"肉眼可见物", "有"}}), "Ⅴ");
  EXPECT_EQ(class_of(groundwater(), {{"阴离子表面活性剂", "0.05L"}}), "Ⅰ");
  EXPECT_EQ(class_of(groundwater(), {{"阴离子表面活性剂", "0.05"}}), "Ⅱ");
  EXPECT_EQ(waters::judge(groundwater(), sample(groundwater(), {{"肉眼可见物", "3"}})).rank, 0) << "a number says nothing of a word";
}

TEST(Drinking, a_small_supply_may_have_more_fluoride_and_trihalomethanes_add_up) {
  auto const central = Table::drinking(catalogue(), false, "", today).value();
  auto const small = Table::drinking(catalogue(), true, "", today).value();
  EXPECT_EQ(class_of(central, {{"氟化物", "1.1"}}), "超标");
  EXPECT_EQ(class_of(small, {{"氟化物", "1.1"}}), "达标");
  EXPECT_EQ(class_of(small, {{"氟化物", "1.3"}}), "超标");
  auto parts = sample(central, {{"三氯甲烷", "0.03"}, {"一氯二溴甲烷", "0.02"}, {"二氯一溴甲烷", "0.018"}, {"三溴甲烷", "0.001L"}});
  waters::add_sums(central, parts);
  auto const verdict = waters::judge(central, parts);
  EXPECT_EQ(verdict.of(central, "三卤甲烷")->value.value, number("1.005")) << "0.5 + 0.2 + 0.3 + half of 0.01";
  EXPECT_EQ(waters::rank_text(central, verdict.rank), "超标");
}

TEST(Drinking, a_count_of_no_bacteria_is_what_must_not_be_detected) {
  auto const table = Table::drinking(catalogue(), false, "", today).value();
  auto const result = [&](char const* count) { return class_of(table, {{"总大肠菌群", count}}); };
  EXPECT_EQ(result("0"), "达标");
  EXPECT_EQ(result("未检出(1)"), "达标");
  EXPECT_EQ(result("1"), "超标");
  EXPECT_EQ(class_of(groundwater(), {{"阴离子表面活性剂", "0"}}), "Ⅰ");
}

TEST(Drinking, chlorine_is_asked_for_at_the_plant_and_at_the_tap) {
  auto const plant = Table::drinking(catalogue(), false, "出厂水", today).value();
  EXPECT_EQ(class_of(plant, {{"游离氯", "0.2"}}), "超标");
  EXPECT_EQ(class_of(plant, {{"游离氯", "0.3"}}), "达标");
  EXPECT_EQ(class_of(plant, {{"游离氯", "2.1"}}), "超标");
  EXPECT_EQ(class_of(Table::drinking(catalogue(), false, "末梢水", today).value(), {{"游离氯", "0.05"}}), "达标");
}

TEST(Irrigation, depends_on_the_crop_and_on_the_fluoride_belt) {
  auto const dry = Table::irrigation(catalogue(), {"旱地作物", "高氟区", "", ""}, today).value();
  EXPECT_EQ(class_of(dry, {{"氟化物", "2.5"}}), "符合");
  EXPECT_EQ(class_of(Table::irrigation(catalogue(), {"旱地作物", "一般地区", "", ""}, today).value(), {{"氟化物", "2.5"}}), "不符合");
  EXPECT_FALSE(Table::irrigation(catalogue(), {"仙人掌", "", "", ""}, today));
  EXPECT_TRUE(waters::judge(dry, sample(dry, {{"氟化物", "2"}})).recalled);
}

TEST(Background, what_is_natural_is_left_out_of_the_second_verdict_and_named) {
  std::vector<waters::Background> const natural{{"w21017", number("2.4"), "2023-01", "普查报告", "P95", "record/background_value/1", day_of(2023, 12, 31), {}}};
  auto const both = waters::judge_twice(groundwater(), sample(groundwater(), {{"氟化物", "2.3"}, {"总硬度", "400"}}), natural, today);
  EXPECT_EQ(waters::rank_text(groundwater(), both.plain.rank), "Ⅴ");
  EXPECT_EQ(waters::rank_text(groundwater(), both.exempt.rank), "Ⅲ");
  ASSERT_EQ(both.used.size(), 1U);
  EXPECT_TRUE(both.used[0].exempted);
  EXPECT_EQ(both.used[0].background->version, "2023-01");
}

TEST(Background, of_oxygen_and_acidity_is_held_against_what_is_too_little) {
  waters::Background const oxygen{"w01009", number("4.2"), "2024", "", "", "", day_of(2024, 1, 1), {}};
  waters::Background const acid{"w01001", number("5.4"), "2024", "", "", "", day_of(2024, 1, 1), {}};
  auto const exempted = [&](Results const& results) {
    std::vector<bool> found;
    for (auto const& use : waters::judge_twice(river(), sample(river(), results), {oxygen, acid}, today).used) {
      found.push_back(use.exempted);
    }
    return found;
  };
  EXPECT_THAT(exempted({{"DO", "4.5"}}), ElementsAre(true)) << "more oxygen than by nature";
  EXPECT_THAT(exempted({{"DO", "3.1"}}), ElementsAre(false)) << "less oxygen than by nature";
  EXPECT_THAT(exempted({{"pH", "5.6"}}), ElementsAre(true));
  EXPECT_THAT(exempted({{"pH", "5.2"}}), ElementsAre(false));
  EXPECT_THAT(exempted({{"pH", "9.3"}}), ElementsAre(false)) << "an acid background does not excuse what is too alkaline";
}

TEST(Background, excuses_nothing_beyond_itself_nor_before_its_day) {
  std::vector<waters::Background> natural{{"w21017", number("1.8"), "2023-01", "", "", "", day_of(2023, 12, 31), {}}};
  auto const results = sample(groundwater(), {{"氟化物", "2.3"}, {"总硬度", "400"}});
  auto const both = waters::judge_twice(groundwater(), results, natural, today);
  EXPECT_EQ(both.exempt.rank, both.plain.rank);
  EXPECT_FALSE(both.used.at(0).exempted);
  natural[0].value = number("2.4");
  EXPECT_THAT(waters::judge_twice(groundwater(), results, natural, day_of(2023, 6, 1)).used, IsEmpty());
}

// ---- periods ----

TEST(Means, half_the_limit_counts_for_what_was_not_detected) {
  auto const a = sample(river(), {{"氨氮", "0.5"}, {"汞", "0.00004L"}});
  auto const b = sample(river(), {{"氨氮", "0.1L"}, {"汞", "0.00004L"}});
  auto const means = waters::means(river(), {&a, &b});
  EXPECT_EQ(means.at("w21003").value.value, number("0.275"));
  EXPECT_EQ(means.at("w21003").undetected, 1);
  EXPECT_TRUE(means.at("w20142").value.undetected) << "never detected stays not detected";
  EXPECT_EQ(waters::shown(river(), *river().find("汞"), means.at("w20142")), "0.00004L");
}

TEST(Means, not_detected_without_a_limit_is_no_result) {
  Sample const told{{"w21003", value("0.9")}}, untold{{"w21003", {Decimal(), true, ""}}};
  auto const made = waters::means(river(), {&told, &untold});
  EXPECT_EQ(made.at("w21003").value.value, number("0.9")) << "not 0.45";
  EXPECT_EQ(made.at("w21003").samples, 1);
  EXPECT_THAT(waters::means(river(), {&untold}), IsEmpty());
  auto const verdict = waters::judge(river(), untold);
  EXPECT_EQ(verdict.rank, 0);
  EXPECT_THAT(verdict.items.front().reason, HasSubstr("检出限"));
}

TEST(Means, ph_is_judged_value_by_value) {
  auto const a = sample(river(), {{"pH", "9.2"}});
  auto const b = sample(river(), {{"pH", "7.0"}});
  auto const means = waters::means(river(), {&a, &b});
  EXPECT_EQ(waters::judge(river(), waters::judged(means)).rank, river().worst()) << "the mean 8.1 would hide it";
  EXPECT_EQ(waters::shown(river(), *river().find("pH"), means.at("w01001")), "7.0～9.2");
}

TEST(Means, a_year_is_the_mean_of_its_months_however_often_each_was_sampled) {
  auto const a = sample(river(), {{"氨氮", "1.0"}, {"pH", "9.1"}});
  auto const b = sample(river(), {{"氨氮", "2.0"}, {"pH", "7.1"}});
  auto const january = waters::means(river(), {&a, &a, &a});
  auto const february = waters::means(river(), {&b});
  auto const year = waters::means_of(river(), {&january, &february});
  EXPECT_EQ(year.at("w21003").value.value, number("1.5"));
  EXPECT_EQ(year.at("w21003").samples, 4);
  EXPECT_EQ(waters::judge(river(), waters::judged(year)).rank, river().worst()) << "a single pH of 9.1";
  EXPECT_EQ(waters::shown(river(), *river().find("pH"), year.at("w01001")), "7.1～9.1");
}

TEST(Means, a_mean_on_the_limit_is_within_it) {
  auto const a = sample(river(), {{"氨氮", "0.9"}});
  auto const b = sample(river(), {{"氨氮", "1.1"}});
  auto const c = sample(river(), {{"氨氮", "1.0"}});
  EXPECT_EQ(waters::judge(river(), waters::judged(waters::means(river(), {&a, &b, &c}))).rank, 3);
}

RC_GTEST_PROP(Means, do_not_depend_on_the_order, ()) {
  auto const count = *rc::gen::inRange<std::size_t>(1, 12);
  std::vector<Sample> samples(count);
  for (auto& each : samples) {
    each["w21003"] = {Decimal(*rc::gen::inRange(1, 100'000), 4), *rc::gen::inRange(0, 4) == 0, {}};
  }
  std::vector<Sample const*> one;
  for (auto const& each : samples) {
    one.push_back(&each);
  }
  auto other = one;
  std::reverse(other.begin(), other.end());
  RC_ASSERT(waters::means(river(), one).at("w21003").value == waters::means(river(), other).at("w21003").value);
}

}  // namespace
