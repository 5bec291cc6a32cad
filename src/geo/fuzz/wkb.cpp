// Any bytes: no crash; what is read goes through soundness, with and without repair, and comes out valid.
#include "geo/geo.hpp"

// GEOS 3.11 loses memory where its repair gives up in the middle; that is not ours.
extern "C" char const* __lsan_default_suppressions() { return "leak:geos::operation\nleak:libgeos"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const read = geo::parse_wkb({reinterpret_cast<char const*>(data), size});
  if (!read) {
    CHECK(read.error().code == "bad_geometry" && !read.error().where.empty(), "a fault has a place");
    return 0;
  }
  auto const again = geo::parse_wkb(geo::to_wkb(*read));
  CHECK(again && *again == *read, "WKB reads back the same");
  for (bool const repair : {false, true}) {
    if (auto const sound = geo::sound(*read, geo::Shape::any, repair)) {
      auto const twice = geo::sound(sound->geometry, geo::Shape::any, false);
      CHECK(twice && twice->repaired.empty(), "what is sound stays as it is");
    }
  }
  return 0;
}
