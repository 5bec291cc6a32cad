// Any bytes as a workbook: no crash, memory bounded, and rows taken one by one are the rows of the book.
#include "workbook/inside.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  workbook::Limits const limits{.unpacked_bytes_max = 4 << 20, .cells_max = 100'000, .text_bytes_max = 4 << 20, .sheets_max = 5};
  auto const book = workbook::read(bytes, limits);
  if (!book) {
    CHECK(!book.error().code.empty() && base::is_utf8(book.error().code), "a refusal has a code");
    return 0;
  }
  auto const& sheet = book->sheets.at(0);
  CHECK(sheet.rows.size() <= limits.cells_max && static_cast<std::size_t>(sheet.row_count) >= sheet.rows.size(), "the book stays within its limits");
  std::size_t rows = 0;
  auto const done = workbook::read_rows(bytes, 0, [&](int row, std::vector<workbook::Cell> const& cells) {
    auto const& kept = sheet.rows.at(static_cast<std::size_t>(row));
    CHECK(cells.size() == kept.size(), "a row has the same cells both ways");
    for (std::size_t c = 0; c < cells.size(); ++c) {
      CHECK(cells[c].text == kept[c].text && base::is_utf8(cells[c].text), "a cell says the same both ways");
    }
    ++rows;
    return true;
  }, limits);
  CHECK(done || done.error().code == "too_large", "what could be read can be read row by row");
  return 0;
}
