// Any text: no crash; what is read is written so that it reads back the same.
#include "geo/geo.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const read = geo::parse_wkt({reinterpret_cast<char const*>(data), size});
  if (read) {
    auto const again = geo::parse_wkt(geo::to_wkt(*read));
    CHECK(again && *again == *read, "WKT reads back the same");
  } else {
    CHECK(read.error().code == "bad_geometry" && !read.error().where.empty(), "a fault has a place");
  }
  return 0;
}
