// Two spellings of one tree: what is written reads back equal, and the examples of tests/conformance/cql2 mean the same in both.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

#include "query/query.hpp"

namespace {

using query::Node;
using query::Op;
using query::Value;

// ---- random trees ----

std::string any_text() {
  return *rc::gen::container<std::string>(rc::gen::element('a', 'B', '7', '\'', '\\', '"', '%', '_', ' ', '(', '.')) + *rc::gen::element<std::string>("", "河", "é", "😀");
}
std::string any_name() {
  return *rc::gen::element<std::string>("cod", "名称", "eo:cloud.cover", "and", "DATE", "point", "odd \"name\"", "是否达标（日均）", "7up", "_x", "s_within", "null");
}

Value any_value() {
  switch (*rc::gen::inRange(0, 9)) {
    case 0: return {};
    case 1: return *rc::gen::arbitrary<bool>();
    case 2: return base::Decimal(*rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000), *rc::gen::inRange(0, 19));
    case 3: return std::ldexp(*rc::gen::inRange(-1'000'000, 1'000'000) / 7.0, *rc::gen::inRange(-200, 200));
    case 4: return any_text();
    case 5: return base::Day{*rc::gen::inRange(-719'528, 2'932'897)};
    case 6: return base::Time{*rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000)};
    case 7: return geo::make_point(*rc::gen::inRange(-1'800'000, 1'800'000) / 1e4 / 3, *rc::gen::inRange(-900'000, 900'000) / 1e4 / 7);
    default:
      return geo::make_box({.west = 113, .south = 39.9, .east = 113 + *rc::gen::inRange(1, 1000) / 1e3 / 3, .north = 40.123456789});
  }
}

Node any_node(int depth);
std::vector<Node> some(std::size_t count, int depth) {
  std::vector<Node> of;
  while (of.size() < count) {
    of.push_back(any_node(depth + 1));
  }
  return of;
}
Node any_list(int depth) { return query::make(Op::list, some(*rc::gen::inRange<std::size_t>(0, 4), depth)); }
Node any_end() {
  auto const value = any_value();
  bool const instant = query::is_null(value) || std::holds_alternative<base::Day>(value) || std::holds_alternative<base::Time>(value);
  return instant ? query::literal(value) : query::property(any_name());
}

Node any_node(int depth) {
  auto const choice = depth > 4 ? *rc::gen::inRange(0, 2) : *rc::gen::inRange(depth < 2 ? 4 : 0, 9);
  switch (choice) {
    case 0: return query::literal(any_value());
    case 1: return query::property(any_name());
    case 2: return any_list(depth);
    case 3: return query::make(Op::interval, {any_end(), any_end()});
    case 4: {
      auto node = query::make(Op::function, some(*rc::gen::inRange<std::size_t>(0, 3), depth));
      node.name = *rc::gen::element<std::string>("avg", "date", "is", "距离", "my function");
      return node;
    }
    case 5: return query::make(*rc::gen::element(Op::all_of, Op::any_of), some(*rc::gen::inRange<std::size_t>(2, 4), depth));
    case 6: return query::make(*rc::gen::element(Op::negation, Op::is_null, Op::casei, Op::accenti), some(1, depth));
    case 7: {
      auto const op = *rc::gen::element(Op::in, Op::between, Op::a_contains, Op::a_overlaps);
      if (op == Op::between) {
        return query::make(op, some(3, depth));
      }
      return query::make(op, {op == Op::in ? any_node(depth + 1) : any_list(depth), any_list(depth)});
    }
    default:
      return query::make(*rc::gen::element(Op::equal, Op::not_equal, Op::less, Op::at_least, Op::like, Op::s_within, Op::t_during, Op::t_finished_by,
                                           Op::add, Op::subtract, Op::multiply, Op::divide, Op::modulo, Op::whole_divide, Op::power),
                         some(2, depth));
  }
}

RC_GTEST_PROP(Forms, what_is_written_reads_back_equal, ()) {
  auto const node = any_node(0);
  auto const text = query::to_text(node);
  auto const json = query::to_json(node);
  RC_LOG() << text << "\n" << json << "\n";
  auto const from_text = query::parse_text(text);
  RC_LOG() << (from_text ? "" : to_string(from_text.error()));
  RC_ASSERT(bool(from_text));
  RC_LOG() << query::to_text(*from_text);
  RC_ASSERT(*from_text == node);
  auto const from_json = query::parse_json(json);
  RC_LOG() << (from_json ? "" : to_string(from_json.error()));
  RC_ASSERT(bool(from_json));
  RC_ASSERT(*from_json == node);
}

// ---- examples ----

std::vector<std::string> lines_of(std::string const& file) {
  std::ifstream in(std::string(BIYUN_SOURCE_DIR) + "/tests/conformance/cql2/" + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    auto const c = text[++i];
    out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}
std::map<std::string, std::string> text_examples() {
  std::map<std::string, std::string> all;
  for (auto const& line : lines_of("text_examples.tsv")) {
    all[line.substr(0, line.find('\t'))] = without_escapes(line.substr(line.find('\t') + 1));
  }
  return all;
}
std::map<std::string, std::string> json_examples() {
  constexpr std::string_view before = R"({"name":")", between = R"(","filter":)";
  std::map<std::string, std::string> all;
  for (auto const& line : lines_of("json_examples.jsonl")) {
    auto const at = line.find(between);
    all[line.substr(before.size(), at - before.size())] = line.substr(at + between.size(), line.size() - at - between.size() - 1);
  }
  return all;
}

TEST(Examples, mean_the_same_in_both_forms_and_survive_writing) {
  auto const texts = text_examples();
  auto const jsons = json_examples();
  ASSERT_GE(texts.size(), 120U);
  ASSERT_EQ(texts.size(), jsons.size());
  for (auto const& [name, text] : texts) {
    auto const from_text = query::parse_text(text);
    ASSERT_TRUE(bool(from_text)) << name << ": " << to_string(from_text.error());
    ASSERT_TRUE(jsons.contains(name)) << name;
    auto const from_json = query::parse_json(jsons.at(name));
    ASSERT_TRUE(bool(from_json)) << name << ": " << to_string(from_json.error());
    EXPECT_TRUE(*from_text == *from_json) << name << "\n" << query::to_json(*from_text) << "\n" << query::to_json(*from_json);
    for (auto const& again : {query::parse_text(query::to_text(*from_text)), query::parse_json(query::to_json(*from_text))}) {
      EXPECT_TRUE(again && *again == *from_text) << name << ": " << query::to_text(*from_text);
    }
  }
}

TEST(Examples, each_of_them_broken_off_is_refused_or_read_but_never_worse) {
  for (auto const& examples : {text_examples(), json_examples()}) {
    for (auto const& [name, whole] : examples) {
      for (std::size_t size = 0; size < whole.size(); ++size) {
        auto const text = query::parse_text(whole.substr(0, size));
        EXPECT_TRUE(text || text.error().code == "bad_filter") << name;
        auto const json = query::parse_json(whole.substr(0, size));
        EXPECT_TRUE(json || json.error().code == "bad_filter") << name;
      }
    }
  }
}

TEST(Examples, every_operator_stands_in_one) {
  std::string all;
  for (auto const& [name, json] : json_examples()) {
    all += json;
  }
  for (int op = 0; op < static_cast<int>(Op::function); ++op) {
    auto const name = std::string(query::name_of(static_cast<Op>(op)));
    EXPECT_NE(all.find("\"op\":\"" + name + "\""), std::string::npos) << name;
  }
}

}  // namespace
