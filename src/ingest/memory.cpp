#include "ingest/memory.hpp"

#include <algorithm>

namespace ingest {

bool Remembered::has(std::uint64_t hash) const { return std::find(ring_.begin(), ring_.end(), hash) != ring_.end(); }

void Remembered::add(std::uint64_t hash, std::size_t most) {
  if (ring_.size() < most) return ring_.push_back(hash);
  if (ring_.empty()) return;
  ring_[next_] = hash;
  next_ = (next_ + 1) % ring_.size();
}

std::uint64_t hash_of(std::string_view segment) { return std::hash<std::string_view>{}(segment); }

}  // namespace ingest
