// What a simulated logger says when the host speaks (HJ 212-2017 §6.5 and table 9).
#include <algorithm>

#include "simulated_logger.hpp"

namespace app {
namespace {

constexpr std::size_t history_frames_max = 500;
constexpr int ready = 1, wrong_password = 3, wrong_command = 8;      // QnRtn, 2017 table 6
constexpr int done = 1, bad_condition = 3, no_data = 100;            // ExeRtn, 2017 table 7
constexpr int rtd_interval_max_s = 3600, rtd_interval_min_s = 30;    // 2017 C.8
constexpr int waits_max = 99;                                        // 2017 C.1: OverTime, ReCount

std::optional<int> whole(hj212::Message const& message, std::string_view name, int low, int high) {
  auto const number = base::parse_integer(message.param(name));
  if (!number || *number < low || *number > high) return std::nullopt;
  return static_cast<int>(*number);
}

bool is_notice(int cn) { return cn == 2012 || cn == 2022; }

bool is_known(int cn) {
  constexpr std::array<int, 31> known{1000, 1002, 1011, 1012, 1014, 1061, 1062, 1063, 1064, 1072, 2011,
                                      2021, 2031, 2041, 2051, 2061, 3011, 3012, 3013, 3014, 3015, 3016,
                                      3017, 3018, 3019, 3020, 3021, 3022, 3024, 2012, 2022};
  return std::find(known.begin(), known.end(), cn) != known.end();
}

}  // namespace

void SimulatedLogger::received(std::string_view bytes, Moment now) {
  finder_.feed(bytes);
  hj212::Message message;
  while (auto const found = finder_.next()) {
    if (!found->is_frame || !found->frame.crc_ok) continue;
    hj212::parse(found->frame.segment, message);
    handle(message, now);
  }
  // History goes as fast as it is acknowledged, not as fast as the clock ticks.
  if (began_ && waiting_.empty()) return tick(now);
  if (began_ && !is_silent(now)) pump(now);
}

void SimulatedLogger::handle(hj212::Message const& message, Moment now) {
  std::string_view const qn = message.head.qn.empty() ? message.param("QN") : message.head.qn;
  if (message.cn == 9014 || message.cn == 9013) return acknowledge(qn);
  if (message.cn / 1000 == 9) return;
  if (!message.head.mn.empty() && message.head.mn != profile_.mn && message.cn != 1002) return;
  ++tally_.commands;
  obey(message, now);
}

void SimulatedLogger::acknowledge(std::string_view qn) {
  auto const is_it = [&](Kept const& kept) { return kept.qn == qn; };
  for (std::deque<Kept>* list : {&in_flight_, &waiting_}) {
    auto const at = std::find_if(list->begin(), list->end(), is_it);
    if (at == list->end()) continue;
    list->erase(at);
    ++tally_.acknowledged;
    return;
  }
}

void SimulatedLogger::answer(int cn, hj212::Message const& message, std::string_view field, int code) {
  bool const old = profile_.edition == hj212::Edition::v2005;  // 2005: the QN stands in the CP
  std::string const qn(message.head.qn);
  std::string text = old ? "" : "QN=" + qn + ";";
  text += "ST=91;CN=" + std::to_string(cn) + ";PW=" + profile_.password + ";MN=" + profile_.mn +
          ";Flag=" + std::to_string(version_flag()) + ";CP=&&" + (old ? "QN=" + qn : "");
  if (!field.empty()) text += (old ? ";" : "") + std::string(field) + "=" + std::to_string(code);
  output_ += hj212::frame_of(text + "&&");
}

void SimulatedLogger::obey(hj212::Message const& message, Moment now) {
  if (is_notice(message.cn)) {
    if (message.cn == 2012) rtd_on_ = false;
    return answer(9013, message, "", 0);
  }
  int const ready_or_why = !is_known(message.cn)                        ? wrong_command
                           : message.head.pw != profile_.password       ? wrong_password
                                                                        : ready;
  answer(9011, message, "QnRtn", ready_or_why);
  if (ready_or_why != ready) return;
  answer(9012, message, "ExeRtn", perform(message, now));
}

/// Does what the command says; returns ExeRtn.
int SimulatedLogger::perform(hj212::Message const& message, Moment now) {
  switch (message.cn) {
    case 1000: {
      auto const wait = whole(message, "OverTime", 1, waits_max), count = whole(message, "ReCount", 1, waits_max);
      if (!wait || !count) return bad_condition;
      over_time_ = std::chrono::seconds(*wait);
      resend_max_ = *count;
      return done;
    }
    case 1011:
      output_ += framed(segment(1011, next_qn(now), "Flag=" + std::to_string(version_flag()) + ";",
                                "SystemTime=" + base::format_compact(clock(now), false)), 1011);
      return done;
    case 1012: {
      auto const time = base::parse_compact(message.param("SystemTime"));
      if (!time) return bad_condition;
      if (!has("clock-off")) clock_offset_ = *time - now.simulated;  // the faulty one says yes and stays off
      return done;
    }
    case 1002: profile_.mn = std::string(message.head.mn); return done;
    case 1014: profile_.sm4_key = std::string(message.param("NewSK")); return done;
    case 1061:
      output_ += framed(segment(1061, message.head.qn, "Flag=" + std::to_string(version_flag()) + ";",
                                "RtdInterval=" + std::to_string(profile_.rtd_interval_s)), 1061);
      return done;
    case 1062:
      if (auto const interval = whole(message, "RtdInterval", rtd_interval_min_s, rtd_interval_max_s)) {
        profile_.rtd_interval_s = *interval;
        return done;
      }
      return bad_condition;
    case 1063:
      output_ += framed(segment(1063, message.head.qn, "Flag=" + std::to_string(version_flag()) + ";",
                                "MinInterval=" + std::to_string(profile_.minute_interval_min)), 1063);
      return done;
    case 1064:
      if (auto const interval = whole(message, "MinInterval", 1, 30); interval && 60 % *interval == 0) {
        profile_.minute_interval_min = *interval;
        next_minute_ = base::floor_to(clock(now), length_of(Period::minute));
        return done;
      }
      return bad_condition;
    case 1072: {
      bool const old = profile_.edition == hj212::Edition::v2005;
      std::string_view const word = message.param(old ? "PW" : "NewPW");
      if (word.empty()) return bad_condition;
      profile_.password = std::string(word);
      return done;
    }
    case 2011: rtd_on_ = true; return done;
    case 2031: return send_history(message, Period::day, now);
    case 2051: return send_history(message, Period::minute, now);
    case 2061: return send_history(message, Period::hour, now);
    default: return done;
  }
}

int SimulatedLogger::send_history(hj212::Message const& message, Period period, Moment now) {
  auto const from = base::parse_compact(message.param("BeginTime"));
  auto const to = base::parse_compact(message.param("EndTime"));
  if (!from || !to || *to < *from) return bad_condition;
  base::Duration const length = length_of(period);
  std::size_t made = 0;
  base::Time start = base::floor_to(*from, length);
  for (; start <= *to && start + length <= clock(now) && made < history_frames_max; start = start + length, ++made) {
    Upload upload_again = statistics(period, start);
    upload_again.resent = true;
    upload(upload_again, now);
  }
  pump(now, history_frames_max);  // all of it before the 9012
  return made > 0 ? done : no_data;
}

}  // namespace app
