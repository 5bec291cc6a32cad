#include <xlsxwriter.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::size_t list_characters_max = 255, help_characters_max = 255, help_title_characters_max = 32, page_line_characters_max = 200;
constexpr std::size_t cell_characters_max = 32'767, sheet_name_characters_max = 31;
constexpr std::size_t exact_digits = 15;        // of a number in a cell
constexpr int decimals_max = 15;
constexpr char const* choices_sheet = "选项";
constexpr lxw_color_t header_color = 0xDDEBF7, required_color = 0xFFF2CC, line_color = 0x808080;

std::string sheet_name(std::string name) {
  for (char& c : name) {
    c = std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
  }
  name = cut(base::trim(name), sheet_name_characters_max);
  return name.empty() ? "Sheet1" : name;
}

/// The number in a cell that shows the same digits; nothing if a double would lose some.
std::optional<double> exact_number(std::string_view text) {
  auto const value = base::parse_number(text);
  auto const mantissa = text.substr(0, text.find_first_of("eE"));
  std::size_t digits = 0;
  for (char const c : mantissa) {
    digits += c >= '0' && c <= '9' && (digits > 0 || c != '0') ? 1 : 0;
  }
  return digits <= exact_digits ? value : std::nullopt;
}

int decimals_of(std::string_view text) {
  auto const point = text.find('.');
  bool const plain = text.find_first_of("eE") == std::string_view::npos;
  return point == std::string_view::npos || !plain ? 0 : static_cast<int>(std::min<std::size_t>(text.size() - point - 1, decimals_max));
}

std::optional<double> serial_of(base::Time time) {
  auto const local = time + std::chrono::hours(8);        // Beijing
  double const serial = static_cast<double>(local.ms) / 86'400'000.0 + 25'569;
  // Before 1900-03-01 spreadsheets count a day that never was.
  return serial >= 61 && serial < 2'958'466 ? std::optional(serial) : std::nullopt;
}

std::string title_of(Column const& column) {
  return (column.required ? "*" : "") + clean(column.title) + (column.unit.empty() ? "" : "（" + clean(column.unit) + "）");
}

/// A list in the rule itself is short, and a comma parts its choices. Bytes are counted: the library has room for so many, not for characters.
bool needs_sheet(Column const& column) {
  std::size_t length = 0;
  bool comma = false;
  for (auto const& choice : column.choices) {
    length += choice.size() + 1;
    comma = comma || choice.find(',') != std::string::npos;
  }
  return length > list_characters_max || comma;
}

std::string page_line(std::string_view text) {            // '&' starts a code there
  std::string out;
  for (char const c : cut(text, page_line_characters_max / 2)) {
    out += c == '&' ? "&&" : std::string(1, c);
  }
  return out;
}

/// Half a workbook is none; what is no file of its own (a device, a link) stays.
void discard(std::string const& path) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(std::filesystem::symlink_status(path, ignored))) {
    std::filesystem::remove(path, ignored);
  }
}

}  // namespace

struct Writer::Inside {
  std::string path, folder;
  Style style;
  std::vector<Column> columns;
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format *title = nullptr, *subtitle = nullptr, *header = nullptr, *required = nullptr, *text = nullptr, *code = nullptr, *date = nullptr,
             *time = nullptr, *general = nullptr, *plain = nullptr;
  std::map<int, lxw_format*> numbers;                     // by decimals
  lxw_row_t next_row = 0, header_row = 0, first_row = 0;
  std::vector<std::string> note_lines;
  bool closed = false;

  [[nodiscard]] lxw_col_t last_column() const { return static_cast<lxw_col_t>(columns.size() - 1); }
  lxw_format* bordered(char const* number_format = nullptr) const;
  lxw_format* number_format(int decimals);
  void make_formats();
  void merge(lxw_row_t first, lxw_col_t left, lxw_row_t last, lxw_col_t right) const;
  void line_over_all(std::string const& words, lxw_format* format);
  void write_header();
  void write_grouped(lxw_row_t lower);
  void set_up_page() const;
  void write_cell(lxw_col_t column, std::string_view words);
  void write_text(lxw_col_t column, std::string_view words, lxw_format* format) const;
  void write_time(lxw_col_t column, std::string const& words, bool clock);
  void write_blank_rows();
  void add_validations(lxw_row_t last);
  void write_choices() const;
  void write_notes() const;
  void finish_sheet();
  void need_disk() const;
};

lxw_format* Writer::Inside::bordered(char const* number_format) const {
  auto* format = workbook_add_format(book);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, line_color);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (number_format != nullptr) {
    format_set_num_format(format, number_format);
  }
  return format;
}

lxw_format* Writer::Inside::number_format(int decimals) {
  auto& format = numbers[decimals];
  if (format == nullptr) {
    format = bordered(decimals == 0 ? "0" : ("0." + std::string(static_cast<std::size_t>(decimals), '0')).c_str());
  }
  return format;
}

void Writer::Inside::make_formats() {
  title = workbook_add_format(book);
  format_set_bold(title);
  format_set_font_size(title, 16);
  format_set_align(title, LXW_ALIGN_CENTER);
  subtitle = workbook_add_format(book);
  format_set_align(subtitle, LXW_ALIGN_RIGHT);
  for (auto** format : {&header, &required}) {
    *format = bordered();
    format_set_bold(*format);
    format_set_text_wrap(*format);
    format_set_align(*format, LXW_ALIGN_CENTER);
    format_set_bg_color(*format, format == &header ? header_color : required_color);
  }
  text = bordered();
  format_set_text_wrap(text);
  code = bordered("@");
  date = bordered("yyyy-mm-dd");
  time = bordered("yyyy-mm-dd hh:mm:ss");
  general = bordered();
  plain = workbook_add_format(book);
  format_set_text_wrap(plain);
}

// The library's own merging writes the cells again, in rows that constant memory has let go: only the area is noted here.
void Writer::Inside::merge(lxw_row_t first, lxw_col_t left, lxw_row_t last, lxw_col_t right) const {
  if (first == last && left == right) {
    return;
  }
  auto* area = static_cast<lxw_merged_range*>(std::calloc(1, sizeof(lxw_merged_range)));
  CHECK(area != nullptr, "there is memory for a merged block");
  *area = {.first_row = first, .last_row = last, .first_col = left, .last_col = right, .list_pointers = {}};
  STAILQ_INSERT_TAIL(sheet->merged_ranges, area, list_pointers);
  sheet->merged_range_count++;
}

void Writer::Inside::line_over_all(std::string const& words, lxw_format* format) {
  worksheet_write_string(sheet, next_row, 0, clean(words).c_str(), format);
  for (lxw_col_t c = 1; c <= last_column(); ++c) {
    worksheet_write_blank(sheet, next_row, c, format);
  }
  merge(next_row, 0, next_row, last_column());
  ++next_row;
}

void Writer::Inside::write_grouped(lxw_row_t lower) {
  auto const format_of = [&](Column const& column) { return column.required ? required : header; };
  for (lxw_col_t c = 0; c <= last_column(); ++c) {
    auto const& column = columns[c];
    bool const goes_on = c > 0 && !column.group.empty() && columns[c - 1U].group == column.group;
    auto const words = column.group.empty() ? title_of(column) : goes_on ? std::string() : clean(column.group);
    worksheet_write_string(sheet, next_row, c, words.c_str(), column.group.empty() ? format_of(column) : header);
    if (column.group.empty()) {
      merge(next_row, c, lower, c);
    } else if (!goes_on) {
      auto last = c;
      while (last < last_column() && columns[last + 1U].group == column.group) {
        ++last;
      }
      merge(next_row, c, next_row, last);
    }
  }
  ++next_row;
}

void Writer::Inside::write_header() {
  if (!style.title.empty()) {
    worksheet_set_row(sheet, next_row, 28, nullptr);
    line_over_all(style.title, title);
  }
  if (!style.subtitle.empty()) {
    line_over_all(style.subtitle, subtitle);
  }
  header_row = next_row;
  bool const grouped = std::any_of(columns.begin(), columns.end(), [](Column const& c) { return !c.group.empty(); });
  if (grouped) {
    write_grouped(next_row + 1);
  }
  for (lxw_col_t c = 0; c <= last_column(); ++c) {
    auto const& column = columns[c];
    auto* format = column.required ? required : header;
    if (grouped && column.group.empty()) {
      worksheet_write_blank(sheet, next_row, c, format);
    } else {
      worksheet_write_string(sheet, next_row, c, title_of(column).c_str(), format);
    }
  }
  first_row = ++next_row;
}

void Writer::Inside::set_up_page() const {
  constexpr std::uint8_t a4 = 9;
  worksheet_set_paper(sheet, a4);
  if (style.landscape) {
    worksheet_set_landscape(sheet);
  }
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, header_row, first_row - 1);
  worksheet_freeze_panes(sheet, first_row, 0);
  worksheet_set_header(sheet, ("&C" + page_line(style.title.empty() ? style.sheet : style.title)).c_str());
  worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页");
  for (lxw_col_t c = 0; c <= last_column(); ++c) {
    bool const is_code = columns[c].format == Column::Format::code;
    worksheet_set_column(sheet, c, c, columns[c].width, is_code && style.blank_rows > 0 ? code : nullptr);
  }
}

void Writer::Inside::write_text(lxw_col_t column, std::string_view words, lxw_format* format) const {
  worksheet_write_string(sheet, next_row, column, escaped(cut(clean(words), cell_characters_max)).c_str(), format);
}

void Writer::Inside::write_time(lxw_col_t column, std::string const& words, bool clock) {
  std::optional<double> serial;
  if (clock) {
    if (auto const parsed = base::parse_time(words)) {
      serial = serial_of(parsed.value());
    }
  } else if (auto const parsed = base::parse_day(words)) {
    serial = serial_of(base::start_of(parsed.value()));
  }
  if (serial) {
    worksheet_write_number(sheet, next_row, column, *serial, clock ? time : date);
  } else {
    write_text(column, words, text);
  }
}

void Writer::Inside::write_cell(lxw_col_t column, std::string_view words) {
  auto const& about = columns[column];
  if (words.empty()) {
    worksheet_write_blank(sheet, next_row, column, about.format == Column::Format::code ? code : general);
    return;
  }
  switch (about.format) {
    case Column::Format::text: write_text(column, words, text); return;
    case Column::Format::code: write_text(column, words, code); return;
    case Column::Format::date: write_time(column, std::string(words), false); return;
    case Column::Format::time: write_time(column, std::string(words), true); return;
    case Column::Format::number:
      if (auto const value = exact_number(words)) {
        bool const as_it_is = about.digits < 0;
        bool const plain_digits = words.find_first_of("eE") == std::string_view::npos;
        auto* format = !as_it_is ? number_format(std::min(about.digits, decimals_max)) : plain_digits ? number_format(decimals_of(words)) : general;
        worksheet_write_number(sheet, next_row, column, *value, format);
      } else {
        write_text(column, words, text);
      }
      return;
  }
}

void Writer::Inside::write_blank_rows() {
  for (int i = 0; i < style.blank_rows && next_row < LXW_ROW_MAX; ++i, ++next_row) {
    for (lxw_col_t c = 0; c <= last_column(); ++c) {
      auto const& about = columns[c];
      lxw_format* format = nullptr;
      switch (about.format) {
        case Column::Format::text: format = text; break;
        case Column::Format::code: format = code; break;
        case Column::Format::date: format = date; break;
        case Column::Format::time: format = time; break;
        case Column::Format::number: format = about.digits < 0 ? general : number_format(std::min(about.digits, decimals_max)); break;
      }
      worksheet_write_blank(sheet, next_row, c, format);
    }
  }
}

void Writer::Inside::add_validations(lxw_row_t last) {
  lxw_col_t list = 0;                                     // column of the sheet of choices
  for (lxw_col_t c = 0; c <= last_column(); ++c) {
    auto& about = columns[c];
    if (about.choices.empty() && about.help.empty()) {
      continue;
    }
    lxw_data_validation rule{};
    std::vector<char*> values;                            // the library asks for changeable texts and copies them
    std::string range, title_text = cut(clean(about.title), help_title_characters_max), help = cut(clean(about.help), help_characters_max);
    std::string error_title = "不在列表中", error_words = "请从下拉列表中选择。";
    rule.validate = LXW_VALIDATION_TYPE_ANY;
    if (!about.choices.empty()) {
      for (auto& choice : about.choices) {
        values.push_back(choice.data());
      }
      if (needs_sheet(about)) {
        auto const name = cell_name(0, list++);
        auto const letters = name.substr(0, name.size() - 1);
        range.append("='").append(choices_sheet).append("'!$").append(letters).append("$1:$").append(letters).append("$");
        range += std::to_string(about.choices.size());
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.value_formula = range.data();
      } else {
        values.push_back(nullptr);
        rule.validate = LXW_VALIDATION_TYPE_LIST;
        rule.value_list = values.data();
      }
      rule.error_title = error_title.data();
      rule.error_message = error_words.data();
    }
    if (!help.empty()) {
      rule.input_title = title_text.data();
      rule.input_message = help.data();
    }
    auto const added = worksheet_data_validation_range(sheet, first_row, c, last, c, &rule);
    CHECK(added == LXW_NO_ERROR, "texts of validations are cut to what Excel allows");
  }
}

void Writer::Inside::write_choices() const {
  std::vector<Column const*> lists;
  for (auto const& about : columns) {
    if (needs_sheet(about)) {
      lists.push_back(&about);
    }
  }
  if (lists.empty()) {
    return;
  }
  auto* extra = workbook_add_worksheet(book, choices_sheet);
  CHECK(extra != nullptr, "the sheet of choices has a name of its own");
  worksheet_hide(extra);
  auto const longest = (*std::max_element(lists.begin(), lists.end(), [](auto* a, auto* b) { return a->choices.size() < b->choices.size(); }))->choices.size();
  for (std::size_t r = 0; r < longest; ++r) {
    for (std::size_t c = 0; c < lists.size(); ++c) {
      if (r < lists[c]->choices.size()) {
        worksheet_write_string(extra, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c), cut(lists[c]->choices[r], cell_characters_max).c_str(), nullptr);
      }
    }
  }
}

void Writer::Inside::write_notes() const {
  if (note_lines.empty()) {
    return;
  }
  auto* notes_sheet = workbook_add_worksheet(book, sheet_name(style.sheet) == "填写说明" ? "说明" : "填写说明");
  CHECK(notes_sheet != nullptr, "the sheet of notes has a name of its own");
  worksheet_set_column(notes_sheet, 0, 0, 100, nullptr);
  lxw_row_t at = 0;
  for (auto const& line : note_lines) {
    worksheet_write_string(notes_sheet, at++, 0, cut(clean(line), cell_characters_max).c_str(), plain);
  }
}

void Writer::Inside::finish_sheet() {
  bool const template_rows = style.blank_rows > 0;
  write_blank_rows();
  auto const last = std::max(next_row, first_row + 1) - 1;
  worksheet_autofilter(sheet, first_row - 1, 0, last, last_column());
  if (template_rows) {
    add_validations(last);
  } else if (!style.prepared_by.empty() || !style.reviewed_by.empty()) {
    auto const gap = style.prepared_by.empty() || style.reviewed_by.empty() ? "" : "                    ";
    if (next_row < LXW_ROW_MAX) {
      line_over_all(style.prepared_by + gap + style.reviewed_by, plain);
    }
  }
  worksheet_print_area(sheet, 0, 0, std::max(next_row, first_row + 1) - 1, last_column());
}

void Writer::Inside::need_disk() const {
  // The library writes rows to a file of its own and looks at nothing.
  if (sheet->optimize_tmpfile != nullptr && (std::fflush(sheet->optimize_tmpfile) != 0 || std::ferror(sheet->optimize_tmpfile) != 0)) {
    throw base::Failure("cannot write the workbook " + path + ": the disk is full or broken");
  }
}

Writer::Writer(std::string const& path, Style style, std::vector<Column> columns) : inside_(new Inside) {
  CHECK(!columns.empty() && columns.size() <= static_cast<std::size_t>(columns_max), "a sheet has columns");
  auto& in = *inside_;
  in.path = path;
  in.folder = std::filesystem::path(path).parent_path().string();
  in.folder = in.folder.empty() ? "." : in.folder;
  in.style = std::move(style);
  in.columns = std::move(columns);
  for (auto& column : in.columns) {
    for (auto& choice : column.choices) {
      choice = cut(clean(choice), list_characters_max);
    }
  }
  if (!std::ofstream(path, std::ios::binary)) {
    throw base::Failure("cannot write the workbook " + path);
  }
  lxw_workbook_options options{.constant_memory = LXW_TRUE, .tmpdir = in.folder.data(), .use_zip64 = LXW_FALSE};
  in.book = workbook_new_opt(path.c_str(), &options);
  in.sheet = in.book == nullptr ? nullptr : workbook_add_worksheet(in.book, sheet_name(in.style.sheet).c_str());
  if (in.sheet == nullptr) {
    lxw_workbook_free(in.book);
    throw base::Failure("cannot write the workbook " + path + ": no temporary file can be made in " + in.folder);
  }
  in.make_formats();
  in.write_header();
  in.set_up_page();
}

Writer::~Writer() {
  if (!inside_->closed) {
    lxw_workbook_free(inside_->book);
    discard(inside_->path);
  }
}

void Writer::row(std::vector<std::string> const& cells) {
  auto& in = *inside_;
  CHECK(!in.closed && cells.size() == in.columns.size(), "a row has as many cells as there are columns");
  if (in.next_row >= LXW_ROW_MAX) {
    throw base::Failure("a sheet holds at most " + std::to_string(rows_max) + " rows: " + in.path);
  }
  for (std::size_t c = 0; c < cells.size(); ++c) {
    in.write_cell(static_cast<lxw_col_t>(c), cells[c]);
  }
  if (++in.next_row % 1000 == 0) {
    in.need_disk();
  }
}

void Writer::notes(std::vector<std::string> const& lines) {
  CHECK(!inside_->closed, "notes come before the end");
  inside_->note_lines.insert(inside_->note_lines.end(), lines.begin(), lines.end());
}

void Writer::close() {
  auto& in = *inside_;
  CHECK(!in.closed, "a workbook is closed once");
  in.finish_sheet();
  in.write_notes();
  in.write_choices();
  in.need_disk();
  in.closed = true;                                       // whatever comes, the library frees its own
  auto const code = workbook_close(in.book);
  if (code != LXW_NO_ERROR || !zip_is_whole(in.path)) {
    discard(in.path);
    auto const why = code != LXW_NO_ERROR ? std::string(lxw_strerror(code)) : "the disk is full or broken";
    throw base::Failure("cannot write the workbook " + in.path + ": " + why);
  }
}

}  // namespace workbook
