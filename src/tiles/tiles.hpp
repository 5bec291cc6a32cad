#pragma once
// Vector tiles (MVT 2.1): features in degrees to the bytes of one tile in Web Mercator. Pure; who may see what is decided
// before features come here.
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/base.hpp"
#include "geo/geo.hpp"

namespace tiles {

struct Address { int z = 0, x = 0, y = 0; };            // y downward
constexpr int zoom_max = 22, extent = 4096;
base::Result<Address> parse(std::string_view z, std::string_view x, std::string_view y);
/// In degrees, `buffer` (part of the tile's width) wider on every side: what must be asked for.
geo::Box box_of(Address address, double buffer = 1.0 / 64);

using Property = std::variant<std::string, double, std::int64_t, bool>;
struct Feature {
  std::uint64_t id = 0;
  geo::Geometry geometry;
  std::vector<std::pair<std::string, Property>> properties;
};
struct Layer { std::string name; std::vector<Feature> features; };
constexpr std::size_t tile_bytes_max = 500 << 10;
struct Tile {
  std::string bytes;                                     // "" = nothing there
  std::size_t features = 0;                              // in it
  std::size_t left_out = 0;                              // the tile would be too big: those with the largest id went first, always the same
};
Tile encode(Address address, Layer const& layer);
/// For tests and tools: every fault is a Problem "bad_tile".
base::Result<std::vector<Layer>> decode(std::string_view bytes, Address address);

}  // namespace tiles
