// Decoding a 400-byte upload to typed fields, and the checksum against its plain form.
#include <benchmark/benchmark.h>

#include "hj212/hj212.hpp"

namespace {

/// An hourly upload of a stack: a segment of 400 bytes, seven factors, 18 fields.
std::string upload() {
  return "QN=20240601090005223;ST=31;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20240601080000;"
      "a21026-Avg=18.50,a21026-ZsAvg=20.10,a21026-Flag=N;a21002-Avg=32.17,a21002-ZsAvg=35.02,a21002-Flag=N;"
      "a34013-Avg=4.213,a34013-ZsAvg=4.587,a34013-Flag=N;a19001-Avg=7.92,a19001-Flag=N;a01011-Avg=11.4,a01011-Flag=N;"
      "a01012-Avg=87.3,a01012-Flag=N;a00000-Cou=21345.67,a00000-Avg=93.1,a00000-Flag=N&&";
}

void decode_frame(benchmark::State& state) {
  std::string const frame = hj212::frame_of(upload());
  std::string stream;
  constexpr int frames = 32;   // one read of a busy connection
  for (int i = 0; i < frames; ++i) stream += frame;
  hj212::Finder finder;
  hj212::Message message;
  std::vector<hj212::Reading> readings;
  for (auto _ : state) {
    finder.feed(stream);
    while (auto found = finder.next()) {
      hj212::parse(found->frame.segment, message);
      hj212::readings(message, readings);
      benchmark::DoNotOptimize(readings.data());
      benchmark::ClobberMemory();
    }
  }
  state.counters["frames/s"] = benchmark::Counter(static_cast<double>(state.iterations() * frames), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(decode_frame);

void read_frame_alone(benchmark::State& state) {
  std::string const frame = hj212::frame_of(upload());
  for (auto _ : state) benchmark::DoNotOptimize(hj212::read_frame(frame));
}
BENCHMARK(read_frame_alone);

void parse_alone(benchmark::State& state) {
  std::string const segment = upload();
  hj212::Message message;
  for (auto _ : state) {
    hj212::parse(segment, message);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(parse_alone);

void readings_alone(benchmark::State& state) {
  std::string const segment = upload();
  hj212::Message message;
  hj212::parse(segment, message);
  std::vector<hj212::Reading> readings;
  for (auto _ : state) {
    hj212::readings(message, readings);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(readings_alone);

void checksum(benchmark::State& state, std::uint16_t (*of)(std::string_view)) {
  std::string const bytes(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    benchmark::DoNotOptimize(bytes.data());
    benchmark::DoNotOptimize(of(bytes));
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(checksum, sliced, hj212::crc)->Arg(400)->Arg(65536);
BENCHMARK_CAPTURE(checksum, bytewise, hj212::crc_bytewise)->Arg(400)->Arg(65536);

void answer(benchmark::State& state) {
  std::string const segment = upload();
  hj212::Message message;
  hj212::parse(segment, message);
  for (auto _ : state) benchmark::DoNotOptimize(hj212::data_answer(hj212::Edition::v2017, message));
}
BENCHMARK(answer);

}  // namespace

BENCHMARK_MAIN();
