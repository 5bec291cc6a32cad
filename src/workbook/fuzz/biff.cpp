// Any bytes as the records of an .xls: no crash, memory bounded.
#include "workbook/workbook_for_tests.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string stream("\x09\x08\x04\x00\x00\x06\x05\x00", 8);
  stream.append(reinterpret_cast<char const*>(data), size);
  workbook::Limits const limits{.cells_max = 100'000, .text_bytes_max = 4 << 20, .sheets_max = 5};
  auto const book = workbook::read(workbook_tests::compound("Workbook", stream), limits);
  if (book) {
    for (auto const& sheet : book->sheets) {
      CHECK(sheet.rows.size() <= limits.cells_max, "the book stays within its limits");
      for (auto const& row : sheet.rows) {
        for (auto const& cell : row) {
          CHECK(base::is_utf8(cell.text), "texts are UTF-8");
        }
      }
    }
  }
  return 0;
}
