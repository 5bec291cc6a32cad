#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "workbook/workbook_for_tests.hpp"

// libxlsxwriter 1.1.4 never frees the range of a drop-down list: some twenty bytes of each template.
extern "C" char const* __lsan_default_suppressions() { return "leak:lxw_strdup"; }   // NOLINT: the finder's name

namespace {

using namespace workbook_tests;
using workbook::Cell, workbook::Column, workbook::Style, workbook::Writer;
using testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

std::vector<Column> ledger_columns() {
  return {{.title = "危废代码", .format = Column::Format::code, .required = true},
          {.title = "产生量", .group = "数量", .unit = "吨", .format = Column::Format::number},
          {.title = "贮存量", .group = "数量", .unit = "吨", .format = Column::Format::number, .digits = 2},
          {.title = "转移日期", .format = Column::Format::date},
          {.title = "登记时间", .format = Column::Format::time},
          {.title = "备注"}};
}

std::string written(Style const& style, std::vector<Column> const& columns, Rows const& rows, std::vector<std::string> const& notes = {}) {
  Folder const folder;
  Writer writer(folder.file("out.xlsx"), style, columns);
  for (auto const& row : rows) {
    writer.row(row);
  }
  writer.notes(notes);
  writer.close();
  return bytes_of(folder.file("out.xlsx"));
}

std::string part_of(std::string const& bytes, std::string const& part) {
  workbook::Limits const limits;
  return workbook::Archive::open(bytes, limits).value().whole(part).value();
}

TEST(Writer, a_ledger_comes_out_as_the_bureau_prints_it) {
  auto const bytes = written({.sheet = "危废台账", .title = "危险废物管理台账", .subtitle = "单位：吨"}, ledger_columns(),
                             {{"900-214-08", "12.50", "1.5", "2026-03-01", "2026-03-01 08:30", "废矿物油"}, {"001", "", "", "", "", ""}});
  auto const book = workbook::read(bytes);
  ASSERT_TRUE(bool(book)) << base::to_string(book.error());
  auto const& sheet = book->sheets[0];
  EXPECT_EQ(sheet.name, "危废台账");
  EXPECT_EQ(shown(sheet), "危险废物管理台账|\n单位：吨|\n*危废代码|数量||转移日期|登记时间|备注|\n|产生量（吨）|贮存量（吨）|\n"
                          "900-214-08|12.50|1.50|2026-03-01|2026-03-01 08:30:00|废矿物油|\n001|\n制表人：                    审核人：|\n");
  std::vector<std::string> merged;
  for (auto const& area : sheet.merged) {
    merged.push_back(workbook::cell_name(area.row, area.column) + ":" + workbook::cell_name(area.row + area.rows - 1, area.column + area.columns - 1));
  }
  EXPECT_THAT(merged, testing::ElementsAre("A1:F1", "A2:F2", "A3:A4", "B3:C3", "D3:D4", "E3:E4", "F3:F4", "A7:F7"));
  EXPECT_EQ(sheet.rows[4][1].kind, Cell::Kind::number);
  EXPECT_TRUE(sheet.rows[4][3].is_date);
  auto const xml = part_of(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, HasSubstr("ySplit=\"4\""));
  EXPECT_THAT(xml, HasSubstr("<autoFilter ref=\"A4:F6\"/>"));
  EXPECT_THAT(xml, HasSubstr("paperSize=\"9\""));
  EXPECT_THAT(xml, HasSubstr("orientation=\"landscape\""));
  EXPECT_THAT(xml, HasSubstr("第 &amp;P 页，共 &amp;N 页"));
  auto const names = part_of(bytes, "xl/workbook.xml");
  EXPECT_THAT(names, HasSubstr("$A$1:$F$7"));
  EXPECT_THAT(names, HasSubstr("$3:$4"));
}

TEST(Writer, nothing_is_ever_a_formula) {
  auto const bytes = written({.sheet = "表"}, {{.title = "甲"}, {.title = "乙", .format = Column::Format::number}, {.title = "丙", .format = Column::Format::date}},
                             {{"=HYPERLINK(\"http://x\")", "=1+1", "@SUM(A1)"}, {"+1", "-2", "\t=1"}});
  EXPECT_THAT(part_of(bytes, "xl/worksheets/sheet1.xml"), testing::Not(HasSubstr("<f>")));
  EXPECT_THAT(read_shown(bytes), HasSubstr("=HYPERLINK(\"http://x\")|=1+1|@SUM(A1)|\n+1|-2|\t=1|\n"));
}

TEST(Writer, what_a_number_or_date_cell_would_lose_is_text) {
  auto const bytes = written({.sheet = "表", .prepared_by = "", .reviewed_by = ""}, {{.title = "号", .format = Column::Format::number}, {.title = "日", .format = Column::Format::date}},
                             {{"140524199001011234", "1899-12-31"}, {"<0.01", "2021年6月底"}, {"0.0000001", "9999-12-31"}, {"-0.50", "1900-03-01"}});
  auto const book = workbook::read(bytes);
  ASSERT_TRUE(bool(book));
  EXPECT_EQ(shown(book->sheets[0]), "号|日|\n140524199001011234|1899-12-31|\n<0.01|2021年6月底|\n0.0000001|9999-12-31|\n-0.50|1900-03-01|\n");
  EXPECT_EQ(book->sheets[0].rows[1][0].kind, Cell::Kind::text);
  EXPECT_EQ(book->sheets[0].rows[1][1].kind, Cell::Kind::text);
  EXPECT_EQ(book->sheets[0].rows[3][0].kind, Cell::Kind::number);
}

TEST(Writer, texts_that_no_cell_can_hold_are_cut_and_cleaned) {
  std::string const long_text = std::string(32'766, 'a') + "污染物";
  auto const bytes = written({.sheet = "a/b:c'*[]", .prepared_by = "", .reviewed_by = ""}, {{.title = "文"}}, {{long_text}, {std::string("nul\0bell\a_x0041_", 16)}, {"not \xFF UTF-8"}});
  auto const book = workbook::read(bytes);
  ASSERT_TRUE(bool(book)) << base::to_string(book.error());
  EXPECT_EQ(book->sheets[0].name, "a b c");
  EXPECT_EQ(book->sheets[0].rows[1][0].text, std::string(32'766, 'a') + "…");
  EXPECT_EQ(book->sheets[0].rows[2][0].text, "nulbell_x0041_");
  EXPECT_EQ(book->sheets[0].rows[3][0].text, "not \\xff UTF-8");
}

TEST(Writer, a_template_has_lists_notes_and_rows_to_fill_in) {
  std::vector<std::string> industries;
  for (int i = 0; i < 60; ++i) {
    industries.push_back("行业门类第" + std::to_string(i) + "项");
  }
  auto const bytes = written({.sheet = "填报", .blank_rows = 5},
                             {{.title = "代码", .format = Column::Format::code, .help = std::string(400, 'h'), .required = true},
                              {.title = "类别", .choices = {"气态", "固态"}},
                              {.title = "行业", .choices = industries},
                              {.title = "含逗号", .choices = {"a,b", "c"}}},
                             {}, {"红色表头必填。", "日期写作 2026-03-01。"});
  auto const xml = part_of(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(xml, HasSubstr("\"气态,固态\""));
  EXPECT_THAT(xml, HasSubstr("'选项'!$A$1:$A$60"));
  EXPECT_THAT(xml, HasSubstr("'选项'!$B$1:$B$2"));
  EXPECT_THAT(xml, HasSubstr("sqref=\"A2:A6\""));
  auto const book = workbook::read(bytes);
  ASSERT_TRUE(bool(book)) << base::to_string(book.error());
  ASSERT_EQ(book->sheets.size(), 3U);
  EXPECT_EQ(shown(book->sheets[0]), "*代码|类别|行业|含逗号|\n") << "no line for signatures among rows to be filled in";
  EXPECT_EQ(shown(book->sheets[1]), "红色表头必填。|\n日期写作 2026-03-01。|\n");
  EXPECT_TRUE(book->sheets[2].hidden);
  EXPECT_EQ(book->sheets[2].rows.size(), 60U);
  EXPECT_EQ(book->sheets[2].rows[0][1].text, "a,b");
}

TEST(Writer, a_list_that_is_short_in_characters_and_long_in_bytes_stands_on_its_sheet) {
  std::vector<std::string> const choices(10, "煤层气（煤矿瓦斯）");   // 99 characters, 279 bytes: the library's buffer holds 257
  auto const bytes = written({.sheet = "填报", .blank_rows = 1}, {{.title = "燃料", .choices = choices}}, {});
  EXPECT_THAT(part_of(bytes, "xl/worksheets/sheet1.xml"), HasSubstr("'选项'!$A$1:$A$10"));
}

TEST(Writer, a_workbook_that_is_never_closed_leaves_nothing_behind) {
  Folder const folder;
  {
    Writer writer(folder.file("half.xlsx"), {.sheet = "表"}, {{.title = "甲"}});
    writer.row({"1"});
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path));
  EXPECT_THROW(Writer(folder.file("no/such/folder/x.xlsx"), {.sheet = "表"}, {{.title = "甲"}}), base::Failure);
}

TEST(Writer, a_full_disk_is_a_failure) {
  Folder const folder;
  std::filesystem::create_symlink("/dev/full", folder.file("full.xlsx"));
  Writer writer(folder.file("full.xlsx"), {.sheet = "表"}, {{.title = "甲"}});
  writer.row({"1"});
  EXPECT_THROW(writer.close(), base::Failure);
}

RC_GTEST_PROP(Writer, what_is_written_is_read_back_the_same, ()) {
  auto const word = rc::gen::container<std::string>(rc::gen::element('a', '=', '<', '&', '"', '\'', ' ', '_', 'x', '0', '\n', '-', '+'));
  auto const number = rc::gen::map(rc::gen::pair(rc::gen::inRange(-9'999'999, 9'999'999), rc::gen::inRange(0, 6)),
                                   [](auto const& p) { return base::Decimal(p.first, p.second).to_string(); });
  auto const day = rc::gen::map(rc::gen::inRange(-25'000, 200'000), [](int d) { return base::format(base::Day{d}); });
  auto const rows = *rc::gen::container<Rows>(rc::gen::map(rc::gen::tuple(word, number, day), [](auto const& t) {
    return std::vector<std::string>{std::get<0>(t), std::get<1>(t), std::get<2>(t)};
  }));
  auto const bytes = written({.sheet = "表", .prepared_by = "", .reviewed_by = ""},
                             {{.title = "文"}, {.title = "数", .format = Column::Format::number}, {.title = "日", .format = Column::Format::date}}, rows);
  auto const book = workbook::read(bytes);
  RC_ASSERT(bool(book));
  RC_ASSERT(book->sheets[0].rows.size() == rows.size() + 1);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      RC_ASSERT(book->sheets[0].rows[r + 1][c].text == rows[r][c]);
    }
  }
}

}  // namespace
