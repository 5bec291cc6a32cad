// Words of the text form: which characters a bare name has (OGC 21-065r2, identifier), and which names are taken.
#include <algorithm>
#include <array>

#include "query/inside.hpp"

namespace query::inside {
namespace {

struct Range {
  char32_t first, last;
};
// identifierStart without ASCII letters, ":" and "_". Full-width and CJK punctuation is left out of the standard's ranges: "（" and "＝"
// typed for "(" and "=" are told as mistakes rather than read as letters; names that have them stand in double quotes.
constexpr Range starts[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},    {0x37F, 0x1FFE},
                            {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3004, 0x3007},  {0x3012, 0xD7FF},
                            {0xF900, 0xFDCF}, {0xFDF0, 0xFEFE}, {0xFF10, 0xFF19}, {0xFF21, 0xFF3A},  {0xFF41, 0xFF5A},
                            {0xFF66, 0xFFFD}, {0x10000, 0xEFFFF}};
constexpr Range more_parts[] = {{0x300, 0x36F}, {0x203F, 0x2040}};

bool lies_in(char32_t letter, std::span<Range const> ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](Range r) { return r.first <= letter && letter <= r.last; });
}
bool is_start(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':' || c == '_' || (c > 0x7F && lies_in(c, starts));
}
bool is_part(char32_t c) { return is_start(c) || (c >= '0' && c <= '9') || c == '.' || (c > 0x7F && lies_in(c, more_parts)); }

// The first letter of well-formed UTF-8 and how many bytes it takes.
std::pair<char32_t, std::size_t> first_letter(std::string_view text) {
  auto const byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  auto const lead = byte(0);
  std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t letter = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    letter = (letter << 6U) | (byte(i) & 0x3FU);
  }
  return {letter, length};
}

constexpr std::array<std::string_view, 11> reserved = {"and", "or", "not", "like", "between", "in", "is", "null", "true", "false", "div"};
constexpr std::array<std::string_view, 11> forms = {"date",       "timestamp",       "interval",     "bbox",
                                                    "point",      "linestring",      "polygon",      "multipoint",
                                                    "multilinestring", "multipolygon", "geometrycollection"};

}  // namespace

bool is_reserved(std::string_view name) { return std::find(reserved.begin(), reserved.end(), base::to_lower(name)) != reserved.end(); }

bool is_form(std::string_view name) {
  return std::find(forms.begin(), forms.end(), base::to_lower(name)) != forms.end() || operator_named(name) != nullptr;
}

std::size_t name_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    auto const [letter, length] = first_letter(text.substr(at));
    if (!(at == 0 ? is_start(letter) : is_part(letter))) {
      break;
    }
    at += length;
  }
  return at;
}

std::string quoted(std::string_view name) {
  if (!name.empty() && name_length(name) == name.size() && !is_reserved(name) && !is_form(name)) {
    return std::string(name);
  }
  std::string out = "\"";
  for (auto const c : name) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace query::inside
