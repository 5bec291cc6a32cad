#include "upkeep.hpp"

namespace app {
namespace {

constexpr base::Duration every = std::chrono::hours(1);
constexpr base::Duration first_after = std::chrono::minutes(2);   // not while everybody reconnects
constexpr base::Duration blocks_stay = std::chrono::hours(1);   // frames younger than this stay in the blocks they came in

}  // namespace

Upkeep::Upkeep(House& house, Records& records, std::function<base::Time()> clock, std::function<void(std::string const&)> trouble)
    : house_(house), records_(records), clock_(std::move(clock)), trouble_(std::move(trouble)), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Upkeep::run() {
  std::unique_lock lock(mutex_);
  auto const stopped_within = [&](base::Duration pause) { return wake_.wait_for(lock, pause, [this] { return stopping_.load(); }); };
  for (base::Duration pause = first_after; !stopped_within(pause); pause = every) {
    lock.unlock();
    try_once();
    lock.lock();
  }
}

// The edge of a job: what the environment refuses is said and tried again at the next hour.
void Upkeep::try_once() {
  try {
    auto const now = clock_();
    auto const go_on = [this] { return !stopping_.load(); };
    records_.registry.refresh(now);
    house_.store.settle(now, go_on);
    house_.log.repack(now - blocks_stay, go_on);
  } catch (base::Failure const& failure) {
    trouble_(failure.what());
  }
}

}  // namespace app
