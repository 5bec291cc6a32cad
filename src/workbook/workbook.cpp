#include "workbook/workbook.hpp"

#include "workbook/inside.hpp"

namespace workbook {
namespace {

base::Result<Book> read_xlsx(std::string_view bytes, Limits const& limits) {
  auto opened = open_xlsx(bytes, limits);
  if (!opened) {
    return opened.error();
  }
  auto& xlsx = opened.value();
  Book book{.format = "xlsx", .sheets = {}};
  Grower grower(limits);
  for (std::size_t i = 0; i < xlsx.tabs.size(); ++i) {
    Sheet sheet;
    sheet.name = xlsx.tabs[i].name;
    sheet.hidden = xlsx.tabs[i].hidden;
    if (auto const read = read_sheet(xlsx, i, grower, sheet, limits); !read) {
      return read.error();
    }
    book.sheets.push_back(std::move(sheet));
  }
  return book;
}

base::Outcome fits(std::string_view bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes_max) {
    return too_large("the file has " + std::to_string(bytes.size()) + " bytes, at most " + std::to_string(limits.bytes_max) + " are read", {});
  }
  return base::Done{};
}

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

}  // namespace

base::Result<Book> read(std::string_view bytes, Limits limits, std::string* note) {
  if (auto const fit = fits(bytes, limits); !fit) {
    return fit.error();
  }
  if (is_zip(bytes)) {
    return read_xlsx(bytes, limits);
  }
  return is_compound(bytes) ? read_xls(bytes, limits) : read_text(bytes, limits, note);
}

base::Outcome read_rows(std::string_view bytes, int sheet, std::function<bool(int, std::vector<Cell> const&)> const& take, Limits limits) {
  if (!is_zip(bytes)) {
    auto const book = read(bytes, limits);
    if (!book) {
      return book.error();
    }
    if (sheet < 0 || static_cast<std::size_t>(sheet) >= book->sheets.size()) {
      return no_such_sheet(sheet);
    }
    auto const& rows = book->sheets[static_cast<std::size_t>(sheet)].rows;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (!rows[r].empty() && !take(static_cast<int>(r), rows[r])) {
        break;
      }
    }
    return base::Done{};
  }
  if (auto const fit = fits(bytes, limits); !fit) {
    return fit.error();
  }
  auto xlsx = open_xlsx(bytes, limits);
  if (!xlsx) {
    return xlsx.error();
  }
  if (sheet < 0 || static_cast<std::size_t>(sheet) >= xlsx->tabs.size()) {
    return no_such_sheet(sheet);
  }
  return stream_sheet(xlsx.value(), static_cast<std::size_t>(sheet), take);
}

}  // namespace workbook
