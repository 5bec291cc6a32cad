#pragma once
// Private to the room: 数据传输率 of today and frames since midnight, counted a few points at a time, because asking
// the store for all of them at once would hold up whoever asks.
#include <map>
#include <mutex>
#include <set>

#include "console/console.hpp"

namespace console {

class Rates {
 public:
  explicit Rates(Parts const& parts) : parts_(parts) {}
  /// Counts the `most` points anew that waited longest; at a new day frames count from 0.
  void refresh(std::size_t most, base::Time now);
  /// Counts points that were never counted, at most so many.
  void fill(std::size_t most, base::Time now);
  /// Together of those points that were counted. Minute rows of required channels, else real-time
  /// ones, from midnight on.
  observe::Rate of(std::set<base::PointId> const& points) const;
  /// Frames of registered loggers since midnight, or since the start of the program if that was later.
  std::int64_t frames(std::set<base::PointId> const& points) const;

 private:
  struct Counted { observe::Rate rate; base::Time at; };
  void begin_day(base::Time now);
  Counted count(base::PointId point, base::Time now) const;

  Parts const& parts_;
  mutable std::mutex mutex_;
  base::Day day_;
  std::map<base::PointId, Counted> counted_;
  std::map<std::string, std::int64_t> frames_at_midnight_;   // by MN; none on the first day
};

}  // namespace console
