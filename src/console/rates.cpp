#include "console/rates.hpp"

#include <algorithm>

namespace console {

void Rates::begin_day(base::Time now) {
  auto const today = base::beijing_day(now);
  std::lock_guard const lock(mutex_);
  if (today == day_) {
    return;
  }
  bool const first = day_.number == 0;
  day_ = today;
  counted_.clear();
  frames_at_midnight_.clear();
  for (auto const& [mn, state] : first ? decltype(parts_.gateway.logger_states()){} : parts_.gateway.logger_states()) {
    frames_at_midnight_[mn] = state.frames;
  }
}

Rates::Counted Rates::count(base::PointId point, base::Time now) const {
  Counted sum{.rate = {}, .at = now};
  observe::Range const today{base::start_of(base::beijing_day(now)), now};
  auto const loggers = parts_.registry.loggers_of(point);
  auto const active = std::find_if(loggers.begin(), loggers.end(), [](auto const& logger) { return logger.active; });
  if (active == loggers.end()) {
    return sum;
  }
  for (auto const& channel : parts_.registry.channels(point)) {
    if (!channel.required) {
      continue;
    }
    // Minutes are sent again after an outage, real-time values are not: where a logger sends minutes, these are what was due.
    auto const minutes = active->minute_interval_min > 0 ? parts_.store.find({point, channel.factor, observe::Kind::minute, ""}) : std::nullopt;
    auto const series = minutes ? minutes : parts_.store.find({point, channel.factor, observe::Kind::realtime, ""});
    // A logger that is silent from the first owes what the others owe, not sixty times as much.
    bool const by_minutes = minutes || (!series && active->minute_interval_min > 0);
    auto const interval = by_minutes ? base::Duration(std::chrono::minutes(active->minute_interval_min)) : std::chrono::seconds(active->rtd_interval_s);
    auto const rate = series ? parts_.store.rate(*series, today, interval, "N ") : observe::Rate{.due = (today.to - today.from) / interval};
    sum.rate.due += rate.due, sum.rate.received += rate.received, sum.rate.valid += rate.valid;
  }
  return sum;
}

void Rates::refresh(std::size_t most, base::Time now) {
  begin_day(now);
  std::vector<std::pair<base::Time, base::PointId>> waiting;
  for (auto const& point : parts_.registry.points()) {
    std::lock_guard const lock(mutex_);
    auto const known = counted_.find(point.id);
    waiting.emplace_back(known == counted_.end() ? base::Time{} : known->second.at, point.id);
  }
  std::sort(waiting.begin(), waiting.end());
  for (std::size_t i = 0; i < std::min(most, waiting.size()); ++i) {
    auto const sum = count(waiting[i].second, now);
    std::lock_guard const lock(mutex_);
    counted_[waiting[i].second] = sum;
  }
}

void Rates::fill(std::size_t most, base::Time now) {
  begin_day(now);
  std::size_t missing = 0;
  {
    std::lock_guard const lock(mutex_);
    for (auto const& point : parts_.registry.points()) {
      missing += counted_.contains(point.id) ? 0U : 1U;
    }
  }
  if (missing > 0) {
    refresh(std::min(most, missing), now);
  }
}

observe::Rate Rates::of(std::set<base::PointId> const& points) const {
  observe::Rate sum;
  std::lock_guard const lock(mutex_);
  for (auto const& [point, counted] : counted_) {
    if (points.contains(point)) {
      sum.due += counted.rate.due, sum.received += counted.rate.received, sum.valid += counted.rate.valid;
    }
  }
  return sum;
}

std::int64_t Rates::frames(std::set<base::PointId> const& points) const {
  std::int64_t sum = 0;
  auto const states = parts_.gateway.logger_states();
  std::lock_guard const lock(mutex_);
  for (auto const& [mn, state] : states) {
    auto const logger = parts_.registry.logger(mn);
    if (!logger || !points.contains(logger->point)) {
      continue;
    }
    auto const before = frames_at_midnight_.find(mn);
    sum += state.frames - (before == frames_at_midnight_.end() ? 0 : before->second);
  }
  return sum;
}

}  // namespace console
