#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "reports/inside.hpp"
#include "reports/world_for_tests.hpp"

// fontconfig keeps its patterns until the end; cairo 1.16 never frees 768 bytes of each PDF.
extern "C" char const* __lsan_default_suppressions() { return "leak:libfontconfig\nleak:libcairo\nleak:libpango"; }   // NOLINT: the finder's name

namespace reports {
namespace {

using for_tests::air_house, for_tests::Hand;
using testing::HasSubstr, testing::Not;

Time const now = base::from_beijing({2026, 11, 26, 9});
catalog::Catalog const no_catalogue;

std::string const head = R"(id: house
title: { zh: 自订, en: Own }
field: air
figure: air_period
spans: [month]
heading: "{object.name}{span.name}自订报告"
figures:
  days: { kind: air_day, each: day }
sections:
)";

base::Result<std::shared_ptr<Set const>> own(std::string const& sections, std::vector<base::Problem>* problems = nullptr) {
  return Set::load({{"reports/house.yaml", head + sections}}, problems);
}
std::shared_ptr<Set const> shipped() {
  std::vector<yaml::File> files;
  for (auto const& entry : std::filesystem::directory_iterator(std::string(BIYUN_SOURCE_DIR) + "/catalog/reports")) {
    files.push_back({"reports/" + entry.path().filename().string(), for_tests::read("catalog/reports/" + entry.path().filename().string())});
  }
  std::vector<base::Problem> problems;
  auto const set = Set::load(files, &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return set ? *set : nullptr;
}
base::Result<documents::Document> made(Set const& set, Hand const& hand, std::string report = "house", std::string object = "area/140215", std::string span = "2026-10") {
  return document_of(set, hand.source(), no_catalogue, {std::move(report), std::move(object), std::move(span), now});
}
/// The document as its words, for looking at.
std::string page(base::Result<documents::Document> const& document) { return document ? documents::to_html(*document).value() : base::to_string(document.error()); }
std::string page(std::string const& sections, Hand const& hand = air_house()) {
  std::vector<base::Problem> problems;
  auto const set = own(sections, &problems);
  return set ? page(made(**set, hand)) : base::to_string(problems.front());
}
template <typename T>
std::vector<T const*> blocks(documents::Document const& document) {
  std::vector<T const*> all;
  for (auto const& block : document.blocks) {
    if (auto const* one = std::get_if<T>(&block)) {
      all.push_back(one);
    }
  }
  return all;
}

TEST(Templates, what_is_shipped_is_in_order) {
  auto const set = shipped();
  ASSERT_TRUE(set);
  std::vector<std::string> ids;
  for (auto const& about : set->list()) {
    ids.push_back(about.id);
    EXPECT_FALSE(about.title.empty() || about.title_en.empty() || about.forms.empty());
  }
  EXPECT_THAT(ids, testing::ElementsAre("air_day", "air_month", "air_year", "noise", "outlet_month", "water_month", "water_source", "water_year"));
}

TEST(Templates, each_fault_has_its_line) {
  struct Fault { char const* sections; char const* code; char const* where; };
  for (auto const& [sections, code, where] : {
           Fault{"  - text: \"{month.value}\"\n", "unknown_path", "reports/house.yaml:10"},
           Fault{"  - text: \"{figure.valeu}\"\n", "unknown_path", "reports/house.yaml:10"},
           Fault{"  - text: 好\n  - text: \"{figure.value\"\n", "bad_expression", "reports/house.yaml:11"},
           Fault{"  - text: \"{figure.number|digts 2}\"\n", "bad_expression", "reports/house.yaml:10"},
           Fault{"  - text: \"{figure.number|digits x}\"\n", "bad_expression", "reports/house.yaml:10"},
           Fault{"  - text: 一\n    when: \"figure.number >\"\n", "bad_filter", "reports/house.yaml:11"},
           Fault{"  - text: 一\n    when: \"nothing.here = 1\"\n", "unknown_path", "reports/house.yaml:11"},
           Fault{"  - txet: 一\n", "unknown_key", "reports/house.yaml:10"},
           Fault{"  - text: 一\n    heading: 二\n", "bad_section", "reports/house.yaml:10"},
           Fault{"  - table: { rows: days, columns: [] }\n", "missing_columns", "reports/house.yaml:10"},
           Fault{"  - chart: { kind: round, rows: days, label: from, series: [{ name: a, value: number }] }\n", "unknown_word", "reports/house.yaml:10"},
           Fault{"  - chart: { rows: days, label: from, series: [{ name: a, value: number, colour: red }] }\n", "bad_colour", "reports/house.yaml:10"},
           Fault{"  - heading: 一\n    level: 4\n", "bad_number", "reports/house.yaml:11"},
           Fault{"  - heading: { zh: 一, cn: 二 }\n", "unknown_key", "reports/house.yaml:10"},
           Fault{"  - heading: { en: One }\n", "missing_zh", "reports/house.yaml:10"},
           Fault{"  - table: { rows: days, most: 0, columns: [{ value: number }] }\n", "bad_number", "reports/house.yaml:10"},
           Fault{"  - table:\n      rows: days\n      columns:\n        - { value: top.figuer.value }\n", "unknown_path", "reports/house.yaml:13"},
           Fault{"  - table: { rows: days, columns: [{ value: top.figure.valeu }] }\n", "unknown_path", "reports/house.yaml:10"},
           Fault{"  - compare: { a: figure, b: figure, title_a: 甲, title_b: 乙, lines: [] }\n", "missing_lines", "reports/house.yaml:10"},
           Fault{"  - chart: { rows: days, label: from, digits: 12, series: [{ name: a, value: number }] }\n", "bad_number", "reports/house.yaml:10"},
           Fault{"  []\n", "missing_sections", "reports/house.yaml:1"},
       }) {
    std::vector<base::Problem> problems;
    EXPECT_FALSE(own(sections, &problems)) << sections;
    ASSERT_FALSE(problems.empty()) << sections;
    EXPECT_EQ(problems[0].code, code) << base::to_string(problems[0]);
    EXPECT_EQ(problems[0].where, where) << base::to_string(problems[0]);
  }
}

bool has_chinese(Text const& text) {
  return std::any_of(text.begin(), text.end(), [](Piece const& piece) {
    return std::any_of(piece.text.begin(), piece.text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
  });
}

TEST(Templates, what_is_shipped_has_english_beside_every_title_and_column) {
  auto const set = shipped();
  ASSERT_TRUE(set);
  std::vector<std::string> lacking;
  auto const need = [&](std::string const& place, Title const& title) {
    if (title.en.empty() && has_chinese(title.zh)) {
      lacking.push_back(place);
    }
  };
  for (auto const& [id, made] : set->inside().templates) {
    need(id, made.title);
    EXPECT_TRUE(std::none_of(made.meta.begin(), made.meta.end(), [](MetaPart const& one) { return one.name_en.empty(); })) << id;
    for (auto const& part : made.parts) {
      if (auto const* heading = std::get_if<HeadingPart>(&part.what)) {
        need(part.place, heading->text);
      } else if (auto const* table = std::get_if<TablePart>(&part.what)) {
        need(part.place, table->caption);
        for (auto const& column : table->columns) {
          need(part.place + " column", column.title);
        }
        for (auto const& group : table->groups) {
          EXPECT_EQ(group.zh.empty(), group.en.empty()) << part.place << " " << group.zh;
        }
      } else if (auto const* compare = std::get_if<ComparePart>(&part.what)) {
        need(part.place, compare->caption), need(part.place, compare->title_a), need(part.place, compare->title_b);
        for (auto const& line : compare->lines) {
          need(part.place + " line", line.title);
        }
      } else if (auto const* chart = std::get_if<ChartPart>(&part.what)) {
        need(part.place, chart->caption);
      }
    }
  }
  EXPECT_THAT(lacking, testing::IsEmpty());
}

TEST(Templates, the_later_file_of_an_id_wins) {
  auto const set = Set::load({{"reports/house.yaml", head + "  - text: 原来的\n"}, {"reports/house.yaml", head + "  - text: 本局的\n"}});
  ASSERT_TRUE(set);
  EXPECT_EQ((*set)->list().size(), 1U);
  EXPECT_THAT(page(made(**set, air_house())), HasSubstr("本局的"));
}

TEST(Reports, a_month_of_air_is_told_with_its_numbers) {
  auto const hand = air_house();
  auto const document = made(*shipped(), hand, "air_month");
  ASSERT_TRUE(document) << base::to_string(document.error());
  EXPECT_EQ(document->title, "云州区2026年10月环境空气质量月报");
  EXPECT_EQ(document->made_on, base::day_of(2026, 11, 26));
  auto const html = page(document);
  EXPECT_THAT(html, HasSubstr("综合指数为 <b>4.37</b>"));
  EXPECT_THAT(html, HasSubstr("首要污染物天数：O3 12 天、PM10 6 天"));
  EXPECT_THAT(html, HasSubstr("虚构数据 invented")) << "what is invented says so";
  auto const tables = blocks<documents::Table>(*document);
  ASSERT_EQ(tables.size(), 4U);
  EXPECT_EQ(tables[0]->rows[3].cells[4].text, "-0.18");
  EXPECT_EQ(tables[0]->rows[3].cells[5].text, "-4.0%");
  EXPECT_EQ(tables[3]->rows.size(), 31U);
  auto const charts = blocks<documents::Chart>(*document);
  ASSERT_GE(charts.size(), 4U);
  EXPECT_EQ(charts[0]->labels.size(), 31U);
  EXPECT_THAT(hand.asked, testing::Contains("air_period/area/140215/2025-10"));
}

TEST(Reports, every_table_says_its_edition_and_its_share_of_valid_data) {
  auto const hand = air_house();
  for (auto const* report : {"air_month", "air_day"}) {
    auto const document = made(*shipped(), hand, report, "area/140215", std::string(report) == "air_day" ? "2026-10-05" : "2026-10");
    ASSERT_TRUE(document) << base::to_string(document.error());
    for (auto const* table : blocks<documents::Table>(*document)) {
      EXPECT_THAT(table->notes, testing::Contains(testing::AllOf(HasSubstr("依据 HJ6"), HasSubstr("有效数据比例 96.8%")))) << table->caption;
    }
    for (auto const* chart : blocks<documents::Chart>(*document)) {
      EXPECT_THAT(chart->notes, testing::Contains(HasSubstr("有效数据比例"))) << chart->caption;
    }
  }
}

TEST(Reports, a_table_says_every_edition_that_its_figures_rest_on_and_a_share_once) {
  std::vector<catalog::File> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(std::string(BIYUN_SOURCE_DIR) + "/catalog")) {
    if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
      auto path = entry.path().lexically_relative(std::string(BIYUN_SOURCE_DIR) + "/catalog").string();
      auto text = for_tests::read("catalog/" + path);
      files.push_back({std::move(path), std::move(text)});
    }
  }
  auto const catalogue = catalog::Catalog::load(files);
  ASSERT_TRUE(catalogue) << base::to_string(catalogue.error());
  Hand hand = air_house();
  hand.figure = [](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    auto made = for_tests::air_day(object, span);
    made.kind = kind, made.edition = "HJ633-2012", made.clause = "表1";
    made.detail.replace(0, 1, R"({"edition_evaluation": "HJ663-2013", )");
    made.valid_share = span.from.number % 2 == 0 ? 0.98901 : 0.98904;
    made.why = R"({"title":"x","basis":[{"standard":"HJ 633-2012","clause":"表1","edition":"HJ633-2012"}],"from":[{"title":"y","basis":[{"standard":"GB 3095-2012","clause":"表1","edition":"GB3095-2012"}]}]})";
    return made;
  };
  auto const set = own("  - table: { rows: days, columns: [{ title: 日, value: from }, { title: AQI, value: number }] }\n");
  ASSERT_TRUE(set);
  auto const document = document_of(**set, hand.source(), **catalogue, {"house", "area/140215", "2026-10", now});
  ASSERT_TRUE(document) << base::to_string(document.error());
  EXPECT_THAT(blocks<documents::Table>(*document).at(0)->notes, testing::Contains(HasSubstr("依据 HJ 633-2012 表1，另据 GB 3095-2012、HJ 663-2013；有效数据比例 98.9%（")));
}

TEST(Reports, what_is_missing_is_a_dash_with_its_reason) {
  auto const html = page("  - table: { caption: 逐日, rows: days, columns: [{ title: 日, value: span.short }, { title: AQI, value: number }] }\n"
                         "  - text: \"十月{figure.detail.without_events?.good_days}天\"\n");
  EXPECT_THAT(html, HasSubstr("“—” 27：有效小时不足：PM2.5 为 17 小时，应不少于 20 小时"));
  EXPECT_THAT(html, HasSubstr("十月—<sup>1</sup>天"));
  EXPECT_THAT(html, HasSubstr("1  “—”：无数据"));
}

TEST(Reports, a_member_that_was_refused_has_its_own_reason_in_one_language) {
  Hand hand = air_house();
  hand.figure = [](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    auto made = for_tests::figure(kind, object, span);
    made.detail = R"({"values": {"PM2.5": 21, "PM10": null}, "refused": {"PM10": "7 个点位中 4 个有效 / 4 of 7 points are valid"}})";
    return made;
  };
  auto const html = page("  - table:\n      rows: figure.detail.values\n      columns:\n        - { title: 项, value: key }\n        - { title: 浓度, value: it }\n"
                         "        - { title: 又, value: top.figure.detail.values.$key }\n        - { title: 说明, value: \"top.figure.detail.refused.$key?|or ''\" }\n", hand);
  EXPECT_THAT(html, HasSubstr("PM10 又：7 个点位中 4 个有效"));
  EXPECT_THAT(html, Not(HasSubstr("4 of 7 points")));
}

TEST(Reports, the_weakest_origin_of_what_is_printed_stands_at_its_head) {
  auto hand = air_house();
  for (auto& [kind, object] : hand.objects) {
    object.origin = "published";
  }
  EXPECT_THAT(page(made(*shipped(), hand, "air_month")), HasSubstr("公开资料 published"));
  auto const before = hand.figure;
  hand.figure = [before](std::string const& kind, std::string const& object, for_tests::Span const& span) {
    auto figure = before(kind, object, span);
    if (figure && kind == "air_day") {
      figure->detail.insert(1, R"("data_origin": "simulated", )");
    }
    return figure;
  };
  EXPECT_THAT(page(made(*shipped(), hand, "air_month")), HasSubstr("模拟数据 simulated")) << "days of its calendar are simulated";
}

TEST(Reports, an_object_without_data_is_a_report_of_reasons) {
  auto const document = made(*shipped(), air_house(), "air_month", "point/3");
  ASSERT_TRUE(document) << base::to_string(document.error());
  EXPECT_THAT(page(document), HasSubstr("没有该项数据"));
  for (auto const* table : blocks<documents::Table>(*document)) {
    for (auto const& row : table->rows) {
      for (auto const& cell : row.cells) {
        EXPECT_NE(cell.text, "0") << "a gap is never zero";
      }
    }
  }
}

TEST(Reports, a_path_that_does_not_exist_is_refused_with_its_line) {
  EXPECT_THAT(page("  - text: \"{figure.detail.no_such}\"\n"), testing::AllOf(HasSubstr("reports/house.yaml:10"), HasSubstr("no_such")));
  EXPECT_THAT(page("  - table: { rows: days, columns: [{ title: 甲, value: nummer }] }\n"), HasSubstr("nummer"));
  EXPECT_THAT(page("  - table: { rows: figure.detail.statistic, columns: [{ title: 甲, value: it }] }\n"), HasSubstr("statistic"));
  EXPECT_THAT(page("  - table: { rows: figure.value, columns: [{ title: 甲, value: it }] }\n"), HasSubstr("single value"));
  EXPECT_THAT(page("  - text: \"{figure.detail.by_level}\"\n"), HasSubstr("is a list"));
  EXPECT_THAT(page("  - text: 好\n    when: \"figure.detail.no_such > 1\"\n"), HasSubstr("no_such"));
  EXPECT_THAT(page("  - text: \"无{figure.detail.no_such?|or ''}碍\"\n"), HasSubstr("无碍"));
}

TEST(Reports, filters_round_once_and_say_what_lists_hold) {
  Hand hand = air_house();
  hand.figure = [](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    auto made = for_tests::figure(kind, object, span);
    made.number = 0.345;
    made.detail = R"({"share": 0.8385, "up": 2.5, "down": -2.5, "list": [{"name": "氟化物"}, {"name": "总氮"}], "yes": true, "none": [], "words": ["甲", "乙"], "nil": null, "day": "2026-10-05", "text": "1.533000000",
                      "map": {"a": 1, "b": 0, "PM2.5": 3}, "trend": "down", "at": "2026-11-03T08:00:00+08:00"})";
    return made;
  };
  EXPECT_THAT(page("  - text: \"E{figure.detail.text|most 4}E{figure.detail.share|most 3}E{figure.detail.map.a|most 2}E{figure.detail.at|time}E{figure.detail.trend|most 2}E\"\n", hand),
              HasSubstr("E1.533E0.838E1E2026-11-03 08:00EdownE"));
  auto const html = page("  - text: \"A{figure.number|digits 2}A{figure.detail.share|percent 1}A{figure.detail.up|signed}A{figure.detail.down|abs|digits 0}A{figure.detail.up|digits 0}A\"\n"
                         "  - text: \"B{figure.detail.list|join 、 name}B{figure.detail.list|count}B{figure.detail.yes|yes 是的 不是}B{figure.detail.none}B{figure.detail.words}B\"\n"
                         "  - text: \"C{figure.detail.nil|or 无}C{figure.detail.day|date}C{figure.detail.map|pairs 天}C{figure.detail.map.'PM2.5'|unit μg}C{figure.detail.trend|as down 下降}C{figure.detail.text|digits 2}C\"\n"
                         "  - text: \"D{figure.detail.list.1.name}D{figure.detail.list[name=总氮].name}D{{括号}}D**粗**D\"\n", hand);
  EXPECT_THAT(html, HasSubstr("A0.34A83.8%A+2.5A2A2A")) << "half to even, from the shortest decimal";
  EXPECT_THAT(html, HasSubstr("B氟化物、总氮B2B是的B—B甲、乙B"));
  EXPECT_THAT(html, HasSubstr("C无C2026年10月5日Ca 1天、PM2.5 3天C3μgC下降C1.53C"));
  EXPECT_THAT(html, HasSubstr("D总氮D总氮D{括号}D<b>粗</b>D"));
}

TEST(Reports, titles_are_printed_with_english_beside_where_it_is_given) {
  auto const set = own("  - heading: { zh: 一、总体, en: \"Overview of {object.name_en}\" }\n"
                       "  - table:\n      caption: { zh: 逐日, en: Day by day }\n      rows: days\n      columns:\n"
                       "        - { title: { zh: 日, en: Day }, value: from }\n"
                       "        - { title: { zh: 指数, en: Index }, value: number, group: { zh: 浓度, en: Amount } }\n"
                       "        - { title: AQI, value: value, group: { zh: 浓度, en: Amount } }\n");
  ASSERT_TRUE(set);
  auto const document = made(**set, air_house());
  ASSERT_TRUE(document) << base::to_string(document.error());
  EXPECT_EQ(blocks<documents::Heading>(*document).at(0)->english, "Overview of Yunzhou");
  auto const& table = *blocks<documents::Table>(*document).at(0);
  EXPECT_EQ(table.caption_en, "Day by day");
  ASSERT_EQ(table.header.size(), 2U);
  EXPECT_EQ(table.header[0].cells[0].english, "Day");
  EXPECT_EQ(table.header[0].cells[1].english, "Amount");
  EXPECT_EQ(table.header[0].cells[1].columns, 2);
  EXPECT_EQ(table.header[1].cells[0].english, "Index");
  EXPECT_EQ(table.header[1].cells[1].english, "");
}

TEST(Reports, what_cannot_be_written_is_refused_with_its_line) {
  auto const refusal = [](std::string const& sections) {
    auto const set = own(sections);
    EXPECT_TRUE(set) << sections;
    auto const document = made(**set, air_house());
    return document ? std::string("made") : document.error().code + " " + document.error().where;
  };
  EXPECT_EQ(refusal("  - table:\n      rows: days\n      columns:\n        - { title: 级别, value: grade, mark: grade }\n"), "bad_value reports/house.yaml:13");
  EXPECT_EQ(refusal("  - text: 好\n  - chart: { kind: bar, rows: days, label: from, colour: grade, series: [{ name: a, value: number }] }\n"),
            "bad_value reports/house.yaml:11");
  EXPECT_EQ(refusal("  - chart: { kind: calendar, rows: days, label: span.short, series: [{ name: a, value: number }] }\n"), "bad_value reports/house.yaml:10");
  EXPECT_EQ(refusal("  - text: 好\n  - chart: { kind: pie, rows: days, label: from, series: [{ name: a, value: number }] }\n"), "too_large reports/house.yaml:11")
      << "31 slices";
}

TEST(Reports, of_an_object_without_an_area_nothing_lies_inside) {
  auto hand = air_house();
  hand.objects.emplace_back("air_period", evaluate::Object{.ref = "point/77", .name = "无区划站"});
  auto const document = made(*shipped(), hand, "air_month", "point/77");
  ASSERT_TRUE(document) << base::to_string(document.error());
  EXPECT_THAT(page(document), testing::AllOf(HasSubstr("本区域内没有其他评价点位"), Not(HasSubstr("西坪站"))));
}

TEST(Reports, totals_are_sums_of_the_decimals_that_are_shown) {
  Hand hand = air_house();
  hand.figure = [](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    auto made = for_tests::figure(kind, object, span);
    made.detail = R"({"list": [{"a": 0.1, "share": 0.125, "n": 1}, {"a": 0.2, "share": 0.135, "n": 2}, {"a": null, "share": null, "n": 3}], "bare": [1, null]})";
    return made;
  };
  auto const set = own("  - table:\n      rows: figure.detail.list\n      columns:\n        - { title: 序, value: n, total: 合计 }\n        - { title: 甲, value: a, total: mean }\n"
                       "        - { title: 乙, value: share|percent 1, total: mean }\n        - { title: 丙, value: a, total: sum }\n"
                       "  - table: { caption: 空项, rows: figure.detail.bare, columns: [{ title: 序, value: row }, { title: 值, value: it }] }\n");
  ASSERT_TRUE(set);
  auto const document = made(**set, hand);
  ASSERT_TRUE(document) << base::to_string(document.error());
  auto const& total = blocks<documents::Table>(*document).at(0)->rows.back().cells;
  EXPECT_EQ(total[1].text, "0.2") << "0.15 to even";
  EXPECT_EQ(total[2].text, "13.0%");
  EXPECT_EQ(total[3].text, "0.3");
  auto const& bare = *blocks<documents::Table>(*document).at(1);
  EXPECT_EQ(bare.rows[1].cells[1].text, "—");
  EXPECT_THAT(bare.notes, testing::Contains(HasSubstr("无数据"))) << "a dash has its reason";
}

TEST(Reports, a_table_says_how_many_evaluations_are_not_in_its_share_of_valid_data) {
  auto const document = made(*shipped(), air_house(), "air_month");
  ASSERT_TRUE(document);
  auto const& days = *blocks<documents::Table>(*document).at(3);
  auto const missing = std::count_if(days.rows.begin(), days.rows.end(), [](auto const& row) { return row.cells[1].text == "—"; });
  ASSERT_GT(missing, 0);
  EXPECT_THAT(days.notes, testing::Contains(HasSubstr("另有 " + std::to_string(missing) + " 个没有数据或不能评价")));
}

TEST(Reports, conditions_choose_what_is_told) {
  auto const html = page("  - text: 甲\n    when: \"figure.detail.heavy_days = 0\"\n  - text: 乙\n    when: \"figure.detail.heavy_days > 0\"\n"
                         "  - text: 丙\n    when: \"figure.detail.events > 0\"\n  - text: 丁\n    when: \"figure.result = 'ok' AND span.month = 10\"\n");
  EXPECT_THAT(html, testing::AllOf(HasSubstr("甲"), Not(HasSubstr("乙")), Not(HasSubstr("丙")), HasSubstr("丁")));
}

TEST(Reports, tables_sort_cut_and_add_up) {
  auto const set = own("  - table:\n      rows: figure.detail.statistics\n      sort: -days\n      most: 4\n      group: attained|yes 达标 超标\n      columns:\n"
                       "        - { title: 序, value: row }\n        - { title: 项目, value: pollutant, total: 合计 }\n        - { title: 天数, value: days, total: sum }\n"
                       "        - { title: 均值, value: mean_text, total: mean, group: 浓度 }\n        - { title: 限值, value: limit_mean, group: 浓度 }\n");
  ASSERT_TRUE(set);
  auto const document = made(**set, air_house());
  ASSERT_TRUE(document) << base::to_string(document.error());
  auto const& table = *blocks<documents::Table>(*document).at(0);
  ASSERT_EQ(table.header.size(), 2U);
  EXPECT_EQ(table.header[0].cells.back().columns, 2);
  EXPECT_EQ(table.rows.back().cells[1].text, "合计");
  EXPECT_EQ(table.rows.back().cells[2].text, "120");
  EXPECT_THAT(table.rows[3].cells[1].text, HasSubstr("小计"));
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("共 6 行，列出前 4 行")));
  EXPECT_TRUE(documents::check(*document));
}

TEST(Reports, days_that_have_not_come_are_no_gaps) {
  auto const set = own("  - table: { rows: days, columns: [{ title: 日, value: from }] }\n");
  auto const document = made(**set, air_house(), "house", "area/140215", "2026-11");
  ASSERT_TRUE(document);
  EXPECT_EQ(blocks<documents::Table>(*document).at(0)->rows.size(), 26U);
}

TEST(Reports, what_may_not_be_seen_is_not_there) {
  auto hand = air_house();
  auto const set = shipped();
  EXPECT_EQ(made(*set, hand, "no_report").error().code, "not_found");
  EXPECT_EQ(made(*set, hand, "air_month", "point/99").error().code, "not_found");
  EXPECT_EQ(made(*set, hand, "air_month", "area/140215", "2026").error().code, "bad_span");
  EXPECT_EQ(made(*set, hand, "air_month", "area/140215", "October").error().code, "bad_span");
  std::erase_if(hand.objects, [](auto const& one) { return one.second.ref == "point/1"; });
  EXPECT_EQ(made(*set, hand, "air_month", "point/1").error().code, "not_found");
  EXPECT_THAT(page(made(*set, hand, "air_month")), Not(HasSubstr("西坪站")));
}

TEST(Reports, too_many_figures_are_refused_not_tried) {
  auto hand = air_house();
  for (std::size_t i = 0; i < figures_max; ++i) {
    hand.objects.emplace_back("air_period", evaluate::Object{.ref = "point/" + std::to_string(1000 + i), .name = "站", .area = "140215"});
  }
  auto const document = made(*shipped(), hand, "air_month");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, "too_large");
}

TEST(Reports, every_format_is_written_and_the_same_again) {
  auto const document = made(*shipped(), air_house(), "air_month");
  ASSERT_TRUE(document);
  for (auto const format : {Format::html, Format::xlsx, Format::docx, Format::pdf}) {
    auto const once = write(*document, format), again = write(*document, format);
    ASSERT_TRUE(once) << name_of(format);
    EXPECT_EQ(*once, *again);
    EXPECT_EQ(parse_format(name_of(format)), format);
  }
  EXPECT_FALSE(parse_format("doc"));
}

TEST(Reports, what_cannot_be_judged_is_not_compared_though_some_days_were_counted) {
  Hand hand = air_house();
  auto const inner = hand.figure;
  hand.figure = [inner](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    auto made = inner(kind, object, span);
    if (made && span.text == "2026-10" && kind == "air_period") {
      made->result = "cannot_judge", made->valid_share = 0.067;
      made->detail.replace(0, 1, R"({"reason": "有效天数不足", )");
    }
    return made;
  };
  auto const document = made(*shipped(), hand, "air_month");
  ASSERT_TRUE(document) << base::to_string(document.error());
  auto const& table = *blocks<documents::Table>(*document).at(0);
  for (auto const& row : table.rows) {
    EXPECT_EQ(row.cells[2].text, "—") << row.cells[0].text;
    EXPECT_NE(row.cells[3].text, "—") << row.cells[0].text;
    EXPECT_EQ(row.cells[4].text, "—") << row.cells[0].text;
  }
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("有效天数不足")));
  EXPECT_THAT(blocks<documents::Table>(*document).at(1)->notes, testing::Contains(HasSubstr("依据 HJ663-2026 6.2；有效数据比例 6.7%：不能评价")));
}

TEST(Reports, comparisons_colour_what_is_better_and_leave_out_what_cannot_be_compared) {
  Hand hand = air_house();
  auto const inner = hand.figure;
  hand.figure = [inner](std::string const& kind, std::string const& object, for_tests::Span const& span) -> base::Result<figures::Figure> {
    return span.text == "2025-10" ? base::Result<figures::Figure>(base::Problem("not_found", "no data")) : inner(kind, object, span);
  };
  auto const document = made(*shipped(), hand, "air_month");
  ASSERT_TRUE(document) << base::to_string(document.error());
  auto const& table = *blocks<documents::Table>(*document).at(0);
  for (auto const& row : table.rows) {
    EXPECT_EQ(row.cells[3].text, "—");
    EXPECT_EQ(row.cells[4].text, "—");
  }
  EXPECT_THAT(table.notes, testing::Contains(HasSubstr("没有该项数据")));
}

}  // namespace
}  // namespace reports
