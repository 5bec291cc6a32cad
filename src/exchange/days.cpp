// Days and moments as people write them.
#include <algorithm>
#include <array>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

std::optional<int> whole(std::string_view digits, std::size_t most) {
  bool const good = !digits.empty() && digits.size() <= most && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return good ? std::optional(static_cast<int>(*base::parse_integer(digits))) : std::nullopt;
}

int last_day_of(int year, int month) {
  auto const first = base::day_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1);
  return base::to_beijing(base::start_of(base::Day{first.number - 1})).day;
}

Problem no_date(std::string_view text, bool no_day = false) {
  return Problem("bad_date", "'" + base::printable(text) + (no_day ? "' names no day" : "' is not a date"), {},
                 no_day ? "write the day, or 月底 or 年底 for the last one" : "write 2026-03-01");
}

base::Result<base::Day> day_from(int year, int month, int day, std::string_view text) {
  constexpr int year_min = 1900, year_max = 2200;
  base::Civil const civil{year, month, day};
  if (!base::is_valid(civil) || year < year_min || year > year_max) {
    return Problem("bad_date", "'" + base::printable(text) + "' is no day of the calendar", {}, "write 2026-03-01");
  }
  return base::day_of(year, month, day);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

/// Where the clock begins: behind the day, after a blank, 日, 号 or T. npos: there is none.
std::size_t clock_in(std::string const& text) {
  auto const colon = std::min({text.find(':'), text.find("时"), text.find("点")});
  auto begin = colon;
  while (begin != std::string::npos && begin > 0 && (text[begin - 1] == ' ' || (text[begin - 1] >= '0' && text[begin - 1] <= '9' && colon - begin < 2))) {
    --begin;
  }
  return begin;
}

/// 8:30, 08:30:00, 8时30分, 8点; milliseconds of the day.
std::optional<base::Duration> clock_of(std::string text) {
  for (std::string_view const sign : {"时", "点", "分"}) {
    replace_all(text, sign, ":");
  }
  replace_all(text, "秒", "");
  replace_all(text, " ", "");
  if (text.ends_with(':')) {
    text.pop_back();
  }
  auto const pieces = base::split(text, ':');
  constexpr std::array<int, 3> most{23, 59, 59};
  constexpr std::array<std::int64_t, 3> lengths{3'600'000, 60'000, 1'000};
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto const value = i < most.size() ? whole(pieces[i].substr(0, i == 2 ? pieces[i].find('.') : std::string_view::npos), 2) : std::nullopt;
    if (!value || *value > most.at(i)) {
      return std::nullopt;
    }
    ms += *value * lengths.at(i);
  }
  return base::Duration(ms);
}

}  // namespace

base::Result<base::Day> read_day(std::string_view given) {
  auto text = plain(given);
  if (auto const clock = clock_in(text); clock != std::string::npos && clock > 0) {   // a list of days made from moments
    if (!clock_of(text.substr(clock))) {
      return no_date(text);
    }
    text = plain(text.substr(0, clock));
    text.resize(text.size() - (text.ends_with('T') ? 1 : 0));
  }
  constexpr std::size_t compact_length = 8;
  if (auto const digits = whole(text, compact_length); digits && text.size() == compact_length) {
    return day_from(*digits / 10'000, *digits / 100 % 100, *digits % 100, text);
  }
  std::string parts = text;   // "2021年6月30日" → "2021-6-30"
  bool const year_end = parts.ends_with("年底") || parts.ends_with("年末");
  bool const month_end = parts.ends_with("月底") || parts.ends_with("月末");
  if (year_end || month_end) {
    parts.resize(parts.size() - std::string_view("底").size());
  }
  bool const year_said = parts.ends_with("年");
  for (std::string_view const sign : {"年", "月", ".", "/", "。", "·", "、", ","}) {
    replace_all(parts, sign, "-");
  }
  for (std::string_view const sign : {"日", "号", " "}) {
    replace_all(parts, sign, "");
  }
  if (parts.ends_with('-')) {
    parts.pop_back();
  }
  auto const pieces = base::split(parts, '-');
  auto const year = pieces[0].size() == 4 ? whole(pieces[0], 4) : std::nullopt;
  auto const month = pieces.size() > 1 ? whole(pieces[1], 2) : std::nullopt;
  auto const day = pieces.size() > 2 ? whole(pieces[2], 2) : std::nullopt;
  if (year && year_end && pieces.size() == 1) {
    return day_from(*year, 12, 31, text);
  }
  if (year && month && *month >= 1 && *month <= 12 && month_end && pieces.size() == 2) {
    return day_from(*year, *month, last_day_of(*year, *month), text);
  }
  if (year && month && day && pieces.size() == 3) {
    return day_from(*year, *month, *day, text);
  }
  return no_date(text, year && ((month && pieces.size() == 2) || (year_said && pieces.size() == 1)));
}

base::Result<base::Time> read_time(std::string_view given) {
  auto const text = plain(given);
  if (auto const exact = base::parse_time(text); exact && text.size() > std::string_view("2026-03-01").size()) {
    return *exact;
  }
  auto const begin = clock_in(text);
  auto const clock = begin == std::string::npos || begin == 0 ? std::nullopt : clock_of(text.substr(begin));
  auto const day = clock ? read_day(text.substr(0, begin)) : base::Result<base::Day>(no_date(text));
  if (!clock || !day) {
    return Problem("bad_time", "'" + base::printable(text) + "' is not a time", {}, "write 2026-03-01 08:30");
  }
  return base::start_of(*day) + *clock;
}

}  // namespace exchange
