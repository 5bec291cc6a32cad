// How fast is a year of one series read out of many, how small is a value kept, how fast is the digest? The store of
// 5,000 series × 1 year of hours is made once and kept in the folder: filling it says how fast rows are appended and
// settled.
//   observe_bench --series 5000 --days 365 --folder build/bench-data
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <random>
#include <vector>

#include "columns/columns.hpp"
#include "observe/observe.hpp"

namespace {

using Steady = std::chrono::steady_clock;
constexpr int factors_per_point = 10;

struct Options {
  int series = 5'000, days = 365, reads = 60;
  std::string folder = "build/bench-data";
  bool digest = true;
};

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

base::Time first_hour() { return base::parse_time("2025-01-01 00:00").value(); }

observe::SeriesKey key_of(int number) {
  return {{number / factors_per_point + 1}, "w0" + std::to_string(1000 + number % factors_per_point), observe::Kind::hour, ""};
}

/// A day of all series, hour by hour as loggers send it: a walk with three decimals, now and then a flag.
class Days {
 public:
  Days(observe::Store& store, int series) : store_(store), level_(static_cast<std::size_t>(series)) {
    for (auto& level : level_) level = 20 + static_cast<double>(random_() % 1000) / 10;
    for (int i = 0; i < series; ++i) ids_.push_back(store.series(key_of(i)));
  }
  void append(int day) {
    for (int hour = 0; hour < 24; ++hour) {
      observe::Batch batch;
      for (std::size_t i = 0; i < ids_.size(); ++i) {
        observe::Row row;
        row.series = ids_[i];
        row.at = first_hour() + (day * 24 + hour) * base::hour_length;
        level_[i] = std::max(0.1, level_[i] * (0.97 + static_cast<double>(random_() % 61) / 1000));
        row.value = std::round(level_[i] * 1000) / 1000;
        row.flag = random_() % 200 == 0 ? 'M' : 'N';
        if (i % factors_per_point == 0) ++frame_;        // the factors of a point come in one frame
        row.frame = {frame_};
        batch.rows.push_back(row);
      }
      batch.last_frame = {frame_};
      store_.append(batch);
    }
  }

 private:
  observe::Store& store_;
  std::vector<double> level_;
  std::vector<base::SeriesId> ids_;
  std::mt19937_64 random_{11};
  std::int64_t frame_ = 0;
};

void fill(Options const& options, std::string const& path) {
  auto database = columns::Database::open(path + ".part");
  observe::Store store(*database);
  Days days(store, options.series);
  double appending = 0, settling = 0;
  for (int day = 0; day < options.days; ++day) {
    auto start = Steady::now();
    days.append(day);
    appending += seconds_since(start);
    start = Steady::now();
    if (day % 7 == 6 || day + 1 == options.days) store.settle(first_hour() + (day + 4) * base::day_length);
    settling += seconds_since(start);
  }
  auto const rows = static_cast<double>(options.series) * options.days * 24;
  std::printf("filled %.1f million values: append %.2f million rows/s in batches of %d, settle %.2f million rows/s\n", rows / 1e6,
              rows / 1e6 / appending, options.series, rows / 1e6 / settling);
}

/// The pages of the file leave the cache of the system, as far as it obeys.
void forget(std::string const& path) {
  auto const file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) return;
  ::fdatasync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

struct Times { double median = 0, p95 = 0; };
Times times_of(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  return {seconds[seconds.size() / 2] * 1e3, seconds[seconds.size() * 95 / 100] * 1e3};
}

double read_a_year(observe::Store const& store, Options const& options, int number) {
  auto const start = Steady::now();
  auto const id = store.find(key_of(number));
  auto const rows = store.rows(*id, {first_hour(), first_hour() + options.days * base::day_length});
  auto const seconds = seconds_since(start);
  if (rows.size() != static_cast<std::size_t>(options.days) * 24) std::printf("series %d gave %zu rows\n", number, rows.size());
  return seconds;
}

void read(Options const& options, std::string const& path) {
  std::mt19937 random(3);
  std::vector<double> cold, warm, again;
  for (int i = 0; i < options.reads / 6; ++i) {            // each by a new database: nothing of it is in memory
    forget(path);
    auto database = columns::Database::open(path);
    observe::Store const store(*database);
    cold.push_back(read_a_year(store, options, static_cast<int>(random() % static_cast<unsigned>(options.series))));
  }
  auto start = Steady::now();
  auto database = columns::Database::open(path);
  observe::Store const store(*database);
  std::printf("opened in %.2f s\n", seconds_since(start));
  for (int i = 0; i < options.reads; ++i) {
    warm.push_back(read_a_year(store, options, static_cast<int>(random() % static_cast<unsigned>(options.series))));
  }
  for (int i = 0; i < options.reads; ++i) again.push_back(read_a_year(store, options, 1234 % options.series));
  for (auto const& [name, seconds] : {std::pair("first read after opening", cold), std::pair("another series each time", warm),
                                      std::pair("the same series", again)}) {
    auto const times = times_of(seconds);
    std::printf("a year of one series of %d, %-26s median %6.2f ms, p95 %6.2f ms\n", options.series, name, times.median, times.p95);
  }
  auto const size = store.size();
  std::printf("%.1f million values, file %.1f MB: %.2f bytes a value with flag, time and frame\n", static_cast<double>(size.rows) / 1e6,
              static_cast<double>(size.file_bytes) / 1e6, static_cast<double>(size.file_bytes) / static_cast<double>(size.rows));
  if (!options.digest) return;
  start = Steady::now();
  auto const digest = store.digest();
  std::printf("digest %s…: %.2f million rows/s\n", base::hex(digest).substr(0, 12).c_str(), static_cast<double>(size.rows) / 1e6 / seconds_since(start));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App parser{"Speed and size of the observations"};
  parser.add_option("--series", options.series, "how many series");
  parser.add_option("--days", options.days, "days of hours in each");
  parser.add_option("--reads", options.reads, "how many times a year is read");
  parser.add_option("--folder", options.folder, "where the store is made and kept");
  parser.add_flag("!--no-digest", options.digest, "leave the digest out");
  CLI11_PARSE(parser, argc, argv);
  std::filesystem::create_directories(options.folder);
  auto const path = options.folder + "/observe-" + std::to_string(options.series) + "x" + std::to_string(options.days) + ".duckdb";
  if (!std::filesystem::exists(path)) {
    for (auto const* rest : {".part", ".part.wal"}) std::filesystem::remove(path + rest);
    fill(options, path);
    std::filesystem::rename(path + ".part", path);
  }
  read(options, path);
}
