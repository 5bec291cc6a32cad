// Alarms and verdicts.
#include <algorithm>
#include <array>
#include <set>

#include "console/inside.hpp"

namespace console {
namespace {

constexpr std::size_t verdicts_searched = 20'000;                 // the newest of all points
constexpr std::size_t verdicts_gathered_max = 100'000;            // of an older time, point by point
constexpr base::Duration verdicts_time = base::day_length * 7, gathered_time_max = base::day_length * 366;

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
int pressure_of(verdicts::AlarmKind kind) {
  switch (kind) {
    case verdicts::AlarmKind::exceedance: return 2;
    case verdicts::AlarmKind::silence:
    case verdicts::AlarmKind::offline: return 1;
    default: return 0;
  }
}
constexpr std::array<std::string_view, 3> severities{"low", "middle", "high"};
std::string_view severity_of(verdicts::AlarmKind kind) { return severities.at(static_cast<std::size_t>(pressure_of(kind))); }

// What the store does not sort by; these are sorted here.
using Measure = double (*)(verdicts::Alarm const&);
Measure measure_of(std::string_view sort) {
  static std::map<std::string_view, Measure> const measures{
      {"id", [](verdicts::Alarm const& a) { return double(a.id.value); }}, {"value", [](verdicts::Alarm const& a) { return a.value; }},
      {"limit", [](verdicts::Alarm const& a) { return a.limit; }}, {"ended_at", [](verdicts::Alarm const& a) { return double(a.ended_at.ms); }},
      {"severity", [](verdicts::Alarm const& a) { return double(pressure_of(a.kind)); }}};
  auto const found = measures.find(sort.substr(sort.starts_with('-') ? 1 : 0));
  return found == measures.end() ? nullptr : found->second;
}

void sort_alarms(std::vector<verdicts::Alarm>& alarms, std::string_view sort) {
  if (auto const measure = measure_of(sort)) {
    std::stable_sort(alarms.begin(), alarms.end(), [&](auto const& a, auto const& b) {
      return sort.starts_with('-') ? measure(a) > measure(b) : measure(a) < measure(b);
    });
  }
}

// What is no column of the store: the state "going", severity and text. They are chosen from the rendered alarms.
bool chosen_here(Call const& call) {
  return call.query("state") == "going" || !call.query("severity").empty() || !call.query("q").empty() || measure_of(call.query("sort")) != nullptr;
}

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
    if (!verdicts::can_sort_by(sort) && measure_of(sort) == nullptr) {
      return base::Problem("bad_parameter", "alarms cannot be sorted by '" + base::printable(sort) + "'", "sort",
                           "use one of began_at ended_at id kind last_at limit point severity state value, with - before it for the greatest first");
    }
    query.sort = verdicts::can_sort_by(sort) ? sort : query.sort;
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
          {"limit", alarm.limit == 0 ? json::value(nullptr) : number(alarm.limit)}, {"unit", text(alarm.unit)},
          {"title", title(std::string(kind.zh) + (name.empty() ? "" : " · " + name), std::string(kind.en) + (name_en.empty() ? "" : " · " + name_en))},
          {"severity", text(severity_of(alarm.kind))}, {"message", error || !message.is_object() ? json::value(json::object()) : std::move(message)}};
}

json::object Console::Inside::verdict(verdicts::Verdict const& verdict) const {
  auto const point = parts.registry.point(verdict.point);
  boost::system::error_code error;
  auto detail = json::parse(verdict.detail.empty() ? "{}" : verdict.detail, error);
  // A period of which nothing counts has no mean: nothing was measured, which is not zero.
  auto const* made = detail.is_object() ? detail.get_object().if_contains("statistic") : nullptr;
  bool const has_value = made == nullptr || (made->is_object() && made->get_object().contains("mean"));
  return {{"id", verdict.id}, {"point", verdict.point.value}, {"point_name", text(point ? point->name : "")}, {"subject", text(verdict.subject)},
          {"subject_name", text(verdict.subject == "aqi" ? "AQI" : factor_name(verdict.subject.substr(0, verdict.subject.find(':')), false))},
          {"period", text(verdict.period)}, {"start", base::format(verdict.start)}, {"result", text(verdict.result)},
          {"value", has_value ? number(verdict.value) : json::value(nullptr)}, {"limit", verdict.limit == 0 ? json::value(nullptr) : number(verdict.limit)},
          {"unit", text(verdict.unit)}, {"excuse", text(verdict.excuse)}, {"standard", text(verdict.standard)}, {"clause", text(verdict.clause)},
          {"detail", error ? json::value(json::object()) : std::move(detail)}, {"revision", verdict.revision}, {"judged_at", base::format(verdict.judged_at)}};
}

namespace {

http::Response one_alarm(Console::Inside& inside, Call const& call, verdicts::Alarm const& found) {
  auto out = inside.alarm(found);
  json::array steps;
  // Who of the bureau did what, and what was noted inside of it, is no matter of the enterprise; that something was done is.
  bool const outside = !identity::of_bureau(call.session.person.role);
  for (auto const& step : inside.parts.verdicts.steps(found.id)) {
    bool const hidden = outside && step.who != "system";
    steps.push_back(json::object{{"at", base::format(step.at)}, {"who", text(hidden ? "" : step.who)}, {"step", text(step.step)},
                                 {"note", text(hidden ? "" : step.note)}});
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
  if (!found || !point || !inside.sees_inside(call, *point)) {
    return base::Problem("not_found", "there is no alarm " + base::printable(call.param("id")), "id");
  }
  return *found;
}

http::Response alarm_list(Console::Inside& inside, Call const& call) {
  auto query = query_of(call);
  if (!query) {
    return refuse(query.error());
  }
  auto const scope = inside.own_scope_of(call.session.person);
  bool none = scope && scope->empty();
  query->points = scope.value_or(std::vector<base::PointId>{});
  if (auto const asked = call.query("point"); !asked.empty()) {
    auto const point = inside.point_of(call, asked);
    none = !point || !inside.sees_inside(call, *point);
    query->points = point ? std::vector{point->id} : std::vector<base::PointId>{};
  }
  std::size_t matched = 0;
  auto alarms = none ? std::vector<verdicts::Alarm>{} : inside.parts.verdicts.alarms(*query, &matched);
  sort_alarms(alarms, call.query("sort"));
  json::array items;
  for (auto const& one : alarms) {
    if (auto item = inside.alarm(one); matches(item, call)) {
      items.push_back(std::move(item));
    }
  }
  Listing const listing{"alarms", inside.alarm({})};
  return chosen_here(call) ? page_sorted(call, std::move(items), listing) : page_of(call, std::move(items), matched, listing);
}

// Everything that is judged at a point: its factors as measured and as converted, and its AQI.
std::set<std::string> subjects_of(Console::Inside const& inside, base::PointId point) {
  std::set<std::string> subjects{"aqi"};
  for (auto const& series : inside.parts.store.all_series(point)) {
    subjects.insert(series.key.variant.empty() ? series.key.factor : series.key.factor + ":" + series.key.variant);
  }
  return subjects;
}

struct VerdictsWanted { std::string subject, period, result; observe::Range range; };

/// Of one point; every subject and result unless one is named.
std::vector<verdicts::Verdict> verdicts_of(Console::Inside const& inside, points::Point const& point, VerdictsWanted const& wanted) {
  auto const subjects = wanted.subject.empty() ? subjects_of(inside, point.id) : std::set{wanted.subject};
  std::vector<verdicts::Verdict> all;
  for (auto const& subject : subjects) {
    auto const found = inside.parts.verdicts.find(point.id, subject, wanted.period, wanted.range.from, wanted.range.to);
    std::copy_if(found.begin(), found.end(), std::back_inserter(all),
                 [&](auto const& one) { return wanted.result.empty() || one.result == wanted.result; });
  }
  std::stable_sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.start < b.start; });
  return all;
}

/// Of all points that the asker sees, newest first.
base::Result<std::vector<verdicts::Verdict>> verdicts_of_all(Console::Inside const& inside, Call const& call, VerdictsWanted const& wanted) {
  auto const& range = wanted.range;
  auto found = inside.parts.verdicts.newest(wanted.result, wanted.period, verdicts_searched);
  if (found.size() < verdicts_searched || found.back().start < range.from) {
    std::erase_if(found, [&](auto const& one) {
      auto const point = inside.parts.registry.point(one.point);
      bool const fits = one.start >= range.from && one.start < range.to && (wanted.subject.empty() || one.subject == wanted.subject);
      return !fits || !point || !inside.sees(call, *point);
    });
    return found;
  }
  found.clear();   // the newest do not reach back so far
  bool too_many = range.to - range.from > gathered_time_max;
  for (auto const& point : inside.parts.registry.points()) {
    auto const more = too_many || !inside.sees(call, point) ? std::vector<verdicts::Verdict>{} : verdicts_of(inside, point, wanted);
    found.insert(found.end(), more.begin(), more.end());
    too_many = too_many || found.size() > verdicts_gathered_max;
  }
  if (too_many) {
    return base::Problem("bad_parameter", "these are too many verdicts for one answer", "from", "ask for a shorter time, one point or one subject");
  }
  std::stable_sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.start > b.start; });
  return found;
}

http::Response verdict_list(Console::Inside& inside, Call const& call) {
  for (auto const& known : {one_of(call, "period", {"hour", "day"}),
                            one_of(call, "result", {"ok", "exceeded", "excused", "invalid", "incomplete", "no_limit"})}) {
    if (!known) {
      return refuse(known.error());
    }
  }
  bool const all = call.query("point").empty();
  auto const range = range_of(call, verdicts_time);
  if (!range) {
    return refuse(range.error());
  }
  VerdictsWanted wanted{call.query("subject"), call.query("period"), call.query("result"), *range};
  wanted.period = wanted.period.empty() ? "hour" : wanted.period;
  wanted.result = wanted.result.empty() && all ? "exceeded" : wanted.result;
  auto const point = all ? base::Result<points::Point>(points::Point{}) : inside.point_of(call, call.query("point"));
  if (!point) {
    return refuse(point.error());
  }
  auto const found = all ? verdicts_of_all(inside, call, wanted) : verdicts_of(inside, *point, wanted);
  if (!found) {
    return refuse(found.error());
  }
  json::array items;
  for (auto const& one : *found) {
    items.push_back(inside.verdict(one));
  }
  return page(call, std::move(items), {"verdicts", inside.verdict({})});
}

}  // namespace

void Console::Inside::add_alarms(http::Router& router) {
  using identity::Right;
  list(router, "/alarms", Right::see_alarms, [this](Call const& call) { return alarm_list(*this, call); });
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
    if (!clear && found->state == "acknowledged") {
      return refuse(base::Problem("conflict", "somebody acknowledged this alarm already", "id", "its steps say who and when; clear it once it is settled"));
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
