// Any bytes in any pieces: no crash, memory bounded, and the pieces do not change what is read.
#include "tabular/tabular.hpp"

namespace {

std::vector<std::vector<std::string>> read(std::string_view bytes, std::size_t piece) {
  tabular::Reader reader({.separator = ',', .quotes = true, .row_bytes_max = 256, .cells_max = 32});
  std::vector<std::vector<std::string>> rows;
  auto const drain = [&] {
    while (auto row = reader.next()) {
      rows.push_back(*row ? row->value() : std::vector<std::string>{row->error().code});
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece));
    drain();
  }
  reader.finish();
  drain();
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const whole = read(bytes, size + 1);
  CHECK(whole == read(bytes, 1) && whole == read(bytes, 100), "pieces do not change the rows");
  for (auto const& row : whole) {
    CHECK(!tabular::csv_line(row).empty(), "every row can be written");
  }
  (void)tabular::parse_table(bytes, '\t');
  return 0;
}
