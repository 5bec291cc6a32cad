// Questions about noise, soil, the state of the land, greenhouse gases and emergencies, and the worked cases of their standards.
#include <set>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "calculator/calculator.hpp"

namespace {

namespace json = boost::json;
using testing::HasSubstr;

calculator::Calculator const& surroundings_desk() {
  static calculator::Calculator const made(catalogue());
  return made;
}
json::object told(std::string_view line) {
  std::string out;
  surroundings_desk().answer(line, out);
  return json::parse(out).as_object();
}
json::object result_told(std::string_view line) {
  auto const answer = told(line);
  EXPECT_TRUE(answer.contains("result")) << json::serialize(answer);
  return answer.contains("result") ? answer.at("result").as_object() : json::object{};
}
std::string refused(std::string_view line) {
  auto const answer = told(line);
  return answer.contains("error") ? std::string(answer.at("error").at("code").as_string()) : json::serialize(answer);
}
double number_at(json::object const& object, std::string_view key) { return object.at(key).to_number<double>(); }

TEST(SurroundingsTopics, worked_cases_of_their_standards_come_out) {
  std::set<std::string> const topics{"功能区噪声", "噪声Ldn", "区域噪声", "道路噪声", "厂界噪声", "土壤建设用地", "土壤农用地", "土壤单元", "内梅罗",
                                     "EI", "EQI", "EI分级", "EQI分级", "EI变化", "EQI变化", "突发事件分级", "燃料CO2因子", "焚烧CO2因子", "电力CO2",
                                     "填埋CH4", "污水CH4", "污水N2O", "畜禽CH4"};
  std::set<std::string> ran;
  for (auto const& each : surroundings_desk().check(catalogue().cases())) {
    if (topics.contains(each.topic)) {
      EXPECT_EQ(each.outcome, "passed") << each.id << " " << each.got;
      ran.insert(each.topic);
    }
  }
  EXPECT_EQ(ran, topics);
}

TEST(SurroundingsTopics, a_case_that_is_wrong_fails) {
  std::vector<catalog::Case> const wrong{
      {"a", "土壤建设用地", "GB 36600-2018", "苯=5.2;用地=第一类", "超筛选值(1)超管制值(10)", "exact", "derived", "", ""},
      {"b", "厂界噪声", "GB 12348-2008", "功能区=2类;夜间偶发Lmax=65", "超标(限值65=50+15)", "exact", "derived", "", ""},
      {"c", "噪声Ldn", "GB 3096-2008/HJ 640", "Ld=55.0;Ln=45.0", "Ldn=55.1", "exact", "derived", "", ""},
      {"d", "EQI分级", "区域生态质量评价办法", "EQI=54.76", "class=二类", "exact", "published", "", ""},
      {"e", "燃料CO2因子", "省级清单指南(2025)", "fuel=天然气(万Nm3);NCV=389.31;CC=15.3;OF=0.99", "EF=21.6230", "±0.0005", "x", "", ""},
      {"f", "突发事件分级", "国办函〔2014〕119号", "取水中断=县级城市水源地", "级别=较大", "exact", "derived", "", ""}};
  for (auto const& each : surroundings_desk().check(wrong)) {
    EXPECT_EQ(each.outcome, "failed") << each.id << " " << each.got;
  }
}

TEST(SurroundingsTopics, every_example_of_a_topic_is_answered_with_its_clauses_and_why) {
  std::set<std::string> const groups{"noise", "soil", "ecology", "carbon"};
  int answered = 0;
  for (auto const& topic : surroundings_desk().topics()) {
    if (groups.contains(topic.group) || topic.id == "emergency_grade") {
      std::string out;
      EXPECT_TRUE(surroundings_desk().answer(topic.example, out, true)) << topic.id << " " << out;
      auto const answer = json::parse(out).as_object();
      ASSERT_TRUE(answer.contains("why")) << topic.id;
      EXPECT_FALSE(answer.at("basis").as_array().empty()) << topic.id;
      ++answered;
    }
  }
  EXPECT_EQ(answered, 20);
}

TEST(SurroundingsTopics, hours_give_levels_and_a_missing_hour_gives_none) {
  std::string hours = "45";
  for (int hour = 1; hour < 24; ++hour) {
    hours += hour < 6 || hour >= 22 ? ",45" : ",55";
  }
  auto const levels = result_told(R"({"topic":"noise_ldn","inputs":{"hours":")" + hours + "\"}}");
  EXPECT_EQ(number_at(levels, "Ld"), 55);
  EXPECT_EQ(number_at(levels, "Ln"), 45);
  EXPECT_EQ(number_at(levels, "Ldn"), 55);
  EXPECT_EQ(refused(R"({"topic":"noise_ldn","inputs":{"hours":"45,45"}})"), "bad_input");
  EXPECT_EQ(refused(R"({"topic":"noise_ldn","inputs":{"day":55,"night":45,"day_from":7}})"), "missing_input") << "a day that never ends";
  EXPECT_EQ(refused(R"({"topic":"noise_zone","inputs":{"zone":"2","day":158.3}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"noise_zone","inputs":{"zone":"2"}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"noise_zone","on":"2001-01-01","inputs":{"zone":"2","day":50}})"), "cannot_judge") << "before the standard";
}

TEST(SurroundingsTopics, soil_refuses_what_cannot_be_and_never_classes_half_a_sample) {
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"镉":0.2}})"), "missing_input") << "no pH";
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"pH":8,"镉":-1}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"pH":15,"镉":1}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"pH":8,"镉":"<0.9"}})"), "cannot_judge") << "the detection limit is above the value";
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"pH":8,"镉":"未检出"}})"), "missing_limit") << "not detected, and no limit of detection";
  EXPECT_EQ(refused(R"({"topic":"soil_farmland","inputs":{"pH":8,"镉":"无"}})"), "bad_number");
  auto const below = result_told(R"x({"topic":"soil_farmland","use":"其他","inputs":{"pH":8,"镉":"＜0.01","汞":"0.002L","砷":"ND(0.01)"}})x");
  for (auto const& row : below.at("items").as_array()) {
    EXPECT_TRUE(row.at("undetected").as_bool()) << row.at("name").as_string();
  }
  EXPECT_EQ(refused(R"({"topic":"soil_construction","inputs":{"不存在的项目":1}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"soil_construction","inputs":{"砷":{"value":12,"unit":"mg/L"}}})"), "unit_mismatch");
  auto const half = result_told(R"({"topic":"soil_farmland","use":"其他","inputs":{"pH":8,"镉":0.2}})");
  EXPECT_TRUE(half.at("class").is_null());
  EXPECT_EQ(half.at("missing").as_array().size(), 4U);
  auto const grave = result_told(R"({"topic":"soil_farmland","use":"其他","inputs":{"pH":8,"镉":4.1}})");
  EXPECT_EQ(grave.at("class").as_string(), "严格管控类") << "above control, whatever the others are";
  auto const symbols = result_told(R"({"topic":"soil_construction","land":"2","inputs":{"As":{"value":61000,"unit":"μg/kg"}}})");
  EXPECT_EQ(symbols.at("result").as_string(), "超筛选值");
}

TEST(SurroundingsTopics, ei_works_its_parts_out_of_areas_and_refuses_what_does_not_add_up) {
  std::string const rest = R"("ndvi":0.62,"river_km":420,"water_km2":12,"water_million_m3":90,"重度侵蚀":10,"中度侵蚀":60,"建设用地":80,"其他土地胁迫":20,)"
                           R"("化学需氧量":900,"氨氮":80,"二氧化硫":700,"烟（粉）尘":900,"氮氧化物":900,"固体废物":1000,"rain_mm":390}})";
  auto const index = result_told(R"({"topic":"ei","inputs":{"area_km2":1000,"有林地":150,"低覆盖度草地":250,"旱地":500,"农村居民点":80,"裸土地":20,)" + rest);
  EXPECT_GT(number_at(index, "EI"), 20);
  EXPECT_LT(number_at(index, "EI"), 75);
  EXPECT_EQ(index.at("parts").as_array().size(), 5U);
  EXPECT_EQ(refused(R"({"topic":"ei","inputs":{"area_km2":1000,"有林地":150,)" + rest), "cannot_judge") << "150 of 1000 km² are accounted for";
  EXPECT_EQ(refused(R"({"topic":"ei","inputs":{"area_km2":1000,"林地":1000,)" + rest), "cannot_judge") << "a group is no second-level kind";
  EXPECT_EQ(refused(R"({"topic":"ei_grade","inputs":{"EI":101}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"emergency_grade","inputs":{"deaths":0}})"), "cannot_judge") << "nobody harmed is no criterion";
}

TEST(SurroundingsTopics, the_warming_potential_is_a_parameter) {
  auto const line = [](std::string const& gwp) { return R"({"topic":"landfill","on":"2026-01-01","gwp":")" + gwp + R"(","inputs":{"waste":1000,"DOC":0.15}})"; };
  EXPECT_DOUBLE_EQ(number_at(result_told(line("AR2")), "CO2e"), 45 * 21);
  EXPECT_DOUBLE_EQ(number_at(result_told(line("AR5")), "CO2e"), 45 * 28);
  EXPECT_DOUBLE_EQ(number_at(result_told(line("guide")), "CO2e"), 45 * 28);
  EXPECT_EQ(refused(R"({"topic":"landfill","on":"2026-01-01","inputs":{"waste":1000}})"), "cannot_judge") << "no degradable carbon is known";
  EXPECT_EQ(refused(R"({"topic":"fuel_factor","on":"2026-01-01","inputs":{"fuel":"木柴"}})"), "cannot_judge");
  EXPECT_EQ(refused(R"({"topic":"electricity","inputs":{"region":"山西省","year":2019,"kWh":1}})"), "cannot_judge");
}

}  // namespace
