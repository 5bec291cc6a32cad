#include "judge/places.hpp"

#include <algorithm>
#include <set>

namespace judge {
namespace {

char const* validity_medium(points::Kind kind) {
  switch (kind) {
    case points::Kind::air_station: return "ambient_air";
    case points::Kind::gas_outlet: return "cems";
    case points::Kind::water_outlet: return "water_online";
    case points::Kind::water_station: return "surface_water";
    default: return "";
  }
}

using Histories = std::vector<std::shared_ptr<points::LoggerHistory const>>;

/// The settings in force, nothing where the MN was registered nowhere or elsewhere; before the first ones these hold.
points::Logger const* logger_at(points::LoggerHistory const& history, PointId point, Time time) {
  auto const* found = &history.front();
  for (auto const& version : history) {
    found = version.from <= time ? &version : found;
  }
  return found->registered && found->logger.active && found->logger.point == point ? &found->logger : nullptr;
}

Era era_of(catalog::Catalog const& catalog, Histories const& histories, PointId point, Time from) {
  points::Logger chosen;
  Era era;
  for (auto const& history : histories) {
    auto const* logger = logger_at(*history, point, from);
    if (logger != nullptr && (!era.has_logger || logger->rtd_interval_s < chosen.rtd_interval_s)) {
      chosen = *logger;
      era.has_logger = true;
    }
  }
  era.from = from;
  era.flag_edition = chosen.edition;
  era.valid_flags = catalog.valid_flags(chosen.edition) + ' ';
  era.rtd_interval = std::chrono::seconds(std::max(1, chosen.rtd_interval_s));
  era.minute_interval = std::chrono::minutes(std::max(1, chosen.minute_interval_min));
  return era;
}

/// Histories of every MN that ever was a point's.
std::map<PointId, Histories> by_point(points::Registry const& registry) {
  std::map<PointId, Histories> found;
  for (auto const& history : registry.histories()) {
    std::set<PointId> ids;
    for (auto const& version : *history) {
      ids.insert(version.logger.point);
    }
    for (auto const id : ids) {
      found[id].push_back(history);
    }
  }
  return found;
}

Place place_of(catalog::Catalog const& catalog, points::Registry const& registry, points::Point point, Histories const& histories) {
  Place place;
  place.channels = registry.channels(point.id);
  place.medium = points::name_of(point.kind);
  place.validity_medium = validity_medium(point.kind);
  std::set<Time> changes{Time{0}};
  for (auto const& history : histories) {
    for (auto const& version : *history) {
      changes.insert(version.from);
    }
  }
  for (auto const from : changes) {
    place.eras.push_back(era_of(catalog, histories, point.id, from));
  }
  place.point = std::move(point);
  return place;
}

}  // namespace

Duration Place::reading_interval() const { return point.reading_every_h * base::hour_length; }

points::Channel const* Place::channel(std::string_view factor) const {
  auto const found = std::find_if(channels.begin(), channels.end(), [&](auto const& each) { return each.factor == factor; });
  return found == channels.end() ? nullptr : &*found;
}

Era const& Place::at(Time time) const {
  auto const after = std::upper_bound(eras.begin(), eras.end(), time, [](Time wanted, Era const& era) { return wanted < era.from; });
  return after == eras.begin() ? eras.front() : *std::prev(after);
}

Duration Era::interval(observe::Kind kind) const {
  switch (kind) {
    case observe::Kind::realtime: return rtd_interval;
    case observe::Kind::minute: return minute_interval;
    case observe::Kind::day: return base::day_length;
    default: return base::hour_length;
  }
}

Place const* Snapshot::find(PointId id) const {
  auto const found = by_id.find(id);
  return found == by_id.end() ? nullptr : &found->second;
}

std::shared_ptr<Snapshot const> Places::now() const {
  std::scoped_lock const lock(mutex_);
  auto const version = registry_.version();
  if (snapshot_ && snapshot_->version == version) {
    return snapshot_;
  }
  auto fresh = std::make_shared<Snapshot>();
  fresh->version = version;
  auto const histories = by_point(registry_);
  for (auto& point : registry_.points()) {
    auto const id = point.id;
    auto const own = histories.find(id);
    fresh->by_id.emplace(id, place_of(catalog_, registry_, std::move(point), own == histories.end() ? Histories{} : own->second));
  }
  snapshot_ = fresh;
  return snapshot_;
}

std::optional<double> number_of(catalog::AlarmRule const* rule, std::string const& name) {
  if (rule == nullptr) {
    return std::nullopt;
  }
  auto const found = rule->number.find(name);
  return found == rule->number.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Duration> patience(catalog::Catalog const& catalog, Place const& place, std::string_view kind) {
  auto const* rule = catalog.alarm_rule(kind, place.medium);
  auto const intervals = number_of(rule, "rtd_intervals");
  auto const minutes = number_of(rule, "at_least_min");
  if (!intervals && !minutes) {
    return std::nullopt;
  }
  double const by_interval = intervals.value_or(0) * static_cast<double>(place.now().rtd_interval.count());
  double const at_least = minutes.value_or(0) * static_cast<double>(Duration(std::chrono::minutes(1)).count());
  return Duration(static_cast<std::int64_t>(std::max(by_interval, at_least)));
}

}  // namespace judge
