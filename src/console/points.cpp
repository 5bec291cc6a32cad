// 一张图, the list of points, one point; making and changing them.
#include <algorithm>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr int spark_hours = 24;
constexpr base::Duration judged_again = std::chrono::hours(72);   // before a change of limits: as far back as alarms open
constexpr std::size_t newest_alarms_shown = 10;

std::set<std::string_view> const kinds{"air_station", "water_station", "noise_station", "gas_outlet", "water_outlet", "other"};
std::set<std::string_view> const state_names{"exceeded", "alarm", "offline", "stopped", "maintenance", "normal", "archive", "unknown"};

points::Point read_point(Form& form, points::Point point) {
  point.code = form.text("code", point.code);
  point.name = form.text("name", point.name);
  point.name_en = form.text("name_en", point.name_en);
  auto const kind = points::parse_kind(form.text("kind", std::string(points::name_of(point.kind))));
  if (!kind) {
    form.wrong("kind", "this is no kind of point", "use one of air_station water_station noise_station gas_outlet water_outlet other");
  }
  point.kind = kind.value_or(point.kind);
  point.facility = form.text("facility", point.facility);
  point.area = form.text("area", point.area);
  point.longitude = form.number("longitude", point.longitude);
  point.latitude = form.number("latitude", point.latitude);
  point.note = form.text("note", point.note);
  point.active = form.truth("active", point.active);
  point.is_reference = form.truth("is_reference", point.is_reference);
  point.reading_every_h = small_whole(form, "reading_every_h", point.reading_every_h);
  return point;
}

}  // namespace

std::vector<judge::PointState> Console::Inside::states(base::Time now) {
  std::lock_guard const lock(figures_mutex);
  auto const version = parts.registry.version();   // what somebody changed is seen at once
  if (states_at.ms == 0 || now - states_at > options.figures_fresh || now < states_at || version != states_version) {
    states_kept = parts.judge.states(now);
    states_at = now;
    states_version = version;
  }
  return states_kept;
}

std::optional<judge::PointState> Console::Inside::state_of(base::PointId point, base::Time now) {
  auto const all = states(now);
  auto const found = std::find_if(all.begin(), all.end(), [&](auto const& s) { return s.point == point; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

std::vector<catalog::Limit const*> Console::Inside::limits_of(points::Channel const& channel, base::Day on) const {
  auto const set = parts.catalog.set_in_force(channel.limit_set, on);
  std::vector<catalog::Limit const*> all;
  for (auto const* averaging : {"hour", "day", "instant", "5min"}) {
    auto const some = parts.catalog.limits(set, channel.factor, averaging, on);
    std::copy_if(some.begin(), some.end(), std::back_inserter(all), [](auto const* limit) { return !limit->source.to_file; });   // no number, no line
  }
  return all;
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

namespace {

// The hour means of a point over the last day, all factors by one query.
struct LastHours {
  base::Time first;
  std::vector<observe::Statistic> all;

  LastHours(observe::Store const& store, base::PointId point, base::Time now)
      : first(base::floor_to(now, base::hour_length) - base::hour_length * (spark_hours - 1)),
        all(store.statistics(point, observe::Period::hour, {first, first + base::hour_length * spark_hours})) {}

  json::array spark_of(judge::ChannelState const& channel) const {
    json::array out(spark_hours, nullptr);
    for (auto const& one : all) {
      if (one.factor == channel.factor && one.variant == channel.variant) {
        out[static_cast<std::size_t>((one.start - first) / base::hour_length)] = number(one.mean);
      }
    }
    return out;
  }
};

json::object channel_now(Console::Inside const& inside, points::Point const& point, judge::ChannelState const& channel, LastHours const& hours) {
  auto const expected = inside.parts.registry.channels(point.id);
  auto const found = std::find_if(expected.begin(), expected.end(), [&](auto const& c) { return c.factor == channel.factor; });
  json::object one{{"factor", text(channel.factor)}, {"variant", text(channel.variant)},
                   {"name", text(inside.factor_name(channel.factor, false))}, {"name_en", text(inside.factor_name(channel.factor, true))},
                   {"unit", text(inside.unit_of(point, channel.factor))}, {"required", found != expected.end() && found->required},
                   {"state", text(channel.state)}, {"spark", hours.spark_of(channel)}};
  if (found != expected.end()) {
    one["limit_set"] = text(found->limit_set), one["plausible_min"] = found->plausible_min, one["plausible_max"] = found->plausible_max;
  }
  one["value"] = channel.latest ? number(channel.latest->value) : json::value(nullptr);
  one["at"] = channel.latest ? json::value(base::format(channel.latest->at)) : json::value(nullptr);
  one["flag"] = channel.latest ? std::string(1, channel.latest->flag) : "";
  one["limit"] = channel.limit == nullptr ? json::value(nullptr) : json::value(limit_line(*channel.limit));
  return one;
}

void add_channels(Console::Inside const& inside, json::object& out, points::Point const& point, judge::PointState const* state, base::Time now) {
  LastHours const hours(inside.parts.store, point.id, now);
  json::array channels;
  for (auto const& channel : state == nullptr ? std::vector<judge::ChannelState>{} : state->channels) {
    channels.push_back(channel_now(inside, point, channel, hours));
  }
  out["channels"] = std::move(channels);
  auto const rate = inside.rates.of({point.id});
  out["transmission"] = rate.due == 0 ? json::value(nullptr) : json::value(rate.transmitted());
}

json::object detail_of(Console::Inside& inside, Call const& call, points::Point const& point) {
  auto const now = call.now();
  auto const state = inside.state_of(point.id, now);
  auto out = inside.map_point(point, state ? &*state : nullptr);
  add_channels(inside, out, point, state ? &*state : nullptr, now);
  out["area"] = text(point.area), out["note"] = text(point.note), out["source"] = text(point.source), out["active"] = point.active;
  out["reading_every_h"] = point.reading_every_h;
  out["is_reference"] = point.is_reference;
  json::array loggers, limits, series;
  if (identity::may(call.session.person.role, identity::Right::see_frames)) {   // diagnosis is not for everybody
    auto const diagnosis = inside.diagnosis();
    for (auto const& one : inside.parts.registry.loggers_of(point.id)) {
      loggers.push_back(inside.logger(one, diagnosis, now));
    }
  }
  for (auto const& channel : inside.parts.registry.channels(point.id)) {
    for (auto const* limit : inside.limits_of(channel, base::beijing_day(now))) {
      auto line = limit_line(*limit);
      line["factor"] = text(channel.factor);
      limits.push_back(std::move(line));
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
  auto const& person = call.session.person;
  json::array shown, newest;
  for (auto const& state : inside.states(call.now())) {
    auto const point = inside.parts.registry.point(state.point);
    if (point && inside.sees(call, *point)) {
      shown.push_back(inside.map_point(*point, &state));
    }
  }
  inside.rates.fill(inside.options.rates_per_request, call.now());
  auto const scope = inside.own_scope_of(person);
  bool const any = !scope || !scope->empty();
  if (any && identity::may(person.role, identity::Right::see_alarms)) {
    verdicts::AlarmQuery const query{.points = scope.value_or(std::vector<base::PointId>{}), .state = "open", .most = newest_alarms_shown};
    for (auto const& one : inside.parts.verdicts.alarms(query)) {
      newest.push_back(inside.alarm(one));
    }
  }
  return answer(json::object{{"now", base::format(call.now())}, {"figures", inside.figures(person, call.now())}, {"points", std::move(shown)},
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
  for (auto const& known : {one_of(call, "kind", kinds), one_of(call, "state", state_names)}) {
    if (!known) {
      return refuse(known.error());
    }
  }
  json::array items;
  std::map<std::int64_t, std::pair<points::Point, judge::PointState>> found;
  for (auto const& state : inside.states(call.now())) {
    auto const point = inside.parts.registry.point(state.point);
    if (point && inside.sees(call, *point) && wanted(call, *point, state)) {
      items.push_back(inside.map_point(*point, &state));
      found.emplace(point->id.value, std::pair{*point, state});
    }
  }
  judge::PointState const nothing{.air = judge::Air{}};
  auto row = inside.map_point({}, &nothing);
  row["channels"] = nullptr, row["transmission"] = nullptr;
  // Channels cost many queries: only those of the points that are shown.
  return page(call, std::move(items), {"points", std::move(row), [&](json::object& item) {
    auto const& [point, state] = found.at(item.at("id").to_number<std::int64_t>());
    add_channels(inside, item, point, &state, call.now());
  }});
}

http::Response store_point(Console::Inside& inside, Call const& call, points::Point const& before, int status) {
  Form form(call.request.body);
  auto const read = read_point(form, before);
  form.wrong(points::wrong_fields(read));
  if (!form.ok()) {
    return refuse(form.problems());
  }
  auto const stored = inside.parts.registry.put(read, call.who(), call.now());
  return stored ? answer(detail_of(inside, call, *stored), status) : refuse(stored.error());
}

base::Result<std::vector<points::Channel>> read_channels(Call const& call, base::PointId point, std::vector<base::Problem>& wrongs) {
  boost::system::error_code error;
  auto const value = json::parse(call.request.body, error);
  if (error || !value.is_array()) {
    return base::Problem("bad_body", "the body is not a JSON list of channels", "", "send [{factor, unit, limit_set, …}]");
  }
  std::vector<points::Channel> channels;
  for (auto const& one : value.get_array()) {
    auto const where = "channels[" + std::to_string(channels.size()) + "]";
    if (!one.is_object()) {
      return base::Problem("bad_body", "a channel is a JSON object", where);
    }
    Form form(one.get_object(), where + ".");
    auto const unit = base::parse_unit(form.text("unit"));
    if (!unit) {
      form.wrong("unit", unit.error().detail, unit.error().mend);
    }
    channels.push_back({.point = point, .factor = form.text("factor"), .unit = unit ? *unit : base::unit_none, .limit_set = form.text("limit_set"),
                        .required = form.truth("required", true), .plausible_min = form.number("plausible_min", 0),
                        .plausible_max = form.number("plausible_max", 0)});
    wrongs.insert(wrongs.end(), form.problems().begin(), form.problems().end());
  }
  return channels;
}

http::Response store_channels(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  if (!point) {
    return refuse(point.error());
  }
  std::vector<base::Problem> wrongs;
  auto const channels = read_channels(call, point->id, wrongs);
  if (!channels) {
    return refuse(channels.error());
  }
  add_untold(wrongs, points::wrong_fields(*channels));
  add_untold(wrongs, points::unjudged(*channels, inside.parts.registry.channels(point->id), inside.parts.catalog, base::beijing_day(call.now())));
  if (!wrongs.empty()) {
    return refuse(wrongs);
  }
  if (auto const stored = inside.parts.registry.put(*channels, point->id, call.who(), call.now()); !stored) {
    return refuse(stored.error());
  }
  inside.parts.judge.rejudge_soon(point->id, {call.now() - judged_again, call.now()});
  return answer(detail_of(inside, call, *point));
}

}  // namespace

void Console::Inside::add_points(http::Router& router) {
  using identity::Right;
  guarded(router, http::Method::get, "/overview", Right::see_measurements, [this](Call const& call) { return overview(*this, call); });
  list(router, "/points", Right::see_measurements, [this](Call const& call) { return point_list(*this, call); });
  guarded(router, http::Method::get, "/points/{id}", Right::see_measurements, [this](Call const& call) {
    auto const point = point_of(call, call.param("id"));
    return point ? answer(detail_of(*this, call, *point)) : refuse(point.error());
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
