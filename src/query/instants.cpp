// Days and times as CQL2 writes them. Years 0000..9999: filters ask about more than what loggers send.
#include <cstdio>

#include "query/inside.hpp"

namespace query::inside {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t first_ms = -62'167'219'200'000;   // 0000-01-01T00:00:00Z
constexpr std::int64_t end_ms = 253'402'300'800'000;     // 10000-01-01T00:00:00Z

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (auto const c : text.substr(at, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

// Two digits, a colon, two digits: minutes.
std::optional<int> clock_minutes(std::string_view text) {
  auto const hour = digits(text, 0, 2);
  auto const minute = digits(text, 3, 2);
  if (text.size() != 5 || text[2] != ':' || !hour || !minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  return *hour * 60 + *minute;
}

std::optional<int> zone_minutes(std::string_view text) {
  if (text.empty()) {
    return 8 * 60;
  }
  if (text == "Z" || text == "z") {
    return 0;
  }
  auto const minutes = clock_minutes(text.substr(1));
  if (!minutes || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  return text[0] == '-' ? -*minutes : *minutes;
}

// What stands after the point, in milliseconds; finer digits are dropped.
int milliseconds(std::string_view fraction) {
  int value = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return value;
}

}  // namespace

std::optional<base::Day> read_day(std::string_view text) {
  auto const year = digits(text, 0, 4);
  auto const month = digits(text, 5, 2);
  auto const day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  return base::Day{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

std::optional<base::Time> read_time(std::string_view text) {
  if (text.size() < 19 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[16] != ':') {
    return std::nullopt;
  }
  auto const day = read_day(text.substr(0, 10));
  auto const minutes = clock_minutes(text.substr(11, 5));
  auto const second = digits(text, 17, 2);
  if (!day || !minutes || !second || *second > 59) {
    return std::nullopt;
  }
  auto rest = text.substr(19);
  int ms = 0;
  if (!rest.empty() && rest.front() == '.') {
    auto const fraction = rest.substr(1, rest.find_first_not_of("0123456789", 1) - 1);
    if (fraction.empty()) {
      return std::nullopt;
    }
    ms = milliseconds(fraction);
    rest.remove_prefix(1 + fraction.size());
  }
  auto const zone = zone_minutes(rest);
  if (!zone) {
    return std::nullopt;
  }
  base::Time const time{day->number * base::day_length.count() + (*minutes - *zone) * minute_ms + *second * 1000 + ms};
  return time.ms >= first_ms && time.ms < end_ms ? std::optional(time) : std::nullopt;
}

std::optional<Value> read_instant(std::string_view text) {
  if (auto const day = read_day(text)) {
    return *day;
  }
  auto const time = read_time(text);
  return time ? std::optional<Value>(*time) : std::nullopt;
}

std::string day_text(base::Day day) {
  std::chrono::year_month_day const date{std::chrono::sys_days(std::chrono::days(day.number))};
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return out.data();
}

std::string time_text(base::Time time) {
  std::chrono::sys_time<base::Duration> const at{base::Duration(time.ms)};
  auto const day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::hh_mm_ss const clock(at - day);
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "T%02d:%02d:%02d", static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  auto text = day_text({static_cast<std::int32_t>(day.time_since_epoch().count())}) + out.data();
  if (clock.subseconds().count() != 0) {
    std::snprintf(out.data(), out.size(), ".%03d", static_cast<int>(clock.subseconds().count()));
    text += out.data();
  }
  return text + "Z";
}

base::Time instant_of(Value const& day_or_time) {
  auto const* day = std::get_if<base::Day>(&day_or_time);
  return day != nullptr ? base::start_of(*day) : std::get<base::Time>(day_or_time);
}

}  // namespace query::inside
