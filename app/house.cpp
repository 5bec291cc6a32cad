#include "house.hpp"

#include <fstream>
#include <iostream>

#include "demo.hpp"
#include "files.hpp"
#include "net/net.hpp"
#include "stores.hpp"

namespace app {

House::House(DataFolder const& folder, std::shared_ptr<catalog::Catalog const> knowledge)
    : catalog(std::move(knowledge)),
      people_db(open_records(folder.records_at())), points_db(open_records(folder.records_at())),
      verdicts_db(open_records(folder.records_at())), reading_db(open_records(folder.records_at())),
      people_journal(*people_db), points_journal(*points_db), verdicts_journal(*verdicts_db), reading_journal(*reading_db),
      people(*people_db, people_journal), registry(*points_db, points_journal), verdicts(*verdicts_db, verdicts_journal),
      log(folder.evidence()), columns(columns::Database::open(folder.observations())), store(*columns),
      gateway({*catalog, registry, log, store}), judge({*catalog, registry, store, verdicts}) {}

void House::judge_everything(base::Time now) {
  for (auto const& point : registry.points()) {
    judge.rejudge(point.id, {base::Time{0}, now + base::day_length}, now);
  }
  verdicts.set_judged_through(store.applied());
}

void House::judge_import(Imported const& import, base::Time now) {
  bool const rest_is_judged = verdicts.judged_through().value_or(base::FrameNumber{0}) >= import.before;
  for (auto const point : import.points) {
    judge.rejudge(point, import.range, now);
  }
  if (rest_is_judged) {
    verdicts.set_judged_through(store.applied());
  }
}

void House::expect_whole() const {
  if (store.applied() > log.last()) {
    throw base::Failure("the observations are made from " + std::to_string(store.applied().value) + " frames, the evidence holds " +
                        std::to_string(log.last().value) + ": evidence is missing; restore it, or run biyun rebuild --force to go on with what there is");
  }
}

void House::catch_up(std::function<bool(base::FrameNumber, base::FrameNumber)> const& progress) { gateway.catch_up(progress); }

}  // namespace app
