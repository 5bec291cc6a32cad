// Text as people type it into sheets, made plain; days and numbers out of it.
#include <algorithm>
#include <array>
#include <cmath>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

using base::Problem;

/// One character of UTF-8 at `at`, which moves behind it; broken bytes stand for themselves.
char32_t next_character(std::string_view text, std::size_t& at) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const lead = byte(at);
  std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) {
    return byte(at++);
  }
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  at += length;
  return code;
}

bool is_blank(char32_t c) {   // also the blanks of other scripts, the byte order mark and the ones without width
  return c == 0x20 || c == 0x09 || c == 0x0A || c == 0x0D || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

std::string cut(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const start = at;
    if (!is_blank(next_character(text, at))) {
      begin = std::min(begin, start);
      end = at;
    }
  }
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::optional<int> whole(std::string_view digits, std::size_t most) {
  bool const good = !digits.empty() && digits.size() <= most && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return good ? std::optional(static_cast<int>(*base::parse_integer(digits))) : std::nullopt;
}

int last_day_of(int year, int month) {
  auto const first = base::day_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1);
  return base::to_beijing(base::start_of(base::Day{first.number - 1})).day;
}

base::Result<base::Day> day_from(int year, int month, int day, std::string_view text) {
  base::Civil const civil{year, month, day};
  if (!base::is_valid(civil) || year < 1900 || year > 2200) {
    return Problem("bad_date", "'" + base::printable(text) + "' is no day of the calendar", {}, "write 2026-03-01");
  }
  return base::day_of(year, month, day);
}

bool take_end(std::string& text, std::string_view end) {
  if (!text.ends_with(end)) {
    return false;
  }
  text.resize(text.size() - end.size());
  return true;
}

/// 万 and 亿 before a unit or alone.
int places_of(std::string& text) {
  int places = 0;
  while (true) {
    if (take_end(text, "万")) {
      places += 4;
    } else if (take_end(text, "亿")) {
      places += 8;
    } else {
      return places;
    }
  }
}

struct Measure { base::Unit unit; int places = 0; bool known = false; };
Measure measure_of(std::string_view written) {
  auto text = plain(written);
  Measure measure;
  for (std::string_view const big : {"万", "亿"}) {
    if (text.starts_with(big)) {
      measure.places = big == "万" ? 4 : 8;
      text.erase(0, big.size());
    }
  }
  if (auto const unit = base::parse_unit(chinese_unit(text))) {
    measure.unit = *unit;
    measure.known = true;
  }
  return measure;
}

}  // namespace

std::string plain(std::string_view given) {
  auto const text = cut(given);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const start = at;
    auto const c = next_character(text, at);
    if (c >= 0xFF01 && c <= 0xFF5E) {
      out += static_cast<char>(c - 0xFEE0);
    } else if (c == 0x3000 || c == 0xA0) {
      out += ' ';
    } else if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F)) {
      continue;
    } else {
      out.append(text, start, at - start);
    }
  }
  return out;
}

bool means_nothing(std::string_view text) {
  constexpr std::array<std::string_view, 9> signs{"", "-", "--", "—", "——", "/", "\\", "－", "／"};
  return std::find(signs.begin(), signs.end(), text) != signs.end();
}

std::string chinese_unit(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> names{{
      {"吨", "t"}, {"千克", "kg"}, {"公斤", "kg"}, {"克", "g"}, {"毫克", "mg"}, {"立方米", "m3"}, {"方", "m3"}, {"平方米", "m2"}, {"公顷", "ha"}, {"米", "m"},
      {"公里", "km"}, {"千米", "km"}, {"升", "L"}, {"毫升", "mL"}, {"小时", "h"}, {"天", "d"}, {"摄氏度", "℃"}, {"毫克/升", "mg/L"}, {"毫克/立方米", "mg/m3"},
      {"毫克/千克", "mg/kg"}}};
  for (auto const& [name, unit] : names) {
    if (text == name) {
      return std::string(unit);
    }
  }
  return std::string(text);
}

base::Result<base::Day> read_day(std::string_view given) {
  auto const text = plain(given);
  if (auto const digits = whole(text, 8); digits && text.size() == 8) {
    return day_from(*digits / 10'000, *digits / 100 % 100, *digits % 100, text);
  }
  std::string parts = text;   // "2021年6月30日" → "2021-6-30"
  auto const replace = [&](std::string_view what, std::string_view by) {
    for (auto at = parts.find(what); at != std::string::npos; at = parts.find(what, at + by.size())) {
      parts.replace(at, what.size(), by);
    }
  };
  bool const year_end = parts.ends_with("年底") || parts.ends_with("年末");
  bool const month_end = parts.ends_with("月底") || parts.ends_with("月末");
  if (year_end || month_end) {
    parts.resize(parts.size() - std::string_view("底").size());
  }
  for (std::string_view const sign : {"年", "月", ".", "/", "。", "·"}) {
    replace(sign, "-");
  }
  replace("日", "");
  replace(" ", "");
  if (parts.ends_with('-')) {
    parts.pop_back();
  }
  auto const pieces = base::split(parts, '-');
  auto const year = whole(pieces[0], 4);
  auto const month = pieces.size() > 1 ? whole(pieces[1], 2) : std::nullopt;
  auto const day = pieces.size() > 2 ? whole(pieces[2], 2) : std::nullopt;
  if (year && year_end && pieces.size() == 1) {
    return day_from(*year, 12, 31, text);
  }
  if (year && month && *month >= 1 && *month <= 12 && month_end && pieces.size() == 2) {
    return day_from(*year, *month, last_day_of(*year, *month), text);
  }
  if (year && month && day && pieces.size() == 3 && pieces[0].size() == 4) {
    return day_from(*year, *month, *day, text);
  }
  bool const no_day = year && month && pieces.size() == 2;
  return Problem("bad_date", "'" + base::printable(text) + (no_day ? "' names no day" : "' is not a date"), {},
                 no_day ? "write the day, or 月底 for the last of the month" : "write 2026-03-01");
}

base::Result<std::string> read_number(std::string_view given, std::string_view unit, std::string_view field_unit) {
  auto text = plain(given);
  auto const refuse = [&](std::string detail, std::string mend) {
    return Problem("bad_number", "'" + base::printable(plain(given)) + "' " + std::move(detail), {}, std::move(mend));
  };
  if (text.starts_with('<') || text == "ND" || text == "未检出" || text.starts_with("≤") || text.starts_with("低于")) {
    return refuse("is below detection, no number", "leave the cell empty and say so in the remark");
  }
  auto const wanted = measure_of(field_unit);
  auto said = unit.empty() ? Measure{wanted.unit, 0, wanted.known} : measure_of(unit);
  bool const named_alike = unit.empty() || plain(unit) == plain(field_unit);
  bool percent = take_end(text, "%");
  if (percent && plain(field_unit) != "%") {
    return refuse("is a percentage, the field is not", "write it in " + (field_unit.empty() ? std::string("plain numbers") : std::string(field_unit)));
  }
  if (!field_unit.empty() && take_end(text, plain(field_unit))) {
    said = {wanted.unit, 0, wanted.known};
  }
  auto const places = places_of(text) + (named_alike ? 0 : said.places);
  text = std::string(base::trim(text));
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  if (text.starts_with('+')) {
    text.erase(0, 1);
  }
  auto const number = base::Decimal::parse(text);
  if (!number) {
    return refuse("is not a number", "write 12.5; remarks belong in another column");
  }
  auto value = *number;
  for (int i = 0; i < places; ++i) {
    value = value * base::Decimal(10, 0);
  }
  if (named_alike) {
    return value.to_string();
  }
  if (!said.known || !wanted.known) {
    return refuse("stands under the unit " + std::string(unit) + ", the field is in " + std::string(field_unit), "put the right unit into the header");
  }
  auto const converted = base::convert(value.to_double(), said.unit, wanted.unit);
  if (!converted) {
    return refuse("stands under the unit " + std::string(unit) + ", which cannot become " + std::string(field_unit), "put the right unit into the header");
  }
  return base::format_number(*converted);
}

}  // namespace exchange
