// Measures on the ellipsoid GRS 80 of CGCS2000, by PROJ's geodesics (Karney 2013).
#include <geodesic.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geo/inside.hpp"
#include "geo/projection.hpp"

namespace geo {
namespace {

using inside::Handle;

geod_geodesic const& grs80() {
  static geod_geodesic const ellipsoid = [] {
    geod_geodesic made{};
    geod_init(&made, 6378137.0, 1 / 298.257222101);    // GB 22021-2008
    return made;
  }();
  return ellipsoid;
}

double between(Point a, Point b) {
  double metres = 0;
  geod_inverse(&grs80(), a.y, a.x, b.y, b.x, &metres, nullptr, nullptr);
  return metres;
}

double ring_area(Ring const& ring) {
  geod_polygon polygon{};
  geod_polygon_init(&polygon, 0);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (i == 0 || i + 1 < ring.size() || ring[i] != ring[0]) {
      geod_polygon_addpoint(&grs80(), &polygon, ring[i].y, ring[i].x);
    }
  }
  double area = 0;
  geod_polygon_compute(&grs80(), &polygon, 0, 1, &area, nullptr);
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
  inside::Projection const plane("+proj=aeqd +ellps=GRS80 +lat_0=" + base::format_number((box->south + box->north) / 2) +
                                 " +lon_0=" + base::format_number((box->west + box->east) / 2));
  auto const flat = inside::mapped(geometry, [&](Point p) { return plane.to_plane(p); });
  if (!flat) {
    return nothing;
  }
  auto const held = inside::to_geos(*flat);
  Handle const wide(GEOSBuffer_r(inside::context(), held.get(), metres, quarter_segments));
  return inside::mapped(inside::from_geos(wide.get()), [&](Point p) { return plane.to_degrees(p); }).value_or(nothing);
}

}  // namespace geo
