// `biyun rebuild`: look at what is there, make sure that the evidence is, and only then begin anew.
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "data_tool.hpp"
#include "evaluate/evaluate.hpp"
#include "files.hpp"
#include "house.hpp"
#include "net/net.hpp"
#include "observed.hpp"
#include "rejudging.hpp"
#include "stores.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// The observations as they were found: not caught up and not judged, or the comparison would hide what was missing.
struct Found {
  std::optional<Observed> whole;
  std::string damage;
};
Found find_observations(DataFolder const& folder) {
  if (!fs::exists(folder.observations())) {
    return {};
  }
  auto const opened = open_observations(folder, false);
  if (!opened) {
    return {.whole = {}, .damage = opened.error().detail};
  }
  observe::Store const store(**opened);
  return {.whole = observed(store), .damage = {}};
}

/// Why the evidence cannot give back what the observations hold; "" when it can.
std::string lack_of_evidence(DataFolder const& folder, Found const& before) {
  evidence::Log const log(folder.evidence(), {.at_rest = true});
  auto const last = log.last().value;
  if (before.whole && before.whole->frames > last) {
    return "the observations are made from " + std::to_string(before.whole->frames) + " frames, the evidence holds " + std::to_string(last);
  }
  if (!before.damage.empty() && last == 0) {
    return "the observations are damaged and the evidence holds no frame";
  }
  auto const broken = log.verify().findings;
  return broken.empty() ? "" : "the evidence is broken: " + base::to_string(broken.front());
}

/// Moves the file aside under a name that says why, with its log.
void keep_aside(DataFolder const& folder, std::string const& why, base::Time now) {
  auto const kept = folder.observations() + "." + why + "-" + base::format_compact(now, false);
  fs::rename(folder.observations(), kept);
  if (auto const log = folder.observations() + ".wal"; fs::exists(log)) {
    fs::rename(log, kept + ".wal");
  }
  std::cerr << "rebuild: the observations there were are kept as " << kept << "; delete it when it is no longer wanted\n";
}

void empty_observations(DataFolder const& folder) {
  auto const columns = columns::Database::open(folder.observations());
  observe::Store(*columns).clear();
}

json::object to_json(Observed const& what) {
  return {{"frames", what.frames}, {"rows", what.rows}, {"revisions", what.revisions}, {"statistics", what.statistics}};
}

int report(Found const& before, Observed const& after, bool as_json) {
  bool const same = before.whole && before.whole->digest == after.digest;
  if (as_json) {
    json::object all{{"before", before.whole ? json::value(before.whole->digest) : json::value()}, {"after", after.digest}, {"same", same},
                     {"held_after", to_json(after)}};
    if (before.whole) all["held_before"] = to_json(*before.whole);
    std::cout << json::serialize(all) << "\n";
    return same || !before.whole ? 0 : 1;
  }
  std::cout << "before: " << (before.whole ? to_text(*before.whole) : before.damage.empty() ? "none" : "damaged") << "\nafter:  " << to_text(after) << "\n";
  if (!before.whole) {
    std::cout << "made anew; there was nothing to compare with\n";
    return 0;
  }
  std::cout << (same ? "the same\n" : "DIFFERENT: what was there before was not what the evidence gives\n");
  if (before.whole->frames < after.frames) {
    std::cout << after.frames - before.whole->frames << " frames had not been taken in before\n";
  }
  return same ? 0 : 1;
}

}  // namespace

int rebuild(RebuildOptions const& options) {
  DataFolder const folder(Place{options.data, options.records}, DataFolder::Use::work);
  auto const knowledge = load_catalog(folder.catalog());
  auto const now = net::system_now();
  auto const before = find_observations(folder);
  auto const lack = lack_of_evidence(folder, before);
  if (!lack.empty() && !options.force) {
    throw base::Failure(lack + "; nothing was changed: restore the evidence, or give --force to go on with what there is");
  }
  if (!before.damage.empty()) {
    std::cerr << "rebuild: the observations are damaged: " << before.damage << "\n";
    keep_aside(folder, "damaged", now);
  } else if (!lack.empty() && before.whole) {
    std::cerr << "rebuild: " << lack << "\n";
    keep_aside(folder, "before", now);
  } else {
    empty_observations(folder);
  }
  House house(folder, knowledge);
  house.catch_up([](base::FrameNumber done, base::FrameNumber all) {
    std::cerr << "rebuild: frame " << done.value << " of " << all.value << "\n";
    return true;
  });
  house.judge_everything(now);
  forget_rules(folder);   // no declared window excused an hour here: the next start judges with them
  auto const records = open_records(folder.records_at());
  figures::Store figures(*records);
  evaluate::compute_all_again(figures);   // at the next start; answers that change stay visible
  return report(before, observed(house.store), options.json);
}

}  // namespace app
