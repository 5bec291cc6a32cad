#pragma once
// The words of the protocol: which STs, CNs, parameter names, suffixes and codes its editions know.
#include <string_view>

#include "hj212/bytes.hpp"

namespace hj212 {

bool is_known_st(std::string_view st);          // table 5; A0..Z9 are free for users and count as known
bool is_known_cn(int cn);                       // of any edition
bool is_2025_only_cn(int cn);
bool is_odd_code(std::string_view code);        // neither a code's shape of 2005 nor of 2017
bool is_param_name(std::string_view name);      // a CP field without a code, spelled as the standards do
std::string_view canonical_param(std::string_view name);   // "PoIId" → "PolId", "DATETIME" stays unknown → ""

inline bool all_digits(std::string_view text) {
  unsigned odd = text.empty() ? 1 : 0;
  for (char const c : text) odd |= static_cast<unsigned>(!is_digit(c));
  return odd == 0;
}
inline bool is_mn_24_hex(std::string_view mn) {
  unsigned odd = 0;
  for (char const c : mn) odd |= static_cast<unsigned>(!is_digit(c) && !(c >= 'A' && c <= 'F'));
  return odd == 0 && mn.size() == 24;
}
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
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) return false;
  unsigned odd = 0;
  for (char const c : text)
    odd |= static_cast<unsigned>(!(is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+'));
  return odd == 0;
}

}  // namespace hj212
