#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workbook/workbook_for_tests.hpp"

namespace {

using namespace workbook_tests;
using workbook::Cell, workbook::read;
using testing::HasSubstr;

Cell only_cell(Ugly const& ugly) {
  auto const book = read(xlsx(ugly));
  EXPECT_TRUE(bool(book)) << base::to_string(book.error());
  return book->sheets[0].rows.at(0).at(0);
}
std::string under_format(std::string const& stored, std::string const& format) {
  return only_cell({.sheet = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>" + stored + "</v></c></row></sheetData>", .formats = {format}}).text;
}

TEST(Xlsx, every_kind_of_cell_is_told_apart) {
  auto const book = read(xlsx({.sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>12.5</v></c><c r=\"C1\" t=\"b\"><v>1</v></c>"
                                        "<c r=\"D1\" t=\"e\"><v>#DIV/0!</v></c><c r=\"E1\" t=\"str\"><f>A1&amp;\"x\"</f><v>危废x</v></c><c r=\"F1\"><f>1+1</f><v>2</v></c>"
                                        "<c r=\"G1\" t=\"inlineStr\"><is><t>当场</t></is></c><c r=\"H1\" s=\"1\"/><c r=\"I1\"><f>SUM(B1:B9)</f></c></row></sheetData>",
                               .strings = {"<t>危废</t>"}}));
  ASSERT_TRUE(bool(book));
  EXPECT_EQ(shown(book->sheets[0]), "危废|12.5|TRUE|#DIV/0!|危废x|2|当场||=SUM(B1:B9)|\n");
  auto const& row = book->sheets[0].rows[0];
  std::vector<Cell::Kind> kinds;
  for (auto const& cell : row) {
    kinds.push_back(cell.kind);
  }
  using enum Cell::Kind;
  EXPECT_EQ(kinds, (std::vector{text, number, yes_no, error, text, number, text, empty, error})) << "a formula nobody calculated is an error, not a silent gap";
  EXPECT_EQ(book->sheets[0].name, "台账");
  EXPECT_EQ(book->format, "xlsx");
}

TEST(Xlsx, runs_of_rich_text_are_joined_and_the_reading_aid_above_them_is_left_out) {
  EXPECT_EQ(only_cell({.sheet = "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>",
                       .strings = {"<r><rPr><b/></rPr><t>废</t></r><r><t xml:space=\"preserve\"> 油</t></r><rPh sb=\"0\" eb=\"1\"><t>feiyou</t></rPh>"}})
                .text,
            "废 油");
}

TEST(Xlsx, what_xml_cannot_carry_is_written_as_x_and_four_digits) {
  EXPECT_EQ(only_cell({.sheet = "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>", .strings = {"<t>上_x000D_\n下_x005F_x_xZZZZ_</t>"}}).text, "上\r\n下_x_xZZZZ_");
}

TEST(Xlsx, rows_and_cells_without_their_places_follow_the_ones_before) {
  EXPECT_EQ(read_shown(xlsx({.sheet = "<sheetData><row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c></row><row r=\"3\"><c><v>4</v></c></row><row><c><v>5</v></c></row></sheetData>"})),
            "1|||2|3|\n\n4|\n5|\n");
}

TEST(Xlsx, names_with_a_prefix_are_the_same_names) {
  EXPECT_EQ(read_shown(xlsx({.sheet = "<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row r=\"1\">"
                                      "<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>前缀</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"})),
            "前缀|\n");
}

TEST(Xlsx, merged_blocks_hidden_rows_and_the_reach_of_cells_are_told) {
  auto const book = read(xlsx({.sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" hidden=\"1\"><c r=\"C2\"><v>2</v></c></row><row r=\"9\"><c r=\"XFD9\" s=\"0\"/></row></sheetData>"
                                        "<mergeCells><mergeCell ref=\"A1:B3\"/><mergeCell ref=\"C7\"/><mergeCell ref=\"nonsense\"/></mergeCells>"}));
  ASSERT_TRUE(bool(book));
  auto const& sheet = book->sheets[0];
  ASSERT_EQ(sheet.merged.size(), 1U);
  EXPECT_EQ(sheet.merged[0].rows, 3);
  EXPECT_EQ(sheet.merged[0].columns, 2);
  EXPECT_EQ(sheet.hidden_rows, std::vector{1});
  EXPECT_EQ(sheet.rows.size(), 2U) << "a cell that is only formatted leaves no trace";
  EXPECT_EQ(sheet.row_count, 2);
  EXPECT_EQ(sheet.column_count, 3);
}

TEST(Xlsx, dates_are_what_stands_under_a_date_format) {
  EXPECT_EQ(under_format("44377", "yyyy\\-mm\\-dd"), "2021-06-30");
  EXPECT_EQ(under_format("44377", "yyyy\"年\"m\"月\"d\"日\";@"), "2021-06-30");
  EXPECT_EQ(under_format("44377", "[$-804]yyyy年m月d日"), "2021-06-30");
  EXPECT_EQ(under_format("44377.333333333336", "yyyy/m/d h:mm"), "2021-06-30 08:00:00");
  EXPECT_EQ(under_format("44377.9999999999", "yyyy/m/d h:mm"), "2021-07-01 00:00:00");
  EXPECT_EQ(under_format("44377.9", "m/d"), "2021-06-30") << "the hour is not shown";
  EXPECT_EQ(under_format("0.5", "hh:mm"), "12:00:00");
  EXPECT_EQ(under_format("1.5", "[h]:mm"), "36:00:00");
  EXPECT_EQ(under_format("59", "d/m/yy"), "1900-02-28");
  EXPECT_EQ(under_format("60", "d/m/yy"), "1900-02-29") << "the day of Excel that never was";
  EXPECT_EQ(under_format("61", "d/m/yy"), "1900-03-01");
  EXPECT_EQ(under_format("-1", "yyyy-mm-dd"), "-1") << "Excel shows #####";
  EXPECT_EQ(under_format("44377", "General"), "44377");
  EXPECT_EQ(under_format("44377", "G/通用格式"), "44377");
  EXPECT_EQ(under_format("44377", "0\" days\""), "44377");
  EXPECT_EQ(under_format("44377", "[Red]0.0"), "44377.0");
  EXPECT_EQ(under_format("44377", "0.00E+00"), "44377");
}

TEST(Xlsx, built_in_date_formats_and_the_count_from_1904_are_known) {
  auto const styles = "<styleSheet><cellXfs><xf numFmtId=\"14\"/><xf numFmtId=\"57\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>";
  auto const cells = "<sheetData><row><c><v>42915</v></c><c s=\"1\"><v>42915</v></c><c s=\"2\"><v>42915.25</v></c><c s=\"3\"><v>2</v></c><c s=\"4\"><v>0.85</v></c></row></sheetData>";
  auto const book = read(xlsx({.sheet = cells, .workbook_pr = "<workbookPr date1904=\"true\"/>", .styles = styles}));
  ASSERT_TRUE(bool(book));
  EXPECT_EQ(shown(book->sheets[0]), "2021-06-30|2021-06-30|2021-06-30 06:00:00|48:00:00|85.00%|\n");
  EXPECT_TRUE(book->sheets[0].rows[0][0].is_date && book->sheets[0].rows[0][0].date_1904);
  EXPECT_EQ(book->sheets[0].rows[0][0].number, 42915);
  EXPECT_TRUE(book->sheets[0].rows[0][4].percent);
}

TEST(Xlsx, numbers_are_shown_with_all_their_digits_and_without_the_noise_of_binary) {
  auto const general = [](std::string const& stored) { return under_format(stored, "General"); };
  EXPECT_EQ(general("0.30000000000000004"), "0.3");
  EXPECT_EQ(general("1.23456789012345E+17"), "123456789012345000") << "a code that became a number can be recognised";
  EXPECT_EQ(general("140524199001011234"), "140524199001011234") << "digits a double loses are in the file";
  EXPECT_EQ(general("-1.5E-5"), "-0.000015");
  EXPECT_EQ(general("1E+30"), "1E+30");
  EXPECT_EQ(general("0"), "0");
  EXPECT_EQ(general("100"), "100");
  EXPECT_EQ(under_format("12.5", "#,##0.00"), "12.50");
  EXPECT_EQ(under_format("140524", "00000000"), "00140524");
  EXPECT_EQ(under_format("-0.5", "0.00_ "), "-0.50");
  EXPECT_EQ(under_format("0.123", "0%"), "12.3%");
  EXPECT_EQ(under_format("0.005", "0%"), "0.5%");
  EXPECT_EQ(under_format("1.234567", "0.00"), "1.234567") << "no digit is cut";
  EXPECT_EQ(under_format("not a number", "0.00"), "not a number");
}

TEST(Xlsx, a_bomb_is_refused_before_it_unpacks) {
  auto const book = read(xlsx({.sheet = "<sheetData><row><c t=\"inlineStr\"><is><t>" + std::string(3'000'000, 'x') + "</t></is></c></row></sheetData>"}), {.unpacked_bytes_max = 1'000'000});
  ASSERT_FALSE(bool(book));
  EXPECT_EQ(book.error().code, "too_large");
  EXPECT_EQ(book.error().where, "xl/worksheets/sheet1.xml");
}

TEST(Xlsx, gaps_count_as_cells_and_one_text_named_often_counts_each_time) {
  auto const far = read(xlsx({.sheet = "<sheetData><row r=\"1000000\"><c><v>1</v></c></row></sheetData>"}), {.cells_max = 1000});
  ASSERT_FALSE(bool(far));
  EXPECT_EQ(far.error().code, "too_large");
  std::string cells;
  for (int i = 0; i < 200; ++i) {
    cells += "<row><c t=\"s\"><v>0</v></c></row>";
  }
  auto const many = read(xlsx({.sheet = "<sheetData>" + cells + "</sheetData>", .strings = {"<t>" + std::string(1000, 'x') + "</t>"}}), {.text_bytes_max = 100'000});
  ASSERT_FALSE(bool(many));
  EXPECT_EQ(many.error().where, "台账!A101");
}

TEST(Xlsx, a_doctype_deep_nesting_and_endless_tags_are_refused) {
  auto const lol = "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>";
  EXPECT_THAT(read_shown(xlsx({.sheet = lol})), HasSubstr("damaged: xl/worksheets/sheet1.xml: the XML declares a DOCTYPE"));
  std::string deep;
  for (int i = 0; i < 1000; ++i) {
    deep += "<a>";
  }
  EXPECT_THAT(read_shown(xlsx({.sheet = deep})), HasSubstr("nested too deeply"));
  EXPECT_THAT(read_shown(xlsx({.sheet = "<a b=\"" + std::string(3'000'000, 'x') + "\"/>"})), HasSubstr("a tag is longer"));
  EXPECT_THAT(read_shown(xlsx({.sheet = "<sheetData><row>"})), HasSubstr("damaged: xl/worksheets/sheet1.xml:1: the XML is broken"));
}

TEST(Xlsx, what_cannot_be_read_says_why_and_how_to_mend_it) {
  auto const whole = xlsx({.sheet = "<sheetData/>"});
  EXPECT_THAT(read_shown(whole.substr(0, whole.size() / 2)), HasSubstr("damaged: the file breaks off"));
  EXPECT_THAT(read_shown(workbook::zip_with("", {{"content.xml", "<a/>"}}).value()), HasSubstr("not_a_workbook: this is an OpenDocument file (save it as .xlsx)"));
  EXPECT_THAT(read_shown(workbook::zip_with("", {{"word/document.xml", "<a/>"}}).value()), HasSubstr("not_a_workbook: this zip holds no workbook"));
  EXPECT_THAT(read_shown(compound("EncryptedPackage", "secret")), HasSubstr("encrypted: the workbook is protected by a password"));
  EXPECT_THAT(read_shown(compound("WordDocument", "text")), HasSubstr("not_a_workbook: the file is of another Office program"));
  EXPECT_THAT(read_shown(xlsx({.sheet = "<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>"})), HasSubstr("damaged: 台账!A1: a cell names a shared text that is not there"));
  EXPECT_THAT(read_shown(xlsx({.sheet = "<sheetData><row r=\"5\"/><row r=\"2\"/></sheetData>"})), HasSubstr("row 2 stands where it cannot stand"));
  EXPECT_EQ(read("PK\x03\x04 too long", {.bytes_max = 5}).error().code, "too_large");
}

TEST(Xlsx, rows_come_one_by_one_with_their_numbers_until_the_taker_has_enough) {
  auto const bytes = xlsx({.sheet = "<sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"4\"/><row r=\"7\"><c><v>2</v></c></row><row r=\"8\"><c><v>3</v></c></row></sheetData>"});
  std::string taken;
  auto const done = workbook::read_rows(bytes, 0, [&](int row, std::vector<Cell> const& cells) {
    taken += std::to_string(row) + "=" + cells.at(0).text + " ";
    return row < 6;
  });
  EXPECT_TRUE(bool(done));
  EXPECT_EQ(taken, "1=1 6=2 ");
  EXPECT_EQ(workbook::read_rows(bytes, 1, [](int, auto const&) { return true; }).error().code, "no_such_sheet");
  struct Enough {};
  EXPECT_THROW((void)workbook::read_rows(bytes, 0, [](int, auto const&) -> bool { throw Enough(); }), Enough) << "what takes the rows may fail";
}

TEST(Xlsx, of_a_big_sheet_only_the_first_rows_may_be_kept) {
  auto const book = read(xlsx({.sheet = "<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c><c t=\"s\"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>",
                               .strings = {"<t>x</t>"}}), {.rows_kept = 1});
  ASSERT_TRUE(bool(book));
  EXPECT_EQ(shown(book->sheets[0]), "1|\n");
  EXPECT_EQ(book->sheets[0].row_count, 2);
  EXPECT_EQ(book->sheets[0].column_count, 2);
  EXPECT_EQ(book->sheets[0].merged.size(), 1U);
}

TEST(CellName, letters_count_without_a_zero) {
  EXPECT_EQ(workbook::cell_name(0, 0), "A1");
  EXPECT_EQ(workbook::cell_name(6, 25), "Z7");
  EXPECT_EQ(workbook::cell_name(6, 26), "AA7");
  EXPECT_EQ(workbook::cell_name(1'048'575, 16'383), "XFD1048576");
  for (int c = 0; c < 16'384; c += 37) {
    EXPECT_EQ(workbook::parse_cell_name(workbook::cell_name(3, c))->column, c);
  }
  EXPECT_FALSE(workbook::parse_cell_name("XFE1") || workbook::parse_cell_name("A0") || workbook::parse_cell_name("7") || workbook::parse_cell_name("A1048577"));
}

// ---- tables as text ----

TEST(Text, the_encoding_is_known_by_the_bytes) {
  auto const how = [](std::string const& bytes) {
    std::string note;
    auto const book = read(bytes, {}, &note);
    return book ? note + " " + shown(book->sheets[0]) : book.error().code;
  };
  EXPECT_EQ(how("名称,量\n废油,1.5\n"), "utf-8 名称|量|\n废油|1.5|\n");
  EXPECT_EQ(how("\xEF\xBB\xBF名称,量\n"), "utf-8 名称|量|\n");
  EXPECT_EQ(how("\xC3\xFB\xB3\xC6,\xC1\xBF\r\n\xB7\xCF\xD3\xCD,1.5\r\n"), "gb18030 名称|量|\n废油|1.5|\n");
  EXPECT_EQ(how(std::string("\xFF\xFE\x0D\x54\t\0\x31\0\r\0\n\0", 12)), "utf-16 名|1|\n");
  EXPECT_EQ(how(std::string("\xFE\xFF\x54\x0D\0\t\xD8\x40\xDC\x00", 10)), "utf-16 名|𠀀|\n");
  EXPECT_EQ(how("%PDF-1.4\n\x01\x02"), "not_a_workbook");
  EXPECT_EQ(how("\xFF\xFF\xFF,1"), "not_a_workbook");
  EXPECT_EQ(how("  \n"), "not_a_workbook");
  EXPECT_EQ(how("\n<HTML><table><tr><td>1</td></tr></table></HTML>"), "not_a_workbook");
}

TEST(Text, the_separator_is_the_one_found_most_often_outside_of_quotes) {
  EXPECT_EQ(read_shown("a;b;c\n\"1,2,3,4,5\";2,5;3\n"), "a|b|c|\n1,2,3,4,5|2,5|3|\n");
  EXPECT_EQ(read_shown("a\tb\n\"never closed\t2\n"), "a|b|\n\"never closed|2|\n");
}

TEST(Text, rows_are_counted_as_a_spreadsheet_counts_them) {
  EXPECT_EQ(read_shown("标题,\n\n\"two\nlines\",2\n\nend,\n"), "标题|\n\ntwo\nlines|2|\n\nend|\n") << "a row of two lines is one row, an empty line is a row";
  EXPECT_THAT(read_shown("a,b\n\"x\"y,2\n"), HasSubstr("damaged: line 2: text follows the closing quote"));
}

}  // namespace
