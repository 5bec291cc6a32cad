#pragma once
// Private: the parts of a Judge. Desk, detectors, presence and hours belong to the writer's thread; places and latest
// have locks of their own; `idle` is told to others.
#include <atomic>

#include "judge/detectors.hpp"
#include "judge/hours.hpp"
#include "judge/latest.hpp"
#include "judge/presence.hpp"

namespace judge {

struct Judge::Inside {
  Inside(Parts parts_given, Options options_given);
  void begin(Time now);                 // once: what was open when the last process ended

  Parts parts;
  Options options;
  Places places;
  AlarmDesk desk;
  Detectors detectors;
  Latest latest;
  Presence presence;
  Hours hours;
  bool begun = false;
  std::atomic<bool> idle{true};
};

}  // namespace judge
