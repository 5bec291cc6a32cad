// [MS-XLS], the BIFF8 records that hold cells. Read here because what Debian packages (FreeXL) knows neither merged blocks
// nor hidden rows, which headers of several lines need, and reads from files only.
#include <algorithm>
#include <bit>
#include <cmath>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

enum Record : int {
  formula = 0x06, end_of_part = 0x0A, date_mode = 0x22, file_pass = 0x2F, continued = 0x3C, bound_sheet = 0x85, mul_rk = 0xBD, rstring = 0xD6,
  xf = 0xE0, merged_cells = 0xE5, shared_strings = 0xFC, label_sst = 0xFD, number = 0x203, label = 0x204, bool_err = 0x205,
  string_result = 0x207, row_about = 0x208, rk_number = 0x27E, number_format = 0x41E, part_begin = 0x809,
};
constexpr int biff8 = 0x0600;
constexpr std::size_t shared_texts_max = 2'000'000, areas_max = 1'000'000, record_head = 4;

struct Found { int type = 0; std::string_view data; };

/// Strings may break off at the end of a record and go on in CONTINUE records, with a byte that says anew how they are coded.
struct StringReader {
  std::vector<std::string_view> pieces;
  std::size_t piece = 0, at = 0;

  [[nodiscard]] bool more() {
    while (piece < pieces.size() && at >= pieces[piece].size()) {
      ++piece;
      at = 0;
    }
    return piece < pieces.size();
  }
  std::uint64_t take(int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size && more(); ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(pieces[piece][at++])) << (8 * i);
    }
    return value;
  }
  void skip(std::uint64_t bytes) {
    while (bytes > 0 && more()) {
      auto const step = std::min<std::uint64_t>(bytes, pieces[piece].size() - at);
      at += static_cast<std::size_t>(step);
      bytes -= step;
    }
  }
  std::string string(int length_bytes) {
    auto left = take(length_bytes);
    auto const flags = take(1);
    auto const runs = (flags & 8) != 0 ? take(2) : 0;
    auto const phonetic = (flags & 4) != 0 ? take(4) : 0;
    bool wide = (flags & 1) != 0;
    std::string utf16;
    while (left > 0 && piece < pieces.size()) {
      if (at >= pieces[piece].size()) {
        ++piece;
        at = 0;
        if (piece < pieces.size() && !pieces[piece].empty()) {
          wide = (pieces[piece][at++] & 1) != 0;
        }
        continue;
      }
      utf16 += pieces[piece][at++];
      utf16 += wide && at < pieces[piece].size() ? pieces[piece][at++] : '\0';
      --left;
    }
    skip(runs * 4 + phonetic);
    return from_utf16(utf16, false);
  }
};

double from_rk(std::uint32_t rk) {
  double value = 0;
  if ((rk & 2) != 0) {
    value = static_cast<double>(static_cast<std::int32_t>(rk) >> 2);
  } else {
    value = std::bit_cast<double>(static_cast<std::uint64_t>(rk & ~3U) << 32);
  }
  return (rk & 1) != 0 ? value / 100 : value;
}

std::string error_name(unsigned code) {
  switch (code) {
    case 0x00: return "#NULL!";
    case 0x07: return "#DIV/0!";
    case 0x0F: return "#VALUE!";
    case 0x17: return "#REF!";
    case 0x1D: return "#NAME?";
    case 0x24: return "#NUM!";
    default: return "#N/A";
  }
}

class Biff {
 public:
  Biff(std::string_view stream, Limits const& limits) : stream_(stream), limits_(limits), grower_(limits) {}
  base::Result<Book> read();

 private:
  struct Tab { std::string name; std::size_t begin; bool hidden, worksheet; };
  std::optional<Found> next(std::size_t& at) const;
  std::optional<base::Problem> globals();
  void global(Found const& record, std::size_t& at);
  std::optional<base::Problem> sheet(Tab const& tab, Sheet& sheet);
  void about_sheet(Found const& record, Sheet& sheet);
  std::optional<base::Problem> cells(Found const& record, Sheet& sheet);
  std::optional<base::Problem> put(Sheet& sheet, int row, int column, Cell cell);
  Cell number_of(double value, std::uint64_t style) const;
  Cell result_of(std::string_view data);

  std::string_view stream_;
  Limits const& limits_;
  Grower grower_;
  std::vector<Tab> tabs_;
  std::vector<std::string> texts_;
  std::map<int, std::string> formats_;
  std::vector<int> style_formats_;
  std::vector<Look> looks_;
  bool date_1904_ = false;
  std::size_t areas_ = 0;
  int string_row_ = -1, string_column_ = -1;    // of a formula whose text follows
};

std::optional<Found> Biff::next(std::size_t& at) const {
  if (at + record_head > stream_.size()) {
    return std::nullopt;
  }
  auto const size = static_cast<std::size_t>(little(stream_, at + 2, 2));
  Found const record{static_cast<int>(little(stream_, at, 2)), stream_.substr(at + record_head, size)};
  at += record_head + size;
  return record;
}

void Biff::global(Found const& record, std::size_t& at) {
  auto const& data = record.data;
  if (record.type == date_mode) {
    date_1904_ = little(data, 0, 2) == 1;
  } else if (record.type == bound_sheet && data.size() >= 8 && tabs_.size() <= static_cast<std::size_t>(limits_.sheets_max)) {
    StringReader name{.pieces = {data.substr(6)}};
    tabs_.push_back({name.string(1), static_cast<std::size_t>(little(data, 0, 4)), (little(data, 4, 1) & 3) != 0, little(data, 5, 1) == 0});
  } else if (record.type == number_format && data.size() > 2) {
    StringReader format{.pieces = {data.substr(2)}};
    formats_[static_cast<int>(little(data, 0, 2))] = format.string(2);
  } else if (record.type == xf) {
    style_formats_.push_back(static_cast<int>(little(data, 2, 2)));
  } else if (record.type == shared_strings && texts_.empty()) {
    StringReader reader{.pieces = {data.substr(std::min<std::size_t>(8, data.size()))}};
    for (auto follow = at; auto const more = next(follow); at = follow) {
      if (more->type != continued) {
        break;
      }
      reader.pieces.push_back(more->data);
    }
    while (reader.more() && texts_.size() < shared_texts_max) {
      texts_.push_back(reader.string(2));
    }
  }
}

std::optional<base::Problem> Biff::globals() {
  std::size_t at = 0;
  auto const first = next(at);
  if (!first || first->type != part_begin || little(first->data, 0, 2) != biff8) {
    return base::Problem("not_a_workbook", "the workbook is older than Excel 97", {}, "open it in Excel or WPS and save it as .xlsx");
  }
  while (auto const record = next(at)) {
    if (record->type == file_pass) {
      return encrypted();
    }
    if (record->type == end_of_part) {
      break;
    }
    global(*record, at);
  }
  for (int const id : style_formats_) {
    auto const custom = formats_.find(id);
    looks_.push_back(custom != formats_.end() ? look_of(custom->second) : look_of_id(id));
  }
  if (tabs_.size() > static_cast<std::size_t>(limits_.sheets_max)) {
    return too_large("the workbook has more than " + std::to_string(limits_.sheets_max) + " sheets", {});
  }
  return std::nullopt;
}

Cell Biff::number_of(double value, std::uint64_t style) const {
  if (!std::isfinite(value)) {
    return {};
  }
  return number_cell(value, style < looks_.size() ? looks_[static_cast<std::size_t>(style)] : Look{}, date_1904_);
}

Cell Biff::result_of(std::string_view data) {
  if (little(data, 12, 2) != 0xFFFF) {
    return number_of(std::bit_cast<double>(little(data, 6, 8)), little(data, 4, 2));
  }
  Cell cell;
  auto const kind = little(data, 6, 1);
  if (kind == 0) {
    string_row_ = static_cast<int>(little(data, 0, 2));
    string_column_ = static_cast<int>(little(data, 2, 2));
  } else if (kind == 1) {
    cell.kind = Cell::Kind::yes_no;
    cell.number = little(data, 8, 1) != 0 ? 1 : 0;
    cell.text = cell.number != 0 ? "TRUE" : "FALSE";
  } else if (kind == 2) {
    cell.kind = Cell::Kind::error;
    cell.text = error_name(static_cast<unsigned>(little(data, 8, 1)));
  }
  return cell;
}

std::optional<base::Problem> Biff::put(Sheet& sheet, int row, int column, Cell cell) {
  if (cell.kind == Cell::Kind::empty || column >= columns_max) {
    return std::nullopt;
  }
  sheet.row_count = std::max(sheet.row_count, row + 1);
  sheet.column_count = std::max(sheet.column_count, column + 1);
  return row < limits_.rows_kept ? grower_.put(sheet, row, column, std::move(cell)) : std::nullopt;
}

std::optional<base::Problem> Biff::cells(Found const& record, Sheet& sheet) {
  auto const& data = record.data;
  auto const row = static_cast<int>(little(data, 0, 2)), column = static_cast<int>(little(data, 2, 2));
  auto const style = little(data, 4, 2);
  switch (record.type) {
    case number: return put(sheet, row, column, number_of(std::bit_cast<double>(little(data, 6, 8)), style));
    case rk_number: return put(sheet, row, column, number_of(from_rk(static_cast<std::uint32_t>(little(data, 6, 4))), style));
    case mul_rk: {
      std::optional<base::Problem> beyond;
      int at = column;
      for (std::size_t i = 4; i + 8 <= data.size() && !beyond; i += 6, ++at) {   // the last two bytes are the last column
        beyond = put(sheet, row, at, number_of(from_rk(static_cast<std::uint32_t>(little(data, i + 2, 4))), little(data, i, 2)));
      }
      return beyond;
    }
    case label_sst: {
      auto const index = static_cast<std::size_t>(little(data, 6, 4));
      return index < texts_.size() ? put(sheet, row, column, text_cell(texts_[index])) : damaged("a cell names a shared text that is not there", sheet.name);
    }
    case label: case rstring: {
      StringReader reader{.pieces = {data.substr(std::min<std::size_t>(6, data.size()))}};
      return put(sheet, row, column, text_cell(reader.string(2)));
    }
    case bool_err: {
      Cell cell;
      bool const error = little(data, 7, 1) != 0;
      cell.kind = error ? Cell::Kind::error : Cell::Kind::yes_no;
      cell.number = !error && little(data, 6, 1) != 0 ? 1 : 0;
      cell.text = error ? error_name(static_cast<unsigned>(little(data, 6, 1))) : cell.number != 0 ? "TRUE" : "FALSE";
      return put(sheet, row, column, std::move(cell));
    }
    case formula: return put(sheet, row, column, result_of(data));
    case string_result: {
      StringReader reader{.pieces = {data}};
      auto const to_row = std::exchange(string_row_, -1);
      return to_row < 0 ? std::nullopt : put(sheet, to_row, string_column_, text_cell(reader.string(2)));
    }
    default: return std::nullopt;
  }
}

void Biff::about_sheet(Found const& record, Sheet& sheet) {
  auto const& data = record.data;
  if (record.type == row_about && (little(data, 12, 4) & 0x20) != 0 && ++areas_ < areas_max) {
    sheet.hidden_rows.push_back(static_cast<int>(little(data, 0, 2)));
  } else if (record.type == merged_cells) {
    for (std::size_t i = 2; i + 8 <= data.size(); i += 8) {
      auto const first = static_cast<int>(little(data, i, 2)), last = static_cast<int>(little(data, i + 2, 2));
      auto const left = static_cast<int>(little(data, i + 4, 2)), right = static_cast<int>(little(data, i + 6, 2));
      if (last >= first && right >= left && right < columns_max && ++areas_ < areas_max) {
        sheet.merged.push_back({first, left, last - first + 1, right - left + 1});
      }
    }
  }
}

std::optional<base::Problem> Biff::sheet(Tab const& tab, Sheet& sheet) {
  std::size_t at = tab.begin;
  auto record = next(at);
  if (!record || record->type != part_begin) {
    return damaged("the sheet is not where the workbook says", tab.name);
  }
  int depth = 1;                                 // charts lie as parts within the part of a sheet
  while (depth > 0 && (record = next(at))) {
    depth += record->type == part_begin ? 1 : record->type == end_of_part ? -1 : 0;
    if (depth == 1) {
      about_sheet(*record, sheet);
      if (auto beyond = cells(*record, sheet)) {
        return beyond;
      }
    }
  }
  return depth > 0 ? std::optional(damaged("the sheet breaks off", tab.name)) : std::nullopt;
}

base::Result<Book> Biff::read() {
  if (auto problem = globals()) {
    return *problem;
  }
  Book book{.format = "xls", .sheets = {}};
  for (auto const& tab : tabs_) {
    if (!tab.worksheet) {
      continue;
    }
    Sheet one;
    one.name = tab.name;
    one.hidden = tab.hidden;
    if (auto problem = sheet(tab, one)) {
      return *problem;
    }
    book.sheets.push_back(std::move(one));
  }
  if (book.sheets.empty()) {
    return damaged("the workbook has no sheet", {});
  }
  return book;
}

}  // namespace

base::Result<Book> read_xls(std::string_view bytes, Limits const& limits) {
  auto const stream = compound_stream(bytes, {"Workbook", "Book"});
  if (!stream) {
    return stream.error();
  }
  return Biff(stream.value(), limits).read();
}

}  // namespace workbook
