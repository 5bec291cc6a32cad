#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

TEST(Crc, of_the_annex_a_frame_of_2017_is_1C80_and_modbus_would_be_0759) {
  std::string_view const segment =
      "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&";
  EXPECT_EQ(crc(segment), 0x1C80);
  EXPECT_EQ(crc_modbus(segment), 0x0759);
}

TEST(Crc, of_the_annex_a_frame_of_2025_is_2200_and_modbus_would_be_CCF4) {
  std::string_view const segment = "QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&";
  EXPECT_EQ(crc(segment), 0x2200);
  EXPECT_EQ(crc_modbus(segment), 0xCCF4);
}

TEST(Crc, of_nothing_is_FFFF) {
  EXPECT_EQ(crc(""), 0xFFFF);
  EXPECT_EQ(crc_bytewise(""), 0xFFFF);
}

TEST(Crc, knows_the_check_word_of_modbus) { EXPECT_EQ(crc_modbus("123456789"), 0x4B37); }

RC_GTEST_PROP(Crc, sliced_equals_the_plain_form_on_any_bytes, (std::string const& bytes)) {
  RC_ASSERT(crc(bytes) == crc_bytewise(bytes));
}

TEST(Crc, sliced_equals_the_plain_form_at_every_length_around_the_slices) {
  std::string bytes;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(crc(bytes), crc_bytewise(bytes)) << i;
    bytes.push_back(static_cast<char>(i * 37 + 11));
  }
}

TEST(Crc, takes_only_256_values_whose_low_byte_is_one_of_eight) {
  std::set<unsigned> values, low;
  for (unsigned i = 0; i < 65536; ++i) {
    std::string const bytes = {'x', static_cast<char>(i >> 8U), static_cast<char>(i & 0xFFU)};
    values.insert(crc(bytes));
    low.insert(crc(bytes) & 0xFFU);
  }
  EXPECT_EQ(values.size(), 256U);
  EXPECT_EQ(low, (std::set<unsigned>{0x00, 0x01, 0x40, 0x41, 0x80, 0x81, 0xC0, 0xC1}));
}

RC_GTEST_PROP(Crc, refuses_every_change_of_a_single_byte, (std::string bytes)) {
  RC_PRE(!bytes.empty());
  auto const right = crc(bytes);
  auto const at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  auto const change = *rc::gen::inRange(1, 256);
  bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ static_cast<unsigned>(change));
  RC_ASSERT(crc(bytes) != right);
}

}  // namespace
}  // namespace hj212
