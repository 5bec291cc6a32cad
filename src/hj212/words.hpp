#pragma once
// The words of the protocol: which STs, CNs, parameter names, suffixes and codes its editions know.
#include <algorithm>
#include <string_view>

#include "hj212/bytes.hpp"

namespace hj212 {

bool is_known_st(std::string_view st);          // table 5; A0..Z9 are free for users and count as known
bool is_known_cn(int cn);                       // of any edition
bool is_2025_only_cn(int cn);
bool is_odd_code(std::string_view code);        // neither a code's shape of 2005 nor of 2017
bool is_param_name(std::string_view name);      // a CP field without a code, spelled as the standards do
std::string_view canonical_param(std::string_view name);   // "PoIId" → "PolId", "DATETIME" stays unknown → ""

inline bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
inline bool is_mn_24_hex(std::string_view mn) {
  return mn.size() == 24 && std::all_of(mn.begin(), mn.end(), [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); });
}
/// Suffixes whose value is a number: Rtd Min Avg Max Cou Ala Data and all Zs….
inline bool is_value_suffix(std::string_view suffix) {
  if (suffix.size() == 3)
    return suffix == "Rtd" || suffix == "Avg" || suffix == "Min" || suffix == "Max" || suffix == "Cou" || suffix == "Ala";
  return suffix.starts_with("Zs") || suffix == "Data";
}
inline bool looks_like_number(std::string_view text) {
  if (text.empty()) return false;
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+'; });
}

}  // namespace hj212
