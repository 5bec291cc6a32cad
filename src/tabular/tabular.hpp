#pragma once
// Tables as text: CSV (RFC 4180) and TSV, in and out, piece by piece. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace tabular {

/// Reads rows out of bytes given in pieces; a quoted cell may hold line ends. Remembers where each row began.
/// A byte order mark at the start and empty lines are passed over; LF and CR LF both end a row.
class Reader {
 public:
  struct Options {
    char separator = ',';
    bool quotes = true;
    std::size_t row_bytes_max = 1 << 20, cells_max = 4096;
  };
  Reader() = default;
  explicit Reader(Options options) : options_(options) {}
  void feed(std::string_view bytes);
  void finish();                                   // the last line may lack its end
  /// The next whole row, nothing when more bytes are needed or all is read. A Problem (unclosed_quote, bad_quote,
  /// row_too_long, too_many_cells) names the line; reading goes on with the next line.
  std::optional<base::Result<std::vector<std::string>>> next();
  std::int64_t line() const { return row_line_; }  // line number (from 1) of the row last given

 private:
  enum class At : std::uint8_t { cell_start, plain, quoted, quote_in_quoted };
  using Row = base::Result<std::vector<std::string>>;
  std::optional<std::size_t> find_row_end();       // just after the line end; scanning goes on where it stopped
  void skip_to_line_end();
  void take(std::size_t end);
  Row cells_of(std::string_view row) const;

  Options options_;
  std::string buffer_;
  std::size_t start_ = 0, scan_ = 0;               // the unread row begins; the scan stopped
  At at_ = At::cell_start;
  std::int64_t line_ = 1, row_line_ = 0;
  bool finished_ = false, bom_checked_ = false, skipping_ = false;
};

/// A whole small table with a header line (UTF-8, BOM allowed). Cells are looked up by column name.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> lines;                  // line number of each row, from 1
  std::optional<std::size_t> column(std::string_view name) const;
  std::string_view cell(std::size_t row, std::string_view column_name) const;   // "" if absent
};
/// Tabs separate without quoting; any other separator quotes as CSV does. Problems name the line: not UTF-8, no header,
/// a column named twice, a row with more or fewer cells than the header.
base::Result<Table> parse_table(std::string_view text, char separator);

/// One CSV line with CR LF. Cells that a spreadsheet would run as a formula (=, +, -, @, tab) get a leading '
/// unless they are numbers.
std::string csv_line(std::vector<std::string> const& cells);

}  // namespace tabular
