#pragma once
// What the observations of a data folder hold, for the tools that compare it.
#include "columns/columns.hpp"
#include "data_folder.hpp"
#include "observe/observe.hpp"

namespace app {

/// The observations, when every value of the file can be read; a problem "damaged" when not. Throws base::Failure when
/// something around the file is at fault.
base::Result<std::unique_ptr<columns::Database>> open_observations(DataFolder const& folder, bool read_only);
struct Observed {
  std::string digest;
  std::int64_t frames = 0;
  std::uint64_t statistics = 0, rows = 0, revisions = 0;
};
Observed observed(observe::Store const& store);
std::string to_text(Observed const& what);

}  // namespace app
