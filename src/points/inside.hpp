#pragma once
// Private: the parts of a registry.
#include <algorithm>
#include <functional>
#include <mutex>

#include "points/tables.hpp"
#include "trail/trail.hpp"

namespace points {

struct Registry::Inside {
  Inside(sql::Database& database, trail::Journal& trail) : db(database), journal(trail) {
    db.migrate("points", steps());
    state = std::make_shared<State const>(load(db));
  }
  sql::Database& db;
  trail::Journal& journal;
  std::mutex changing;             // the connection: one change at a time
  Dropped dropped;                 // guarded by changing
  std::mutex judging;              // held while frames are judged; the time below
  std::optional<Time> judged_at;   // the latest of the frames judged
  mutable std::mutex swapping;     // the pointer below, held for an instant
  std::shared_ptr<State const> state;

  std::shared_ptr<State const> now_in_force() const {
    std::lock_guard const lock(swapping);
    return state;
  }
  void put_in_force(State next) {
    ++next.version;
    auto made = std::make_shared<State const>(std::move(next));
    std::lock_guard const lock(swapping);
    state = std::move(made);
  }
  /// A new version of a logger: table, trail, then in force; dated behind every frame judged so far. Under `changing`.
  void change(State next, LoggerVersion version, trail::Entry const& entry);
  base::Outcome edit(std::string const& mn, trail::Entry entry, std::function<base::Outcome(Logger&)> const& how);
};

inline base::Problem no_point(char const* field) {
  return base::Problem("not_found", "there is no such point", field, "register the point first");
}

}  // namespace points
