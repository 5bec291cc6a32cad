#pragma once
// Private: the registry as judgement needs it, read again only when it changed.
#include <mutex>

#include "judge/judge.hpp"

namespace judge {

/// How a point's logger sent from a time on: an hour is judged by the settings of its day, whatever is changed later.
struct Era {
  Time from;
  bool has_logger = false;              // an active one
  std::string flag_edition;             // whose flag letters the logger sends
  std::string valid_flags;              // letters that count, with ' ' (none sent)
  Duration rtd_interval{}, minute_interval{};
  Duration interval(observe::Kind kind) const;   // between due rows
};

/// A point with what decides how it is judged.
struct Place {
  points::Point point;
  std::vector<points::Channel> channels;
  std::string medium;                   // of alarm rules: the name of the kind
  std::string validity_medium;          // of validity rules: "ambient_air" "cems" "water_online" "surface_water" or ""
  std::vector<Era> eras;                // oldest first, one at least; the first also holds before it began

  Era const& now() const { return eras.back(); }
  Era const& at(Time time) const;
  bool is_air() const { return point.kind == points::Kind::air_station; }
  bool is_imported_air() const { return is_air() && point.origin == "imported"; }   // daily values stand where there are no hours
  bool is_outlet() const { return point.kind == points::Kind::gas_outlet || point.kind == points::Kind::water_outlet; }
  Duration reading_interval() const;    // between the hours of a day that have readings
  points::Channel const* channel(std::string_view factor) const;
};
struct Snapshot {
  std::uint64_t version = 0;
  std::map<PointId, Place> by_id;
  Place const* find(PointId id) const;
};

class Places {
 public:
  Places(catalog::Catalog const& catalog, points::Registry& registry) : catalog_(catalog), registry_(registry) {}
  std::shared_ptr<Snapshot const> now() const;   // any thread

 private:
  catalog::Catalog const& catalog_;
  points::Registry& registry_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<Snapshot const> snapshot_;
};

/// A number of a detector's rule; nothing when the catalogue does not say it (the detector then rests).
std::optional<double> number_of(catalog::AlarmRule const* rule, std::string const& name);
/// How long nothing may come before it is an alarm: rtd_intervals of the logger, and at least at_least_min.
std::optional<Duration> patience(catalog::Catalog const& catalog, Place const& place, std::string_view kind);

}  // namespace judge
