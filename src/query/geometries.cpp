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

// ---- from JSON: by way of WKT, so that numbers stay as written and one reader decides what is a geometry ----

struct Shape {
  std::string_view type, wkt;
  int lists;                   // around one position
  bool singly = false;         // each position in brackets of its own
};
constexpr Shape shapes[] = {{"Point", "POINT", 0},
                            {"LineString", "LINESTRING", 1},
                            {"Polygon", "POLYGON", 2},
                            {"MultiPoint", "MULTIPOINT", 1, true},
                            {"MultiLineString", "MULTILINESTRING", 2},
                            {"MultiPolygon", "MULTIPOLYGON", 3}};

bool write_position(std::string& out, Json const& json) {
  for (auto const& number : json.items) {
    if (number.kind != Json::Kind::number) {
      return false;
    }
    out += (&number == &json.items.front() ? "" : " ") + number.text;
  }
  return json.kind == Json::Kind::array && json.items.size() >= 2;
}

bool write_positions(std::string& out, Json const& json, Shape const& shape, int lists) {
  if (lists == 0) {
    out += shape.singly ? "(" : "";
    bool const sound = write_position(out, json);
    out += shape.singly ? ")" : "";
    return sound;
  }
  out += '(';
  for (auto const& item : json.items) {
    out += &item == &json.items.front() ? "" : ",";
    if (!write_positions(out, item, shape, lists - 1)) {
      return false;
    }
  }
  out += ')';
  return json.kind == Json::Kind::array && !json.items.empty();
}

// "" or the place of what is wrong.
std::optional<std::string> write_wkt(std::string& out, Json const& json, std::string const& where) {
  auto const* type = json.find("type");
  auto const* members = json.find("geometries");
  if (type != nullptr && type->text == "GeometryCollection" && members != nullptr) {
    out += "GEOMETRYCOLLECTION(";
    for (std::size_t i = 0; i < members->items.size(); ++i) {
      out += i == 0 ? "" : ",";
      if (auto fault = write_wkt(out, members->items[i], where + "/geometries/" + std::to_string(i))) {
        return fault;
      }
    }
    out += ')';
    return std::nullopt;
  }
  auto const* const shape = std::find_if(std::begin(shapes), std::end(shapes), [&](Shape const& s) { return type != nullptr && s.type == type->text; });
  auto const* coordinates = json.find("coordinates");
  if (shape == std::end(shapes)) {
    return where + "/type";
  }
  out += shape->wkt;
  out += shape->lists == 0 ? "(" : "";
  bool const sound = coordinates != nullptr && write_positions(out, *coordinates, *shape, shape->lists);
  out += shape->lists == 0 ? ")" : "";
  return sound ? std::nullopt : std::optional(where + "/coordinates");
}

}  // namespace

base::Result<geo::Geometry> geometry_in(Json const& json, std::string const& where) {
  std::string wkt;
  if (auto fault = write_wkt(wkt, json, where)) {
    return base::Problem("bad_filter", "expected a GeoJSON geometry", std::move(*fault));
  }
  auto made = geo::parse_wkt(wkt);
  return made ? std::move(made) : base::Problem("bad_filter", made.error().detail, where, made.error().mend);
}

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
