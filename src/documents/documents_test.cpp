#include <gtest/gtest.h>
// gtest before rapidcheck
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "documents/sample_for_tests.hpp"

// fontconfig keeps its patterns until the end; cairo 1.16 never frees 768 bytes of each PDF.
extern "C" char const* __lsan_default_suppressions() { return "leak:libfontconfig\nleak:libcairo\nleak:libpango"; }   // NOLINT: the finder's name

namespace documents {
namespace {

using for_tests::sample;
using Writer = base::Result<std::string> (*)(Document const&);
constexpr std::array<std::pair<char const*, Writer>, 4> writers{{{"html", to_html}, {"xlsx", to_xlsx}, {"docx", to_docx}, {"pdf", to_pdf}}};

/// What a program says of a file; nothing where it is not installed.
std::optional<std::string> said_by(std::string const& program, std::string const& command) {
  if (std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) != 0) {
    return std::nullopt;
  }
  std::string all;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  std::array<char, 4096> piece{};
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    all.append(piece.data(), got);
  }
  pclose(pipe);
  return all;
}

struct Kept {
  explicit Kept(std::string const& bytes, std::string const& ending)
      : path(std::filesystem::temp_directory_path() / ("documents_test_" + std::to_string(getpid()) + "." + ending)) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~Kept() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
    ++n;
  }
  return n;
}
bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

TEST(Documents, the_same_model_gives_the_same_bytes) {
  for (auto const& [name, writer] : writers) {
    auto const once = writer(sample()), again = writer(sample());
    ASSERT_TRUE(once) << name;
    EXPECT_EQ(once.value(), again.value()) << name;
    auto other = sample();
    other.title += "（更正）";
    EXPECT_NE(once.value(), writer(other).value()) << name;
  }
}

TEST(Documents, a_screen_shows_everything_without_a_script) {
  auto const html = to_html(sample()).value();
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "http://") && !has(html, "http://www.w3.org/2000/svg"));
  EXPECT_EQ(count(html, "<svg"), 5U);
  EXPECT_TRUE(has(html, "表 1  逐日空气质量"));
  EXPECT_TRUE(has(html, "<b>4.53</b>"));
  EXPECT_TRUE(has(html, "rowspan=\"2\""));
  EXPECT_TRUE(has(html, "colspan=\"2\""));
  EXPECT_TRUE(has(html, "stroke-dasharray")) << "limits are dashed";
}

TEST(Documents, what_people_write_stays_text) {
  Document document{.title = "<script>alert(1)</script> & \"quoted\"", .made_on = base::day_of(2026, 1, 1)};
  document.blocks.emplace_back(Paragraph{.runs = {{.text = "a < b\x01\x7F ]]> =1+1"}}});
  Table table{.caption = "<i>", .rows = {{{{.text = "=HYPERLINK(\"x\")"}, {.text = "a & b"}}}}};
  document.blocks.emplace_back(table);
  auto const html = to_html(document).value();
  EXPECT_FALSE(has(html, "<script>"));
  EXPECT_TRUE(has(html, "a &lt; b ]]&gt; =1+1"));
  for (auto const& [name, writer] : writers) {
    EXPECT_TRUE(writer(document)) << name;
  }
}

TEST(Documents, words_are_found_again_in_the_pdf_and_every_page_has_its_number) {
  Kept const file(to_pdf(sample()).value(), "pdf");
  auto const text = said_by("pdftotext", "pdftotext -layout " + file.path.string() + " -");
  if (!text) {
    GTEST_SKIP() << "pdftotext is not installed (poppler-utils)";
  }
  for (auto const* word : {"云州区 2026 年 10 月环境空气质量月报", "综合指数为 4.53", "图 1 逐日 AQI", "表 1 逐日空气质量", "2026-10-31", "105.5", "μg/m³", "有效数据比例 96.8%"}) {
    EXPECT_TRUE(has(*text, word)) << word;
  }
  auto const pages = count(*text, "\f");
  EXPECT_GE(pages, 3U);
  for (std::size_t page = 1; page <= pages; ++page) {
    EXPECT_TRUE(has(*text, "第 " + std::to_string(page) + " 页，共 " + std::to_string(pages) + " 页")) << page;
  }
  auto const fonts = said_by("pdffonts", "pdffonts " + file.path.string()).value();
  EXPECT_TRUE(has(fonts, "CJK"));
}

TEST(Documents, a_table_of_many_pages_says_its_header_on_each) {
  Document document{.title = "长表", .made_on = base::day_of(2026, 1, 1)};
  document.blocks.emplace_back(for_tests::days_table(120));
  Kept const file(to_pdf(document).value(), "pdf");
  auto const text = said_by("pdftotext", "pdftotext -layout " + file.path.string() + " -");
  if (!text) {
    GTEST_SKIP() << "pdftotext is not installed (poppler-utils)";
  }
  EXPECT_GE(count(*text, "\f"), 3U);
  EXPECT_EQ(count(*text, "首要污染物"), count(*text, "\f"));
}

TEST(Documents, a_word_processor_finds_headings_tables_merged_cells_and_pictures) {
  Kept const file(to_docx(sample()).value(), "docx");
  auto const said = said_by("/usr/bin/python3", "/usr/bin/python3 -c \"import docx; d = docx.Document('" + file.path.string() +
                                                    "'); t = d.tables[-1]; print([p.style.name for p in d.paragraphs]); print(len(d.tables), len(d.inline_shapes)); "
                                                    "print([c.text for c in t.rows[0].cells]); print([c.text for c in t.rows[2].cells]); print(d.core_properties.title, "
                                                    "d.core_properties.created)\"");
  if (!said || said->empty()) {
    GTEST_SKIP() << "python3-docx is not installed";
  }
  EXPECT_TRUE(has(*said, "Heading 1"));
  EXPECT_TRUE(has(*said, "2 5\n")) << *said;
  EXPECT_TRUE(has(*said, "['日期', 'AQI', '级别', '浓度（μg/m³）', '浓度（μg/m³）', '首要污染物']")) << *said;
  EXPECT_TRUE(has(*said, "'2026-10-01', '77', '■ 良', '31', '91.5', 'O3'")) << *said;
  EXPECT_TRUE(has(*said, "月报 2026-11-02 00:00:00")) << *said;
}

TEST(Documents, a_workbook_has_numbers_as_numbers_a_sheet_a_table_and_native_charts) {
  Kept const file(to_xlsx(sample()).value(), "xlsx");
  auto const said = said_by("/usr/bin/python3", "/usr/bin/python3 -c \"import openpyxl; b = openpyxl.load_workbook('" + file.path.string() +
                                                    "'); print(b.sheetnames); s = b['逐日空气质量']; print([c.value for c in s[4]], s['E4'].number_format, s['C5'].fill.fgColor.rgb); "
                                                    "print(sorted(str(m) for m in s.merged_cells.ranges)); print([len(w._charts) for w in b])\"");
  if (!said || said->empty()) {
    GTEST_SKIP() << "python3-openpyxl is not installed";
  }
  EXPECT_TRUE(has(*said, "['报告', '图1 逐日 AQI', '图2 PM2.5 与 PM10 日均值'")) << *said;
  EXPECT_TRUE(has(*said, "['2026-10-01', 77, '良', 31, 91.5, 'O3'] 0.0")) << *said;
  EXPECT_TRUE(has(*said, "'A2:A3'")) << *said;
  EXPECT_TRUE(has(*said, "'D2:E2'")) << *said;
  EXPECT_TRUE(has(*said, "[0, 0, 1, 1, 1, 1, 0]")) << *said;
}

TEST(Documents, what_is_not_utf8_or_does_not_fit_is_refused_with_its_place) {
  auto document = sample();
  document.blocks[1] = Paragraph{.runs = {{.text = "\xFF"}}};
  for (auto const& [name, writer] : writers) {
    auto const made = writer(document);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, "bad_document");
    EXPECT_EQ(made.error().where, "block 2");
  }
  Table ragged{.rows = {{{{.text = "a"}, {.text = "b"}}}, {{{.text = "only one"}}}}};
  Table over{.rows = {{{{.text = "a", .rows = 3}, {.text = "b"}}}, {{{.text = "c"}}}}};
  Chart short_series{.labels = {"a", "b"}, .series = {{.name = "x", .values = {1}}}};
  Chart bad_calendar{.kind = Chart::Kind::calendar, .labels = {"Monday"}, .series = {{.name = "x", .values = {1}}}};
  for (auto const& block : {Block(ragged), Block(over), Block(short_series), Block(bad_calendar), Block(Heading{"x", 9}), Block(Paragraph{.runs = {{.text = "x", .colour = "red"}}})}) {
    auto const refused = check(Document{.title = "x", .blocks = {block}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "bad_document");
  }
}

TEST(Documents, huge_tables_are_refused_not_tried) {
  Table table{.rows = {}};
  for (std::size_t i = 0; i <= Bounds::cells / 10; ++i) {
    table.rows.push_back({.cells = std::vector<Cell>(10, Cell{.text = "x"})});
  }
  auto const refused = check(Document{.title = "x", .blocks = {table}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "too_large");
  Table wide{.rows = {{{{.text = "x", .columns = 1'000'000}}}}};
  EXPECT_EQ(check(Document{.title = "x", .blocks = {wide}}).error().code, "too_large");
}

TEST(Documents, a_table_too_large_for_a_pdf_is_told_to_be_a_workbook) {
  Table table{.caption = "大表", .rows = {}};
  for (std::size_t i = 0; i <= Bounds::pdf_cells / 50; ++i) {
    table.rows.push_back({.cells = std::vector<Cell>(50, Cell{.text = "x"})});
  }
  Document const document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {table}};
  auto const refused = to_pdf(document);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "too_large");
  EXPECT_TRUE(has(refused.error().mend, "xlsx"));
  EXPECT_TRUE(to_html(document));
}

TEST(Documents, a_row_higher_than_a_page_is_said) {
  std::string long_text;
  for (int i = 0; i < 1'200; ++i) {
    long_text += "长";
  }
  Table table{.caption = "高", .rows = {{{{.text = long_text}, {.text = "b"}}}}, .widths = {1, 60}};
  auto const made = to_pdf(Document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {table}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "too_large");
  EXPECT_TRUE(to_html(Document{.title = "x", .blocks = {table}}));
}

TEST(Documents, a_rare_letter_without_a_font_is_named_not_drawn_as_a_box) {
  Document document{.title = "缺字", .made_on = base::day_of(2026, 1, 1)};
  document.blocks.emplace_back(Paragraph{.runs = {{.text = "生僻字 \U000310F0 见附件"}}});   // of Extension G: in hardly any font
  Kept const file(to_pdf(document).value(), "pdf");
  auto const text = said_by("pdftotext", "pdftotext " + file.path.string() + " -");
  if (!text) {
    GTEST_SKIP() << "pdftotext is not installed (poppler-utils)";
  }
  EXPECT_TRUE(has(*text, "〓")) << *text;
  EXPECT_TRUE(has(*text, "U+310F0")) << *text;
}

TEST(Documents, titles_have_the_other_language_small_beside_them_in_every_format) {
  Document document{.title = "月报", .made_on = base::day_of(2026, 1, 1)};
  document.title_en = "Monthly report";
  document.blocks.emplace_back(Heading{"一、总体", 1, "Overview & more"});
  Table table{.caption = "逐日", .header = {{{{.text = "日期", .english = "Day"}, {.text = "浓度", .english = "Amount"}}}}, .rows = {{{{.text = "1"}, {.text = "2"}}}}};
  table.caption_en = "Day by day";
  document.blocks.emplace_back(table);
  Chart chart{.kind = Chart::Kind::bar, .caption = "各月", .labels = {"1月"}, .series = {{.name = "a", .values = {1}}}};
  chart.caption_en = "Months";
  document.blocks.emplace_back(chart);
  auto const html = to_html(document).value();
  EXPECT_TRUE(has(html, "<h2>一、总体<span class=\"en\" lang=\"en\">Overview &amp; more</span></h2>"));
  EXPECT_TRUE(has(html, "日期<span class=\"en\" lang=\"en\">Day</span></th>"));
  EXPECT_TRUE(has(html, "表 1  逐日<span class=\"en\" lang=\"en\">Day by day</span>"));
  Kept const pdf(to_pdf(document).value(), "pdf"), docx(to_docx(document).value(), "docx"), xlsx(to_xlsx(document).value(), "xlsx");
  auto const printed = said_by("pdftotext", "pdftotext -layout " + pdf.path.string() + " -");
  auto const word = said_by("/usr/bin/python3", "/usr/bin/python3 -c \"import docx; d = docx.Document('" + docx.path.string() +
                                                    "'); print([p.text for p in d.paragraphs], [c.text for c in d.tables[0].rows[0].cells])\"");
  auto const excel = said_by("/usr/bin/python3", "/usr/bin/python3 -c \"import openpyxl; b = openpyxl.load_workbook('" + xlsx.path.string() +
                                                     "'); print([c.value for w in b for r in w.iter_rows() for c in r if c.value])\"");
  for (auto const& text : {printed, word, excel}) {
    for (auto const* words : {"Monthly report", "Overview & more", "Day by day", "Day", "Amount", "Months"}) {
      EXPECT_TRUE(!text || text->empty() || has(*text, words)) << words << " in " << *text;
    }
  }
}

TEST(Documents, no_name_becomes_a_formula) {
  Chart chart{.kind = Chart::Kind::bar, .caption = "=1+1", .unit = "=2", .labels = {"=3"}, .series = {{.name = "=SUM(A1)", .values = {1}}, {.name = "b", .values = {2}}}};
  Kept const file(to_xlsx(Document{.title = "=4", .made_on = base::day_of(2026, 1, 1), .blocks = {chart}}).value(), "xlsx");
  auto const parts = said_by("unzip", "unzip -p " + file.path.string() + " 'xl/charts/*' 'xl/worksheets/*'");
  if (!parts) {
    GTEST_SKIP() << "unzip is not installed";
  }
  EXPECT_TRUE(has(*parts, "SUM(A1)")) << "the name is there";
  EXPECT_FALSE(has(*parts, "<c:f>SUM(A1)")) << "and is no formula";
  EXPECT_FALSE(has(*parts, "<c:f>1+1")) << "nor is the caption";
  EXPECT_FALSE(has(*parts, "<f>"));
}

TEST(Documents, a_workbook_keeps_the_sign_that_was_shown) {
  Table table{.caption = "变化", .rows = {{{{.text = "+3.2%", .number = 0.032}, {.text = "-0.18", .number = -0.18}}}}};
  Kept const file(to_xlsx(Document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {table}}).value(), "xlsx");
  auto const said = said_by("/usr/bin/python3", "/usr/bin/python3 -c \"import openpyxl; s = openpyxl.load_workbook('" + file.path.string() +
                                                    "')['变化']; print([(c.value, c.number_format) for c in s[2]])\"");
  if (!said || said->empty()) {
    GTEST_SKIP() << "python3-openpyxl is not installed";
  }
  EXPECT_TRUE(has(*said, "(0.032, '+0.0%;-0.0%;0.0%')")) << *said;
  EXPECT_TRUE(has(*said, "(-0.18, '0.00')")) << *said;
}

TEST(Documents, charts_that_no_page_bears_are_refused) {
  Chart pie{.kind = Chart::Kind::pie, .series = {{.name = "a"}}}, calendar{.kind = Chart::Kind::calendar, .series = {{.name = "a"}}};
  for (std::size_t i = 0; i <= Bounds::slices; ++i) {
    pie.labels.push_back(std::to_string(i));
    pie.series[0].values.emplace_back(1);
  }
  for (int month = 0; month <= static_cast<int>(Bounds::calendar_months); ++month) {
    calendar.labels.push_back(base::format(base::day_of(2020 + month / 12, month % 12 + 1, 1)));
    calendar.series[0].values.emplace_back(1);
  }
  for (auto const* chart : {&pie, &calendar}) {
    auto const refused = check(Document{.title = "x", .blocks = {*chart}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "too_large");
    EXPECT_EQ(refused.error().where, "block 1");
  }
  pie.labels.pop_back(), pie.series[0].values.pop_back();
  calendar.labels.pop_back(), calendar.series[0].values.pop_back();
  EXPECT_TRUE(to_pdf(Document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {pie, calendar}}));
}

TEST(Documents, a_letter_of_another_script_is_a_rare_letter_and_no_missing_font) {
  Document document{.title = "缺字", .made_on = base::day_of(2026, 1, 1)};
  document.blocks.emplace_back(Paragraph{.runs = {{.text = "站名 \u0378 甲"}}});   // no script has it
  auto const made = to_pdf(document);
  ASSERT_TRUE(made) << base::to_string(made.error());
}

TEST(Documents, charts_bear_nothing_one_value_equal_values_and_negative_ones) {
  for (auto const kind : {Chart::Kind::line, Chart::Kind::bar, Chart::Kind::stacked, Chart::Kind::pie}) {
    for (auto const& values : std::vector<std::vector<std::optional<double>>>{{}, {std::nullopt}, {0.0}, {5.0, 5.0}, {-3.0, 2.0}, {1e-9}, {1e12, 1.0}, {1e18, -1e18}}) {
      Chart chart{.kind = kind, .caption = "边界", .series = {{.name = "a", .values = values}}};
      chart.labels.assign(values.size(), "很长的断面名称很长的断面名称");
      Document const document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {chart}};
      auto const html = to_html(document);
      ASSERT_TRUE(html);
      EXPECT_FALSE(has(html.value(), "nan") || has(html.value(), "inf"));
      EXPECT_TRUE(to_xlsx(document));
    }
  }
  EXPECT_TRUE(to_html(Document{.title = "x", .blocks = {Chart{.kind = Chart::Kind::calendar, .series = {{.name = "a"}}}}}));
}

RC_GTEST_PROP(Documents, merged_cells_come_back_as_the_grid_they_were_cut_from, ()) {
  // A grid is cut into blocks; each block is one cell. Written as a screen, the spans add up to the grid again.
  int const columns = *rc::gen::inRange(1, 6), rows = *rc::gen::inRange(1, 6);
  std::vector<std::vector<int>> taken(static_cast<std::size_t>(rows), std::vector<int>(static_cast<std::size_t>(columns), 0));
  Table table;
  int area = 0;
  for (int r = 0; r < rows; ++r) {
    Row row;
    for (int c = 0; c < columns; ++c) {
      if (taken[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] != 0) {
        continue;
      }
      int wide = 1;
      int const wanted = *rc::gen::inRange(1, 3), tall = std::min(*rc::gen::inRange(1, 3), rows - r);
      while (wide < wanted && c + wide < columns && taken[static_cast<std::size_t>(r)][static_cast<std::size_t>(c + wide)] == 0) {
        ++wide;
      }
      for (int y = r; y < r + tall; ++y) {
        for (int x = c; x < c + wide; ++x) {
          taken[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = 1;
        }
      }
      row.cells.push_back({.text = *rc::gen::arbitrary<bool>() ? "12.5" : "文字", .columns = wide, .rows = tall});
      area += wide * tall;
    }
    table.rows.push_back(row);
  }
  RC_ASSERT(area == rows * columns);
  Document const document{.title = "x", .made_on = base::day_of(2026, 1, 1), .blocks = {table}};
  auto const html = to_html(document);
  RC_ASSERT(static_cast<bool>(html));
  RC_ASSERT(count(html.value(), "<tr>") == static_cast<std::size_t>(rows));
  RC_ASSERT(static_cast<bool>(to_docx(document)));
  RC_ASSERT(static_cast<bool>(to_xlsx(document)));
}

RC_GTEST_PROP(Documents, no_text_breaks_the_page, (std::string const& bytes)) {
  Document document{.title = bytes, .made_on = base::day_of(2026, 1, 1)};
  document.blocks.emplace_back(Table{.caption = bytes, .rows = {{{{.text = bytes}}}}});
  auto const html = to_html(document);
  RC_ASSERT(static_cast<bool>(html) == base::is_utf8(bytes));
  if (html) {
    RC_ASSERT(count(html.value(), "<td") == 1U);
    RC_ASSERT(static_cast<bool>(to_xlsx(document)));
    RC_ASSERT(static_cast<bool>(to_docx(document)));
  }
}

}  // namespace
}  // namespace documents
