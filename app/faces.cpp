#include "faces.hpp"

#include "files.hpp"

namespace app {
namespace {

std::map<std::string, double> all_counters(Records const& records, std::function<std::map<std::string, double>()> const& listeners) {
  auto all = listeners();
  for (auto const& [name, value] : records.registry.counters()) {
    all["registry_" + name] = value;
  }
  return all;
}

}  // namespace

Faces::Faces(House& house, Records& records, Evaluation& evaluation, std::shared_ptr<reports::Set const> templates, console::About about,
             std::function<std::map<std::string, double>()> listeners)
    : gate(house.people),
      console({*house.catalog, house.people, gate, house.registry, house.log, house.store, house.verdicts, house.gateway, house.judge,
               house.reading_journal, [&records, listeners = std::move(listeners)] { return all_counters(records, listeners); }},
              about),
      ledgers(gate, {records.registry, records.files}, {.contract = read_file(shipped_folder("api") / "ledgers.yaml")}),
      features(gate, {records.registry},
               {.title = {about.district.name + "生态环境台账", about.district.name_en + " environmental registers"}, .version = about.version}),
      reports({*house.catalog, evaluation.desk, evaluation.figures}, std::move(templates)),
      evaluations(gate, {*house.catalog, evaluation.desk, evaluation.figures, evaluation.parts, reports},
                  {.contract = read_file(shipped_folder("api") / "evaluations.yaml"), .bureau = about.district.name + "生态环境分局",
                   .bureau_en = about.district.name_en + " branch of ecology and environment"}) {
  if (auto const sound = reports.check(); !sound) {
    throw base::Failure("the templates of reports are not in order:\n  " + base::to_string(sound.error()));
  }
}

void Faces::add_routes(http::Router& router, House& house, Records& records) {
  console.add_routes(router);
  ledgers.add_routes(router);
  ledgers.add_dossiers(router, {records.registry, house.registry, house.verdicts});
  features.add_routes(router);
  evaluations.add_routes(router);
}

bool Faces::may_be_large(http::Request const& request, base::Time now) const {
  return request.method == http::Method::post && request.path == ledgers::upload_path && gate.has_session(request, now);
}

}  // namespace app
