#pragma once
// Tables as text: CSV (RFC 4180) and TSV, in and out, piece by piece. Pure.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace tabular {

/// Reads rows out of bytes given in pieces; a quoted cell may hold line ends. Remembers where each row began.
class Reader {
 public:
  struct Options { char separator = ','; bool quotes = true; std::size_t row_bytes_max = 1 << 20; };
  Reader() = default;
  explicit Reader(Options options) : options_(options) {}
  void feed(std::string_view bytes);
  void finish();                                   // the last line may lack its end
  /// The next whole row; a Problem (unclosed quote, row too long) names the line.
  std::optional<base::Result<std::vector<std::string>>> next();
  std::int64_t line() const { return row_line_; }  // line number (from 1) of the row last given

 private:
  Options options_;
  std::string buffer_;
  std::size_t start_ = 0;
  std::int64_t line_ = 1, row_line_ = 0;
  bool finished_ = false, bom_checked_ = false;
};

/// A whole small table with a header line (UTF-8, BOM allowed). Cells are looked up by column name.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::optional<std::size_t> column(std::string_view name) const;
  std::string_view cell(std::size_t row, std::string_view column_name) const;   // "" if absent
};
base::Result<Table> parse_table(std::string_view text, char separator);

/// One CSV line with CR LF. Cells that a spreadsheet would run as a formula (=, +, -, @, tab) get a leading '
/// unless they are numbers.
std::string csv_line(std::vector<std::string> const& cells);

}  // namespace tabular
