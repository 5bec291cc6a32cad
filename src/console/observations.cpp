// Charts, raw frames, statistics, transmission rates, and how a figure came about.
#include <algorithm>
#include <cmath>

#include "console/inside.hpp"
#include "hj212/hj212.hpp"

namespace console {
namespace {

constexpr std::size_t chart_rows_max = 4'000;                            // more are thinned
constexpr std::size_t piece_rows = 100'000, rows_read_max = 20'000'000;   // of one answer
constexpr std::size_t table_rows_max = 1'000'000, table_frames_max = 10'000, frames_counted_max = 1'000'000, gaps_max = 2'000;

/// An encrypted frame is told as its logger's keys of that day open it.
json::value decoded(std::string_view bytes, std::optional<points::Logger> const& owner) {
  std::vector<std::string> keys;
  for (auto const& key : owner ? std::vector{owner->sm4_key, owner->sm4_key_old, owner->sm4_key_next} : keys) {
    if (!key.empty()) {
      keys.push_back(key);
    }
  }
  boost::system::error_code error;
  auto value = json::parse(hj212::to_json_for_screens(bytes, keys), error);
  CHECK(!error, "what hj212 writes is JSON");
  return value;
}

std::string_view kind_name(evidence::Kind kind) {
  switch (kind) {
    case evidence::Kind::frame: return "frame";
    case evidence::Kind::noise: return "noise";
    case evidence::Kind::import: return "import";
    case evidence::Kind::sent: return "sent";
  }
  return "frame";
}

// Between rows that are due at a point.
base::Duration interval_of(points::Point const& point, std::vector<points::Logger> const& loggers, observe::Kind kind) {
  auto const logger = loggers.empty() ? points::Logger{} : loggers.front();
  switch (kind) {
    case observe::Kind::realtime: return std::chrono::seconds(std::max(1, logger.rtd_interval_s));
    case observe::Kind::minute: return std::chrono::minutes(std::max(1, logger.minute_interval_min));
    case observe::Kind::day: return base::day_length;
    default: return point.reading_every_h * base::hour_length;
  }
}

struct Bucket { double sum = 0, min = INFINITY, max = -INFINITY; std::int64_t count = 0; char flag = ' '; };

/// All rows of a range, read in pieces; `take` says whether to go on.
void each_row(observe::Store const& store, base::SeriesId series, observe::Range range, std::function<bool(observe::Row const&)> const& take) {
  for (std::size_t read = 0; read < rows_read_max;) {
    auto const piece = store.rows(series, range, piece_rows);
    for (auto const& row : piece) {
      if (!take(row)) {
        return;
      }
    }
    read += piece.size();
    if (piece.size() < piece_rows) {
      return;
    }
    range.from = piece.back().at + base::Duration(1);
  }
}

// More rows than a screen can show: the mean of equal steps with its least and greatest value.
json::array thinned(observe::Store const& store, base::SeriesId series, observe::Range range) {
  auto const step = std::max<std::int64_t>(1, (range.to - range.from).count() / 1000);
  std::map<std::int64_t, Bucket> buckets;
  each_row(store, series, range, [&](observe::Row const& row) {
    if (std::isnan(row.value)) {
      return true;
    }
    auto& bucket = buckets[range.from.ms + (row.at.ms - range.from.ms) / step * step];
    bucket.sum += row.value, bucket.min = std::min(bucket.min, row.value), bucket.max = std::max(bucket.max, row.value), ++bucket.count;
    bucket.flag = row.flag != 'N' && row.flag != ' ' ? row.flag : bucket.flag;
    return true;
  });
  json::array out;
  for (auto const& [at, b] : buckets) {
    out.push_back(json::array{at, number(b.sum / double(b.count)), number(b.min), number(b.max), nullptr, std::string(1, b.flag), nullptr, 0});
  }
  return out;
}

json::array row_of(observe::Row const& row) {
  return {row.at.ms, number(row.value), number(row.min), number(row.max), number(row.total), std::string(1, row.flag), row.frame.value, row.revision};
}
json::array row_of(observe::Statistic const& s) {
  return {s.start.ms, number(s.mean), number(s.min), number(s.max), number(s.total), std::string(1, s.flag), s.valid, number(s.device)};
}

}  // namespace

json::object Console::Inside::frame(evidence::Frame const& frame) const {
  auto const readable = frame.kind == evidence::Kind::frame || frame.kind == evidence::Kind::sent;
  return {{"number", frame.number.value}, {"received_at", base::format(frame.received_at)}, {"kind", text(kind_name(frame.kind))},
          {"peer", text(frame.peer)}, {"mn", text(frame.mn)}, {"text", text(base::printable(hj212::without_secrets(frame.bytes)))},
          {"decoded", readable ? decoded(frame.bytes, parts.registry.logger(frame.mn, frame.received_at)) : json::value(nullptr)}};
}

json::object Console::Inside::statistic(observe::Statistic const& s, std::string_view unit) const {
  return {{"factor", text(s.factor)}, {"variant", text(s.variant)}, {"period", s.period == observe::Period::hour ? "hour" : "day"},
          {"start", base::format(s.start)}, {"mean", number(s.mean)}, {"min", number(s.min)}, {"max", number(s.max)}, {"total", number(s.total)},
          {"unit", text(unit)}, {"due", s.due}, {"received", s.received}, {"valid_rows", s.valid_rows}, {"valid", s.valid},
          {"flag", std::string(1, s.flag)}, {"made_from", text(observe::name_of(s.made_from))}, {"device", number(s.device)},
          {"device_flag", std::string(1, s.device_flag)}, {"difference", number(s.device - s.mean)}, {"revision", s.revision}};
}

namespace {

http::Response frames(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const range = range_of(call, base::day_length);
  auto const cut = cut_of(call);
  if (!point || !range || !cut) {
    return refuse(!point ? point.error() : !range ? range.error() : cut.error());
  }
  if (!Console::Inside::sees_inside(call, *point)) {
    return refuse(base::Problem("not_found", "there are no frames of this point for you", "id"));
  }
  auto const oldest_first = oldest_first_of(call, {"number", "received_at"});
  if (!oldest_first) {
    return refuse(oldest_first.error());
  }
  auto numbers = inside.parts.store.frames_of(point->id, *range, frames_counted_max);
  auto const total = numbers.size();
  if (*oldest_first) {
    std::reverse(numbers.begin(), numbers.end());
  }
  auto const first = std::min(total, call.csv ? 0 : cut->skip), most = std::min(total - first, call.csv ? table_frames_max : cut->limit);
  auto const from = numbers.begin() + static_cast<std::ptrdiff_t>(first);
  json::array items;
  for (auto const& one : inside.parts.log.some({from, from + static_cast<std::ptrdiff_t>(most)})) {
    items.push_back(inside.frame(one));
  }
  return page_of(call, std::move(items), total, {"frames", inside.frame({.kind = evidence::Kind::noise})});
}

http::Response statistics(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const known = one_of(call, "period", {"hour", "day"});
  auto const daily = call.query("period") == "day";
  auto const range = range_of(call, daily ? base::day_length * 31 : base::day_length * 2);
  if (!point || !known || !range) {
    return refuse(!point ? point.error() : !known ? known.error() : range.error());
  }
  auto const factor = call.query("factor");
  auto const unit = inside.unit_of(*point, factor);
  json::array items;
  auto const period = daily ? observe::Period::day : observe::Period::hour;
  for (auto const& one : inside.parts.store.statistics(point->id, factor, call.query("variant"), period, *range)) {
    items.push_back(inside.statistic(one, unit));
  }
  return page(call, std::move(items), {"statistics", inside.statistic({}, "")});
}

struct ChartWanted {
  points::Point point;
  observe::Range range;
  std::string factor, variant, kind_text;
  observe::Kind kind = observe::Kind::realtime;
  bool mean = false;
};

base::Result<ChartWanted> chart_wanted(Console::Inside const& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const range = range_of(call, base::day_length);
  if (!point || !range) {
    return !point ? point.error() : range.error();
  }
  if (call.query("factor").empty()) {
    return base::Problem("bad_parameter", "the factor is missing", "factor", "name one of the point's channels");
  }
  auto const kind_text = call.query("kind").empty() ? std::string("realtime") : call.query("kind");
  bool const mean = kind_text == "hour-mean" || kind_text == "day-mean";
  auto const kind = observe::parse_kind(mean ? kind_text.substr(0, kind_text.find('-')) : kind_text);
  if (!kind) {
    return base::Problem("bad_parameter", "'" + base::printable(kind_text) + "' is no kind of series", "kind",
                         "use one of realtime minute hour day hour-mean day-mean");
  }
  return ChartWanted{*point, *range, call.query("factor"), call.query("variant"), kind_text, *kind, mean};
}

/// The series' rows, gaps and rate into `out`; all rows for a table, thinned ones for a screen if there are too many.
json::array series_rows(Console::Inside const& inside, ChartWanted const& wanted, bool whole, json::object& out) {
  auto const& store = inside.parts.store;
  auto const series = store.find({wanted.point.id, wanted.factor, wanted.kind, wanted.variant});
  json::array rows, gaps;
  if (!series) {
    return rows;
  }
  auto const most = whole ? table_rows_max : chart_rows_max;
  bool thin = false;
  each_row(store, *series, wanted.range, [&](observe::Row const& row) {
    thin = rows.size() == most;
    if (!thin) {
      rows.push_back(row_of(row));
    }
    return !thin;
  });
  thin = thin && !whole;
  if (thin) {
    rows = thinned(store, *series, wanted.range);
  }
  out["thinned"] = thin;
  auto const interval = interval_of(wanted.point, inside.parts.registry.loggers_of(wanted.point.id), wanted.kind);
  for (auto const& gap : store.gaps(*series, wanted.range, interval)) {
    if (gaps.size() < gaps_max) {
      gaps.push_back(json::object{{"from", base::format(gap.from)}, {"to", base::format(gap.to)}, {"missing", gap.missing}});
    }
  }
  out["gaps"] = std::move(gaps);
  auto const rate = store.rate(*series, wanted.range, interval, "N ");
  out["rate"] = json::object{{"due", rate.due}, {"received", rate.received}, {"valid", rate.valid}};
  return rows;
}

json::array limit_lines(Console::Inside const& inside, ChartWanted const& wanted) {
  json::array limits;
  auto const last = std::max(wanted.range.from, wanted.range.to - base::Duration(1));   // `to` itself is no longer shown
  for (auto const& channel : inside.parts.registry.channels(wanted.point.id)) {
    for (auto const* limit : channel.factor == wanted.factor ? inside.limits_of(channel, base::beijing_day(last)) : std::vector<catalog::Limit const*>{}) {
      limits.push_back(limit_line(*limit));
    }
  }
  return limits;
}

http::Response chart_table(Call const& call, json::array const& rows, json::array const& columns) {
  json::array items;
  for (auto const& row : rows) {
    json::object item;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto const& cell = row.get_array()[i];
      item[columns[i].get_string()] = i == 0 ? json::value(base::format(base::Time{cell.to_number<std::int64_t>()})) : cell;
    }
    items.push_back(std::move(item));
  }
  json::object row;
  for (auto const& column : columns) {
    row[column.get_string()] = nullptr;
  }
  return page(call, std::move(items), {"chart", std::move(row)});
}

http::Response chart(Console::Inside& inside, Call const& call) {
  auto const wanted = chart_wanted(inside, call);
  if (!wanted) {
    return refuse(wanted.error());
  }
  auto const& [point, range, factor, variant, kind_text, kind, mean] = *wanted;
  json::object out{{"point", point.id.value}, {"factor", text(factor)}, {"variant", text(variant)}, {"kind", text(kind_text)},
                   {"name", text(inside.factor_name(factor, false))}, {"name_en", text(inside.factor_name(factor, true))},
                   {"unit", text(inside.unit_of(point, factor))}, {"from", base::format(range.from)}, {"to", base::format(range.to)},
                   {"gaps", json::array()}, {"rate", nullptr}, {"thinned", false}};
  json::array rows;
  json::array columns{"at", "value", "min", "max", "total", "flag", "frame", "revision"};
  if (mean) {
    columns = {"at", "value", "min", "max", "total", "flag", "valid", "device"};
    auto const period = kind == observe::Kind::day ? observe::Period::day : observe::Period::hour;
    for (auto const& one : inside.parts.store.statistics(point.id, factor, variant, period, range)) {
      rows.push_back(row_of(one));
    }
  } else {
    rows = series_rows(inside, *wanted, call.csv, out);
  }
  if (call.csv) {
    return chart_table(call, rows, columns);
  }
  out["columns"] = std::move(columns), out["rows"] = std::move(rows), out["limits"] = limit_lines(inside, *wanted);
  return answer(out);
}

json::object transmitted(points::Point const& point, std::string const& factor, std::string const& name, observe::Rate const& rate) {
  return {{"point", point.id.value}, {"point_name", text(point.name)}, {"factor", text(factor)}, {"name", text(name)}, {"due", rate.due},
          {"received", rate.received}, {"valid", rate.valid}, {"share", number(rate.transmitted())},
          {"valid_share", number(rate.due != 0 ? double(rate.valid) / double(rate.due) : NAN)}};
}

http::Response transmission(Console::Inside& inside, Call const& call) {
  auto const range = range_of(call, base::day_length);
  auto const kind = observe::parse_kind(call.query("kind").empty() ? "realtime" : call.query("kind"));
  if (!range || !kind) {
    return refuse(!range ? range.error() : base::Problem("bad_parameter", "no such kind of series", "kind", "realtime minute hour"));
  }
  json::array items;
  for (auto const& point : inside.parts.registry.points()) {
    auto const loggers = inside.parts.registry.loggers_of(point.id);
    bool const asked = call.query("point").empty() || call.query("point") == std::to_string(point.id.value);
    if (loggers.empty() || !asked || !inside.sees(call, point)) {
      continue;
    }
    auto const interval = interval_of(point, loggers, *kind);
    for (auto const& channel : inside.parts.registry.channels(point.id)) {
      auto const series = inside.parts.store.find({point.id, channel.factor, *kind, ""});
      auto const rate = series ? inside.parts.store.rate(*series, *range, interval, "N ")
                               : observe::Rate{.due = (range->to - range->from) / interval};
      items.push_back(transmitted(point, channel.factor, inside.factor_name(channel.factor, false), rate));
    }
  }
  return page(call, std::move(items), {"transmission", transmitted({}, "", "", {})});
}

json::array rendered(Console::Inside const& inside, std::vector<verdicts::Verdict> const& history) {
  json::array out;
  for (auto const& one : history) {
    out.push_back(inside.verdict(one));
  }
  return out;
}

http::Response explain(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.query("point"));
  auto const start = base::parse_time(call.query("start"));
  if (!point || !start) {
    return refuse(!point ? point.error() : base::Problem(start.error().code, start.error().detail, "start", start.error().mend));
  }
  if (auto const known = one_of(call, "period", {"hour", "day"}); !known) {
    return refuse(known.error());
  }
  auto const subject = call.query("subject").empty() ? call.query("factor") : call.query("subject");
  auto const daily = call.query("period") == "day";
  auto const period = daily ? observe::Period::day : observe::Period::hour;
  auto const found = inside.parts.judge.explain(point->id, subject, call.query("variant"), period, *start);
  if (!found) {
    return refuse(found.error());
  }
  auto const unit = subject == "aqi" ? std::string() : inside.unit_of(*point, subject);
  json::array steps, inputs, rows;
  for (auto const& step : found->steps) {
    steps.push_back(json::object{{"title", title(step.title, step.title_en)}, {"text", title(step.text, step.text_en)},
                                 {"basis", step.basis ? json::value(basis({*step.basis})[0]) : json::value(nullptr)}});
  }
  for (auto const& input : found->inputs) {
    inputs.push_back(json::object{{"factor", text(input.factor)}, {"name", text(input.name)}, {"value", number(input.value)}, {"unit", text(input.unit)},
                                  {"rounded", text(input.rounded)}, {"iaqi", input.iaqi ? json::value(*input.iaqi) : json::value(nullptr)},
                                  {"hours", input.hours}, {"note", text(input.note)}});
  }
  bool const frames_too = identity::may(call.session.person.role, identity::Right::see_frames) && Console::Inside::sees_inside(call, *point);
  for (auto const& row : found->rows) {
    rows.push_back(json::object{{"at", base::format(row.at)}, {"value", number(row.value)}, {"flag", std::string(1, row.flag)},
                                {"counts", found->valid_flags.find(row.flag) != std::string::npos}, {"frame", frames_too ? row.frame.value : 0},
                                {"revision", row.revision}});
  }
  auto const value = found->statistic ? found->statistic->mean : found->verdict ? found->verdict->value : NAN;
  auto const state = inside.state_of(point->id, call.now());
  return answer(json::object{{"point", inside.map_point(*point, state ? &*state : nullptr)},
                             {"subject", text(subject)}, {"variant", text(call.query("variant"))},
                             {"period", daily ? "day" : "hour"}, {"start", base::format(*start)}, {"value", number(value)}, {"unit", text(unit)},
                             {"steps", std::move(steps)}, {"inputs", std::move(inputs)}, {"rows", std::move(rows)},
                             {"statistic", found->statistic ? json::value(inside.statistic(*found->statistic, unit)) : json::value(nullptr)},
                             {"verdict", found->verdict ? json::value(inside.verdict(*found->verdict)) : json::value(nullptr)},
                             {"revisions", rendered(inside, found->history)}, {"basis", basis(found->basis)}});
}

}  // namespace

void Console::Inside::add_observations(http::Router& router) {
  using identity::Right;
  list(router, "/points/{id}/chart", Right::see_measurements, [this](Call const& call) { return chart(*this, call); });
  list(router, "/points/{id}/frames", Right::see_frames, [this](Call const& call) { return frames(*this, call); });
  list(router, "/points/{id}/statistics", Right::see_measurements, [this](Call const& call) { return statistics(*this, call); });
  list(router, "/transmission", Right::see_measurements, [this](Call const& call) { return transmission(*this, call); });
  guarded(router, http::Method::get, "/explain", Right::see_measurements, [this](Call const& call) { return explain(*this, call); });
  guarded(router, http::Method::get, "/frames/{number}", Right::see_frames, [this](Call const& call) {
    auto const wanted = base::parse_integer(call.param("number"));
    auto const found = wanted ? parts.log.one(base::FrameNumber{*wanted}) : std::nullopt;
    if (!found) {
      return refuse(base::Problem("not_found", "there is no frame " + base::printable(call.param("number")), "number"));
    }
    auto const owner = parts.registry.logger(found->mn, found->received_at);
    auto const point = owner ? parts.registry.point(owner->point) : std::nullopt;
    bool const seen = point ? sees_inside(call, *point) : identity::sees_inside(call.session.person, {});   // of nobody we know: not for enterprises
    if (!seen) {
      return refuse(base::Problem("not_found", "there is no frame " + call.param("number"), "number"));
    }
    return answer(frame(*found));
  });
  guarded(router, http::Method::get, "/events", Right::see_measurements, [this](Call const& call) {
    auto stream = events.listen(call.token, call.session.person);
    if (!stream) {
      return refuse(base::Problem("unavailable", "too many screens listen at once", {}, "close some and reload"));
    }
    http::Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.stream = std::move(stream);
    return response;
  });
}

}  // namespace console
