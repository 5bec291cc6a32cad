// How fast is water classed on one core: whole samples of GB 3838 (21 items and the reference items beside) and of GB/T 14848 (all items of both
// tables) from arrays; the same the explained way; tables compiled.
#include <benchmark/benchmark.h>

#include <limits>
#include <random>

#include "assess/catalogue_for_tests.hpp"
#include "waters/waters.hpp"

namespace {

constexpr std::size_t samples_count = 10'000;

base::Day today() { return base::day_of(2026, 11, 26); }
waters::Table const& river() {
  static auto const table = waters::Table::surface(catalogue(), waters::Body::river, today()).value();
  return table;
}
waters::Table const& groundwater() {
  static auto const table = waters::Table::groundwater(catalogue(), today()).value();
  return table;
}

/// Around the limits, so that all classes are met.
std::vector<double> samples(waters::Table const& table) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> factor(0.2, 1.3);
  std::vector<double> values;
  for (std::size_t i = 0; i < samples_count; ++i) {
    for (auto const& item : table.items()) {
      auto const* row = item.limits.back();
      auto const limit = row->high ? row->high->to_double() : row->low ? row->low->to_double() * 2 : std::numeric_limits<double>::quiet_NaN();
      values.push_back(limit * factor(random));
    }
  }
  return values;
}

void from_arrays(benchmark::State& state, waters::Table const& table) {
  auto const values = samples(table);
  std::vector<std::uint8_t> classes(samples_count);
  for (auto _ : state) {
    table.ranks_of(values, classes);
    benchmark::DoNotOptimize(classes.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(samples_count));
  state.counters["items"] = static_cast<double>(table.items().size());
}
void rivers_from_arrays(benchmark::State& state) { from_arrays(state, river()); }
void groundwater_from_arrays(benchmark::State& state) { from_arrays(state, groundwater()); }

void explained_way(benchmark::State& state) {
  auto const values = samples(river());
  waters::Sample sample;
  for (std::size_t i = 0; i < river().items().size(); ++i) {
    sample.emplace(river().items()[i].key, waters::Value{base::Decimal::from_double(values[i], 4), false, {}});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(waters::judge(river(), sample));
  }
  state.SetItemsProcessed(state.iterations());
}

void table_compiled(benchmark::State& state) {
  catalogue();
  for (auto _ : state) {
    benchmark::DoNotOptimize(waters::Table::surface(catalogue(), waters::Body::river, today()));
  }
}

BENCHMARK(rivers_from_arrays)->Unit(benchmark::kMillisecond);
BENCHMARK(groundwater_from_arrays)->Unit(benchmark::kMillisecond);
BENCHMARK(explained_way)->Unit(benchmark::kMicrosecond);
BENCHMARK(table_compiled)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
