#include <array>
#include <cstring>

#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

constexpr std::uint16_t eight_shifts(std::uint16_t value) {
  for (int i = 0; i < 8; ++i) value = static_cast<std::uint16_t>((value & 1U) != 0 ? (value >> 1U) ^ 0xA001U : value >> 1U);
  return value;
}

constexpr std::array<std::uint16_t, 256> shifted = [] {
  std::array<std::uint16_t, 256> table{};
  for (std::uint16_t i = 0; i < 256; ++i) table[i] = eight_shifts(i);
  return table;
}();

// The state after a byte is high(shifted[state ^ byte]): a GF(2)-linear map f of one byte. So n bytes give
// f^n(state ^ b0) ^ f^(n-1)(b1) ^ … ^ f(b[n-1]), and the n look-ups do not wait for each other.
constexpr std::size_t slice = 16;
constexpr std::array<std::array<std::uint8_t, 256>, slice> powers = [] {
  std::array<std::array<std::uint8_t, 256>, slice> table{};
  for (std::size_t i = 0; i < 256; ++i) table[0][i] = static_cast<std::uint8_t>(shifted[i] >> 8U);
  for (std::size_t k = 1; k < slice; ++k)
    for (std::size_t i = 0; i < 256; ++i) table[k][i] = table[0][table[k - 1][i]];
  return table;
}();

std::uint8_t fold8(std::uint64_t word, std::size_t first) {
  std::uint8_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out ^= powers[first - i][(word >> (8 * i)) & 0xFFU];
  return out;
}

std::uint64_t little_word(char const* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

}  // namespace

std::uint8_t crc_run(std::uint8_t state, std::string_view bytes) {
  char const* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= slice; left -= slice, at += slice) {
    // the second word first: only the first one waits for the state
    std::uint8_t const late = fold8(little_word(at + 8), 7);
    state = static_cast<std::uint8_t>(fold8(little_word(at) ^ state, 15) ^ late);
  }
  for (; left > 0; --left, ++at) state = powers[0][state ^ static_cast<std::uint8_t>(*at)];
  return state;
}

std::uint16_t crc_last(std::uint8_t state, char last) { return shifted[state ^ static_cast<std::uint8_t>(last)]; }

std::uint16_t crc(std::string_view segment) {
  if (segment.empty()) return 0xFFFF;
  std::size_t const last = segment.size() - 1;
  return crc_last(crc_run(crc_begin, segment.substr(0, last)), segment[last]);
}

std::uint16_t crc_bytewise(std::string_view segment) {
  std::uint16_t state = 0xFFFF;
  for (char const c : segment) state = eight_shifts(static_cast<std::uint16_t>((state >> 8U) ^ static_cast<std::uint8_t>(c)));
  return state;
}

std::uint16_t modbus_run(std::uint16_t state, std::string_view bytes) {
  for (char const c : bytes)
    state = static_cast<std::uint16_t>((state >> 8U) ^ shifted[(state ^ static_cast<std::uint8_t>(c)) & 0xFFU]);
  return state;
}

std::uint16_t crc_modbus(std::string_view segment) { return modbus_run(modbus_begin, segment); }

}  // namespace hj212
