#include <algorithm>
#include <charconv>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

std::optional<char32_t> escaped_character(std::string_view text) {
  if (text.size() < 7 || !text.starts_with("_x") || text[6] != '_') {
    return std::nullopt;
  }
  unsigned value = 0;
  auto const end = std::from_chars(text.data() + 2, text.data() + 6, value, 16).ptr;
  return end == text.data() + 6 ? std::optional<char32_t>(value) : std::nullopt;
}

}  // namespace

void append_utf8(std::string& to, char32_t c) {
  c = c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c;
  auto const put = [&](char32_t byte) { to += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6)), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3F)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  auto const unit = [&](std::size_t at) {
    auto const first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    auto c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size()) {
      if (auto const low = unit(i + 2); low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_utf8(out, c);
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = escaped_character(text.substr(i));
    if (!c) {
      out += text[i];
      continue;
    }
    if (*c >= 0x20 || *c == '\t' || *c == '\n' || *c == '\r') {
      append_utf8(out, *c);
    }
    i += 6;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += escaped_character(text.substr(i)) ? std::string_view("_x005F_") : text.substr(i, 1);
  }
  return out;
}

int small_number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string cut(std::string_view text, std::size_t characters) {
  std::size_t count = 0, before_last = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      // Outside of the first plane Excel counts two.
      count += static_cast<unsigned char>(text[at]) >= 0xF0 ? 2U : 1U;
      if (count == characters) {
        before_last = at;
      }
      if (count > characters) {
        return std::string(text.substr(0, before_last)) + "…";
      }
    }
  }
  return std::string(text);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string clean(std::string_view text) {
  std::string out;
  for (char const c : base::is_utf8(text) ? std::string(text) : base::printable(text)) {
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;
    }
  }
  return out;
}

}  // namespace workbook
