// XLSX by libxlsxwriter: a sheet of words, then one sheet a table and a chart, charts native beside their numbers.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "documents/chart.hpp"

namespace documents {
namespace {

constexpr std::size_t sheet_name_characters = 31, cell_characters = 32'000;
constexpr int words_columns = 10;           // that a paragraph of the first sheet covers
constexpr double words_column_width = 9.5;

lxw_color_t color_of(std::string_view colour) {
  auto const bytes = base::unhex(colour.substr(1)).value_or(std::string(3, '\0'));
  lxw_color_t all = 0;
  for (char const c : bytes) {
    all = all << 8U | static_cast<unsigned char>(c);
  }
  return all == 0 ? static_cast<lxw_color_t>(LXW_COLOR_BLACK) : all;
}

/// At most so many characters, and none that XML has not.
std::string clear(std::string_view text, std::size_t characters) {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    auto const c = static_cast<unsigned char>(text[i]);
    std::size_t const length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (c >= 0x20 || c == '\n') {
      if (++count > characters) {
        break;
      }
      out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

/// Words that the library would take for a formula where they begin with '='.
std::string no_formula(std::string_view text, std::size_t characters) {
  auto words = clear(text, characters);
  return words.starts_with('=') ? "\u200B" + words : words;   // a space of no width before it
}

/// A file without a name in memory, as the library only writes to paths.
class Memory {
 public:
  Memory() : file_(memfd_create("document", MFD_CLOEXEC)) {
    if (file_ < 0) {
      throw base::Failure("cannot write a workbook: no memory for it");
    }
  }
  ~Memory() { close(file_); }
  Memory(Memory const&) = delete;
  Memory& operator=(Memory const&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  std::string bytes() const {
    auto const size = lseek(file_, 0, SEEK_END);
    std::string all(size < 0 ? 0 : static_cast<std::size_t>(size), '\0');
    if (size <= 0 || pread(file_, all.data(), all.size(), 0) != size) {
      throw base::Failure("cannot write a workbook: it cannot be read back");
    }
    return all;
  }

 private:
  int file_;
};

struct Look {
  bool bold = false, header = false, framed = true, wrapped = true, small = false;
  Align align = Align::left;
  std::string ground, number;
  double size = 10;
  friend auto operator<=>(Look const& a, Look const& b) {
    return std::tie(a.bold, a.header, a.framed, a.wrapped, a.small, a.align, a.ground, a.number, a.size) <=>
           std::tie(b.bold, b.header, b.framed, b.wrapped, b.small, b.align, b.ground, b.number, b.size);
  }
};

class Book {
 public:
  explicit Book(Document const& document) : document_(document) {
    lxw_workbook_options options{};
    book_ = workbook_new_opt(memory_.path().c_str(), &options);
    if (book_ == nullptr) {
      throw base::Failure("cannot write a workbook: no temporary file can be made");
    }
    lxw_doc_properties about{};
    std::string title = clear(document.title, 200), author = clear(document.author, 200);
    about.title = title.data();
    about.author = author.data();
    about.created = static_cast<time_t>(base::start_of(document.made_on).ms / 1000);
    workbook_set_properties(book_, &about);
    words_ = sheet("报告");
  }
  ~Book() {
    if (book_ != nullptr) {
      lxw_workbook_free(book_);
    }
  }
  Book(Book const&) = delete;
  Book& operator=(Book const&) = delete;

  std::string all();
  void operator()(Heading const& heading) {
    line(heading.text, {.bold = true, .framed = false, .size = heading.level == 1 ? 13.0 : 11.0}, 22, heading.english);
  }
  void operator()(Paragraph const& paragraph);
  void operator()(Table const& table);
  void operator()(Chart const& chart);
  void operator()(PageBreak) {}

 private:
  lxw_format* format(Look const& look);
  lxw_format* font(bool bold, double size, std::string_view colour);
  lxw_worksheet* sheet(std::string const& wanted);
  void line(std::string const& text, Look const& look, double height, std::string const& english = {});
  void write(lxw_worksheet* on, lxw_row_t row, lxw_col_t column, std::string const& text, std::string const& english, Look const& look);
  void cell(lxw_worksheet* on, lxw_row_t row, lxw_col_t column, Cell const& about, Look look);
  lxw_row_t rows(lxw_worksheet* on, lxw_row_t from, Table const& table, std::vector<Row> const& all, bool header);
  lxw_row_t whole(lxw_worksheet* on, lxw_row_t from, Table const& given);
  lxw_row_t notes(lxw_worksheet* on, lxw_row_t from, std::vector<std::string> const& all);
  void native(lxw_worksheet* on, std::string const& name, Chart const& chart, lxw_row_t first);
  void calendar(lxw_worksheet* on, Chart const& chart, lxw_row_t from, lxw_col_t left);

  Document const& document_;
  Memory memory_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* words_ = nullptr;
  lxw_row_t next_ = 0;                      // of the sheet of words
  std::map<Look, lxw_format*> formats_;
  std::map<std::tuple<bool, double, std::string>, lxw_format*> fonts_;
  std::map<std::string, int> names_;
  int tables_ = 0, charts_ = 0;
};

lxw_format* Book::format(Look const& look) {
  auto& made = formats_[look];
  if (made != nullptr) {
    return made;
  }
  made = workbook_add_format(book_);
  format_set_font_name(made, "宋体");
  format_set_font_size(made, look.size);
  format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
  format_set_align(made, look.align == Align::center ? LXW_ALIGN_CENTER : look.align == Align::right ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
  if (look.bold || look.header) {
    format_set_bold(made);
  }
  if (look.framed) {
    format_set_border(made, LXW_BORDER_THIN);
    format_set_border_color(made, 0xC3CCCF);
  }
  if (look.wrapped) {
    format_set_text_wrap(made);
  }
  if (look.small) {
    format_set_font_color(made, 0x5C6A74);
  }
  if (look.header || !look.ground.empty()) {
    format_set_bg_color(made, look.header ? 0xEDF3F3 : color_of(look.ground));
  }
  if (!look.number.empty()) {
    format_set_num_format(made, look.number.c_str());
  }
  return made;
}

/// Of a piece of a cell.
lxw_format* Book::font(bool bold, double size, std::string_view colour) {
  auto& made = fonts_[{bold, size, std::string(colour)}];
  if (made == nullptr) {
    made = workbook_add_format(book_);
    format_set_font_name(made, "宋体");
    format_set_font_size(made, size);
    format_set_font_color(made, color_of(colour));
    if (bold) {
      format_set_bold(made);
    }
  }
  return made;
}

lxw_worksheet* Book::sheet(std::string const& wanted) {
  auto name = clear(wanted, sheet_name_characters);
  std::replace_if(name.begin(), name.end(), [](char c) { return std::string_view("[]:*?/\\'\n").find(c) != std::string_view::npos; }, ' ');
  name = name.empty() ? "表" : name;
  for (int again = 1; names_.contains(base::to_lower(name)); ++again) {
    auto const number = " " + std::to_string(again + 1);
    name = clear(name, sheet_name_characters - number.size() - 1) + number;
  }
  names_[base::to_lower(name)] = 1;
  auto* made = workbook_add_worksheet(book_, name.c_str());
  CHECK(made != nullptr, "the name of a sheet is one that the library takes");
  constexpr std::uint8_t a4 = 9;
  worksheet_set_paper(made, a4);
  worksheet_fit_to_pages(made, 1, 0);
  worksheet_set_footer(made, "&C第 &P 页，共 &N 页");
  worksheet_gridlines(made, LXW_HIDE_ALL_GRIDLINES);
  return made;
}

/// A text, and small after it (in a header below it) the other language.
void Book::write(lxw_worksheet* on, lxw_row_t row, lxw_col_t column, std::string const& text, std::string const& english, Look const& look) {
  auto words = clear(text, cell_characters);
  if (english.empty() || words.empty()) {
    worksheet_write_string(on, row, column, words.c_str(), format(look));
    return;
  }
  auto beside = (look.header ? "\n" : "  ") + clear(english, cell_characters);
  lxw_rich_string_tuple first{.format = font(look.bold || look.header, look.size, ink), .string = words.data()};
  lxw_rich_string_tuple second{.format = font(false, look.size * 0.8, muted), .string = beside.data()};
  lxw_rich_string_tuple* both[] = {&first, &second, nullptr};
  worksheet_write_rich_string(on, row, column, both, format(look));
}

void Book::line(std::string const& text, Look const& look, double height, std::string const& english) {
  worksheet_merge_range(words_, next_, 0, next_, words_columns - 1, "", format(look));
  write(words_, next_, 0, text, english, look);
  worksheet_set_row(words_, next_++, std::min(height, 400.0), nullptr);
}

void Book::operator()(Paragraph const& paragraph) {
  std::string text = paragraph.indent && !paragraph.small ? "　　" : "";
  for (auto const& run : paragraph.runs) {
    text += run.text;
  }
  double const lines = std::max(1.0, breadth(text) / (words_columns * words_column_width / 2 - 2));
  line(text, {.framed = false, .small = paragraph.small, .size = paragraph.small ? 9.0 : 10.5}, 17.0 * static_cast<double>(static_cast<int>(lines + 0.999)));
}

void Book::cell(lxw_worksheet* on, lxw_row_t row, lxw_col_t column, Cell const& about, Look look) {
  auto const number = about.number ? number_of(about.text) : std::nullopt;
  if (number) {
    look.number = number->places == 0 ? "0" : "0." + std::string(static_cast<std::size_t>(std::min(number->places, 12)), '0');
    look.number += number->percent ? "%" : "";
    look.number = number->with_sign ? "+" + look.number + ";-" + look.number + ";" + look.number : look.number;
  }
  auto* shape = format(look);
  if (about.columns > 1 || about.rows > 1) {
    worksheet_merge_range(on, row, column, row + static_cast<lxw_row_t>(about.rows) - 1, static_cast<lxw_col_t>(column + about.columns - 1), "", shape);
  }
  if (number) {
    worksheet_write_number(on, row, column, number->percent ? number->value / 100 : number->value, shape);
  } else {
    write(on, row, column, about.text, about.english, look);
  }
}

lxw_row_t Book::rows(lxw_worksheet* on, lxw_row_t from, Table const& table, std::vector<Row> const& all, bool header) {
  auto const grid = place(all).value();
  constexpr double two_lines = 30;          // points: of merged cells the height does not follow from the words
  for (int row = 0; header && row < grid.rows; ++row) {
    auto const& cells = all[static_cast<std::size_t>(row)].cells;
    if (std::any_of(cells.begin(), cells.end(), [](Cell const& one) { return !one.english.empty(); })) {
      worksheet_set_row(on, from + static_cast<lxw_row_t>(row), two_lines, nullptr);
    }
  }
  for (auto const& placed : grid.cells) {
    Look look{.bold = placed.cell->bold || placed.strong, .header = header, .align = align_of(table, placed, header)};
    look.ground = placed.cell->mark.empty() ? placed.strong ? "#f6f9f9" : "" : lightened(placed.cell->mark);
    cell(on, from + static_cast<lxw_row_t>(placed.row), static_cast<lxw_col_t>(placed.column), *placed.cell, look);
  }
  return from + static_cast<lxw_row_t>(grid.rows);
}

lxw_row_t Book::notes(lxw_worksheet* on, lxw_row_t from, std::vector<std::string> const& all) {
  for (auto const& note : all) {
    worksheet_write_string(on, from++, 0, clear(note, cell_characters).c_str(), format({.framed = false, .wrapped = false, .small = true, .size = 9}));
  }
  return from;
}

lxw_row_t Book::whole(lxw_worksheet* on, lxw_row_t from, Table const& given) {
  auto const table = settled(given);
  auto const header = place(table.header).value(), body = place(table.rows).value();
  std::vector<double> widest(static_cast<std::size_t>(std::max(header.columns, body.columns)), 8);
  for (auto const* grid : {&header, &body}) {
    for (auto const& placed : grid->cells) {
      if (placed.cell->columns == 1) {
        auto& width = widest[static_cast<std::size_t>(placed.column)];
        double const words = breadth(placed.cell->text), beside = 0.8 * breadth(placed.cell->english), most = beside > 0 ? 64 : 40;
        width = std::max(width, std::min(most, 2 * (grid == &header ? std::max(words, beside) : words + beside) + 2.5));
      }
    }
  }
  for (std::size_t column = 0; column < widest.size(); ++column) {
    worksheet_set_column(on, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column), widest[column], nullptr);
  }
  auto const below = rows(on, from, table, table.header, true);
  if (below > from) {
    worksheet_repeat_rows(on, from, below - 1);
    worksheet_freeze_panes(on, below, 0);
  }
  return notes(on, rows(on, below, table, table.rows, false), table.notes);
}

void Book::operator()(Table const& table) {
  auto const caption = table.caption.empty() ? "表" : caption_of("表", ++tables_, table.caption);
  auto* on = sheet(!table.sheet.empty() ? table.sheet : table.caption.empty() ? "表" : table.caption);
  write(on, 0, 0, caption, table.caption_en, {.bold = true, .framed = false, .wrapped = false, .size = 12});
  worksheet_set_row(on, 0, 24, nullptr);
  whole(on, 1, table);
  line(caption + "：见工作表“" + std::string(on->name) + "”", {.framed = false, .small = true, .size = 9}, 16);
}

void Book::operator()(Chart const& chart) {
  auto const caption = chart.caption.empty() ? "图" : caption_of("图", ++charts_, chart.caption);
  auto* on = sheet(chart.caption.empty() ? "图" : "图" + std::to_string(charts_) + " " + chart.caption);
  write(on, 0, 0, caption, chart.caption_en, {.bold = true, .framed = false, .wrapped = false, .size = 12});
  worksheet_set_row(on, 0, 24, nullptr);
  auto table = table_of(chart);
  for (auto const& limit : chart.limits) {
    table.header[0].cells.push_back({.text = limit.name});
    for (auto& row : table.rows) {
      row.cells.push_back({.text = shown(limit.value, -1), .number = limit.value});
    }
  }
  constexpr lxw_row_t below_the_picture = 26;
  worksheet_set_landscape(on);
  notes(on, std::max(whole(on, 1, table) + 1, below_the_picture), chart.notes);
  if (chart.kind == Chart::Kind::calendar) {
    calendar(on, chart, 1, static_cast<lxw_col_t>(table.header[0].cells.size() + 1));
  } else {
    native(on, on->name, chart, 1);
  }
  line(caption + "：见工作表“" + std::string(on->name) + "”", {.framed = false, .small = true, .size = 9}, 16);
}

/// `first`: the row of the table's header.
void Book::native(lxw_worksheet* on, std::string const& name, Chart const& chart, lxw_row_t first) {
  std::uint8_t const kind = chart.kind == Chart::Kind::line ? LXW_CHART_LINE : chart.kind == Chart::Kind::pie ? LXW_CHART_PIE
                            : chart.kind == Chart::Kind::stacked ? LXW_CHART_COLUMN_STACKED : LXW_CHART_COLUMN;
  lxw_chart* made = workbook_add_chart(book_, kind);
  auto const rows = chart.labels.size();
  if (made == nullptr || rows == 0) {
    return;
  }
  auto const last = first + static_cast<lxw_row_t>(rows);
  for (std::size_t s = 0; s < chart.series.size() + chart.limits.size(); ++s) {
    bool const is_limit = s >= chart.series.size();
    auto const column = static_cast<lxw_col_t>(s + 1);
    lxw_chart_series* series = chart_add_series(made, nullptr, nullptr);
    chart_series_set_categories(series, name.c_str(), first + 1, 0, last, 0);
    chart_series_set_values(series, name.c_str(), first + 1, column, last, column);
    auto const words = no_formula(is_limit ? chart.limits[s - chart.series.size()].name : chart.series[s].name, 200);
    chart_series_set_name(series, (words.empty() ? no_formula(chart.caption, 200) : words).c_str());
    if (kind == LXW_CHART_PIE) {
      chart_series_set_labels(series);
      continue;
    }
    auto const colour = color_of(is_limit ? std::string(limit_colour) : colour_of(chart, s));
    if (is_limit && kind != LXW_CHART_LINE) {               // among columns only a trend of equal values is a line
      lxw_chart_fill none{.none = LXW_TRUE};
      lxw_chart_line dashed{.color = colour, .width = 1.25F, .dash_type = LXW_CHART_LINE_DASH_DASH};
      chart_series_set_fill(series, &none);
      chart_series_set_trendline(series, LXW_CHART_TRENDLINE_TYPE_LINEAR, 0);
      chart_series_set_trendline_name(series, words.c_str());
      chart_series_set_trendline_line(series, &dashed);
    } else if (kind == LXW_CHART_LINE) {
      auto const dash_type = static_cast<std::uint8_t>(is_limit ? LXW_CHART_LINE_DASH_DASH : LXW_CHART_LINE_DASH_SOLID);
      lxw_chart_line line{.color = colour, .width = is_limit ? 1.25F : 2.0F, .dash_type = dash_type};
      chart_series_set_line(series, &line);
    } else {
      lxw_chart_fill fill{.color = colour};
      chart_series_set_fill(series, &fill);
    }
  }
  chart_title_set_name(made, no_formula(chart.caption, 200).c_str());
  if (kind != LXW_CHART_PIE) {
    chart_axis_set_name(made->y_axis, no_formula(chart.unit, 60).c_str());
    lxw_chart_line grid{.color = 0xE4E9EA, .width = 0.75F};
    chart_axis_major_gridlines_set_line(made->y_axis, &grid);
    if (chart.series.size() + chart.limits.size() == 1) {
      chart_legend_set_position(made, LXW_CHART_LEGEND_NONE);
    } else {
      chart_legend_set_position(made, LXW_CHART_LEGEND_BOTTOM);
    }
    if (kind == LXW_CHART_COLUMN && chart.series.size() == 1 && !chart.limits.empty()) {
      chart_set_series_overlap(made, 100);
    }
  }
  lxw_chart_options where{.x_offset = 8, .y_offset = 4, .x_scale = 1.5, .y_scale = 1.2};
  worksheet_insert_chart_opt(on, first, static_cast<lxw_col_t>(chart.series.size() + chart.limits.size() + 2), made, &where);
}

/// Weeks as rows, days in their colours: a workbook's own calendar.
void Book::calendar(lxw_worksheet* on, Chart const& chart, lxw_row_t from, lxw_col_t left) {
  constexpr char const* names[] = {"一", "二", "三", "四", "五", "六", "日"};
  Look const plain{.align = Align::center};
  for (lxw_col_t w = 0; w < 7; ++w) {
    worksheet_write_string(on, from, static_cast<lxw_col_t>(left + w), names[w], format({.header = true, .align = Align::center}));
  }
  worksheet_set_column(on, left, static_cast<lxw_col_t>(left + 6), 11, nullptr);
  std::optional<int> first_week;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    auto const day = base::parse_day(chart.labels[i]).value();
    int const weekday = ((day.number + 3) % 7 + 7) % 7, week = (day.number + 3 - weekday) / 7;
    first_week = first_week.value_or(week);
    if (week < *first_week) {
      continue;                             // days come in order; one that does not is in the table beside
    }
    auto look = plain;
    look.ground = i < chart.colours.size() && !chart.colours[i].empty() ? lightened(chart.colours[i]) : "";
    auto const& value = chart.series[0].values[i];
    auto const words = i < chart.texts.size() && !chart.texts[i].empty() ? chart.texts[i] : value ? shown(*value, chart.digits) : "—";
    worksheet_write_string(on, from + 1 + static_cast<lxw_row_t>(week - *first_week), static_cast<lxw_col_t>(left + weekday),
                           (chart.labels[i].substr(5) + "  " + words).c_str(), format(look));
  }
}

std::string Book::all() {
  worksheet_set_column(words_, 0, words_columns - 1, words_column_width, nullptr);
  line(document_.title, {.bold = true, .framed = false, .align = Align::center, .size = 16}, 32);
  if (!document_.title_en.empty()) {
    line(document_.title_en, {.framed = false, .small = true, .align = Align::center, .size = 10}, 16);
  }
  if (!document_.subtitle.empty()) {
    line(document_.subtitle, {.framed = false, .align = Align::center, .size = 10.5}, 18);
  }
  for (auto const& [name, value] : document_.meta) {
    line(name + "：" + value, {.framed = false, .small = true, .size = 9.5}, 16);
  }
  for (auto const& block : document_.blocks) {
    std::visit(*this, block);
  }
  for (auto const& note : document_.notes) {
    line(note, {.framed = false, .small = true, .size = 9}, 16.0 * (1 + static_cast<int>(breadth(note) / 48)));
  }
  auto const code = workbook_close(std::exchange(book_, nullptr));
  if (code != LXW_NO_ERROR) {
    throw base::Failure(std::string("cannot write a workbook: ") + lxw_strerror(code));
  }
  return memory_.bytes();
}

}  // namespace

base::Result<std::string> to_xlsx(Document const& document) {
  if (auto const sound = check(document); !sound) {
    return sound.error();
  }
  return Book(document).all();
}

}  // namespace documents
