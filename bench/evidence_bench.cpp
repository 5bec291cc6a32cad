// How small are raw frames kept, how fast are they written, checked and joined? 1,000 simulated loggers of 8 factors
// send every 30 s; their frames come in as group commits of several sizes, then the log is verified, repacked and
// verified again.
//   evidence_bench --frames 400000 --folder build/bench-data
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <vector>

#include "curves.hpp"
#include "evidence/evidence.hpp"
#include "hj212/hj212.hpp"

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t loggers = 1'000, factors_per_frame = 8;
constexpr auto send_every = std::chrono::seconds(30);

struct Options {
  std::size_t frames = 400'000;
  std::string folder = "build/bench-data";
};

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

/// What all loggers send, in the order in which it arrives: every round in another order.
class Loggers {
 public:
  explicit Loggers(bool measured) : measured_(measured), factors_(app::flue_gas_factors()) {
    factors_.resize(std::min(factors_.size(), factors_per_frame));
    for (std::size_t i = 0; i < loggers; ++i) {
      auto const digits = std::to_string(i);
      names_.push_back("SIMBENCH" + std::string(16 - digits.size(), '0') + digits);
      order_.push_back(i);
    }
  }
  evidence::Frame next() {
    if (at_ == loggers) at_ = 0, round_ += 1;
    if (at_ == 0) std::shuffle(order_.begin(), order_.end(), random_);
    auto const number = order_[at_++];
    auto const time = start_ + round_ * base::Duration(send_every) + base::Duration(at_ * 30);
    evidence::Frame frame;
    frame.received_at = time;
    frame.peer = "10.0." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1) + ":" + std::to_string(40'000 + number);
    frame.mn = names_[number];
    frame.bytes = hj212::frame_of(segment(number, time));
    return frame;
  }

 private:
  std::string segment(std::size_t number, base::Time time) {
    auto const data_time = base::format_compact(base::floor_to(time, send_every), false);
    std::string text = "QN=" + hj212::qn_of(time) + ";ST=31;CN=2011;PW=123456;MN=" + names_[number] + ";Flag=5;CP=&&DataTime=" + data_time;
    for (auto const& factor : factors_) {
      std::array<char, 32> value{};
      if (measured_) std::snprintf(value.data(), value.size(), "%.*f", factor.decimals, app::value_at(factor, number, time));
      else std::snprintf(value.data(), value.size(), "%.3f", static_cast<double>(100'000 + random_() % 900'000) / 1000);
      text += ";" + factor.code + "-Rtd=" + value.data() + "," + factor.code + "-Flag=N";
    }
    return text + "&&";
  }

  bool measured_;
  std::vector<app::FactorProfile> factors_;
  std::vector<std::string> names_;
  std::vector<std::size_t> order_;
  std::mt19937_64 random_{7};
  base::Time start_ = base::parse_time("2026-03-01 00:00").value();
  std::int64_t round_ = 0;
  std::size_t at_ = 0;
};

double ratio(evidence::Size const& size) { return static_cast<double>(size.raw_bytes) / static_cast<double>(size.stored_bytes); }

void check(evidence::Log const& log, char const* when) {
  auto const start = Steady::now();
  auto const found = log.verify();
  auto const seconds = seconds_since(start);
  auto const megabytes = static_cast<double>(log.size().raw_bytes) / 1e6;
  std::printf("  verified %-9s %9.0f frames/s  %6.0f MB/s raw  %s\n", when, static_cast<double>(found.frames) / seconds, megabytes / seconds,
              found.findings.empty() ? "unbroken" : base::to_string(found.findings.front()).c_str());
}

void measure(Options const& options, std::size_t commit, bool measured) {
  auto const folder = std::filesystem::path(options.folder) / ("evidence-" + std::to_string(::getpid()));   // two runs do not meet
  std::filesystem::remove_all(folder);
  evidence::Log log(folder.string());
  Loggers source(measured);
  double seconds = 0;
  std::size_t commits = 0;
  for (std::size_t sent = 0; sent < options.frames; sent += commit, ++commits) {
    std::vector<evidence::Frame> frames;
    for (std::size_t i = 0; i < commit; ++i) frames.push_back(source.next());
    auto const start = Steady::now();
    log.append(frames);
    seconds += seconds_since(start);
  }
  auto const size = log.size();
  std::printf("%s, commits of %zu frames of %.0f bytes\n", measured ? "measured values" : "random digits", commit,
              static_cast<double>(size.raw_bytes) / static_cast<double>(size.frames));
  std::printf("  appended %19.0f frames/s  %6.0f MB/s raw  %5.2f ms a commit  %5.1f x smaller\n", static_cast<double>(size.frames) / seconds,
              static_cast<double>(size.raw_bytes) / 1e6 / seconds, seconds * 1e3 / static_cast<double>(commits), ratio(size));
  check(log, "appended");
  auto const start = Steady::now();
  log.repack(base::parse_time("2027-01-01 00:00").value());
  auto const repacking = seconds_since(start);
  auto const after = log.size();
  std::printf("  repacked %19.0f frames/s  %6.0f MB/s raw  %zu blocks to %zu  %5.1f x smaller\n", static_cast<double>(size.frames) / repacking,
              static_cast<double>(size.raw_bytes) / 1e6 / repacking, static_cast<std::size_t>(size.blocks), static_cast<std::size_t>(after.blocks),
              ratio(after));
  check(log, "repacked");
  std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App parser{"Compression and speed of the evidence"};
  parser.add_option("--frames", options.frames, "frames of each measurement");
  parser.add_option("--folder", options.folder, "where the log is written; on the disk that is to be measured");
  CLI11_PARSE(parser, argc, argv);
  std::filesystem::create_directories(options.folder);
  for (std::size_t const commit : {300U, 1'000U, 2'000U}) measure(options, commit, true);
  measure(options, 1'000, false);
}
