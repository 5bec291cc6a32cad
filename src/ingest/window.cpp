#include "ingest/window.hpp"

namespace ingest {

void Window::push(std::vector<evidence::Frame> frames) {
  if (frames.empty()) return;
  std::size_t bytes = 0;
  for (auto const& frame : frames) bytes += sizeof frame + frame.peer.size() + frame.mn.size() + frame.bytes.size();
  auto chunk = std::make_shared<std::vector<evidence::Frame> const>(std::move(frames));
  std::lock_guard const lock(mutex_);
  bytes_ += bytes;
  chunks_.push_back({std::move(chunk), bytes});
  while (bytes_ > bytes_max && chunks_.size() > 1) drop_oldest();
}

void Window::drop_oldest() {
  bytes_ -= chunks_.front().bytes;
  chunks_.pop_front();
}

Window::Chunk Window::holding(base::FrameNumber number) const {
  std::lock_guard const lock(mutex_);
  for (auto const& [chunk, bytes] : chunks_)
    if (chunk->front().number <= number && number <= chunk->back().number) return chunk;
  return nullptr;
}

base::FrameNumber Window::first() const {
  std::lock_guard const lock(mutex_);
  return chunks_.empty() ? base::FrameNumber{} : chunks_.front().chunk->front().number;
}

void Window::drop_to(base::FrameNumber last) {
  std::lock_guard const lock(mutex_);
  while (!chunks_.empty() && chunks_.front().chunk->back().number <= last) drop_oldest();
}

}  // namespace ingest
