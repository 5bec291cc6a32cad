#include "observed.hpp"

namespace app {
base::Result<std::unique_ptr<columns::Database>> open_observations(DataFolder const& folder, bool read_only) {
  auto opened = columns::Database::try_open(folder.observations(), {.read_only = read_only});
  if (!opened && opened.error().code != "damaged") {
    throw base::Failure(opened.error().detail);
  }
  if (opened) {
    if (auto const whole = opened.value()->check(); !whole) {
      return whole.error();
    }
  }
  return opened;
}

Observed observed(observe::Store const& store) {
  auto const size = store.size();
  return {.digest = base::hex(store.digest()), .frames = store.applied().value, .statistics = size.statistics, .rows = size.rows,
          .revisions = size.revisions};
}

std::string to_text(Observed const& what) {
  return std::to_string(what.frames) + " frames, " + std::to_string(what.rows) + " rows, " + std::to_string(what.revisions) + " revisions, " +
         std::to_string(what.statistics) + " statistics, digest " + what.digest;
}

}  // namespace app
