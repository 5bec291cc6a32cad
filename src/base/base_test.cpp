#include "base/base.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace base {
namespace {

TEST(Result, carries_a_value_or_a_problem) {
  Result<int> const good = 7;
  Result<int> const bad = Problem("bad_crc", "the CRC is wrong", "frame 3", "check the logger");
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(to_string(bad.error()), "frame 3: the CRC is wrong (check the logger)");
  EXPECT_THROW((void)*bad, Bug);
}

TEST(Time, beijing_midnight_is_sixteen_hours_utc_of_the_day_before) {
  auto const t = from_beijing({.year = 2026, .month = 3, .day = 1});
  EXPECT_EQ(t.ms, 1772294400000LL);
  EXPECT_EQ(format(t), "2026-03-01T00:00:00+08:00");
  EXPECT_EQ(beijing_day(t), day_of(2026, 3, 1));
  EXPECT_EQ(beijing_day(t - Duration(1)), day_of(2026, 2, 28));
  EXPECT_EQ(start_of(day_of(2026, 3, 1)), t);
}

TEST(Time, reads_the_ways_people_write_it) {
  auto const t = from_beijing({.year = 2026, .month = 3, .day = 1, .hour = 8});
  for (auto const* text : {"2026-03-01T08:00:00+08:00", "2026-03-01 08:00", "2026-03-01T00:00:00Z", "2026-03-01T08:00", "2026-03-01T05:30+0530"}) {
    auto const read = parse_time(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, t) << text;
  }
  for (auto const* text : {"", "2026-3-1", "2026-02-29", "2026-03-01T24:00", "2026-03-01Tab:00", "2026-03-01T08:00:00+99:00", "yesterday"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Time, compact_times_of_hj212_have_14_or_17_digits) {
  EXPECT_EQ(parse_compact("20160801085857"), from_beijing({.year = 2016, .month = 8, .day = 1, .hour = 8, .minute = 58, .second = 57}));
  EXPECT_EQ(format_compact(*parse_compact("20160801085857223"), true), "20160801085857223");
  EXPECT_FALSE(parse_compact("2016080108585"));
  EXPECT_FALSE(parse_compact("20161301085857"));
  EXPECT_FALSE(parse_compact("2016080108585x"));
}

RC_GTEST_PROP(Time, every_instant_reads_back_from_its_text, (std::uint32_t seconds, std::uint16_t ms)) {
  Time const t{static_cast<std::int64_t>(seconds) * 1000 + ms % 1000};
  RC_ASSERT(from_beijing(to_beijing(t)) == t);
  RC_ASSERT(*parse_time(format(t)) == t);
  RC_ASSERT(*parse_compact(format_compact(t, true)) == t);
}

TEST(Time, steps_are_aligned_to_the_beijing_day) {
  auto const t = from_beijing({.year = 2026, .month = 1, .day = 2, .hour = 3, .minute = 44, .second = 5});
  EXPECT_EQ(format(floor_to(t, hour_length)), "2026-01-02T03:00:00+08:00");
  EXPECT_EQ(format(floor_to(t, day_length)), "2026-01-02T00:00:00+08:00");
}

TEST(Day, reads_both_forms_and_refuses_days_that_do_not_exist) {
  EXPECT_EQ(*parse_day("2024-02-29"), day_of(2024, 2, 29));
  EXPECT_EQ(*parse_day("20240229"), day_of(2024, 2, 29));
  EXPECT_EQ(format(day_of(2024, 2, 29)), "2024-02-29");
  EXPECT_FALSE(parse_day("2023-02-29"));
  EXPECT_FALSE(parse_day("2023-2-2"));
}

TEST(Decimal, keeps_the_digits_it_was_given) {
  EXPECT_EQ(Decimal::parse("-0.050")->to_string(), "-0.050");
  EXPECT_EQ(Decimal::parse("1.2E3")->to_string(), "1200");
  EXPECT_EQ(Decimal::parse("1.2e-3")->to_string(), "0.0012");
  EXPECT_EQ(*Decimal::parse("1.0"), *Decimal::parse("1.00"));
  for (auto const* text : {"", "-", ".", "1.2.3", "12a", "1e", "1234567890123456789", "1e99"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

TEST(Decimal, rounds_as_gbt_8170_does) {
  struct Case { char const* text; int digits; char const* rounded; };
  for (auto const& c : {Case{"0.325", 2, "0.32"}, Case{"0.925", 2, "0.92"}, Case{"0.225", 2, "0.22"}, Case{"0.275", 2, "0.28"},
                        Case{"1.050", 1, "1.0"}, Case{"0.35", 1, "0.4"}, Case{"0.3250001", 2, "0.33"}, Case{"-2.5", 0, "-2"},
                        Case{"-3.5", 0, "-4"}, Case{"7", 2, "7.00"}}) {
    EXPECT_EQ(Decimal::parse(c.text)->rounded(c.digits).to_string(), c.rounded) << c.text;
  }
  EXPECT_EQ(Decimal::parse("113.01")->rounded(0, Rounding::up).to_string(), "114");
  EXPECT_EQ(Decimal::parse("-7.740000")->trimmed().to_string(), "-7.74");
  EXPECT_EQ(Decimal::parse("100.0")->trimmed().to_string(), "100");
  EXPECT_EQ(Decimal::parse("0.000")->trimmed().to_string(), "0");
  EXPECT_EQ(Decimal::parse("113.00")->rounded(0, Rounding::up).to_string(), "113");
  EXPECT_EQ(Decimal::parse("113.99")->rounded(0, Rounding::down).to_string(), "113");
}

TEST(Decimal, binary_values_are_taken_by_their_shortest_text) {
  EXPECT_EQ(Decimal::from_double(0.325, 2).to_string(), "0.32");
  EXPECT_EQ(Decimal::from_double(35.0, 0).to_string(), "35");
  EXPECT_EQ(Decimal::from_double(1.0 / 3.0, 3).to_string(), "0.333");
  EXPECT_EQ(Decimal::from_double(1e-9, 2).to_string(), "0.00");
  EXPECT_EQ(Decimal::from_double(123456789012.125, 2).to_string(), "123456789012.12");
}

RC_GTEST_PROP(Decimal, arithmetic_agrees_with_integers, (std::int32_t a, std::int16_t b)) {
  Decimal const x(a, 3);
  Decimal const y(b, 3);
  RC_ASSERT((x + y) == Decimal(std::int64_t{a} + b, 3));
  RC_ASSERT((x * y) == Decimal(std::int64_t{a} * b, 6));
  RC_ASSERT((x < y) == (a < b));
  if (b != 0) {
    RC_ASSERT(Decimal::divide(x * y, y, 3) == x);
  }
}

TEST(Decimal, division_rounds_as_told) {
  EXPECT_EQ(Decimal::divide(Decimal(1, 0), Decimal(3, 0), 4).to_string(), "0.3333");
  EXPECT_EQ(Decimal::divide(Decimal(2, 0), Decimal(3, 0), 0, Rounding::up).to_string(), "1");
  EXPECT_EQ(Decimal::divide(Decimal(-1, 0), Decimal(8, 0), 2).to_string(), "-0.12");
  EXPECT_THROW(Decimal::divide(Decimal(1, 0), Decimal(), 0), Bug);
}

TEST(Unit, the_usual_spellings_are_one_unit) {
  EXPECT_EQ(*parse_unit("ug/m3"), *parse_unit("μg/m³"));
  EXPECT_EQ(*parse_unit("mg/l"), *parse_unit("mg/L"));
  EXPECT_EQ(*parse_unit(""), unit_none);
  EXPECT_EQ(*parse_unit("无量纲"), unit_none);
  EXPECT_EQ(symbol(*parse_unit("ug/m3")), "μg/m³");
  EXPECT_FALSE(parse_unit("furlong"));
}

TEST(Unit, converts_within_a_dimension_only) {
  EXPECT_DOUBLE_EQ(*convert(0.3, *parse_unit("mg/m3"), *parse_unit("ug/m3")), 300.0);
  EXPECT_DOUBLE_EQ(*convert(1, *parse_unit("mg/L"), *parse_unit("mg/m3")), 1000.0);
  EXPECT_DOUBLE_EQ(*convert(298.15, *parse_unit("K"), *parse_unit("℃")), 25.0);
  EXPECT_DOUBLE_EQ(*convert(3.6, *parse_unit("m3/h"), *parse_unit("L/s")), 1.0);
  EXPECT_EQ(convert(1, *parse_unit("mg/L"), *parse_unit("kPa")).error().code, "unit_mismatch");
}

TEST(Digest, is_sha256) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256("abc"));
  EXPECT_EQ(*unhex("00fF"), std::string("\0\xff", 2));
  EXPECT_FALSE(unhex("0g"));
}

TEST(Text, printable_shows_bytes_that_are_no_text) {
  EXPECT_EQ(printable("流量=1\r"), "流量=1\\x0d");
  EXPECT_EQ(printable("\xff\xd5"), "\\xff\\xd5");
  EXPECT_TRUE(is_utf8("碧云"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
}

TEST(Text, numbers_are_read_whole_or_not_at_all) {
  EXPECT_EQ(parse_number("1.50"), 1.5);
  EXPECT_EQ(parse_number("+2"), 2.0);
  for (auto const* text : {"", "1.5x", "nan", "inf", "1,5", " 1", "+-1"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(1e15), "1e+15");
  EXPECT_EQ(format_number(250.0), "250");
}

RC_GTEST_PROP(Text, any_number_reads_back_from_its_text, (double value)) {
  RC_PRE(std::isfinite(value));
  RC_ASSERT(*parse_number(format_number(value)) == value);
}

}  // namespace
}  // namespace base
