#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using testing::HasSubstr;

std::string framed(Edition edition, int cn, std::vector<Parameter> const& parameters) {
  auto made = command(edition, cn, parameters);
  if (!made) return made.error().code + ": " + made.error().where;
  made->st = "32";
  made->password = "123456";
  bool const early = edition == Edition::v2005;
  made->mn = early ? "88888880000001" : "010000A8900016F000169DC0";
  made->qn = early ? "20040516010101001" : edition == Edition::v2025 ? "20240601085857223" : "20160801085857223";
  return build(*made);
}

struct Example { Edition edition; int cn; std::vector<Parameter> parameters; std::string_view frame; };

TEST(Command, builds_the_examples_of_appendix_C_byte_for_byte) {
  std::vector<Example> const examples = {
      {Edition::v2005, 1072, {{"PW", "654321"}}, "##0086QN=20040516010101001;ST=32;CN=1072;PW=123456;MN=88888880000001;Flag=3;CP=&&PW=654321&&0500\r\n"},
      {Edition::v2005, 2011, {}, "##0077QN=20040516010101001;ST=32;CN=2011;PW=123456;MN=88888880000001;Flag=3;CP=&&&&7BC0\r\n"},
      {Edition::v2005, 2012, {}, "##0070QN=20040516010101001;ST=32;CN=2012;PW=123456;MN=88888880000001;CP=&&&&1F40\r\n"},
      {Edition::v2005, 2051, {{"BeginTime", "20040506111000"}, {"EndTime", "20040506151000"}},
       "##0124QN=20040516010101001;ST=32;CN=2051;PW=123456;MN=88888880000001;Flag=3;CP=&&BeginTime=20040506111000,EndTime=20040506151000&&6B80\r\n"},
      {Edition::v2005, 3011, {{"PolId", "101"}}, "##0086QN=20040516010101001;ST=32;CN=3011;PW=123456;MN=88888880000001;Flag=3;CP=&&PolID=101&&7580\r\n"},
      {Edition::v2017, 1000, {{"ReCount", "3"}, {"OverTime", "5"}},
       "##0107QN=20160801085857223;ST=32;CN=1000;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&OverTime=5;ReCount=3&&CAC1\r\n"},
      {Edition::v2017, 1012, {{"PolId", "w01018"}, {"SystemTime", "20160801085857"}},
       "##0125QN=20160801085857223;ST=32;CN=1012;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;SystemTime=20160801085857&&0880\r\n"},
      {Edition::v2017, 1061, {}, "##0087QN=20160801085857223;ST=32;CN=1061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&3B80\r\n"},
      {Edition::v2017, 3016, {{"PolId", "w01018"}, {"CstartTime", "000000"}, {"CTime", "2"}},
       "##0125QN=20160801085857223;ST=32;CN=3016;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;CstartTime=000000;CTime=2&&D801\r\n"},
      {Edition::v2017, 3021, {{"PolId", "w01018"}, {"InfoId", "i13004"}, {"i13004-Info", "168.0"}},
       "##0131QN=20160801085857223;ST=32;CN=3021;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;InfoId=i13004;i13004-Info=168.0&&4E00\r\n"},
      {Edition::v2025, 3011, {{"PolId", "w01018"}, {"CalibrationType", "0"}},
       "##0117QN=20240601085857223;ST=32;CN=3011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&PolId=w01018,CalibrationType=0&&9301\r\n"},
      {Edition::v2025, 1014, {{"SKCreateTime", "20240601085857223"}, {"NewSK", "0000000000000000"}},
       "##0140QN=20240601085857223;ST=32;CN=1014;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&SKCreateTime=20240601085857223,NewSK=0000000000000000&&EA41\r\n"},
      {Edition::v2025, 1002, {{"i23005-Info", "6970000000001ABCDEFG1234"}},
       "##0123QN=20240601085857223;ST=32;CN=1002;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&i23005-Info=6970000000001ABCDEFG1234&&6FC0\r\n"},
  };
  for (Example const& e : examples) EXPECT_EQ(framed(e.edition, e.cn, e.parameters), e.frame);
}

TEST(Command, joins_alarm_limits_of_one_factor_with_a_comma) {
  EXPECT_THAT(framed(Edition::v2005, 1022, {{"101-LowValue", "1.1"}, {"101-UpValue", "9.9"}, {"102-LowValue", "1.1"}}),
              HasSubstr("CP=&&101-LowValue=1.1,101-UpValue=9.9;102-LowValue=1.1&&"));
}

TEST(Command, names_the_parameter_that_is_wrong) {
  EXPECT_EQ(framed(Edition::v2017, 1062, {}), "missing_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 1062, {{"RtdInterval", "29"}}), "bad_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 1062, {{"RtdInterval", "3601"}}), "bad_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 1062, {{"RtdInterval", "+30"}}), "bad_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 1064, {{"MinInterval", "7"}}), "bad_parameter: MinInterval");
  EXPECT_EQ(framed(Edition::v2017, 1012, {{"SystemTime", "20160231000000"}}), "bad_parameter: SystemTime");
  EXPECT_EQ(framed(Edition::v2017, 1061, {{"RtdInterval", "30"}}), "unknown_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 1062, {{"RtdInterval", "30"}, {"RtdInterval", "31"}}), "repeated_parameter: RtdInterval");
  EXPECT_EQ(framed(Edition::v2017, 2061, {{"BeginTime", "20160801080000"}}), "missing_parameter: EndTime");
  EXPECT_EQ(framed(Edition::v2017, 2061, {{"BeginTime", "20160801080000"}, {"EndTime", "20160801070000"}}), "bad_parameter: EndTime");
  EXPECT_EQ(framed(Edition::v2017, 3016, {{"PolId", "w01018"}, {"CstartTime", "240000"}, {"CTime", "2"}}), "bad_parameter: CstartTime");
  EXPECT_EQ(framed(Edition::v2025, 1014, {{"SKCreateTime", "20240601085857223"}, {"NewSK", "short"}}), "bad_parameter: NewSK");
  EXPECT_EQ(framed(Edition::v2005, 1022, {}), "missing_parameter: LowValue");
}

TEST(Command, lets_no_separator_slip_in_through_a_value) {
  for (std::string const value : {"1&&", "1;PW=1", "a,b", "a=b", "##", "a\r\nb", ""})
    EXPECT_EQ(framed(Edition::v2017, 1072, {{"NewPW", value}}), "bad_parameter: NewPW") << value;
}

TEST(Command, exists_only_in_the_editions_that_have_it) {
  EXPECT_EQ(framed(Edition::v2017, 1014, {}), "unknown_command: CN");
  EXPECT_EQ(framed(Edition::v2005, 1064, {{"MinInterval", "10"}}), "unknown_command: CN");
  EXPECT_EQ(framed(Edition::v2025, 1021, {{"PolId", "101"}}), "unknown_command: CN");
  EXPECT_EQ(framed(Edition::v2017, 9014, {}), "unknown_command: CN");
  EXPECT_TRUE(command(Edition::water2017, 2061, {{"BeginTime", "20160801080000"}, {"EndTime", "20160801080000"}}));
}

TEST(QnOf, is_the_Beijing_clock_in_17_digits) {
  EXPECT_EQ(qn_of(base::from_beijing({2016, 8, 1, 8, 58, 57, 223})), "20160801085857223");
}

Command upload() {
  return {.st = "31", .mn = "010000A8900016F000169DC0", .password = "123456", .qn = "20160801085857534", .cn = 2061,
          .edition = Edition::v2017, .want_answer = true, .cp = {}};
}

TEST(Split, leaves_a_short_upload_whole_and_unmarked) {
  auto const parts = split(upload(), "20160801080000", {"a21026-Avg=1,a21026-Flag=N", "a01012-Avg=2,a01012-Flag=N"});
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0], "QN=20160801085857534;ST=31;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
                      "CP=&&DataTime=20160801080000;a21026-Avg=1,a21026-Flag=N;a01012-Avg=2,a01012-Flag=N&&");
}

TEST(Split, gives_parts_as_C_50_prints_them) {
  auto const parts = split(upload(), "20160801080000", {std::string(60, 'x'), std::string(60, 'y')}, 200);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_TRUE(parts[0].starts_with("QN=20160801085857534;ST=31;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=1;CP=&&DataTime=20160801080000;x"));
  EXPECT_TRUE(parts[1].starts_with("QN=20160801085857535;ST=31;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=2;CP=&&DataTime=20160801080000;y"));
}

RC_GTEST_PROP(Split, and_join_give_back_every_item_in_segments_within_the_limit, ()) {
  auto const sizes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 300));
  std::vector<std::string> items;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::string const code = "a" + std::to_string(10000 + i);
    items.push_back(code + "-Info=" + std::string(static_cast<std::size_t>(sizes[i]), 'v'));
  }
  Joiner joiner;
  std::optional<Joined> joined;
  std::size_t met = 0;
  for (std::string const& segment : split(upload(), "20160801080000", items)) {
    RC_ASSERT(segment.size() <= 1024U);
    RC_ASSERT(!joined.has_value());
    Message m;
    parse(segment, m);
    RC_ASSERT(!m.faults.any());
    joined = joiner.add(m, base::Time{});
  }
  RC_ASSERT(joined.has_value());
  for (std::string const& cp : joined->cps) {
    Message m;
    std::string const segment = "CP=&&" + cp + "&&";
    parse(segment, m);
    for (Item const& item : m.items) RC_ASSERT(item.code == "a" + std::to_string(10000 + met++));
  }
  RC_ASSERT(met == items.size());
}

}  // namespace
}  // namespace hj212
