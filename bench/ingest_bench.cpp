// The whole way in: frames → stored durably → acknowledged → rows visible, over loopback TCP, everything as `serve` has
// it but for the faces. `load` (a program beside this one) speaks for the loggers.
//   ingest_bench --connections 1000 --seconds 60 [--rate 60000] [--window 32] [--judge] [--data FOLDER]
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <iostream>
#include <thread>

#include "files.hpp"
#include "house.hpp"
#include "net/net.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct Options {
  int connections = 1'000, window = 32;
  double seconds = 60, rate = 0;
  std::string data;
  bool judge = false;
};

class Line final : public net::Conversation {
 public:
  Line(ingest::Gateway& gateway, net::Link& link) : link_(link), session_(gateway, static_cast<ingest::Connection>(link.id().value), link.peer()) {}
  void received(std::string_view bytes, base::Time now) override {
    auto const out = session_.feed(bytes, now);
    if (out.pause) link_.pause_reading();
    if (!out.close_reason.empty()) link_.close_now(out.close_reason);
  }

 private:
  net::Link& link_;
  ingest::Session session_;
};

/// How long after a frame was durable its rows could be queried, sampled.
class Lag {
 public:
  explicit Lag(app::House& house) : house_(house), thread_([this] { run(); }) {}
  ~Lag() { stop(); }
  Lag(Lag const&) = delete;
  Lag& operator=(Lag const&) = delete;
  json::object stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    std::sort(lags_s_.begin(), lags_s_.end());
    auto const at = [&](double share) { return lags_s_.empty() ? 0.0 : lags_s_[static_cast<std::size_t>(share * double(lags_s_.size() - 1))]; };
    return {{"p50", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}, {"samples", lags_s_.size()}};
  }

 private:
  void run() {
    using Steady = std::chrono::steady_clock;
    struct Sample { std::int64_t frame; Steady::time_point at; };
    std::deque<Sample> waiting;
    while (!stopping_) {
      auto const now = Steady::now();
      auto const last = house_.log.last().value;
      if (waiting.empty() || waiting.back().frame < last) waiting.push_back({last, now});
      auto const applied = last - house_.gateway.behind();
      for (; !waiting.empty() && waiting.front().frame <= applied; waiting.pop_front())
        lags_s_.push_back(std::chrono::duration<double>(now - waiting.front().at).count());
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  app::House& house_;
  std::atomic<bool> stopping_{false};
  std::vector<double> lags_s_;
  std::thread thread_;
};

/// The program beside this one, its standard output.
std::string run_load(Options const& options, std::string const& more) {
  auto const program = (fs::read_symlink("/proc/self/exe").parent_path() / "load").string();
  std::string const command = program + " --connections " + std::to_string(options.connections) + " --window " + std::to_string(options.window) + more;
  std::unique_ptr<FILE, int (*)(FILE*)> const pipe(::popen(command.c_str(), "r"), ::pclose);   // NOLINT(cert-env33-c): our own program
  if (!pipe) throw base::Failure("cannot start " + program);
  std::string out;
  std::array<char, 4096> piece{};
  for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe.get())) > 0;) out.append(piece.data(), size);
  return out;
}

void register_loggers(app::House& house, Options const& options) {
  sql::Transaction transaction(*house.points_db);
  auto const now = net::system_now();
  std::string const mns = run_load(options, " --print-mns");
  for (auto const mn : base::split(base::trim(mns), '\n')) {
    auto const point = house.registry.put(points::Point{.code = std::string(mn), .name = std::string(mn), .kind = points::Kind::water_outlet}, "bench", now);
    CHECK(bool(point), "the point is in order");
    CHECK(bool(house.registry.put(points::Logger{.mn = std::string(mn), .point = point->id, .password = "123456"}, "bench", now)), "the logger is in order");
  }
  transaction.commit();
}

void bind(app::House& house, net::Loop& loop, bool judge) {
  house.gateway.on_replies([&loop](std::vector<ingest::Reply> replies) {
    for (auto& reply : replies) loop.send(net::ConnectionId{static_cast<std::int64_t>(reply.to)}, std::move(reply.bytes));
  });
  house.gateway.on_resume([&loop](std::vector<ingest::Connection> const& paused) {
    for (auto const connection : paused) loop.resume_reading(net::ConnectionId{static_cast<std::int64_t>(connection)});
  });
  if (!judge) return;
  house.gateway.on_observed([&house](ingest::Observed const& seen) { house.judge.observed(seen.batch, seen.applied, net::system_now()); });
  house.gateway.on_round([&house](base::Time now) { house.judge.tick(now); });
}

double cpu_seconds(int who) {
  rusage used{};
  ::getrusage(who, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

json::object sizes(app::House& house) {
  auto const bytes_of = [&] { return double(house.log.size().raw_bytes) / double(std::max<std::uint64_t>(house.log.size().stored_bytes, 1)); };
  auto const per_value = [&] { return double(house.store.size().file_bytes) / double(std::max<std::uint64_t>(house.store.size().rows, 1)); };
  json::object out{{"rows", house.store.size().rows}, {"compression", bytes_of()}, {"bytes_a_value", per_value()}};
  house.log.repack(net::system_now() + base::day_length);
  house.store.settle(net::system_now() + 10 * base::day_length);
  out["compression_repacked"] = bytes_of();
  out["bytes_a_value_settled"] = per_value();
  return out;
}

int measure(Options const& options) {
  fs::path const folder = options.data.empty() ? fs::temp_directory_path() / "biyun_ingest_bench" : fs::path(options.data);
  fs::remove_all(folder);
  app::DataFolder const data(folder);
  app::House house(data, app::load_catalog());
  register_loggers(house, options);
  net::Loop loop;
  bind(house, loop, options.judge);
  auto const at = loop.listen("hj212", {}, {}, [&](net::Link& link) { return std::make_unique<Line>(house.gateway, link); });
  house.gateway.start([] { return net::system_now(); });
  std::thread network([&] { loop.run(); });
  double const before = cpu_seconds(RUSAGE_SELF);
  Lag lag(house);
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, " --seconds %.1f --rate %.0f --to ", options.seconds, options.rate);
  auto const heard = run_load(options, numbers + net::to_string(at));
  json::object out{{"load", json::parse(heard)}, {"visible_after_s", lag.stop()},
                   {"server_cpu_s", cpu_seconds(RUSAGE_SELF) - before}, {"load_cpu_s", cpu_seconds(RUSAGE_CHILDREN)}};
  house.gateway.stop();
  loop.stop();
  network.join();
  json::object counts;
  for (auto const& [name, count] : house.gateway.counters())
    if (count > 0) counts[name] = count;
  out["counters"] = std::move(counts);
  CHECK(house.gateway.behind() == 0, "everything is applied when the gateway stops");
  out["sizes"] = sizes(house);
  std::cout << json::serialize(out) << std::endl;
  if (options.data.empty()) fs::remove_all(folder);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli("frames in, acknowledged, visible");
  cli.add_option("--connections", options.connections);
  cli.add_option("--window", options.window, "frames of one connection not yet acknowledged");
  cli.add_option("--seconds", options.seconds);
  cli.add_option("--rate", options.rate, "frames/s in all; 0 = as fast as acknowledged");
  cli.add_option("--data", options.data, "an empty folder to keep; without it a temporary one");
  cli.add_flag("--judge", options.judge, "judge what comes in as serve does");
  CLI11_PARSE(cli, argc, argv);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  try {
    return measure(options);
  } catch (std::exception const& failure) {
    std::cerr << failure.what() << '\n';
    return 3;
  }
}
