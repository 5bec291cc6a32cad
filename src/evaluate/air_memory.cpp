#include "evaluate/air_memory.hpp"

namespace evaluate {

AirMemory::Days AirMemory::get(std::string const& object, std::int32_t block, Stamp const& stamp,
                               std::function<std::vector<atmosphere::AirDay>()> const& make) {
  {
    std::lock_guard const lock(mutex_);
    auto const found = blocks_.find({object, block});
    if (found != blocks_.end() && found->second.stamp == stamp) {
      return found->second.days;
    }
  }
  auto days = std::make_shared<std::vector<atmosphere::AirDay> const>(make());
  std::lock_guard const lock(mutex_);
  if (blocks_.size() >= blocks_max) {
    blocks_.clear();
  }
  blocks_[{object, block}] = {stamp, days};
  return days;
}

AirMemory::Reach AirMemory::reach(base::PointId point, std::uint64_t version, std::function<Reach()> const& make) {
  {
    std::lock_guard const lock(mutex_);
    auto const found = reaches_.find(point);
    if (found != reaches_.end() && found->second.first == version) {
      return found->second.second;
    }
  }
  auto made = make();
  std::lock_guard const lock(mutex_);
  if (reaches_.size() >= reaches_max) {
    reaches_.clear();
  }
  reaches_[point] = {version, made};
  return made;
}

}  // namespace evaluate
