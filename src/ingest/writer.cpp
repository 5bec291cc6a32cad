#include "ingest/writer.hpp"

#include <algorithm>

namespace ingest {
namespace {

constexpr Duration flush_every = std::chrono::seconds(1);

std::size_t bytes_of(Pending const& pending) { return pending.frame.bytes.size() + pending.reply.size(); }

}  // namespace

Writer::Writer(Gateway::Parts const& parts, Options const& options, Counters& counters, Window& window)
    : log_(parts.log), options_(options), counters_(counters), window_(window), notes_(parts.registry, counters) {}

bool Writer::push(std::vector<Pending>& pending, Connection from) {
  std::lock_guard const lock(mutex_);
  bool const was_empty = queue_.empty();
  for (auto& one : pending) {
    queue_bytes_ += bytes_of(one);
    queue_.push_back(std::move(one));
  }
  pending.clear();
  if (was_empty || queue_.size() >= options_.commit_frames_max) more_.notify_one();
  bool const full = queue_.size() >= options_.queue_frames_max || queue_bytes_ >= queue_bytes_max;
  if (!full || from == 0) return false;
  paused_.push_back(from);
  counters_.add(Count::paused);
  return true;
}

bool Writer::wait(Duration most, std::atomic<bool> const& stopping) {
  std::unique_lock lock(mutex_);
  more_.wait_for(lock, most, [&] { return stopping || !queue_.empty(); });
  if (queue_.empty()) return false;
  // A little patience makes larger groups: fewer syncs, denser blocks.
  more_.wait_for(lock, options_.gather, [&] { return stopping || queue_.size() >= options_.commit_frames_max; });
  return true;
}

void Writer::wake() {
  std::lock_guard const lock(mutex_);
  more_.notify_all();
}

bool Writer::gather() {
  if (!group_.empty()) return true;   // the last try failed
  std::lock_guard const lock(mutex_);
  auto const count = std::min(queue_.size(), options_.commit_frames_max);
  for (std::size_t i = 0; i < count; ++i) {
    auto& one = queue_.front();
    queue_bytes_ -= bytes_of(one);
    if (one.keep) {
      frames_.push_back(std::move(one.frame));
      one.frame = {};
    }
    group_.push_back(std::move(one));
    queue_.pop_front();
  }
  return count > 0;
}

/// The group is durable: what was owed is given, what was wrong is noted.
void Writer::settle() {
  std::vector<Reply> replies;
  std::size_t kept = 0;
  for (auto& one : group_) {
    notes_.take(one, one.keep ? frames_[kept++] : one.frame);
    if (!one.reply.empty()) replies.push_back({one.to, std::move(one.reply)});
  }
  group_.clear();
  counters_.add(Count::answered, replies.size());
  counters_.add(Count::kept, frames_.size());
  if (deliver && !replies.empty()) deliver(std::move(replies));
}

void Writer::resume_some() {
  std::vector<Connection> again;
  {
    std::lock_guard const lock(mutex_);
    if (paused_.empty() || queue_.size() > options_.queue_frames_max / 2 || queue_bytes_ > queue_bytes_max / 2) return;
    again.swap(paused_);
  }
  if (resume) resume(std::move(again));
}

bool Writer::commit_once(Time now) {
  bool const some = gather();
  if (some) {
    std::lock_guard const lock(committing_);
    if (!frames_.empty()) log_.append(frames_);
    counters_.add(Count::commits);
    settle();
    window_.push(std::exchange(frames_, {}));
  }
  resume_some();
  if (now - flushed_at_ >= flush_every || now < flushed_at_) {
    notes_.flush();
    flushed_at_ = now;
  }
  return some;
}

FrameNumber Writer::commit_aside(std::vector<evidence::Frame> frames) {
  if (frames.empty()) return log_.last();
  std::lock_guard const lock(committing_);
  auto const last = log_.append(frames);
  counters_.add(Count::kept, frames.size());
  window_.push(std::move(frames));
  return last;
}

}  // namespace ingest
