// Text as people type it into sheets, made plain.
#include <algorithm>
#include <array>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

/// One character of UTF-8 at `at`, which moves behind it; a byte that belongs to none is U+FFFD, and stays what it is.
char32_t next_character(std::string_view text, std::size_t& at) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const lead = byte(at);
  constexpr char32_t no_character = 0xFFFD;
  std::size_t const length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1) {
    return byte(at++);
  }
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= text.size() || (byte(at + i) & 0xC0U) != 0x80U) {
      return ++at, no_character;
    }
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  if (length == 0) {
    return ++at, no_character;
  }
  at += length;
  return code;
}

bool has_no_width(char32_t c) { return c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || c == 0x2060; }
bool is_blank(char32_t c) {   // also the blanks of other scripts
  constexpr std::array<char32_t, 9> singles{0x20, 0x09, 0x0A, 0x0B, 0x0D, 0xA0, 0x202F, 0x205F, 0x3000};
  return (c >= 0x2000 && c <= 0x200A) || std::find(singles.begin(), singles.end(), c) != singles.end();
}

std::string cut(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const start = at;
    if (auto const c = next_character(text, at); !is_blank(c) && !has_no_width(c)) {
      begin = std::min(begin, start);
      end = at;
    }
  }
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

}  // namespace

std::string plain(std::string_view given) {
  constexpr char32_t full_width_first = 0xFF01, full_width_last = 0xFF5E, full_width_offset = 0xFEE0;
  auto const text = cut(given);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const start = at;
    auto const c = next_character(text, at);
    if (c >= full_width_first && c <= full_width_last) {
      out += static_cast<char>(c - full_width_offset);
    } else if (c == 0xFFE5) {
      out += "¥";
    } else if (c != ' ' && c != '\n' && c != '\t' && is_blank(c)) {
      out += c == '\r' ? "" : " ";
    } else if (!has_no_width(c)) {
      out.append(text, start, at - start);
    }
  }
  return out;
}

bool means_nothing(std::string_view text) {
  constexpr std::array<std::string_view, 9> signs{"", "-", "--", "—", "——", "/", "\\", "－", "／"};
  return std::find(signs.begin(), signs.end(), text) != signs.end();
}

std::string tidy(std::string_view given, bool one_line) {
  auto const text = cut(given);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto const start = at;
    auto const c = next_character(text, at);
    if (c == '\n' && !one_line) {
      out += '\n';
    } else if (is_blank(c)) {
      out += c == '\r' || (c == '\n' && out.ends_with(' ')) ? "" : " ";
    } else if (!has_no_width(c)) {
      out.append(text, start, at - start);
    }
  }
  return out;
}

}  // namespace exchange
