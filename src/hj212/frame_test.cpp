#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReadFrame, takes_the_annex_a_frame_as_it_is) {
  Frame const f = read_frame(
      "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n");
  EXPECT_TRUE(f.length_ok);
  EXPECT_TRUE(f.crc_ok);
  EXPECT_EQ(f.crc_kind, CrcKind::hj212);
  EXPECT_EQ(f.crc_sent, 0x1C80);
  EXPECT_EQ(f.declared_length, 101);
  EXPECT_EQ(f.segment.size(), 101U);
  EXPECT_THAT(f.faults.list(), IsEmpty());
}

TEST(ReadFrame, refuses_the_misprinted_1C08_of_annex_a) {
  Frame const f = read_frame(
      "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C08");
  EXPECT_FALSE(f.crc_ok);
  EXPECT_THAT(f.faults.list(), ElementsAre(Fault::crc_impossible, Fault::crc_wrong));
}

TEST(ReadFrame, names_modbus_in_both_byte_orders) {
  Frame const straight = read_frame(
      "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&CCF4");
  EXPECT_EQ(straight.crc_kind, CrcKind::modbus);
  EXPECT_THAT(straight.faults.list(), ElementsAre(Fault::crc_modbus));
  Frame const swapped = read_frame(
      "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&F4CC");
  EXPECT_EQ(swapped.crc_kind, CrcKind::modbus_swapped);
  EXPECT_THAT(swapped.faults.list(), ElementsAre(Fault::crc_modbus_swapped));
}

TEST(ReadFrame, names_dummies_and_missing_checksums) {
  Frame const dummy = read_frame("##0029ST=31;CN=2011;CP=&&a01001-Rtd=1&&1234");
  EXPECT_EQ(dummy.crc_kind, CrcKind::other);
  EXPECT_TRUE(dummy.faults.has(Fault::crc_dummy));
  Frame const none = read_frame("##0035SN=271909;DATETIME=20180904163444&&");
  EXPECT_EQ(none.crc_kind, CrcKind::none);
  EXPECT_TRUE(none.length_ok);
  EXPECT_THAT(none.faults.list(), ElementsAre(Fault::crc_missing));
}

TEST(ReadFrame, names_lengths_that_count_the_tail_or_have_two_digits) {
  std::string const tail = frame_of("ST=22;CN=2011;CP=&&a01001-Rtd=1.5&&");
  std::string counted = tail;
  counted.replace(2, 4, "0041");   // 35 bytes + CRC + CR LF
  Frame const f = read_frame(counted);
  EXPECT_TRUE(f.crc_ok);
  EXPECT_FALSE(f.length_ok);
  EXPECT_THAT(f.faults.list(), ElementsAre(Fault::length_counts_tail));
  std::string two = tail;
  two.replace(2, 4, "35");
  Frame const g = read_frame(two);
  EXPECT_TRUE(g.length_ok);
  EXPECT_THAT(g.faults.list(), ElementsAre(Fault::length_digits));
}

TEST(ReadFrame, survives_the_marker_of_a_reverse_control_gateway) {
  std::string line = frame_of("ST=22;CN=2011;CP=&&a01001-Rtd=1.5&&");
  line.insert(line.size() - 2, "**");
  Frame const f = read_frame(line);
  EXPECT_TRUE(f.crc_ok);
  EXPECT_THAT(f.faults.list(), ElementsAre(Fault::tail_marker));
}

TEST(ReadFrame, flags_a_segment_over_1024_bytes_but_takes_it) {
  std::string const f = frame_of("ST=22;CN=2011;CP=&&" + std::string(1100, 'x') + "&&");
  EXPECT_TRUE(read_frame(f).crc_ok);
  EXPECT_TRUE(read_frame(f).faults.has(Fault::length_over_limit));
}

TEST(ReadFrame, says_so_when_a_line_holds_two_frames) {
  std::string one = frame_of("ST=22;CN=2011;CP=&&a01001-Rtd=1.5&&");
  one.resize(one.size() - 2);
  EXPECT_TRUE(read_frame(one + one).faults.has(Fault::stuck_frames));
  EXPECT_FALSE(read_frame(one).faults.has(Fault::stuck_frames));
}

TEST(ReadFrame, never_minds_what_a_line_holds) {
  for (std::string_view const line : {"", "#", "##", "##12", "hello", "\r\n", "##9999", "##0000", "##0004&&&&", "##1C80"}) {
    Frame const f = read_frame(line);
    EXPECT_FALSE(f.crc_ok) << line;
    EXPECT_LE(f.segment.size(), line.size());
  }
  EXPECT_EQ(read_frame("no frame here").declared_length, -1);
}

TEST(FrameOf, writes_four_length_digits_upper_case_hex_and_CR_LF) {
  EXPECT_EQ(frame_of("QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&"),
            "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n");
}

TEST(Names, of_faults_are_all_different_and_in_snake_case) {
  std::vector<std::string_view> names;
  for (unsigned i = 0; i < static_cast<unsigned>(Fault::count_); ++i) names.push_back(name_of(static_cast<Fault>(i)));
  EXPECT_EQ(name_of(Fault::crc_missing), "crc_missing");
  EXPECT_EQ(name_of(Fault::qn_digits), "qn_digits");
  EXPECT_EQ(name_of(Fault::ciphertext_as_text), "ciphertext_as_text");
  EXPECT_EQ(name_of(Fault::split_numbers), "split_numbers");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Names, of_editions_read_back) {
  for (Edition const e : {Edition::v2005, Edition::v2017, Edition::v2025, Edition::water2017})
    EXPECT_EQ(parse_edition(name_of(e)), e);
  EXPECT_EQ(parse_edition("2015"), std::nullopt);
}

}  // namespace
}  // namespace hj212
