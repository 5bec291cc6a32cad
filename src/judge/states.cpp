// What is going on now, for lists and the map; and the air of a station over time.
#include <algorithm>
#include <cmath>
#include <set>

#include "judge/inside.hpp"

namespace judge {
namespace {

using verdicts::AlarmKind;

// Alarms that go on, by point.
struct Going { std::set<std::string> exceeded, silent; bool offline = false, other = false; };

std::map<PointId, Going> going_alarms(verdicts::Store const& store) {
  std::map<PointId, Going> by_point;
  for (auto const* state : {"open", "acknowledged"}) {
    verdicts::AlarmQuery query;
    query.state = state;
    query.most = verdicts::Store::rows_max;
    for (auto const& alarm : store.alarms(query)) {
      auto& going = by_point[alarm.point];
      if (alarm.kind == AlarmKind::exceedance) {
        going.exceeded.insert(alarm.subject);
      } else if (alarm.kind == AlarmKind::silence) {
        going.silent.insert(alarm.subject);
      }
      going.offline = going.offline || alarm.kind == AlarmKind::offline;
      going.other = going.other || (alarm.kind != AlarmKind::exceedance && alarm.kind != AlarmKind::offline);
    }
  }
  return by_point;
}

catalog::Limit const* limit_now(catalog::Catalog const& catalog, points::Channel const& channel, Time now) {
  auto const today = base::beijing_day(now);
  auto const set = channel.limit_set.empty() ? std::string() : catalog.set_in_force(channel.limit_set, today);
  for (auto const* averaging : {"hour", "day", "instant", "5min"}) {
    for (auto const* limit : set.empty() ? std::vector<catalog::Limit const*>() : catalog.limits(set, channel.factor, averaging, today)) {
      if (!limit->source.to_file) {
        return limit;
      }
    }
  }
  return nullptr;
}

struct StateOf {
  catalog::Catalog const& catalog;
  Place const& place;
  Going const& going;
  Time now;
};

std::string excuse_of(StateOf const& of, observe::Row const& row) {
  auto const* flag = of.catalog.flag(row.flag, of.place.now().flag_edition);
  return flag == nullptr ? std::string() : flag->excuse;
}

std::string channel_state(StateOf const& of, ChannelState const& channel) {
  if (!channel.latest) {
    return of.going.silent.contains(channel.factor) ? "silent" : "unknown";
  }
  if (!excuse_of(of, *channel.latest).empty()) {
    return "excused";
  }
  if (of.going.exceeded.contains(channel.factor) || of.going.exceeded.contains(subject_of(channel.factor, "Zs"))) {
    return "exceeded";
  }
  if (of.going.silent.contains(channel.factor)) {
    return "silent";
  }
  auto const stale_after = patience(of.catalog, of.place, "silence");
  return of.place.now().has_logger && stale_after && of.now - channel.latest->at > *stale_after ? "stale" : "normal";
}

// The newest row of a quantity, whatever kind it came as.
std::vector<ChannelState> channels_of(StateOf const& of, std::vector<Latest::Item> const& items) {
  std::map<std::pair<std::string, std::string>, ChannelState> found;
  for (auto const& channel : of.place.channels) {
    auto& state = found[{channel.factor, ""}];
    state.factor = channel.factor;
    state.limit = limit_now(of.catalog, channel, of.now);
  }
  for (auto const& [key, row] : items) {
    auto const* channel = of.place.channel(key.factor);
    if (channel == nullptr) {
      continue;
    }
    auto& state = found[{key.factor, key.variant}];
    state.factor = key.factor;
    state.variant = key.variant;
    state.limit = found[{key.factor, ""}].limit;
    if (!state.latest || state.latest->at < row.at) {
      state.latest = row;
    }
  }
  std::vector<ChannelState> states;
  for (auto& [key, state] : found) {
    state.state = channel_state(of, state);
    states.push_back(std::move(state));
  }
  return states;
}

// Every factor that is still sent says that the source rests, or that somebody works on the instruments.
std::string common_excuse(StateOf const& of, PointState const& point) {
  std::set<std::string> excuses;
  for (auto const& channel : point.channels) {
    if (channel.latest && channel.variant.empty()) {
      excuses.insert(excuse_of(of, *channel.latest));
    }
  }
  return excuses.size() == 1 ? *excuses.begin() : std::string();
}

std::string point_state(StateOf const& of, PointState const& point) {
  if (!of.place.now().has_logger || !of.place.point.active) {
    return point.last_at ? "archive" : "unknown";
  }
  if (of.going.offline) {
    return "offline";
  }
  if (!point.last_at) {
    return "unknown";
  }
  auto excuse = common_excuse(of, point);
  if (excuse == "stopped") {
    return excuse;
  }
  if (!of.going.exceeded.empty()) {
    return "exceeded";
  }
  if (of.going.other) {
    return "alarm";
  }
  return excuse.empty() ? "normal" : "maintenance";
}

// A year of published values at a step; more hours than that no screen asks for at once.
constexpr std::size_t published_max = 100'000;

}  // namespace

std::vector<PointState> Judge::states(Time now) const {
  auto const& in = *inside_;
  auto const places = in.places.now();
  auto const alarms = going_alarms(in.parts.verdicts);
  static Going const none;
  std::vector<PointState> states;
  for (auto const& [id, place] : places->by_id) {
    auto const going = alarms.find(id);
    StateOf const of{in.parts.catalog, place, going == alarms.end() ? none : going->second, now};
    auto const items = in.latest.of(id);
    PointState state;
    state.point = id;
    for (auto const& [key, row] : items) {
      state.last_at = std::max(state.last_at.value_or(row.at), row.at);
    }
    state.channels = channels_of(of, items);
    state.state = point_state(of, state);
    if (place.is_air() && state.last_at) {
      // The newest hour that was judged lies within a day of the newest row.
      auto const newest = air(id, false, *state.last_at - base::day_length, *state.last_at + base::hour_length);
      state.air = newest.empty() ? std::nullopt : std::optional(newest.back());
    }
    states.push_back(std::move(state));
  }
  return states;
}

std::vector<Air> Judge::air(PointId point, bool daily, Time from, Time to) const {
  auto const& in = *inside_;
  auto const period = daily ? observe::Period::day : observe::Period::hour;
  std::map<Time, int> published;
  auto const kind = daily ? observe::Kind::day : observe::Kind::hour;
  if (auto const series = in.parts.store.find({point, std::string(published_factor), kind, ""})) {
    for (auto const& row : in.parts.store.rows(*series, {from, to}, published_max)) {
      if (std::isfinite(row.value)) {
        published[row.at] = static_cast<int>(std::lround(row.value));
      }
    }
  }
  std::vector<Air> all;
  for (auto const& verdict : in.parts.verdicts.find(point, std::string(air_subject), std::string(name_of(period)), from, to)) {
    all.push_back(air_of(verdict, in.parts.catalog));
    if (auto const found = published.find(verdict.start); found != published.end()) {
      all.back().published = found->second;
    }
  }
  return all;
}

}  // namespace judge
