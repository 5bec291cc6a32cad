#include "tabular/tabular.hpp"

#include <algorithm>

namespace tabular {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string at_line(std::int64_t line) { return "line " + std::to_string(line); }

std::string_view without_line_end(std::string_view row) {
  if (row.ends_with('\n')) {
    row.remove_suffix(1);
  }
  if (row.ends_with('\r')) {
    row.remove_suffix(1);
  }
  return row;
}

// One quoted cell (RFC 4180 section 2, rules 5 to 7); `at` stands on its opening quote and is moved behind the closing.
std::optional<std::string> quoted_cell(std::string_view row, std::size_t& at) {
  std::string cell;
  for (++at; at < row.size(); ++at) {
    if (row[at] != '"') {
      cell += row[at];
    } else if (at + 1 < row.size() && row[at + 1] == '"') {
      cell += row[++at];
    } else {
      ++at;
      return cell;
    }
  }
  return std::nullopt;
}

}  // namespace

void Reader::feed(std::string_view bytes) {
  if (start_ > 0) {
    buffer_.erase(0, start_);
    scan_ -= start_;
    start_ = 0;
  }
  buffer_.append(bytes);
}

void Reader::finish() { finished_ = true; }

std::optional<std::size_t> Reader::find_row_end() {
  for (; scan_ < buffer_.size(); ++scan_) {
    char const c = buffer_[scan_];
    if (c == '\n' && at_ != At::quoted) {
      at_ = At::cell_start;
      return ++scan_;
    }
    if (at_ == At::quoted) {
      at_ = c == '"' ? At::quote_in_quoted : At::quoted;
    } else if (c == '"' && options_.quotes && at_ != At::plain) {
      at_ = At::quoted;  // opening, or the second of two: the quotation goes on
    } else {
      at_ = c == options_.separator ? At::cell_start : At::plain;
    }
  }
  return std::nullopt;
}

// Consumes up to `end` and counts its lines.
void Reader::take(std::size_t end) {
  line_ += std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(start_),
                      buffer_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
  start_ = scan_ = end;
  at_ = At::cell_start;
}

// The rest of a row that was refused: up to the next line end, whatever quotes say.
void Reader::skip_to_line_end() {
  auto const end = buffer_.find('\n', start_);
  skipping_ = end == std::string::npos;
  take(skipping_ ? buffer_.size() : end + 1);
}

Reader::Row Reader::cells_of(std::string_view row) const {
  std::vector<std::string> cells;
  std::size_t at = 0;
  while (true) {
    if (cells.size() == options_.cells_max) {
      return base::Problem("too_many_cells", "a row has more than " + std::to_string(options_.cells_max) + " cells",
                           at_line(row_line_), "check the separator");
    }
    if (options_.quotes && at < row.size() && row[at] == '"') {
      auto cell = quoted_cell(row, at);
      if (!cell) {
        return base::Problem("unclosed_quote", "a quoted cell is never closed", at_line(row_line_),
                             "write \" inside a cell as \"\"");
      }
      cells.push_back(std::move(*cell));
      if (at < row.size() && row[at] != options_.separator) {
        return base::Problem("bad_quote", "text follows the closing quote of cell " + std::to_string(cells.size()),
                             at_line(row_line_), "write \" inside a cell as \"\"");
      }
    } else {
      auto const end = std::min(row.find(options_.separator, at), row.size());
      cells.emplace_back(row.substr(at, end - at));
      at = end;
    }
    if (at >= row.size()) {
      return cells;
    }
    ++at;  // the separator
  }
}

std::optional<base::Result<std::vector<std::string>>> Reader::next() {
  if (!bom_checked_ && (buffer_.size() >= byte_order_mark.size() || finished_)) {
    bom_checked_ = true;
    if (buffer_.starts_with(byte_order_mark)) {
      start_ = scan_ = byte_order_mark.size();
    }
  }
  if (!bom_checked_) {
    return std::nullopt;
  }
  if (skipping_) {
    skip_to_line_end();
  }
  while (start_ < buffer_.size()) {
    auto const end = find_row_end();
    auto const length = end.value_or(buffer_.size()) - start_;
    if (length > options_.row_bytes_max) {
      row_line_ = line_;
      skip_to_line_end();
      return Row(base::Problem("row_too_long",
                               "a row is longer than " + std::to_string(options_.row_bytes_max) + " bytes",
                               at_line(row_line_), "look for a quote that is never closed"));
    }
    if (!end && !finished_) {
      return std::nullopt;
    }
    auto const row = without_line_end(std::string_view(buffer_).substr(start_, length));
    row_line_ = line_;
    auto result = row.empty() ? std::nullopt : std::optional<Row>(cells_of(row));
    take(end.value_or(buffer_.size()));
    if (result) {
      return result;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> Table::column(std::string_view name) const {
  auto const found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - columns.begin()));
}

std::string_view Table::cell(std::size_t row, std::string_view column_name) const {
  auto const at = column(column_name);
  return row < rows.size() && at && *at < rows[row].size() ? std::string_view(rows[row][*at]) : std::string_view();
}

base::Result<Table> parse_table(std::string_view text, char separator) {
  if (!base::is_utf8(text)) {
    return base::Problem("not_utf8", "the table is not UTF-8 text", {}, "save it as UTF-8");
  }
  Reader reader({.separator = separator, .quotes = separator != '\t', .row_bytes_max = 1 << 20, .cells_max = 4096});
  reader.feed(text);
  reader.finish();
  Table table;
  while (auto row = reader.next()) {
    if (!*row) {
      return row->error();
    }
    auto& cells = row->value();
    if (table.columns.empty()) {
      auto sorted = cells;
      std::sort(sorted.begin(), sorted.end());
      if (auto const twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
        return base::Problem("column_twice", "column '" + base::printable(*twice) + "' stands twice in the header",
                             at_line(reader.line()));
      }
      table.columns = std::move(cells);
      continue;
    }
    if (cells.size() != table.columns.size()) {
      return base::Problem(
          "bad_row",
          "a row has " + std::to_string(cells.size()) + " cells, the header " + std::to_string(table.columns.size()),
          at_line(reader.line()));
    }
    table.rows.push_back(std::move(cells));
    table.lines.push_back(reader.line());
  }
  if (table.columns.empty()) {
    return base::Problem("no_header", "the table is empty; its first line must name the columns", "line 1");
  }
  return table;
}

std::string csv_line(std::vector<std::string> const& cells) {
  std::string line;
  for (auto const& cell : cells) {
    bool const formula = !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos &&
                         !base::parse_number(cell);
    auto const text = formula ? "'" + cell : cell;
    bool const lone_empty = cells.size() == 1 && text.empty();  // an empty line would be passed over
    line += &cell == cells.data() ? "" : ",";
    if (!lone_empty && text.find_first_of(",\"\r\n") == std::string::npos) {
      line += text;
      continue;
    }
    line += '"';
    for (char const c : text) {
      line += c == '"' ? "\"\"" : std::string(1, c);
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace tabular
