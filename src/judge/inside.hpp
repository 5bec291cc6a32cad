#pragma once
// Private: the parts of a Judge. Desk, detectors, presence and hours belong to the writer's thread; places and latest
// have locks of their own; `idle` is told to others.
#include <atomic>
#include <mutex>

#include "judge/detectors.hpp"
#include "judge/hours.hpp"
#include "judge/latest.hpp"
#include "judge/presence.hpp"

namespace judge {

struct Judge::Inside {
  Inside(Parts parts_given, Options options_given);
  void begin();                         // once: what was not judged when the last process ended
  void mark(Snapshot const& at, observe::Touched const& touched, base::FrameNumber first);   // what it leads to is computed again
  void note_judged(Time now);           // how far everything is judged, now and then

  Parts parts;
  Options options;
  Places places;
  AlarmDesk desk;
  Detectors detectors;
  Latest latest;
  Presence presence;
  Windows windows;
  Hours hours;
  bool begun = false;
  base::FrameNumber seen;               // the last frame that came
  Time noted_at;                        // when it was last noted how far everything is judged
  std::atomic<bool> idle{true};

  std::mutex asking;                    // of what follows
  std::vector<std::pair<PointId, observe::Range>> asked;
};

}  // namespace judge
