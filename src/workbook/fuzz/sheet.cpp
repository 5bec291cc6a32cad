// Any bytes as the XML of a sheet: what can be read can be marked, and the marked sheet can be read and has the same cells.
#include "workbook/workbook_for_tests.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const input(reinterpret_cast<char const*>(data), size);
  auto const bytes = workbook_tests::xlsx({.sheet = input, .strings = {"<t>one</t>", "<t>two</t>"}, .formats = {"yyyy-mm-dd", "0.00%"}});
  workbook::Limits const limits{.unpacked_bytes_max = 4 << 20, .cells_max = 100'000, .text_bytes_max = 4 << 20, .sheets_max = 5};
  auto const before = workbook::read(bytes, limits);
  auto const back = workbook::mark(bytes, {.column_title = "red", .marks = {{1, 1, "wrong"}, {3, 0, "also"}}}, limits);
  if (!before || !back) {
    return 0;
  }
  auto const after = workbook::read(back.value(), limits);
  CHECK(after || after.error().code == "too_large", "a marked sheet can be read");
  if (!after || before->sheets[0].column_count == 0) {
    return 0;
  }
  auto const& rows = before->sheets[0].rows;
  bool const again = !rows.empty() && !rows[0].empty() && rows[0].back().text == "red";
  for (std::size_t r = 0; r < rows.size() && !again; ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      CHECK(rows[r][c].text == after->sheets[0].rows.at(r).at(c).text, "marking changes no cell");
    }
  }
  return 0;
}
