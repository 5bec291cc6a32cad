#include <algorithm>
#include <charconv>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

/// The cells of one sheet, a row at a time.
struct SheetReader : Hearer {
  Xlsx const& book;
  Sheet& about;                                   // merged blocks and hidden rows go here
  int rows_kept;
  std::vector<Cell> cells;                        // of the row being read, or of the paused one
  int row = -1, column = -1;
  bool in_data = false, in_row = false, row_ready = false;
  enum class Taking : std::uint8_t { nothing, value, formula, text } taking = Taking::nothing;
  std::string value, formula, inline_text;
  std::string_view type;
  int style = 0, phonetic = 0;
  bool in_inline = false, has_formula = false;
  std::size_t row_bytes = 0;
  static constexpr std::size_t row_bytes_max = 32 << 20, areas_max = 1'000'000;

  SheetReader(Xlsx const& b, Sheet& s, int kept) : book(b), about(s), rows_kept(kept) {}

  void start(std::string_view name, Attributes const& attributes, std::string_view) override {
    if (!in_data) {
      in_data = name == "sheetData";
      if (name == "mergeCell" && about.merged.size() < areas_max) {
        if (auto const area = parse_area(attributes.get("ref")); area && (area->rows > 1 || area->columns > 1)) {
          about.merged.push_back(*area);
        }
      }
    } else if (name == "row") {
      start_row(attributes);
    } else if (name == "c" && in_row) {
      start_cell(attributes);
    } else if (column >= 0) {
      phonetic += name == "rPh" ? 1 : 0;
      in_inline = in_inline || name == "is";
      has_formula = has_formula || name == "f";
      bool const spoken = phonetic > 0;
      taking = name == "v" ? Taking::value : name == "f" ? Taking::formula : name == "t" && in_inline && !spoken ? Taking::text : Taking::nothing;
    }
  }
  void start_row(Attributes const& attributes) {
    auto const said = small_number(attributes.get("r"));
    auto const next = said > 0 ? said - 1 : row + 1;
    if (next >= rows_max || next <= row) {
      refuse(damaged("row " + std::to_string(next + 1) + " stands where it cannot stand", about.name));
      return;
    }
    row = next;
    in_row = true;
    column = -1;
    last_column = -1;
    row_bytes = 0;
    cells.clear();
    if (attributes.yes("hidden")) {
      about.hidden_rows.push_back(row);
    }
  }
  int last_column = -1;
  void start_cell(Attributes const& attributes) {
    auto const at = parse_cell_name(attributes.get("r"));
    column = at ? at->column : last_column + 1;
    if (column >= columns_max) {
      refuse(damaged("a row has more cells than a sheet can have", about.name + " row " + std::to_string(row + 1)));
      column = -1;
      return;
    }
    last_column = column;
    style = small_number(attributes.get("s"));
    auto const t = attributes.get("t");
    type = t == "s" ? "s" : t == "str" ? "str" : t == "inlineStr" ? "inlineStr" : t == "b" ? "b" : t == "e" ? "e" : t == "d" ? "d" : "n";
    value.clear();
    formula.clear();
    inline_text.clear();
    in_inline = has_formula = false;
    phonetic = 0;
  }
  void text(std::string_view text) override {
    auto* to = taking == Taking::value ? &value : taking == Taking::formula ? &formula : taking == Taking::text ? &inline_text : nullptr;
    if (to == nullptr) {
      return;
    }
    row_bytes += text.size();
    if (row_bytes <= row_bytes_max) {
      to->append(text);
    } else {
      refuse(too_large("a row holds more text than is read", about.name + "!" + cell_name(row, std::max(column, 0))));
    }
  }
  void end(std::string_view name) override {
    taking = Taking::nothing;
    if (name == "rPh" && phonetic > 0) {
      --phonetic;
    } else if (name == "c" && column >= 0) {
      end_cell();
      column = -1;
    } else if (name == "row" && in_row) {
      in_row = false;
      end_row();
    } else if (name == "sheetData") {
      in_data = false;
    }
  }
  void end_row() {
    if (!cells.empty()) {
      about.row_count = row + 1;
      about.column_count = std::max(about.column_count, static_cast<int>(cells.size()));
      row_ready = row < rows_kept;
      if (row_ready) {
        pause();
      }
    }
  }
  void end_cell() {
    auto cell = make_cell();
    row_bytes += cell.text.size();
    if (row_bytes > row_bytes_max) {
      refuse(too_large("a row holds more text than is read", about.name + "!" + cell_name(row, column)));
    } else if (cell.kind != Cell::Kind::empty) {
      auto const at = static_cast<std::size_t>(column);
      if (cells.size() <= at) {
        cells.resize(at + 1);
      }
      cells[at] = std::move(cell);
    }
  }
  Cell make_cell() {
    if (row >= rows_kept) {                       // only how far the sheet reaches is asked
      Cell cell;
      cell.kind = value.empty() && inline_text.empty() && !has_formula ? Cell::Kind::empty : Cell::Kind::text;
      return cell;
    }
    if (type == "inlineStr" || (in_inline && value.empty())) {
      return text_cell(unescaped(inline_text));
    }
    Cell cell;
    if (value.empty() && has_formula && type != "str") {
      cell.kind = Cell::Kind::error;              // calculated by nobody yet
      cell.text = "=" + formula;
      return cell;
    }
    if (value.empty()) {
      return cell;
    }
    if (type == "s") {
      return shared();
    }
    if (type == "str") {
      return text_cell(unescaped(value));
    }
    if (type == "b") {
      cell.kind = Cell::Kind::yes_no;
      cell.number = value == "1" || value == "true" ? 1 : 0;
      cell.text = cell.number != 0 ? "TRUE" : "FALSE";
      return cell;
    }
    if (type == "e") {
      cell.kind = Cell::Kind::error;
      cell.text = value;
      return cell;
    }
    if (type == "d") {                            // ISO 8601, of strict files
      std::replace(value.begin(), value.end(), 'T', ' ');
      return text_cell(value.ends_with(" 00:00:00") ? value.substr(0, value.size() - 9) : value);
    }
    auto const known = style >= 0 && static_cast<std::size_t>(style) < book.looks.size();
    return number_cell(base::trim(value), known ? book.looks[static_cast<std::size_t>(style)] : Look{}, book.date_1904);
  }
  Cell shared() {
    auto const index = base::parse_integer(base::trim(value)).value_or(-1);
    if (index < 0 || static_cast<std::size_t>(index) >= book.string_ends.size()) {
      refuse(damaged("a cell names a shared text that is not there", about.name + "!" + cell_name(row, column)));
      return {};
    }
    auto const i = static_cast<std::size_t>(index);
    auto const begin = i == 0 ? 0 : book.string_ends[i - 1];
    return text_cell(book.strings.substr(begin, book.string_ends[i] - begin));
  }
};

}  // namespace

base::Outcome read_sheet(Xlsx& book, std::size_t tab, Grower& grower, Sheet& sheet, Limits const& limits) {
  SheetReader reader(book, sheet, limits.rows_kept);
  std::optional<base::Problem> beyond;
  auto const done = parse(book.archive, book.tabs[tab].part, reader, [&] {
    for (std::size_t c = 0; c < reader.cells.size() && !beyond; ++c) {
      beyond = grower.put(sheet, reader.row, static_cast<int>(c), std::move(reader.cells[c]));
    }
    return !beyond;
  });
  return beyond ? base::Outcome(*beyond) : done;
}

base::Outcome stream_sheet(Xlsx& book, std::size_t tab, std::function<bool(int, std::vector<Cell> const&)> const& take) {
  Sheet about{.name = book.tabs[tab].name, .rows = {}, .merged = {}, .hidden_rows = {}};
  SheetReader reader(book, about, rows_max);
  return parse(book.archive, book.tabs[tab].part, reader, [&] { return take(reader.row, reader.cells); });
}

}  // namespace workbook
