#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workbook/workbook_for_tests.hpp"

namespace {

using namespace workbook_tests;
using workbook::Cell, workbook::read;
using testing::HasSubstr;

std::string record(int type, std::string const& data) { return little_bytes(static_cast<std::uint64_t>(type), 2) + little_bytes(data.size(), 2) + data; }
std::string place(int row, int column, int style) {
  return little_bytes(static_cast<std::uint64_t>(row), 2) + little_bytes(static_cast<std::uint64_t>(column), 2) + little_bytes(static_cast<std::uint64_t>(style), 2);
}
std::string begin(int kind) { return record(0x809, little_bytes(0x0600, 2) + little_bytes(static_cast<std::uint64_t>(kind), 2) + std::string(12, '\0')); }
/// A workbook of one sheet with these records; `extra` stands among the records of the whole.
std::string xls(std::string const& records, std::string const& extra = {}) {
  std::string const end = record(0x0A, "");
  auto const sheet_about = [](std::size_t at) { return record(0x85, little_bytes(at, 4) + std::string("\0\0\1\0S", 5)); };
  auto const head = begin(5) + extra;
  auto const offset = head.size() + sheet_about(0).size() + end.size();
  return compound("Workbook", head + sheet_about(offset) + end + begin(0x10) + records + end);
}

// Made by LibreOffice from a ledger with merged headers, dates, formulas, long texts and a hidden sheet.
TEST(Xls, an_old_ledger_is_read_as_it_was_written) {
  auto const bytes = bytes_of(BIYUN_SOURCE_DIR "/tests/data/workbook/ledger.xls");
  auto const book = read(bytes);
  ASSERT_TRUE(bool(book)) << base::to_string(book.error());
  EXPECT_EQ(book->format, "xls");
  ASSERT_EQ(book->sheets.size(), 2U);
  auto sheet = book->sheets[0];
  EXPECT_EQ(sheet.name, "危废台账");
  EXPECT_EQ(sheet.hidden_rows, std::vector{5});
  EXPECT_EQ(sheet.merged.size(), 3U);
  EXPECT_EQ(sheet.row_count, 67);
  std::string const condition = "这是一条比较长的说明文字，用来使共享字符串越过一个记录的长度。";
  std::string five;
  for (int i = 0; i < 5; ++i) {
    five += condition;
  }
  for (std::size_t r = 7; r < 67; ++r) {
    EXPECT_EQ(sheet.rows[r][0].text, "第" + std::to_string(r - 7) + "条 " + five) << "texts go on over the ends of records";
  }
  sheet.rows.resize(7);
  EXPECT_EQ(shown(sheet), "危险废物管理台账|\n名称|数量|\n|产生量（吨）|贮存量（吨）|日期|时刻|比例|\n废矿物油|12.50|-3|2021-06-30|2021-06-30 08:00:00|85.0%|\n"
                          "废矿物油x|25|#DIV/0!|TRUE|#N/A|TRUE|\n123456789.12|1000000|0.01|1234567890123456|-0.5|40|\nplain ascii|  空格  |两行\n文字|𠀀||尾|\n");
  EXPECT_TRUE(book->sheets[1].hidden);
  EXPECT_EQ(shown(book->sheets[1]), "\n|看不见|\n");
}

TEST(Xls, numbers_in_short_form_and_texts_in_the_cell_are_read) {
  auto const rk = [](std::int64_t whole, bool hundredth) { return little_bytes(static_cast<std::uint32_t>(whole << 2 | 2 | (hundredth ? 1 : 0)), 4); };
  auto const bytes = xls(record(0xBD, little_bytes(0, 2) + little_bytes(1, 2) + little_bytes(0, 2) + rk(7, false) + little_bytes(0, 2) + rk(-125, true) + little_bytes(2, 2)) +
                         record(0x204, place(1, 0, 0) + little_bytes(2, 2) + std::string("\1\x1F\x67\x82\x59", 5)) + record(0x205, place(1, 1, 0) + std::string("\x2A\1", 2)));
  EXPECT_EQ(read_shown(bytes), "|7|-1.25|\n期如|#N/A|\n");
}

TEST(Xls, a_text_may_change_its_coding_where_it_goes_on) {
  auto const strings = record(0xFC, little_bytes(1, 4) + little_bytes(1, 4) + little_bytes(4, 2) + std::string("\0ab", 3)) + record(0x3C, std::string("\1\x59\x82\x2D\x4E", 5));
  EXPECT_EQ(read_shown(xls(record(0xFD, place(0, 0, 0) + little_bytes(0, 4)), strings)), "ab艙中|\n");
}

TEST(Xls, what_is_broken_or_locked_is_said) {
  EXPECT_THAT(read_shown(xls(record(0xFD, place(0, 0, 0) + little_bytes(9, 4)))), HasSubstr("damaged: S: a cell names a shared text"));
  EXPECT_THAT(read_shown(xls("", record(0x2F, std::string(4, '\0')))), HasSubstr("encrypted"));
  EXPECT_THAT(read_shown(compound("Workbook", record(0x809, little_bytes(0x0500, 2)))), HasSubstr("not_a_workbook: the workbook is older than Excel 97"));
  auto const whole = bytes_of(BIYUN_SOURCE_DIR "/tests/data/workbook/ledger.xls");
  EXPECT_THAT(read_shown(whole.substr(0, 600)), HasSubstr("damaged"));
  EXPECT_THAT(read_shown(whole.substr(0, whole.size() / 2)), HasSubstr(": ")) << "any sentence, no crash";
}

TEST(Xls, rows_can_be_taken_one_by_one) {
  int rows = 0;
  auto const done = workbook::read_rows(bytes_of(BIYUN_SOURCE_DIR "/tests/data/workbook/ledger.xls"), 0, [&](int, std::vector<Cell> const&) { return ++rows < 5; });
  EXPECT_TRUE(bool(done));
  EXPECT_EQ(rows, 5);
}

}  // namespace
