#include "judge/places.hpp"

#include <algorithm>

namespace judge {
namespace {

char const* validity_medium(points::Kind kind) {
  switch (kind) {
    case points::Kind::air_station: return "ambient_air";
    case points::Kind::gas_outlet: return "cems";
    case points::Kind::water_outlet: return "water_online";
    default: return "";
  }
}

Place place_of(catalog::Catalog const& catalog, points::Registry const& registry, points::Point point) {
  Place place;
  place.channels = registry.channels(point.id);
  place.medium = points::name_of(point.kind);
  place.validity_medium = validity_medium(point.kind);
  points::Logger chosen;
  for (auto const& logger : registry.loggers_of(point.id)) {
    if (logger.active && (!place.has_logger || logger.rtd_interval_s < chosen.rtd_interval_s)) {
      chosen = logger;
      place.has_logger = true;
    }
  }
  place.flag_edition = chosen.edition;
  place.valid_flags = catalog.valid_flags(chosen.edition) + ' ';
  place.rtd_interval = std::chrono::seconds(std::max(1, chosen.rtd_interval_s));
  place.minute_interval = std::chrono::minutes(std::max(1, chosen.minute_interval_min));
  place.point = std::move(point);
  return place;
}

}  // namespace

points::Channel const* Place::channel(std::string_view factor) const {
  auto const found = std::find_if(channels.begin(), channels.end(), [&](auto const& each) { return each.factor == factor; });
  return found == channels.end() ? nullptr : &*found;
}

Duration Place::interval(observe::Kind kind) const {
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
  for (auto& point : registry_.points()) {
    auto const id = point.id;
    fresh->by_id.emplace(id, place_of(catalog_, registry_, std::move(point)));
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
  double const by_interval = intervals.value_or(0) * static_cast<double>(place.rtd_interval.count());
  double const at_least = minutes.value_or(0) * static_cast<double>(Duration(std::chrono::minutes(1)).count());
  return Duration(static_cast<std::int64_t>(std::max(by_interval, at_least)));
}

}  // namespace judge
