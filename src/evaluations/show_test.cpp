// What differs between two figures, row by row: whose it is, in which unit, and which way is better.
#include <gtest/gtest.h>

#include "evaluate/world_for_tests.hpp"
#include "evaluations/inside.hpp"

namespace {

using evaluate_story::catalogue, evaluations::Figure, evaluations::Kind;
namespace json = boost::json;

class Changes : public testing::Test {
 protected:
  json::array rows;

  void compare(std::string const& kind, std::string a, std::string b) {
    Figure now, then;
    now.detail = std::move(a);
    then.detail = std::move(b);
    now.to = then.to = base::day_of(2026, 3, 31);
    rows = evaluations::changes_json(catalogue(), Kind{.id = kind}, now, then);
  }
  json::object row(std::string_view key) const {
    for (auto const& each : rows) {
      if (each.at("key").as_string() == key) {
        return each.as_object();
      }
    }
    ADD_FAILURE() << "no " << key << " in " << json::serialize(rows);
    return {};
  }
  std::string text(std::string_view key, std::string_view of = "title") const {
    auto const found = row(key);
    return found.empty() ? "" : std::string(found.at(of).as_string());
  }
};

TEST_F(Changes, means_of_the_area_and_of_its_roads_are_told_apart_by_day_and_night) {
  auto const told = [](std::string const& day, std::string const& night) {
    return R"({"day":{"mean":)" + day + R"(,"rank":2},"night":{"mean":45.4},"road":{"day":{"mean":67.4},"night":{"mean":)" + night + "}}}";
  };
  compare("noise_area", told("54.6", "59.1"), told("54.8", "58.5"));
  EXPECT_EQ(text("day.mean"), "区域昼间 平均声级");
  EXPECT_EQ(text("day.rank"), "区域昼间 等级");
  EXPECT_EQ(text("night.mean"), "区域夜间 平均声级");
  EXPECT_EQ(text("road.day.mean"), "道路 昼间 平均声级");
  EXPECT_EQ(text("road.night.mean", "title_en"), "roads by night mean level");
  EXPECT_EQ(text("road.night.mean", "unit"), "dB(A)");
  EXPECT_TRUE(row("day.mean").at("better").as_bool());
  EXPECT_FALSE(row("road.night.mean").at("better").as_bool());
}

TEST_F(Changes, a_share_of_what_met_its_limit_is_better_when_greater_and_a_share_of_the_limit_when_smaller) {
  compare("noise_zone", R"({"share":90})", R"({"share":80})");
  EXPECT_EQ(text("share"), "点次达标率");
  EXPECT_TRUE(row("share").at("better").as_bool());
  compare("fluoride_link", R"({"section":{"share":90}})", R"({"section":{"share":80}})");
  EXPECT_EQ(text("section.share"), "占标率");
  EXPECT_FALSE(row("section.share").at("better").as_bool());
}

TEST_F(Changes, items_are_called_in_both_languages_and_a_background_value_is_not_taken_for_a_measured_one) {
  compare("water_source",
          R"({"used":[{"item":"氟化物","value":1.8,"unit":"mg/L"}],"items":[{"factor":"w21017","name":"氟化物","value":1.5,"unit":"mg/L"}]})", "{}");
  EXPECT_EQ(text("used.氟化物.value"), "氟化物 本底值");
  EXPECT_EQ(text("items.w21017.value"), "氟化物 数值");
  EXPECT_EQ(text("items.w21017.value", "title_en"), catalogue().factor("w21017")->name_en + " value");
  EXPECT_TRUE(row("items.w21017.value").at("b").is_null());
}

TEST_F(Changes, concentrations_of_a_day_have_their_units) {
  compare("air_day", R"({"values":{"PM2.5":35,"CO":0.6}})", R"({"values":{"PM2.5":70,"CO":0.7}})");
  EXPECT_EQ(text("values.PM2.5", "unit"), "μg/m³");
  EXPECT_EQ(text("values.CO", "unit"), "mg/m³");
}

TEST(WhySheet, says_whose_data_a_figure_is_made_of) {
  Figure figure;
  figure.detail = R"({"data_origin":"invented"})";
  evaluate::Object const object{.ref = "record/water_section/1", .name = "断面", .origin = "published"};
  assess::Why const why{.title = "水质类别"};
  auto const printed = evaluations::sheet_html({.why = why, .ref = "figure/1", .bureau = "", .bureau_en = "", .figure = &figure, .object = &object, .now = {}});
  EXPECT_NE(printed.find("虚构，不是监测结果"), std::string::npos) << "the weakest of the object's and its records'";
  EXPECT_EQ(printed.find("公开资料"), std::string::npos);
}
TEST(WhySheet, gives_the_unit_to_the_number_and_not_to_the_class) {
  assess::Why const by_class{.title = "溶解氧", .value = "Ⅰ", .unit = "mg/L", .exact = "9.46"}, mean{.title = "均值", .value = "≤9.5", .unit = "mg/L", .exact = "9.46"};
  auto const printed = [](assess::Why const& why) { return evaluations::sheet_html({.why = why, .ref = "x", .bureau = "", .bureau_en = "", .now = {}}); };
  EXPECT_EQ(printed(by_class).find("Ⅰ mg/L"), std::string::npos);
  EXPECT_NE(printed(by_class).find("</small> 9.46 mg/L"), std::string::npos);
  EXPECT_NE(printed(mean).find("≤9.5 mg/L"), std::string::npos);
  EXPECT_NE(printed(mean).find("修约前"), std::string::npos);
}

}  // namespace
