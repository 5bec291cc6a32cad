#pragma once
// The API of Biyun's own screens (api/console.yaml): parse, authorise, call one function of a room below, render.
// Decides nothing: every figure, state and verdict comes from the rooms below.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "evidence/evidence.hpp"
#include "gate/gate.hpp"
#include "http/http.hpp"
#include "identity/identity.hpp"
#include "ingest/ingest.hpp"
#include "judge/judge.hpp"
#include "observe/observe.hpp"
#include "points/points.hpp"
#include "trail/trail.hpp"
#include "verdicts/verdicts.hpp"

namespace console {

struct District { std::string code, name, name_en; double longitude = 0, latitude = 0; };
struct DemoAccount { std::string login, password, role; };
struct About {
  std::string version;
  bool demo = false;
  District district;
  std::vector<DemoAccount> accounts;     // of a demonstration only: they are shown to everybody
  base::Time started_at;
  std::string contract;                  // the text of api/console.yaml, served as it is
};
struct Parts {
  catalog::Catalog const& catalog;
  identity::People& people;
  gate::Gate& gate;                      // of all faces
  points::Registry& registry;
  evidence::Log& log;
  observe::Store& store;
  verdicts::Store& verdicts;
  ingest::Gateway& gateway;
  judge::Judge& judge;
  trail::Journal& journal;               // on a connection of its own, for reading
  std::function<std::map<std::string, double>()> counters;   // of the floors below and of the listeners
};
struct Options {
  std::size_t events_waiting_max = 2'000;   // messages one browser may lag behind; then the oldest go
  std::size_t listeners_max = 500;
  base::Duration figures_fresh = std::chrono::seconds(2);    // the states of the points are computed anew after so long
  base::Duration figures_every = std::chrono::seconds(5), heartbeat_every = std::chrono::seconds(15);   // of live events
  std::size_t rates_per_tick = 2, rates_per_request = 50;    // points whose transmission of today is counted at a time
};

class Console {
 public:
  Console(Parts parts, About about, Options options = {});
  ~Console();
  /// Adds every route under /api/v1 and /metrics.
  void add_routes(http::Router& router);

  /// Live events; safe from any thread.
  void observed(observe::Batch const& batch);
  void alarmed(std::vector<verdicts::Alarm> const& alarms, base::Time now);
  void tick(base::Time now);             // about once a second: figures, heartbeats, streams of sessions that are over

  struct Inside;                         // the room's own

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace console
