// 一张图, the list of points, one point; making and changing them.
#include <algorithm>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr int spark_hours = 24;

bool is_station(points::Kind kind) {
  return kind == points::Kind::air_station || kind == points::Kind::water_station || kind == points::Kind::noise_station;
}
bool is_outlet(points::Kind kind) { return kind == points::Kind::gas_outlet || kind == points::Kind::water_outlet; }
bool is_online(judge::PointState const& state) {
  return state.state != "offline" && state.state != "unknown" && state.state != "archive";
}

base::Result<points::Point> read_point(json::object const& body, points::Point point) {
  point.code = text_of(body, "code", point.code);
  point.name = text_of(body, "name", point.name);
  point.name_en = text_of(body, "name_en", point.name_en);
  auto const kind = points::parse_kind(text_of(body, "kind", std::string(points::name_of(point.kind))));
  if (!kind) {
    return base::Problem("invalid", "'" + text_of(body, "kind") + "' is no kind of point", "kind", "air_station, gas_outlet, water_outlet …");
  }
  point.kind = *kind;
  point.facility = text_of(body, "facility", point.facility);
  point.area = text_of(body, "area", point.area);
  point.longitude = number_of(body, "longitude", point.longitude);
  point.latitude = number_of(body, "latitude", point.latitude);
  point.note = text_of(body, "note", point.note);
  point.active = truth_of(body, "active", point.active);
  return point;
}

}  // namespace

std::vector<judge::PointState> Console::Inside::states(base::Time now) {
  std::lock_guard const lock(figures_mutex);
  if (states_at.ms == 0 || now - states_at > options.figures_fresh || now < states_at) {
    states_kept = parts.judge.states(now);
    states_at = now;
  }
  return states_kept;
}

std::string Console::Inside::factor_name(std::string_view factor, bool english) const {
  auto const* known = parts.catalog.factor(factor);
  return known == nullptr ? std::string(factor) : english ? (known->name_en.empty() ? known->name : known->name_en) : known->name;
}

std::string Console::Inside::unit_of(points::Point const& point, std::string const& factor) const {
  for (auto const& channel : parts.registry.channels(point.id)) {
    if (channel.factor == factor) {
      return std::string(base::symbol(channel.unit));
    }
  }
  auto const* known = parts.catalog.factor(factor);
  return known == nullptr ? "" : std::string(base::symbol(known->unit));
}

json::object Console::Inside::map_point(points::Point const& point, judge::PointState const* state) const {
  auto const open = state == nullptr ? std::size_t{0} : [&] {
    std::size_t matched = 0;
    (void)parts.verdicts.alarms({.points = {point.id}, .state = "open", .most = 1}, &matched);
    return matched;
  }();
  json::object out{{"id", point.id.value}, {"code", text(point.code)}, {"name", text(point.name)}, {"name_en", text(point.name_en)},
                   {"kind", text(points::name_of(point.kind))}, {"facility", text(point.facility)}, {"longitude", point.longitude},
                   {"latitude", point.latitude}, {"origin", text(point.origin)},
                   {"state", state == nullptr ? "unknown" : json::value(text(state->state))}, {"alarms_open", open}};
  out["last_at"] = state == nullptr ? json::value(nullptr) : time_or_null(state->last_at);
  if (state != nullptr && state->air) {
    out["aqi"] = state->air->index.aqi ? json::value(*state->air->index.aqi) : json::value(nullptr);
    out["level"] = state->air->index.level;
  }
  return out;
}

json::object Console::Inside::figures(base::Time now) {
  std::int64_t total = 0, online = 0, outlets = 0, outlets_online = 0, stations = 0, stations_online = 0;
  std::optional<judge::Air> worst;
  for (auto const& state : states(now)) {
    auto const point = parts.registry.point(state.point);
    if (!point || point->origin == "imported") {
      continue;
    }
    auto const up = is_online(state) ? 1 : 0;
    ++total, online += up;
    outlets += is_outlet(point->kind) ? 1 : 0, outlets_online += is_outlet(point->kind) ? up : 0;
    stations += is_station(point->kind) ? 1 : 0, stations_online += is_station(point->kind) ? up : 0;
    if (state.air && state.air->index.aqi && (!worst || *state.air->index.aqi > *worst->index.aqi)) {
      worst = state.air;
    }
  }
  std::size_t open = 0, acknowledged = 0;
  (void)parts.verdicts.alarms({.state = "open", .most = 1}, &open);
  (void)parts.verdicts.alarms({.state = "acknowledged", .most = 1}, &acknowledged);
  auto const today = base::start_of(base::beijing_day(now));
  std::int64_t exceeded = 0;
  for (auto const& verdict : parts.verdicts.newest("exceeded", "hour", 1000)) {
    exceeded += verdict.start >= today ? 1 : 0;
  }
  std::int64_t due = 0, received = 0;
  for (auto const& logger : parts.registry.loggers()) {
    for (auto const& channel : parts.registry.channels(logger.point)) {
      if (!channel.required || !logger.active) {
        continue;
      }
      if (auto const id = parts.store.find({logger.point, channel.factor, observe::Kind::realtime, ""})) {
        auto const rate = parts.store.rate(*id, {now - base::hour_length, now}, std::chrono::seconds(logger.rtd_interval_s), "N ");
        due += rate.due, received += rate.received;
      }
    }
  }
  auto const counters = parts.gateway.counters();
  auto const frames = counters.find("frames");
  json::array primary;
  if (worst) {
    for (auto const& name : worst->index.primary) {
      primary.push_back(text(name));
    }
  }
  return {{"points_total", total}, {"points_online", online}, {"outlets_total", outlets}, {"outlets_online", outlets_online},
          {"stations_total", stations}, {"stations_online", stations_online}, {"alarms_open", open + acknowledged},
          {"alarms_unacknowledged", open}, {"exceedances_today", exceeded},
          {"frames_today", frames == counters.end() ? std::uint64_t{0} : frames->second},
          {"transmission_today", due == 0 ? json::value(nullptr) : json::value(double(received) / double(due))},
          {"district_aqi", worst ? json::value(*worst->index.aqi) : json::value(nullptr)},
          {"district_level", worst ? worst->index.level : 0}, {"district_primary", std::move(primary)}};
}

namespace {

json::array spark_of(observe::Store const& store, base::PointId point, judge::ChannelState const& channel, base::Time now) {
  json::array out;
  auto const last = base::floor_to(now, base::hour_length);
  auto const first = last - base::hour_length * (spark_hours - 1);
  auto const hours = store.statistics(point, channel.factor, channel.variant, observe::Period::hour, {first, last + base::hour_length});
  std::size_t at = 0;
  for (int i = 0; i < spark_hours; ++i) {
    auto const hour = first + base::hour_length * i;
    while (at < hours.size() && hours[at].start < hour) {
      ++at;
    }
    out.push_back(at < hours.size() && hours[at].start == hour ? number(hours[at].mean) : json::value(nullptr));
  }
  return out;
}

json::object channel_now(Console::Inside const& inside, points::Point const& point, judge::ChannelState const& channel, base::Time now) {
  auto const expected = inside.parts.registry.channels(point.id);
  auto const found = std::find_if(expected.begin(), expected.end(), [&](auto const& c) { return c.factor == channel.factor; });
  json::object one{{"factor", text(channel.factor)}, {"variant", text(channel.variant)},
                   {"name", text(inside.factor_name(channel.factor, false))}, {"name_en", text(inside.factor_name(channel.factor, true))},
                   {"unit", text(inside.unit_of(point, channel.factor))}, {"required", found != expected.end() && found->required},
                   {"state", text(channel.state)}, {"spark", spark_of(inside.parts.store, point.id, channel, now)}};
  if (found != expected.end()) {
    one["limit_set"] = text(found->limit_set), one["plausible_min"] = found->plausible_min, one["plausible_max"] = found->plausible_max;
  }
  one["value"] = channel.latest ? number(channel.latest->value) : json::value(nullptr);
  one["at"] = channel.latest ? json::value(base::format(channel.latest->at)) : json::value(nullptr);
  one["flag"] = channel.latest ? std::string(1, channel.latest->flag) : "";
  one["limit"] = channel.limit == nullptr ? json::value(nullptr) : json::value(limit_line(*channel.limit));
  return one;
}

json::object summary_of(Console::Inside const& inside, points::Point const& point, judge::PointState const* state, base::Time now) {
  auto out = inside.map_point(point, state);
  json::array channels;
  for (auto const& channel : state == nullptr ? std::vector<judge::ChannelState>{} : state->channels) {
    channels.push_back(channel_now(inside, point, channel, now));
  }
  out["channels"] = std::move(channels);
  return out;
}

json::object detail_of(Console::Inside& inside, points::Point const& point, base::Time now) {
  auto const all = inside.states(now);
  auto const state = std::find_if(all.begin(), all.end(), [&](auto const& s) { return s.point == point.id; });
  auto out = summary_of(inside, point, state == all.end() ? nullptr : &*state, now);
  out["area"] = text(point.area), out["note"] = text(point.note), out["source"] = text(point.source), out["active"] = point.active;
  json::array loggers, limits, series;
  for (auto const& one : inside.parts.registry.loggers_of(point.id)) {
    loggers.push_back(inside.logger(one, now));
  }
  for (auto const& channel : inside.parts.registry.channels(point.id)) {
    for (auto const* averaging : {"hour", "day", "instant"}) {
      for (auto const* limit : inside.parts.catalog.limits(channel.limit_set, channel.factor, averaging, base::beijing_day(now))) {
        auto line = limit_line(*limit);
        line["factor"] = text(channel.factor);
        limits.push_back(std::move(line));
      }
    }
  }
  for (auto const& one : inside.parts.store.all_series(point.id)) {
    auto const latest = inside.parts.store.latest(one.id);
    series.push_back(json::object{{"id", one.id.value}, {"factor", text(one.key.factor)}, {"kind", text(observe::name_of(one.key.kind))},
                                  {"variant", text(one.key.variant)},
                                  {"latest_at", latest ? json::value(base::format(latest->at)) : json::value(nullptr)}});
  }
  out["loggers"] = std::move(loggers), out["limits"] = std::move(limits), out["series"] = std::move(series);
  return out;
}

http::Response overview(Console::Inside& inside, Call const& call) {
  json::array shown, newest;
  for (auto const& state : inside.states(call.now())) {
    auto const point = inside.parts.registry.point(state.point);
    if (point && inside.sees(call, *point)) {
      shown.push_back(inside.map_point(*point, &state));
    }
  }
  if (identity::may(call.session.person.role, identity::Right::see_alarms)) {
    for (auto const& one : inside.parts.verdicts.alarms({.state = "open", .most = 30})) {
      auto const point = inside.parts.registry.point(one.point);
      if (point && inside.sees(call, *point) && newest.size() < 10) {
        newest.push_back(inside.alarm(one));
      }
    }
  }
  return answer(json::object{{"now", base::format(call.now())}, {"figures", inside.figures(call.now())}, {"points", std::move(shown)},
                             {"newest_alarms", std::move(newest)}});
}

bool wanted(Call const& call, points::Point const& point, judge::PointState const& state) {
  auto const kind = call.query("kind"), in_state = call.query("state"), facility = call.query("facility"), origin = call.query("origin");
  auto const q = base::to_lower(call.query("q"));
  auto const words = base::to_lower(point.name + " " + point.code + " " + point.facility + " " + point.name_en);
  return (kind.empty() || points::name_of(point.kind) == kind) && (in_state.empty() || state.state == in_state) &&
         (facility.empty() || point.facility == facility) && (origin.empty() || point.origin == origin) &&
         (q.empty() || words.find(q) != std::string::npos);
}

http::Response point_list(Console::Inside& inside, Call const& call) {
  json::array items;
  for (auto const& state : inside.states(call.now())) {
    auto const point = inside.parts.registry.point(state.point);
    if (point && inside.sees(call, *point) && wanted(call, *point, state)) {
      items.push_back(summary_of(inside, *point, &state, call.now()));
    }
  }
  return page(call, std::move(items), "points");
}

http::Response store_point(Console::Inside& inside, Call const& call, points::Point const& before, int status) {
  auto const body = body_of(call);
  auto const read = body ? read_point(*body, before) : base::Result<points::Point>(body.error());
  auto const stored = read ? inside.parts.registry.put(*read, call.who(), call.now()) : read;
  return stored ? answer(detail_of(inside, *stored, call.now()), status) : refuse(stored.error());
}

base::Result<std::vector<points::Channel>> read_channels(Call const& call, base::PointId point) {
  boost::system::error_code error;
  auto const value = json::parse(call.request.body, error);
  if (error || !value.is_array()) {
    return base::Problem("bad_body", "the body is not a JSON list of channels");
  }
  std::vector<points::Channel> channels;
  for (auto const& one : value.get_array()) {
    auto const where = "channels[" + std::to_string(channels.size()) + "]";
    if (!one.is_object()) {
      return base::Problem("bad_body", "a channel is a JSON object", where);
    }
    auto const& body = one.get_object();
    auto const unit = base::parse_unit(text_of(body, "unit"));
    if (!unit) {
      return base::Problem("invalid", unit.error().detail, where + ".unit", unit.error().mend);
    }
    channels.push_back({.point = point, .factor = text_of(body, "factor"), .unit = *unit, .limit_set = text_of(body, "limit_set"),
                        .required = truth_of(body, "required", true), .plausible_min = number_of(body, "plausible_min", 0),
                        .plausible_max = number_of(body, "plausible_max", 0)});
  }
  return channels;
}

http::Response store_channels(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  if (!point) {
    return refuse(point.error());
  }
  auto const channels = read_channels(call, point->id);
  auto const stored = channels ? inside.parts.registry.put(*channels, point->id, call.who(), call.now()) : base::Outcome(channels.error());
  return stored ? answer(detail_of(inside, *point, call.now())) : refuse(stored.error());
}

}  // namespace

void Console::Inside::add_points(http::Router& router) {
  using identity::Right;
  guarded(router, http::Method::get, "/overview", Right::see_measurements, [this](Call const& call) { return overview(*this, call); });
  list(router, "/points", Right::see_measurements, [this](Call const& call) { return point_list(*this, call); });
  guarded(router, http::Method::get, "/points/{id}", Right::see_measurements, [this](Call const& call) {
    auto const point = point_of(call, call.param("id"));
    return point ? answer(detail_of(*this, *point, call.now())) : refuse(point.error());
  });
  guarded(router, http::Method::post, "/points", Right::change_points, [this](Call const& call) {
    return store_point(*this, call, points::Point{.origin = "real"}, 201);
  });
  guarded(router, http::Method::put, "/points/{id}", Right::change_points, [this](Call const& call) {
    auto const point = point_of(call, call.param("id"));
    return point ? store_point(*this, call, *point, 200) : refuse(point.error());
  });
  guarded(router, http::Method::put, "/points/{id}/channels", Right::change_points, [this](Call const& call) { return store_channels(*this, call); });
}

}  // namespace console
