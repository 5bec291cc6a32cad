#include "judge/desk.hpp"

namespace judge {

AlarmDesk::AlarmDesk(verdicts::Store& store) : store_(store) {
  // "" last: what a person cleared while it goes on is found among the newest.
  for (auto const& [state, most] : {std::pair("open", going_max), std::pair("acknowledged", going_max), std::pair("", newest_max)}) {
    verdicts::AlarmQuery query;
    query.state = state;
    query.most = most;
    for (auto const& alarm : store_.alarms(query)) {
      remember(alarm);
    }
  }
}

void AlarmDesk::remember(verdicts::Alarm const& alarm) {
  if (alarm.ended_at.ms == 0 && alarm.kind != verdicts::AlarmKind::exceedance) {
    going_[{alarm.kind, alarm.point, alarm.subject}] = {alarm.id, alarm.began_at, alarm.last_at, alarm.value};
  }
}

std::optional<AlarmDesk::Episode> AlarmDesk::going(verdicts::AlarmKind kind, PointId point, std::string const& subject) const {
  auto const found = going_.find({kind, point, subject});
  return found == going_.end() ? std::nullopt : std::optional(found->second);
}

verdicts::Alarm AlarmDesk::open(verdicts::Alarm alarm, Time now) {
  alarm.state = "open";
  auto stored = store_.open(std::move(alarm), now);
  remember(stored);
  news_.push_back(stored);
  return stored;
}

void AlarmDesk::end(verdicts::AlarmKind kind, PointId point, std::string const& subject, Time ended_at, Time now, std::string const& why) {
  auto const found = going_.find({kind, point, subject});
  if (found == going_.end()) {
    return;
  }
  auto const id = found->second.id;
  going_.erase(found);
  store_.end(kind, point, subject, ended_at, now, why);
  if (auto ended = store_.alarm(id)) {
    news_.push_back(std::move(*ended));
  }
}

void AlarmDesk::raise(verdicts::Alarm alarm, Time now, std::string const& why) { news_.push_back(store_.raise(std::move(alarm), now, why)); }

void AlarmDesk::revise(verdicts::Alarm const& alarm, Time now, std::string const& why) {
  if (auto revised = store_.revise(alarm, now, why)) {
    news_.push_back(std::move(*revised));
  }
}

void AlarmDesk::withdraw(base::AlarmId id, std::string const& why, Time now) {
  if (auto withdrawn = store_.withdraw(id, why, now)) {
    auto const found = going_.find({withdrawn->kind, withdrawn->point, withdrawn->subject});
    if (found != going_.end() && found->second.id == id) {
      going_.erase(found);
    }
    news_.push_back(std::move(*withdrawn));
  }
}

std::vector<verdicts::Alarm> AlarmDesk::take_news() { return std::exchange(news_, {}); }

}  // namespace judge
