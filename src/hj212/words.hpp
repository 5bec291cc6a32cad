#pragma once
// The words of the protocol: which STs, CNs, parameter names, suffixes and codes its editions know.
#include <array>
#include <string_view>

#include "hj212/bytes.hpp"

namespace hj212 {

bool is_known_st(std::string_view st);          // table 5; A0..Z9 are free for users and count as known
bool is_known_cn(int cn);                       // of any edition
bool is_2025_only_cn(int cn);
bool is_odd_code(std::string_view code);        // neither a code's shape of 2005 nor of 2017
bool is_param_name(std::string_view name);      // a CP field without a code, spelled as the standards do
std::string_view canonical_param(std::string_view name);   // "PoIId" → "PolId", "DATETIME" stays unknown → ""

// Kinds of bytes, one table look-up each: names and values are checked byte by byte for every field of every frame.
enum : std::uint8_t { digit_byte = 1, capital_byte = 2, small_byte = 4, hex_byte = 8, number_byte = 16 };
constexpr std::array<std::uint8_t, 256> byte_kinds = [] {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned c = '0'; c <= '9'; ++c) kinds[c] = digit_byte | hex_byte | number_byte;
  for (unsigned c = 'A'; c <= 'Z'; ++c) kinds[c] = c <= 'F' ? capital_byte | hex_byte : capital_byte;
  for (unsigned c = 'a'; c <= 'z'; ++c) kinds[c] = small_byte;
  for (char const c : {'.', '-', '+', 'e', 'E'}) kinds[static_cast<unsigned char>(c)] |= number_byte;
  return kinds;
}();
inline bool is_kind(char c, unsigned kinds) { return (byte_kinds[static_cast<unsigned char>(c)] & kinds) != 0; }
/// Every byte is of one of the kinds (true for no bytes).
inline bool all_kind(std::string_view text, unsigned kinds) {
  unsigned odd = 0;
  for (char const c : text) odd |= static_cast<unsigned>((byte_kinds[static_cast<unsigned char>(c)] & kinds) == 0);
  return odd == 0;
}
inline bool all_digits(std::string_view text) { return !text.empty() && all_kind(text, digit_byte); }
inline bool is_mn_24_hex(std::string_view mn) { return mn.size() == 24 && all_kind(mn, hex_byte); }
/// Suffixes whose value is a number: Rtd Min Avg Max Cou Ala Data and all Zs….
inline bool is_value_suffix(std::string_view suffix) {
  if (suffix.size() != 3) return suffix.starts_with("Zs") || suffix == "Data";
  auto const three = [](char const* s) {
    return static_cast<unsigned>(static_cast<unsigned char>(s[0])) << 16U | static_cast<unsigned>(static_cast<unsigned char>(s[1])) << 8U |
           static_cast<unsigned>(static_cast<unsigned char>(s[2]));
  };
  unsigned const word = three(suffix.data());
  return word == three("Rtd") || word == three("Avg") || word == three("Min") || word == three("Max") ||
         word == three("Cou") || word == three("Ala");
}
inline bool looks_like_number(std::string_view text) {
  if (text.size() > 1 && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && (is_digit(text.front()) || text.front() == '.') && all_kind(text, number_byte);
}

}  // namespace hj212
