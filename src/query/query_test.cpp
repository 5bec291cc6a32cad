// One filter, two spellings, and what it says of one record.
#include "query/query.hpp"

#include <gtest/gtest.h>

#include <map>

namespace {

using base::Decimal;
using query::Op;
using query::Value;

// A discharge outlet as a register keeps it.
Value outlet(std::string_view name) {
  static std::map<std::string, Value, std::less<>> const fields = {
      {"名称", std::string("西大河排污口")},
      {"code", std::string("KD-0042")},
      {"限值", Decimal(500, 1)},
      {"cod", 48.6},
      {"closed", false},
      {"checked_on", base::day_of(2026, 3, 14)},
      {"sampled_at", base::from_beijing({.year = 2026, .month = 12, .day = 31, .hour = 21})},
      {"tags", std::vector<std::string>{"工业", "重点"}},
      {"place", geo::make_point(113.3, 40.1)},
  };
  auto const found = fields.find(name);
  return found == fields.end() ? Value() : found->second;
}
query::Moment const noon{base::from_beijing({.year = 2026, .month = 10, .day = 17, .hour = 12})};

Value valued(std::string_view text) {
  auto const node = query::parse_text(text);
  EXPECT_TRUE(bool(node)) << text << ": " << (node ? "" : to_string(node.error()));
  if (!node) {
    return {};
  }
  auto const value = query::evaluate(*node, outlet, noon);
  EXPECT_TRUE(bool(value)) << text << ": " << (value ? "" : to_string(value.error()));
  return value ? *value : Value();
}
std::string said(std::string_view text) {
  auto const value = valued(text);
  auto const* yes = std::get_if<bool>(&value);
  return query::is_null(value) ? "unknown" : yes == nullptr ? "no truth" : *yes ? "yes" : "no";
}
base::Problem refused(std::string_view text) {
  auto const node = query::parse_text(text);
  EXPECT_FALSE(bool(node)) << text;
  return node ? base::Problem("", "") : node.error();
}
std::string clash(std::string_view text) {
  auto const value = query::evaluate(query::parse_text(text).value(), outlet, noon);
  EXPECT_FALSE(bool(value)) << text;
  return value ? "" : value.error().code + ": " + value.error().detail;
}

TEST(Query, ComparesFieldsOfARecord) {
  EXPECT_EQ(said("cod < 限值"), "yes");
  EXPECT_EQ(said("cod = 48.60"), "yes");
  EXPECT_EQ(said("closed = FALSE AND NOT cod > 50"), "yes");
  EXPECT_EQ(said("名称 LIKE '%河%' and code like 'KD-____'"), "yes");
  EXPECT_EQ(said("cod BETWEEN 40 AND 48.6"), "yes");
  EXPECT_EQ(said("code NOT IN ('KD-0041', 'KD-0042')"), "no");
  EXPECT_EQ(said("checked_on >= DATE('2026-03-14')"), "yes");
  EXPECT_EQ(said("\"名称\" IS NOT NULL"), "yes");
}

TEST(Query, UnknownStaysUnknown) {
  EXPECT_EQ(said("depth > 3"), "unknown");
  EXPECT_EQ(said("depth > 3 OR cod > 1"), "yes");
  EXPECT_EQ(said("depth > 3 AND cod > 1"), "unknown");
  EXPECT_EQ(said("depth > 3 AND cod < 1"), "no");
  EXPECT_EQ(said("NOT depth > 3"), "unknown");
  EXPECT_EQ(said("cod IN (1, depth)"), "unknown");
  EXPECT_EQ(said("depth IS NULL"), "yes");
  EXPECT_EQ(query::holds(query::parse_text("depth > 3").value(), outlet, noon).value(), false);
}

TEST(Query, SaysWhereATextIsWrong) {
  auto const problem = refused("名称 = ");
  EXPECT_EQ(problem.code, "bad_filter");
  EXPECT_EQ(problem.where, "character 6");
  EXPECT_EQ(problem.detail, "expected a value, found the end");
  EXPECT_EQ(refused("a = 'x").where, "character 5");
  EXPECT_EQ(refused("a ＝ 1").detail, "unexpected '＝'");
  EXPECT_EQ(refused("a = 1 b").detail, "expected AND, OR or the end, found 'b'");
  EXPECT_EQ(refused("a BETWEEN 1 OR 2").detail, "expected AND between the two bounds, found 'OR'");
  EXPECT_EQ(refused("d = DATE('2026-02-30')").where, "character 10");
  EXPECT_EQ(refused("S_WITHIN(a)").detail, "'s_within' takes 2 operands, here are 1");
}

TEST(Query, RefusesWhatClashes) {
  EXPECT_EQ(clash("cod = 'high'"), "bad_type: '=' cannot compare a number with text");
  EXPECT_EQ(clash("code + 1 = 2"), "bad_type: '+' wants numbers, here is text");
  EXPECT_EQ(clash("cod AND TRUE"), "bad_type: 'and' wants conditions, here is a number");
  EXPECT_EQ(clash("S_WITHIN(cod, place)"), "bad_type: 's_within' wants geometries, here is a number");
}

}  // namespace
