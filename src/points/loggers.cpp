// Loggers: dated versions of their settings, keys and MNs to be given out, and what is to be applied again.
#include <functional>

#include "points/inside.hpp"
#include "points/rules.hpp"

namespace points {
namespace {

constexpr std::size_t serial_bytes_max = 64, assigned_max = 10'000;
constexpr std::size_t key_letters_min = 8;   // different ones: "no fixed or patterned keys" (2025 §6.4)

trail::Detail difference(Logger const& a, Logger const& b) {
  trail::Detail detail;
  detail.add("point", a.point.value, b.point.value).add_secret("password", a.password, b.password);
  detail.add("edition", a.edition, b.edition).add_secret("sm4_key", a.sm4_key, b.sm4_key);
  detail.add_secret("sm4_key_old", a.sm4_key_old, b.sm4_key_old).add_secret("sm4_key_next", a.sm4_key_next, b.sm4_key_next);
  detail.add("rtd_interval_s", a.rtd_interval_s, b.rtd_interval_s);
  detail.add("minute_interval_min", a.minute_interval_min, b.minute_interval_min);
  detail.add("period_end_times", a.period_end_times, b.period_end_times);
  return std::move(detail.add("crc_accepted", a.crc_accepted, b.crc_accepted).add("active", a.active, b.active));
}

/// May frames be believed now that were not before?
bool believes_more(Logger const& a, Logger const& b) {
  return b.active && (!a.active || a.password != b.password || a.edition != b.edition || a.sm4_key != b.sm4_key ||
                      a.sm4_key_old != b.sm4_key_old || a.crc_accepted != b.crc_accepted);
}

std::string subject_of(std::string const& mn) { return "logger/" + mn; }
base::Problem no_logger() { return base::Problem("not_found", "there is no such logger", "mn"); }

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && std::string_view(";=&,#").find(c) == std::string_view::npos; });
}

/// Its first settings hold for what was before them.
LoggerVersion const& in_force(LoggerHistory const& past, Time at) {
  auto const* found = &past.front();
  for (auto const& version : past) {
    if (version.from <= at) found = &version;
  }
  return *found;
}

base::Outcome check_next_key(std::string key) {
  if (key.empty()) return base::Done{};
  if (key.size() != 16 || !is_printable(key)) {
    return base::Problem("invalid", "an SM4 key has 16 printable characters without ; = & , #", "sm4_key_next");
  }
  std::sort(key.begin(), key.end());
  auto const different = static_cast<std::size_t>(std::unique(key.begin(), key.end()) - key.begin());
  if (different >= key_letters_min) return base::Done{};
  return base::Problem("invalid", "the key is a pattern", "sm4_key_next", "use at least 8 different characters");
}

}  // namespace

void Registry::Inside::change(State next, LoggerVersion version, trail::Entry const& entry) {
  auto const& mn = version.logger.mn;
  sql::Transaction transaction(db);
  std::lock_guard const lock(judging);   // only for the commit: whoever judges frames waits
  version.from = entry.at;
  if (judged_at) version.from = std::max(version.from, *judged_at + base::Duration(1));
  if (auto const found = next.histories.find(mn); found != next.histories.end()) {
    version.number = found->second->back().number + 1;
    version.from = std::max(version.from, found->second->back().from + base::Duration(1));
  } else {
    version.number = 1;
  }
  save(db, version);
  if (version.registered) db.prepare("DELETE FROM seen WHERE mn = ?").with(mn).run();
  journal.write(entry);
  transaction.commit();
  next.add(std::move(version));
  put_in_force(std::move(next));
}

base::Outcome Registry::put(Logger const& logger, std::string const& by, Time now) {
  if (auto const ok = check(logger); !ok) return ok;
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  if (!next.shelves.contains(logger.point)) return no_point("point");
  auto const found = next.loggers.find(logger.mn);
  auto const is_new = found == next.loggers.end();
  auto const before = is_new ? Logger{} : *found->second;
  auto const detail = difference(before, logger);
  if (!is_new && detail.empty()) return base::Done{};
  in.change(std::move(next), {.logger = logger, .asks_reapply = is_new ? logger.active : believes_more(before, logger)},
            {.at = now, .who = by, .action = is_new ? "logger.create" : "logger.change", .subject = subject_of(logger.mn),
             .detail = detail.json()});
  return base::Done{};
}

base::Outcome Registry::remove_logger(std::string const& mn, std::string const& by, Time now) {
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const found = next.loggers.find(mn);
  if (found == next.loggers.end()) return no_logger();
  auto const logger = *found->second;
  in.change(std::move(next), {.logger = logger, .registered = false},
            {.at = now, .who = by, .action = "logger.remove", .subject = subject_of(mn),
             .detail = trail::Detail().add("point", logger.point.value).json()});
  return base::Done{};
}

// ---- HJ 212-2025: keys and MNs that the platform gives ------------------------------------------

/// Changes a registered logger by `how`, which may refuse; what changes nothing writes nothing.
base::Outcome Registry::Inside::edit(std::string const& mn, trail::Entry entry, std::function<base::Outcome(Logger&)> const& how) {
  std::lock_guard const lock(changing);
  auto next = *now_in_force();
  auto const found = next.loggers.find(mn);
  if (found == next.loggers.end()) return no_logger();
  auto logger = *found->second;
  if (auto const ok = how(logger); !ok) return ok;
  auto const detail = difference(*found->second, logger);
  if (detail.empty()) return base::Done{};
  entry.action = "logger.change", entry.subject = subject_of(mn), entry.detail = detail.json();
  change(std::move(next), {.logger = logger}, entry);
  return base::Done{};
}

base::Outcome Registry::set_next_key(std::string const& mn, std::string const& key, std::string const& by, Time now) {
  if (auto const ok = check_next_key(key); !ok) return ok;
  return inside_->edit(mn, {.at = now, .who = by}, [&](Logger& logger) -> base::Outcome {
    if (!key.empty() && (key == logger.sm4_key || key == logger.sm4_key_old)) {
      return base::Problem("invalid", "the key was used before", "sm4_key_next", "choose a new one");
    }
    if (logger.edition != "2025") return base::Problem("invalid", "only loggers of the edition of 2025 ask for a key", "edition");
    logger.sm4_key_next = key;
    return base::Done{};
  });
}

base::Outcome Registry::next_key_taken(std::string const& mn, Time now) {
  return inside_->edit(mn, {.at = now, .who = "logger " + mn}, [](Logger& logger) -> base::Outcome {
    if (!logger.sm4_key_next.empty()) logger.sm4_key_old = std::exchange(logger.sm4_key, std::exchange(logger.sm4_key_next, {}));
    return base::Done{};
  });
}

base::Outcome Registry::assign_mn(std::string const& serial, std::string const& mn, std::string const& by, Time now) {
  if (serial.empty() || serial.size() > serial_bytes_max || !is_printable(serial)) {
    return base::Problem("invalid", "a serial has 1 to 64 printable characters without ; = & , #", "serial");
  }
  if (mn.size() > serial_bytes_max || !is_printable(mn)) {
    return base::Problem("invalid", "an MN has 1 to 64 printable characters without ; = & , #", "mn");
  }
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const before = next.assigned.contains(serial) ? next.assigned[serial] : std::string();
  if (before == mn) return base::Done{};
  if (before.empty() && next.assigned.size() >= assigned_max) {
    return base::Problem("conflict", "10000 devices wait for an MN", "serial", "take some back");
  }
  sql::Transaction transaction(in.db);
  assign(in.db, serial, mn);
  in.journal.write({.at = now, .who = by, .action = "logger.assign_mn", .subject = subject_of(serial),
                    .detail = trail::Detail().add("mn", before, mn).json()});
  transaction.commit();
  if (mn.empty()) next.assigned.erase(serial);
  else next.assigned[serial] = mn;
  in.put_in_force(std::move(next));
  return base::Done{};
}

std::optional<std::string> Registry::assigned_mn(std::string_view serial) const {
  auto const state = inside_->now_in_force();
  auto const found = state->assigned.find(serial);
  if (found == state->assigned.end()) return std::nullopt;
  return found->second;
}

std::vector<std::pair<std::string, std::string>> Registry::assigned_mns() const {
  auto const state = inside_->now_in_force();
  return {state->assigned.begin(), state->assigned.end()};
}

// ---- settings through time ----------------------------------------------------------------------

std::unique_lock<std::mutex> Registry::hold(Time at) {
  auto& in = *inside_;
  std::unique_lock lock(in.judging);
  in.judged_at = std::max(in.judged_at.value_or(at), at);
  return lock;
}

std::shared_ptr<LoggerHistory const> Registry::history(std::string_view mn) const {
  auto const state = inside_->now_in_force();
  auto const found = state->histories.find(mn);
  return found == state->histories.end() ? nullptr : found->second;
}

std::optional<Logger> Registry::logger(std::string_view mn, Time at) const {
  auto const past = history(mn);
  if (!past) return std::nullopt;
  return in_force(*past, at).logger;
}

std::vector<std::shared_ptr<LoggerHistory const>> Registry::histories() const {
  std::vector<std::shared_ptr<LoggerHistory const>> all;
  for (auto const& [mn, history] : inside_->now_in_force()->histories) all.push_back(history);
  return all;
}

std::vector<Logger> Registry::loggers_of(PointId id, Time at) const {
  auto const state = inside_->now_in_force();
  std::vector<Logger> all;
  for (auto const& [mn, past] : state->histories) {
    auto const& version = in_force(*past, at);
    if (version.registered && version.logger.point == id) all.push_back(version.logger);
  }
  return all;
}

std::vector<LoggerVersion> Registry::reapplies() const {
  auto const state = inside_->now_in_force();
  std::vector<LoggerVersion> all;
  for (auto const& [mn, history] : state->histories) {
    for (auto const& version : *history) {
      if (version.asks_reapply) all.push_back(version);
    }
  }
  return all;
}

namespace {

/// The same histories with what `set` changes; those it leaves alone are shared.
void each_reapply(State& state, std::function<bool(LoggerVersion const&)> const& is_meant, std::function<void(LoggerVersion&)> const& set) {
  for (auto& [mn, history] : state.histories) {
    if (std::none_of(history->begin(), history->end(), is_meant)) continue;
    auto changed = *history;
    for (auto& version : changed) {
      if (is_meant(version)) set(version);
    }
    history = std::make_shared<LoggerHistory const>(std::move(changed));
  }
}

}  // namespace

void Registry::place_reapplies(base::FrameNumber after) {
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const is_meant = [](LoggerVersion const& version) { return version.asks_reapply && !version.reapply_after; };
  int batch = 1;
  for (auto const& [mn, history] : next.histories)
    for (auto const& version : *history) batch = std::max(batch, version.reapply_batch + 1);
  bool some = false;
  each_reapply(next, is_meant, [&](LoggerVersion& version) { version.reapply_after = after, version.reapply_batch = batch, some = true; });
  if (!some) return;
  points::place_reapplies(in.db, batch, after);
  in.put_in_force(std::move(next));
}

void Registry::reapplied(int batch, base::FrameNumber from) {
  auto& in = *inside_;
  std::lock_guard const lock(in.changing);
  auto next = *in.now_in_force();
  auto const is_meant = [batch](LoggerVersion const& version) { return version.reapply_batch == batch && !version.reapplied; };
  bool some = false;
  each_reapply(next, is_meant, [&](LoggerVersion& version) { version.reapplied = true, version.reapply_from = from, some = true; });
  if (!some) return;
  end_reapplies(in.db, batch, from);
  in.put_in_force(std::move(next));
}

}  // namespace points
