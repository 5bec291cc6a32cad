#include "calculator/calculator.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "calculator/ask_for_tests.hpp"

namespace {

namespace json = boost::json;
using testing::HasSubstr, testing::Not, testing::StartsWith;

using calculator::for_tests::ask, calculator::for_tests::code_of, calculator::for_tests::desk;

TEST(Answer, id_and_topic_come_back_with_result_basis_and_notes) {
  EXPECT_THAT(ask(R"({"id":1,"topic":"iaqi","on":"2026-03-05","inputs":{"PM2.5_24h":75}})"),
              StartsWith(R"({"id":1,"topic":"iaqi","result":{"AQI":114,"IAQI":{"PM2.5":114},"primary":["PM2.5"],"level":3)"));
  EXPECT_THAT(ask(R"({"topic":"iaqi","on":"2026-02-28","inputs":{"PM2.5_24h":75}})"), HasSubstr(R"({"topic":"iaqi","result":{"AQI":100,)"));
  EXPECT_THAT(ask(R"({"id":[1],"topic":7})"), StartsWith(R"({"id":[1],"topic":7,"error":{"code":"unknown_topic")"));
}

TEST(Answer, the_day_chooses_the_edition_or_the_name_does_and_both_must_agree) {
  auto const line = [](std::string const& members) { return R"({"topic":"iaqi",)" + members + R"(,"inputs":{"PM2.5_24h":75}})"; };
  EXPECT_THAT(ask(line(R"("standard":"HJ 633-2026")")), HasSubstr("\"AQI\":114"));
  EXPECT_THAT(ask(line(R"("standard":"HJ633-2012")")), HasSubstr("\"AQI\":100"));
  EXPECT_THAT(ask(line(R"("standard":"HJ 633-2026 4.2.2")")), HasSubstr("\"AQI\":114"));
  EXPECT_EQ(code_of(ask(line(R"("standard":"HJ 633")"))), "unknown_standard") << "two editions bear the name";
  EXPECT_EQ(code_of(ask(line(R"("standard":"HJ 633-1999")"))), "unknown_standard");
  EXPECT_EQ(code_of(ask(line(R"("standard":"GB 3095-2012")"))), "unknown_standard");
  EXPECT_EQ(code_of(ask(line(R"("standard":"HJ 633-2012","on":"2026-03-05")"))), "no_edition");
  EXPECT_EQ(code_of(ask(line(R"("on":"2001-01-01")"))), "no_edition");
  EXPECT_EQ(code_of(ask(line(R"("on":20260305)"))), "bad_date");
  EXPECT_EQ(code_of(ask(line(R"("on":"2026-02-30")"))), "bad_date");
  EXPECT_EQ(code_of(ask(line(R"("x":1)"))), "missing_on");
  EXPECT_THAT(ask(R"({"topic":"rounding","inputs":{"x":"2.5","digits":0}})"), HasSubstr(R"({"y":"2"})")) << "one edition needs no day";
}

TEST(Answer, a_misspelt_input_is_refused_and_a_strange_member_is_told) {
  EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":{"x":"2.5","digit":0}})")), "unknown_input");
  EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":{"x":"2.5"}})")), "missing_input");
  EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":[1]})")), "missing_inputs");
  EXPECT_THAT(ask(R"({"topic":"rounding","place":"x","inputs":{"x":"2.5","digits":0}})"), HasSubstr("'place' is no member"));
}

TEST(Answer, numbers_are_decimals_as_they_were_written) {
  EXPECT_THAT(ask(R"({"topic":"rounding","inputs":{"x":0.925,"digits":2}})"), HasSubstr(R"("y":"0.92")"));
  EXPECT_THAT(ask(R"({"topic":"rounding","inputs":{"x":"1.050","digits":"1"}})"), HasSubstr(R"("y":"1.0")"));
  EXPECT_THAT(ask(R"({"topic":"rounding","inputs":{"x":-3e1,"digits":0}})"), HasSubstr(R"("y":"-30")"));
  for (auto const* bad : {"true", "\"much\"", "\"\"", "{}", "[1]", "1e300", "\"1.2345678901234567890\""}) {
    EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":{"x":)" + std::string(bad) + R"(,"digits":0}})")), "bad_number") << bad;
  }
  EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":{"x":1,"digits":13}})")), "bad_number");
  EXPECT_EQ(code_of(ask(R"({"topic":"rounding","inputs":{"x":1,"digits":0.5}})")), "bad_number");
}

TEST(Answer, what_is_no_line_is_said_so) {
  EXPECT_EQ(code_of(ask("not json")), "bad_json");
  EXPECT_EQ(code_of(ask("[1]")), "bad_json");
  EXPECT_EQ(code_of(ask("{\"topic\":\"\xff\"}")), "bad_json");
  EXPECT_EQ(code_of(ask(std::string(100, '[') + std::string(100, ']'))), "bad_json");
  EXPECT_EQ(code_of(ask(std::string(calculator::Calculator::line_bytes_max + 1, ' '))), "line_too_long");
}

TEST(Answer, numbers_beyond_all_measure_are_refused_whatever_the_topic) {
  EXPECT_EQ(code_of(ask(R"({"topic":"exceed_times","on":"2020-12-31","inputs":{"value":999999999999999999,"limit":"0.000000001"}})")), "impossible_value");
}

TEST(Answer, a_refusal_says_by_which_rules) {
  EXPECT_THAT(ask(R"({"topic":"iaqi","on":"2026-03-05","inputs":{"PM3_24h":5}})"),
              HasSubstr(R"("verdict":"cannot_judge","basis":[{"standard":"HJ 633-2026","clause":"表)"));
  EXPECT_THAT(ask(R"({"topic":"iaqi","on":"1999-03-05","inputs":{"PM2.5_24h":5}})"), HasSubstr(R"("basis":[{"standard":"HJ 633","clause":"","edition":""}])"));
  EXPECT_THAT(ask("no json"), Not(HasSubstr("verdict")));
}

TEST(Answer, why_is_given_only_when_wanted) {
  auto const line = R"({"topic":"iaqi","on":"2026-03-05","inputs":{"PM2.5_24h":75}})";
  EXPECT_THAT(ask(line), Not(HasSubstr("\"why\"")));
  EXPECT_THAT(ask(line, true), HasSubstr(R"("why":{"title":)"));
  EXPECT_THAT(ask(R"({"topic":"rounding","why":true,"inputs":{"x":2.5,"digits":0}})"), HasSubstr(R"("exact":"2.5")"));
}

TEST(Limit, a_value_needs_its_unit_and_a_set_that_there_is) {
  auto const line = [](std::string const& more) {
    return R"({"topic":"limit","on":"2026-03-05","inputs":{"factor":"a34004","averaging":"day","value":61)" + more + "}}";
  };
  EXPECT_THAT(ask(line(R"(,"set":"GB3095-2026/二级","unit":"μg/m³")")), HasSubstr(R"({"result":"exceeded")"));
  EXPECT_EQ(code_of(ask(line(R"(,"set":"GB3095-2026/二级")"))), "missing_unit");
  EXPECT_EQ(code_of(ask(line(R"(,"set":"GB3095-2026/二级","unit":"furlong")"))), "unknown_unit");
  EXPECT_EQ(code_of(ask(line(R"(,"set":"GB3095-2026/七级","unit":"μg/m³")"))), "unknown_set");
}

TEST(SocialCreditCode, a_wrong_code_is_told_which_part_is_wrong) {
  auto const says = [](std::string const& code) { return ask(R"({"topic":"social_credit_code","inputs":{"code":")" + code + "\"}}"); };
  EXPECT_THAT(says("91110000600037341L"), HasSubstr(R"({"valid":true,"fault":"")"));
  EXPECT_THAT(says("91110000600037341M"), HasSubstr(R"({"valid":false,"fault":"校验码")"));
  EXPECT_THAT(says("9111000060003734"), HasSubstr("长度"));
}

TEST(Topics, every_topic_says_what_it_is_and_its_example_is_answered) {
  for (auto const& topic : desk().topics()) {
    EXPECT_FALSE(topic.title.empty() || topic.title_en.empty() || topic.group.empty()) << topic.id;
    EXPECT_EQ(code_of(ask(topic.example)), "") << topic.id << " " << ask(topic.example);
    EXPECT_EQ(code_of(ask(topic.example, true)), "") << topic.id;
    for (auto const& field : topic.fields) {
      EXPECT_FALSE(field.title.empty() || field.title_en.empty()) << topic.id << " " << field.name;
    }
  }
}

TEST(Check, every_case_of_the_catalogue_passes) {
  auto const results = desk().check(catalogue().cases());
  std::size_t passed = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].outcome, "passed") << results[i].id << " " << results[i].topic << ": " << catalogue().cases()[i].expected << " but "
                                            << results[i].got;
    passed += results[i].outcome == "passed" ? 1U : 0U;
  }
  EXPECT_EQ(passed, results.size()) << "no case of our own may be skipped";
  EXPECT_GT(passed, 1000U);
}

TEST(Check, a_wrong_expectation_fails_and_an_unknown_topic_is_skipped) {
  auto const outcome = [](std::string topic, std::string inputs, std::string expected, std::string tolerance = "exact") {
    catalog::Case const one{"1", std::move(topic), "HJ 633-2026", std::move(inputs), std::move(expected), std::move(tolerance), "derived", "", ""};
    return desk().check({one}).at(0).outcome;
  };
  EXPECT_EQ(outcome("IAQI", "PM2.5_24h=75", "IAQI=114"), "passed");
  EXPECT_EQ(outcome("IAQI", "PM2.5_24h=75", "IAQI=115"), "failed");
  EXPECT_EQ(outcome("IAQI", "PM2.5_24h=75", "IAQI=115", "info"), "skipped");
  EXPECT_EQ(outcome("IAQI", "PM2.5_24h=75", ""), "skipped") << "what expects nothing proves nothing";
  EXPECT_EQ(outcome("IAQI", "PM2.5_24h=many", "IAQI=115"), "failed");
  EXPECT_EQ(outcome("AQI实时", "PM10=120;PM2.5=60", "primary=PM10,PM2.5;IAQI=100,100"), "passed");
  EXPECT_EQ(outcome("AQI实时", "PM10=120;PM2.5=60", "primary=PM10"), "failed");
  EXPECT_EQ(outcome("修约", "x=1.25;digits=1", "y=1.25", "±0.05"), "passed");
  EXPECT_EQ(outcome("修约", "x=1.25;digits=1", "y=1.26", "±0.05"), "failed");
  EXPECT_EQ(outcome("修约", "x=1.25;digits=1", "z=1.2"), "failed");
  EXPECT_EQ(outcome("no such topic", "Ld=55.0;Ln=45.0", "Ldn=55.0"), "skipped");
}

RC_GTEST_PROP(Answer, whatever_is_asked_the_answer_is_one_line_of_json, (std::string text)) {
  auto const topics = desk().topics();
  auto const topic = *rc::gen::elementOf(topics);
  auto line = topic.example;
  auto const at = *rc::gen::inRange<std::size_t>(0, line.size());
  line.replace(at, *rc::gen::inRange<std::size_t>(0, 4), text.substr(0, 6));
  auto const answer = ask(line);
  RC_ASSERT(answer.find('\n') == std::string::npos);
  boost::system::error_code wrong;
  auto const value = json::parse(answer, wrong);
  RC_ASSERT(!wrong && value.is_object() && (value.as_object().contains("result") || value.as_object().contains("error")));
}

}  // namespace
