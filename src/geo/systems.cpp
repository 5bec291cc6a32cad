// Between coordinate systems and CGCS2000 degrees. GCJ-02 (GB 20263's shift, whose formula is public knowledge) and BD-09 on top
// of it have no closed inverse: it is iterated.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/inside.hpp"
#include "geo/projection.hpp"

namespace geo {
namespace {

constexpr double pi = std::numbers::pi;
constexpr Box shifted{72.004, 0.8293, 137.8347, 55.8271};            // GCJ-02 leaves what lies outside as it is
constexpr Box gauss_plane{500'000 - 350'000, 0, 500'000 + 350'000, 6'200'000};  // 4° beside the meridian at 40° N; 0..55.9° N
constexpr double zone_step = 1'000'000;
constexpr double mercator_radius = 6'378'137, mercator_latitude_max = 85.051128779806604;

// The zone in front of the easting, whole: 114 → 38; 0 where the system has none.
double zone_of(System const& system) {
  int const zone = system.zone_prefixed ? system.meridian / 3 : 0;
  return zone;
}

bool is_shifted(Point p) { return p.x >= shifted.west && p.x <= shifted.east && p.y >= shifted.south && p.y <= shifted.north; }

double waves(double x) { return (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3; }

Point gcj_of(Point p) {
  if (!is_shifted(p)) {
    return p;
  }
  constexpr double axis = 6378245.0, eccentricity2 = 0.00669342162296594323;  // Krassovsky's ellipsoid
  double const x = p.x - 105, y = p.y - 35, root = std::sqrt(std::abs(x));
  double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
  north += waves(x) + (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3;
  north += (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
  double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
  east += waves(x) + (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3;
  east += (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;
  double const latitude = p.y * pi / 180;
  double const w2 = 1 - eccentricity2 * std::sin(latitude) * std::sin(latitude), w = std::sqrt(w2);
  return {p.x + east * 180 / (axis / w * std::cos(latitude) * pi), p.y + north * 180 / (axis * (1 - eccentricity2) / (w2 * w) * pi)};
}

Point bd_of_gcj(Point p) {
  constexpr double turns = pi * 3000 / 180;
  double const r = std::hypot(p.x, p.y) + 0.00002 * std::sin(p.y * turns);
  double const angle = std::atan2(p.y, p.x) + 0.000003 * std::cos(p.x * turns);
  return {r * std::cos(angle) + 0.0065, r * std::sin(angle) + 0.006};
}

Point bd_of(Point p) { return is_shifted(p) ? bd_of_gcj(gcj_of(p)) : p; }

// The shift changes slowly: what it is at the last guess is taken off; each step gains two digits or more.
template <typename Shift>
Point unshifted(Point wanted, Shift const& shift) {
  constexpr int steps_max = 20;
  constexpr double enough = 1e-10;                                   // degrees: a hundredth of a millimetre
  Point guess = wanted;
  for (int step = 0; step < steps_max; ++step) {
    auto const at = shift(guess);
    Point const off{wanted.x - at.x, wanted.y - at.y};
    guess = {guess.x + off.x, guess.y + off.y};
    if (std::abs(off.x) < enough && std::abs(off.y) < enough) {
      break;
    }
  }
  return guess;
}

base::Problem bad_coordinate(std::string detail, std::string mend) {
  return base::Problem("bad_coordinate", std::move(detail), {}, std::move(mend));
}

bool in_degrees(Point p) { return std::abs(p.x) <= 180 && std::abs(p.y) <= 90; }
bool in_plane(Point p) {
  return p.x >= gauss_plane.west && p.x <= gauss_plane.east && p.y >= gauss_plane.south && p.y <= gauss_plane.north;
}

std::optional<base::Problem> fault_in_degrees(Point p, System const& from) {
  if (in_degrees(p)) {
    return std::nullopt;
  }
  auto const detail = inside::place(p) + " is not longitude, latitude in degrees, as " + name_of(from) + " has them";
  if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
    return bad_coordinate("a coordinate is not a number", "");
  }
  if (in_degrees({p.y, p.x})) {
    return bad_coordinate(detail + ": latitude and longitude look swapped", "give longitude first, then latitude");
  }
  return bad_coordinate(detail, std::abs(p.y) > 1000 ? "these look like metres of a plane system: declare which (such as EPSG:4547)"
                                                      : "longitude is -180..180, latitude -90..90");
}

std::optional<base::Problem> fault_in_plane(Point p, System const& from) {
  double const zone = zone_of(from);
  auto const without = [&](Point q) { return Point{q.x - zone * zone_step, q.y}; };
  if (in_plane(without(p))) {
    return std::nullopt;
  }
  auto const detail = inside::place(p) + " cannot be east, north in metres of " + name_of(from);
  if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
    return bad_coordinate("a coordinate is not a number", "");
  }
  if (in_degrees(p)) {
    return bad_coordinate(detail, "these look like degrees: declare CGCS2000 or the datum they are in");
  }
  if (in_plane(without({p.y, p.x}))) {
    return bad_coordinate(detail + ": east and north look swapped", "give the easting first (surveyors' y), then the northing (surveyors' x)");
  }
  double const prefix = std::floor(p.x / zone_step);
  if (in_plane({p.x - prefix * zone_step, p.y}) && prefix != zone) {
    return prefix == 0 ? bad_coordinate(detail + ": the easting carries no zone", "declare the central meridian " + std::to_string(from.meridian) + "E instead")
                       : bad_coordinate(detail + ": the easting carries the zone " + base::format_number(prefix),
                                        "declare the three-degree zone " + base::format_number(prefix));
  }
  return bad_coordinate(detail, "check the zone and the columns");
}

}  // namespace

base::Result<Point> to_inside(Point point, System const& from) {
  if (from.datum == Datum::gauss3) {
    if (auto const problem = fault_in_plane(point, from)) {
      return *problem;
    }
    auto const degrees = inside::from_gauss({point.x - zone_of(from) * zone_step, point.y}, from.meridian);
    return degrees ? base::Result<Point>(*degrees) : bad_coordinate(inside::place(point) + " has no place on the ellipsoid", "check the zone");
  }
  if (auto const problem = fault_in_degrees(point, from)) {
    return *problem;
  }
  switch (from.datum) {
    case Datum::gcj02: return is_shifted(point) ? unshifted(point, gcj_of) : point;
    case Datum::bd09: return is_shifted(point) ? unshifted(point, bd_of) : point;
    default: return point;
  }
}

base::Result<Point> from_inside(Point point, System const& to) {
  if (auto const problem = fault_in_degrees(point, {})) {
    return *problem;
  }
  switch (to.datum) {
    case Datum::gcj02: return gcj_of(point);
    case Datum::bd09: return bd_of(point);
    case Datum::gauss3: break;
    default: return point;
  }
  auto plane = inside::to_gauss(point, to.meridian);
  if (!plane || !in_plane(*plane)) {
    return bad_coordinate(inside::place(point) + " lies too far from the central meridian " + std::to_string(to.meridian),
                          "choose the zone of the place");
  }
  plane->x += zone_of(to) * zone_step;
  return *plane;
}

namespace {

template <typename Change>
base::Result<Geometry> changed(Geometry geometry, Change const& change) {
  std::optional<base::Problem> problem;
  std::size_t number = 0;
  auto to = inside::mapped(std::move(geometry), [&](Point p) -> std::optional<Point> {
    ++number;
    auto const made = change(p);
    if (!made) {
      problem = base::Problem(made.error().code, made.error().detail, "point " + std::to_string(number), made.error().mend);
      return std::nullopt;
    }
    return *made;
  });
  return to ? base::Result<Geometry>(std::move(*to)) : *problem;
}

}  // namespace

base::Result<Geometry> to_inside(Geometry geometry, System const& from) {
  return changed(std::move(geometry), [&](Point p) { return to_inside(p, from); });
}

base::Result<Geometry> from_inside(Geometry geometry, System const& to) {
  return changed(std::move(geometry), [&](Point p) { return from_inside(p, to); });
}

Point to_mercator(Point degrees) {
  double const latitude = std::clamp(degrees.y, -mercator_latitude_max, mercator_latitude_max) * pi / 180;
  return {mercator_radius * degrees.x * pi / 180, mercator_radius * std::atanh(std::sin(latitude))};
}

Point from_mercator(Point metres) {
  return {metres.x / mercator_radius * 180 / pi, std::atan(std::sinh(metres.y / mercator_radius)) * 180 / pi};
}

}  // namespace geo
