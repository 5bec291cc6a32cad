#include "ingest/directory.hpp"

namespace ingest {

Habits const* Directory::find(std::string_view mn) {
  if (auto const version = registry_.version(); version != version_) {
    known_.clear();
    version_ = version;
  }
  if (auto const found = known_.find(mn); found != known_.end()) return found->second.get();
  auto logger = registry_.logger(mn);
  if (!logger) return nullptr;
  return known_.emplace(std::string(mn), std::make_unique<Habits const>(std::move(*logger))).first->second.get();
}

}  // namespace ingest
