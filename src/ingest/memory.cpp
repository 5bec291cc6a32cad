#include "ingest/memory.hpp"

#include <algorithm>

namespace ingest {
namespace {

constexpr Duration pace_off_max = std::chrono::seconds(15);   // below the shortest interval of real-time data, 30 s

}  // namespace

bool Remembered::has(std::uint64_t hash) const { return std::find(ring_.begin(), ring_.end(), hash) != ring_.end(); }

void Remembered::add(std::uint64_t hash, std::size_t most) {
  auto const at = [&](std::size_t i) { return ring_.begin() + static_cast<std::ptrdiff_t>(i); };
  if (ring_.size() != most && next_ != 0) {   // the bound moved: the oldest first again
    std::rotate(ring_.begin(), at(next_), ring_.end());
    next_ = 0;
  }
  if (ring_.size() > most) ring_.erase(ring_.begin(), at(ring_.size() - most));
  if (ring_.size() < most) return ring_.push_back(hash);
  if (ring_.empty()) return;
  ring_[next_] = hash;
  next_ = (next_ + 1) % ring_.size();
}

std::uint64_t hash_of(std::string_view segment) { return std::hash<std::string_view>{}(segment); }

bool Clock::told(Time sent, Time now, bool surely) {
  bool const in_pace = last_sent_ && sent >= *last_sent_ && std::chrono::abs((sent - *last_sent_) - (now - last_now_)) <= pace_off_max;
  last_sent_ = sent;
  last_now_ = now;
  if (!surely && !in_pace) return false;
  window_[count_++ % window_.size()] = sent - now;
  return true;
}

std::optional<Duration> Clock::offset() const {
  if (count_ == 0) return std::nullopt;
  return *std::max_element(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, window_.size())));
}

}  // namespace ingest
