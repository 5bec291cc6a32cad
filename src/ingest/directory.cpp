#include "ingest/directory.hpp"

namespace ingest {

Past const* Directory::find(std::string_view mn) {
  if (auto const version = registry_.version(); version != version_) {
    known_.clear();
    version_ = version;
  }
  if (auto const found = known_.find(mn); found != known_.end()) return &found->second;
  auto const history = registry_.history(mn);
  if (!history) return nullptr;
  auto& past = known_.try_emplace(std::string(mn)).first->second;
  for (auto const& version : *history) past.emplace_back(version);
  return &past;
}

}  // namespace ingest
