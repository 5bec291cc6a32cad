// How long a month's report takes in each format: template, 31 days, three stations, the same month a year before; figures are made by hand, so that
// what is measured is the report. A year with its 365 days beside it.
#include <benchmark/benchmark.h>

#include "reports/world_for_tests.hpp"

namespace {

using reports::Format;

std::shared_ptr<reports::Set const> templates() {
  static auto const loaded = reports::Set::load({{"reports/air_month.yaml", reports::for_tests::read("catalog/reports/air_month.yaml")},
                                                 {"reports/air_year.yaml", reports::for_tests::read("catalog/reports/air_year.yaml")}})
                                 .value();
  return loaded;
}

void report(benchmark::State& state, char const* id, char const* span, Format format) {
  auto hand = reports::for_tests::air_house();
  hand.kinds.push_back({.id = "air_trend", .title = "趋势", .title_en = "Trend", .field = "air", .object = "area", .forms = {evaluate::Form::year}, .unit = ""});
  auto const figures = hand.figure;
  hand.figure = [figures](std::string const& kind, std::string const& object, evaluate::Span const& of) {
    return kind == "air_trend" ? base::Result<figures::Figure>(base::Problem("not_found", "none")) : figures(kind, object, of);
  };
  catalog::Catalog const catalogue;
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto const made = reports::document_of(*templates(), hand.source(), catalogue, {id, "area/140215", span, base::from_beijing({2026, 11, 26})});
    bytes = reports::write(made.value(), format).value().size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

}  // namespace

int main(int argc, char** argv) {
  for (auto const format : {Format::html, Format::xlsx, Format::docx, Format::pdf}) {
    for (auto const& [name, id, span] : {std::tuple("report_month", "air_month", "2026-10"), std::tuple("report_year", "air_year", "2025")}) {
      auto const title = std::string(name) + "/" + std::string(reports::name_of(format));
      benchmark::RegisterBenchmark(title.c_str(), report, id, span, format)->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
