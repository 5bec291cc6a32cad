#pragma once
// Private: the newest committed frames in memory, so that the projector need not read them back. Bounded: when the
// projector is behind, the oldest are let go and it reads the evidence instead.
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "evidence/evidence.hpp"

namespace ingest {

class Window {
 public:
  using Chunk = std::shared_ptr<std::vector<evidence::Frame> const>;
  void push(std::vector<evidence::Frame> frames);              // numbered, following the last pushed
  Chunk holding(base::FrameNumber number) const;               // nothing when it was let go, or is not here yet
  base::FrameNumber first() const;                             // 0 when empty
  void drop_to(base::FrameNumber last);

 private:
  static constexpr std::size_t bytes_max = std::size_t{192} << 20;   // some seconds of a full load
  mutable std::mutex mutex_;
  struct Kept { Chunk chunk; std::size_t bytes = 0; };
  void drop_oldest();
  std::deque<Kept> chunks_;
  std::size_t bytes_ = 0;
};

}  // namespace ingest
