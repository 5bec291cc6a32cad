#pragma once
// The REST face of evaluations (api/evaluations.yaml): figures, why they are what they are, the calculator, editions and laws, reports, alert levels.
// Parses, authorises, asks the rooms below, renders. Who sees a figure is decided by evaluate::Desk::sees.
#include <memory>
#include <string>

#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "evaluate/evaluate.hpp"
#include "figures/figures.hpp"
#include "gate/gate.hpp"
#include "http/http.hpp"
#include "reports/reports.hpp"

namespace evaluations {

struct Parts {
  catalog::Catalog const& catalog;
  evaluate::Desk const& desk;
  figures::Store const& figures;
  evaluate::Parts const& sources;                    // alerts are records
  reports::Maker const& reports;
};
struct Options {
  std::string contract;                              // the text of api/evaluations.yaml, served as it is
  std::string bureau, bureau_en;                     // who speaks, on printed sheets
  std::size_t questions_max = 1'000;                 // of one POST /assess
  int sheet_depth_max = 8;                           // levels of a printed sheet
  std::size_t sheet_nodes_max = 2'000;               // lines of it
};

class Evaluations {
 public:
  Evaluations(gate::Gate& gate, Parts parts, Options options);
  ~Evaluations();
  /// Adds its routes under /api/v1.
  void add_routes(http::Router& router);

  struct Inside;                                     // the room's own

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace evaluations
