#pragma once
// Private: days of air that were read once, as long as no verdict on them changed. A late hour costs a month's reading, not years of it.
#include <memory>
#include <mutex>

#include "atmosphere/atmosphere.hpp"
#include "evaluate/evaluate.hpp"

namespace evaluate {

/// Days by object and block of days, each with a stamp of what it was made from. Safe from any thread.
class AirMemory {
 public:
  using Days = std::shared_ptr<std::vector<atmosphere::AirDay> const>;
  using Stamp = std::vector<std::int64_t>;
  static constexpr std::int32_t block_days = verdicts::Store::version_days;
  /// What is kept under that stamp, else what `make` gives.
  Days get(std::string const& object, std::int32_t block, Stamp const& stamp, std::function<std::vector<atmosphere::AirDay>()> const& make);
  /// First and last day of a point, of the same version of its verdicts.
  using Reach = std::optional<std::pair<Day, Day>>;
  Reach reach(base::PointId point, std::uint64_t version, std::function<Reach()> const& make);

 private:
  static constexpr std::size_t blocks_max = 8'000, reaches_max = 20'000;   // some 10 KB a block
  struct Kept { Stamp stamp; Days days; };
  std::mutex mutex_;
  std::map<std::pair<std::string, std::int32_t>, Kept> blocks_;
  std::map<base::PointId, std::pair<std::uint64_t, Reach>> reaches_;
};

}  // namespace evaluate
