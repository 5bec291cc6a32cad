#pragma once
// Private: what the door knows of each registered MN: its newest frames, to know a repeated one, and its state.
#include "ingest/directory.hpp"
#include "ingest/ingest.hpp"

namespace ingest {

/// The last frames of one MN as 64-bit hashes: among 32 of them a wrong match is one in 10^17.
class Remembered {
 public:
  bool has(std::uint64_t hash) const;
  void add(std::uint64_t hash, std::size_t most);

 private:
  std::vector<std::uint64_t> ring_;
  std::size_t next_ = 0;
};
std::uint64_t hash_of(std::string_view segment);

struct Memory {
  Gateway::LoggerState state;
  Remembered remembered;
};

}  // namespace ingest
