// 数采仪诊断: what each logger does wrong, in words; the seen list; registering.
#include <algorithm>
#include <limits>

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

json::object stranger(points::Seen const& one) {
  return {{"mn", text(one.mn)}, {"st", text(one.st)}, {"cn", text(one.cn)}, {"flag", text(one.flag)}, {"peer", text(one.peer)},
          {"first_at", base::format(one.first_at)}, {"last_at", base::format(one.last_at)}, {"frames", one.frames}, {"frame", one.last_frame.value},
          {"note", text(one.note)}};
}

// Offline is decided by judge; here it only says whether frames came within three intervals.
bool talks(ingest::Gateway::LoggerState const& state, points::Logger const& logger, base::Time now) {
  return now - state.last_frame_at <= std::max<base::Duration>(std::chrono::seconds(3 * logger.rtd_interval_s), std::chrono::minutes(10));
}

/// `is_new`: where it stands, its password and its edition must be said; of a known one what is not sent stays.
points::Logger read_logger(Form& form, points::Logger logger, bool is_new) {
  for (auto const* name : {"password", "edition"}) {
    if (is_new && form.text(name).empty()) {
      form.wrong({base::Problem("invalid", "a new logger needs this", name, "say it once; later an empty one keeps what is known")});
    }
  }
  logger.point = base::PointId{form.whole("point", logger.point.value)};
  if (auto const password = form.text("password"); !password.empty()) {
    logger.password = password;
  }
  logger.edition = form.text("edition", logger.edition);
  if (auto const key = form.text("sm4_key", logger.sm4_key); key != logger.sm4_key) {
    logger.sm4_key_old = logger.sm4_key;
    logger.sm4_key = key;
  }
  logger.rtd_interval_s = small_whole(form, "rtd_interval_s", logger.rtd_interval_s);
  logger.minute_interval_min = small_whole(form, "minute_interval_min", logger.minute_interval_min);
  logger.period_end_times = form.truth("period_end_times", logger.period_end_times);
  logger.crc_accepted = form.text("crc_accepted", logger.crc_accepted);
  logger.active = form.truth("active", logger.active);
  return logger;
}

}  // namespace

int small_whole(Form& form, std::string_view name, int otherwise) {
  auto const read = form.whole(name, otherwise);
  return static_cast<int>(std::clamp<std::int64_t>(read, -1, std::numeric_limits<int>::max()));   // out of range stays out of range
}

Console::Inside::Diagnosis Console::Inside::diagnosis() const {
  Diagnosis out{.states = parts.gateway.logger_states(), .faults = {}};
  for (auto& fault : parts.registry.faults()) {
    out.faults[fault.mn].push_back(std::move(fault));
  }
  return out;
}

json::object Console::Inside::logger(points::Logger const& logger, Diagnosis const& diagnosis, base::Time now) const {
  auto const point = parts.registry.point(logger.point);
  auto const state = diagnosis.states.find(logger.mn);
  bool const known = state != diagnosis.states.end();
  json::array faults;
  if (auto const found = diagnosis.faults.find(logger.mn); found != diagnosis.faults.end()) {
    for (auto const& fault : found->second) {
      faults.push_back(fault_now(fault));
    }
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
    auto const known = diagnosis();
    json::array items;
    for (auto const& one : parts.registry.loggers()) {
      auto const point = parts.registry.point(one.point);
      if (point && sees_inside(call, *point)) {
        items.push_back(logger(one, known, call.now()));
      }
    }
    return page(call, std::move(items), {"loggers", logger({}, known, call.now())});
  });
  auto const detail = [this](Call const& call, points::Logger const& found) {
    auto out = logger(found, diagnosis(), call.now());
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
    return point && sees_inside(call, *point) ? detail(call, *found) : missing(call);
  });
  guarded(router, http::Method::put, "/loggers/{mn}", Right::change_points, [this, detail](Call const& call) {
    auto const before = parts.registry.logger(call.param("mn"));
    Form form(call.request.body);
    auto const read = read_logger(form, before.value_or(points::Logger{.mn = call.param("mn")}), !before);
    form.wrong(points::wrong_fields(read));
    if (!parts.registry.point(read.point)) {
      form.wrong({base::Problem("invalid", "there is no such point", "point", "register the point first")});
    }
    if (!form.ok()) {
      return refuse(form.problems());
    }
    if (auto const stored = parts.registry.put(read, call.who(), call.now()); !stored) {
      return refuse(stored.error());
    }
    return detail(call, *parts.registry.logger(call.param("mn")));
  });
  guarded(router, http::Method::del, "/loggers/{mn}", Right::change_points, [this](Call const& call) {
    auto const gone = parts.registry.remove_logger(call.param("mn"), call.who(), call.now());
    return gone ? no_content() : refuse(gone.error());
  });
  // HJ 212-2025: a key is handed out when the logger asks (1014).
  guarded(router, http::Method::put, "/loggers/{mn}/next-key", Right::change_points, [this, detail](Call const& call) {
    Form form(call.request.body);
    auto const key = form.text("key");
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const set = parts.registry.set_next_key(call.param("mn"), key, call.who(), call.now());
    return set ? detail(call, *parts.registry.logger(call.param("mn"))) : refuse(set.error());
  });
}

// Loggers that nobody registered; and MNs that devices get when they report (HJ 212-2025, 1001).
void Console::Inside::add_strangers(http::Router& router) {
  using identity::Right;
  list(router, "/assigned-mns", Right::see_points_admin, [this](Call const& call) {
    json::array items;
    for (auto const& [serial, mn] : parts.registry.assigned_mns()) {
      items.push_back(json::object{{"serial", text(serial)}, {"mn", text(mn)}});
    }
    return page(call, std::move(items), {"assigned-mns", json::object{{"serial", ""}, {"mn", ""}}});
  });
  guarded(router, http::Method::put, "/assigned-mns/{serial}", Right::change_points, [this](Call const& call) {
    Form form(call.request.body);
    auto const mn = form.text("mn");
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const assigned = parts.registry.assign_mn(call.param("serial"), mn, call.who(), call.now());
    return assigned ? no_content() : refuse(assigned.error());
  });
  list(router, "/seen", Right::see_points_admin, [this](Call const& call) {
    json::array items;
    for (auto const& one : parts.registry.seen()) {
      items.push_back(stranger(one));
    }
    return page(call, std::move(items), {"seen", stranger({})});
  });
}

}  // namespace console
