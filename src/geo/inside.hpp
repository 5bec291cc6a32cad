#pragma once
// What the files of this room share: GEOS behind owned handles, and the words problems are written with.
#include <geos_c.h>

#include <memory>

#include "geo/geo.hpp"

namespace geo::inside {

constexpr std::size_t depth_max = 8;      // of collections in collections

bool is_multi(Kind kind);
Kind multi_of(Kind kind);                 // point → multi_point
Kind single_of(Kind kind);                // multi_point → point
std::string place(Point point);           // "113.6012, 40.0123"
base::Problem bad(std::string detail, std::string where = {}, std::string mend = {});  // bad_geometry
base::Problem too_many(std::string where);
std::size_t count_points(Geometry const& geometry);

/// GEOS of this thread. It is silent: what it would print is dropped, what fails comes back as null.
GEOSContextHandle_t context();
struct Destroy {
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context(), geometry); }
};
using Handle = std::unique_ptr<GEOSGeometry, Destroy>;
/// Open rings are closed, and rings and lines of too few points left out, so that there is always a form GEOS can hold;
/// null only when memory fails.
Handle to_geos(Geometry const& geometry);
Geometry from_geos(GEOSGeometry const* geometry);

}  // namespace geo::inside
