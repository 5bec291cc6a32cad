#pragma once
// Everything that answers HTTP, built on the house and its records.
#include <functional>
#include <map>
#include <string>

#include "console/console.hpp"
#include "evaluation.hpp"
#include "evaluations/evaluations.hpp"
#include "features/features.hpp"
#include "gate/gate.hpp"
#include "house.hpp"
#include "http/http.hpp"
#include "ledgers/ledgers.hpp"
#include "records.hpp"

namespace app {

struct Faces {
  /// `listeners` are the counters of who listens on sockets.
  Faces(House& house, Records& records, Evaluation& evaluation, std::shared_ptr<reports::Set const> templates, console::About about,
        std::function<std::map<std::string, double>()> listeners);
  void add_routes(http::Router& router, House& house, Records& records);
  /// Uploads are larger than other bodies, and only who has logged in sends them.
  bool may_be_large(http::Request const& request, base::Time now) const;

  gate::Gate gate;
  console::Console console;
  ledgers::Ledgers ledgers;
  features::Features features;
  reports::Maker reports;
  evaluations::Evaluations evaluations;
};

}  // namespace app
