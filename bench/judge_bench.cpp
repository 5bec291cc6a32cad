// How long does it take to judge: a station's four years of hours again, twelve of them to daily indices, and one
// minute of live data of a district. All in memory: what is measured is the judgement with its statistics and verdicts.
//   judge_bench --stations 12 --days 1461
#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "columns/columns.hpp"
#include "judge/judge.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace {

using Steady = std::chrono::steady_clock;
std::vector<std::string> const six{"a34004", "a34002", "a21026", "a21004", "a21005", "a05024"};

struct Options {
  int stations = 12, days = 1'461, outlets = 1'000;
};

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

std::shared_ptr<catalog::Catalog const> catalogue() {
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  std::vector<catalog::File> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".tsv" && entry.path().extension() != ".yaml") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.push_back({entry.path().lexically_relative(root).string(), text.str()});
  }
  return catalog::Catalog::load(files).value();
}

struct World {
  std::shared_ptr<catalog::Catalog const> known = catalogue();
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  std::unique_ptr<columns::Database> warehouse = columns::Database::open(":memory:");
  trail::Journal journal{*db};
  points::Registry registry{*db, journal};
  observe::Store store{*warehouse};
  verdicts::Store kept{*db, journal};
  judge::Judge court{{*known, registry, store, kept}};
  std::mt19937_64 random{5};

  struct PointOf { points::Kind kind; std::vector<std::string> factors; std::string limit_set, unit; };
  base::PointId point(PointOf const& of, int number) {
    points::Point made;
    made.code = "BENCH-" + std::to_string(number);
    made.name = "模拟点" + std::to_string(number);
    made.kind = of.kind;
    made.origin = "simulated";
    auto const id = registry.put(made, "bench", {}).value().id;
    std::vector<points::Channel> channels;
    for (auto const& factor : of.factors) {
      points::Channel channel;
      channel.point = id;
      channel.factor = factor;
      channel.unit = base::parse_unit(of.unit).value();
      channel.limit_set = of.limit_set;
      channels.push_back(channel);
    }
    registry.put(channels, id, "bench", {}).value();
    return id;
  }
};

void years_of_stations(Options const& options) {
  World world;
  auto const first = base::parse_time("2013-03-01 00:00").value();
  auto const end = first + options.days * base::day_length;
  auto const now = end + base::day_length;
  std::vector<base::PointId> stations;
  for (int i = 0; i < options.stations; ++i) {
    stations.push_back(world.point({points::Kind::air_station, six, "", "ug/m3"}, i));
    observe::Batch batch;
    for (auto const& factor : six) {
      auto const series = world.store.series({stations.back(), factor, observe::Kind::hour, ""});
      for (auto at = first; at < end; at = at + base::hour_length) {
        observe::Row row;
        row.series = series;
        row.at = at;
        row.value = static_cast<double>(5 + world.random() % (factor == "a21005" ? 3'000 : 180));
        batch.rows.push_back(row);
      }
    }
    world.store.append(batch);
  }
  std::vector<double> seconds;
  for (auto const station : stations) {
    auto const start = Steady::now();
    world.court.rejudge(station, {first, end}, now);
    seconds.push_back(seconds_since(start));
  }
  double sum = 0;
  for (auto const each : seconds) sum += each;
  std::printf("judged anew: %d hours and %d days of a station in %.2f s (%d stations %.1f s)\n", options.days * 24, options.days,
              sum / static_cast<double>(seconds.size()), options.stations, sum);
  auto start = Steady::now();
  world.court.rejudge(stations.front(), {first, end}, now);
  std::printf("judged once more with nothing changed: %.2f s\n", seconds_since(start));

  start = Steady::now();
  std::size_t figures = 0;
  for (auto const station : stations) figures += world.court.air(station, true, first, end).size();
  std::printf("daily AQI of %d stations × %d days read with IAQIs and primary pollutants: %zu figures in %.2f s\n", options.stations,
              options.days, figures, seconds_since(start));
  start = Steady::now();
  figures = world.court.air(stations.front(), false, end - 365 * base::day_length, end).size();
  std::printf("hourly AQI of a station and year: %zu figures in %.0f ms\n", figures, seconds_since(start) * 1e3);
}

void a_live_hour(Options const& options) {
  World world;
  std::vector<std::string> const factors{"a34013", "a21026", "a21002", "a19001", "a01012", "a01013", "a01014", "a00000"};
  std::vector<std::vector<base::SeriesId>> series;
  for (int i = 0; i < options.outlets; ++i) {
    auto const id = world.point({points::Kind::gas_outlet, factors, "GB13271-2014/新建锅炉-燃气锅炉", "mg/m3"}, i);
    points::Logger logger;
    auto const digits = std::to_string(i);
    logger.mn = "SIM" + std::string(21 - digits.size(), '0') + digits;
    logger.point = id;
    logger.password = "123456";
    world.registry.put(logger, "bench", {}).value();
    auto& of_point = series.emplace_back();
    for (auto const& factor : factors) of_point.push_back(world.store.series({id, factor, observe::Kind::realtime, ""}));
  }
  auto const hour = base::parse_time("2026-03-10 08:00").value();
  double observing = 0, ticking = 0, slowest = 0;
  std::size_t rows = 0;
  // Two hours: when the first closes, the store also learns the names of all quantities, once for ever.
  double first_close = 0;
  for (int minute = 0; minute < 126; ++minute) {
    auto const now = hour + minute * base::Duration(std::chrono::minutes(1));
    observe::Batch batch;
    for (auto const& of_point : series) {
      for (auto const id : of_point) {
        observe::Row row;
        row.series = id;
        row.at = now;
        row.value = 20 + static_cast<double>(world.random() % 1000) / 100;
        row.flag = 'N';
        batch.rows.push_back(row);
      }
    }
    auto const applied = world.store.append(batch);
    auto start = Steady::now();
    world.court.observed(batch, applied, now);
    observing += seconds_since(start);
    rows += batch.rows.size();
    start = Steady::now();
    world.court.tick(now);
    auto const seconds = seconds_since(start);
    ticking += minute > 66 ? seconds : 0;
    (minute > 66 ? slowest : first_close) = std::max(minute > 66 ? slowest : first_close, seconds);
  }
  std::printf("live: %d outlets of %zu factors: observed %.2f million rows/s, tick %.1f ms on average, %.0f ms when an hour closes (the first: %.0f ms)\n",
              options.outlets, factors.size(), static_cast<double>(rows) / 1e6 / observing, ticking * 1e3 / 59, slowest * 1e3, first_close * 1e3);
  auto const start = Steady::now();
  auto const states = world.court.states(hour + 2 * base::hour_length);
  std::printf("states of %zu points: %.0f ms\n", states.size(), seconds_since(start) * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App parser{"Speed of the judgement"};
  parser.add_option("--stations", options.stations, "air stations");
  parser.add_option("--days", options.days, "days of hours of each");
  parser.add_option("--outlets", options.outlets, "outlets of the live hour");
  CLI11_PARSE(parser, argc, argv);
  years_of_stations(options);
  a_live_hour(options);
}
