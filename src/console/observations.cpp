// Charts, raw frames, statistics, transmission rates, and how a figure came about.
#include <algorithm>
#include <cmath>

#include "console/inside.hpp"
#include "hj212/hj212.hpp"

namespace console {
namespace {

constexpr std::size_t chart_rows_max = 4000;

json::object decoded(std::string_view bytes) {
  auto const frame = hj212::read_frame(bytes);
  hj212::Message message;
  hj212::parse(frame.segment, message);
  json::object head, cp, out;
  for (auto const& [name, value] : {std::pair{"QN", message.head.qn}, {"ST", message.head.st}, {"CN", message.head.cn},
                                    {"MN", message.head.mn}, {"Flag", message.head.flag}, {"PNUM", message.head.pnum},
                                    {"PNO", message.head.pno}}) {
    if (!value.empty()) {
      head[name] = text(value);
    }
  }
  for (auto const& param : message.params) {
    cp[text(param.name)] = text(param.value);
  }
  json::array items, faults;
  for (auto const& item : message.items) {
    json::object fields;
    for (auto const& field : message.of(item)) {
      fields[text(field.name)] = text(field.value);
    }
    items.push_back(json::object{{"code", text(item.code)}, {"fields", std::move(fields)}});
  }
  auto all = frame.faults;
  all |= message.faults;
  for (auto const fault : all.list()) {
    faults.push_back(text(hj212::name_of(fault)));
  }
  auto const edition = hj212::guess_edition(message);
  char const* const hex_digits = "0123456789ABCDEF";
  auto const computed = hj212::crc(frame.segment);
  std::string crc_computed;
  for (int shift = 12; shift >= 0; shift -= 4) {
    crc_computed += hex_digits[(computed >> shift) & 15];
  }
  return {{"ok", frame.length_ok && frame.crc_ok}, {"version", edition ? text(hj212::name_of(*edition)) : json::value(nullptr)},
          {"length_ok", frame.length_ok}, {"length_declared", frame.declared_length}, {"length_actual", frame.segment.size()},
          {"crc_ok", frame.crc_ok}, {"crc_kind", text(hj212::name_of(frame.crc_kind))}, {"crc_computed", crc_computed},
          {"head", std::move(head)}, {"items", std::move(items)}, {"cp", std::move(cp)}, {"faults", std::move(faults)}};
}

// The password stands in clear in every frame; it is nobody's business on a screen.
std::string without_password(std::string bytes) {
  for (std::size_t at = bytes.find("PW="); at != std::string::npos; at = bytes.find("PW=", at + 3)) {
    for (auto i = at + 3; i < bytes.size() && bytes[i] != ';'; ++i) {
      bytes[i] = '*';
    }
  }
  return bytes;
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

base::Duration interval_of(std::vector<points::Logger> const& loggers, observe::Kind kind) {
  auto const logger = loggers.empty() ? points::Logger{} : loggers.front();
  switch (kind) {
    case observe::Kind::realtime: return std::chrono::seconds(std::max(1, logger.rtd_interval_s));
    case observe::Kind::minute: return std::chrono::minutes(std::max(1, logger.minute_interval_min));
    case observe::Kind::day: return base::day_length;
    default: return base::hour_length;
  }
}

struct Bucket { double sum = 0, min = INFINITY, max = -INFINITY; std::int64_t count = 0; char flag = ' '; };

// More rows than a screen can show: the mean of equal steps with its least and greatest value.
json::array thinned(std::vector<observe::Row> const& rows, observe::Range range) {
  auto const step = std::max<std::int64_t>(1, (range.to - range.from).count() / 1000);
  std::map<std::int64_t, Bucket> buckets;
  for (auto const& row : rows) {
    if (std::isnan(row.value)) {
      continue;
    }
    auto& bucket = buckets[range.from.ms + (row.at.ms - range.from.ms) / step * step];
    bucket.sum += row.value, bucket.min = std::min(bucket.min, row.value), bucket.max = std::max(bucket.max, row.value), ++bucket.count;
    bucket.flag = row.flag != 'N' && row.flag != ' ' ? row.flag : bucket.flag;
  }
  json::array out;
  for (auto const& [at, b] : buckets) {
    out.push_back(json::array{at, b.sum / double(b.count), b.min, b.max, nullptr, std::string(1, b.flag), nullptr, 0});
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
          {"peer", text(frame.peer)}, {"mn", text(frame.mn)}, {"text", text(base::printable(without_password(frame.bytes)))},
          {"decoded", readable ? json::value(decoded(frame.bytes)) : json::value(nullptr)}};
}

json::object Console::Inside::statistic(observe::Statistic const& s, std::string_view unit) const {
  return {{"factor", text(s.factor)}, {"variant", text(s.variant)}, {"period", s.period == observe::Period::hour ? "hour" : "day"},
          {"start", base::format(s.start)}, {"mean", number(s.mean)}, {"min", number(s.min)}, {"max", number(s.max)}, {"total", number(s.total)},
          {"unit", text(unit)}, {"due", s.due}, {"received", s.received}, {"valid_rows", s.valid_rows}, {"valid", s.valid},
          {"flag", std::string(1, s.flag)}, {"made_from", text(observe::name_of(s.made_from))}, {"device", number(s.device)},
          {"device_flag", std::string(1, s.device_flag)}, {"difference", number(s.device - s.mean)}, {"revision", s.revision}};
}

namespace {

http::Response chart(Console::Inside& inside, Call const& call);
http::Response explain(Console::Inside& inside, Call const& call);
http::Response transmission(Console::Inside& inside, Call const& call);

http::Response frames(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const range = range_of(call, base::day_length);
  auto const cut = cut_of(call);
  if (!point || !range || !cut) {
    return refuse(!point ? point.error() : !range ? range.error() : cut.error());
  }
  json::array items;
  for (auto const& one : inside.parts.log.some(inside.parts.store.frames_of(point->id, *range, cut->limit))) {
    items.push_back(inside.frame(one));
  }
  auto const count = items.size();
  return page_of(call, std::move(items), count, "frames");
}

http::Response statistics(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const daily = call.query("period") == "day";
  auto const range = range_of(call, daily ? base::day_length * 31 : base::day_length * 2);
  if (!point || !range) {
    return refuse(!point ? point.error() : range.error());
  }
  auto const factor = call.query("factor");
  auto const unit = inside.unit_of(*point, factor);
  json::array items;
  auto const period = daily ? observe::Period::day : observe::Period::hour;
  for (auto const& one : inside.parts.store.statistics(point->id, factor, call.query("variant"), period, *range)) {
    items.push_back(inside.statistic(one, unit));
  }
  return page(call, std::move(items), "statistics");
}

http::Response chart(Console::Inside& inside, Call const& call) {
  auto const point = inside.point_of(call, call.param("id"));
  auto const range = range_of(call, base::day_length);
  if (!point || !range) {
    return refuse(!point ? point.error() : range.error());
  }
  auto const factor = call.query("factor"), variant = call.query("variant");
  auto const kind_text = call.query("kind").empty() ? std::string("realtime") : call.query("kind");
  bool const mean = kind_text == "hour-mean" || kind_text == "day-mean";
  auto const kind = observe::parse_kind(mean ? kind_text.substr(0, kind_text.find('-')) : kind_text);
  if (!kind) {
    return refuse(base::Problem("bad_parameter", "'" + base::printable(kind_text) + "' is no kind of series", "kind",
                                "realtime minute hour day hour-mean day-mean"));
  }
  json::object out{{"point", point->id.value}, {"factor", text(factor)}, {"variant", text(variant)}, {"kind", text(kind_text)},
                   {"name", text(inside.factor_name(factor, false))}, {"name_en", text(inside.factor_name(factor, true))},
                   {"unit", text(inside.unit_of(*point, factor))}, {"from", base::format(range->from)}, {"to", base::format(range->to)}};
  json::array rows, limits, gaps;
  json::value rate = nullptr;
  bool thin = false;
  json::array columns{"at", "value", "min", "max", "total", "flag", "frame", "revision"};
  if (mean) {
    columns = {"at", "value", "min", "max", "total", "flag", "valid", "device"};
    auto const period = *kind == observe::Kind::day ? observe::Period::day : observe::Period::hour;
    for (auto const& one : inside.parts.store.statistics(point->id, factor, variant, period, *range)) {
      rows.push_back(row_of(one));
    }
  } else if (auto const series = inside.parts.store.find({point->id, factor, *kind, variant})) {
    auto const loggers = inside.parts.registry.loggers_of(point->id);
    auto const all = inside.parts.store.rows(*series, *range);
    thin = all.size() > chart_rows_max && !call.csv;
    if (thin) {
      rows = thinned(all, *range);
    } else {
      for (auto const& row : all) {
        rows.push_back(row_of(row));
      }
    }
    auto const interval = interval_of(loggers, *kind);
    for (auto const& gap : inside.parts.store.gaps(*series, *range, interval)) {
      gaps.push_back(json::object{{"from", base::format(gap.from)}, {"to", base::format(gap.to)}, {"missing", gap.missing}});
    }
    auto const counted = inside.parts.store.rate(*series, *range, interval, "N ");
    rate = json::object{{"due", counted.due}, {"received", counted.received}, {"valid", counted.valid}};
  }
  for (auto const& channel : inside.parts.registry.channels(point->id)) {
    if (channel.factor == factor) {
      for (auto const* averaging : {"hour", "day", "instant"}) {
        for (auto const* limit : inside.parts.catalog.limits(channel.limit_set, factor, averaging, base::beijing_day(range->to))) {
          limits.push_back(limit_line(*limit));
        }
      }
    }
  }
  if (call.csv) {
    json::array items;
    for (auto const& row : rows) {
      json::object item;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const& cell = row.get_array()[i];
        item[columns[i].get_string()] = i == 0 ? json::value(base::format(base::Time{cell.to_number<std::int64_t>()})) : cell;
      }
      items.push_back(std::move(item));
    }
    return page(call, std::move(items), "chart");
  }
  out["columns"] = std::move(columns), out["rows"] = std::move(rows), out["limits"] = std::move(limits), out["gaps"] = std::move(gaps);
  out["rate"] = std::move(rate), out["thinned"] = thin;
  return answer(out);
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
    auto const interval = interval_of(loggers, *kind);
    for (auto const& channel : inside.parts.registry.channels(point.id)) {
      auto const series = inside.parts.store.find({point.id, channel.factor, *kind, ""});
      auto const rate = series ? inside.parts.store.rate(*series, *range, interval, "N ")
                               : observe::Rate{.due = (range->to - range->from) / interval};
      items.push_back(json::object{{"point", point.id.value}, {"point_name", text(point.name)}, {"factor", text(channel.factor)},
                                   {"name", text(inside.factor_name(channel.factor, false))}, {"due", rate.due}, {"received", rate.received},
                                   {"valid", rate.valid}, {"share", number(rate.transmitted())},
                                   {"valid_share", number(rate.due != 0 ? double(rate.valid) / double(rate.due) : NAN)}});
    }
  }
  return page(call, std::move(items), "transmission");
}

json::array rendered(Console::Inside const& inside, judge::Explanation const& found, std::vector<verdicts::Verdict> const& history) {
  (void)found;
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
  bool const frames_too = identity::may(call.session.person.role, identity::Right::see_frames);
  for (auto const& row : found->rows) {
    rows.push_back(json::object{{"at", base::format(row.at)}, {"value", number(row.value)}, {"flag", std::string(1, row.flag)},
                                {"counts", found->valid_flags.find(row.flag) != std::string::npos}, {"frame", frames_too ? row.frame.value : 0},
                                {"revision", row.revision}});
  }
  auto const value = found->statistic ? found->statistic->mean : found->verdict ? found->verdict->value : NAN;
  return answer(json::object{{"point", inside.map_point(*point, nullptr)}, {"subject", text(subject)}, {"variant", text(call.query("variant"))},
                             {"period", daily ? "day" : "hour"}, {"start", base::format(*start)}, {"value", number(value)}, {"unit", text(unit)},
                             {"steps", std::move(steps)}, {"inputs", std::move(inputs)}, {"rows", std::move(rows)},
                             {"statistic", found->statistic ? json::value(inside.statistic(*found->statistic, unit)) : json::value(nullptr)},
                             {"verdict", found->verdict ? json::value(inside.verdict(*found->verdict)) : json::value(nullptr)},
                             {"revisions", rendered(inside, *found, found->history)}, {"basis", basis(found->basis)}});
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
    auto const owner = parts.registry.logger(found->mn);
    auto const point = owner ? parts.registry.point(owner->point) : std::nullopt;
    if (point && !sees(call, *point)) {
      return refuse(base::Problem("not_found", "there is no frame " + call.param("number"), "number"));
    }
    return answer(frame(*found));
  });
  guarded(router, http::Method::get, "/events", Right::see_measurements, [this](Call const& call) {
    auto const person = call.session.person;
    auto stream = events.listen([person](std::string_view facility) { return identity::sees_point(person, facility); });
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
