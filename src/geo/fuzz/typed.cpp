// Any text as a coordinate or as the name of a system: no crash, and what is understood lies where it can.
#include <cmath>

#include "geo/geo.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const angle = geo::parse_angle(text)) {
    CHECK(std::abs(*angle) <= 180, "an angle is at most half a turn");
  }
  if (auto const system = geo::parse_system(text)) {
    auto const again = geo::parse_system(geo::name_of(*system));
    CHECK(again && geo::name_of(*again) == geo::name_of(*system), "a system is known by its own name");
    (void)geo::from_inside(geo::Point{113.6, 40}, *system);
  }
  return 0;
}
