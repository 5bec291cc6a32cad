#include <gtest/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

Message parsed(std::string_view segment) {
  Message m;
  parse(segment, m);
  return m;
}

TEST(DataAnswer, of_2017_has_ST_91_and_Flag_4_and_the_frames_own_QN) {
  // 2017 C.14
  Message const m = parsed("QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&");
  EXPECT_EQ(answer_owed(Edition::v2017, m), Answer::data_answer);
  EXPECT_EQ(data_answer(Edition::v2017, m),
            "##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&3240\r\n");
}

TEST(DataAnswer, of_2025_and_of_the_water_dialect_has_Flag_8) {
  Message const m = parsed("QN=20240601085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&");
  EXPECT_EQ(data_answer(Edition::v2025, m),
            "##0087QN=20240601085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=8;CP=&&&&21C0\r\n");
  Message const water = parsed("QN=20260706103512345;ST=21;CN=2011;PW=123456;MN=A110000_0001;Flag=9;CP=&&&&");
  EXPECT_EQ(data_answer(Edition::water2017, water),
            "##0075QN=20260706103512345;ST=91;CN=9014;PW=123456;MN=A110000_0001;Flag=8;CP=&&&&0140\r\n");
}

TEST(DataAnswer, of_2005_names_what_is_answered_inside_CP) {
  // 2005 appendix C-6, items 6: once whole, once as a part
  Message const whole = parsed("ST=32;CN=2051;QN=20040516010101001;PW=123456;MN=88888880000001;Flag=1;CP=&&&&");
  EXPECT_EQ(data_answer(Edition::v2005, whole), "##0049ST=91;CN=9014;CP=&&QN=20040516010101001;CN=2051&&5F00\r\n");
  Message const part = parsed("ST=32;CN=2051;QN=20040516010101001;PW=123456;MN=88888880000001;Flag=3;PNO=1;PNUM=1;CP=&&&&");
  EXPECT_EQ(data_answer(Edition::v2005, part),
            "##0063ST=91;CN=9014;CP=&&QN=20040516010101001;CN=2051;PNO=1;PNUM=1;&&2700\r\n");
}

TEST(NotifyAnswer, is_9013_in_each_editions_form) {
  // 2017 C.4 asks for the time; 2005 C-10 reports an alarm
  Message const time = parsed("QN=20160801085857223;ST=32;CN=1013;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&& PolId=w01018&&");
  EXPECT_EQ(answer_owed(Edition::v2017, time), Answer::notify_answer);
  EXPECT_EQ(notify_answer(Edition::v2017, time),
            "##0087QN=20160801085857223;ST=91;CN=9013;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&2A80\r\n");
  Message const alarm = parsed("QN=20040516010101001;ST=32;CN=2072;PW=123456;MN=88888880000001;Flag=0;CP=&&AlarmTime=20040506010101&&");
  EXPECT_EQ(answer_owed(Edition::v2005, alarm), Answer::notify_answer);
  EXPECT_EQ(notify_answer(Edition::v2005, alarm),
            "##0076ST=91;CN=9013;PW=123456;MN=88888880000001;Flag=0;CP=&&QN=20040516010101001&&30C0\r\n");
  Message const stop = parsed("QN=20040516010101001;ST=32;CN=2012;PW=123456;MN=88888880000001;CP=&&&&");
  EXPECT_EQ(notify_answer(Edition::v2005, stop),
            "##0069ST=91;CN=9013;PW=123456;MN=88888880000001;CP=&&QN=20040516010101001&&0500\r\n");
  Message const newcomer = parsed("QN=20240601085857223;ST=32;CN=1001;PW=123456;MN=;Flag=9;CP=&&i23005-Info=1&&");
  EXPECT_EQ(notify_answer(Edition::v2025, newcomer), "##0063QN=20240601085857223;ST=91;CN=9013;PW=123456;MN=;Flag=8;CP=&&&&48C0\r\n");
}

Answer owed(Edition edition, int cn, int flag) {
  std::string const segment = "QN=20240601085857223;ST=32;CN=" + std::to_string(cn) +
                              ";PW=123456;MN=010000A8900016F000169DC0;Flag=" + std::to_string(flag) + ";CP=&&&&";
  return answer_owed(edition, parsed(segment));
}

TEST(AnswerOwed, for_uploads_goes_by_the_A_bit) {
  for (int const cn : {2011, 2021, 2031, 2041, 2051, 2061, 2081, 3015, 3019, 3020}) {
    EXPECT_EQ(owed(Edition::v2017, cn, 5), Answer::data_answer) << cn;
    EXPECT_EQ(owed(Edition::v2017, cn, 4), Answer::none) << cn;
  }
  for (int const cn : {2013, 2052, 2062, 2111}) EXPECT_EQ(owed(Edition::v2025, cn, 9), Answer::data_answer) << cn;
  EXPECT_EQ(answer_owed(Edition::v2005, parsed("ST=32;CN=2011;PW=123456;MN=88888880000001;CP=&&&&")), Answer::none);
}

TEST(AnswerOwed, for_numbers_with_two_meanings_goes_by_the_edition_bound_to_the_MN) {
  EXPECT_EQ(owed(Edition::v2025, 1001, 9), Answer::notify_answer);
  EXPECT_EQ(owed(Edition::v2017, 1001, 9), Answer::none);
  EXPECT_EQ(owed(Edition::v2005, 2072, 0), Answer::notify_answer);
  EXPECT_EQ(owed(Edition::v2017, 2072, 5), Answer::none);
  EXPECT_EQ(owed(Edition::v2025, 1014, 9), Answer::notify_answer);
  EXPECT_EQ(owed(Edition::water2017, 9015, 9), Answer::notify_answer);
  EXPECT_EQ(owed(Edition::v2025, 9015, 8), Answer::none);
}

TEST(AnswerOwed, is_nothing_for_answers) {
  for (int const cn : {9011, 9012, 9013, 9014}) EXPECT_EQ(owed(Edition::v2017, cn, 5), Answer::none) << cn;
}

}  // namespace
}  // namespace hj212
