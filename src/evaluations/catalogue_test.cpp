// The calculator over HTTP, editions and what changed between two, laws, reports, alert levels.
#include "evaluations/house_for_tests.hpp"

namespace evaluations_story {
namespace {

class Catalogue : public House {};

TEST_F(Catalogue, the_calculator_answers_as_the_tool_does) {
  calculator::Calculator const tool(evaluate_story::catalogue());
  for (auto const& topic : tool.topics()) {
    std::string expected;
    tool.answer(topic.example, expected);
    EXPECT_EQ(post("/assess", topic.example).body, expected);
  }
  auto const several =
      post("/assess", R"({"questions":[{"topic":"rounding","inputs":{"x":0.925,"digits":2}},{"topic":"rounding","inputs":{"x":"1.050","digits":1}}]})");
  EXPECT_EQ(several.at("/answers/0/result/y").as_string(), "0.92") << "digits are not changed on the way";
  EXPECT_EQ(several.at("/answers/1/result/y").as_string(), "1.0");
}

TEST_F(Catalogue, too_many_questions_are_refused) {
  std::string body = "{\"questions\":[";
  for (int i = 0; i < 1'001; ++i) {
    body += i == 0 ? "{}" : ",{}";
  }
  EXPECT_EQ(post("/assess", body + "]}").code(), "bad_body");
}

TEST_F(Catalogue, cases_are_run_and_counted) {
  auto const checked =
      post("/assess/check",
           "id\ttopic\tstandard\tinputs\texpected\nA\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=114\nB\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=1\n"
           "C\t?\tx\ty=1\tz=1\n");
  EXPECT_EQ(checked.at("/passed").as_int64(), 1);
  EXPECT_EQ(checked.at("/failed").as_int64(), 1);
  EXPECT_EQ(checked.at("/skipped").as_int64(), 1);
  EXPECT_EQ(checked.at("/results/1/got").as_string(), "IAQI=114");
}

TEST_F(Catalogue, editions_count_their_rows_and_what_is_from_memory_or_to_be_filed) {
  std::map<std::string, json::object> counts;
  for (auto const& edition : get("/catalogue/editions", "").rows("/editions")) {
    counts[std::string(edition.at("id").as_string())] = edition.at("counts").as_object();
  }
  EXPECT_GT(counts["GB3838-2002"]["classes"].as_int64(), 50);
  EXPECT_GT(counts["GB18918-2002"]["to_file"].as_int64(), 0) << "the amendment's numbers are not on file";
  EXPECT_GT(counts["HJ633-2026"]["break_points"].as_int64(), 30);
  EXPECT_GT(counts["HJ663-2013"]["validity"].as_int64(), 0);
  EXPECT_GT(counts["GBT8170-2008"]["cases"].as_int64(), 10);
}

TEST_F(Catalogue, an_edition_shows_its_tables_with_the_evidence_of_each_row) {
  auto const shown = get("/catalogue/editions/GB18918-2002", "");
  bool to_file = false;
  for (auto const& table : shown.rows("/tables")) {
    EXPECT_EQ(table.at("rows").as_array().size(), table.at("evidence").as_array().size());
    for (auto const& row : table.at("rows").as_array()) {
      EXPECT_EQ(row.as_array().size(), table.at("columns").as_array().size());
    }
    for (auto const& evidence : table.at("evidence").as_array()) {
      to_file = to_file || evidence.as_string() == "to_file";
    }
  }
  EXPECT_TRUE(to_file);
  EXPECT_EQ(get("/catalogue/editions/GB1-1900", "").status, 404);
}

TEST_F(Catalogue, what_changed_between_two_editions_is_told_by_key) {
  auto const compared = get("/catalogue/compare?a=GB3095-2012&b=GB3095-2026", "");
  std::map<std::string, std::string> changed;
  for (auto const& row : compared.rows("/changes")) {
    changed[std::string(row.at("table").as_string()) + " " + std::string(row.at("key").as_string())] =
        std::string(row.at("what").as_string()) + ": " + std::string(row.at("a").as_string()) + " → " + std::string(row.at("b").as_string());
  }
  EXPECT_THAT(changed["limits 二级 a34004 year"], testing::AllOf(testing::StartsWith("changed"), HasSubstr("35"), HasSubstr("30")));
  EXPECT_FALSE(changed.contains("limits 一级 a21026 hour")) << "the first class of sulphur dioxide in an hour stays as it was";
  EXPECT_THAT(changed["limits 二级 a21026 hour"], HasSubstr("150 μg/m³（自 2031-01-01）")) << "the second class changes with the final limits";
  EXPECT_TRUE(get("/catalogue/compare?a=GB3095-2012&b=GB3095-2012", "").at("/changes").as_array().empty());
  EXPECT_EQ(get("/catalogue/compare?a=GB3095-2012&b=x", "").at("/where").as_string(), "b");
}

TEST_F(Catalogue, laws_end_where_the_code_begins_and_name_it) {
  std::map<std::string, json::object> laws;
  for (auto const& law : get("/catalogue/laws", "").rows("/laws")) {
    laws[std::string(law.at("id").as_string())] = law.as_object();
  }
  EXPECT_EQ(laws["air_law"]["to"].as_string(), "2026-08-14");
  EXPECT_EQ(laws["air_law"]["replaced_by"].as_string(), "eco_environment_code");
  EXPECT_EQ(laws["eco_environment_code"]["from"].as_string(), "2026-08-15");
  EXPECT_THAT(json::serialize(laws["air_law"]["editions"]), HasSubstr("GB3095-2012"));
  EXPECT_THAT(json::serialize(laws["eco_environment_code"]["editions"]), HasSubstr("GB3095-2026"));
}

TEST_F(Catalogue, a_report_is_a_page_for_our_own_screens_or_a_file) {
  auto const page = get("/reports/small_month?object=point/1&span=2026-01");
  EXPECT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.header("X-Frame-Options"), "SAMEORIGIN");
  auto const file = get("/reports/small_month?object=point/1&span=2026-01&format=xlsx");
  EXPECT_EQ(file.body.substr(0, 2), "PK");
  EXPECT_THAT(file.header("Content-Disposition"), HasSubstr("filename=\"small_month.xlsx\"; filename*=UTF-8''"));
  EXPECT_EQ(get("/reports/small_month?object=point/1&span=2026-01&format=odt").status, 400);
  EXPECT_EQ(get("/reports/small_month?object=point/9&span=2026-01").status, 404);
  EXPECT_EQ(get("/reports/small_month?object=point/1&span=2026").code(), "bad_span");
}

TEST_F(Catalogue, a_level_says_since_when_and_why) {
  auto const level = get("/alerts/levels?aqi=210&on=2026-11-26");
  EXPECT_EQ(level.at("/name_en").as_string(), "yellow");
  EXPECT_EQ(level.at("/steps/0/move").as_string(), "start");
  EXPECT_EQ(level.at("/why/from").as_array().size(), 1U);
  EXPECT_EQ(get("/alerts/levels?aqi=60&on=2026-11-26").at("/level").as_int64(), 0);
  EXPECT_EQ(get("/alerts/levels?aqi=90,210,220,80&on=2026-11-26").at("/name_en").as_string(), "orange") << "issued the day before, as the rules want";
  EXPECT_EQ(get("/alerts/levels?aqi=90,90,210,80&on=2026-11-26").at("/level").as_int64(), 0) << "two days ahead is too early";
  for (auto const* bad : {"aqi=&on=2026-11-26", "aqi=501&on=2026-11-26", "aqi=1&on=x", "aqi=-1&on=2026-11-26"}) {
    EXPECT_EQ(get("/alerts/levels?" + std::string(bad)).status, 400) << bad;
  }
}

}  // namespace
}  // namespace evaluations_story
