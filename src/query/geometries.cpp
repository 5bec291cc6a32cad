#include "query/inside.hpp"
#include "query/json.hpp"

namespace query::inside {
namespace {

void write_ring(std::string& out, geo::Ring const& ring) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    out += (i == 0 ? "[" : ",[") + base::format_number(ring[i].x) + ',' + base::format_number(ring[i].y) + ']';
  }
}
std::string list_of(std::vector<std::string> const& inner) {
  std::string out = "[";
  for (std::size_t i = 0; i < inner.size(); ++i) {
    out += (i == 0 ? "" : ",") + inner[i];
  }
  return out + ']';
}
std::string part_text(geo::Kind kind, std::vector<geo::Ring> const& part) {
  std::vector<std::string> rings;
  for (auto const& ring : part) {
    std::string points;
    write_ring(points, ring);
    rings.push_back('[' + points + ']');
  }
  switch (kind) {
    case geo::Kind::polygon:
    case geo::Kind::multi_polygon: return list_of(rings);
    case geo::Kind::line:
    case geo::Kind::multi_line: return rings.empty() ? "[]" : rings.front();
    default: return rings.empty() || rings.front().size() < 2 ? "[]" : rings.front().substr(1, rings.front().size() - 2);
  }
}

}  // namespace

base::Result<geo::Geometry> box_geometry(std::vector<double> const& numbers) {
  if (numbers.size() != 4 && numbers.size() != 6) {
    return base::Problem("bad_filter", "a box takes 4 numbers (west, south, east, north), with heights 6");
  }
  auto const half = numbers.size() / 2;
  geo::Box const box{.west = numbers[0], .south = numbers[1], .east = numbers[half], .north = numbers[half + 1]};
  if (box.south > box.north) {
    return base::Problem("bad_filter", "the south of a box lies north of its north");
  }
  if (box.west <= box.east) {
    return geo::make_box(box);
  }
  auto const west = geo::make_box({.west = box.west, .south = box.south, .east = 180, .north = box.north});
  auto const east = geo::make_box({.west = -180, .south = box.south, .east = box.east, .north = box.north});
  return geo::Geometry{.kind = geo::Kind::multi_polygon, .parts = {west.parts.at(0), east.parts.at(0)}, .members = {}};
}

std::string geojson_text(geo::Geometry const& geometry) {
  auto const head = R"({"type":")" + std::string(geo::name_of(geometry.kind)) + "\",";
  std::vector<std::string> inner;
  if (geometry.kind == geo::Kind::collection) {
    for (auto const& member : geometry.members) {
      inner.push_back(geojson_text(member));
    }
    return head + R"("geometries":)" + list_of(inner) + '}';
  }
  for (auto const& part : geometry.parts) {
    inner.push_back(part_text(geometry.kind, part));
  }
  bool const single = geometry.kind == geo::Kind::point || geometry.kind == geo::Kind::line || geometry.kind == geo::Kind::polygon;
  return head + R"("coordinates":)" + (single ? (inner.empty() ? "[]" : inner.front()) : list_of(inner)) + '}';
}

}  // namespace query::inside
