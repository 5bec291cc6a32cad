// How fast air is judged: single indices, and the days of twelve stations over four years out of their hours.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <benchmark/benchmark.h>

#include "assess/assess.hpp"

namespace {

std::vector<catalog::File> catalogue_files() {
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  std::vector<catalog::File> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      files.push_back({entry.path().lexically_relative(root).string(), text.str()});
    }
  }
  return files;
}

catalog::Catalog const& catalogue() {
  static auto const loaded = catalog::Catalog::load(catalogue_files()).value();
  return *loaded;
}

// A plain generator, so that every run judges the same numbers.
struct Numbers {
  std::uint64_t state = 88172645463325252ULL;
  double below(int tenths) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<double>(state % static_cast<std::uint64_t>(tenths)) / 10;
  }
};

void one_index(benchmark::State& state) {
  auto const& rules = *catalogue().air_index("HJ 633-2026");
  std::map<std::string, base::Decimal> const inputs{{"PM2.5_24h", base::Decimal(755, 1)}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(assess::air_index(rules, assess::Report::iaqi, inputs));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(one_index);

void one_hour_of_six_pollutants(benchmark::State& state) {
  auto const& rules = *catalogue().air_index("HJ 633-2026");
  std::map<std::string, base::Decimal> inputs;
  for (auto const& input : rules.hourly_inputs) {
    inputs.emplace(input, base::Decimal(37, 0));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(assess::air_index(rules, assess::Report::hourly, inputs));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(inputs.size()));
}
BENCHMARK(one_hour_of_six_pollutants);

// Whole hours through the compiled table of an edition: six concentrations in, the index, its parts, primary pollutants and level out.
std::vector<assess::AirIndexTable::Concentrations> many_concentrations() {
  constexpr std::size_t count = 8192;
  std::vector<assess::AirIndexTable::Concentrations> all(count);
  Numbers numbers;
  for (auto& one : all) {
    one.fill(assess::AirIndexTable::absent);
    for (std::size_t place = 0; place < 6; ++place) {
      bool const carbon_monoxide = place == 4;
      one[place] = static_cast<std::int32_t>(numbers.below(carbon_monoxide ? 40 : 3000) * 1000);
    }
  }
  return all;
}

template <typename Judge>
void verdicts_through_the_table(benchmark::State& state, char const* standard, Judge const& judge) {
  assess::AirIndexTable const table(*catalogue().air_index(std::string_view(standard)));
  auto const all = many_concentrations();
  std::int64_t sum = 0;
  for (auto _ : state) {
    for (auto const& one : all) {
      sum += judge(table, one).aqi;
    }
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}
void hours_through_the_table(benchmark::State& state) {
  verdicts_through_the_table(state, "HJ 633-2026", [](auto const& table, auto const& one) { return table.hour(one); });
}
BENCHMARK(hours_through_the_table);
void hours_through_the_table_of_2012(benchmark::State& state) {
  verdicts_through_the_table(state, "HJ 633-2012", [](auto const& table, auto const& one) { return table.hour(one); });
}
BENCHMARK(hours_through_the_table_of_2012);
void days_through_the_table(benchmark::State& state) {
  verdicts_through_the_table(state, "HJ 633-2026", [](auto const& table, auto const& one) { return table.day(one); });
}
BENCHMARK(days_through_the_table);

// 12 stations × 1,461 days × 24 hours × 6 pollutants: 2.5 million hours to 17,532 days with AQI.
void days_of_twelve_stations_over_four_years(benchmark::State& state) {
  auto const first = base::day_of(2013, 3, 1);
  constexpr int days = 1461;
  Numbers numbers;
  std::vector<std::vector<assess::HourValue>> hours(days);
  for (auto& day : hours) {
    for (auto const* pollutant : {"PM2.5", "PM10", "SO2", "NO2", "CO", "O3"}) {
      for (int hour = 0; hour < 24; ++hour) {
        day.push_back({hour, pollutant, numbers.below(pollutant == std::string_view("CO") ? 40 : 2000)});
      }
    }
  }
  std::int64_t judged = 0;
  for (auto _ : state) {
    for (int station = 0; station < 12; ++station) {
      for (int i = 0; i < days; ++i) {
        base::Day const on{first.number + i};
        auto const day = assess::day_inputs(catalogue(), on, hours[static_cast<std::size_t>(i)]);
        auto const index = assess::air_index(*catalogue().air_index(on), assess::Report::daily, day.inputs, true);
        judged += index && index->aqi ? 1 : 0;
      }
    }
  }
  state.SetItemsProcessed(judged);
}
BENCHMARK(days_of_twelve_stations_over_four_years)->Unit(benchmark::kMillisecond)->Iterations(3);

void against_one_limit(benchmark::State& state) {
  auto const unit = base::parse_unit("mg/m³").value();
  auto const on = base::day_of(2024, 1, 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        assess::against_limits(catalogue(), "DB14-1929-2019/燃煤锅炉", "a21026", "hour", on, 34.7, unit));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(against_one_limit);

void load_the_catalogue(benchmark::State& state) {
  auto const files = catalogue_files();
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalog::Catalog::load(files));
  }
}
BENCHMARK(load_the_catalogue)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
