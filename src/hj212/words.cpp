#include "hj212/words.hpp"

#include <algorithm>

namespace hj212 {
namespace {

constexpr std::array<std::string_view, 34> param_names = {
    "DataTime", "QnRtn", "ExeRtn", "PolId", "SystemTime", "RtdInterval", "MinInterval", "BeginTime", "EndTime",
    "OverTime", "ReCount", "RestartTime", "NewPW", "PW", "QN", "CN", "PNO", "PNUM", "VaseNo", "CstartTime", "CTime",
    "Stime", "InfoId", "AlarmTarget", "ReportTarget", "ReportTime", "AlarmTime", "AlarmType", "WarnTime",
    "CalibrationType", "SKCreateTime", "NewSK", "PolID", "CompleteTime"};

constexpr auto known_cns = std::to_array({
    1000, 1001, 1002, 1011, 1012, 1013, 1014, 1021, 1022, 1031, 1032, 1041, 1042, 1061, 1062, 1063, 1064, 1072,
    2011, 2012, 2013, 2021, 2022, 2031, 2041, 2051, 2052, 2061, 2062, 2071, 2072, 2081, 2111,
    3011, 3012, 3013, 3014, 3015, 3016, 3017, 3018, 3019, 3020, 3021, 3022, 3023, 3024,
    9011, 9012, 9013, 9014, 9015});

constexpr std::array<std::uint64_t, 10000 / 64 + 1> known_cn_bits = [] {
  std::array<std::uint64_t, 10000 / 64 + 1> bits{};
  for (int const cn : known_cns) bits[static_cast<unsigned>(cn) / 64U] |= std::uint64_t{1} << (static_cast<unsigned>(cn) % 64U);
  return bits;
}();

bool is_noise_code(std::string_view code) {   // L5 L10 Leq LMx LMn Ld Ln Ldn LA …
  return code.size() >= 2 && code.size() <= 4 && code.front() == 'L';
}

}  // namespace

bool is_known_st(std::string_view st) {
  if (st.size() != 2 || !is_digit(st[1])) return false;
  if (st[0] >= 'A' && st[0] <= 'Z') return true;
  int const n = (st[0] - '0') * 10 + (st[1] - '0');
  return (n >= 21 && n <= 27) || (n >= 31 && n <= 39) || n == 41 || n == 44 || n == 45 || n == 51 || n == 52 || n == 91;
}

bool is_known_cn(int cn) {
  if (cn < 0 || cn > 9999) return false;
  return ((known_cn_bits[static_cast<unsigned>(cn) / 64U] >> (static_cast<unsigned>(cn) % 64U)) & 1U) != 0;
}

bool is_2025_only_cn(int cn) {
  return cn == 1002 || cn == 1014 || cn == 2013 || cn == 2052 || cn == 2062 || cn == 2111 || (cn >= 3022 && cn <= 3024);
}

bool is_odd_code(std::string_view code) {
  constexpr unsigned plain = digit_byte | capital_byte;
  if (code.size() == 6)   // w01018, a21026, i13004, e01001: a small letter, then digits (2017 annex B)
    return !(is_kind(code[0], small_byte) && all_kind(code.substr(1), plain));
  if (code.starts_with("SB")) return !all_digits(code.substr(2));
  if (code.size() == 3 && is_kind(code[0], plain) && is_digit(code[1]) && is_digit(code[2])) return false;   // 2005
  if (code.size() == 4 && (code[0] == 'e' || code[0] == 'g') && all_digits(code.substr(1))) return false;
  return !is_noise_code(code);
}

bool is_param_name(std::string_view name) {
  return name == "DataTime" || std::find(param_names.begin(), param_names.end(), name) != param_names.end();
}

std::string_view canonical_param(std::string_view name) {
  if (name == "PoIId" || name == "PolID") return "PolId";   // a capital i looks like a small L in print
  for (std::string_view const known : param_names)
    if (same_letters(known, name)) return known;
  return {};
}

}  // namespace hj212
