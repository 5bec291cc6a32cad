#include "tabular/tabular.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using tabular::Reader, tabular::csv_line, tabular::parse_table;
using testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

struct Read {
  Rows rows;
  std::vector<std::string> refused;  // code and place
};
Read read_in_pieces(std::string_view text, std::size_t piece, Reader::Options options = {}) {
  Reader reader(options);
  Read read;
  auto const drain = [&] {
    while (auto row = reader.next()) {
      if (*row) {
        read.rows.push_back(row->value());
      } else {
        read.refused.push_back(row->error().code + " at " + row->error().where);
      }
    }
  };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(text.substr(at, piece));
    drain();
  }
  reader.finish();
  drain();
  return read;
}

TEST(Reader, quoted_cells_keep_separators_quotes_and_line_ends) {
  auto const read = read_in_pieces("a,b\r\n\"1,5\",\"say \"\"no\"\"\nthen go\"\n,\n", 3);
  EXPECT_THAT(read.rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1,5", "say \"no\"\nthen go"), ElementsAre("", "")));
  EXPECT_TRUE(read.refused.empty());
}

TEST(Reader, byte_order_mark_blank_lines_and_a_missing_last_line_end_are_harmless) {
  EXPECT_THAT(read_in_pieces("\xEF\xBB\xBFx,y\n\n\r\n1,2", 1).rows,
              ElementsAre(ElementsAre("x", "y"), ElementsAre("1", "2")));
}

TEST(Reader, a_quote_inside_an_unquoted_cell_is_text) {
  EXPECT_THAT(read_in_pieces("pipe 5\" wide,2\n", 4).rows, ElementsAre(ElementsAre("pipe 5\" wide", "2")));
}

TEST(Reader, each_row_knows_the_line_it_began_on) {
  Reader reader;
  reader.feed("h\n\"two\nlines\"\nlast\n");
  std::vector<std::int64_t> lines;
  while (auto row = reader.next()) {
    lines.push_back(reader.line());
  }
  EXPECT_THAT(lines, ElementsAre(1, 2, 4));
}

TEST(Reader, an_unclosed_quote_is_named_with_the_line_where_its_row_began) {
  EXPECT_THAT(read_in_pieces("a\nb,\"never closed\nc\n", 5).refused, ElementsAre("unclosed_quote at line 2"));
}

TEST(Reader, text_after_a_closing_quote_is_refused_and_the_next_row_is_read) {
  auto const read = read_in_pieces("\"a\"b\nc\n", 2);
  EXPECT_THAT(read.refused, ElementsAre("bad_quote at line 1"));
  EXPECT_THAT(read.rows, ElementsAre(ElementsAre("c")));
}

TEST(Reader, a_row_beyond_the_bound_is_refused_once_and_reading_goes_on_behind_it) {
  auto const text = "ok\n" + std::string(100, 'x') + "\nafter\n";
  for (std::size_t const piece : {1U, 7U, 1000U}) {
    auto const read =
        read_in_pieces(text, piece, {.separator = ',', .quotes = true, .row_bytes_max = 20, .cells_max = 9});
    EXPECT_THAT(read.refused, ElementsAre("row_too_long at line 2"));
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("ok"), ElementsAre("after")));
  }
}

TEST(Reader, too_many_cells_are_refused) {
  auto const read =
      read_in_pieces("1,2,3\n1,2\n", 9, {.separator = ',', .quotes = true, .row_bytes_max = 99, .cells_max = 2});
  EXPECT_THAT(read.refused, ElementsAre("too_many_cells at line 1"));
  EXPECT_THAT(read.rows, ElementsAre(ElementsAre("1", "2")));
}

TEST(ParseTable, cells_are_found_by_column_name) {
  auto const table = parse_table("code\tname\nw01018\t化学需氧量\nw21003\t\"氨氮\n", '\t');
  ASSERT_TRUE(bool(table));
  EXPECT_EQ(table->cell(0, "name"), "化学需氧量");
  EXPECT_EQ(table->cell(1, "name"), "\"氨氮") << "tabs do not quote";
  EXPECT_EQ(table->cell(0, "absent"), "");
  EXPECT_EQ(table->cell(9, "name"), "");
  EXPECT_EQ(table->lines[1], 3);
}

TEST(ParseTable, a_bad_table_is_refused_with_its_line) {
  auto const code_and_place = [](std::string_view text) {
    auto const table = parse_table(text, ',');
    return table ? std::string("read") : table.error().code + " " + table.error().where;
  };
  EXPECT_EQ(code_and_place("a,b\n1,2\n1\n"), "bad_row line 3");
  EXPECT_EQ(code_and_place("a,a\n"), "column_twice line 1");
  EXPECT_EQ(code_and_place(""), "no_header line 1");
  EXPECT_EQ(code_and_place("a\n\xff\n"), "not_utf8 ");
}

TEST(CsvLine, a_cell_that_a_spreadsheet_would_run_is_disarmed_but_numbers_are_left_alone) {
  EXPECT_EQ(csv_line({"=1+1", "-3.5", "+A1", "@x", "-cmd", "plain"}), "'=1+1,-3.5,'+A1,'@x,'-cmd,plain\r\n");
}

TEST(CsvLine, only_cells_that_need_it_are_quoted) {
  EXPECT_EQ(csv_line({"a,b", "say \"no\"", "two\nlines", "大同"}),
            "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",大同\r\n");
}

RC_GTEST_PROP(CsvLine, what_is_written_is_read_back_in_pieces_of_any_size, ()) {
  auto const cell = rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ', '\t', '7'));
  auto cells = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell));
  for (auto& c : cells) {
    if (!c.empty() && (c.front() == '\t' || c.front() == '\r')) {
      c.front() = 'b';  // what is disarmed does not come back the same
    }
  }
  auto const piece = *rc::gen::inRange<std::size_t>(1, 9);
  auto const read = read_in_pieces(csv_line(cells) + csv_line({"end"}), piece);
  RC_ASSERT(read.refused.empty());
  RC_ASSERT(read.rows == (Rows{cells, {"end"}}));
}

}  // namespace
