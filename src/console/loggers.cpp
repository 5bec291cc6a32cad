// 数采仪诊断: what each logger does wrong, in words; the seen list; registering.
#include <algorithm>

#include "console/fault_words.hpp"
#include "console/inside.hpp"

namespace console {
namespace {

constexpr std::size_t newest_frames = 20;

json::object fault_now(points::Fault const& fault) {
  auto const words = words_of_fault(fault.name);
  return {{"name", text(fault.name)}, {"title", title(words.title, words.title_en)}, {"advice", title(words.advice, words.advice_en)},
          {"count", fault.count}, {"first_at", base::format(fault.first_at)}, {"last_at", base::format(fault.last_at)},
          {"frame", fault.last_frame.value}};
}

// Offline is decided by judge; here it only says whether frames came within three intervals.
bool talks(ingest::Gateway::LoggerState const& state, points::Logger const& logger, base::Time now) {
  return now - state.last_frame_at <= std::max<base::Duration>(std::chrono::seconds(3 * logger.rtd_interval_s), std::chrono::minutes(10));
}

base::Result<points::Logger> read_logger(json::object const& body, points::Logger logger) {
  logger.point = base::PointId{static_cast<std::int64_t>(number_of(body, "point", double(logger.point.value)))};
  if (auto const password = text_of(body, "password"); !password.empty()) {
    logger.password = password;
  }
  logger.edition = text_of(body, "edition", logger.edition);
  if (auto const key = text_of(body, "sm4_key", logger.sm4_key); key != logger.sm4_key) {
    logger.sm4_key_old = logger.sm4_key;
    logger.sm4_key = key;
  }
  logger.rtd_interval_s = static_cast<int>(number_of(body, "rtd_interval_s", logger.rtd_interval_s));
  logger.minute_interval_min = static_cast<int>(number_of(body, "minute_interval_min", logger.minute_interval_min));
  logger.period_end_times = truth_of(body, "period_end_times", logger.period_end_times);
  logger.crc_accepted = text_of(body, "crc_accepted", logger.crc_accepted);
  logger.active = truth_of(body, "active", logger.active);
  return logger;
}

}  // namespace

json::object Console::Inside::logger(points::Logger const& logger, base::Time now) const {
  auto const point = parts.registry.point(logger.point);
  auto const states = parts.gateway.logger_states();
  auto const state = states.find(logger.mn);
  bool const known = state != states.end();
  json::array faults;
  for (auto const& fault : parts.registry.faults(logger.mn)) {
    faults.push_back(fault_now(fault));
  }
  return {{"mn", text(logger.mn)}, {"point", logger.point.value}, {"point_name", text(point ? point->name : "")}, {"edition", text(logger.edition)},
          {"encrypted", !logger.sm4_key.empty()}, {"rtd_interval_s", logger.rtd_interval_s}, {"minute_interval_min", logger.minute_interval_min},
          {"period_end_times", logger.period_end_times}, {"crc_accepted", text(logger.crc_accepted)}, {"active", logger.active},
          {"online", known && talks(state->second, logger, now)}, {"last_frame_at", known ? time_or_null(state->second.last_frame_at) : json::value(nullptr)},
          {"clock_offset_s", known && state->second.has_clock ? json::value(state->second.clock_offset_s) : json::value(nullptr)},
          {"frames", known ? state->second.frames : 0}, {"faults", std::move(faults)}};
}

void Console::Inside::add_loggers(http::Router& router) {
  using identity::Right;
  list(router, "/loggers", Right::see_frames, [this](Call const& call) {
    json::array items;
    for (auto const& one : parts.registry.loggers()) {
      auto const point = parts.registry.point(one.point);
      if (point && sees(call, *point)) {
        items.push_back(logger(one, call.now()));
      }
    }
    return page(call, std::move(items), "loggers");
  });
  auto const detail = [this](Call const& call, points::Logger const& found) {
    auto out = logger(found, call.now());
    json::object samples;
    json::array newest;
    for (auto const& fault : parts.registry.faults(found.mn)) {
      if (auto const sample = parts.log.one(fault.last_frame)) {
        samples[fault.name] = frame(*sample);
      }
    }
    for (auto const& one : parts.log.some(parts.store.frames_of(found.point, {call.now() - base::day_length, call.now() + base::hour_length}, newest_frames))) {
      newest.push_back(frame(one));
    }
    out["samples"] = std::move(samples), out["newest"] = std::move(newest);
    return answer(out);
  };
  auto const missing = [](Call const& call) { return refuse(base::Problem("not_found", "no logger has the MN " + base::printable(call.param("mn")), "mn")); };
  guarded(router, http::Method::get, "/loggers/{mn}", Right::see_frames, [this, detail, missing](Call const& call) {
    auto const found = parts.registry.logger(call.param("mn"));
    auto const point = found ? parts.registry.point(found->point) : std::nullopt;
    return point && sees(call, *point) ? detail(call, *found) : missing(call);
  });
  guarded(router, http::Method::put, "/loggers/{mn}", Right::change_points, [this, detail](Call const& call) {
    auto const body = body_of(call);
    if (!body) {
      return refuse(body.error());
    }
    auto const before = parts.registry.logger(call.param("mn"));
    auto const read = read_logger(*body, before.value_or(points::Logger{.mn = call.param("mn")}));
    auto const stored = read ? parts.registry.put(*read, call.who(), call.now()) : base::Outcome(read.error());
    if (!stored) {
      return refuse(stored.error());
    }
    if (!before) {
      parts.gateway.reapply(call.param("mn"));   // what it sent while nobody knew it
    }
    return detail(call, *parts.registry.logger(call.param("mn")));
  });
  guarded(router, http::Method::del, "/loggers/{mn}", Right::change_points, [this](Call const& call) {
    auto const gone = parts.registry.remove_logger(call.param("mn"), call.who(), call.now());
    return gone ? no_content() : refuse(gone.error());
  });
  list(router, "/seen", Right::see_points_admin, [this](Call const& call) {
    json::array items;
    for (auto const& one : parts.registry.seen()) {
      items.push_back(json::object{{"mn", text(one.mn)}, {"st", text(one.st)}, {"cn", text(one.cn)}, {"flag", text(one.flag)}, {"peer", text(one.peer)},
                                   {"first_at", base::format(one.first_at)}, {"last_at", base::format(one.last_at)}, {"frames", one.frames},
                                   {"frame", one.last_frame.value}});
    }
    return page(call, std::move(items), "seen");
  });
}

}  // namespace console
