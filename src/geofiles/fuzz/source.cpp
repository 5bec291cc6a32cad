// Any bytes: recognised and laid out without a crash, within bounds; a table is mended once and is then sound.
#include "geofiles/inside.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  static geofiles::Folder const folder;
  (void)geofiles::prepare(bytes, {}, folder);
  std::string table(bytes);
  auto const encoding = geofiles::mend_table(table, "");
  CHECK(table.size() == size, "a table keeps its size");
  if (encoding) {
    auto again = table;
    CHECK(*geofiles::mend_table(again, *encoding) == *encoding && again == table, "what is mended is sound");
  }
  return 0;
}
