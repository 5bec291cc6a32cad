#pragma once
// Points, lines and polygons on the ground: reading and writing them, whether they are sound, how they lie to one another,
// and the coordinate systems they come in. Pure; no file is opened. Inside Biyun every coordinate is longitude, latitude in
// degrees of CGCS2000 (EPSG:4490), which is taken as WGS 84 (they differ by centimetres); what comes in another datum is
// converted on entry and never mixed.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace geo {

struct Point {
  double x = 0, y = 0;                 // longitude and latitude in degrees; in a plane: east and north in metres
  friend bool operator==(Point const&, Point const&) = default;
};
struct Box {
  double west = 0, south = 0, east = 0, north = 0;
  friend bool operator==(Box const&, Box const&) = default;
};
bool meet(Box const& a, Box const& b);      // also when they only touch

enum class Kind : std::uint8_t { point, line, polygon, multi_point, multi_line, multi_polygon, collection };
std::string_view name_of(Kind kind);        // as GeoJSON writes it: "Point", "LineString" …
using Ring = std::vector<Point>;
/// point: one part of one ring of one point. line: one part of one ring. polygon: one part; its first ring is the outer one,
/// each ring closed. multi_*: several such parts. collection: `members` only.
struct Geometry {
  Kind kind = Kind::point;
  std::vector<std::vector<Ring>> parts;
  std::vector<Geometry> members;
  friend bool operator==(Geometry const&, Geometry const&) = default;
};
Geometry make_point(double longitude, double latitude);
Geometry make_box(Box const& box);          // as a polygon
bool is_empty(Geometry const& geometry);
std::optional<Box> box_of(Geometry const& geometry);
constexpr std::size_t points_max = 200'000; // of one geometry; more is refused

// ---- reading and writing: problems "bad_geometry" name the place in the text ----
base::Result<Geometry> parse_wkt(std::string_view text);
std::string to_wkt(Geometry const& geometry);
base::Result<Geometry> parse_geojson(std::string_view text);      // RFC 7946 geometry object; a third coordinate is dropped
std::string to_geojson(Geometry const& geometry, int digits = 7);
base::Result<Geometry> parse_wkb(std::string_view bytes);
std::string to_wkb(Geometry const& geometry);                     // little endian

// ---- soundness ----
enum class Shape : std::uint8_t { point, line, polygon, any };    // what a register wants; multi forms are taken too
std::string_view name_of(Shape shape);
std::optional<Shape> parse_shape(std::string_view name);
struct Sound {
  Geometry geometry;
  std::string repaired;                // what was mended and where, "" = nothing
};
/// Finite, in range (-180..180, -90..90), enough points, rings closed, not crossing itself, of the wanted shape. What can be
/// mended without doubt is (an open ring, turned rings, doubled points); a crossing is mended by GEOS's make-valid only with
/// `repair`, else refused with the place of the fault in degrees.
base::Result<Sound> sound(Geometry geometry, Shape wanted, bool repair);

// ---- relations (OGC 06-103r4, planar in degrees) and measures (on the ellipsoid) ----
enum class Relation : std::uint8_t { intersects, equals, disjoint, touches, within, overlaps, crosses, contains };
/// Of a collection of points, lines and polygons together these are related one by one.
bool relate(Geometry const& a, Geometry const& b, Relation how);
double area_m2(Geometry const& geometry);
double length_m(Geometry const& geometry);                        // of lines; of polygons the perimeter
double distance_m(Geometry const& a, Geometry const& b);          // 0 where they meet; infinite to an empty one
constexpr double buffer_max_m = 1e6;
/// All within so many metres (0..buffer_max_m, else empty), as a polygon.
Geometry buffer_m(Geometry const& geometry, double metres);
Geometry clip(Geometry const& geometry, Box const& box);          // what only touches the box is not in it
Geometry simplify(Geometry const& geometry, double tolerance_degrees);   // topology kept
Point centre(Geometry const& geometry);                           // a point on the geometry, for labels

// ---- coordinate systems ----
enum class Datum : std::uint8_t { cgcs2000, wgs84, gcj02, bd09, gauss3 };
/// `meridian` for gauss3: the central meridian in degrees (114 at Datong); `zone_prefixed`: eastings carry the zone (38 500 000).
struct System { Datum datum = Datum::cgcs2000; int meridian = 0; bool zone_prefixed = false; };
/// "CGCS2000", "EPSG:4490", "WGS84", "EPSG:4326", "GCJ-02", "高德", "BD-09", "百度", "EPSG:4547", "EPSG:4526", "3度带 114E", "大地2000" …
/// A declaration that is not known is refused: a datum is never guessed.
base::Result<System> parse_system(std::string_view declared);
std::string name_of(System const& system);
/// Problems: "bad_coordinate" when it does not lie where the system can be (a plane coordinate declared as degrees …).
base::Result<Point> to_inside(Point point, System const& from);   // GCJ-02 and BD-09 are inverted to better than 0.1 m
base::Result<Point> from_inside(Point point, System const& to);
base::Result<Geometry> to_inside(Geometry geometry, System const& from);
base::Result<Geometry> from_inside(Geometry geometry, System const& to);
/// Web Mercator (EPSG:3857), metres.
Point to_mercator(Point degrees);
Point from_mercator(Point metres);
/// One coordinate as people write it, in degrees: 113.6, 113°36′12.5″, 东经113度36分12.5秒, 113 36 12.5 E, N40.1, full-width digits.
base::Result<double> parse_angle(std::string_view text);

}  // namespace geo
