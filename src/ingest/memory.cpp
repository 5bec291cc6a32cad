#include "ingest/memory.hpp"

#include <algorithm>
#include <utility>

namespace ingest {
namespace {

constexpr Duration pace_off_max = std::chrono::seconds(15);   // below the shortest interval of real-time data, 30 s

}  // namespace

std::size_t Numbers::place(std::uint64_t number) const {
  auto at = static_cast<std::size_t>(number) & (slots_.size() - 1);   // hashes are spread already
  while (slots_[at] != 0 && slots_[at] != number) at = (at + 1) & (slots_.size() - 1);
  return at;
}

bool Numbers::has(std::uint64_t number) const {
  number = std::max<std::uint64_t>(number, 1);
  return !slots_.empty() && slots_[place(number)] == number;
}

void Numbers::add(std::uint64_t number) {
  number = std::max<std::uint64_t>(number, 1);
  if (2 * count_ >= slots_.size()) {
    auto const old = std::exchange(slots_, std::vector<std::uint64_t>(std::max<std::size_t>(2 * slots_.size(), 16)));
    for (auto const one : old)
      if (one != 0) slots_[place(one)] = one;
  }
  auto& slot = slots_[place(number)];
  if (slot == 0) ++count_;
  slot = number;
}

void Remembered::add(std::uint64_t hash, std::size_t most) {
  if (newer_.size() >= std::max<std::size_t>(most / 2, 1)) older_ = std::exchange(newer_, Numbers());
  newer_.add(hash);
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
