#include "assess_tool.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assess/catalogue_for_tests.hpp"

namespace {

using testing::HasSubstr, testing::Not, testing::SizeIs;

struct Run {
  int code;
  std::vector<std::string> lines;
};
int lines(catalog::Catalog const& catalog, std::istream& in, std::ostream& out) {
  return assess_lines(catalog, [&](char* to, std::size_t most) { return static_cast<std::size_t>(in.rdbuf()->sgetn(to, std::streamsize(most))); }, out);
}
Run run(std::string const& text, int (*tool)(catalog::Catalog const&, std::istream&, std::ostream&)) {
  std::istringstream in(text);
  std::ostringstream out;
  Run made{tool(catalogue(), in, out), {}};
  std::istringstream back(out.str());
  for (std::string line; std::getline(back, line);) {
    made.lines.push_back(line);
  }
  return made;
}

TEST(AssessLines, the_day_of_the_datum_chooses_the_edition) {
  auto const made = run(R"({"id":1,"topic":"iaqi","on":"2026-03-05","inputs":{"PM2.5_24h":75}}
{"id":"b","topic":"iaqi","on":"2026-02-28","inputs":{"PM2.5_24h":75}})",
                        lines);
  EXPECT_EQ(made.code, 0);
  ASSERT_THAT(made.lines, SizeIs(2));
  EXPECT_THAT(made.lines[0],
              HasSubstr(R"({"id":1,"topic":"iaqi","result":{"AQI":114,"IAQI":{"PM2.5":114},"primary":["PM2.5"],"level":3)"));
  EXPECT_THAT(made.lines[0], HasSubstr(R"({"standard":"HJ 633-2026","clause":"表3","edition":"HJ633-2026"})"));
  EXPECT_THAT(made.lines[1], HasSubstr(R"({"id":"b","topic":"iaqi","result":{"AQI":100,)"));
}

TEST(AssessLines, without_a_day_the_standard_chooses_and_decimal_text_is_as_good_as_a_number) {
  auto const made = run(
      R"({"id":1,"topic":"aqi_hourly","standard":"HJ 633-2012","inputs":{"PM2.5_1h":"75","CO_1h":10.0,"O3_1h":200}})",
      lines);
  EXPECT_THAT(made.lines.at(0),
              HasSubstr(R"("AQI":100,"IAQI":{"CO":100,"O3":100,"PM2.5":100},"primary":["PM2.5","CO","O3"],"level":2)"));
}

TEST(AssessLines, an_incomplete_report_keeps_its_index_and_says_that_it_would_not_be_published) {
  auto const made =
      run(R"({"id":1,"topic":"aqi_daily","on":"2026-03-05","inputs":{"PM10_24h":120,"O3_8h":null}})", lines);
  EXPECT_THAT(made.lines.at(0), HasSubstr(R"("AQI":100)"));
  EXPECT_THAT(made.lines.at(0), HasSubstr("published as NA"));
}

TEST(AssessLines, a_bad_line_is_answered_with_its_fault_and_the_rest_goes_on) {
  auto const made =
      run("not json\n[1]\n"
          R"({"id":3,"topic":"aqi_daily","on":"2026-03-05","inputs":{"PM2.5_24h":"much"}}
{"id":4,"topic":"aqi_daily","on":"2026-03-05","inputs":{"PM2.5_3h":5}}
{"id":5,"topic":"aqi_daily","on":"2026-13-05","inputs":{"PM2.5_24h":5}}
{"id":6,"topic":"aqi_daily","inputs":{"PM2.5_24h":5}}
{"id":7,"topic":"noise","on":"2026-03-05","inputs":{}}
{"id":8,"topic":"aqi_daily","on":"2026-03-05","inputs":{"PM2.5_24h":true}}
{"id":9,"topic":"aqi_daily","standard":"HJ 633-1999","inputs":{"PM2.5_24h":5}}
{"id":10,"topic":"aqi_daily","on":"2001-01-01","inputs":{"PM2.5_24h":5}}
{"id":11,"topic":"aqi_daily","on":"2026-03-05"}

{"id":12,"topic":"aqi_daily","on":"2026-03-05","inputs":{"PM2.5_24h":5}})",
          lines);
  EXPECT_EQ(made.code, 1);
  ASSERT_THAT(made.lines, SizeIs(12));
  auto const codes = {"bad_json",      "bad_json",   "bad_number",       "unknown_input", "bad_date",      "missing_on",
                      "unknown_topic", "bad_number", "unknown_standard", "no_edition",    "missing_inputs"};
  std::size_t at = 0;
  for (auto const* code : codes) {
    EXPECT_THAT(made.lines[at], HasSubstr("\"error\":{\"code\":\"" + std::string(code))) << at;
    ++at;
  }
  EXPECT_THAT(made.lines[2], HasSubstr(R"("id":3)"));
  EXPECT_THAT(made.lines[2], HasSubstr(R"("where":"inputs.PM2.5_24h")"));
  EXPECT_THAT(made.lines[11], Not(HasSubstr("error")));
}

TEST(AssessLines, a_line_beyond_the_bound_is_refused_and_the_next_is_read) {
  auto const made = run("{\"id\":\"" + std::string(2'000'000, 'x') + "\"}\n" +
                            R"({"id":2,"topic":"iaqi","on":"2026-03-05","inputs":{"O3_8h":100}})",
                        lines);
  ASSERT_THAT(made.lines, SizeIs(2));
  EXPECT_THAT(made.lines[0], HasSubstr("line_too_long"));
  EXPECT_THAT(made.lines[1], HasSubstr(R"("AQI":50)"));
}

TEST(AssessLines, many_lines_in_pieces_of_any_size_are_answered_in_their_order) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) {
    text += R"({"id":)" + std::to_string(i) + R"(,"topic":"iaqi","on":"2026-03-05","inputs":{"PM2.5_24h":)" + std::to_string(i % 300) + "}}\n";
  }
  for (std::size_t const piece : {std::size_t{7}, std::size_t{4'096}, text.size()}) {
    std::size_t at = 0;
    std::ostringstream out;
    auto const some = [&](char* to, std::size_t most) {
      auto const length = text.copy(to, std::min({piece, most, text.size() - at}), at);
      at += length;
      return length;
    };
    EXPECT_EQ(assess_lines(catalogue(), some, out), 0);
    std::istringstream back(out.str());
    int number = 0;
    for (std::string line; std::getline(back, line); ++number) {
      ASSERT_THAT(line, testing::StartsWith("{\"id\":" + std::to_string(number) + ","));
    }
    EXPECT_EQ(number, 3'000);
  }
}

TEST(AssessTopics, each_has_a_line_with_an_example) {
  std::ostringstream out;
  EXPECT_EQ(assess_topics(catalogue(), out), 0);
  EXPECT_THAT(out.str(), HasSubstr("aqi_hourly\tair\tHJ 633\t"));
}

std::string const header = "id\ttopic\tstandard\tinputs\texpected\ttolerance\torigin\tsource\tnote\n";

TEST(AssessCheck, cases_are_printed_and_counted_and_a_difference_is_a_finding) {
  auto const good =
      run(header + "A\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=114\texact\tx\t\t\nB\t噪声\tGB\ta=1\tb=2\texact\tx\t\t\n",
          assess_check);
  EXPECT_EQ(good.code, 0);
  EXPECT_EQ(good.lines.back(), "2 cases: 1 passed, 0 failed, 1 skipped");
  auto const bad = run(header + "A\tIAQI\tHJ 633-2026\tPM2.5_24h=75\tIAQI=113\texact\tx\t\t\n", assess_check);
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.lines.at(0), HasSubstr("expected IAQI=113"));
}

TEST(AssessCheck, a_file_that_is_no_table_of_cases_is_refused) {
  EXPECT_EQ(run("a\tb\n1\t2\n", assess_check).code, 2);
  EXPECT_EQ(run("", assess_check).code, 2);
}

}  // namespace
