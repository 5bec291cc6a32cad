// GeoJSON geometry objects (RFC 7946 clause 3.1). Problems name the member as a JSON pointer.
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "geo/inside.hpp"

namespace geo {
namespace {

namespace json = boost::json;

class GeojsonReader {
 public:
  base::Result<Geometry> read(json::value const& value) {
    Geometry geometry;
    if (one(value, geometry, 1)) {
      return geometry;
    }
    return std::move(*fault_);
  }

 private:
  struct Step {                            // into a member or an item, for the place of a fault
    GeojsonReader& reader;
    Step(GeojsonReader& in, std::string_view name) : reader(in) { reader.path_.emplace_back(name, 0); }
    Step(GeojsonReader& in, std::size_t item) : reader(in) { reader.path_.emplace_back(std::string_view(), item); }
    ~Step() { reader.path_.pop_back(); }
    Step(Step const&) = delete;
    Step& operator=(Step const&) = delete;
  };
  std::string where() const {
    std::string pointer;
    for (auto const& [name, item] : path_) {
      pointer += '/' + (name.empty() ? std::to_string(item) : std::string(name));
    }
    return pointer.empty() ? "the object" : pointer;
  }
  bool fail(std::string detail, std::string mend = {}) {
    fault_ = inside::bad(std::move(detail), where(), std::move(mend));
    return false;
  }
  template <typename Item>
  bool list(json::value const& value, std::string_view of, Item const& item) {
    auto const* const array = value.if_array();
    if (array == nullptr) {
      return fail("an array of " + std::string(of) + " is expected here");
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
      Step const step(*this, i);
      if (!item((*array)[i])) {
        return false;
      }
    }
    return true;
  }
  bool position(json::value const& value, Ring& into) {
    auto const* const array = value.if_array();
    if (array == nullptr || array->size() < 2 || array->size() > 4) {
      return fail("a position is expected here: an array of longitude and latitude");
    }
    if (++points_ > points_max) {
      fault_ = inside::too_many(where());
      return false;
    }
    std::array<double, 2> xy{};
    for (std::size_t i = 0; i < array->size(); ++i) {
      auto const& item = (*array)[i];
      bool const missing = i >= 2 && item.is_null();  // some write a height that is not known as null
      if (!item.is_number() && !missing) {
        Step const step(*this, i);
        return fail("a number is expected here");
      }
      if (i < 2) {
        json::error_code error;
        xy[i] = item.to_number<double>(error);
        if (error || !std::isfinite(xy[i])) {          // 1e999 is JSON all the same
          Step const step(*this, i);
          return fail("this number is too large for a coordinate");
        }
      }
    }
    into.push_back({xy[0], xy[1]});
    return true;
  }
  bool line(json::value const& value, Ring& into) {
    return list(value, "positions", [&](json::value const& item) { return position(item, into); });
  }
  bool part(Kind single, json::value const& value, std::vector<Ring>& into) {
    if (single == Kind::point) {
      return position(value, into.emplace_back());
    }
    if (single == Kind::line) {
      return line(value, into.emplace_back());
    }
    return list(value, "rings", [&](json::value const& item) { return ring(item, into.emplace_back()); });
  }
  bool ring(json::value const& value, Ring& into) {
    return line(value, into) && (!into.empty() || fail("a ring without positions"));
  }
  bool coordinates(json::object const& object, Geometry& into) {
    auto const* const value = object.if_contains("coordinates");
    if (value == nullptr) {
      return fail("the member \"coordinates\" is missing");
    }
    Step const step(*this, "coordinates");
    auto const single = inside::single_of(into.kind);
    auto const add = [&](json::value const& item) {
      auto const* const array = item.if_array();
      bool const nothing = array != nullptr && array->empty();  // as MULTIPOINT(EMPTY): left out
      return nothing || part(single, item, into.parts.emplace_back());
    };
    return inside::is_multi(into.kind) ? list(*value, "parts", add) : add(*value);
  }
  bool one(json::value const& value, Geometry& into, std::size_t depth) {
    auto const* const object = value.if_object();
    if (object == nullptr) {
      return fail("a geometry object is expected here");
    }
    auto const* const type = object->if_contains("type");
    auto const* const name = type == nullptr ? nullptr : type->if_string();
    if (name == nullptr) {
      return fail("the member \"type\" is missing");
    }
    std::string_view const wanted(name->data(), name->size());
    for (int kind = 0; kind <= static_cast<int>(Kind::collection); ++kind) {
      if (name_of(static_cast<Kind>(kind)) == wanted) {
        into.kind = static_cast<Kind>(kind);
        return into.kind == Kind::collection ? collection(*object, into, depth) : coordinates(*object, into);
      }
    }
    Step const step(*this, "type");
    bool const feature = wanted == "Feature" || wanted == "FeatureCollection";
    return fail("\"" + base::printable(wanted.substr(0, 40)) + "\" is not a geometry", feature ? "give the feature's geometry alone" : "");
  }
  bool collection(json::object const& object, Geometry& into, std::size_t depth) {
    if (depth > inside::depth_max) {
      return fail("collections are nested more than " + std::to_string(inside::depth_max) + " deep");
    }
    auto const* const members = object.if_contains("geometries");
    if (members == nullptr) {
      return fail("the member \"geometries\" is missing");
    }
    Step const step(*this, "geometries");
    return list(*members, "geometries", [&](json::value const& item) { return one(item, into.members.emplace_back(), depth + 1); });
  }

  std::vector<std::pair<std::string_view, std::size_t>> path_;
  std::size_t points_ = 0;
  std::optional<base::Problem> fault_;
};

void write_number(std::string& out, double value, int digits) {
  if (std::abs(value) >= 1e15) {
    out += base::format_number(value);
    return;
  }
  std::array<char, 64> text{};
  auto const end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr;
  std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  if (written.find('.') != std::string_view::npos) {
    written.remove_suffix(written.size() - 1 - written.find_last_not_of('0'));
    written.remove_suffix(written.ends_with('.') ? 1 : 0);
  }
  out += written == "-0" ? "0" : written;
}

template <typename Items, typename Write>
void write_list(std::string& out, Items const& items, Write const& write) {
  out += '[';
  bool first = true;
  for (auto const& item : items) {
    if (!first) {
      out += ',';
    }
    first = false;
    write(item);
  }
  out += ']';
}

void write_coordinates(std::string& out, Kind single, std::vector<Ring> const& part, int digits) {
  auto const position = [&](Point p) {
    out += '[';
    write_number(out, p.x, digits);
    out += ',';
    write_number(out, p.y, digits);
    out += ']';
  };
  auto const line = [&](Ring const& ring) { write_list(out, ring, position); };
  if (single == Kind::polygon) {
    write_list(out, part, line);
  } else if (single == Kind::line) {
    line(part.front());
  } else {
    position(part.front().front());
  }
}

void write_geojson(std::string& out, Geometry const& geometry, int digits) {
  out += "{\"type\":\"";
  out += name_of(geometry.kind);
  if (geometry.kind == Kind::collection) {
    out += "\",\"geometries\":";
    write_list(out, geometry.members, [&](Geometry const& member) { write_geojson(out, member, digits); });
  } else {
    out += "\",\"coordinates\":";
    auto const single = inside::single_of(geometry.kind);
    auto const write = [&](std::vector<Ring> const& part) { write_coordinates(out, single, part, digits); };
    if (inside::is_multi(geometry.kind) || geometry.parts.empty()) {
      write_list(out, geometry.parts, write);
    } else {
      write(geometry.parts.front());
    }
  }
  out += '}';
}

}  // namespace

base::Result<Geometry> parse_geojson(std::string_view text) {
  json::error_code error;
  json::stream_parser parser;
  auto const read = parser.write_some(text.data(), text.size(), error);
  if (!error && read == text.size()) {
    if (!parser.done()) {
      return inside::bad("the text ends before the JSON object is closed", "byte " + std::to_string(text.size()));
    }
    return GeojsonReader().read(parser.release());
  }
  return inside::bad(error ? "this is not JSON: " + error.message() : "there is more text after the JSON object",
                     "byte " + std::to_string(read + 1));
}

std::string to_geojson(Geometry const& geometry, int digits) {
  std::string out;
  write_geojson(out, geometry, std::clamp(digits, 0, 17));
  return out;
}

}  // namespace geo
