#pragma once
// Spreadsheets as bureaus have them: .xlsx, .xls and .csv in as grids of cells with what the file says of each; .xlsx out,
// a row at a time in constant memory; and the same workbook back with a column of what was wrong. Knows nothing of registers.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace workbook {

/// What the file says a cell is. A number that is shown as a date keeps both.
struct Cell {
  enum class Kind : std::uint8_t { empty, text, number, yes_no, error };
  Kind kind = Kind::empty;
  /// As a person sees it where that can be known, else as stored. Numbers with all digits and without exponent ("1.23E+17" shown
  /// is "123000000000000000"), with the zeros and % of their format; days "2021-06-30", with a clock "2021-06-30 08:00:00";
  /// "TRUE", "FALSE"; errors "#N/A", and "=A1+B1" where a formula was never calculated.
  std::string text;
  double number = 0;             // also of yes_no: 1 and 0
  bool is_date = false;          // a number under a date format
  bool date_1904 = false;
  bool percent = false;          // a number under a percent format: 0.85 shown as 85%
};
struct Merged { int row = 0, column = 0, rows = 1, columns = 1; };   // from 0
struct Sheet {
  std::string name;
  bool hidden = false;
  std::vector<std::vector<Cell>> rows;        // ragged; row 0 is the first row of the sheet
  std::vector<Merged> merged;                 // only the top-left cell of a block holds the value
  std::vector<int> hidden_rows;
  int row_count = 0, column_count = 0;        // how far cells reach, also beyond the rows kept
};
struct Book { std::string format; std::vector<Sheet> sheets; };      // format "xlsx" "xls" "csv"
struct Limits {
  std::size_t bytes_max = 50 << 20, unpacked_bytes_max = 1 << 30;
  std::size_t cells_max = 5'000'000, text_bytes_max = 256 << 20;     // of a Book in memory, gaps counted
  int sheets_max = 100;
  int rows_kept = 1'048'576;                  // of each sheet; the rest is only counted, merged blocks are all known
};
/// The format is known by the bytes, not by the name. CSV: UTF-8 with or without BOM, UTF-16, GB 18030 (said in `note` by its
/// name: "utf-8" "utf-16" "gb18030"). Problems: "not_a_workbook", "too_large", "encrypted", "damaged" with where = the part.
base::Result<Book> read(std::string_view bytes, Limits limits = {}, std::string* note = nullptr);
/// The same, a row at a time, for big sheets: `take(row number from 0, cells)` false stops; rows without cells are passed over.
/// Merged blocks are known by reading before with rows_kept = what the header needs. A sheet that is not there: "no_such_sheet".
/// Only .xlsx is read in constant memory (its shared texts, and one row); .xls and .csv lie in memory whole.
base::Outcome read_rows(std::string_view bytes, int sheet, std::function<bool(int, std::vector<Cell> const&)> const& take, Limits limits = {});
std::string cell_name(int row, int column);   // 0, 0 → "A1"

/// A wrong cell to be shown in the workbook that comes back.
struct Mark { int row = 0, column = 0; std::string reason; };
struct Marking {
  int sheet = 0, title_row = 0;               // the title of the red column stands in that row
  std::string column_title;
  std::vector<Mark> marks;                    // at most marks_max, the rest is left out
  static constexpr std::size_t marks_max = 1'000'000;
};
/// The same workbook, everything kept, with one red column behind the last used one of that sheet: row by row the cell and the
/// reason; wrong cells are filled red (of a merged block: its top-left cell). A red column of an earlier marking, known by its
/// title, is replaced. xls and csv come back as xlsx. Memory: about twice the XML of that sheet.
base::Result<std::string> mark(std::string_view bytes, Marking const& marking, Limits limits = {});

// ---- out ----
struct Column {
  std::string title, group, unit;             // a group spans neighbouring columns of the same one: a merged header line
  enum class Format : std::uint8_t { text, number, date, time, code } format = Format::text;   // code: text format, never a number
  int digits = -1;                            // of numbers; -1 = as they are
  double width = 12;                          // characters
  std::vector<std::string> choices;           // a drop-down list in templates, at most choices_max
  std::string help;                           // an input note in templates
  bool required = false;                      // marked in the header
};
struct Style {
  std::string sheet, title, subtitle;         // a title line and a line below it (unit, date of the list)
  std::string prepared_by = "制表人：", reviewed_by = "审核人：";   // of the line at the end; "" = no such line
  bool landscape = true;
  int blank_rows = 0;                         // formatted empty rows of a template
};
/// Writes into a file, row after row, in constant memory. Cells that a spreadsheet would run as a formula are text, never formulas.
class Writer {
 public:
  Writer(std::string const& path, Style style, std::vector<Column> columns);   // throws base::Failure (disk full, no right)
  ~Writer();
  /// As many cells as columns; monostate of text "" is an empty cell. Numbers and dates come as text ("12.50", "2026-03-01") and
  /// are written as what the column says.
  void row(std::vector<std::string> const& cells);
  void notes(std::vector<std::string> const& lines);    // a second sheet: how to fill it in, code lists
  void close();                                          // throws base::Failure; the file is whole only then
  Writer(Writer const&) = delete;
  Writer& operator=(Writer const&) = delete;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace workbook
