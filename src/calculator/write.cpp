// Answers as JSON text. Boost writes 0.11 as 1.1E-1; people read these lines.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "calculator/inside.hpp"

namespace calculator {
namespace {

constexpr double whole_max = 9'007'199'254'740'992;   // 2^53: below, a double without fraction is a whole number of JSON

constexpr bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

// UTF-8 in.
void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    if (is_plain(byte) || byte >= 0x80) {
      continue;
    }
    out.append(text, plain, i - plain);
    plain = i + 1;
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[i];
    } else if (byte == '\n') {
      out += "\\n";
    } else {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  out.append(text, plain);
}

template <typename Integer>
void append_integer(Integer value, std::string& out) {
  std::array<char, 24> digits;
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_double(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
  } else if (std::abs(value) < whole_max && value == std::floor(value)) {
    append_integer(static_cast<std::int64_t>(value), out);
  } else {
    out += base::format_number(value);
  }
}

void append_object(json::object const& object, std::string& out) {
  out += '{';
  bool first = true;
  for (auto const& [key, value] : object) {
    if (!first) {
      out += ',';
    }
    first = false;
    append_json_text({key.data(), key.size()}, out);
    out += ':';
    append_json(value, out);
  }
  out += '}';
}

void append_array(json::array const& array, std::string& out) {
  out += '[';
  bool first = true;
  for (auto const& value : array) {
    if (!first) {
      out += ',';
    }
    first = false;
    append_json(value, out);
  }
  out += ']';
}

}  // namespace

void append_json_text(std::string_view text, std::string& out) {
  out += '"';
  if (std::all_of(text.begin(), text.end(), [](char c) { return is_plain(static_cast<unsigned char>(c)); })) {
    out += text;
  } else if (base::is_utf8(text)) {
    append_escaped(text, out);
  } else {
    append_escaped(base::printable(text), out);
  }
  out += '"';
}

void append_json(json::value const& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::int64: return append_integer(value.get_int64(), out);
    case json::kind::uint64: return append_integer(value.get_uint64(), out);
    case json::kind::double_: return append_double(value.get_double(), out);
    case json::kind::string: return append_json_text({value.get_string().data(), value.get_string().size()}, out);
    case json::kind::array: return append_array(value.get_array(), out);
    case json::kind::object: return append_object(value.get_object(), out);
  }
}

json::value number_of(base::Decimal value) {
  if (value.scale() == 0) {
    return value.coefficient();
  }
  return value.to_double();
}

std::string glance(std::string_view text) {
  constexpr std::size_t bytes_max = 80;
  auto cut = text.substr(0, bytes_max);
  while (!cut.empty() && cut.size() < text.size() && !base::is_utf8(cut)) {
    cut.remove_suffix(1);
  }
  return base::printable(cut.empty() ? text.substr(0, bytes_max) : cut) + (cut.size() < text.size() ? "…" : "");
}

}  // namespace calculator
