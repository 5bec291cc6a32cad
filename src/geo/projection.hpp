#pragma once
// Planes on the ellipsoid GRS 80 of CGCS2000. What has no place in a plane, or none on the ellipsoid, is nothing.
#include <optional>
#include <utility>

#include "geo/geo.hpp"

namespace geo::inside {

constexpr double grs80_radius = 6'378'137, grs80_flattening = 1 / 298.257222101;   // metres; GB 22021-2008

/// CGCS2000 Gauss-Krüger about a central meridian in degrees. Eastings without zone, 500 000 on the meridian.
std::optional<Point> to_gauss(Point degrees, int meridian);
std::optional<Point> from_gauss(Point metres, int meridian);

/// Azimuthal equidistant: what lies so many metres from the centre on the ground does so in the plane.
std::optional<Point> to_azimuthal(Point degrees, Point centre);
std::optional<Point> from_azimuthal(Point metres, Point centre);

/// Every point of a geometry through `change`; nothing as soon as one has no answer.
template <typename Change>
std::optional<Geometry> mapped(Geometry geometry, Change const& change) {
  for (auto& part : geometry.parts) {
    for (auto& ring : part) {
      for (auto& p : ring) {
        auto const to = change(p);
        if (!to) {
          return std::nullopt;
        }
        p = *to;
      }
    }
  }
  for (auto& member : geometry.members) {
    auto to = mapped(std::move(member), change);
    if (!to) {
      return std::nullopt;
    }
    member = std::move(*to);
  }
  return geometry;
}

}  // namespace geo::inside
