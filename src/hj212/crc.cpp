#include <array>
#include <utility>
#if defined(__x86_64__)
#include <tmmintrin.h>
#endif

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

/// Sixteen bytes at once; only the first look-up waits for the state.
template <std::size_t... i>
std::uint8_t fold(std::uint8_t state, unsigned char const* at, std::index_sequence<i...>) {
  unsigned const rest = (0U ^ ... ^ powers[slice - 2 - i][at[i + 1]]);
  return static_cast<std::uint8_t>(rest ^ powers[slice - 1][at[0] ^ state]);
}

#if defined(__x86_64__)
// Sixteen lanes at once: lane i gathers the bytes at i, 16 + i, 32 + i …, each block first sent through f^16, which is
// linear, so one 16-entry table for each half of the byte does it.
constexpr std::array<std::uint8_t, 2 * slice> halves = [] {
  std::array<std::uint8_t, 2 * slice> table{};
  for (std::size_t i = 0; i < slice; ++i) {
    table[i] = powers[slice - 1][i];
    table[slice + i] = powers[slice - 1][i << 4U];
  }
  return table;
}();

__attribute__((target("ssse3"))) std::uint8_t run_blocks(std::uint8_t state, unsigned char const* at, std::size_t blocks) {
  auto const load = [](void const* from) __attribute__((target("ssse3"))) {
    return _mm_loadu_si128(static_cast<__m128i const*>(from));
  };
  __m128i const low = load(halves.data()), high = load(halves.data() + slice), half = _mm_set1_epi8(0x0F);
  __m128i lanes = _mm_xor_si128(load(at), _mm_cvtsi32_si128(state));
  for (std::size_t i = 1; i < blocks; ++i) {
    __m128i const turned = _mm_xor_si128(_mm_shuffle_epi8(low, _mm_and_si128(lanes, half)),
                                         _mm_shuffle_epi8(high, _mm_and_si128(_mm_srli_epi16(lanes, 4), half)));
    lanes = _mm_xor_si128(turned, load(at + i * slice));
  }
  std::array<unsigned char, slice> last{};
  _mm_storeu_si128(reinterpret_cast<__m128i*>(last.data()), lanes);
  return fold(0, last.data(), std::make_index_sequence<slice - 1>{});
}

bool const has_shuffle = __builtin_cpu_supports("ssse3") != 0;
#endif

}  // namespace

std::uint8_t crc_run(std::uint8_t state, std::string_view bytes) {
  auto const* at = reinterpret_cast<unsigned char const*>(bytes.data());
  std::size_t left = bytes.size();
#if defined(__x86_64__)
  if (std::size_t const blocks = left / slice; blocks > 2 && has_shuffle) {
    state = run_blocks(state, at, blocks);
    at += blocks * slice;
    left -= blocks * slice;
  }
#endif
  for (; left >= slice; left -= slice, at += slice) state = fold(state, at, std::make_index_sequence<slice - 1>{});
  for (; left > 0; --left, ++at) state = powers[0][state ^ *at];
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
