// Writing: degrees → tile grid → cut → rounded → commands (MVT 2.1 clause 4.3). What fits needs no cutting.
#include <algorithm>
#include <numeric>
#include <protozero/pbf_writer.hpp>
#include <unordered_map>

#include "tiles/grid.hpp"

namespace tiles {
namespace {

using geo::Geometry, geo::Kind, geo::Point, geo::Ring;
using inside::Command, inside::FeatureField, inside::LayerField, inside::Type, inside::ValueField;

constexpr geo::Box frame{-inside::buffer_units, -inside::buffer_units, extent + inside::buffer_units, extent + inside::buffer_units};

template <typename Field>
constexpr protozero::pbf_tag_type tag(Field field) {
  return static_cast<protozero::pbf_tag_type>(field);
}

bool holds(geo::Box const& outer, geo::Box const& box) {
  return outer.west <= box.west && box.east <= outer.east && outer.south <= box.south && box.north <= outer.north;
}

bool is_polygonal(Kind kind) { return kind == Kind::polygon || kind == Kind::multi_polygon; }

// On whole units, points that fall on the one before dropped. A ring comes without its closing point.
void round_ring(Ring& ring, bool closed) {
  for (auto& p : ring) {
    p = {std::round(p.x), std::round(p.y)};
  }
  auto const doubled = std::ranges::unique(ring);
  ring.erase(doubled.begin(), doubled.end());
  while (closed && ring.size() > 1 && ring.front() == ring.back()) {
    ring.pop_back();
  }
}

// Rounds; drops rings without area and turns the others: the outer one positive, holes negative.
bool round_polygon(std::vector<Ring>& part) {
  for (std::size_t i = 0; i < part.size();) {
    round_ring(part[i], true);
    double const area = inside::twice_area(part[i]);
    if (part[i].size() < 3 || area == 0) {
      if (i == 0) {
        return false;
      }
      part.erase(part.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    if ((area > 0) != (i == 0)) {
      std::ranges::reverse(part[i]);
    }
    ++i;
  }
  return !part.empty();
}

// Rounding can make an outline cross itself, which the specification forbids. The repair moves points off the grid again, so it
// is rounded anew, a few times; what then still crosses is drawn as it is.
void make_sound(Geometry& polygons) {
  constexpr int rounds_max = 3;
  constexpr double shrink = 1.0 / 128;                 // into the range of degrees that soundness asks for; exact in binary
  for (int round = 0; round < rounds_max; ++round) {
    bool const simple = std::ranges::all_of(polygons.parts, [](auto const& part) { return part.size() == 1 && part[0].size() == 3; });
    if (polygons.parts.empty() || (simple && polygons.parts.size() == 1)) {
      return;
    }
    auto scaled = polygons;
    for (auto& part : scaled.parts) {
      for (auto& ring : part) {
        for (auto& p : ring) {
          p = {p.x * shrink, p.y * shrink};
        }
        ring.push_back(ring.front());
      }
    }
    if (geo::sound(scaled, geo::Shape::polygon, false)) {
      return;
    }
    auto mended = geo::sound(std::move(scaled), geo::Shape::polygon, true);
    if (!mended) {
      return;
    }
    Geometry next{Kind::multi_polygon, std::move(mended->geometry.parts), {}};
    for (auto& part : next.parts) {
      for (auto& ring : part) {
        for (auto& p : ring) {
          p = {p.x / shrink, p.y / shrink};
        }
      }
    }
    std::erase_if(next.parts, [](auto& part) { return !round_polygon(part); });
    if (next.parts.empty()) {
      return;
    }
    polygons = std::move(next);
  }
}

// The part of a geometry that lies in the tile and its buffer, on whole units; without parts when nothing does.
Geometry cut(Geometry const& geometry, inside::Grid const& grid) {
  Geometry in_tile{geometry.kind, geometry.parts, {}};
  std::erase_if(in_tile.parts, [](auto const& part) { return part.empty() || part[0].empty(); });
  for (auto& part : in_tile.parts) {
    for (auto& ring : part) {
      for (auto& p : ring) {
        p = grid.to_tile(p);
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
          return {geometry.kind, {}, {}};
        }
      }
    }
  }
  bool const points = geometry.kind == Kind::point || geometry.kind == Kind::multi_point;
  if (points) {
    std::erase_if(in_tile.parts, [](auto const& part) { return !holds(frame, {part[0][0].x, part[0][0].y, part[0][0].x, part[0][0].y}); });
  } else if (auto const box = geo::box_of(in_tile); box && !holds(frame, *box)) {
    in_tile = geo::clip(in_tile, frame);
  }
  if (is_polygonal(geometry.kind)) {
    std::erase_if(in_tile.parts, [](auto& part) { return !round_polygon(part); });
    make_sound(in_tile);
    return in_tile;
  }
  for (auto& part : in_tile.parts) {
    round_ring(part.at(0), false);
  }
  std::erase_if(in_tile.parts, [&](auto const& part) { return part[0].size() < (points ? 1U : 2U); });
  return in_tile;
}

// Commands are relative to where the last one ended, over all parts of a feature.
class Pen {
 public:
  std::vector<std::uint32_t> commands;
  void points(Geometry const& geometry) {
    start(Command::move_to, geometry.parts.size());
    for (auto const& part : geometry.parts) {
      to(part[0][0]);
    }
  }
  void line(Ring const& ring, bool closed) {
    start(Command::move_to, 1);
    to(ring[0]);
    start(Command::line_to, ring.size() - 1);
    std::for_each(ring.begin() + 1, ring.end(), [this](Point p) { to(p); });
    if (closed) {
      start(Command::close_path, 1);
    }
  }

 private:
  void start(Command command, std::size_t count) { commands.push_back(static_cast<std::uint32_t>(command) | static_cast<std::uint32_t>(count) << 3); }
  void to(Point p) {
    auto const x = static_cast<std::int32_t>(p.x), y = static_cast<std::int32_t>(p.y);
    commands.push_back(protozero::encode_zigzag32(x - x_));
    commands.push_back(protozero::encode_zigzag32(y - y_));
    x_ = x;
    y_ = y;
  }
  std::int32_t x_ = 0, y_ = 0;
};

struct Drawn {
  Type type;
  std::vector<std::uint32_t> commands;
};

void draw(Geometry const& geometry, inside::Grid const& grid, std::vector<Drawn>& into) {
  for (auto const& member : geometry.members) {
    draw(member, grid, into);
  }
  auto const in_tile = geometry.parts.empty() ? Geometry{} : cut(geometry, grid);
  if (in_tile.parts.empty()) {
    return;
  }
  Pen pen;
  bool const polygonal = is_polygonal(geometry.kind);
  if (geometry.kind == Kind::point || geometry.kind == Kind::multi_point) {
    pen.points(in_tile);
    into.push_back({Type::point, std::move(pen.commands)});
    return;
  }
  for (auto const& part : in_tile.parts) {
    for (auto const& ring : part) {
      pen.line(ring, polygonal);
    }
  }
  into.push_back({polygonal ? Type::polygon : Type::line, std::move(pen.commands)});
}

std::string value_bytes(Property const& property) {
  std::string bytes;
  protozero::pbf_writer value(bytes);
  if (auto const* const text = std::get_if<std::string>(&property)) {
    value.add_string(tag(ValueField::text), base::is_utf8(*text) ? *text : base::printable(*text));
  } else if (auto const* const real = std::get_if<double>(&property)) {
    if (std::isfinite(*real)) {
      value.add_double(tag(ValueField::real), *real);
    }
  } else if (auto const* const integer = std::get_if<std::int64_t>(&property)) {
    value.add_sint64(tag(ValueField::zigzag), *integer);
  } else {
    value.add_bool(tag(ValueField::truth), std::get<bool>(property));
  }
  return bytes;
}

// Keys and values of a layer: each once, in the order of their first use.
class Pool {
 public:
  std::uint32_t place_of(std::string bytes) {
    auto const [at, added] = places_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(order_.size()));
    if (added) {
      order_.push_back(&at->first);
      bytes_ += field_bytes(at->first);
    }
    return at->second;
  }
  void back_to(std::size_t count) {
    while (order_.size() > count) {
      bytes_ -= field_bytes(*order_.back());
      places_.erase(places_.find(*order_.back()));
      order_.pop_back();
    }
  }
  std::size_t bytes() const { return bytes_; }
  std::vector<std::string const*> const& all() const { return order_; }

 private:
  static std::size_t field_bytes(std::string const& text) { return text.size() + (text.size() < 128 ? 2U : 6U); }  // tag, length
  std::unordered_map<std::string, std::uint32_t> places_;
  std::vector<std::string const*> order_;
  std::size_t bytes_ = 0;
};

class LayerWriter {
 public:
  explicit LayerWriter(std::string const& name) : name_(name) {}
  // False when the tile would grow beyond its bound: it is left as it was.
  bool add(Feature const& feature, std::uint64_t id, std::vector<Drawn> const& drawn) {
    auto const keys = keys_.all().size(), values = values_.all().size(), bytes = features_.size();
    put(feature, id, drawn);
    if (size() <= tile_bytes_max) {
      return true;
    }
    keys_.back_to(keys);
    values_.back_to(values);
    features_.resize(bytes);
    return false;
  }
  std::string finish() const {
    std::string tile;
    if (features_.empty()) {
      return tile;
    }
    std::string bytes;
    protozero::pbf_writer layer(bytes);
    layer.add_uint32(tag(LayerField::version), 2);
    layer.add_string(tag(LayerField::name), name_);
    bytes += features_;
    for (auto const* const key : keys_.all()) {
      layer.add_string(tag(LayerField::keys), *key);
    }
    for (auto const* const value : values_.all()) {
      layer.add_message(tag(LayerField::values), *value);
    }
    layer.add_uint32(tag(LayerField::extent), extent);
    protozero::pbf_writer(tile).add_message(tag(inside::TileField::layers), bytes);
    return tile;
  }

 private:
  std::size_t size() const { return features_.size() + keys_.bytes() + values_.bytes() + name_.size() + 64; }
  void put(Feature const& feature, std::uint64_t id, std::vector<Drawn> const& drawn) {
    std::vector<std::uint32_t> tags;
    for (auto const& [key, property] : feature.properties) {
      auto const bytes = value_bytes(property);
      auto const place = bytes.empty() ? std::uint32_t{0} : keys_.place_of(key);
      bool named = false;
      for (std::size_t i = 0; i < tags.size(); i += 2) {
        named = named || tags[i] == place;
      }
      if (!bytes.empty() && !named) {                  // a number that is none has no form; a key stands once
        tags.push_back(place);
        tags.push_back(values_.place_of(bytes));
      }
    }
    protozero::pbf_writer layer(features_);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      protozero::pbf_writer one(layer, tag(LayerField::features));
      if (i == 0 && id != 0) {                         // of a collection the first form has it: ids are unique in a layer
        one.add_uint64(tag(FeatureField::id), id);
      }
      one.add_packed_uint32(tag(FeatureField::tags), tags.begin(), tags.end());
      one.add_enum(tag(FeatureField::type), static_cast<std::int32_t>(drawn[i].type));
      one.add_packed_uint32(tag(FeatureField::geometry), drawn[i].commands.begin(), drawn[i].commands.end());
    }
  }

  std::string const& name_;
  std::string features_;                               // already as fields of the layer
  Pool keys_, values_;
};

}  // namespace

Tile encode(Address address, Layer const& layer) {
  inside::Grid const grid(address);
  auto const asked = box_of(address);
  std::vector<std::size_t> order(layer.features.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(layer.features[i].id, i); });
  Tile tile;
  LayerWriter writer(layer.name);
  std::uint64_t last = 0;
  for (auto const i : order) {
    auto const& feature = layer.features[i];
    auto const box = geo::box_of(feature.geometry);
    if (!box || !geo::meet(*box, asked)) {
      continue;
    }
    std::vector<Drawn> drawn;
    draw(feature.geometry, grid, drawn);
    if (drawn.empty()) {
      continue;
    }
    bool const room = tile.left_out == 0 && writer.add(feature, feature.id == last ? 0 : feature.id, drawn);
    last = feature.id;
    tile.features += room ? 1 : 0;
    tile.left_out += room ? 0 : 1;
  }
  tile.bytes = writer.finish();
  return tile;
}

}  // namespace tiles
