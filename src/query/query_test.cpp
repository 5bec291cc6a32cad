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

TEST(Query, compares_fields_of_a_record) {
  EXPECT_EQ(said("cod < 限值"), "yes");
  EXPECT_EQ(said("cod = 48.60"), "yes");
  EXPECT_EQ(said("closed = FALSE AND NOT cod > 50"), "yes");
  EXPECT_EQ(said("名称 LIKE '%河%' and code like 'KD-____'"), "yes");
  EXPECT_EQ(said("cod BETWEEN 40 AND 48.6"), "yes");
  EXPECT_EQ(said("code NOT IN ('KD-0041', 'KD-0042')"), "no");
  EXPECT_EQ(said("checked_on >= DATE('2026-03-14')"), "yes");
  EXPECT_EQ(said("\"名称\" IS NOT NULL"), "yes");
}

TEST(Query, what_is_not_known_stays_unknown) {
  EXPECT_EQ(said("depth > 3"), "unknown");
  EXPECT_EQ(said("depth > 3 OR cod > 1"), "yes");
  EXPECT_EQ(said("depth > 3 AND cod > 1"), "unknown");
  EXPECT_EQ(said("depth > 3 AND cod < 1"), "no");
  EXPECT_EQ(said("NOT depth > 3"), "unknown");
  EXPECT_EQ(said("cod IN (1, depth)"), "unknown");
  EXPECT_EQ(said("depth IS NULL"), "yes");
  EXPECT_EQ(query::holds(query::parse_text("depth > 3").value(), outlet, noon).value(), false);
}

TEST(Query, says_where_a_text_is_wrong_and_what_was_expected) {
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

TEST(Query, refuses_what_clashes_and_names_the_operator) {
  EXPECT_EQ(clash("cod = 'high'"), "bad_type: '=' cannot compare a number with text");
  EXPECT_EQ(clash("code + 1 = 2"), "bad_type: '+' wants numbers, here is text");
  EXPECT_EQ(clash("cod AND TRUE"), "bad_type: 'and' wants conditions, here is a number");
  EXPECT_EQ(clash("S_WITHIN(cod, place)"), "bad_type: 's_within' wants geometries, here is a number");
}

std::string shown(std::string_view text) { return query::to_text(query::literal(valued(text))); }

TEST(Numbers, stay_the_digits_that_were_written) {
  EXPECT_EQ(said("0.1 + 0.2 = 0.3"), "yes");
  EXPECT_EQ(said("cod + 1.4 = 限值"), "yes");             // a double and two decimals
  EXPECT_EQ(shown("123456789012345678 + 1"), "123456789012345679");
  EXPECT_EQ(shown("1 / 8"), "0.125");
  EXPECT_EQ(shown("2 / 3"), "0.6666666666666666");
  EXPECT_EQ(shown("0.3 / 0.1"), "3");
  EXPECT_EQ(shown("-7 % 3"), "-1");
  EXPECT_EQ(shown("-7 div 2"), "-3");
  EXPECT_EQ(shown("1.5 ^ 3"), "3.375");
  EXPECT_EQ(shown("2 ^ -1"), "0.5");
  EXPECT_EQ(shown("2 ^ 3 ^ 2"), "512");
  EXPECT_EQ(shown("999999999999999999 * 10"), "1e+19");                  // beyond 18 digits: binary
  EXPECT_EQ(said("1e300 * 1e300 > 1"), "unknown");
  EXPECT_EQ(said("1 / 0 = 1"), "unknown");
  EXPECT_EQ(said("1 % 0.0 IS NULL AND 1 div 0 IS NULL"), "yes");
  EXPECT_EQ(said("0.123456789012345678 < 0.123456789012345679"), "yes");  // one double, two decimals
  EXPECT_EQ(said("1e-30 < 1e-29 AND 123456789012345678901 > 123456789012300000000"), "yes");
}

TEST(Text, is_searched_by_letters_not_by_bytes) {
  EXPECT_EQ(said("名称 LIKE '西大河___'"), "yes");
  EXPECT_EQ(said("名称 LIKE '西大河__'"), "no");
  EXPECT_EQ(said("'100%' LIKE '100\\%' AND NOT '1000' LIKE '100\\%'"), "yes");
  EXPECT_EQ(said("'a\\b' LIKE 'a\\\\\\\\b'"), "no");
  EXPECT_EQ(said("'a\\b' LIKE 'a\\\\b'"), "yes");
  EXPECT_EQ(said("'a_b' LIKE 'a\\_b' AND NOT 'axb' LIKE 'a\\_b'"), "yes");
  EXPECT_EQ(said("'aaab' LIKE '%a%ab' AND '' LIKE '%%' AND NOT '' LIKE '_'"), "yes");
  EXPECT_EQ(said("'KD' < 'Kd' AND 'z' < '河'"), "yes");
  EXPECT_EQ(said("CASEI('ΟΔΟΣ') = CASEI('οδος') AND CASEI('Straße') = CASEI('STRASSE')"), "yes");
  EXPECT_EQ(said("ACCENTI('Ürümqi') = 'Urumqi' AND ACCENTI('西大河') = '西大河'"), "yes");
  EXPECT_EQ(said("depth LIKE 'a%'"), "unknown");
  auto const slow = "'" + std::string(60'000, 'a') + "' LIKE '" + std::string(990, '%') + "b'";
  EXPECT_EQ(said(slow), "no");
  EXPECT_EQ(clash("code LIKE '" + std::string(1001, 'a') + "'"), "bad_type: a pattern of 'like' has at most 1000 bytes");
}

TEST(Days, beside_a_time_are_their_start_when_compared_and_the_whole_day_in_an_interval) {
  // sampled_at is 21:00 in Beijing on 31 December.
  EXPECT_EQ(said("sampled_at > DATE('2026-12-31')"), "yes");
  EXPECT_EQ(said("sampled_at = TIMESTAMP('2026-12-31T13:00:00Z')"), "yes");
  EXPECT_EQ(said("sampled_at = TIMESTAMP('2026-12-31T21:00:00')"), "yes");
  EXPECT_EQ(said("T_INTERSECTS(sampled_at, INTERVAL('2026-01-01', '2026-12-31'))"), "yes");
  EXPECT_EQ(said("T_DURING(sampled_at, INTERVAL('2026-01-01', '2026-12-31'))"), "yes");
  EXPECT_EQ(said("T_AFTER(sampled_at, DATE('2026-12-31'))"), "no");
  EXPECT_EQ(said("T_AFTER(sampled_at, DATE('2026-12-30'))"), "yes");
  EXPECT_EQ(said("T_EQUALS(checked_on, DATE('2026-03-14'))"), "yes");
  EXPECT_EQ(said("T_MEETS(INTERVAL('2026-01-01', '2026-02-01'), INTERVAL('2026-02-01', '..'))"), "yes");
  EXPECT_EQ(said("T_BEFORE(depth, DATE('2026-01-01'))"), "unknown");
  EXPECT_EQ(said("T_INTERSECTS(checked_on, INTERVAL(depth, '..'))"), "unknown");
  EXPECT_EQ(clash("T_BEFORE(cod, DATE('2026-01-01'))"), "bad_type: 't_before' wants days, times or intervals, here is a number");
  EXPECT_EQ(clash("checked_on = '2026-03-14'"), "bad_type: '=' cannot compare a day or time with text");
}

// Allen's thirteen relations are jointly exhaustive and pairwise disjoint.
TEST(Intervals, lie_to_one_another_in_exactly_one_way) {
  constexpr std::string_view ways[] = {"T_BEFORE", "T_AFTER", "T_MEETS", "T_METBY", "T_OVERLAPS", "T_OVERLAPPEDBY", "T_STARTS",
                                       "T_STARTEDBY", "T_DURING", "T_CONTAINS", "T_FINISHES", "T_FINISHEDBY", "T_EQUALS"};
  auto const span = [](int from, int to) { return "INTERVAL('2026-01-0" + std::to_string(from) + "', '2026-01-0" + std::to_string(to) + "')"; };
  std::map<std::string_view, int> seen;
  for (int code = 0; code < 6 * 6 * 6 * 6; ++code) {
    int const a = code % 6, b = code / 6 % 6, c = code / 36 % 6, d = code / 216;
    if (a >= b || c >= d) {
      continue;
    }
    int held = 0;
    for (auto const way : ways) {
      bool const holds = said(std::string(way) + "(" + span(a + 1, b + 1) + ", " + span(c + 1, d + 1) + ")") == "yes";
      held += holds ? 1 : 0;
      seen[way] += holds ? 1 : 0;
    }
    EXPECT_EQ(held, 1) << a << b << c << d;
    EXPECT_NE(said("T_DISJOINT(" + span(a + 1, b + 1) + ", " + span(c + 1, d + 1) + ")"),
              said("T_INTERSECTS(" + span(a + 1, b + 1) + ", " + span(c + 1, d + 1) + ")"));
  }
  EXPECT_EQ(seen.size(), std::size(ways));
  for (auto const& [way, count] : seen) {
    EXPECT_GT(count, 0) << way;
  }
}

TEST(Lists, are_sets_to_their_operators) {
  EXPECT_EQ(said("A_CONTAINS(tags, ('重点'))"), "yes");
  EXPECT_EQ(said("A_EQUALS(tags, ('重点', '工业', '工业'))"), "yes");
  EXPECT_EQ(said("A_CONTAINEDBY(tags, ('重点', '工业', '农业'))"), "yes");
  EXPECT_EQ(said("A_OVERLAPS(tags, ('农业'))"), "no");
  EXPECT_EQ(said("A_EQUALS((1, 2.0, TRUE), (TRUE, 1.00, 2))"), "yes");
  EXPECT_EQ(said("A_CONTAINS(depth, (1))"), "unknown");
  EXPECT_EQ(clash("A_CONTAINS(code, ('K'))"), "bad_type: 'a_contains' wants lists, here is text");
  EXPECT_EQ(shown("('a', 'b')"), "('a', 'b')");
}

TEST(Places, are_related_by_geo) {
  EXPECT_EQ(said("S_WITHIN(place, BBOX(113,40,114,41))"), "yes");
  EXPECT_EQ(said("S_DISJOINT(place, POINT(113.3 40.2))"), "yes");
  EXPECT_EQ(said("S_INTERSECTS(POINT(175 0), BBOX(170,-1,-170,1)) AND S_INTERSECTS(POINT(-175 0), BBOX(170,-1,-170,1))"), "yes");
  EXPECT_EQ(said("S_WITHIN(depth, place)"), "unknown");
  EXPECT_EQ(refused("S_WITHIN(a, BBOX(1,2,3))").detail, "a box takes 4 numbers (west, south, east, north), with heights 6");
  EXPECT_EQ(refused("S_WITHIN(a, POINT(1 x))").where, "character 13");
  EXPECT_EQ(refused("S_WITHIN(a, POINT EMPTY)").code, "bad_filter");
}

TEST(Functions, serve_rules_and_computed_fields) {
  EXPECT_EQ(shown("upper(substr(code, 1, 2))"), "'KD'");
  EXPECT_EQ(shown("substr(名称, 4)"), "'排污口'");
  EXPECT_EQ(shown("substr(名称, -1, 3)"), "'西'");
  EXPECT_EQ(shown("trim('　 a ')"), "'a'");
  EXPECT_EQ(shown("length(名称) + length(tags)"), "8");
  EXPECT_EQ(shown("concat(code, '/', 7.50, depth, checked_on)"), "'KD-0042/7.502026-03-14'");
  EXPECT_EQ(shown("round(2.345, 2) + round(2.355, 2)"), "4.70");      // 四舍六入五成双
  EXPECT_EQ(shown("round(1e-20, 3)"), "0.000");
  EXPECT_EQ(shown("floor(-1.2) * 10 + ceil(1.2)"), "-18");
  EXPECT_EQ(shown("abs(-1.5)"), "1.5");
  EXPECT_EQ(shown("sum(cod, depth, (1, 0.4))"), "50.0");
  EXPECT_EQ(shown("max(checked_on, DATE('2026-01-01'))"), "DATE('2026-03-14')");
  EXPECT_EQ(shown("min(3, 1.0, 2)"), "1.0");
  EXPECT_EQ(shown("sum(depth)"), "NULL");
  EXPECT_EQ(shown("coalesce(depth, cod, 1 + 'never worked out')"), "48.6");
  EXPECT_EQ(shown("if(cod > 限值, 1 + 'never', '达标')"), "'达标'");
  EXPECT_EQ(shown("year(sampled_at) * 10000 + month(sampled_at) * 100 + day(sampled_at)"), "20261231");
  EXPECT_EQ(shown("days_between(checked_on, sampled_at)"), "292");
  EXPECT_EQ(shown("add_days(checked_on, 20)"), "DATE('2026-04-03')");
  EXPECT_EQ(shown("add_months(DATE('2024-01-31'), 1)"), "DATE('2024-02-29')");
  EXPECT_EQ(shown("add_months(sampled_at, -10)"), "TIMESTAMP('2026-02-28T13:00:00Z')");
  EXPECT_EQ(shown("add_days(DATE('9999-12-31'), 1)"), "NULL");
  EXPECT_EQ(shown("today()"), "DATE('2026-10-17')");
  EXPECT_EQ(shown("NOW()"), "TIMESTAMP('2026-10-17T04:00:00Z')");
  EXPECT_EQ(said("has(tags, '重点') AND NOT has(tags, '农业')"), "yes");
  EXPECT_EQ(said("area_m2(BBOX(113,40,114,41)) BETWEEN 9e9 AND 1e10 AND length_m(LINESTRING(113 40,113 41)) BETWEEN 111000 AND 111100"), "yes");
  EXPECT_EQ(clash("round(cod, 99)"), "bad_type: 'round' wants 0 to 15 digits, here is a number");
}

TEST(Functions, that_are_not_known_are_refused_by_name) {
  auto const checked = query::check_functions(query::parse_text("a = 1 AND NOT avg(b) > 2").value());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "unsupported");
  EXPECT_EQ(checked.error().detail, "the function 'avg' is not known");
  EXPECT_EQ(clash("avg(1) = 1"), "unsupported: the function 'avg' is not known");
  EXPECT_EQ(clash("if(TRUE, 1) = 1"), "unsupported: the function 'if' takes 3 arguments, here are 2");
  EXPECT_TRUE(query::check_functions(query::parse_text("round(sum(a, b), 1) > 2 OR today() > c").value()));
}

TEST(Json, names_the_place_of_what_is_wrong) {
  std::vector<std::array<std::string, 3>> const cases{
      {R"({"op":"and","args":[true]})", "/", "'and' takes 2 or more operands, here are 1"},
      {R"({"op":"=","args":[{"property":"a"},{"date":"2026-13-01"}]})", "/args/1/date", "expected a day like \"2026-03-01\""},
      {R"({"op":"in","args":[{"property":"a"},1]})", "/", "'in' takes a list as its second operand"},
      {R"({"op":"a_equals","args":[[1],2]})", "/", "'a_equals' takes lists, properties or functions"},
      {R"({"op":"s_within","args":[{"property":"a"},{"type":"Point","coordinates":["x",1]}]})", "/args/1/coordinates", "expected a GeoJSON geometry"},
      {R"({"op":"=","args":[{"property":""},1]})", "/args/0/property", "expected the name of a property"},
      {R"({"op":"f","args":{}})", "/", "expected args, a list"},
      {R"({"name":"a"})", "/", "expected one of op, property, date, timestamp, interval, bbox, or a geometry with type"},
      {R"({"op":"t_after","args":[{"interval":["..","soon"]},1]})", "/args/0/interval/1",
       "expected \"..\", a day like \"2026-03-01\" or a time like \"2026-03-01T08:00:00Z\""},
      {R"({"op":"=","args":[1,2]} x)", "character 25", "something follows the filter"},
  };
  for (auto const& [json, where, detail] : cases) {
    auto const node = query::parse_json(json);
    ASSERT_FALSE(node) << json;
    EXPECT_EQ(node.error().code, "bad_filter");
    EXPECT_EQ(node.error().where, where) << json;
    EXPECT_EQ(node.error().detail, detail) << json;
  }
  EXPECT_EQ(query::parse_json(R"({"op":)").error().where, "character 7");
}

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  while (times-- > 0) {
    out += what;
  }
  return out;
}

TEST(Bounds, hold_however_deep_or_long_a_filter_is) {
  auto const deep = 20'000U;
  for (auto const& text : {repeated("(", deep), repeated("NOT ", deep) + "a", repeated("2^", deep) + "2", repeated("-", deep) + "a",
                           repeated("f(", deep), repeated("CASEI(", 9'000), "1" + repeated("+1", deep), "a" + repeated(" AND (b", 8'000),
                           repeated("GEOMETRYCOLLECTION(", 3'000), "'" + std::string(70'000, 'a') + "'"}) {
    EXPECT_EQ(refused(text).code, "bad_filter") << text.substr(0, 20);
  }
  for (auto const& json : {repeated("[", deep), repeated(R"({"op":"not","args":[)", 3'000), repeated("[", 150) + repeated("]", 150)}) {
    EXPECT_EQ(query::parse_json(json).error().code, "bad_filter") << json.substr(0, 20);
  }
  EXPECT_EQ(refused("a IN (" + repeated("1,", 20'000) + "1)").detail, "more than 20000 parts");
  EXPECT_TRUE(query::parse_text("a IN (" + repeated("1,", 19'000) + "1)"));
  EXPECT_TRUE(query::parse_text(repeated("(", 99) + "a" + repeated(")", 99)));
  EXPECT_TRUE(query::parse_json(repeated("[", 100) + repeated("]", 100)));
  EXPECT_EQ(refused("a = '\xFF'").detail, "the filter is not UTF-8 text");
  EXPECT_FALSE(query::parse_json(R"("\u0000")"));
  EXPECT_FALSE(query::parse_text(std::string("a = '\0'", 8)));
}

TEST(Trees, are_built_by_hand_in_the_form_the_parsers_give) {
  auto const node = query::make(Op::any_of, {query::make(Op::equal, {query::property("cod"), query::literal(48.6)}),
                                             query::make(Op::a_contains, {query::property("tags"), query::literal(std::vector<std::string>{"重点"})})});
  EXPECT_EQ(query::to_text(node), "cod = 48.6 OR A_CONTAINS(tags, ('重点'))");
  EXPECT_TRUE(query::parse_text(query::to_text(node)).value() == node);
  EXPECT_EQ(query::properties_of(node), (std::set<std::string>{"cod", "tags"}));
  EXPECT_FALSE(query::all_of({}));
  EXPECT_TRUE(*query::all_of({node}) == node);
}

}  // namespace
