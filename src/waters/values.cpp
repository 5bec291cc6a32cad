// What laboratories write: numbers, numbers below detection, words.
#include <algorithm>
#include <array>

#include "waters/inside.hpp"

namespace waters {
namespace {

base::Problem bad_value(std::string_view text) {
  return base::Problem("bad_value", "'" + base::printable(text.substr(0, text_max)) + "' is no result", "",
                       "write 0.52, 0.004L or <0.004 below detection, or 无");
}

constexpr std::array<std::string_view, 8> words{"无", "有", "未检出", "不得检出", "不应检出", "检出", "无异臭、异味", "无异臭异味"};
constexpr std::array<std::string_view, 6> undetected_before{"<", "＜", "未检出", "ND", "nd", "低于"};

bool takes_off(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) {
    return false;
  }
  text.remove_prefix(start.size());
  return true;
}

std::string_view bare(std::string_view text) {
  text = base::trim(text);
  for (auto const& pair : {std::pair<std::string_view, std::string_view>{"(", ")"}, {"（", "）"}}) {
    if (text.starts_with(pair.first) && text.ends_with(pair.second) && text.size() >= pair.first.size() + pair.second.size()) {
      text = base::trim(text.substr(pair.first.size(), text.size() - pair.first.size() - pair.second.size()));
    }
  }
  return text;
}

}  // namespace

base::Result<Value> parse_value(std::string_view given) {
  auto text = base::trim(given);
  if (text.empty() || text.size() > text_max) {
    return bad_value(given);
  }
  if (std::find(words.begin(), words.end(), text) != words.end() && text != "未检出") {
    return Value{{}, false, std::string(text)};
  }
  Value value;
  for (auto const mark : undetected_before) {
    value.undetected = value.undetected || takes_off(text, mark);
  }
  if (!value.undetected && (text.ends_with("L") || text.ends_with("l"))) {
    text.remove_suffix(1);
    value.undetected = true;
  }
  text = bare(text);
  if (value.undetected && text.empty()) {
    return base::Problem("missing_limit", "'" + base::printable(given) + "' does not say the detection limit", "", "write 0.004L or <0.004");
  }
  auto const number = Decimal::parse(text);
  if (!number) {
    return bad_value(given);
  }
  if (number->negative()) {
    return assess::cannot_judge("浓度不能为负 / a concentration cannot be negative", "");
  }
  if (*number >= Decimal(value_max, 0)) {
    return bad_value(given);
  }
  value.value = number->scale() > places_kept ? number->rounded(places_kept) : *number;
  if (value.undetected && value.value == Decimal()) {
    return base::Problem("missing_limit", "'" + base::printable(given) + "': a detection limit of zero is none", "", "write 0.004L or <0.004");
  }
  return value;
}

std::optional<Decimal> in_unit(double value, base::Unit from, base::Unit to) {
  auto const converted = base::convert(value, from, to);
  bool const possible = converted && *converted >= 0 && *converted < static_cast<double>(value_max);
  return possible ? std::optional(Decimal::from_double(*converted, places_kept).trimmed()) : std::nullopt;
}

std::string to_text(Value const& value) { return !value.word.empty() ? value.word : value.value.to_string() + (value.undetected ? "L" : ""); }

Names parse_names(std::string_view list) {
  Names names;
  std::string name;
  auto const take = [&] {
    if (auto const bare_name = base::trim(name); !bare_name.empty() && names.size() < names_max) {
      names.emplace_back(bare_name);
    }
    name.clear();
  };
  for (std::size_t at = 0; at < list.size();) {
    std::size_t parted = 0;
    for (std::string_view const mark : {",", ";", "\n", "\r", "\t", "、", "，", "；"}) {
      parted = list.substr(at).starts_with(mark) ? mark.size() : parted;
    }
    // "1,2-二氯乙烷": a comma between digits is part of the name.
    bool const within = parted == 1 && list[at] == ',' && at > 0 && at + 1 < list.size() && list[at - 1] >= '0' && list[at - 1] <= '9' &&
                        list[at + 1] >= '0' && list[at + 1] <= '9';
    if (parted == 0 || within) {
      name += list[at++];
    } else {
      take();
      at += parted;
    }
  }
  take();
  return names;
}

}  // namespace waters
