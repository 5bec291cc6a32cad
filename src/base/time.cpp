// Beijing time is UTC+8 all year round; before 1992 the summer time of 1986-1991 is not modelled (no datum is that old).
#include <cstdio>

#include "base/base.hpp"

namespace base {
namespace {

constexpr std::int64_t beijing_offset_ms = 8LL * 3600 * 1000;
constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

// Days since 1970-01-01 of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
std::int64_t days_from_civil(std::int64_t y, int m, int d) {
  y -= m <= 2 ? 1 : 0;
  auto const era = floor_div(y, 400);
  auto const yoe = y - era * 400;
  auto const doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  auto const doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

void civil_from_days(std::int64_t z, Civil& c) {
  z += 719468;
  auto const era = floor_div(z, 146097);
  auto const doe = z - era * 146097;
  auto const yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  auto const doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  auto const mp = (5 * doy + 2) / 153;
  c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  c.year = static_cast<int>(yoe + era * 400 + (c.month <= 2 ? 1 : 0));
}

int days_in_month(int year, int month) {
  static constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Reads exactly `count` digits at `at`; -1 if they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Problem bad_time(std::string_view text) {
  return Problem("bad_time", "'" + printable(text) + "' is not a time", {}, "write 2026-03-01T08:00:00+08:00 or 2026-03-01 08:00");
}

// "Z", "+08:00", "+0800", "+08"; minutes east of Greenwich.
std::optional<int> parse_zone(std::string_view text) {
  if (text == "Z" || text == "z") {
    return 0;
  }
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  int const hours = digits(text, 1, 2);
  auto rest = text.substr(3);
  if (!rest.empty() && rest[0] == ':') {
    rest.remove_prefix(1);
  }
  int const minutes = rest.empty() ? 0 : (rest.size() == 2 ? digits(rest, 0, 2) : -1);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// Milliseconds of ".123…"; moves `at` behind the digits.
int parse_fraction(std::string_view text, std::size_t& at) {
  int ms = 0;
  int places = 0;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++places) {
    if (places < 3) {
      ms = ms * 10 + (text[at] - '0');
    }
  }
  for (; places < 3; ++places) {
    ms *= 10;
  }
  return ms;
}

}  // namespace

Civil to_beijing(Time t) {
  auto const local = t.ms + beijing_offset_ms;
  auto const day = floor_div(local, day_ms);
  auto rest = local - day * day_ms;
  Civil c;
  civil_from_days(day, c);
  c.millisecond = static_cast<int>(rest % 1000);
  rest /= 1000;
  c.second = static_cast<int>(rest % 60);
  rest /= 60;
  c.minute = static_cast<int>(rest % 60);
  c.hour = static_cast<int>(rest / 60);
  return c;
}

Time from_beijing(Civil const& c) {
  auto const months = static_cast<std::int64_t>(c.year) * 12 + c.month - 1;
  auto const year = floor_div(months, 12);
  auto const month = static_cast<int>(months - year * 12) + 1;
  auto const day = days_from_civil(year, month, 1) + c.day - 1;
  auto const seconds = (static_cast<std::int64_t>(c.hour) * 60 + c.minute) * 60 + c.second;
  return {day * day_ms + seconds * 1000 + c.millisecond - beijing_offset_ms};
}

bool is_valid(Civil const& c) {
  return c.year >= 1970 && c.year <= 2999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= days_in_month(c.year, c.month) && c.hour >= 0 && c.hour <= 23 && c.minute >= 0 && c.minute <= 59 &&
         c.second >= 0 && c.second <= 59 && c.millisecond >= 0 && c.millisecond <= 999;
}

Day beijing_day(Time t) { return {static_cast<std::int32_t>(floor_div(t.ms + beijing_offset_ms, day_ms))}; }
Time start_of(Day d) { return {d.number * day_ms - beijing_offset_ms}; }
Time floor_to(Time t, Duration step) {
  CHECK(step.count() > 0, "a step of time is positive");
  auto const local = t.ms + beijing_offset_ms;
  return {floor_div(local, step.count()) * step.count() - beijing_offset_ms};
}
Day day_of(int year, int month, int day) { return {static_cast<std::int32_t>(days_from_civil(year, month, day))}; }

std::string format(Time t) {
  auto const c = to_beijing(t);
  std::array<char, 48> out{};
  if (c.millisecond == 0) {
    std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day, c.hour, c.minute, c.second);
  } else {
    std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00", c.year, c.month, c.day, c.hour, c.minute,
                  c.second, c.millisecond);
  }
  return out.data();
}

std::string format(Day d) {
  Civil c;
  civil_from_days(d.number, c);
  std::array<char, 24> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", c.year, c.month, c.day);
  return out.data();
}

Result<Time> parse_time(std::string_view text) {
  auto const whole = trim(text);
  Civil c{.year = digits(whole, 0, 4), .month = digits(whole, 5, 2), .day = digits(whole, 8, 2)};
  if (whole.size() < 10 || whole[4] != '-' || whole[7] != '-') {
    return bad_time(text);
  }
  std::size_t at = 10;
  if (at < whole.size() && (whole[at] == 'T' || whole[at] == ' ')) {
    c.hour = digits(whole, 11, 2);
    c.minute = digits(whole, 14, 2);
    if (whole.size() < 16 || whole[13] != ':') {
      return bad_time(text);
    }
    at = 16;
    if (at < whole.size() && whole[at] == ':') {
      c.second = digits(whole, 17, 2);
      at = 19;
      if (at < whole.size() && whole[at] == '.') {
        c.millisecond = parse_fraction(whole, at);
      }
    }
  }
  if (!is_valid(c)) {
    return bad_time(text);
  }
  auto const zone = at >= whole.size() ? std::optional<int>(8 * 60) : parse_zone(whole.substr(at));
  if (!zone) {
    return bad_time(text);
  }
  return Time{from_beijing(c).ms + beijing_offset_ms - *zone * 60'000LL};
}

Result<Day> parse_day(std::string_view text) {
  auto const whole = trim(text);
  bool const dashed = whole.size() == 10 && whole[4] == '-' && whole[7] == '-';
  Civil const c = dashed ? Civil{.year = digits(whole, 0, 4), .month = digits(whole, 5, 2), .day = digits(whole, 8, 2)}
                         : Civil{.year = digits(whole, 0, 4), .month = digits(whole, 4, 2), .day = digits(whole, 6, 2)};
  if ((!dashed && whole.size() != 8) || c.month < 1 || c.month > 12 || c.day < 1 || c.year < 1900 ||
      c.day > days_in_month(c.year, c.month)) {
    return Problem("bad_day", "'" + printable(text) + "' is not a day", {}, "write 2026-03-01");
  }
  return day_of(c.year, c.month, c.day);
}

std::optional<Time> parse_compact(std::string_view text) {
  if (text.size() != 14 && text.size() != 17) {
    return std::nullopt;
  }
  Civil const c{.year = digits(text, 0, 4), .month = digits(text, 4, 2), .day = digits(text, 6, 2), .hour = digits(text, 8, 2),
                .minute = digits(text, 10, 2), .second = digits(text, 12, 2),
                .millisecond = text.size() == 17 ? digits(text, 14, 3) : 0};
  if (!is_valid(c)) {
    return std::nullopt;
  }
  return from_beijing(c);
}

std::string format_compact(Time t, bool with_ms) {
  auto const c = to_beijing(t);
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d%02d%02d%02d%02d%02d%03d", c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
  return {out.data(), with_ms ? 17U : 14U};
}

}  // namespace base
