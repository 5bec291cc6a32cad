// Any bytes as a tile: no crash; what is read is written so that it reads back with as many features.
#include "tiles/tiles.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  tiles::Address const address{12, 3340, 1545};
  auto const layers = tiles::decode({reinterpret_cast<char const*>(data), size}, address);
  if (!layers) {
    CHECK(layers.error().code == "bad_tile" && !layers.error().detail.empty(), "a fault says what it is");
    return 0;
  }
  for (auto const& layer : *layers) {
    auto const tile = tiles::encode(address, layer);
    auto const again = tiles::decode(tile.bytes, address);
    CHECK(again, "what we write is a sound tile");
    CHECK(tile.bytes.empty() == again->empty() && (again->empty() || again->front().features.size() == tile.features), "all of it");
  }
  return 0;
}
