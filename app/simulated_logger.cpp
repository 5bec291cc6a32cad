// What a simulated logger sends of its own accord; simulated_answers.cpp has what it says when asked.
#include "simulated_logger.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace app {
namespace {

constexpr std::size_t kept_max = 3'000;          // beyond it the oldest is dropped
constexpr std::size_t late_max = 200;
constexpr base::Duration real_time_history_max = std::chrono::hours(1);
constexpr std::size_t ahead_max = 32;            // statistics made before they can be sent
constexpr std::size_t cp_bytes_max = 900;        // 2017 §6.3: a CP holds 950
constexpr std::size_t split_cp_bytes_max = 260;  // the fault "split" cuts earlier
constexpr auto retry_pause = std::chrono::minutes(10);
constexpr auto heartbeat_every = std::chrono::minutes(1);
constexpr auto state_every = std::chrono::minutes(30);
constexpr auto log_every = std::chrono::hours(4);
constexpr auto old_after = std::chrono::minutes(15);   // 2025: sent again later is marked RF=1
constexpr auto clock_off_by = std::chrono::minutes(7);
constexpr auto late_min = std::chrono::minutes(2), late_max_by = std::chrono::minutes(40);
constexpr int silent_from_minute = 20, silent_to_minute = 45;
constexpr auto exceedance_block = std::chrono::hours(3);
constexpr double wrong_share = 0.05, doubled_share = 0.1, late_share = 0.25, stuck_share = 0.2;
constexpr double air_oxygen = 21.0;
constexpr std::size_t minute_samples = 10, hour_samples = 30, day_samples = 96;

std::string hex4(std::uint16_t value) {
  std::array<char, 5> text{};
  std::snprintf(text.data(), text.size(), "%04X", static_cast<unsigned>(value));
  return text.data();
}

}  // namespace

std::vector<std::string_view> const& fault_names() {
  static std::vector<std::string_view> const names{
      "late", "doubled", "split", "wrong-crc", "wrong-length", "modbus-crc",
      "stuck", "clock-off", "silence", "frozen", "exceedance", "sm4"};
  return names;
}

base::Outcome check_faults(std::vector<std::string> const& faults) {
  auto const& known = fault_names();
  for (std::string const& fault : faults) {
    if (std::find(known.begin(), known.end(), fault) != known.end()) continue;
    std::string all;
    for (std::string_view const name : known) all += (all.empty() ? "" : ", ") + std::string(name);
    return base::Problem("unknown_fault", "\"" + base::printable(fault) + "\" is no fault that can be simulated.",
                         "faults", "Choose of: " + all + ".");
  }
  return base::Done{};
}

Tally& Tally::operator+=(Tally const& other) {
  frames += other.frames;
  acknowledged += other.acknowledged;
  resent += other.resent;
  given_up += other.given_up;
  commands += other.commands;
  bytes += other.bytes;
  for (auto const& [name, count] : other.faults_made) faults_made[name] += count;
  return *this;
}

SimulatedLogger::SimulatedLogger(LoggerProfile profile, std::uint64_t seed, base::Duration history)
    : profile_(std::move(profile)), seed_(seed_of(seed, profile_.mn)), history_(history), random_(seed_) {
  if (has("clock-off")) clock_offset_ = -clock_off_by;
}

bool SimulatedLogger::has(std::string_view fault) const {
  return std::find(profile_.faults.begin(), profile_.faults.end(), fault) != profile_.faults.end();
}

bool SimulatedLogger::happens(std::string_view fault, double share) {
  if (!has(fault) || std::uniform_real_distribution<>(0, 1)(random_) >= share) return false;
  ++tally_.faults_made[std::string(fault)];
  return true;
}

base::Time SimulatedLogger::clock(Moment now) const { return now.simulated + clock_offset_; }

std::string SimulatedLogger::next_qn(Moment now) {
  last_qn_ms_ = std::max(clock(now).ms, last_qn_ms_ + 1);
  return hj212::qn_of({last_qn_ms_});
}

// ---- values ---------------------------------------------------------------------------------------

double SimulatedLogger::value(std::size_t factor, base::Time t) const {
  FactorProfile const& profile = profile_.factors[factor];
  if (factor == 1 && has("frozen")) return profile.base;
  double const value = value_at(profile, seed_, t);
  std::int64_t const block = t.ms / base::Duration(exceedance_block).count() + static_cast<std::int64_t>(seed_ % 2);
  bool const exceeds = factor == 0 && has("exceedance") && block % 2 == 0;
  return exceeds ? value * profile_.exceedance_times : value;
}

std::string SimulatedLogger::number(std::size_t factor, double value) const {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", profile_.factors[factor].decimals, value);
  return text.data();
}

double SimulatedLogger::at_reference_oxygen(double concentration, base::Time t) const {
  for (std::size_t i = 0; i < profile_.factors.size(); ++i) {
    if (profile_.factors[i].code != "a19001") continue;
    double const oxygen = std::min(value(i, t), air_oxygen - 1);
    return concentration * (air_oxygen - profile_.reference_oxygen) / (air_oxygen - oxygen);
  }
  return concentration;
}

SimulatedLogger::Upload SimulatedLogger::real_time(base::Time at) const {
  Upload upload{2011, base::format_compact(at, false), {}, false, true};
  for (std::size_t i = 0; i < profile_.factors.size(); ++i) {
    std::string const& code = profile_.factors[i].code;
    double const measured = value(i, at);
    std::string item = code + "-Rtd=" + number(i, measured);
    if (profile_.factors[i].converted) item += "," + code + "-ZsRtd=" + number(i, at_reference_oxygen(measured, at));
    upload.items.push_back(item + "," + code + "-Flag=N");
  }
  return upload;
}

std::string SimulatedLogger::statistic_item(std::size_t factor, base::Time start, base::Duration length) const {
  std::size_t const samples = length >= base::day_length    ? day_samples
                              : length >= base::hour_length ? hour_samples
                                                            : minute_samples;
  double low = 0, high = 0, sum = 0, zs_low = 0, zs_high = 0, zs_sum = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    base::Time const t = start + length * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(samples);
    double const measured = value(factor, t);
    double const zs = profile_.factors[factor].converted ? at_reference_oxygen(measured, t) : 0;
    low = i == 0 ? measured : std::min(low, measured);
    high = i == 0 ? measured : std::max(high, measured);
    zs_low = i == 0 ? zs : std::min(zs_low, zs);
    zs_high = i == 0 ? zs : std::max(zs_high, zs);
    sum += measured;
    zs_sum += zs;
  }
  double const count = static_cast<double>(samples);
  std::string const& code = profile_.factors[factor].code;
  std::string item;
  auto const add = [&](char const* suffix, double what) {
    item += (item.empty() ? "" : ",") + code + suffix + "=" + number(factor, what);
  };
  // The quantity of water is a total: L/s over the period, in m3.
  if (code == "w00000") add("-Cou", sum / count * static_cast<double>(length.count()) / 1e6);
  add("-Min", low);
  add("-Avg", sum / count);
  add("-Max", high);
  if (profile_.factors[factor].converted) {
    add("-ZsMin", zs_low);
    add("-ZsAvg", zs_sum / count);
    add("-ZsMax", zs_high);
  }
  return item + "," + code + "-Flag=N";
}

base::Duration SimulatedLogger::length_of(Period period) const {
  if (period == Period::minute) return std::chrono::minutes(profile_.minute_interval_min);
  return period == Period::hour ? base::hour_length : base::day_length;
}

SimulatedLogger::Upload SimulatedLogger::statistics(Period period, base::Time start) const {
  int const cn = period == Period::minute ? 2051 : period == Period::hour ? 2061 : 2031;
  Upload upload{cn, base::format_compact(start, false), {}, false, false};
  for (std::size_t i = 0; i < profile_.factors.size(); ++i) {
    upload.items.push_back(statistic_item(i, start, length_of(period)));
  }
  return upload;
}

// ---- the course of time ---------------------------------------------------------------------------

void SimulatedLogger::begin(Moment now) {
  began_ = true;
  base::Time const here = clock(now), past = here - history_;
  began_at_ = here;
  next_rtd_ = base::floor_to(here, std::chrono::seconds(profile_.rtd_interval_s)) +
              std::chrono::milliseconds(seed_ % 1'000);
  next_past_rtd_ = base::floor_to(here - std::min(history_, real_time_history_max), std::chrono::seconds(profile_.rtd_interval_s));
  next_minute_ = base::floor_to(past, length_of(Period::minute));
  next_hour_ = base::floor_to(past, base::hour_length);
  next_day_ = base::start_of(base::beijing_day(past));
  next_heartbeat_ = here;
  next_state_ = here + std::chrono::milliseconds(seed_ % 60'000);
  next_log_ = here + std::chrono::milliseconds(seed_ % 600'000);
}

void SimulatedLogger::connected(Moment now) {
  finder_ = hj212::Finder{};
  output_.clear();
  if (!began_) begin(now);
  if (profile_.edition == hj212::Edition::v2017 || profile_.edition == hj212::Edition::v2025) notify(1013, "", now);
  tick(now);
}

void SimulatedLogger::disconnected() {
  // What was on its way is unknown to have arrived: it is sent again after the next connection.
  for (auto at = in_flight_.rbegin(); at != in_flight_.rend(); ++at) {
    if (!at->may_be_dropped) waiting_.push_front(std::move(*at));
  }
  in_flight_.clear();
}

bool SimulatedLogger::is_silent(Moment now) {
  if (!has("silence")) return false;
  int const minute = base::to_beijing(now.simulated).minute;
  bool const silent = minute >= silent_from_minute && minute < silent_to_minute;
  if (silent) ++tally_.faults_made["silence"];
  return silent;
}

void SimulatedLogger::tick(Moment now) {
  if (is_silent(now)) return;
  produce(now);
  while (!late_.empty() && late_.front().at <= now.simulated) {
    late_.front().at = now.real;
    waiting_.push_back(std::move(late_.front()));
    late_.pop_front();
  }
  repeat_unanswered(now);
  pump(now);
}

void SimulatedLogger::produce(Moment now) {
  base::Duration const step = std::chrono::seconds(profile_.rtd_interval_s);
  if (clock(now) >= next_rtd_) {
    // Moments missed while away are lost, as they are in the field; only statistics are made up for.
    base::Time const at = base::floor_to(clock(now), step);
    next_rtd_ = at + step + std::chrono::milliseconds(seed_ % 1'000);
    if (rtd_on_) upload(real_time(at), now);
  }
  produce_statistics(Period::hour, next_hour_, now);
  produce_statistics(Period::day, next_day_, now);
  produce_statistics(Period::minute, next_minute_, now);
  produce_past_real_time(now);
  produce_notes(now);
}

// After the statistics of the past, so that these come soon.
void SimulatedLogger::produce_past_real_time(Moment now) {
  base::Duration const step = std::chrono::seconds(profile_.rtd_interval_s);
  while (began_at_ - next_past_rtd_ >= step && waiting_.size() < ahead_max) {
    Upload made = real_time(next_past_rtd_);
    made.may_be_dropped = false;
    made.resent = true;
    next_past_rtd_ = next_past_rtd_ + step;
    upload(made, now);
  }
}

void SimulatedLogger::produce_statistics(Period period, base::Time& next, Moment now) {
  base::Duration const length = length_of(period);
  while (clock(now) >= next + length && waiting_.size() < ahead_max) {
    Upload made = statistics(period, next);
    made.resent = clock(now) - (next + length) > old_after;
    next = next + length;
    upload(made, now);
  }
}

void SimulatedLogger::produce_notes(Moment now) {
  bool const beats = profile_.edition == hj212::Edition::v2025 || profile_.edition == hj212::Edition::water2017;
  if (beats && clock(now) >= next_heartbeat_) {
    next_heartbeat_ = clock(now) + heartbeat_every;
    notify(9015, "", now);
  }
  bool const has_facility = profile_.st == "31" || profile_.st == "32";
  if (has_facility && clock(now) >= next_state_) {
    next_state_ = clock(now) + state_every;
    upload({2021, base::format_compact(clock(now), false), {"SB1-RS=1", "SB2-RS=1"}, false, true}, now);
  }
  bool const writes_log = profile_.edition == hj212::Edition::v2017 || profile_.edition == hj212::Edition::v2025;
  if (writes_log && clock(now) >= next_log_) {
    next_log_ = clock(now) + log_every;
    std::string const& polluted = profile_.factors.front().code;
    upload({3020, base::format_compact(clock(now), false),
            {"PolId=" + polluted + ";i11001-Info=//模拟日志：清洗管路//"}, false, true}, now);
  }
}

// ---- frames ---------------------------------------------------------------------------------------

int SimulatedLogger::version_flag() const {
  switch (profile_.edition) {
    case hj212::Edition::v2005: return 0;
    case hj212::Edition::v2017: return 4;
    case hj212::Edition::v2025:
    case hj212::Edition::water2017: return 8;
  }
  return 4;
}

std::string SimulatedLogger::segment(int cn, std::string_view qn, std::string_view flags, std::string_view cp) const {
  return "QN=" + std::string(qn) + ";ST=" + profile_.st + ";CN=" + std::to_string(cn) + ";PW=" + profile_.password +
         ";MN=" + profile_.mn + ";" + std::string(flags) + "CP=&&" + std::string(cp) + "&&";
}

std::string SimulatedLogger::framed(std::string const& text, int cn) const {
  if (has("sm4") && hj212::may_be_encrypted(cn)) return hj212::frame_of_encrypted(text, profile_.sm4_key);
  std::string frame = hj212::frame_of(text);
  if (has("modbus-crc")) frame.replace(frame.size() - 6, 4, hex4(hj212::crc_modbus(text)));
  return frame;
}

void SimulatedLogger::upload(Upload const& upload, Moment now) {
  std::size_t const bytes_max = has("split") && !upload.may_be_dropped ? split_cp_bytes_max : cp_bytes_max;
  std::vector<std::string> parts;
  for (std::string const& item : upload.items) {
    bool const fits = !parts.empty() && parts.back().size() + 1 + item.size() <= bytes_max;
    if (!fits) parts.push_back("DataTime=" + upload.data_time);
    parts.back() += ";" + item;
  }
  bool const split = parts.size() > 1;
  if (split && has("split")) ++tally_.faults_made["split"];
  bool const late = !upload.may_be_dropped && late_.size() < late_max && happens("late", late_share);
  base::Time due = now.simulated + late_min;
  if (late) due = due + base::Duration(static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(
                                base::Duration(late_max_by).count())));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string flags = "Flag=" + std::to_string(version_flag() + 1 + (split ? 2 : 0)) + ";";
    if (split) flags += "PNUM=" + std::to_string(parts.size()) + ";PNO=" + std::to_string(i + 1) + ";";
    if (profile_.edition == hj212::Edition::v2025 && (upload.resent || late)) flags += "RF=1;";
    std::string const qn = next_qn(now);
    Kept kept{qn, framed(segment(upload.cn, qn, flags, parts[i]), upload.cn), upload.may_be_dropped, 0, now.real};
    if (late) {
      kept.at = due;
      auto const is_later = [](base::Time t, Kept const& other) { return t < other.at; };
      late_.insert(std::upper_bound(late_.begin(), late_.end(), due, is_later), std::move(kept));
    } else {
      keep(std::move(kept));
    }
  }
}

void SimulatedLogger::notify(int cn, std::string_view cp, Moment now) {
  std::string const qn = next_qn(now);
  std::string const flags = "Flag=" + std::to_string(version_flag() + 1) + ";";
  keep({qn, framed(segment(cn, qn, flags, cp), cn), true, 0, now.real});
}

void SimulatedLogger::keep(Kept kept) {
  if (kept.may_be_dropped) {
    waiting_.push_front(std::move(kept));  // the present goes before the past
  } else {
    waiting_.push_back(std::move(kept));
  }
  if (waiting_.size() <= kept_max) return;
  waiting_.pop_back();
  ++tally_.given_up;
}

void SimulatedLogger::pump(Moment now, std::size_t in_flight_max) {
  for (auto at = waiting_.begin(); at != waiting_.end() && in_flight_.size() < in_flight_max;) {
    if (at->at > now.real) {
      ++at;
      continue;
    }
    in_flight_.push_back(std::move(*at));
    at = waiting_.erase(at);
    send(in_flight_.back(), now);
  }
}

void SimulatedLogger::send(Kept& kept, Moment now) {
  kept.at = now.real;
  ++tally_.frames;
  bool const first = kept.tries++ == 0;
  if (!first) ++tally_.resent;
  std::string const sent = first ? damaged(kept.bytes) : kept.bytes;
  tally_.bytes += sent.size();
  output_ += sent;
}

/// The frame as a faulty logger sends it the first time; later tries are right.
std::string SimulatedLogger::damaged(std::string bytes) {
  if (happens("wrong-crc", wrong_share)) {
    char& digit = bytes[bytes.size() - 6];
    digit = digit == 'A' ? '5' : 'A';
  }
  if (happens("wrong-length", wrong_share)) {  // counts the CRC and the line end too
    int const declared = static_cast<int>(base::parse_integer(std::string_view(bytes).substr(2, 4)).value_or(0)) + 6;
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%04d", declared);
    bytes.replace(2, 4, digits.data());
  }
  if (happens("doubled", doubled_share)) bytes += bytes;
  if (happens("stuck", stuck_share)) bytes.resize(bytes.size() - 2);  // the next frame follows without a line end
  return bytes;
}

void SimulatedLogger::repeat_unanswered(Moment now) {
  for (std::size_t i = 0; i < in_flight_.size();) {
    Kept& kept = in_flight_[i];
    if (now.real - kept.at < over_time_) {
      ++i;
      continue;
    }
    if (kept.tries <= resend_max_) {
      send(kept, now);
      ++i;
      continue;
    }
    ++tally_.given_up;
    if (!kept.may_be_dropped) {
      kept.at = now.real + retry_pause;
      kept.tries = 1;
      waiting_.push_back(std::move(kept));
    }
    in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::string SimulatedLogger::take_output() { return std::exchange(output_, {}); }

}  // namespace app
