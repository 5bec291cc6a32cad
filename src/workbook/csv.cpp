#include <iconv.h>

#include <algorithm>
#include <array>

#include "tabular/tabular.hpp"
#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::size_t sniffed_bytes = 64 << 10;

std::optional<std::string> from_gb18030(std::string_view bytes) {
  auto const how = iconv_open("UTF-8", "GB18030");
  CHECK(how != reinterpret_cast<iconv_t>(-1), "the C library knows GB 18030");  // NOLINT(performance-no-int-to-ptr)
  std::string out(bytes.size() * 2 + 16, '\0');  // two bytes become three, four become four
  std::string in(bytes);
  char* from = in.data();
  char* to = out.data();
  std::size_t from_left = in.size(), to_left = out.size();
  bool const good = iconv(how, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1) && from_left == 0;
  iconv_close(how);
  out.resize(out.size() - to_left);
  return good ? std::optional(std::move(out)) : std::nullopt;
}

base::Problem not_text(std::string what) {
  return base::Problem("not_a_workbook", std::move(what), {}, "save it as .xlsx in Excel or WPS");
}

/// The text as UTF-8; `encoding` says what it was.
base::Result<std::string> as_utf8(std::string_view bytes, std::string& encoding) {
  bool const little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
  if (little || big) {
    encoding = "utf-16";
    return from_utf16(bytes.substr(2), big);
  }
  for (char const c : bytes) {
    if (static_cast<unsigned char>(c) < 0x20 && std::string_view("\t\n\r\f\v").find(c) == std::string_view::npos) {
      return not_text("the file is neither a workbook nor a table as text");
    }
  }
  if (base::is_utf8(bytes)) {
    encoding = "utf-8";
    return std::string(bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0));
  }
  encoding = "gb18030";
  auto text = from_gb18030(bytes);
  return text ? base::Result<std::string>(std::move(*text)) : not_text("the text is neither UTF-8 nor GB 18030");
}

/// What some systems call .xls: a web page or XML of 2003.
bool is_markup(std::string_view text) {
  constexpr std::array<std::string_view, 6> tags{"<html", "<!doctype", "<table", "<?xml", "<meta", "<head"};
  auto const start = base::to_lower(base::trim(text.substr(0, 200)));
  return std::any_of(tags.begin(), tags.end(), [&](auto tag) { return start.starts_with(tag); });
}

/// The separator found most often outside of quotes in the first lines.
char separator_of(std::string_view text) {
  std::array<std::pair<char, int>, 3> counts{{{',', 0}, {'\t', 0}, {';', 0}}};
  bool quoted = false;
  for (char const c : text.substr(0, sniffed_bytes)) {
    quoted = quoted != (c == '"');
    for (auto& [separator, count] : counts) {
      count += !quoted && c == separator ? 1 : 0;
    }
  }
  return std::max_element(counts.begin(), counts.end(), [](auto const& a, auto const& b) { return a.second < b.second; })->first;
}

base::Outcome read_lines(std::string_view text, tabular::Reader::Options options, Limits const& limits, Sheet& sheet) {
  tabular::Reader reader(options);
  Grower grower(limits);
  std::int64_t row = 0, next_line = 1;           // a row may take several lines, empty lines are rows too
  std::size_t at = 0;
  bool more = true;
  while (true) {
    auto cells = reader.next();
    if (!cells) {
      if (!more) {
        return base::Done{};
      }
      reader.feed(text.substr(at, sniffed_bytes));
      at += sniffed_bytes;
      more = at < text.size();
      if (!more) {
        reader.finish();
      }
      continue;
    }
    if (!*cells) {
      return base::Problem("damaged", cells->error().detail, cells->error().where, cells->error().mend);
    }
    row += reader.line() - next_line;
    next_line = reader.line() + 1;
    if (row >= rows_max) {
      return too_large("the table has more rows than a sheet", "line " + std::to_string(reader.line()));
    }
    int column = 0;
    for (auto& cell : cells->value()) {
      next_line += std::count(cell.begin(), cell.end(), '\n');
      if (!cell.empty()) {
        sheet.row_count = static_cast<int>(row) + 1;
        sheet.column_count = std::max(sheet.column_count, column + 1);
      }
      if (row < limits.rows_kept) {
        if (auto beyond = grower.put(sheet, static_cast<int>(row), column, text_cell(std::move(cell)))) {
          return *beyond;
        }
      }
      ++column;
    }
    ++row;
  }
}

}  // namespace

base::Result<Book> read_text(std::string_view bytes, Limits const& limits, std::string* note) {
  std::string encoding;
  auto const text = as_utf8(bytes, encoding);
  if (!text) {
    return text.error();
  }
  if (base::trim(text.value()).empty()) {
    return not_text("the file is empty");
  }
  if (is_markup(text.value())) {
    return base::Problem("not_a_workbook", "this is a web page or XML that is only named like a workbook", {},
                         "open it in Excel or WPS and save it as .xlsx");
  }
  if (note != nullptr) {
    *note = encoding;
  }
  tabular::Reader::Options options{.separator = separator_of(text.value()), .quotes = true, .row_bytes_max = 1 << 20, .cells_max = columns_max};
  Book book{.format = "csv", .sheets = {Sheet{}}};
  auto done = read_lines(text.value(), options, limits, book.sheets[0]);
  if (!done && done.error().code == "damaged" && options.separator == '\t') {
    options.quotes = false;                       // tables separated by tabs often do not quote
    book.sheets[0] = Sheet{};
    done = read_lines(text.value(), options, limits, book.sheets[0]);
  }
  return done ? base::Result<Book>(std::move(book)) : done.error();
}

}  // namespace workbook
