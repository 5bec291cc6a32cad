// Small words that the writers share: escaping, numbers as shown, captions, a chart's numbers as a table.
#include <algorithm>
#include <array>
#include <cmath>

#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {
namespace {

int hex_pair(std::string_view two) {
  auto const digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  return digit(two[0]) * 16 + digit(two[1]);
}

}  // namespace

std::string xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\t': case '\n': out += c; break;
      default:
        if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {   // U+FFFE, U+FFFF
          i += 2;
        } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
          out += c;
        }
    }
  }
  return out;
}

std::string caption_of(char const* kind, int number, std::string const& caption) {
  return std::string(kind) + " " + std::to_string(number) + "  " + caption;
}

std::vector<Run> with_english(std::string text, std::string const& english, char const* between) {
  std::vector<Run> runs{{.text = std::move(text)}};
  if (!english.empty()) {
    runs.push_back({.text = between + english, .beside = true});
  }
  return runs;
}

std::string lightened(std::string const& colour) {
  std::string out = "#";
  for (std::size_t at : {1U, 3U, 5U}) {
    int const part = 255 - (255 - hex_pair(std::string_view(colour).substr(at, 2))) * 35 / 100;
    constexpr std::string_view digits = "0123456789abcdef";
    out += {digits[static_cast<std::size_t>(part / 16)], digits[static_cast<std::size_t>(part % 16)]};
  }
  return out;
}

std::string shown(double value, int digits) {
  constexpr double decimal_max = 1e15;      // what base::Decimal is made of
  return digits < 0 || std::abs(value) >= decimal_max ? base::format_number(value) : base::Decimal::from_double(value, digits).to_string();
}

std::optional<Shown> number_of(std::string_view text) {
  Shown number;
  double sign = 1;
  if (text.ends_with('%')) {
    text.remove_suffix(1);
    number.percent = true;
  }
  if (text.starts_with("−")) {
    text.remove_prefix(std::string_view("−").size());
    sign = -1;
  } else if (text.starts_with('+')) {
    text.remove_prefix(1);
    number.with_sign = true;
  }
  auto const value = base::parse_number(text);
  if (!value || text.find_first_of("eE") != std::string_view::npos || text.find_last_not_of("0123456789.-") != std::string_view::npos) {
    return std::nullopt;
  }
  auto const point = text.find('.');
  number.places = point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
  number.value = sign * *value;
  return number;
}

Table table_of(Chart const& chart) {
  Table table{.caption = chart.caption};
  Row head;
  bool const days = chart.kind == Chart::Kind::calendar;
  head.cells.push_back({.text = days ? "日期" : "项目", .english = days ? "Date" : "Item"});
  for (auto const& series : chart.series) {
    head.cells.push_back({.text = series.name + (chart.unit.empty() ? "" : "（" + chart.unit + "）")});
  }
  table.header.push_back(std::move(head));
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    Row row;
    row.cells.push_back({.text = chart.labels[i], .align = Align::left});
    for (auto const& series : chart.series) {
      auto const& value = series.values[i];
      row.cells.push_back({.text = value ? shown(*value, chart.digits) : "—", .number = value});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

double breadth(std::string_view text) {
  double all = 0;
  for (std::size_t i = 0; i < text.size();) {
    auto const c = static_cast<unsigned char>(text[i]);
    std::size_t const length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    bool const half_sign = length == 3 && (c == 0xE2);   // dashes, quotes, roman numerals, superscripts: between the two
    all += length == 1 ? (c == ' ' || c == '.' || c == ',' || c == '1' ? 0.42 : 0.56) : length == 2 ? 0.6 : half_sign ? 0.75 : 1;
    i += length;
  }
  return all;
}

Scale scale_for(double low, double high, int steps_about) {
  if (!(high > low)) {
    high = low + 1;
  }
  double const raw = (high - low) / std::max(1, steps_about);
  double const power = std::pow(10, std::floor(std::log10(raw)));
  double const part = raw / power;
  double const nice = part <= 1 ? 1 : part <= 2 ? 2 : part <= 2.5 ? 2.5 : part <= 5 ? 5 : 10;
  Scale scale{.low = 0, .high = 0, .step = nice * power, .digits = 0};
  scale.low = std::floor(low / scale.step + 1e-9) * scale.step;
  scale.high = std::ceil(high / scale.step - 1e-9) * scale.step;
  int const magnitude = static_cast<int>(std::floor(std::log10(scale.step) + 1e-9));
  scale.digits = std::clamp(-magnitude + (nice == 2.5 ? 1 : 0), 0, 12);
  return scale;
}

}  // namespace documents
