// Questions about water, as lines of JSON.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "calculator/calculator.hpp"

namespace {

namespace json = boost::json;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

json::object asked(std::string const& topic, std::string const& rest) {
  static calculator::Calculator const desk(catalogue());
  std::string out;
  desk.answer(R"({"topic":")" + topic + "\"," + rest + "}", out);
  return json::parse(out).as_object();
}
json::object result(std::string const& topic, std::string const& rest) {
  auto const answer = asked(topic, rest);
  EXPECT_TRUE(answer.contains("result")) << json::serialize(answer);
  return answer.contains("result") ? answer.at("result").as_object() : json::object();
}
std::string refused(std::string const& topic, std::string const& rest) {
  auto const answer = asked(topic, rest);
  return answer.contains("error") ? std::string(answer.at("error").at("code").as_string()) : json::serialize(answer);
}
std::vector<std::string> words(json::value const& array) {
  std::vector<std::string> found;
  for (auto const& each : array.as_array()) {
    found.emplace_back(each.as_string());
  }
  return found;
}

TEST(WaterLines, surface_water_says_class_items_and_main_pollutants) {
  auto const made = result("surface_water", R"("water_body":"river","inputs":{"pH":7.8,"DO":8.2,"CODMn":6.6,"NH3-N":2.3,"TP":0.15})");
  EXPECT_EQ(made.at("class").as_string(), "inferior V");
  EXPECT_EQ(made.at("class_zh").as_string(), "劣Ⅴ");
  EXPECT_EQ(made.at("per_item").at("CODMn").as_string(), "IV");
  EXPECT_EQ(made.at("per_item").at("pH").as_string(), "I");
  EXPECT_THAT(words(made.at("main")), ElementsAre("氨氮", "高锰酸盐指数"));
  EXPECT_THAT(words(made.at("main_items")), ElementsAre("NH3-N", "CODMn"));
  EXPECT_FALSE(made.at("complete").as_bool());
  EXPECT_EQ(made.at("missing").as_array().size(), 16U);
}

TEST(WaterLines, a_lake_is_judged_by_its_own_phosphorus_and_a_target_is_held_against_it) {
  auto const made = result("surface_water", R"("water_body":"lake","target":"III","inputs":{"TP":0.06,"TN":1.8,"DO":8})");
  EXPECT_EQ(made.at("class").as_string(), "IV");
  EXPECT_EQ(made.at("reference").at("TN").as_string(), "V");
  EXPECT_THAT(words(made.at("target").at("exceeding")), ElementsAre("总磷"));
}

TEST(WaterLines, whether_a_target_is_met_is_left_open_where_the_detection_limit_is_above_it) {
  EXPECT_TRUE(result("surface_water", R"("target":"III","inputs":{"汞":"0.0002L","DO":8})").at("target").at("met").is_null());
  EXPECT_TRUE(result("surface_water", R"("target":"IV","inputs":{"汞":"0.0002L","DO":8})").at("target").at("met").as_bool());
  EXPECT_FALSE(result("surface_water", R"("target":"III","inputs":{"汞":"0.0002L","DO":4})").at("target").at("met").as_bool()) << "oxygen decides";
}

TEST(WaterLines, nitrogen_of_a_river_has_no_limit_and_is_said_so) {
  auto const answer = asked("surface_water", R"("inputs":{"TN":9,"DO":8,"pH":7})");
  EXPECT_EQ(answer.at("result").at("class").as_string(), "I");
  EXPECT_THAT(json::serialize(answer.at("notes")), HasSubstr("TN"));
}

TEST(WaterLines, with_the_temperature_of_the_water_oxygen_is_also_judged_by_saturation_and_says_so) {
  EXPECT_EQ(result("surface_water", R"("inputs":{"DO":7.32,"pH":7})").at("class").as_string(), "II");
  auto const answer = asked("surface_water", R"("why":true,"inputs":{"DO":7.32,"pH":7,"水温":26})");
  EXPECT_EQ(answer.at("result").at("class").as_string(), "I");
  EXPECT_THAT(json::serialize(answer.at("notes")), HasSubstr("饱和率 90.1% ≥ 90%"));
  EXPECT_THAT(json::serialize(answer.at("notes")), HasSubstr("published classes of automatic stations"));
  EXPECT_THAT(json::serialize(answer.at("why")), HasSubstr("468/(31.6 + 26.00)"));
  EXPECT_EQ(json::serialize(result("surface_water", R"("inputs":{"DO":7.2,"pH":7,"w01010":"26"})").at("per_item")), R"({"pH":"I","DO":"II"})");
  EXPECT_THAT(json::serialize(asked("surface_water", R"("inputs":{"pH":7,"temperature":26})").at("notes")), HasSubstr("was not used"));
  EXPECT_EQ(result("surface_water", R"("inputs":{"DO":7.32,"temperature":26})").at("class").as_string(), "I");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":7.32,"temperature":26,"水温":26})"), "item_twice");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":7.2,"水温":120})"), "cannot_judge");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":7.2,"水温":"warm"})"), "bad_number");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":7.2,"水温":20,"WT":20})"), "item_twice");
}

TEST(WaterLines, extended_items_of_drinking_water_are_known_and_said_to_be_from_memory) {
  auto const answer = asked("drinking_water", R"("supply":"small","inputs":{"高氯酸盐":0.08,"硼":0.9,"贾第鞭毛虫":"0","苯并(a)芘":0.00001})");
  EXPECT_THAT(words(answer.at("result").at("exceeding")), ElementsAre("高氯酸盐"));
  EXPECT_EQ(answer.at("result").at("per_item").at("苯并(a)芘").as_string(), "met");
  EXPECT_THAT(json::serialize(answer.at("notes")), HasSubstr("recalled"));
  EXPECT_EQ(result("drinking_water", R"("inputs":{"隐孢子虫":1})").at("result").as_string(), "exceeded") << "less than one in ten litres";
  EXPECT_THAT(json::serialize(result("drinking_water", R"("inputs":{"砷":0.001})").at("missing")), testing::Not(HasSubstr("高氯酸盐")))
      << "extended items are not asked for";
}

TEST(WaterLines, what_cannot_be_judged_says_why) {
  EXPECT_EQ(refused("surface_water", R"("inputs":{"pH":15,"DO":8})"), "cannot_judge");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":-1})"), "cannot_judge");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"unobtainium":1})"), "cannot_judge");
  EXPECT_EQ(refused("surface_water", R"("on":"1999-01-01","inputs":{"DO":8})"), "cannot_judge");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"DO":"good"})"), "bad_value");
  EXPECT_EQ(refused("surface_water", R"("water_body":"sea","inputs":{"DO":8})"), "bad_choice");
  EXPECT_EQ(refused("surface_water", R"("inputs":{})"), "no_input");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"NH3-N":1,"w21003":1})"), "item_twice");
  EXPECT_EQ(refused("surface_water", R"("inputs":{"TN":1})"), "cannot_judge") << "nothing that a river is classed by";
  EXPECT_EQ(refused("tli", R"("inputs":{"chla":12})"), "cannot_judge");
  EXPECT_EQ(refused("cwqi", R"("inputs":{"NH3-N":1})"), "cannot_judge");
  EXPECT_EQ(refused("river_status", R"("inputs":{"share_good":80,"share_inferior":0,"sections":4})"), "cannot_judge");
  EXPECT_EQ(refused("river_status", R"("on":"2008-05-01","inputs":{"share_good":80,"share_inferior":0,"sections":4})"), "cannot_judge")
      << "earlier data too are graded by shares only from five sections on";
}

TEST(WaterLines, sources_of_surface_water_are_held_against_tables_two_and_three_too) {
  auto const made = result("surface_water", R"("drinking_source":true,"inputs":{"DO":8,"pH":7,"硫酸盐":260,"铁":0.3})");
  EXPECT_EQ(made.at("class").as_string(), "I");
  EXPECT_EQ(made.at("reference").at("硫酸盐").as_string(), "exceeded");
  EXPECT_EQ(made.at("reference").at("铁").as_string(), "met");
}

TEST(WaterLines, groundwater_drinking_and_irrigation_water_by_their_tables) {
  auto const ground = result("groundwater", R"("inputs":{"氟化物":1.6,"总硬度":420,"砷":"0.0003L","肉眼可见物":"无"})");
  EXPECT_EQ(ground.at("class").as_string(), "IV");
  EXPECT_THAT(words(ground.at("main")), ElementsAre("氟化物"));
  EXPECT_EQ(result("drinking_water", R"("supply":"small","inputs":{"氟化物":1.1})").at("result").as_string(), "ok");
  EXPECT_EQ(result("drinking_water", R"("supply":"central","inputs":{"氟化物":1.1})").at("result").as_string(), "exceeded");
  EXPECT_EQ(result("irrigation_water", R"("crop":"旱地作物","area":"高氟区","inputs":{"氟化物":2.5})").at("result").as_string(), "ok");
}

TEST(WaterLines, indices_and_the_numbers_of_the_plan) {
  EXPECT_DOUBLE_EQ(result("tli", R"("inputs":{"chla":12,"TP":0.045,"TN":1.1,"SD":0.9,"CODMn":4.8})").at("tli").to_number<double>(), 49.8);
  EXPECT_DOUBLE_EQ(result("cwqi", R"("inputs":{"river_cwqi":4.2,"sections":5,"lake_cwqi":3.1,"points":1})").at("city").to_number<double>(), 4.0167);
  EXPECT_DOUBLE_EQ(result("water_index", R"("inputs":{"item":"NH3-N","value":1.2,"class":"III"})").at("index").to_number<double>(), 1.2);
  auto const fluoride = result("fluoride_link", R"("inputs":{"target":"IV","discharge_limit":10,"value":1.95})");
  EXPECT_DOUBLE_EQ(fluoride.at("ratio").to_number<double>(), 6.67);
  EXPECT_DOUBLE_EQ(fluoride.at("share").to_number<double>(), 130);
  EXPECT_EQ(result("section_share", R"("inputs":{"part":49,"whole":83})").at("share").as_string(), "59.0");
}

TEST(WaterLines, every_example_of_a_topic_can_be_asked) {
  calculator::Calculator const desk(catalogue());
  for (auto const& topic : desk.topics()) {
    std::string out;
    EXPECT_TRUE(desk.answer(topic.example, out)) << out;
  }
}

}  // namespace
