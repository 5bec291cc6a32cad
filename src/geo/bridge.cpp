// Between our values and GEOS: copies both ways, nothing shared.
#include <type_traits>

#include "geo/inside.hpp"

namespace geo::inside {
namespace {

static_assert(std::is_standard_layout_v<Point> && sizeof(Point) == 2 * sizeof(double), "a ring is a buffer of x y x y …");

struct OwnContext {
  GEOSContextHandle_t handle = GEOS_init_r();      // without handlers: notices and errors are not printed
  OwnContext() = default;
  ~OwnContext() { GEOS_finish_r(handle); }
  OwnContext(OwnContext const&) = delete;
  OwnContext& operator=(OwnContext const&) = delete;
};

GEOSCoordSequence* sequence(Ring const& ring) {
  return GEOSCoordSeq_copyFromBuffer_r(context(), reinterpret_cast<double const*>(ring.data()), static_cast<unsigned>(ring.size()), 0, 0);
}

GEOSGeometry* polygon_of(std::vector<Ring> const& part) {
  std::vector<GEOSGeometry*> rings;
  for (std::size_t i = 0; i < part.size(); ++i) {
    auto ring = part[i];
    if (!ring.empty() && ring.front() != ring.back()) {
      ring.push_back(ring.front());
    }
    auto* const made = ring.size() >= 4 ? GEOSGeom_createLinearRing_r(context(), sequence(ring)) : nullptr;
    if (made != nullptr) {
      rings.push_back(made);
    } else if (i == 0) {
      return GEOSGeom_createEmptyPolygon_r(context());
    }
  }
  if (rings.empty()) {
    return GEOSGeom_createEmptyPolygon_r(context());
  }
  return GEOSGeom_createPolygon_r(context(), rings.front(), rings.data() + 1, static_cast<unsigned>(rings.size() - 1));
}

GEOSGeometry* part_of(Kind single, std::vector<Ring> const& part) {
  if (single == Kind::polygon) {
    return polygon_of(part);
  }
  bool const empty = part.empty() || part.front().size() < (single == Kind::line ? 2 : 1);
  if (single == Kind::line) {
    return empty ? GEOSGeom_createEmptyLineString_r(context()) : GEOSGeom_createLineString_r(context(), sequence(part.front()));
  }
  return empty ? GEOSGeom_createEmptyPoint_r(context())
               : GEOSGeom_createPointFromXY_r(context(), part.front().front().x, part.front().front().y);
}

Ring ring_of(GEOSGeometry const* geometry) {
  auto const* const points = geometry == nullptr ? nullptr : GEOSGeom_getCoordSeq_r(context(), geometry);
  unsigned size = 0;
  if (points == nullptr || GEOSCoordSeq_getSize_r(context(), points, &size) == 0) {
    return {};
  }
  Ring ring(size);
  GEOSCoordSeq_copyToBuffer_r(context(), points, reinterpret_cast<double*>(ring.data()), 0, 0);
  return ring;
}

std::vector<Ring> rings_of(Kind single, GEOSGeometry const* geometry) {
  if (single != Kind::polygon) {
    return {ring_of(geometry)};
  }
  std::vector<Ring> part{ring_of(GEOSGetExteriorRing_r(context(), geometry))};
  int const holes = GEOSGetNumInteriorRings_r(context(), geometry);
  for (int i = 0; i < holes; ++i) {
    part.push_back(ring_of(GEOSGetInteriorRingN_r(context(), geometry, i)));
  }
  return part;
}

}  // namespace

GEOSContextHandle_t context() {
  thread_local OwnContext const own;
  return own.handle;
}

Handle to_geos(Geometry const& geometry) {
  std::vector<GEOSGeometry*> parts;
  if (geometry.kind == Kind::collection) {
    for (auto const& member : geometry.members) {
      parts.push_back(to_geos(member).release());
    }
  } else if (!is_multi(geometry.kind)) {
    return Handle(part_of(geometry.kind, geometry.parts.empty() ? std::vector<Ring>{} : geometry.parts.front()));
  } else {
    for (auto const& part : geometry.parts) {
      parts.push_back(part_of(single_of(geometry.kind), part));
    }
  }
  constexpr int type_of_kind[] = {GEOS_POINT,           GEOS_LINESTRING,   GEOS_POLYGON,           GEOS_MULTIPOINT,
                                  GEOS_MULTILINESTRING, GEOS_MULTIPOLYGON, GEOS_GEOMETRYCOLLECTION};
  int const type = type_of_kind[static_cast<std::size_t>(geometry.kind)];
  return Handle(GEOSGeom_createCollection_r(context(), type, parts.data(), static_cast<unsigned>(parts.size())));
}

Geometry from_geos(GEOSGeometry const* geometry) {
  Geometry out;
  int const type = geometry == nullptr ? GEOS_GEOMETRYCOLLECTION : GEOSGeomTypeId_r(context(), geometry);
  switch (type) {
    case GEOS_POINT: out.kind = Kind::point; break;
    case GEOS_LINESTRING:
    case GEOS_LINEARRING: out.kind = Kind::line; break;
    case GEOS_POLYGON: out.kind = Kind::polygon; break;
    case GEOS_MULTIPOINT: out.kind = Kind::multi_point; break;
    case GEOS_MULTILINESTRING: out.kind = Kind::multi_line; break;
    case GEOS_MULTIPOLYGON: out.kind = Kind::multi_polygon; break;
    default: out.kind = Kind::collection;
  }
  int const count = geometry == nullptr ? 0 : GEOSGetNumGeometries_r(context(), geometry);
  for (int i = 0; i < count; ++i) {
    auto const* const one = GEOSGetGeometryN_r(context(), geometry, i);
    if (out.kind == Kind::collection) {
      out.members.push_back(from_geos(one));
    } else if (GEOSisEmpty_r(context(), one) == 0) {
      out.parts.push_back(rings_of(single_of(out.kind), one));
    }
  }
  return out;
}

}  // namespace geo::inside
