#include <algorithm>

#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

constexpr std::array<std::string_view, 4> edition_names = {"2005", "2017", "2025", "water-2017"};
constexpr std::array<std::string_view, 5> crc_kind_names = {"hj212", "modbus", "modbus_swapped", "none", "other"};
constexpr std::array<std::string_view, static_cast<std::size_t>(Fault::count_)> fault_names = {
    "crc_missing", "crc_lower_case", "crc_modbus", "crc_modbus_swapped", "crc_dummy", "crc_impossible", "crc_wrong",
    "length_wrong", "length_counts_tail", "length_digits", "length_over_limit", "tail_marker", "crlf_missing", "lf_only",
    "stuck_frames", "closing_missing", "closing_semicolon", "separator_comma", "blank", "leading_semicolon",
    "cp_missing", "qn_missing", "qn_digits", "flag_missing", "flag_not_a_byte", "flag_case", "field_case",
    "split_without_flag", "flag_without_split", "data_time_digits", "data_time_range", "password_empty", "mn_empty",
    "mn_not_24_hex", "st_unknown", "cn_unknown", "unknown_head_field", "repeated_key", "factor_name_odd",
    "text_not_utf8", "value_not_number", "encrypted_undecryptable", "ciphertext_as_text", "separator_missing",
    "after_closing", "empty_field", "equals_missing", "split_numbers"};
static_assert(!fault_names.back().empty());

}  // namespace

std::string_view name_of(Edition edition) { return edition_names.at(static_cast<std::size_t>(edition)); }
std::string_view name_of(CrcKind kind) { return crc_kind_names.at(static_cast<std::size_t>(kind)); }
std::string_view name_of(Fault fault) { return fault_names.at(static_cast<std::size_t>(fault)); }

std::optional<Edition> parse_edition(std::string_view name) {
  auto const found = std::find(edition_names.begin(), edition_names.end(), name);
  if (found == edition_names.end()) return std::nullopt;
  return static_cast<Edition>(found - edition_names.begin());
}

std::vector<Fault> Faults::list() const {
  std::vector<Fault> out;
  for (unsigned i = 0; i < static_cast<unsigned>(Fault::count_); ++i)
    if (has(static_cast<Fault>(i))) out.push_back(static_cast<Fault>(i));
  return out;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

int hex4(std::string_view text) {
  if (text.size() < 4) return -1;
  int value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    int const digit = hex_digit(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace hj212
