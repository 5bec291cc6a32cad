#pragma once
// Where the separators of a text stand. Going from mark to mark instead of from byte to byte makes parsing several times
// faster: lengths of fields vary, so a loop over bytes mispredicts at each of their ends, the order of marks does not.
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hj212 {

/// Gives the places of ";" "," "=" "-" in order.
class Marks {
 public:
  explicit Marks(std::string_view text) : text_(text) { load(); }

  /// The next mark's place, or the text's size.
  std::size_t next() {
    while (bits_ == 0) {
      if (text_.size() - block_ <= block_size) return text_.size();
      block_ += block_size;
      load();
    }
    std::size_t const at = block_ + static_cast<std::size_t>(std::countr_zero(bits_));
    bits_ &= bits_ - 1;
    return at;
  }

  /// Leaves out the marks before `at`, which must not lie before the last mark given.
  void skip_to(std::size_t at) {
    std::size_t const block = at / block_size * block_size;
    if (block != block_) {
      block_ = block;
      load();
    }
    bits_ &= ~std::uint64_t{0} << (at - block);
  }

 private:
  static constexpr std::size_t block_size = 64;

  void load() {
    std::size_t const left = text_.size() - block_;
    if (left >= block_size) {
      bits_ = marks_of(text_.data() + block_);
      return;
    }
    char padded[block_size] = {};
    if (left > 0) std::memcpy(padded, text_.data() + block_, left);
    bits_ = marks_of(padded);
  }

#if defined(__SSE2__)
  static std::uint64_t marks_of(char const* at) {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 4; ++i) {
      __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(at + 16 * i));
      __m128i const ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
      __m128i const inner = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('=')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
      auto const found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(ends, inner)));
      bits |= static_cast<std::uint64_t>(found) << (16 * i);
    }
    return bits;
  }
#else
  static std::uint64_t marks_of(char const* at) {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < block_size; ++i) {
      bool const mark = at[i] == ';' || at[i] == ',' || at[i] == '=' || at[i] == '-';
      bits |= static_cast<std::uint64_t>(mark) << i;
    }
    return bits;
  }
#endif

  std::string_view text_;
  std::size_t block_ = 0;
  std::uint64_t bits_ = 0;
};

/// a == b without a call, for names of a few bytes.
inline bool same_name(std::string_view a, std::string_view b) {
  std::size_t const n = a.size();
  if (n != b.size()) return false;
  if (n < 4 || n > 8) return a == b;
  std::uint32_t first[2], last[2];
  std::memcpy(&first[0], a.data(), 4);
  std::memcpy(&first[1], b.data(), 4);
  std::memcpy(&last[0], a.data() + n - 4, 4);
  std::memcpy(&last[1], b.data() + n - 4, 4);
  return first[0] == first[1] && last[0] == last[1];
}

}  // namespace hj212
