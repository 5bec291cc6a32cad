#include "ingest/values.hpp"

#include "ingest/ingest.hpp"

namespace ingest {
namespace {

using hj212::Message;
using observe::Kind;

// A measurement may be dated ahead by a clock that is off, not by more than this; nor from before any logger.
constexpr Duration ahead_max = base::day_length;
constexpr std::size_t second_digits = 14;   // YYYYMMDDhhmmss
constexpr Time earliest{946'656'000'000};   // 2000-01-01 in Beijing

/// Uploads of HJ 212 (2xxx) and those of the field equipment (3015 sample retained, 3019 identity, 3020 information,
/// 3023 sample information). 2012 and 2022 are stops.
bool carries_data(int cn) {
  if (cn == 2012 || cn == 2022) return false;
  return (cn >= 2000 && cn <= 2999) || cn == 3015 || cn == 3019 || cn == 3020 || cn == 3023;
}

Kind kind_of(int cn) {
  switch (cn) {
    case 2051: return Kind::minute;
    case 2061: return Kind::hour;
    case 2031: case 2041: return Kind::day;
    default: return Kind::realtime;
  }
}

Duration period_of(int cn, points::Logger const& logger) {
  switch (cn) {
    case 2051: return std::chrono::minutes(logger.minute_interval_min);
    case 2061: return base::hour_length;
    case 2031: case 2041: return base::day_length;
    default: return Duration(0);
  }
}

std::string_view time_text(Message const& message) {
  for (std::string_view const name : {"DataTime", "AlarmTime", "SampleTime"})
    if (auto const text = message.param(name); !text.empty()) return text;
  return {};
}

enum class Slot : std::uint8_t { value, min, max, total, text };
struct Meaning { std::string_view variant; Slot slot = Slot::value; };

/// Table 4 of HJ 212: Rtd is the value of real-time data; Avg, Min, Max and Cou make up one row of a period; Zs… is
/// the same converted to the reference oxygen. Everything else keeps its name and stands alone.
Meaning meaning_of(std::string_view suffix, Kind kind, int cn) {
  if (suffix == "Info" || suffix == "SN") return {{}, Slot::text};
  if (suffix == "SampleTime" || suffix == "EFlag") return {suffix, Slot::text};
  bool const converted = suffix.starts_with("Zs");
  std::string_view const name = converted ? suffix.substr(2) : suffix;
  std::string_view const variant = converted ? std::string_view("Zs") : std::string_view();
  if (kind == Kind::realtime) return cn == 2011 && name == "Rtd" ? Meaning{variant, Slot::value} : Meaning{suffix, Slot::value};
  if (name == "Avg") return {variant, Slot::value};
  if (name == "Min") return {variant, Slot::min};
  if (name == "Max") return {variant, Slot::max};
  if (name == "Cou") return {variant, Slot::total};
  return {suffix, Slot::value};
}

Value& value_of(std::vector<Value>& values, std::size_t first, std::string_view factor, std::string_view variant) {
  for (std::size_t i = first; i < values.size(); ++i)
    if (values[i].variant == variant && values[i].text.empty()) return values[i];
  return values.emplace_back(Value{factor, variant, {}});
}

void put(Value& value, Slot slot, double number) {
  switch (slot) {
    case Slot::min: value.min = number; break;
    case Slot::max: value.max = number; break;
    case Slot::total: value.total = number; break;
    default: value.value = number;
  }
}

/// Parameters that are data themselves: 2081 RestartTime, 3015 and 3023 VaseNo, 2072 AlarmType.
void take_parameters(Message const& message, std::vector<Value>& into) {
  for (std::string_view const name : {"RestartTime", "VaseNo", "AlarmType"})
    if (auto const text = message.param(name); !text.empty()) into.push_back({name, {}, text});
}

/// "w01018-Flag=F", perhaps with its EFlag or SampleTime: that there is no value, and why.
void take_bare_flags(Message const& message, std::vector<Value>& into) {
  for (auto const& item : message.items) {
    char flag = ' ';
    bool bare = true;
    for (auto const& field : message.of(item)) {
      if (field.name == "Flag") flag = field.value.empty() ? ' ' : field.value.front();
      else bare = bare && (field.name == "EFlag" || field.name == "SampleTime");
    }
    if (bare && flag != ' ') into.push_back({.factor = item.code, .flag = flag});
  }
}

/// 14 digits; of more, or of a range a-b, the first 14.
std::optional<Time> time_of(std::string_view text) {
  auto const digits = std::min(text.find_first_not_of("0123456789"), text.size());
  bool const is_more = digits > second_digits || (digits == second_digits && text.substr(digits).starts_with('-'));
  return base::parse_compact(is_more ? text.substr(0, second_digits) : text);
}

}  // namespace

Dated date(Message const& message, points::Logger const& logger, Time received_at) {
  Dated out{.carries_data = carries_data(message.cn), .kind = kind_of(message.cn), .at = received_at};
  if (!out.carries_data) return out;
  out.period = period_of(message.cn, logger);
  auto const text = time_text(message);
  if (text.empty() && message.cn == 3019) return out;   // who the instrument is: C.39 of 2017 sends no time
  auto const time = time_of(text);
  if (!time) out.fault = text.empty() ? TimeFault::missing : TimeFault::impossible;
  else if (*time < earliest || *time > received_at + ahead_max) out.fault = TimeFault::impossible;
  else out.at = logger.period_end_times ? *time - out.period : *time;
  return out;
}

void take_values(Message const& message, Kind kind, std::vector<hj212::Reading>& scratch, std::vector<Value>& into) {
  into.clear();
  hj212::readings(message, scratch);
  std::string_view const device = message.cn == 3019 || message.cn == 3020 ? message.param("PolId") : std::string_view();
  std::size_t first = 0;
  for (auto const& reading : scratch) {
    if (first < into.size() && into[first].factor.data() != reading.code.data()) first = into.size();
    auto [variant, slot] = meaning_of(reading.suffix, kind, message.cn);
    if (slot == Slot::text && variant.empty()) variant = device;   // a parameter belongs to the analyser it is of
    if (reading.text.empty() && slot == Slot::text) continue;
    if (slot == Slot::text || (!reading.number && !reading.text.empty())) {
      into.push_back({.factor = reading.code, .variant = variant, .text = reading.text, .flag = reading.flag});
      continue;
    }
    auto& value = value_of(into, first, reading.code, variant);
    value.flag = reading.flag;
    if (reading.number) put(value, slot, *reading.number);
  }
  take_bare_flags(message, into);
  take_parameters(message, into);
}

std::vector<ingest::Reading> readings_of(std::string_view frame_bytes, points::Logger const& logger, Time received_at) {
  Opener opener;
  auto const frame = hj212::read_frame(frame_bytes);
  opener.look(frame);
  std::vector<ingest::Reading> out;
  if (auto const belief = opener.judge(frame, Habits({.logger = logger})); belief == Belief::undecryptable) return out;
  auto const dated = date(opener.message(), logger, received_at);
  if (!dated.carries_data || dated.fault != TimeFault::none) return out;
  std::vector<hj212::Reading> scratch;
  std::vector<Value> values;
  take_values(opener.message(), dated.kind, scratch, values);
  for (auto const& value : values)
    out.push_back({{logger.point, std::string(value.factor), dated.kind, std::string(value.variant)}, dated.at, value.value,
                   value.min, value.max, value.total, value.flag, std::string(value.text)});
  return out;
}

}  // namespace ingest
