#include "geo/projection.hpp"

#include <GeographicLib/AzimuthalEquidistant.hpp>
#include <GeographicLib/TransverseMercator.hpp>
#include <cmath>

// GeographicLib throws only where an ellipsoid is made, and ours is a constant; a point it has no answer for comes out as NaN.
// Its objects do not change once made: all threads share them.
namespace geo::inside {
namespace {

constexpr double false_easting = 500'000;

GeographicLib::TransverseMercator const& transverse() {
  static GeographicLib::TransverseMercator const made(grs80_radius, grs80_flattening, 1);
  return made;
}

GeographicLib::AzimuthalEquidistant const& azimuthal() {
  static GeographicLib::AzimuthalEquidistant const made(GeographicLib::Geodesic(grs80_radius, grs80_flattening));
  return made;
}

std::optional<Point> if_finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y) ? std::optional(p) : std::nullopt; }

}  // namespace

std::optional<Point> to_gauss(Point degrees, int meridian) {
  Point to;
  transverse().Forward(meridian, degrees.y, degrees.x, to.x, to.y);
  return if_finite({to.x + false_easting, to.y});
}

std::optional<Point> from_gauss(Point metres, int meridian) {
  Point to;
  transverse().Reverse(meridian, metres.x - false_easting, metres.y, to.y, to.x);
  return if_finite(to);
}

std::optional<Point> to_azimuthal(Point degrees, Point centre) {
  Point to;
  azimuthal().Forward(centre.y, centre.x, degrees.y, degrees.x, to.x, to.y);
  return if_finite(to);
}

std::optional<Point> from_azimuthal(Point metres, Point centre) {
  Point to;
  azimuthal().Reverse(centre.y, centre.x, metres.x, metres.y, to.y, to.x);
  return if_finite(to);
}

}  // namespace geo::inside
