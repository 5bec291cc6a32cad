// How long does a year of 2,000 air stations take from the store to their yearly evaluations (105 million hours), and how long until hour, day,
// month, quarter and year of a point and its district are computed again after one late hour? The stores are made first, which is not counted.
//   evaluate_bench --stations 2000 --folder build/bench-data
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "columns/columns.hpp"
#include "evaluation.hpp"
#include "files.hpp"
#include "observe/observe.hpp"

namespace {

using Steady = std::chrono::steady_clock;

struct Options {
  int stations = 2'000, threads = 2, year = 2025;
  std::string folder = "build/bench-data", only;
};

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

/// Rows as loggers' hours give them: a daily and a yearly wave with noise that follows from the number of the hour; 2 % are not valid.
void fill(columns::Database& database, Options const& options) {
  auto const connection = database.connect();
  auto const from = base::start_of(base::day_of(options.year, 1, 1)).ms;
  auto const hours = (base::start_of(base::day_of(options.year + 1, 1, 1)).ms - from) / base::hour_length.count();
  std::string codes;
  for (auto const pollutant : atmosphere::pollutants) {
    codes += (codes.empty() ? "'" : ", '") + std::string(judge::factor_of(pollutant)) + "'";
  }
  auto const stations = std::to_string(options.stations), count = std::to_string(hours), start = std::to_string(from);
  connection->run("INSERT INTO quantity SELECT p * 6 + f + 1, p + 1, [" + codes + "][f + 1], '', 1 FROM range(" + stations +
                  ") AS points(p), range(6) AS factors(f) ORDER BY 1");
  for (int first = 0; first < options.stations; first += 100) {
    auto const last = std::min(first + 100, options.stations);
    connection->run(
        "INSERT INTO settled_statistic SELECT (q + 1)::INTEGER, " + start + " + h * 3600000, CASE WHEN q % 6 = 4 THEN 0.01 ELSE 1 END * "
        "round(60 + 30 * sin(h / 24.0 * 6.2832) + 20 * cos(h / 8766.0 * 6.2832) + ((hash(q * 10000 + h) % 200)::DOUBLE - 100) / 10, 1), "
        "NULL, NULL, NULL, 1, 1, 1, CASE WHEN hash(h * 7 + q) % 50 = 0 THEN 0 ELSE 1 END, 32, 3, NULL, 32, " + start + " + h * 3600000, 0, 1 "
        "FROM range(" + std::to_string(first * 6) + ", " + std::to_string(last * 6) + ") AS quantities(q), range(" + count + ") AS hours(h) ORDER BY 1, 2");
  }
  connection->run("INSERT INTO newest_statistic SELECT * FROM settled_statistic WHERE start_ms = (SELECT max(start_ms) FROM settled_statistic)");
  database.checkpoint();
}

struct Made {
  explicit Made(std::string const& path) : folder(path) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~Made() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  std::filesystem::path folder;
};

void year_of_stations(Options const& options) {
  Made const made(options.folder + "/evaluate");
  app::DataFolder const folder(app::Place{made.folder.string(), ""});
  {
    auto const columns = columns::Database::open(folder.observations());
    observe::Store const tables(*columns);
    auto const start = Steady::now();
    fill(*columns, options);
    std::printf("made %d stations in %.1f s\n", options.stations, seconds_since(start));
  }
  auto const house = std::make_unique<app::House>(folder, app::load_catalog());
  auto const records = std::make_unique<app::Records>(folder, app::load_knowledge(folder));
  records->migrate(base::Time{1});
  app::Evaluation const evaluation(*house, *records, folder);
  std::vector<base::PointId> stations;
  for (int i = 1; i <= options.stations; ++i) {
    stations.push_back({i});
  }
  auto const span = evaluate::parse_span(*house->catalog, std::to_string(options.year)).value();
  std::size_t days = 0, good = 0, evaluated = 0;
  auto const start = Steady::now();
  evaluate::evaluate_stations(evaluation.parts, stations, span, options.threads, [&](base::PointId, base::Result<atmosphere::Evaluation> const& one) {
    evaluated += one ? 1U : 0U;
    days += one ? static_cast<std::size_t>(one->days_valid) : 0U;
    good += one ? static_cast<std::size_t>(one->good_days) : 0U;
  });
  auto const seconds = seconds_since(start);
  std::printf("year_of_stations: %zu stations, %.1f million hours, %zu valid days (%zu good): %.2f s\n", evaluated,
              static_cast<double>(options.stations) * 6 * 8'760 / 1e6, days, good, seconds);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli("years of many stations, and one late hour");
  cli.add_option("--stations", options.stations);
  cli.add_option("--threads", options.threads);
  cli.add_option("--year", options.year);
  cli.add_option("--folder", options.folder);
  cli.add_option("--only", options.only, "year_of_stations or rejudge");
  CLI11_PARSE(cli, argc, argv);
  if (options.only.empty() || options.only == "year_of_stations") {
    year_of_stations(options);
  }
  return 0;
}
