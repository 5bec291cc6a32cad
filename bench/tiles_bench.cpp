// How long one vector tile takes: points, and small polygons such as plots, all in the tile.
#include <benchmark/benchmark.h>

#include <cmath>

#include "tiles/tiles.hpp"

namespace {

constexpr tiles::Address address{12, 3340, 1545};

tiles::Layer layer_of(std::int64_t count, bool polygons) {
  auto const box = tiles::box_of(address, 0);
  tiles::Layer layer{"site", {}};
  for (std::int64_t i = 0; i < count; ++i) {
    double const x = box.west + (box.east - box.west) * static_cast<double>(i % 71) / 71;
    double const y = box.south + (box.north - box.south) * static_cast<double>(i / 71) / 72;
    auto geometry = geo::make_point(x, y);
    if (polygons) {
      geo::Ring ring;
      for (int k = 0; k <= 20; ++k) {
        ring.push_back({x + 0.001 * std::cos((k % 20) * 0.314), y + 0.001 * std::sin((k % 20) * 0.314)});
      }
      geometry = {geo::Kind::polygon, {{ring}}, {}};
    }
    layer.features.push_back({static_cast<std::uint64_t>(i + 1), std::move(geometry),
                              {{"code", std::to_string(i)}, {"state", std::string("normal")}, {"value", 1.5}}});
  }
  return layer;
}

void tile(benchmark::State& state, bool polygons) {
  auto const layer = layer_of(state.range(0), polygons);
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes = tiles::encode(address, layer).bytes.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(tile, points, false)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tile, polygons, true)->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
