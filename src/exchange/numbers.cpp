// Quantities as people write them: grouped digits, 万 and 亿, units behind the number or in the header.
#include <algorithm>
#include <array>
#include <cstdio>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

bool take_start(std::string& text, std::string_view start) {
  if (!text.starts_with(start)) {
    return false;
  }
  text.erase(0, start.size());
  return true;
}

constexpr std::array<std::string_view, 27> counters{"个", "家", "户", "座", "台", "套", "处", "项", "支", "眼", "块", "份", "件", "条",
                                                    "张", "人", "次", "头", "只", "辆", "株", "名", "口", "起", "头(只)", "羽", "例"};
bool counts(std::string_view name) { return std::find(counters.begin(), counters.end(), name) != counters.end(); }

/// "万吨/年" → ten thousand, "t/a".
struct Measure { int places = 0; std::string name; };
Measure measure_of(std::string_view written) {
  auto text = plain(written);
  Measure measure;
  constexpr int wan = 4, yi = 8, thousand = 3;
  for (bool more = true; more;) {
    more = take_start(text, "万");
    measure.places += more ? wan : 0;
    bool const hundred_million = !more && take_start(text, "亿");
    measure.places += hundred_million ? yi : 0;
    more = more || hundred_million;
  }
  if (text == "千元" || text == "千吨") {
    measure.places += thousand;
    take_start(text, "千");
  }
  for (auto const part : base::split(text, '/')) {
    measure.name += (measure.name.empty() ? "" : "/") + chinese_unit(base::trim(part));
  }
  return measure;
}

/// What stands in brackets behind a title without being a unit: "（必填）", "（2021年）".
bool is_note(std::string_view unit) {
  constexpr std::array<std::string_view, 10> words{"填", "选", "含", "实际", "折", "额定", "平均", "最大", "是", "20"};
  return std::any_of(words.begin(), words.end(), [&](auto const word) { return unit.find(word) != std::string_view::npos; });
}

/// A text in front of what is no digit any more; groups of three may be parted by commas or blanks.
struct Split { std::string digits; int exponent = 0; std::string rest; };
std::optional<Split> split_number(std::string_view text) {
  Split split;
  std::size_t at = 0;
  std::size_t group = 0, groups = 0;   // digits since the last mark between groups
  auto const digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    split.digits += text[at] == '-' ? "-" : "";
    ++at;
  }
  bool point = false;
  constexpr std::size_t group_size = 3;
  for (; at < text.size(); ++at) {
    bool const mark = (text[at] == ',' || text[at] == ' ') && !point && digit(at + 1);
    if (digit(at)) {
      split.digits += text[at];
      ++group;
    } else if (text[at] == '.' && !point) {
      split.digits += '.';
      point = true;
      if (groups > 0 && group != group_size) {
        return std::nullopt;
      }
    } else if (mark && (groups == 0 ? group >= 1 && group <= group_size : group == group_size)) {
      ++groups;
      group = 0;
    } else {
      break;
    }
  }
  if (groups > 0 && !point && group != group_size) {
    return std::nullopt;
  }
  auto rest = std::string(text.substr(at));
  for (std::string_view const sign : {"×10^", "*10^", "x10^", "X10^", "E", "e"}) {
    if (rest.starts_with(sign)) {
      auto end = sign.size() + (rest.size() > sign.size() && (rest[sign.size()] == '-' || rest[sign.size()] == '+') ? 1 : 0);
      auto const from = rest[sign.size()] == '+' ? end : sign.size();
      while (end < rest.size() && rest[end] >= '0' && rest[end] <= '9') {
        ++end;
      }
      auto const power = base::parse_integer(std::string_view(rest).substr(from, end - from));
      constexpr std::int64_t power_max = 40;
      if (!power || *power < -power_max || *power > power_max) {
        return std::nullopt;
      }
      split.exponent = static_cast<int>(*power);
      rest.erase(0, end);
      break;
    }
  }
  split.rest = std::string(base::trim(rest));
  return split.digits.empty() || split.digits == "-" ? std::nullopt : std::optional(std::move(split));
}

std::optional<std::string> below_detection(std::string text, std::string_view field_unit) {
  auto const low = base::to_lower(text);
  for (std::string_view const start : {"<", "≤", "低于", "小于", "未检出", "未检测出", "检不出"}) {
    if (text.starts_with(start)) {
      return text;
    }
  }
  auto const numeric = split_number(text);   // "0.01L": the detection limit and L, as laboratories write it
  bool const limit = numeric && numeric->rest == "L" && field_unit != "L";
  return low == "nd" || low == "n.d." || low == "n.d" || limit ? std::optional(text) : std::nullopt;
}

/// As many digits as a double holds for sure: 12345.678 kg are 12.345678 t.
std::string of_double(double value) {
  std::array<char, 40> text{};
  auto const length = std::snprintf(text.data(), text.size(), "%.15g", value);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// From one measure into another, as text that Decimal::parse takes. Nothing: there is no way.
std::optional<std::string> into(Split const& number, Measure const& said, Measure const& wanted) {
  auto const shift = number.exponent + said.places - wanted.places;
  auto const moved = number.digits + (shift == 0 ? "" : "E" + std::to_string(shift));
  bool const alike = said.name == wanted.name || said.name + "/a" == wanted.name || (counts(said.name) && (counts(wanted.name) || wanted.name.empty())) ||
                     (wanted.name.empty() && said.name == "a");   // "2021年"
  if (alike) {
    return moved;
  }
  auto const from = base::parse_unit(said.name), to = base::parse_unit(wanted.name);
  auto const value = base::parse_number(moved);
  if (!from || !to || !value || *from == base::unit_none || *to == base::unit_none) {
    return std::nullopt;
  }
  auto const converted = base::convert(*value, *from, *to);
  return converted ? std::optional(of_double(*converted)) : std::nullopt;
}

}  // namespace

std::string chinese_unit(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 38> names{{
      {"吨", "t"},        {"千克", "kg"},     {"公斤", "kg"},   {"克", "g"},       {"毫克", "mg"},     {"微克", "μg"},   {"立方米", "m3"}, {"方", "m3"},
      {"立方", "m3"},     {"m³", "m3"},       {"㎡", "m2"},     {"m²", "m2"},      {"㎥", "m3"},       {"平方米", "m2"}, {"公顷", "ha"},   {"hm²", "ha"},
      {"hm2", "ha"},      {"平方公里", "km2"}, {"平方千米", "km2"}, {"km²", "km2"}, {"米", "m"},        {"厘米", "cm"},   {"毫米", "mm"},   {"公里", "km"},
      {"千米", "km"},     {"升", "L"},        {"毫升", "mL"},   {"小时", "h"},     {"时", "h"},        {"分钟", "min"},  {"秒", "s"},      {"天", "d"},
      {"日", "d"},        {"年", "a"},        {"摄氏度", "℃"},  {"千瓦时", "kWh"}, {"度电", "kWh"},    {"ug", "μg"}}};
  for (auto const& [name, unit] : names) {
    if (text == name) {
      return std::string(unit);
    }
  }
  return std::string(text);
}

bool is_unit(std::string_view written) {
  auto const measure = measure_of(written);
  constexpr std::array<std::string_view, 4> others{"元", "亩", "mg/kg", "km2"};
  auto const known = base::parse_unit(measure.name);
  return (known && *known != base::unit_none) || counts(measure.name) || std::find(others.begin(), others.end(), measure.name) != others.end();
}

base::Result<std::string> read_number(std::string_view given, std::string_view unit, std::string_view field_unit) {
  auto text = plain(given);
  auto const refuse = [&](std::string const& detail, std::string mend) {
    return Problem("bad_number", "'" + base::printable(tidy(given)) + "' " + detail, {}, std::move(mend));
  };
  auto const wanted = measure_of(field_unit);
  if (below_detection(text, field_unit)) {
    return refuse("is below detection, no number", "leave the cell empty and say so in the remark");
  }
  if (wanted.name == "元") {
    (void)(take_start(text, "¥") || take_start(text, "人民币"));
  }
  auto const number = split_number(base::trim(text));
  if (!number) {
    return refuse("is not a number", "write 12.5; remarks belong in another column");
  }
  bool const says = !unit.empty() && (is_unit(unit) || !is_note(unit));
  auto said = says && plain(unit) != plain(field_unit) ? measure_of(unit) : wanted;
  if (!number->rest.empty()) {
    auto const behind = measure_of(number->rest);
    if (behind.name == "%" && wanted.name != "%") {
      return refuse("is a percentage, the field is not", "write it in " + (field_unit.empty() ? std::string("plain numbers") : std::string(field_unit)));
    }
    bool const known = behind.name.empty() || behind.name == wanted.name || is_unit(number->rest) || behind.name == "a";
    if (!known) {
      return refuse("is not a number", "write 12.5; remarks belong in another column");
    }
    said = {behind.places, behind.name.empty() ? said.name : behind.name};
  }
  auto const there = into(*number, said, wanted);
  if (!there) {
    auto const from = number->rest.empty() ? std::string(unit) : number->rest;
    return refuse("stands in " + from + ", which cannot become " + (field_unit.empty() ? "a plain number" : std::string(field_unit)),
                  "put the right unit into the header");
  }
  auto const value = base::Decimal::parse(*there);
  if (!value) {
    return refuse("has more digits than can be kept", "write at most 18 digits");
  }
  return value->to_string();
}

}  // namespace exchange
