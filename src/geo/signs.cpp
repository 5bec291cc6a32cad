#include "geo/signs.hpp"

#include <cstdint>

namespace geo::inside {

std::string half_width(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = [&](std::size_t at) { return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0}; };
    auto const low = byte(i + 2);
    if (byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD) && low >= 0x80 && low < 0xC0) {
      unsigned const code = 0xF000U | (byte(i + 1) & 0x3FU) << 6 | (low & 0x3FU);  // three bytes of UTF-8
      if (code >= 0xFF01 && code <= 0xFF5E) {
        out += static_cast<char>(code - 0xFF00 + 0x20);
        i += 2;
        continue;
      }
    }
    if (byte(i) == 0xE3 && byte(i + 1) == 0x80 && byte(i + 2) == 0x80) {            // ideographic space
      out += ' ';
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

bool take_out(std::string& text, std::string_view word) {
  bool const there = text.find(word) != std::string::npos;
  replace_all(text, word, "");
  return there;
}

}  // namespace geo::inside
