// Alarms and verdicts.
#include <algorithm>
#include <set>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr std::size_t verdicts_shown = 1'000, verdicts_searched = 20'000;   // newest of all points; searched for those of one's own

struct Words { std::string_view zh, en; };
Words words_of(verdicts::AlarmKind kind) {
  switch (kind) {
    case verdicts::AlarmKind::exceedance: return {"超标", "Exceedance"};
    case verdicts::AlarmKind::silence: return {"因子无数据", "Factor silent"};
    case verdicts::AlarmKind::offline: return {"离线", "Offline"};
    case verdicts::AlarmKind::frozen: return {"数据恒定", "Frozen value"};
    case verdicts::AlarmKind::zero: return {"持续零值", "Zero value"};
    case verdicts::AlarmKind::jump: return {"数据突变", "Jump"};
  }
  return {"报警", "Alarm"};
}

// How much it presses: a limit broken, then data that do not come, then data that look odd.
std::string_view severity_of(verdicts::AlarmKind kind) {
  switch (kind) {
    case verdicts::AlarmKind::exceedance: return "high";
    case verdicts::AlarmKind::silence:
    case verdicts::AlarmKind::offline: return "middle";
    default: return "low";
  }
}

// What is no column of the store: the state "going", severity and text. They are chosen from the rendered alarms.
bool chosen_here(Call const& call) { return call.query("state") == "going" || !call.query("severity").empty() || !call.query("q").empty(); }

bool matches(json::object const& alarm, Call const& call) {
  auto const severity = call.query("severity"), q = base::to_lower(call.query("q"));
  auto const word = [&](char const* name) { return std::string(alarm.at(name).as_string()); };
  bool const goes_on = word("state") == "open" || word("state") == "acknowledged";
  if ((call.query("state") == "going" && !goes_on) || (!severity.empty() && word("severity") != severity)) {
    return false;
  }
  for (auto const* name : {"point_name", "facility", "subject", "subject_name"}) {
    if (base::to_lower(word(name)).find(q) != std::string::npos) {
      return true;
    }
  }
  return q.empty();
}

base::Result<verdicts::AlarmQuery> query_of(Call const& call) {
  for (auto const& known : {one_of(call, "state", {"going", "open", "acknowledged", "cleared", "withdrawn"}),
                            one_of(call, "kind", {"exceedance", "silence", "offline", "frozen", "zero", "jump"}),
                            one_of(call, "severity", {"high", "middle", "low"})}) {
    if (!known) {
      return known.error();
    }
  }
  verdicts::AlarmQuery query{.state = call.query("state") == "going" ? "" : call.query("state"), .kind = call.query("kind")};
  for (auto const& [name, into] : {std::pair{"from", &query.from}, std::pair{"to", &query.to}}) {
    if (auto const given = call.query(name); !given.empty()) {
      auto const read = base::parse_time(given);
      if (!read) {
        return base::Problem(read.error().code, read.error().detail, name, read.error().mend);
      }
      *into = *read;
    }
  }
  if (auto const sort = call.query("sort"); !sort.empty()) {
    if (!verdicts::can_sort_by(sort)) {
      return base::Problem("bad_parameter", "alarms cannot be sorted by '" + base::printable(sort) + "'", "sort",
                           "use one of began_at last_at kind state point, with - before it for the greatest first");
    }
    query.sort = sort;
  }
  auto const cut = cut_of(call);
  if (!cut) {
    return cut.error();
  }
  bool const whole = call.csv || chosen_here(call);
  query.skip = whole ? 0 : cut->skip;
  query.most = whole ? 1'000'000 : cut->limit;
  return query;
}

}  // namespace

json::object Console::Inside::alarm(verdicts::Alarm const& alarm) const {
  auto const point = parts.registry.point(alarm.point);
  auto const factor = alarm.subject.substr(0, alarm.subject.find(':'));
  auto const kind = words_of(alarm.kind);
  boost::system::error_code error;
  auto message = json::parse(alarm.message.empty() ? "{}" : alarm.message, error);
  auto const name = alarm.subject.empty() ? "" : factor_name(factor, false);
  auto const name_en = alarm.subject.empty() ? "" : factor_name(factor, true);
  return {{"id", alarm.id.value}, {"kind", text(verdicts::name_of(alarm.kind))}, {"point", alarm.point.value},
          {"point_name", text(point ? point->name : "")}, {"facility", text(point ? point->facility : "")},
          {"origin", text(point ? point->origin : "")}, {"subject", text(alarm.subject)}, {"subject_name", text(name)},
          {"state", text(alarm.state)}, {"began_at", base::format(alarm.began_at)}, {"last_at", base::format(alarm.last_at)},
          {"ended_at", time_or_null(alarm.ended_at)}, {"value", number(alarm.value)},
          {"limit", alarm.limit == 0 ? json::value(nullptr) : json::value(alarm.limit)}, {"unit", text(alarm.unit)},
          {"title", title(std::string(kind.zh) + (name.empty() ? "" : " · " + name), std::string(kind.en) + (name_en.empty() ? "" : " · " + name_en))},
          {"severity", text(severity_of(alarm.kind))}, {"message", error || !message.is_object() ? json::value(json::object()) : std::move(message)}};
}

json::object Console::Inside::verdict(verdicts::Verdict const& verdict) const {
  auto const point = parts.registry.point(verdict.point);
  boost::system::error_code error;
  auto detail = json::parse(verdict.detail.empty() ? "{}" : verdict.detail, error);
  return {{"id", verdict.id}, {"point", verdict.point.value}, {"point_name", text(point ? point->name : "")}, {"subject", text(verdict.subject)},
          {"subject_name", text(verdict.subject == "aqi" ? "AQI" : factor_name(verdict.subject.substr(0, verdict.subject.find(':')), false))},
          {"period", text(verdict.period)}, {"start", base::format(verdict.start)}, {"result", text(verdict.result)},
          {"value", number(verdict.value)}, {"limit", verdict.limit == 0 ? json::value(nullptr) : json::value(verdict.limit)},
          {"unit", text(verdict.unit)}, {"excuse", text(verdict.excuse)}, {"standard", text(verdict.standard)}, {"clause", text(verdict.clause)},
          {"detail", error ? json::value(json::object()) : std::move(detail)}, {"revision", verdict.revision}, {"judged_at", base::format(verdict.judged_at)}};
}

namespace {

http::Response one_alarm(Console::Inside& inside, Call const& call, verdicts::Alarm const& found) {
  auto out = inside.alarm(found);
  json::array steps;
  for (auto const& step : inside.parts.verdicts.steps(found.id)) {
    steps.push_back(json::object{{"at", base::format(step.at)}, {"who", text(step.who)}, {"step", text(step.step)}, {"note", text(step.note)}});
  }
  out["steps"] = std::move(steps);
  auto const frame = identity::may(call.session.person.role, identity::Right::see_frames) && found.frame ? inside.parts.log.one(found.frame) : std::nullopt;
  out["frame"] = frame ? json::value(inside.frame(*frame)) : json::value(nullptr);
  out["verdict"] = nullptr;
  if (found.verdict != 0) {
    for (auto const* period : {"hour", "day"}) {
      for (auto const& one : inside.parts.verdicts.find(found.point, found.subject, period, found.began_at, found.last_at + base::Duration(1))) {
        if (one.id == found.verdict) {
          out["verdict"] = inside.verdict(one);
        }
      }
    }
  }
  return answer(out);
}

base::Result<verdicts::Alarm> alarm_of(Console::Inside& inside, Call const& call) {
  auto const id = base::parse_integer(call.param("id"));
  auto const found = id ? inside.parts.verdicts.alarm(base::AlarmId{*id}) : std::nullopt;
  auto const point = found ? inside.parts.registry.point(found->point) : std::nullopt;
  if (!found || !point || !inside.sees(call, *point)) {
    return base::Problem("not_found", "there is no alarm " + base::printable(call.param("id")), "id");
  }
  return *found;
}

// Everything that is judged at a point: its factors as measured and as converted, and its AQI.
std::set<std::string> subjects_of(Console::Inside const& inside, base::PointId point) {
  std::set<std::string> subjects{"aqi"};
  for (auto const& series : inside.parts.store.all_series(point)) {
    subjects.insert(series.key.variant.empty() ? series.key.factor : series.key.factor + ":" + series.key.variant);
  }
  return subjects;
}

std::vector<verdicts::Verdict> verdicts_of(Console::Inside const& inside, points::Point const& point, std::string const& period, observe::Range range) {
  std::vector<verdicts::Verdict> all;
  for (auto const& subject : subjects_of(inside, point.id)) {
    auto const found = inside.parts.verdicts.find(point.id, subject, period, range.from, range.to);
    all.insert(all.end(), found.begin(), found.end());
  }
  std::stable_sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.start < b.start; });
  return all;
}

http::Response verdict_list(Console::Inside& inside, Call const& call) {
  for (auto const& known : {one_of(call, "period", {"hour", "day"}),
                            one_of(call, "result", {"ok", "exceeded", "excused", "invalid", "incomplete", "no_limit"})}) {
    if (!known) {
      return refuse(known.error());
    }
  }
  auto const period = call.query("period").empty() ? std::string("hour") : call.query("period");
  json::array items;
  std::vector<verdicts::Verdict> found;
  if (call.query("point").empty()) {
    auto const result = call.query("result").empty() ? std::string("exceeded") : call.query("result");
    bool const all = !inside.scope_of(call.session.person);
    found = inside.parts.verdicts.newest(result, period, all ? verdicts_shown : verdicts_searched);
  } else {
    auto const point = inside.point_of(call, call.query("point"));
    auto const range = range_of(call, base::day_length * 7);
    if (!point || !range) {
      return refuse(!point ? point.error() : range.error());
    }
    auto const subject = call.query("subject");
    found = subject.empty() ? verdicts_of(inside, *point, period, *range)
                            : inside.parts.verdicts.find(point->id, subject, period, range->from, range->to);
  }
  for (auto const& one : found) {
    auto const point = inside.parts.registry.point(one.point);
    if (point && inside.sees(call, *point) && (call.query("result").empty() || one.result == call.query("result"))) {
      items.push_back(inside.verdict(one));
    }
  }
  return page(call, std::move(items), "verdicts");
}

}  // namespace

void Console::Inside::add_alarms(http::Router& router) {
  using identity::Right;
  list(router, "/alarms", Right::see_alarms, [this](Call const& call) {
    auto query = query_of(call);
    if (!query) {
      return refuse(query.error());
    }
    auto const scope = scope_of(call.session.person);
    bool none = scope && scope->empty();
    query->points = scope.value_or(std::vector<base::PointId>{});
    if (auto const asked = call.query("point"); !asked.empty()) {
      auto const point = point_of(call, asked);
      none = !point;
      query->points = point ? std::vector{point->id} : std::vector<base::PointId>{};
    }
    json::array items;
    std::size_t matched = 0;
    if (!none) {
      for (auto const& one : parts.verdicts.alarms(*query, &matched)) {
        if (auto item = alarm(one); matches(item, call)) {
          items.push_back(std::move(item));
        }
      }
    }
    if (chosen_here(call)) {
      return page(call, std::move(items), "alarms");
    }
    return page_of(call, std::move(items), matched, "alarms");
  });
  guarded(router, http::Method::get, "/alarms/{id}", Right::see_alarms, [this](Call const& call) {
    auto const found = alarm_of(*this, call);
    return found ? one_alarm(*this, call, *found) : refuse(found.error());
  });
  auto const step = [this](Call const& call, bool clear) {
    auto const found = alarm_of(*this, call);
    Form form(call.request.body.empty() ? "{}" : call.request.body);
    auto const note = form.text("note");
    if (!found || !form.ok()) {
      return !found ? refuse(found.error()) : refuse(form.problems());
    }
    auto const done = clear ? parts.verdicts.clear(found->id, call.who(), note, call.now())
                            : parts.verdicts.acknowledge(found->id, call.who(), note, call.now());
    if (!done) {
      return refuse(done.error());
    }
    tell(*done);
    return one_alarm(*this, call, *done);
  };
  guarded(router, http::Method::post, "/alarms/{id}/acknowledge", Right::handle_alarms, [step](Call const& call) { return step(call, false); });
  guarded(router, http::Method::post, "/alarms/{id}/clear", Right::handle_alarms, [step](Call const& call) { return step(call, true); });
  list(router, "/verdicts", Right::see_measurements, [this](Call const& call) { return verdict_list(*this, call); });
}

}  // namespace console
