// How long does a year of 2,000 air stations take from the store to their yearly evaluations (105 million hours), and how long until hour, day,
// month, quarter and year of a point and its district are computed again after one late hour? The stores are made first, which is not counted.
//   evaluate_bench --stations 2000 --folder build/bench-data
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <vector>

#include "columns/columns.hpp"
#include "evaluation.hpp"
#include "files.hpp"
#include "observe/made_for_benches.hpp"

namespace {

using Steady = std::chrono::steady_clock;

struct Options {
  int stations = 2'000, threads = 2, year = 2025, rounds = 21;
  std::string folder = "build/bench-data", only;
};

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

void fill(columns::Database& database, Options const& options) {
  observe::benches::Hours hours{.points = options.stations, .factors = {}, .scale = {}, .range = {}};
  auto const catalogue = app::load_catalog();
  for (auto const pollutant : atmosphere::pollutants) {
    hours.factors.emplace_back(judge::factor_of(pollutant));
    // In the unit that instruments usually send; what is read becomes some fifty μg/m³, of CO one mg/m³.
    auto const of = pollutant == "CO" ? base::convert(0.02, base::parse_unit("mg/m3").value(), catalogue->factor(hours.factors.back())->unit)
                                      : base::convert(1, base::parse_unit("ug/m3").value(), catalogue->factor(hours.factors.back())->unit);
    hours.scale.push_back(of.value());
  }
  hours.range = {base::start_of(base::day_of(options.year, 1, 1)), base::start_of(base::day_of(options.year + 1, 1, 1))};
  observe::benches::make(database, hours);
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
  auto const clock = std::clock();
  auto const start = Steady::now();
  evaluate::evaluate_stations(evaluation.parts, stations, span, options.threads, [&](base::PointId, base::Result<atmosphere::Evaluation> const& one) {
    evaluated += one ? 1U : 0U;
    days += one ? static_cast<std::size_t>(one->days_valid) : 0U;
    good += one ? static_cast<std::size_t>(one->good_days) : 0U;
  });
  auto const seconds = seconds_since(start), processor = static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC;
  std::printf("year_of_stations: %zu stations, %.1f million hours, %zu valid days (%zu good): %.2f s, of processors %.2f s\n", evaluated,
              static_cast<double>(options.stations) * 6 * 8'760 / 1e6, days, good, seconds, processor);
}

/// Four stations of a district with a year of hours, judged and evaluated.
class District {
 public:
  explicit District(app::DataFolder const& folder)
      : house_(std::make_unique<app::House>(folder, app::load_catalog())), records_(std::make_unique<app::Records>(folder, app::load_knowledge(folder))) {
    records_->migrate(now_);
    evaluation_ = std::make_unique<app::Evaluation>(*house_, *records_, folder);
    for (int i = 0; i < stations; ++i) {
      add_station(i);
    }
  }
  void a_year() {
    for (auto hour = base::start_of(base::day_of(year, 1, 1)); hour < base::start_of(base::day_of(year + 1, 1, 1)); hour = hour + base::hour_length) {
      observe::Batch batch;
      for (auto const point : points_) {
        add_hour(batch, point, hour, 40 + static_cast<double>((hour.ms / 3'600'000 * 7 + point.value) % 50));
      }
      take(std::move(batch));
    }
    judge_and_evaluate();
  }
  /// Seconds until everything that the hour goes into is computed again.
  double late_hour(base::Time hour, double value) {
    now_ = now_ + base::day_length;
    observe::Batch batch;
    add_hour(batch, points_.front(), hour, value);
    auto const start = Steady::now();
    take(std::move(batch));
    judge_and_evaluate();
    return seconds_since(start);
  }
  std::size_t figures() const { return evaluation_->figures.find({.kinds = {}, .objects = {}, .most = figures::Store::rows_max, .texts = false}).size(); }
  std::string of_year() const {
    std::string said;
    for (auto const& object : {"point/" + std::to_string(points_.front().value), std::string("area/140215")}) {
      auto const figure = evaluation_->figures.in_force("air_period", object, std::to_string(year));
      said += object + " " + (figure ? figure->value + " r" + std::to_string(figure->revision) : "none") + "  ";
    }
    return said;
  }
  static constexpr int year = 2025;

 private:
  static constexpr int stations = 4;
  void add_station(int i) {
    points::Point point;
    point.code = "SIM-A" + std::to_string(i);
    point.name = "模拟站" + std::to_string(i);
    point.kind = points::Kind::air_station;
    point.area = "140215";
    point.origin = "simulated";
    points_.push_back(house_->registry.put(point, "bench", now_).value().id);
    std::vector<points::Channel> channels;
    for (auto const pollutant : atmosphere::pollutants) {
      points::Channel channel;
      channel.point = points_.back();
      channel.factor = judge::factor_of(pollutant);
      channel.unit = base::parse_unit(pollutant == "CO" ? "mg/m3" : "ug/m3").value();
      channels.push_back(channel);
    }
    (void)house_->registry.put(channels, points_.back(), "bench", now_).value();
  }
  void add_hour(observe::Batch& batch, base::PointId point, base::Time hour, double value) {
    for (auto const pollutant : atmosphere::pollutants) {
      observe::Row row;
      row.series = house_->store.series({point, std::string(judge::factor_of(pollutant)), observe::Kind::hour, ""});
      row.at = hour;
      row.value = pollutant == "CO" ? value / 100 : value;
      row.flag = 'N';
      row.frame = {frame_ + 1};
      batch.rows.push_back(row);
    }
    batch.last_frame = {frame_ + 1};
  }
  void take(observe::Batch batch) {
    ++frame_;
    auto const applied = house_->store.append(batch);
    house_->judge.observed(batch, applied, now_);
  }
  void judge_and_evaluate() {
    do {
      (void)house_->judge.tick(now_);
    } while (!house_->judge.idle());
    while (evaluation_->desk.step(now_)) {
    }
  }
  base::Time now_ = base::start_of(base::day_of(year + 1, 2, 1));
  std::int64_t frame_ = 0;
  std::unique_ptr<app::House> house_;
  std::unique_ptr<app::Records> records_;
  std::unique_ptr<app::Evaluation> evaluation_;
  std::vector<base::PointId> points_;
};

void rejudge(Options const& options) {
  Made const made(options.folder + "/rejudge");
  app::DataFolder const folder(app::Place{made.folder.string(), ""});
  District district(folder);
  auto const start = Steady::now();
  district.a_year();
  std::printf("made a year of a district in %.1f s, %zu figures, %s\n", seconds_since(start), district.figures(), district.of_year().c_str());
  std::vector<double> all;
  for (int i = 0; i < options.rounds; ++i) {
    all.push_back(district.late_hour(base::start_of(base::day_of(District::year, 2 + i % 3, 5 + i % 20)) + 8 * base::hour_length, 300 + i));
  }
  std::sort(all.begin(), all.end());
  std::printf("rejudge: one late hour until hour, day, month, quarter, season and year of station and district: median %.1f ms, worst %.1f ms; %s\n",
              all[all.size() / 2] * 1e3, all.back() * 1e3, district.of_year().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli("years of many stations, and one late hour");
  cli.add_option("--stations", options.stations);
  cli.add_option("--threads", options.threads);
  cli.add_option("--year", options.year);
  cli.add_option("--rounds", options.rounds, "late hours");
  cli.add_option("--folder", options.folder);
  cli.add_option("--only", options.only, "year_of_stations or rejudge");
  CLI11_PARSE(cli, argc, argv);
  if (options.only.empty() || options.only == "year_of_stations") {
    year_of_stations(options);
  }
  if (options.only.empty() || options.only == "rejudge") {
    rejudge(options);
  }
  return 0;
}
