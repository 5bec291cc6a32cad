#include "judge/presence.hpp"

#include <algorithm>

#include "judge/details.hpp"

namespace judge {

using verdicts::AlarmKind;

Presence::Point& Presence::point_of(PointId id, Time now) {
  if (found_ == nullptr || found_id_ != id) {
    auto const [at, is_new] = points_.try_emplace(id);
    if (is_new) {
      at->second.logger = {now, desk_.going(AlarmKind::offline, id, "").has_value()};
    }
    found_ = &at->second;
    found_id_ = id;
  }
  return *found_;
}

Presence::Ear& Presence::ear_of(std::map<std::string, Ear>& factors, std::string const& factor, PointId point, Time now) {
  auto const [at, is_new] = factors.try_emplace(factor);
  if (is_new) {
    at->second = {now, desk_.going(AlarmKind::silence, point, factor).has_value()};
  }
  return at->second;
}

void Presence::heard(PointId id, Time now) {
  auto& ear = point_of(id, now).logger;
  ear.received = now;
  if (ear.missing) {
    ear.missing = false;
    desk_.end(AlarmKind::offline, id, "", now, now, "data came again");
  }
}

void Presence::heard(PointId id, std::string const& factor, Time now) {
  auto& ear = ear_of(point_of(id, now).factors, factor, id, now);
  ear.received = now;
  if (ear.missing) {
    ear.missing = false;
    desk_.end(AlarmKind::silence, id, factor, now, now, "data came again");
  }
}

void Presence::look(Snapshot const& places, Time now) {
  for (auto const& [id, place] : places.by_id) {
    if (!place.now().has_logger || !place.point.active) {
      continue;
    }
    auto& point = point_of(id, now);
    auto const offline_after = patience(catalog_, place, "offline");
    bool const offline = offline_after && now - point.logger.received > *offline_after;
    if (offline && !point.logger.missing) {
      verdicts::Alarm alarm;
      alarm.kind = AlarmKind::offline;
      alarm.point = id;
      lose(point.logger, std::move(alarm), now);
    }
    auto const silent_after = patience(catalog_, place, "silence");
    if (offline || !silent_after) {
      continue;
    }
    for (auto const& channel : place.channels) {
      auto& ear = ear_of(point.factors, channel.factor, id, now);
      if (!channel.required || ear.missing || now - ear.received <= *silent_after) {
        continue;
      }
      verdicts::Alarm alarm;
      alarm.kind = AlarmKind::silence;
      alarm.point = id;
      alarm.subject = channel.factor;
      lose(ear, std::move(alarm), now);
    }
  }
}

// When the newest datum says it was measured; a clock that runs ahead is not believed.
std::optional<Time> Presence::last_measured(verdicts::Alarm const& alarm) const {
  std::optional<Time> last;
  for (auto const& [key, row] : latest_.of(alarm.point)) {
    if (alarm.subject.empty() || key.factor == alarm.subject) {
      last = std::max(last.value_or(row.at), row.at);
    }
  }
  return last && *last <= alarm.last_at ? last : std::nullopt;
}

void Presence::lose(Ear& ear, verdicts::Alarm alarm, Time now) {
  ear.missing = true;
  alarm.last_at = now;
  alarm.began_at = last_measured(alarm).value_or(ear.received);
  auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(now - alarm.began_at).count();
  std::vector<Word> words{{"last_at", base::format(alarm.began_at), {}}, {"minutes", {}, static_cast<double>(minutes)}};
  if (!alarm.subject.empty()) {
    words.push_back({"factor", alarm.subject, {}});
  }
  alarm.message = write_message(std::string(verdicts::name_of(alarm.kind)), words);
  desk_.open(std::move(alarm), now);
}

}  // namespace judge
