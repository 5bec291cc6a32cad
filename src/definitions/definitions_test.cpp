// What a definition says of values and records, and how a wrong file is refused: file, line and reason.
#include "definitions/definitions.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "definitions/set_for_tests.hpp"

namespace definitions {
namespace {

std::string head(std::string const& more) {
  return "id: shop\ntitle: { zh: 店, en: Shops }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [code]\nname: code\nfields:\n"
         "  - { id: code, type: text, title: { zh: 编号, en: Code } }\n" + more;
}

struct Loaded { std::shared_ptr<Set const> set; std::vector<base::Problem> problems; };
Loaded load(std::string const& text) {
  Loaded loaded;
  if (auto set = Set::load(for_tests::small_files("shop", text), &loaded.problems)) {
    loaded.set = *set;
  }
  return loaded;
}
std::string first_problem(std::string const& more) {
  auto const loaded = load(head(more));
  return loaded.problems.empty() ? "taken" : loaded.problems.front().code + " " + loaded.problems.front().where;
}

TEST(Files, a_wrong_one_is_refused_with_file_line_and_reason) {
  EXPECT_EQ(first_problem(""), "taken");
  EXPECT_EQ(first_problem("  - { id: a, type: texxt, title: { zh: 甲, en: A } }\n"), "unknown_type registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: text, colour: red, title: { zh: 甲, en: A } }\n"), "unknown_key registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: state, type: text, title: { zh: 甲, en: A } }\n"), "bad_id registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: code, type: text, title: { zh: 甲, en: A } }\n"), "bad_id registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: text, title: { zh: 甲 } }\n"), "missing_en registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: code, list: nowhere, title: { zh: 甲, en: A } }\n"), "unknown_list registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: code, title: { zh: 甲, en: A } }\n"), "bad_list registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: reference, to: nowhere, title: { zh: 甲, en: A } }\n"), "unknown_register registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: text, min: 3, title: { zh: 甲, en: A } }\n"), "wrong_key registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: decimal, digits: 1, min: 5, max: 2, title: { zh: 甲, en: A } }\n"), "bad_range registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: text, pattern: \"[a\", title: { zh: 甲, en: A } }\n"), "bad_pattern registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: text, public: true, personal: true, title: { zh: 甲, en: A } }\n"), "bad_access registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: decimal, title: { zh: 甲, en: A }, value: \"b + 1\" }\n"), "bad_expression registers/shop.yaml:11");
  EXPECT_EQ(first_problem("  - { id: a, type: decimal, title: { zh: 甲, en: A }, value: \"1 +\" }\n"), "bad_expression registers/shop.yaml:11");
  EXPECT_EQ(first_problem("rules:\n  - { must: \"frobnicate(code) = 1\", field: code, message: { zh: 甲, en: A } }\n"), "bad_expression registers/shop.yaml:12");
  EXPECT_EQ(first_problem("area: code\n"), "bad_area registers/shop.yaml:1");
  EXPECT_EQ(first_problem("access: { read: [nobody] }\n"), "unknown_role registers/shop.yaml:11");
  EXPECT_EQ(first_problem("lifecycle:\n  initial: a\n  states: [{ id: a, title: { zh: 甲, en: A } }, { id: b, title: { zh: 乙, en: B } }]\n  moves: []\n"),
            "unreachable registers/shop.yaml:12");
  EXPECT_EQ(first_problem("lifecycle:\n  initial: a\n  states: [{ id: a, title: { zh: 甲, en: A }, due: { within: soon, source: x } }]\n  moves: []\n"),
            "bad_term registers/shop.yaml:13");
  EXPECT_EQ(load("id: shop\n").problems.front().where, "registers/shop.yaml:1");
  EXPECT_EQ(load("just text").problems.front().code, "bad_yaml");
}

TEST(Items, a_word_that_no_standard_knows_is_refused_with_those_that_were_perhaps_meant) {
  Items const items{[](std::string_view word) { return word == "氨氮" || word == "w21003"; },
                    [] { return std::vector<std::string>{"w01018", "w21003", "氨氮", "氟化物", "总大肠菌群"}; }};
  auto const told = [&](std::string const& item) {
    std::vector<base::Problem> problems;
    auto const field = "  - { id: a, type: decimal, digits: 1, title: { zh: 甲, en: A }, item: \"" + item + "\" }\n";
    auto const set = Set::load(for_tests::small_files("shop", head(field)), &problems, &items);
    EXPECT_EQ(bool(set), problems.empty());
    return problems.empty() ? std::string("taken") : base::to_string(problems.front());
  };
  EXPECT_EQ(told("氨氮"), "taken");
  auto const chinese = told("氨淡"), code = told("w21033"), strange = told("温室");
  EXPECT_NE(chinese.find("field 'a': "), std::string::npos) << chinese;
  EXPECT_NE(chinese.find("'氨淡'"), std::string::npos) << chinese;
  EXPECT_NE(chinese.find("registers/shop.yaml:11"), std::string::npos) << chinese;
  EXPECT_NE(chinese.find("perhaps 氨氮; "), std::string::npos) << chinese;
  EXPECT_NE(code.find("perhaps w21003; "), std::string::npos) << code;
  EXPECT_EQ(strange.find("perhaps"), std::string::npos) << strange;
  EXPECT_EQ(first_problem("  - { id: a, type: decimal, digits: 1, title: { zh: 甲, en: A }, item: 氨淡 }\n"), "taken") << "who does not know the standards does not judge";
  EXPECT_EQ(first_problem("  - { id: a, type: decimal, digits: 1, retired: true, title: { zh: 甲, en: A }, item: 氨淡 }\n"), "taken");
}

TEST(Identifiers, have_forms_and_check_characters) {
  auto const says = [](Form form, std::string_view text) {
    auto const good = check_identifier(form, text);
    return good ? std::string("good") : good.error().detail;
  };
  // Codes of listed companies as their own publications print them.
  EXPECT_EQ(says(Form::uscc, "91110000600037341L"), "good");
  EXPECT_EQ(says(Form::uscc, "91110000600037341M"), "the check character is M, by the rule it is L (GB 32100-2015)");
  EXPECT_EQ(says(Form::uscc, "9111000060003734"), "16 characters instead of 18 (GB 32100-2015)");
  EXPECT_EQ(says(Form::uscc, "9111000060003734OL"), "place 17 holds 'O', which is not used (GB 32100-2015)");
  EXPECT_EQ(says(Form::hazardous_waste, "900-214-08"), "good");
  EXPECT_NE(says(Form::hazardous_waste, "90021408"), "good");
  EXPECT_EQ(says(Form::solid_waste, "900-001-S17"), "good");
  EXPECT_EQ(says(Form::radioactive_source, "NL15IR000271"), "good");
  EXPECT_NE(says(Form::radioactive_source, "NL15IR000277"), "good");
  EXPECT_EQ(says(Form::permit, "91110000600037341L001P"), "good");
  EXPECT_EQ(says(Form::mobile_phone, "13800138000"), "good");
  EXPECT_NE(says(Form::mobile_phone, "12800138000"), "good");
  EXPECT_EQ(says(Form::plate, "晋B12345"), "good");
  EXPECT_EQ(says(Form::plate, "晋BD12345"), "good");
  EXPECT_EQ(says(Form::plate, "晋B1234挂"), "good");
  EXPECT_NE(says(Form::plate, "B12345"), "good");
  EXPECT_NE(says(Form::plate, "晋B1234I"), "good");
  EXPECT_EQ(says(Form::division, "140215100"), "good");
  EXPECT_EQ(says(Form::outlet, "DA001"), "good");
  EXPECT_EQ(says(Form::manifest, "20261402000001"), "good");
}

RC_GTEST_PROP(Identifiers, any_single_wrong_character_of_a_credit_code_is_found, ()) {
  std::string text = "91110000600037341L";
  auto const at = *rc::gen::inRange<std::size_t>(0, text.size());
  auto const to = *rc::gen::elementOf(std::string("0123456789ABCDEFGHJKLMNPQRTUWXY"));
  RC_PRE(text[at] != to);
  text[at] = to;
  RC_ASSERT(!check_identifier(Form::uscc, text));
}

RC_GTEST_PROP(Identifiers, no_text_is_too_strange, (std::string const& text)) {
  for (int form = 0; form <= static_cast<int>(Form::manifest); ++form) {
    (void)check_identifier(static_cast<Form>(form), text);
  }
}

TEST(Values, are_read_strictly_and_written_back_the_same) {
  auto const loaded = load(head("  - { id: n, type: number, min: 0, max: 10, unit: t, title: { zh: 数, en: N } }\n"
                                "  - { id: d, type: decimal, digits: 2, title: { zh: 量, en: D } }\n  - { id: day, type: date, title: { zh: 日, en: Day } }\n"
                                "  - { id: at, type: time, title: { zh: 时, en: At } }\n  - { id: yes, type: yes_no, title: { zh: 是否, en: Yes } }\n"
                                "  - { id: kind, type: code, values: [{ code: a, zh: 甲, en: A }], title: { zh: 类, en: Kind } }\n"
                                "  - { id: kinds, type: codes, values: [{ code: a, zh: 甲, en: A }, { code: b, zh: 乙, en: B }], title: { zh: 类, en: Kinds } }\n"
                                "  - { id: pic, type: photo, count: 2, title: { zh: 照, en: Photo } }\n  - { id: town, type: grid_cell, title: { zh: 镇, en: Town } }\n"));
  ASSERT_TRUE(loaded.set) << base::to_string(loaded.problems.front());
  auto const& reg = *loaded.set->find("shop");
  auto const says = [&](std::string_view id, std::string_view text) {
    auto const& field = *reg.field(id);
    auto const value = read_value(*loaded.set, field, text);
    return value ? to_text(field, *value) : value.error().code + "@" + value.error().where;
  };
  EXPECT_EQ(says("n", "2.50"), "2.5");
  EXPECT_EQ(says("n", "11"), "invalid@n");
  EXPECT_EQ(says("n", "1e999"), "invalid@n");
  EXPECT_EQ(says("d", "2.5"), "2.50");
  EXPECT_EQ(says("d", "2.505"), "invalid@d");
  EXPECT_EQ(says("day", "2026-02-29"), "invalid@day");
  EXPECT_EQ(says("day", "2026-02-28"), "2026-02-28");
  EXPECT_EQ(says("at", "2026-02-28T08:00:00+08:00"), "2026-02-28T08:00:00+08:00");
  EXPECT_EQ(says("yes", "是"), "invalid@yes");
  EXPECT_EQ(says("kind", "c"), "invalid@kind");
  EXPECT_EQ(says("kinds", "b;a;b"), "b;a");
  EXPECT_EQ(says("town", "140215100"), "140215100");
  EXPECT_EQ(says("town", "140216"), "invalid@town");
  auto const file = std::string(64, 'a') + " image/png 120 现场 照片.png";
  EXPECT_EQ(says("pic", file), file);
  EXPECT_EQ(says("pic", "photo.png"), "invalid@pic");
  EXPECT_EQ(says("code", "a\x01"), "invalid@code");
  EXPECT_EQ(says("code", " "), "");
  EXPECT_EQ(shown(*loaded.set, *reg.field("kinds"), std::vector<std::string>{"a", "b"}), "甲、乙");
}

TEST(Values, are_blurred_for_the_public) {
  auto const seen = [](Value const& value) { return to_text(Field{}, blurred(Field{}, value)); };
  EXPECT_EQ(seen(std::string("示例甲厂")), "示例***");
  EXPECT_EQ(seen(std::string("甲")), "甲***");
  EXPECT_EQ(seen(8'762.5), "9000");
  EXPECT_EQ(seen(base::Decimal(12'345, 2)), "100");
  EXPECT_EQ(seen(base::day_of(2026, 3, 17)), "2026-03-01");
  EXPECT_EQ(seen(true), "");
}

TEST(Rules, are_asked_of_sound_values_only_and_computed_fields_follow) {
  auto const loaded = load(head("  - { id: a, type: decimal, digits: 0, title: { zh: 甲, en: A } }\n  - { id: b, type: decimal, digits: 0, title: { zh: 乙, en: B } }\n"
                                "  - { id: twice, type: decimal, digits: 2, title: { zh: 倍率, en: Twice }, value: \"rate * 2\" }\n"
                                "  - { id: rate, type: decimal, digits: 2, title: { zh: 率, en: Rate }, value: \"a / b * 100\" }\n"
                                "rules:\n  - { when: \"b IS NOT NULL\", must: \"a <= b\", field: a, message: { zh: 甲不大于乙, en: a at most b } }\n"));
  ASSERT_TRUE(loaded.set) << base::to_string(loaded.problems.front());
  auto const& reg = *loaded.set->find("shop");
  auto const whole = [](std::int64_t n) { return base::Decimal(n, 0); };
  Values values{{"code", std::string("x")}, {"a", whole(83)}, {"b", whole(135)}};
  compute(reg, values, nullptr, {});
  EXPECT_EQ(to_text(*reg.field("rate"), values["rate"]), "61.48");
  EXPECT_EQ(to_text(*reg.field("twice"), values["twice"]), "122.96") << "from what stands below it";
  EXPECT_TRUE(check(*loaded.set, reg, values, nullptr, {}).empty());
  values["a"] = whole(136);
  auto const problems = check(*loaded.set, reg, values, nullptr, {});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].where, "a");
  EXPECT_EQ(problems[0].detail, "甲不大于乙");
  values["b"] = whole(0);
  compute(reg, values, nullptr, {});
  EXPECT_TRUE(query::is_null(values["rate"])) << "a division by zero is no figure";
  values["a"] = std::string("many");
  EXPECT_EQ(check(*loaded.set, reg, values, nullptr, {}).front().code, "invalid");
}

}  // namespace
}  // namespace definitions
