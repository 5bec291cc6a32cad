// Reading a tile strictly, to judge what was written: every departure from the specification is a fault.
#include <algorithm>
#include <protozero/pbf_message.hpp>
#include <unordered_set>

#include "tiles/grid.hpp"

namespace tiles {
namespace {

using geo::Geometry, geo::Kind, geo::Ring;
using inside::Command, inside::FeatureField, inside::LayerField, inside::TileField, inside::Type, inside::ValueField;
using protozero::data_view, protozero::tag_and_type;

// A field counts only in its own wire type: the library asserts it.
constexpr auto varint = protozero::pbf_wire_type::varint, bytes_of = protozero::pbf_wire_type::length_delimited;
constexpr auto four = protozero::pbf_wire_type::fixed32, eight = protozero::pbf_wire_type::fixed64;

base::Problem bad_tile(std::string detail) { return base::Problem("bad_tile", std::move(detail)); }

struct Fault {                             // thrown nowhere: the first one is kept
  std::optional<base::Problem> first;
  bool say(std::string detail) {
    if (!first) {
      first = bad_tile(std::move(detail));
    }
    return false;
  }
};

struct RawFeature {
  std::uint64_t id = 0;
  Type type = Type::unknown;
  std::vector<std::uint32_t> tags, commands;
};

class GeometryReader {
 public:
  GeometryReader(std::vector<std::uint32_t> const& commands, inside::Grid const& grid, Fault& fault) : commands_(commands), grid_(grid), fault_(fault) {}
  std::optional<Geometry> read(Type type) {
    bool const whole = type == Type::point ? points() : paths(type == Type::polygon);
    if (!whole || (type == Type::polygon && !rings_to_parts())) {
      return std::nullopt;
    }
    Geometry out{type == Type::point ? Kind::point : type == Type::line ? Kind::line : Kind::polygon, std::move(parts_), {}};
    if (out.parts.size() > 1) {
      out.kind = static_cast<Kind>(static_cast<int>(out.kind) + 3);
    }
    for (auto& part : out.parts) {
      for (auto& ring : part) {
        for (auto& p : ring) {
          p = grid_.to_degrees(p);
        }
        if (type == Type::polygon) {
          ring.push_back(ring.front());
        }
      }
    }
    return out;
  }

 private:
  // The next command and how often it stands; close_path has no parameters.
  bool command(Command wanted, std::uint32_t& count) {
    if (at_ >= commands_.size()) {
      return fault_.say("the commands end where one is expected");
    }
    auto const word = commands_[at_++];
    count = word >> 3;
    if ((word & 7U) != static_cast<std::uint32_t>(wanted)) {
      return fault_.say("the command " + std::to_string(word & 7U) + " stands where " + std::to_string(static_cast<int>(wanted)) + " is expected");
    }
    bool const fits = count > 0 && (wanted == Command::close_path ? count == 1 : count <= (commands_.size() - at_) / 2);
    return fits || fault_.say("a command stands " + std::to_string(count) + " times");
  }
  bool step(Ring& ring) {
    auto const dx = protozero::decode_zigzag32(commands_[at_]), dy = protozero::decode_zigzag32(commands_[at_ + 1]);
    at_ += 2;
    x_ += dx;
    y_ += dy;
    if (std::abs(x_) > reach_max || std::abs(y_) > reach_max) {
      return fault_.say("a point lies far outside the tile");
    }
    if (dx == 0 && dy == 0 && !ring.empty()) {
      return fault_.say("a line of no length");
    }
    ring.push_back({static_cast<double>(x_), static_cast<double>(y_)});
    return true;
  }
  bool points() {
    std::uint32_t count = 0;
    if (!command(Command::move_to, count)) {
      return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      Ring one;
      if (!step(one)) {
        return false;
      }
      parts_.push_back({std::move(one)});
    }
    return at_ == commands_.size() || fault_.say("there are commands after the points");
  }
  bool paths(bool closed) {
    do {
      std::uint32_t moves = 0, lines = 0, closes = 0;
      Ring ring;
      if (!command(Command::move_to, moves) || !step(ring) || !command(Command::line_to, lines)) {
        return false;
      }
      if (moves != 1 || (closed && lines < 2)) {
        return fault_.say(moves != 1 ? "a path begins with several moves" : "a ring of two points");
      }
      for (std::uint32_t i = 0; i < lines; ++i) {
        if (!step(ring)) {
          return false;
        }
      }
      if (closed && (!command(Command::close_path, closes) || (ring.front() == ring.back() && !fault_.say("a ring repeats its first point")))) {
        return false;
      }
      parts_.push_back({std::move(ring)});
    } while (at_ < commands_.size());
    return true;
  }
  bool rings_to_parts() {
    std::vector<std::vector<Ring>> polygons;
    for (auto& part : parts_) {
      double const area = inside::twice_area(part[0]);
      if (area == 0 || (area < 0 && polygons.empty())) {
        return fault_.say(area == 0 ? "a ring without area" : "a hole before its outer ring");
      }
      if (area > 0) {
        polygons.emplace_back();
      }
      polygons.back().push_back(std::move(part[0]));
    }
    parts_ = std::move(polygons);
    return true;
  }

  static constexpr std::int64_t reach_max = std::int64_t{1} << 24;
  std::vector<std::uint32_t> const& commands_;
  inside::Grid const& grid_;
  Fault& fault_;
  std::size_t at_ = 0;
  std::int64_t x_ = 0, y_ = 0;
  std::vector<std::vector<Ring>> parts_;
};

template <typename Range>
std::vector<std::uint32_t> words_of(Range const& range) {
  return {range.begin(), range.end()};
}

bool read_value(data_view bytes, std::vector<Property>& into, Fault& fault) {
  protozero::pbf_message<ValueField> value(bytes);
  if (!value.next()) {
    return fault.say("a value without content");
  }
  switch (value.tag_and_type()) {
    case tag_and_type(ValueField::text, bytes_of): into.emplace_back(value.get_string()); break;
    case tag_and_type(ValueField::real32, four): into.emplace_back(static_cast<double>(value.get_float())); break;
    case tag_and_type(ValueField::real, eight): into.emplace_back(value.get_double()); break;
    case tag_and_type(ValueField::integer, varint): into.emplace_back(static_cast<std::int64_t>(value.get_int64())); break;
    case tag_and_type(ValueField::natural, varint): into.emplace_back(static_cast<std::int64_t>(value.get_uint64())); break;
    case tag_and_type(ValueField::zigzag, varint): into.emplace_back(static_cast<std::int64_t>(value.get_sint64())); break;
    case tag_and_type(ValueField::truth, varint): into.emplace_back(value.get_bool()); break;
    default: return fault.say("a value of an unknown type");
  }
  return !value.next() || fault.say("a value of two types");
}

RawFeature read_feature(data_view bytes) {
  RawFeature raw;
  protozero::pbf_message<FeatureField> feature(bytes);
  while (feature.next()) {
    switch (feature.tag_and_type()) {
      case tag_and_type(FeatureField::id, varint): raw.id = feature.get_uint64(); break;
      case tag_and_type(FeatureField::tags, bytes_of): raw.tags = words_of(feature.get_packed_uint32()); break;
      case tag_and_type(FeatureField::type, varint): raw.type = static_cast<Type>(feature.get_enum()); break;
      case tag_and_type(FeatureField::geometry, bytes_of): raw.commands = words_of(feature.get_packed_uint32()); break;
      default: feature.skip();
    }
  }
  return raw;
}

class LayerReader {
 public:
  LayerReader(inside::Grid const& grid, Fault& fault) : grid_(grid), fault_(fault) {}
  bool read(data_view bytes) {
    protozero::pbf_message<LayerField> layer(bytes);
    std::uint32_t version = 0, size = extent;
    bool named = false;
    while (layer.next()) {
      switch (layer.tag_and_type()) {
        case tag_and_type(LayerField::version, varint): version = layer.get_uint32(); break;
        case tag_and_type(LayerField::name, bytes_of): named = true, layer_.name = layer.get_string(); break;
        case tag_and_type(LayerField::features, bytes_of): raw_.push_back(read_feature(layer.get_view())); break;
        case tag_and_type(LayerField::keys, bytes_of): keys_.push_back(layer.get_string()); break;
        case tag_and_type(LayerField::values, bytes_of):
          if (!read_value(layer.get_view(), values_, fault_)) {
            return false;
          }
          break;
        case tag_and_type(LayerField::extent, varint): size = layer.get_uint32(); break;
        default: layer.skip();
      }
    }
    if (version != 2 || !named || size != extent) {
      return fault_.say(version != 2 ? "the layer is of version " + std::to_string(version) + ", not 2" : named ? "another extent" : "a layer without name");
    }
    return std::ranges::all_of(raw_, [this](RawFeature const& raw) { return add(raw); });
  }
  Layer take() { return std::move(layer_); }

 private:
  bool add(RawFeature const& raw) {
    Feature feature{raw.id, {}, {}};
    if (raw.id != 0 && !ids_.insert(raw.id).second) {
      return fault_.say("the id " + std::to_string(raw.id) + " stands twice");
    }
    std::unordered_set<std::uint32_t> seen;
    for (std::size_t i = 0; i < raw.tags.size(); i += 2) {
      if (i + 1 >= raw.tags.size() || raw.tags[i] >= keys_.size() || raw.tags[i + 1] >= values_.size() || !seen.insert(raw.tags[i]).second) {
        return fault_.say("the tags of a feature do not fit the keys and values");
      }
      feature.properties.emplace_back(keys_[raw.tags[i]], values_[raw.tags[i + 1]]);
    }
    if (raw.type == Type::unknown || raw.type > Type::polygon) {
      return fault_.say("a feature of an unknown type");
    }
    auto geometry = GeometryReader(raw.commands, grid_, fault_).read(raw.type);
    if (geometry) {
      feature.geometry = std::move(*geometry);
      layer_.features.push_back(std::move(feature));
    }
    return geometry.has_value();
  }

  inside::Grid const& grid_;
  Fault& fault_;
  Layer layer_;
  std::vector<RawFeature> raw_;
  std::vector<std::string> keys_;
  std::vector<Property> values_;
  std::unordered_set<std::uint64_t> ids_;
};

bool read_layers(std::string_view bytes, inside::Grid const& grid, std::vector<Layer>& layers, Fault& fault) {
  protozero::pbf_message<TileField> tile(bytes.data(), bytes.size());
  std::unordered_set<std::string> names;
  while (tile.next()) {
    if (tile.tag_and_type() != tag_and_type(TileField::layers, bytes_of)) {
      tile.skip();
      continue;
    }
    LayerReader reader(grid, fault);
    if (!reader.read(tile.get_view())) {
      return false;
    }
    layers.push_back(reader.take());
    if (!names.insert(layers.back().name).second) {
      return fault.say("two layers of one name");
    }
  }
  return true;
}

}  // namespace

base::Result<std::vector<Layer>> decode(std::string_view bytes, Address address) {
  std::vector<Layer> layers;
  Fault fault;
  try {
    if (read_layers(bytes, inside::Grid(address), layers, fault)) {
      return layers;
    }
  } catch (protozero::exception const& wire) {
    return bad_tile("the bytes are no protocol buffer: " + std::string(wire.what()));
  }
  return std::move(*fault.first);
}

}  // namespace tiles
