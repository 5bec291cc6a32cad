#pragma once
// Private: the parts of a Gateway and how they hang together.
#include <optional>
#include <thread>

#include "ingest/door.hpp"
#include "ingest/projector.hpp"

namespace ingest {

struct Gateway::Inside {
  Inside(Parts const& parts_, Options const& options_)
      : parts(parts_), options(options_), writer(parts, options, counters, window), door(parts, options, counters, writer),
        projector(parts, options, counters, window) {}
  ~Inside() { stop(); }
  Inside(Inside const&) = delete;
  Inside& operator=(Inside const&) = delete;

  void start(std::function<Time()> clock);
  void stop();
  void write_on(std::function<Time()> const& clock);
  void project_on(std::function<Time()> const& clock);
  void go_round(Time now);

  Parts parts;
  Options options;
  Counters counters;
  Window window;
  Writer writer;
  Door door;
  Projector projector;
  std::function<void(Time)> round;        // projector's thread
  std::optional<Time> round_at;           // last time

  std::atomic<bool> stopping{false}, writer_done{false};
  std::mutex waiting;
  std::condition_variable nudge;          // of a pause of either thread
  std::thread writing, projecting;
};

}  // namespace ingest
