#include "judge/latest.hpp"

namespace judge {

Latest::Slot& Latest::slot(base::SeriesId id) const {
  auto const at = static_cast<std::size_t>(id.value);
  if (slots_.size() <= at) {
    slots_.resize(at + 1);
  }
  auto& found = slots_[at];
  if (!found.known) {
    auto const series = store_.series(id);
    CHECK(series.has_value(), "a row belongs to a series of the store");
    found.known = true;
    found.item.key = series->key;
    by_point_[series->key.point].insert(at);
  }
  return found;
}

observe::SeriesKey const& Latest::put(observe::Row const& row) const {
  auto& mine = slot(row.series);
  if (!mine.filled || mine.item.row.at <= row.at) {
    mine.filled = true;
    mine.item.row = row;
  }
  return mine.item.key;
}

void Latest::take(std::vector<observe::Row> const& rows, std::function<void(observe::SeriesKey const&)> const& each) {
  std::scoped_lock const lock(mutex_);
  for (auto const& row : rows) {
    each(put(row));
  }
}

void Latest::forget(PointId point) {
  std::scoped_lock const lock(mutex_);
  loaded_.erase(point);
  for (auto const at : by_point_[point]) {
    slots_[at].filled = false;
  }
}

std::vector<Latest::Item> Latest::of(PointId point) const {
  std::unique_lock lock(mutex_);
  if (!loaded_.contains(point)) {
    lock.unlock();
    auto const rows = store_.latest_of(point);
    lock.lock();
    for (auto const& row : rows) {
      put(row);
    }
    loaded_.insert(point);
  }
  std::vector<Item> items;
  if (auto const found = by_point_.find(point); found != by_point_.end()) {
    for (auto const at : found->second) {
      if (slots_[at].filled) {
        items.push_back(slots_[at].item);
      }
    }
  }
  return items;
}

}  // namespace judge
