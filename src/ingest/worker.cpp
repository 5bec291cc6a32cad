// The two threads: the edge of their jobs. What the environment refuses is counted and tried again; nothing is
// acknowledged meanwhile.
#include "ingest/inside.hpp"

namespace ingest {
namespace {

constexpr Duration retry_after = std::chrono::seconds(1);
constexpr Duration writer_wakes_every = std::chrono::milliseconds(500);   // for the notes
constexpr Duration round_every = std::chrono::seconds(1);

/// False when the environment failed.
template <typename Work>
bool tried(Work work, Counters& counters, Count failure) {
  try {
    work();
    return true;
  } catch (base::Failure const&) {
    counters.add(failure);
    return false;
  }
}

}  // namespace

void Gateway::Inside::write_on(std::function<Time()> const& clock) {
  while (true) {
    bool const ending = stopping;
    bool more = false;
    if (!ending) writer.wait(writer_wakes_every, stopping);
    bool const done = tried([&] { more = writer.commit_once(clock()); }, counters, Count::writer_failures);
    if (ending && (!done || !more)) break;
    if (done || ending) continue;
    std::unique_lock lock(waiting);
    nudge.wait_for(lock, retry_after, [&] { return stopping.load(); });
  }
  tried([&] { writer.flush_notes(); }, counters, Count::writer_failures);
  writer_done = true;
}

void Gateway::Inside::go_round(Time now) {
  if (!round || (round_at && now >= *round_at && now - *round_at < round_every)) return;
  round_at = now;
  round(now);
}

void Gateway::Inside::project_on(std::function<Time()> const& clock) {
  while (true) {
    bool const ending = writer_done;
    bool more = false;
    auto const before = projector.applied().value;
    bool const done = tried([&] { more = projector.apply_once(), go_round(clock()); }, counters, Count::projector_failures);
    if (ending && (!done || !more)) return;
    // While it keeps up it waits for company: few large transactions cost far less than many small ones.
    auto const applied = projector.applied().value;
    if (done && more && parts.log.last().value - applied > applied - before) continue;
    std::unique_lock lock(waiting);
    nudge.wait_for(lock, done ? options.apply_every : retry_after, [&] { return writer_done.load(); });
  }
}

void Gateway::Inside::start(std::function<Time()> clock) {
  CHECK(!writing.joinable(), "a gateway is started once");
  door.warm();
  stopping = false;
  writer_done = false;
  writing = std::thread([this, clock] { write_on(clock); });
  projecting = std::thread([this, clock = std::move(clock)] { project_on(clock); });
}

void Gateway::Inside::stop() {
  if (!writing.joinable()) return;
  {
    std::lock_guard const lock(waiting);
    stopping = true;
  }
  writer.wake();
  nudge.notify_all();
  writing.join();
  nudge.notify_all();
  projecting.join();
}

}  // namespace ingest
