#pragma once
// The grid of one tile: x to the right, y downward, 0..extent inside, in doubles until it is rounded.
#include <cmath>

#include "tiles/tiles.hpp"

namespace tiles::inside {

constexpr double half_world = 20037508.342789244;      // metres of Web Mercator from the middle to its edge
constexpr double buffer_units = extent / 64.0;

struct Grid {
  double units_per_metre, west, north;                 // units from the world's edge to the tile's
  explicit Grid(Address a)
      : units_per_metre(std::ldexp(extent, a.z) / (2 * half_world)), west(static_cast<double>(a.x) * extent), north(static_cast<double>(a.y) * extent) {}
  geo::Point to_tile(geo::Point degrees) const {
    auto const m = geo::to_mercator(degrees);
    return {(m.x + half_world) * units_per_metre - west, (half_world - m.y) * units_per_metre - north};
  }
  geo::Point to_degrees(geo::Point p) const {
    return geo::from_mercator({(p.x + west) / units_per_metre - half_world, half_world - (p.y + north) / units_per_metre});
  }
};

// Field numbers of the specification's vector_tile.proto, and its commands.
enum class TileField : std::uint32_t { layers = 3 };
enum class LayerField : std::uint32_t { name = 1, features = 2, keys = 3, values = 4, extent = 5, version = 15 };
enum class FeatureField : std::uint32_t { id = 1, tags = 2, type = 3, geometry = 4 };
enum class ValueField : std::uint32_t { text = 1, real32 = 2, real = 3, integer = 4, natural = 5, zigzag = 6, truth = 7 };
enum class Command : std::uint32_t { move_to = 1, line_to = 2, close_path = 7 };
enum class Type : std::uint32_t { unknown = 0, point = 1, line = 2, polygon = 3 };

/// Twice the area by the surveyor's formula in tile space: positive is an outer ring (specification 4.3.4.4).
inline double twice_area(geo::Ring const& ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    auto const a = ring[i], b = ring[(i + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

}  // namespace tiles::inside
