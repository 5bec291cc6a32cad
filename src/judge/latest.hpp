#pragma once
// Private: the newest row of each series by measured time, kept so that lists of all points can be asked for every second.
#include <mutex>
#include <set>

#include "judge/judge.hpp"

namespace judge {

class Latest {
 public:
  explicit Latest(observe::Store const& store) : store_(store) {}
  struct Item { observe::SeriesKey key; observe::Row row; };
  /// Writer's thread; `each` is told whose every row is.
  void take(std::vector<observe::Row> const& rows, std::function<void(observe::SeriesKey const&)> const& each);
  void forget(PointId point);                         // read again when asked for
  std::vector<Item> of(PointId point) const;          // any thread

 private:
  struct Slot { bool known = false, filled = false; Item item; };
  Slot& slot(base::SeriesId id) const;
  observe::SeriesKey const& put(observe::Row const& row) const;
  observe::Store const& store_;
  mutable std::mutex mutex_;
  mutable std::vector<Slot> slots_;                             // by series id
  mutable std::map<PointId, std::set<std::size_t>> by_point_;
  mutable std::set<PointId> loaded_;
};

}  // namespace judge
