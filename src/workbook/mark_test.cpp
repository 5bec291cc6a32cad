#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "workbook/workbook_for_tests.hpp"

namespace {

using namespace workbook_tests;
using workbook::Mark, workbook::mark;
using testing::HasSubstr, testing::Not;

std::string sheet_of(std::string const& bytes) {
  workbook::Limits const limits;
  return workbook::Archive::open(bytes, limits).value().whole("xl/worksheets/sheet1.xml").value();
}
std::string part_of_marked(std::string const& bytes, std::string const& part) {
  workbook::Limits const limits;
  return workbook::Archive::open(bytes, limits).value().whole(part).value();
}
std::string marked(std::string const& bytes, std::vector<Mark> const& marks, int title_row = 0) {
  auto const back = mark(bytes, {.title_row = title_row, .column_title = "问题", .marks = marks});
  EXPECT_TRUE(bool(back)) << base::to_string(back.error());
  return back ? back.value() : std::string();
}

Ugly const ledger{.sheet = "<dimension ref=\"A1:B4\"/><sheetFormatPr defaultRowHeight=\"14\"/><cols><col min=\"1\" max=\"1\" width=\"20\"/></cols><sheetData>"
                           "<row r=\"1\" spans=\"1:2\"><c r=\"A1\" t=\"inlineStr\"><is><t>名称</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>量</t></is></c></row>"
                           "<row r=\"2\" spans=\"1:2\"><c r=\"A2\" t=\"inlineStr\"><is><t>废油</t></is></c><c r=\"B2\" s=\"1\"><v>1.5</v></c></row>"
                           "<row r=\"4\" ht=\"30\"><c r=\"B4\"><f>B2*2</f><v>3</v></c></row></sheetData><pageMargins left=\"0.7\"/>",
                  .formats = {"0.00"}};

TEST(Marked, each_wrong_row_says_its_cells_and_reasons_behind_the_last_column) {
  auto const bytes = marked(xlsx(ledger), {{3, 1, "大于 <限值>"}, {1, 1, "不是数"}, {1, 0, "没有登记"}, {2, 0, "空行"}});
  EXPECT_EQ(read_shown(bytes), "名称|量|问题|\n废油|1.50|A2 没有登记；B2 不是数|\n||A3 空行|\n|3|B4 大于 <限值>|\n");
  auto const xml = sheet_of(bytes);
  EXPECT_THAT(xml, HasSubstr("<dimension ref=\"A1:C4\"/>"));
  EXPECT_THAT(xml, HasSubstr("<col min=\"1\" max=\"1\" width=\"20\"/><col min=\"3\" max=\"3\" width=\"60\" customWidth=\"1\"/></cols>"));
  EXPECT_THAT(xml, HasSubstr("<c r=\"B2\" s=\"3\"><v>1.5</v></c>")) << "the red twin of the cell's own style";
  EXPECT_THAT(xml, HasSubstr("<row r=\"4\" ht=\"30\"><c s=\"2\" r=\"B4\"><f>B2*2</f><v>3</v></c>"));
  EXPECT_THAT(xml, HasSubstr("<pageMargins left=\"0.7\"/>"));
  EXPECT_THAT(xml, Not(HasSubstr("spans")));
  auto const styles = part_of_marked(bytes, "xl/styles.xml");
  EXPECT_THAT(styles, HasSubstr("<fills count=\"3\">"));
  EXPECT_THAT(styles, HasSubstr("<cellXfs count=\"4\">"));
  EXPECT_THAT(styles, HasSubstr("<xf applyFill=\"1\" numFmtId=\"170\" fontId=\"0\" fillId=\"2\" borderId=\"0\" xfId=\"0\"/></cellXfs>"));
  EXPECT_EQ(part_of_marked(bytes, "docProps/keep.txt"), "a part that nobody reads");
}

TEST(Marked, without_marks_everything_but_the_title_of_the_column_stays) {
  auto const bytes = marked(xlsx(ledger), {});
  auto const before = sheet_of(xlsx(ledger)), after = sheet_of(bytes);
  auto const rest = before.substr(before.find("<row r=\"2\""));
  EXPECT_TRUE(after.ends_with(rest)) << after;
}

TEST(Marked, a_second_marking_replaces_the_first) {
  auto const once = marked(xlsx(ledger), {{1, 1, "不是数"}, {3, 1, "太大"}});
  auto const twice = marked(once, {{3, 1, "还是太大"}});
  EXPECT_EQ(read_shown(twice), "名称|量|问题|\n废油|1.50|\n\n|3|B4 还是太大|\n");
}

TEST(Marked, rows_and_cells_without_places_keep_them) {
  auto const bytes = marked(xlsx({.sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c r=\"C2\"><v>3</v></c><c><v>4</v></c></row><row/></sheetData>"}),
                            {{1, 0, "缺"}, {2, 1, "缺"}}, 0);
  EXPECT_EQ(read_shown(bytes), "1|2|||问题|\n||3|4|A2 缺|\n||||B3 缺|\n");
}

TEST(Marked, prefixes_widths_over_many_columns_and_empty_sheets_are_kept_well_formed) {
  auto const prefixed = marked(xlsx({.sheet = "<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:cols><x:col min=\"1\" max=\"16384\" width=\"9\" style=\"0\"></x:col></x:cols>"
                                              "<x:sheetData><x:row r=\"2\"><x:c r=\"A2\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"}),
                               {{1, 0, "错"}});
  EXPECT_EQ(read_shown(prefixed), "|问题|\n1|A2 错|\n");
  EXPECT_THAT(sheet_of(prefixed), HasSubstr("<x:cols><x:col min=\"1\" max=\"1\" width=\"9\" style=\"0\"/><x:col min=\"2\" max=\"2\" width=\"60\" customWidth=\"1\"/>"
                                            "<x:col min=\"3\" max=\"16384\" width=\"9\" style=\"0\"/></x:cols>"));
  EXPECT_EQ(read_shown(marked(xlsx({.sheet = "<sheetData/>"}), {{2, 3, "空"}})), "问题|\n\nD3 空|\n");
  EXPECT_EQ(read_shown(marked(xlsx({.sheet = "<sheetData/>", .styles = "none"}), {{0, 0, "空"}})), "问题；A1 空|\n") << "no styles, no red, but the reason";
}

TEST(Marked, the_top_left_cell_shows_what_is_wrong_within_a_merged_block) {
  auto const bytes = marked(xlsx({.sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:D3\"/></mergeCells>"}),
                            {{2, 1, "父行有误"}});
  EXPECT_THAT(sheet_of(bytes), HasSubstr("<c s=\"1\" r=\"A2\"><v>2</v></c>"));
  EXPECT_EQ(read_shown(bytes), "1||||问题|\n2|\n||||B3 父行有误|\n") << "behind the block, where it is seen";
}

TEST(Marked, xls_and_csv_come_back_as_xlsx) {
  auto const from_text = marked("名称,量\n废油,=1+1\n_x0041_,\"<&\"\n", {{1, 1, "不是数"}});
  EXPECT_TRUE(from_text.starts_with("PK"));
  EXPECT_EQ(read_shown(from_text), "名称|量|问题|\n废油|=1+1|B2 不是数|\n_x0041_|<&|\n");
  auto const old = bytes_of(BIYUN_SOURCE_DIR "/tests/data/workbook/ledger.xls");
  auto const before = workbook::read(old), after = workbook::read(marked(old, {{3, 1, "太多"}}, 2));
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->sheets[0].rows[3].back().text, "B4 太多");
  EXPECT_EQ(after->sheets[0].rows[3][3].text, "2021-06-30");
  EXPECT_EQ(after->sheets[0].rows[3][4].text, "2021-06-30 08:00:00");
  EXPECT_EQ(after->sheets[0].merged.size(), before->sheets[0].merged.size());
  EXPECT_EQ(after->sheets[0].hidden_rows, before->sheets[0].hidden_rows);
  EXPECT_TRUE(after->sheets[1].hidden);
}

TEST(Marked, what_cannot_be_marked_is_said) {
  EXPECT_EQ(mark(xlsx(ledger), {.sheet = 4}).error().code, "no_such_sheet");
  EXPECT_EQ(mark(xlsx({.sheet = "<sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData>"}), {.column_title = "问题"}).error().code, "too_large");
  EXPECT_EQ(mark("not", {}, {.bytes_max = 2}).error().code, "too_large");
  EXPECT_EQ(mark("PK\x03\x04", {}).error().code, "damaged");
}

RC_GTEST_PROP(Marked, only_the_red_column_is_new_whatever_is_marked, ()) {
  auto const places = *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(0, 9)));
  auto const has_places = *rc::gen::arbitrary<bool>();
  std::string sheet = "<sheetData>";
  for (int r = 0; r < 8; ++r) {
    auto const step = *rc::gen::inRange(1, 3);
    sheet += has_places ? "<row r=\"" + std::to_string(r + 1) + "\">" : "<row>";
    for (int c = 0; c < 6; c += has_places ? step : 1) {
      sheet += (has_places ? "<c r=\"" + workbook::cell_name(r, c) + "\">" : "<c>") + std::string("<v>") + std::to_string(10 * r + c) + "</v></c>";
    }
    sheet += "</row>";
  }
  auto const bytes = xlsx({.sheet = sheet + "</sheetData>"});
  std::vector<Mark> marks;
  for (auto const& [row, column] : places) {
    marks.push_back({row, column, "错"});
  }
  auto const back = marked(marked(bytes, marks), marks);
  auto const before = workbook::read(bytes), after = workbook::read(back);
  RC_ASSERT(before && after);
  for (std::size_t r = 0; r < before->sheets[0].rows.size(); ++r) {
    for (std::size_t c = 0; c < before->sheets[0].rows[r].size(); ++c) {
      RC_ASSERT(before->sheets[0].rows[r][c].text == after->sheets[0].rows[r][c].text);
    }
  }
  auto const red = static_cast<std::size_t>(before->sheets[0].column_count);
  for (auto const& [row, column] : places) {
    RC_ASSERT(after->sheets[0].rows[static_cast<std::size_t>(row)].at(red).text.find(workbook::cell_name(row, column)) != std::string::npos);
  }
}

}  // namespace
