#include "serve.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <iostream>
#include <memory>

#include "data_folder.hpp"
#include "demo.hpp"
#include "evaluation.hpp"
#include "faces.hpp"
#include "files.hpp"
#include "house.hpp"
#include "records.hpp"
#include "rejudging.hpp"
#include "serve_http.hpp"
#include "simulate.hpp"
#include "upkeep.hpp"

namespace app {
namespace {

constexpr auto stop_poll = std::chrono::milliseconds(100);
constexpr auto second = std::chrono::seconds(1);
constexpr auto logger_silent_max = std::chrono::minutes(130);   // twice the longest RtdInterval, 3600 s, and some

// Ten thousand loggers need as many file descriptors.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

/// A logger's connection: the ingest session on a socket.
class LoggerConversation final : public net::Conversation {
 public:
  LoggerConversation(ingest::Gateway& gateway, net::Link& link)
      : link_(link), session_(gateway, static_cast<ingest::Connection>(link.id().value), link.peer()) {}
  void received(std::string_view bytes, base::Time now) override {
    now_ = now;
    obey(session_.feed(bytes, now));
  }
  void tick(base::Time now) override {
    now_ = now;
    obey(session_.tick(now));
  }
  void closed() override { session_.closed(now_); }

 private:
  void obey(ingest::Session::Out out) {
    if (!out.bytes.empty()) {
      link_.send(std::move(out.bytes));
    }
    if (out.pause) {
      link_.pause_reading();
    }
    if (!out.close_reason.empty()) {
      link_.close_now(out.close_reason);
    }
  }
  net::Link& link_;
  base::Time now_;
  ingest::Session session_;
};

std::map<std::string, double> listener_counters(net::Loop const& loop, HttpServer const& http) {
  auto out = http.counters();
  for (auto const& [name, counts] : loop.counts()) {
    out["net_" + name + "_open"] = double(counts.open);
    out["net_" + name + "_accepted"] = double(counts.accepted);
    out["net_" + name + "_bytes_in"] = double(counts.bytes_in);
    out["net_" + name + "_bytes_out"] = double(counts.bytes_out);
    for (auto const& [reason, count] : counts.closed_by_reason) {
      out[std::string("net_").append(name).append("_closed_").append(reason)] = double(count);
    }
  }
  return out;
}

/// Runs `work` on the loop again and again.
void every(net::Loop& loop, base::Duration step, std::function<void()> const& work) {
  loop.after(step, [&loop, step, work] {
    work();
    every(loop, step, work);
  });
}

void bind_gateway(House& house, Rejudging& rejudging, net::Loop& loop, console::Console& console) {
  house.gateway.on_replies([&loop](std::vector<ingest::Reply> replies) {
    for (auto& reply : replies) {
      loop.send(net::ConnectionId{static_cast<std::int64_t>(reply.to)}, std::move(reply.bytes));
    }
  });
  house.gateway.on_resume([&loop](std::vector<ingest::Connection> const& paused) {
    for (auto const connection : paused) {
      loop.resume_reading(net::ConnectionId{static_cast<std::int64_t>(connection)});
    }
  });
  house.gateway.on_observed([&house, &console](ingest::Observed const& observed) {
    house.judge.observed(observed.batch, observed.applied, net::system_now());
    console.observed(observed.batch);
  });
  house.gateway.on_round([&house, &rejudging, &console](base::Time now) {
    if (auto const alarms = house.judge.tick(now); !alarms.empty()) {
      console.alarmed(alarms, now);
    }
    rejudging.step(now);   // after the tick, which takes the declared windows
    console.tick(now);
  });
}

}  // namespace

int serve(ServeOptions const& options, std::atomic<bool> const& stop) {
  ::umask(077);   // the data folder holds logger passwords and keys
  raise_file_limit();
  DataFolder const folder(Place{options.data, options.records});
  auto const house = std::make_unique<House>(folder, load_catalog(folder.catalog()));
  auto const now = net::system_now();
  Rejudging rejudging(*house, folder);
  auto const records = std::make_unique<Records>(folder, load_knowledge(folder, house->catalog.get()));
  records->migrate(now);

  console::About about{.version = BIYUN_VERSION, .demo = options.demo, .district = demo_district(), .started_at = now,
                       .contract = read_file(shipped_folder("api") / "console.yaml")};
  std::vector<LoggerProfile> profiles;
  if (auto const password = house->people.ensure_administrator(now)) {
    std::cout << "first start: log in as 'admin' with the password " << *password << " (shown once; change it)\n";
  }
  if (options.demo) {
    about.accounts = make_demo_accounts(house->people, now);
    profiles = make_demo_points(house->registry, *house->catalog, now);
    load_demo_samples(*house, folder, now);
    load_demo_registers(*records, folder, now);
    for (auto const& account : about.accounts) {
      std::cout << "demonstration account: " << account.login << " / " << account.password << " (" << account.role << ")\n";
    }
  }
  records->registry.refresh(now);
  house->expect_whole();
  auto const evaluation = std::make_unique<Evaluation>(*house, *records, folder);
  evaluation->windows.step();
  house->catch_up();

  net::Loop loop;
  http::Router router;
  std::unique_ptr<HttpServer> http;
  Faces faces(*house, *records, *evaluation, load_reports(folder), about, [&loop, &http] { return listener_counters(loop, *http); });
  faces.add_routes(router, *house, *records);
  router.on_trouble([](http::Request const& request, std::string const& what) {
    std::cerr << "request " << base::printable(request.path) << ": " << what << "\n";
  });
  add_web_pages(router, shipped_folder("web/dist").string());
  http = std::make_unique<HttpServer>(loop, router, HttpServer::Options{
      .may_be_large = [&faces](http::Request const& request, base::Time at) { return faces.may_be_large(request, at); }});

  bind_gateway(*house, rejudging, loop, faces.console);
  auto const web = loop.listen("http", options.http, {.sending_counts_as_life = true}, http->factory());
  auto const door = loop.listen("hj212", options.hj212, {.connections_per_peer_max = options.hj212_per_peer_max, .silent_max = logger_silent_max},
                                [&house](net::Link& link) { return std::make_unique<LoggerConversation>(house->gateway, link); });
  house->gateway.start([] { return net::system_now(); });

  Simulator simulator(loop, {.to = door, .history = std::chrono::hours(74), .seed = 14}, std::move(profiles));
  if (options.demo) {
    simulator.start();
  }
  every(loop, stop_poll, [&loop, &stop] {
    if (stop) {
      loop.stop();
    }
  });
  EvaluationThread const figures(evaluation->desk, [] { return net::system_now(); }, [](std::string const& what) { std::cerr << "figures: " << what << "\n"; });
  Upkeep const upkeep(*house, *records, [] { return net::system_now(); }, [](std::string const& what) { std::cerr << "upkeep: " << what << "\n"; });
  std::cout << "ready http://" << net::to_string(web) << " hj212://" << net::to_string(door) << "\n" << std::flush;
  loop.run();
  http->stop();
  house->gateway.stop();
  return 0;
}

}  // namespace app
