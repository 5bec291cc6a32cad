// The same workbook with its wrong cells marked: texts are spliced into the XML of one sheet and of the styles where the parser
// says their places are; every other byte of them, and every other part, stays as it was.
#include <algorithm>
#include <set>
#include <tuple>

#include "workbook/splice.hpp"

namespace workbook {
namespace {

constexpr std::size_t added_bytes = 256;                // about what a marked row grows by, without its reason
constexpr std::size_t reason_bytes_max = 30'000;        // a cell holds 32,767 characters

struct Change {
  std::set<int> red;                                    // columns of wrong cells
  std::string reason;                                   // what the red column says
};

/// What is to be done to the sheet.
struct Plan {
  std::map<int, Change> rows;
  int red_column = 0, last_row = 0;
  bool again = false;                                   // the red column of before is replaced
  std::map<int, int> red_styles;                        // style of a cell → the same with the red fill; empty = no styles to be had
};

/// Which styles the cells to be marked have.
struct SheetSurvey : Hearer {
  Plan const& plan;
  std::set<int> styles{0};
  int row = -1, column = -1;
  bool in_data = false;
  explicit SheetSurvey(Plan const& p) : plan(p) {}
  void start(std::string_view name, Attributes const& attributes, std::string_view) override {
    in_data = in_data || name == "sheetData";
    if (!in_data) {
      return;
    }
    if (name == "row") {
      auto const said = small_number(attributes.get("r"));
      row = said > 0 ? said - 1 : row + 1;
      column = -1;
    } else if (name == "c") {
      auto const at = parse_cell_name(attributes.get("r"));
      column = at ? at->column : column + 1;
      if (auto const change = plan.rows.find(row); change != plan.rows.end() && change->second.red.contains(column)) {
        styles.insert(small_number(attributes.get("s")));
      }
    }
  }
  void end(std::string_view name) override { in_data = in_data && name != "sheetData"; }
};

struct SheetEditor : Editor {
  Plan const& plan;
  std::string prefix;
  std::map<int, Change>::const_iterator next_row;       // not yet done
  Change const* change = nullptr;                       // of the row being read
  std::set<int>::const_iterator next_red;
  int row = -1, column = -1;
  bool in_data = false, in_row = false, in_cell = false, red_written = false, row_opened = false, data_opened = false;
  bool in_columns = false, width_written = false;
  std::optional<std::size_t> drop_from, covering_from;
  std::string covering_tag;
  int covering_first = 0, covering_last = 0;

  explicit SheetEditor(Plan const& p) : plan(p), next_row(p.rows.begin()) {}

  [[nodiscard]] std::string element(std::string_view name) const { return "<" + prefix + std::string(name); }
  [[nodiscard]] std::string style(int of) const {
    auto const found = plan.red_styles.find(of);
    return found == plan.red_styles.end() ? std::string() : " s=\"" + std::to_string(found->second) + "\"";
  }
  [[nodiscard]] std::string width_tag() const {
    auto const number = std::to_string(plan.red_column + 1);
    return element("col") + " min=\"" + number + "\" max=\"" + number + "\" width=\"60\" customWidth=\"1\"/>";
  }
  [[nodiscard]] std::string reason_cell(int of_row, std::string const& reason) const {
    return element("c") + " r=\"" + cell_name(of_row, plan.red_column) + "\"" + style(0) + " t=\"inlineStr\">" + element("is") + ">" + element("t") +
           " xml:space=\"preserve\">" + escape(escaped(reason)) + "</" + prefix + "t></" + prefix + "is></" + prefix + "c>";
  }
  /// Cells that the row lacks, up to a column.
  void put_cells_before(int limit) {
    while (true) {
      bool const red_left = !red_written && !change->reason.empty() && plan.red_column < limit;
      bool const wrong_left = next_red != change->red.end() && *next_red < limit;
      if (wrong_left && (!red_left || *next_red < plan.red_column)) {
        splice.out += element("c") + " r=\"" + cell_name(row, *next_red) + "\"" + style(0) + "/>";
        ++next_red;
      } else if (red_left) {
        splice.out += reason_cell(row, change->reason);
        red_written = true;
      } else {
        return;
      }
    }
  }
  void put_rows_before(int limit) {
    for (; next_row != plan.rows.end() && next_row->first < limit; ++next_row) {
      auto const outer = row;
      row = next_row->first;
      take_up(next_row->second);
      splice.out += element("row") + " r=\"" + std::to_string(row + 1) + "\">";
      put_cells_before(columns_max);
      splice.out += "</" + prefix + "row>";
      change = nullptr;
      row = outer;
    }
  }
  void take_up(Change const& with) {
    change = &with;
    next_red = with.red.begin();
    red_written = false;
  }
  void start(std::string_view name, Attributes const& attributes, std::string_view full) override {
    if (in_data) {
      if (name == "row" && !in_row) {
        start_row(attributes);
      } else if (name == "c" && in_row) {
        start_cell(attributes);
      }
    } else if (name == "dimension") {
      replace_tag(with_attribute(tag(), "ref", "A1:" + cell_name(plan.last_row, plan.red_column)));
    } else if (name == "cols") {
      in_columns = true;
      prefix = prefix_of(full);
    } else if (name == "col" && in_columns) {
      start_column(attributes);
    } else if (name == "sheetData") {
      start_data(full);
    }
  }
  void start_column(Attributes const& attributes) {
    auto const first = small_number(attributes.get("min")), last = small_number(attributes.get("max")), mine = plan.red_column + 1;
    if (!width_written && first <= mine && mine <= last) {
      splice.copy_to(xml->at());
      covering_from = xml->at();
      covering_tag = tag();
      covering_tag = closes_itself(covering_tag) ? covering_tag : covering_tag.substr(0, covering_tag.size() - 1) + "/>";
      covering_first = first;
      covering_last = last;
    } else if (!width_written && first > mine) {
      splice.copy_to(xml->at());
      splice.out += width_tag();
      width_written = true;
    }
  }
  void end_column() {
    auto const mine = plan.red_column + 1;
    auto const span = [&](int first, int last) {
      return first > last ? std::string() : with_attribute(with_attribute(covering_tag, "min", std::to_string(first)), "max", std::to_string(last));
    };
    splice.out += span(covering_first, mine - 1) + width_tag() + span(mine + 1, covering_last);
    splice.drop_to(xml->behind());
    covering_from.reset();
    width_written = true;
  }
  void start_data(std::string_view full) {
    in_data = true;
    prefix = prefix_of(full);
    splice.copy_to(xml->at());
    if (!width_written) {
      splice.out += element("cols") + ">" + width_tag() + "</" + prefix + "cols>";
      width_written = true;
    }
    data_opened = closes_itself(tag());
    if (data_opened) {
      replace_tag(opened(std::string(tag())));
    }
  }
  void start_row(Attributes const& attributes) {
    auto const said = small_number(attributes.get("r"));
    auto const number = said > 0 ? said - 1 : row + 1;
    if (number <= row || number >= rows_max) {
      refuse(damaged("a row stands where it cannot stand", "row " + std::to_string(number + 1)));
      return;
    }
    splice.copy_to(xml->at());
    put_rows_before(number);
    row = number;
    column = -1;
    in_row = true;
    bool const touched = next_row != plan.rows.end() && next_row->first == row;
    if (touched) {
      take_up((next_row++)->second);
    }
    auto changed = with_attribute(tag(), "r", std::to_string(row + 1));
    if (touched) {
      changed = with_attribute(changed, "spans", std::nullopt);
    }
    row_opened = touched && closes_itself(changed);
    replace_tag(row_opened ? opened(changed) : changed);
  }
  void start_cell(Attributes const& attributes) {
    auto const at = parse_cell_name(attributes.get("r"));
    column = at ? at->column : column + 1;
    in_cell = true;
    if (change != nullptr) {
      splice.copy_to(xml->at());
      put_cells_before(column);
    }
    if (column == plan.red_column && (plan.again || (change != nullptr && !change->reason.empty()))) {
      splice.copy_to(xml->at());
      drop_from = xml->at();
      return;
    }
    auto changed = with_attribute(tag(), "r", cell_name(row, column));
    if (change != nullptr && next_red != change->red.end() && *next_red == column) {
      ++next_red;
      auto const red = plan.red_styles.find(small_number(attributes.get("s")));
      changed = red == plan.red_styles.end() ? changed : with_attribute(changed, "s", std::to_string(red->second));
    }
    if (changed != tag()) {
      replace_tag(changed);
    }
  }
  void end(std::string_view name) override {
    if (name == "col" && covering_from) {
      end_column();
    } else if (name == "cols" && in_columns) {
      in_columns = false;
      if (!width_written) {
        splice.copy_to(xml->at());
        splice.out += width_tag();
        width_written = true;
      }
    } else if (name == "c" && in_cell) {
      in_cell = false;
      if (drop_from) {
        splice.drop_to(xml->behind());
        drop_from.reset();
      }
    } else if (name == "row" && in_row) {
      end_row();
    } else if (name == "sheetData" && in_data) {
      splice.copy_to(xml->at());
      put_rows_before(rows_max);
      splice.out += data_opened ? "</" + prefix + "sheetData>" : std::string();
      in_data = false;
    }
  }
  void end_row() {
    in_row = false;
    if (change != nullptr) {
      splice.copy_to(xml->at());
      put_cells_before(columns_max);
      splice.out += row_opened ? "</" + prefix + "row>" : std::string();
      change = nullptr;
    }
  }
};

/// Where the marks go, as the sheet lies.
base::Result<Plan> plan_of(Xlsx& book, Marking const& marking, Limits limits) {
  Sheet sheet;
  limits.rows_kept = marking.title_row + 1;
  Grower grower(limits);
  if (auto const read = read_sheet(book, static_cast<std::size_t>(marking.sheet), grower, sheet, limits); !read) {
    return read.error();
  }
  auto const title_row = static_cast<std::size_t>(marking.title_row);
  auto const width = static_cast<std::size_t>(sheet.column_count);
  Plan plan;
  plan.again = title_row < sheet.rows.size() && width > 0 && sheet.rows[title_row].size() == width &&
               sheet.rows[title_row].back().text == marking.column_title;
  plan.red_column = sheet.column_count - (plan.again ? 1 : 0);
  plan.rows[marking.title_row].reason = marking.column_title;
  auto marks = marking.marks;
  marks.resize(std::min(marks.size(), Marking::marks_max));
  std::sort(marks.begin(), marks.end(), [](Mark const& a, Mark const& b) {
    return std::tie(a.row, a.column, a.reason) < std::tie(b.row, b.column, b.reason);
  });
  for (auto const& wrong : marks) {
    if (wrong.row < 0 || wrong.row >= rows_max || wrong.column < 0 || wrong.column >= columns_max) {
      continue;
    }
    auto& reason = plan.rows[wrong.row].reason;
    if (reason.size() < reason_bytes_max) {
      reason += (reason.empty() ? "" : "；") + cell_name(wrong.row, wrong.column) + " " + wrong.reason;
    }
    auto const holds = [&](Merged const& a) {
      return wrong.row >= a.row && wrong.row < a.row + a.rows && wrong.column >= a.column && wrong.column < a.column + a.columns;
    };
    auto const block = std::find_if(sheet.merged.begin(), sheet.merged.end(), holds);
    auto const shown_row = block == sheet.merged.end() ? wrong.row : block->row;
    plan.rows[shown_row].red.insert(block == sheet.merged.end() ? wrong.column : block->column);
  }
  for (auto const& area : sheet.merged) {               // a cell within a block would not be seen
    auto const touched = plan.rows.lower_bound(area.row);
    if (!plan.again && touched != plan.rows.end() && touched->first < area.row + area.rows) {
      plan.red_column = std::max(plan.red_column, area.column + area.columns);
    }
  }
  if (plan.red_column >= columns_max) {
    return too_large("the sheet has no column left for reasons", sheet.name);
  }
  plan.last_row = std::max(sheet.row_count - 1, plan.rows.rbegin()->first);
  return plan;
}

base::Result<std::string> mark_xlsx(std::string_view bytes, Marking const& marking, Limits const& limits) {
  auto book = open_xlsx(bytes, limits);
  if (!book) {
    return book.error();
  }
  if (static_cast<std::size_t>(marking.sheet) >= book->tabs.size()) {
    return no_such_sheet(marking.sheet);
  }
  auto const part = book->tabs[static_cast<std::size_t>(marking.sheet)].part;
  auto plan = plan_of(book.value(), marking, limits);
  if (!plan) {
    return plan.error();
  }
  auto text = book->archive.whole(part);
  if (!text) {
    return text.error();
  }
  if (auto const good = is_utf8_part(text.value(), part); !good) {
    return good.error();
  }
  SheetSurvey survey(plan.value());
  if (auto const done = parse_text(text.value(), part, survey); !done) {
    return done.error();
  }
  auto styles = red_styles(book.value(), survey.styles, plan->red_styles);
  if (!styles) {
    return styles.error();
  }
  SheetEditor editor(plan.value());
  std::size_t added = 0;
  for (auto const& [row, change] : plan->rows) {
    added += added_bytes + change.reason.size() * 2;
  }
  editor.splice.out.reserve(text->size() + added);     // growing by doubling would need twice the memory
  if (auto const done = edit(editor, text.value(), part); !done) {
    return done.error();
  }
  std::string().swap(text.value());                     // an assignment would keep the memory
  std::vector<Part> parts;
  parts.push_back({book->archive.name_of(part).value(), std::move(editor.splice.out)});
  if (styles.value()) {
    parts.push_back(std::move(*styles.value()));
  }
  return zip_with(bytes, parts);
}

}  // namespace

base::Result<std::string> mark(std::string_view bytes, Marking const& marking, Limits limits) {
  CHECK(marking.sheet >= 0 && marking.title_row >= 0 && marking.title_row < rows_max, "a marking names a sheet and a row");
  if (bytes.starts_with("PK")) {
    return mark_xlsx(bytes, marking, limits);
  }
  auto const book = read(bytes, limits);
  if (!book) {
    return book.error();
  }
  auto const plain = as_xlsx(book.value());
  return plain ? mark_xlsx(plain.value(), marking, limits) : plain.error();
}

}  // namespace workbook
