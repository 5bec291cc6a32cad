// Measures on the ellipsoid GRS 80 of CGCS2000, by GeographicLib's geodesics (Karney 2013).
#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/PolygonArea.hpp>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geo/inside.hpp"
#include "geo/projection.hpp"

namespace geo {
namespace {

using inside::Handle;

GeographicLib::Geodesic const& grs80() {
  static GeographicLib::Geodesic const made(inside::grs80_radius, inside::grs80_flattening);
  return made;
}

double between(Point a, Point b) {
  double metres = 0;
  grs80().Inverse(a.y, a.x, b.y, b.x, metres);
  return metres;
}

double ring_area(Ring const& ring) {
  GeographicLib::PolygonArea polygon(grs80());
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i == 0 || i + 1 < ring.size() || ring[i] != ring[0]) {
      polygon.AddPoint(ring[i].y, ring[i].x);
    }
  }
  double perimeter = 0, area = 0;
  polygon.Compute(false, true, perimeter, area);    // clockwise counts as negative
  return std::abs(area);
}

struct Nearest {
  Point a, b;
};

// Nearest by straight lines after east has been shrunk to what it is at `latitude`.
std::optional<Nearest> nearest(Geometry const& a, Geometry const& b, double latitude) {
  double const shrink = std::max(0.01, std::cos(latitude * std::numbers::pi / 180));
  auto const scaled = [&](Geometry const& geometry) {
    return inside::to_geos(*inside::mapped(geometry, [&](Point p) { return std::optional(Point{p.x * shrink, p.y}); }));
  };
  auto* const gs = inside::context();
  auto const held_a = scaled(a);
  auto const held_b = scaled(b);
  auto* const points = GEOSNearestPoints_r(gs, held_a.get(), held_b.get());
  if (points == nullptr) {
    return std::nullopt;
  }
  Nearest found;
  GEOSCoordSeq_getXY_r(gs, points, 0, &found.a.x, &found.a.y);
  GEOSCoordSeq_getXY_r(gs, points, 1, &found.b.x, &found.b.y);
  GEOSCoordSeq_destroy_r(gs, points);
  found.a.x /= shrink;
  found.b.x /= shrink;
  return found;
}

}  // namespace

double area_m2(Geometry const& geometry) {
  double sum = 0;
  for (auto const& part : geometry.parts) {
    if (inside::single_of(geometry.kind) == Kind::polygon) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        sum += i == 0 ? ring_area(part[i]) : -ring_area(part[i]);
      }
    }
  }
  for (auto const& member : geometry.members) {
    sum += area_m2(member);
  }
  return sum;
}

double length_m(Geometry const& geometry) {
  double sum = 0;
  for (auto const& part : geometry.parts) {
    for (auto const& ring : part) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        sum += between(ring[i - 1], ring[i]);
      }
    }
  }
  for (auto const& member : geometry.members) {
    sum += length_m(member);
  }
  return sum;
}

double distance_m(Geometry const& a, Geometry const& b) {
  if (a.kind == Kind::point && b.kind == Kind::point && !a.parts.empty() && !b.parts.empty()) {
    return between(a.parts[0][0][0], b.parts[0][0][0]);
  }
  auto const box_a = box_of(a);
  auto const box_b = box_of(b);
  if (!box_a || !box_b) {
    return std::numeric_limits<double>::infinity();
  }
  auto found = nearest(a, b, (box_a->south + box_a->north + box_b->south + box_b->north) / 4);
  if (found && found->a != found->b) {
    found = nearest(a, b, (found->a.y + found->b.y) / 2);    // now at the latitude where it matters
  }
  return found ? between(found->a, found->b) : std::numeric_limits<double>::infinity();
}

Geometry buffer_m(Geometry const& geometry, double metres) {
  constexpr int quarter_segments = 16;                       // a circle of 64 corners: 0.12 % short at most
  auto const box = box_of(geometry);
  Geometry nothing{Kind::polygon, {}, {}};
  if (!box || !(metres >= 0 && metres <= buffer_max_m)) {
    return nothing;
  }
  Point const centre{(box->west + box->east) / 2, (box->south + box->north) / 2};
  auto const flat = inside::mapped(geometry, [&](Point p) { return inside::to_azimuthal(p, centre); });
  if (!flat) {
    return nothing;
  }
  auto const held = inside::to_geos(*flat);
  Handle const wide(GEOSBuffer_r(inside::context(), held.get(), metres, quarter_segments));
  return inside::mapped(inside::from_geos(wide.get()), [&](Point p) { return inside::from_azimuthal(p, centre); }).value_or(nothing);
}

}  // namespace geo
