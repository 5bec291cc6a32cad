#pragma once
// What the files of this room share about bytes: hex digits, CRC states, endings.
#include <cstdint>
#include <string_view>

#include "hj212/hj212.hpp"

namespace hj212 {

constexpr std::size_t segment_bytes_allowed = 1024;   // table 2 of all editions; a longer segment must be split

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool same_letters(std::string_view a, std::string_view b);       // without regard to case

/// The first four bytes as a hex number, or -1.
int hex4(std::string_view text);

// Running CRCs. The HJ 212 state between two bytes is the high byte of the register; the low byte is thrown away.
constexpr std::uint8_t crc_begin = 0xFF;
std::uint8_t crc_run(std::uint8_t state, std::string_view bytes);
std::uint16_t crc_last(std::uint8_t state, char last);           // the register after the last byte
constexpr std::uint16_t modbus_begin = 0xFFFF;
std::uint16_t modbus_run(std::uint16_t state, std::string_view bytes);

/// Fills crc_sent, crc_kind, crc_ok and the CRC faults from the four digits sent ("" = none).
void judge_crc(Frame& frame, std::string_view digits);
/// Fills length_ok and the length faults.
void judge_length(Frame& frame, std::size_t length_digits);
/// "##", 2 to 4 length digits, then a field name and "=": the length digits' count; 0 if it is none; -1 if more bytes
/// are needed to tell.
int head_digits(std::string_view bytes);

}  // namespace hj212
