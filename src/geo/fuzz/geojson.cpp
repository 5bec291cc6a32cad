// Any text: no crash; what is read survives WKB unchanged and GeoJSON with its digits.
#include "geo/geo.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const read = geo::parse_geojson({reinterpret_cast<char const*>(data), size});
  if (!read) {
    CHECK(read.error().code == "bad_geometry" && !read.error().where.empty(), "a fault has a place");
    return 0;
  }
  auto const again = geo::parse_wkb(geo::to_wkb(*read));
  CHECK(again && *again == *read, "WKB reads back the same");
  auto const written = geo::to_geojson(*read, 6);
  auto const reread = geo::parse_geojson(written);
  CHECK(reread, "what we write can be read");
  auto const box = geo::box_of(*read);
  bool const on_earth = box && geo::meet(*box, {-180, -90, 180, 90}) && box->east - box->west < 360 && box->north - box->south < 360;
  // Boost.JSON rounds numbers of many digits a little off.
  CHECK(!on_earth || geo::to_geojson(*reread, 6) == written, "GeoJSON settles after one writing");
  return 0;
}
