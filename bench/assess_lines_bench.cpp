// How many questions a second `biyun assess` answers: JSON lines in, JSON lines out, read in blocks as a pipe gives them.
#include <cstring>
#include <ostream>
#include <streambuf>

#include <benchmark/benchmark.h>

#include "assess/catalogue_for_tests.hpp"
#include "assess_tool.hpp"

namespace {

// Counts what is written; nothing is kept.
class Sink : public std::streambuf {
 public:
  std::size_t bytes = 0;

 protected:
  std::streamsize xsputn(char const* /*text*/, std::streamsize length) override { return bytes += static_cast<std::size_t>(length), length; }
  int_type overflow(int_type c) override { return ++bytes, traits_type::not_eof(c); }
};

std::string air_line(int i) {
  return R"({"id":)" + std::to_string(i) + R"(,"topic":"aqi_hourly","on":"2026-03-05","inputs":{"PM2.5_1h":)" + std::to_string(10 + i % 200) +
         R"(,"PM10_1h":)" + std::to_string(20 + i % 300) + R"(,"SO2_1h":12,"NO2_1h":)" + std::to_string(i % 90) + R"(,"CO_1h":0.8,"O3_1h":)" +
         std::to_string(i % 250) + "}}\n";
}

std::string water_line(int i) {
  return R"({"id":)" + std::to_string(i) + R"(,"topic":"surface_water","on":"2026-03-05","water_body":"river","inputs":{"pH":7.4,"DO":)" +
         std::to_string(4 + i % 6) + R"(.5,"CODMn":)" + std::to_string(1 + i % 9) + R"(.2,"NH3-N":0.)" + std::to_string(10 + i % 80) + R"(,"TP":0.1)" +
         std::to_string(i % 9) + "}}\n";
}

constexpr std::size_t pipe_bytes = 64 * 1024;   // what a pipe gives at once

void answered(benchmark::State& state, int air_of_ten) {
  constexpr int lines = 100'000;
  std::string text;
  for (int i = 0; i < lines; ++i) {
    text += i % 10 < air_of_ten ? air_line(i) : water_line(i);
  }
  for (auto _ : state) {
    std::size_t at = 0;
    Sink sink;
    std::ostream out(&sink);
    int const code = assess_lines(catalogue(), [&](char* to, std::size_t most) {
      auto const length = text.copy(to, std::min({pipe_bytes, most, text.size() - at}), at);
      at += length;
      return length;
    }, out);
    if (code != 0) {
      state.SkipWithError("a line was refused");
    }
    benchmark::DoNotOptimize(sink.bytes);
  }
  state.SetItemsProcessed(state.iterations() * lines);
}
BENCHMARK_CAPTURE(answered, aqi_hourly, 10)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(answered, surface_water, 0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(answered, half_and_half, 5)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
