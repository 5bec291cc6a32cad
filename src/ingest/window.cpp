#include "ingest/window.hpp"

namespace ingest {

void Window::push(std::vector<evidence::Frame> frames) {
  if (frames.empty()) return;
  std::lock_guard const lock(mutex_);
  frames_ += frames.size();
  chunks_.push_back(std::make_shared<std::vector<evidence::Frame> const>(std::move(frames)));
  while (frames_ > frames_max && chunks_.size() > 1) {
    frames_ -= chunks_.front()->size();
    chunks_.pop_front();
  }
}

Window::Chunk Window::holding(base::FrameNumber number) const {
  std::lock_guard const lock(mutex_);
  for (auto const& chunk : chunks_)
    if (chunk->front().number <= number && number <= chunk->back().number) return chunk;
  return nullptr;
}

base::FrameNumber Window::first() const {
  std::lock_guard const lock(mutex_);
  return chunks_.empty() ? base::FrameNumber{} : chunks_.front()->front().number;
}

void Window::drop_to(base::FrameNumber last) {
  std::lock_guard const lock(mutex_);
  while (!chunks_.empty() && chunks_.front()->back().number <= last) {
    frames_ -= chunks_.front()->size();
    chunks_.pop_front();
  }
}

}  // namespace ingest
