#pragma once
// Private: loggers by MN with their past, for one thread; follows the registry by its version.
#include <unordered_map>

#include "ingest/opened.hpp"

namespace ingest {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};
template <typename T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

class Directory {
 public:
  explicit Directory(points::Registry const& registry) : registry_(registry) {}
  /// Nothing when the MN was never registered. What it points to lives until the registry changes.
  Past const* find(std::string_view mn);

 private:
  points::Registry const& registry_;
  std::uint64_t version_ = 0;
  ByText<Past> known_;   // registered ones only: bounded by the registry
};

}  // namespace ingest
