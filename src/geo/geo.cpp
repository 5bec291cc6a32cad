#include "geo/geo.hpp"

#include <algorithm>
#include <array>

#include "geo/inside.hpp"

namespace geo {
namespace {

constexpr std::array<std::string_view, 7> kind_names{"Point",           "LineString",   "Polygon",           "MultiPoint",
                                                     "MultiLineString", "MultiPolygon", "GeometryCollection"};
constexpr std::array<std::string_view, 4> shape_names{"point", "line", "polygon", "any"};

void widen(std::optional<Box>& box, Point p) {
  if (!box) {
    box = Box{p.x, p.y, p.x, p.y};
    return;
  }
  box->west = std::min(box->west, p.x);
  box->south = std::min(box->south, p.y);
  box->east = std::max(box->east, p.x);
  box->north = std::max(box->north, p.y);
}

void widen(std::optional<Box>& box, Geometry const& geometry) {
  for (auto const& part : geometry.parts) {
    for (auto const& ring : part) {
      for (auto const p : ring) {
        widen(box, p);
      }
    }
  }
  for (auto const& member : geometry.members) {
    widen(box, member);
  }
}

}  // namespace

bool meet(Box const& a, Box const& b) {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}
std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Shape shape) { return shape_names[static_cast<std::size_t>(shape)]; }
std::optional<Shape> parse_shape(std::string_view name) {
  auto const* const at = std::ranges::find(shape_names, name);
  return at == shape_names.end() ? std::nullopt : std::optional(static_cast<Shape>(at - shape_names.begin()));
}

Geometry make_point(double longitude, double latitude) { return {Kind::point, {{{{longitude, latitude}}}}, {}}; }

Geometry make_box(Box const& box) {
  Ring const ring{{box.west, box.south}, {box.east, box.south}, {box.east, box.north}, {box.west, box.north}, {box.west, box.south}};
  return {Kind::polygon, {{ring}}, {}};
}

bool is_empty(Geometry const& geometry) { return inside::count_points(geometry) == 0; }

std::optional<Box> box_of(Geometry const& geometry) {
  std::optional<Box> box;
  widen(box, geometry);
  return box;
}

namespace inside {

bool is_multi(Kind kind) { return kind >= Kind::multi_point && kind != Kind::collection; }
Kind multi_of(Kind kind) {
  return kind < Kind::multi_point ? static_cast<Kind>(static_cast<int>(kind) + 3) : kind;
}
Kind single_of(Kind kind) { return is_multi(kind) ? static_cast<Kind>(static_cast<int>(kind) - 3) : kind; }

std::string place(Point point) {
  auto const text = [](double value) { return base::format_number(base::Decimal::from_double(value, 6).to_double()); };
  bool const small = std::abs(point.x) < 1e9 && std::abs(point.y) < 1e9;
  return small ? text(point.x) + ", " + text(point.y) : base::format_number(point.x) + ", " + base::format_number(point.y);
}

base::Problem bad(std::string detail, std::string where, std::string mend) {
  return base::Problem("bad_geometry", std::move(detail), std::move(where), std::move(mend));
}

base::Problem too_many(std::string where) {
  return bad("more than " + std::to_string(points_max) + " points", std::move(where), "divide or simplify the geometry");
}

std::size_t count_points(Geometry const& geometry) {
  std::size_t count = 0;
  for (auto const& part : geometry.parts) {
    for (auto const& ring : part) {
      count += ring.size();
    }
  }
  for (auto const& member : geometry.members) {
    count += count_points(member);
  }
  return count;
}

}  // namespace inside
}  // namespace geo
