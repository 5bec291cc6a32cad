#pragma once
// Private: the bounded queue and the group commit. Sessions push; one thread (or a test) commits.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "ingest/notes.hpp"
#include "ingest/window.hpp"

namespace ingest {

class Writer {
 public:
  Writer(Gateway::Parts const& parts, Options const& options, Counters& counters, Window& window);

  /// Takes all; says whether the sender should pause (it will be named to `resume` then).
  bool push(std::vector<Pending>& pending, Connection from);
  /// One group: durable, then answers, then notes. False when there was nothing to do. Throws base::Failure: the group
  /// stays and is tried again by the next call.
  bool commit_once(Time now);
  /// One durable commit of frames that come from no session.
  FrameNumber commit_aside(std::vector<evidence::Frame> frames);
  void flush_notes() { notes_.flush(); }
  bool wait(Duration most, std::atomic<bool> const& stopping);   // true when there is work
  void wake();

  std::function<void(std::vector<Reply>)> deliver;
  std::function<void(std::vector<Connection>)> resume;

 private:
  static constexpr std::size_t queue_bytes_max = std::size_t{256} << 20;
  bool gather();
  void settle();
  void resume_some();
  evidence::Log& log_;
  Options const& options_;
  Counters& counters_;
  Window& window_;
  Notes notes_;
  std::mutex mutex_;                     // queue_, queue_bytes_, paused_
  std::condition_variable more_;
  std::deque<Pending> queue_;
  std::size_t queue_bytes_ = 0;
  std::vector<Connection> paused_;
  std::mutex committing_;                // one append at a time; the window follows the log's order
  std::vector<Pending> group_;           // taken, not yet durable
  std::vector<evidence::Frame> frames_;  // those of group_ that are kept
  Time flushed_at_;
};

}  // namespace ingest
