// Questions about stacks and outfalls, and the worked cases of their standards.
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"
#include "calculator/calculator.hpp"

namespace {

namespace json = boost::json;
using testing::HasSubstr;

calculator::Calculator const& emission_desk() {
  static calculator::Calculator const made(catalogue());
  return made;
}
json::object asked(std::string_view line) {
  std::string out;
  emission_desk().answer(line, out);
  return json::parse(out).as_object();
}
json::object result_of(std::string_view line) {
  auto const answer = asked(line);
  EXPECT_TRUE(answer.contains("result")) << json::serialize(answer);
  return answer.contains("result") ? answer.at("result").as_object() : json::object{};
}
std::string refusal(std::string_view line) {
  auto const answer = asked(line);
  return answer.contains("error") ? std::string(answer.at("error").at("code").as_string()) : json::serialize(answer);
}
double at(json::object const& object, std::string_view key) { return object.at(key).to_number<double>(); }

TEST(EmissionTopics, worked_cases_come_out) {
  int ran = 0;
  for (auto const& each : emission_desk().check(catalogue().cases())) {
    if (each.topic == "16297内插" || each.topic == "14554取值" || each.topic == "氧折算") {
      EXPECT_EQ(each.outcome, "passed") << each.id << " " << each.got;
      ++ran;
    }
  }
  EXPECT_GE(ran, 11);
  std::vector<catalog::Case> const published{
      {"a", "16297内插", "GB 16297-1996 附录B", "污染物=颗粒物(其他);h=25m;二级", "Q=14.45 kg/h (5.9+(23-5.9)*(25-20)/(30-20))", "1e-9", "derived", "", ""},
      {"b", "氧折算", "GB 13271-2014 5.2", "实测NOx=120;O2=6.0;基准O2=3.5", "折算=140.0", "±0.05", "derived", "", ""},
      {"c", "氧折算", "GB 13271-2014 5.2", "实测NOx=120;O2=6.0;基准O2=3.5", "折算=139.0", "±0.05", "derived", "", ""}};
  auto const checked = emission_desk().check(published);
  EXPECT_EQ(checked[0].outcome, "passed") << checked[0].got;
  EXPECT_EQ(checked[1].outcome, "passed") << checked[1].got;
  EXPECT_EQ(checked[2].outcome, "failed");
}

TEST(EmissionTopics, every_example_of_a_topic_is_answered) {
  int answered = 0;
  for (auto const& topic : emission_desk().topics()) {
    if (topic.group == "emission") {
      EXPECT_TRUE(asked(topic.example).contains("result")) << topic.id << " " << json::serialize(asked(topic.example));
      ++answered;
    }
  }
  EXPECT_EQ(answered, 8);
}

TEST(EmissionTopics, a_limit_tells_times_over_and_the_oxygen_it_means) {
  auto const made = result_of(R"({"topic":"emission_limit","on":"2026-05-01","inputs":{"set":"DB14-1929-2019/燃煤锅炉","factor":"二氧化硫","averaging":"hour","value":52.5}})");
  EXPECT_EQ(made.at("result"), "exceeded");
  EXPECT_DOUBLE_EQ(at(made, "times_over"), 0.5);
  EXPECT_DOUBLE_EQ(at(made, "reference_oxygen"), 9);
}

TEST(EmissionTopics, a_limit_that_is_not_on_file_is_not_guessed) {
  auto const line = [](char const* day) {
    return std::string(R"({"topic":"emission_limit","on":")") + day +
           R"(","inputs":{"set":"GB18918-2002/一级A","factor":"w01018","averaging":"instant","value":70,"unit":"mg/L"}})";
  };
  EXPECT_EQ(refusal(line("2026-03-01")), "cannot_judge");
  EXPECT_EQ(result_of(line("2026-02-28")).at("result"), "no_limit");
}

TEST(EmissionTopics, the_unit_of_water_is_never_guessed) {
  auto const line = [](std::string const& unit) {
    return R"({"topic":"emission_limit","on":"2026-05-01","inputs":{"set":"GB18918-2002/一级A","factor":"w01018","averaging":"day","value":70)" + unit + "}}";
  };
  EXPECT_EQ(refusal(line("")), "missing_unit") << "70 mg/m³ would be a clean effluent";
  EXPECT_EQ(result_of(line(R"(,"unit":"mg/L")")).at("result"), "exceeded");
  EXPECT_EQ(result_of(R"({"topic":"emission_limit","on":"2026-05-01","inputs":{"set":"GB18918-2002/一级A","factor":"w01001","averaging":"instant","value":7}})").at("result"), "ok");
}

TEST(EmissionTopics, standard_state_speaks_of_concentration_or_flow_in_any_unit_of_pressure) {
  auto const line = [](std::string const& rest) { return R"({"topic":"standard_state",)" + rest + R"(,"temperature":136.5,"moisture":10}})"; };
  auto const c = result_of(line(R"("inputs":{"value":20,"atmosphere":101.325,"pressure_unit":"kPa")"));
  EXPECT_NEAR(at(c, "standard"), 20 * 1.5 / 0.9, 1e-6);
  auto const q = result_of(line(R"("of":"flow","inputs":{"value":1000,"atmosphere":101325)"));
  EXPECT_NEAR(at(q, "standard"), 1000 / 1.5 * 0.9, 1e-6);
}

TEST(EmissionTopics, replacement_of_hours_says_rate_rule_and_how_far_it_looked) {
  auto const answer = asked(R"({"topic":"substitution","inputs":{"outage_hours":6,"quarter_hours":2184,"invalid_hours":50,"stopped_hours":0,"valid_kg":[2.1,3.4,2.8]}})");
  auto const& made = answer.at("result").as_object();
  EXPECT_DOUBLE_EQ(at(made, "kg"), 20.4);
  EXPECT_EQ(made.at("looked_back"), 3);
  EXPECT_EQ(refusal(R"({"topic":"substitution","inputs":{"outage_hours":6,"quarter_hours":2184,"invalid_hours":900,"stopped_hours":0,"valid_kg":[2]}})"), "cannot_judge");
  EXPECT_EQ(refusal(R"({"topic":"substitution","inputs":{"outage_hours":6,"quarter_hours":10,"invalid_hours":5,"stopped_hours":10,"valid_kg":[2]}})"), "bad_value");
}

TEST(EmissionTopics, an_amount_is_concentration_times_flow_and_a_share_of_the_permit) {
  auto const made = result_of(R"({"topic":"discharge_amount","inputs":{"concentration":[50,40],"flow":[100,300],"unit":"mg/L","flow_unit":"L/s","permit_t":0.6}})");
  EXPECT_DOUBLE_EQ(at(made, "kg"), (50 * 100 + 40 * 300) * 3.6e-3);
  EXPECT_DOUBLE_EQ(at(made, "weighted_mean"), 42.5);
  EXPECT_NEAR(at(made, "permit_share"), 10.2, 1e-9);
  EXPECT_EQ(refusal(R"({"topic":"discharge_amount","inputs":{"concentration":[50],"flow":[100,300],"unit":"mg/L","flow_unit":"L/s"}})"), "bad_value");
  EXPECT_EQ(refusal(R"({"topic":"discharge_amount","inputs":{"concentration":[50],"flow":[100],"unit":"mg/L","flow_unit":"kg/h"}})"), "unit_mismatch");
  EXPECT_EQ(refusal(R"({"topic":"discharge_amount","inputs":{"concentration":[50],"flow":[-1],"unit":"mg/L","flow_unit":"L/s"}})"), "bad_value");
}

TEST(EmissionTopics, refusals_name_the_input) {
  auto const answer = asked(R"({"topic":"emission_rate","inputs":{"pollutant":"月尘","height":20}})");
  EXPECT_EQ(answer.at("error").at("where"), "inputs.pollutant");
  EXPECT_EQ(refusal(R"({"topic":"oxygen_conversion","inputs":{"value":120,"oxygen":20.9,"reference_oxygen":3.5}})"), "cannot_judge");
  EXPECT_EQ(refusal(R"({"topic":"oxygen_conversion","inputs":{"value":120}})"), "missing_input");
  EXPECT_EQ(refusal(R"({"topic":"odour_limit","inputs":{"pollutant":"甲硫醇","height":20}})"), "cannot_judge");
}

}  // namespace
