#include "evidence/shape.hpp"

#include <algorithm>
#include <cstdint>

namespace evidence {
namespace {

// In the text a run of digits is one byte: this bit and its length. Bytes that have the bit themselves follow `escape`.
constexpr unsigned char run_bit = 0x80, escape = 0xFF;
constexpr std::size_t run_max = 0x7E;          // a longer run is parted
constexpr std::size_t checksum_bytes = 4;      // a frame ends with four hexadecimal digits: a column of their own
constexpr std::size_t columns_max = 512;       // what comes after them in a frame lies in the last one

struct Run { std::size_t at = 0, size = 0; };
using Runs = std::vector<Run>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_run(unsigned char c) { return (c & run_bit) != 0 && c != escape; }

/// The text of one frame goes to `out`, its runs to `runs`; gives the end of the text. There is room for twice its bytes.
char* part_one(std::string const& frame, char* out, Runs& runs) {
  char const* const first = frame.data();
  char const* const end = first + frame.size();
  char const* const tail = frame.size() < checksum_bytes ? first : end - checksum_bytes;
  char const* at = first;
  while (at < tail) {
    char const* const from = at;
    char const* const most = tail - at > static_cast<std::ptrdiff_t>(run_max) ? at + run_max : tail;
    while (at < most && is_digit(*at)) ++at;
    if (at > from) {
      runs.push_back({static_cast<std::size_t>(from - first), static_cast<std::size_t>(at - from)});
      *out++ = static_cast<char>(run_bit | static_cast<unsigned char>(at - from));
      continue;
    }
    if ((static_cast<unsigned char>(*at) & run_bit) != 0) *out++ = static_cast<char>(escape);
    *out++ = *at++;
  }
  if (at < end) {
    runs.push_back({static_cast<std::size_t>(at - first), static_cast<std::size_t>(end - at)});
    *out++ = static_cast<char>(run_bit | static_cast<unsigned char>(end - at));
  }
  return out;
}

/// Calls `take(frame, run)` for the first runs of all frames, then for their second ones, and so on.
template <typename Take>
void by_columns(std::vector<Runs> const& runs, Take const& take) {
  std::size_t columns = 0;
  for (auto const& of_frame : runs) columns = std::max(columns, of_frame.size());
  for (std::size_t column = 0; column < std::min(columns, columns_max); ++column) {
    bool const is_last = column + 1 == columns_max;
    for (std::size_t frame = 0; frame < runs.size(); ++frame)
      for (auto i = column; i < runs[frame].size() && (i == column || is_last); ++i) take(frame, runs[frame][i]);
  }
}

/// One frame's text with room for its digits; false when it does not end where the frame does.
bool lay_out(std::string_view& text, std::size_t size, std::string& frame, Runs& runs) {
  while (frame.size() < size) {
    if (text.empty()) return false;
    auto const byte = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (is_run(byte)) {
      runs.push_back({frame.size(), std::size_t{byte} & ~std::size_t{run_bit}});
      frame.append(runs.back().size, '0');
      continue;
    }
    if (byte == escape && text.empty()) return false;
    frame += byte == escape ? text.front() : static_cast<char>(byte);
    if (byte == escape) text.remove_prefix(1);
  }
  return frame.size() == size;
}

}  // namespace

Parted part(std::vector<std::string> const& frames) {
  Parted out;
  std::vector<Runs> runs(frames.size());
  std::size_t bytes = 0, digits = 0;
  for (auto const& frame : frames) bytes += frame.size();
  out.text.resize(2 * bytes);
  char* end = out.text.data();
  for (std::size_t i = 0; i < frames.size(); ++i) {
    runs[i].reserve(i == 0 ? 0 : runs[i - 1].size());   // the one before is of the same kind, mostly
    end = part_one(frames[i], end, runs[i]);
    for (auto const& run : runs[i]) digits += run.size;
  }
  out.text.resize(static_cast<std::size_t>(end - out.text.data()));
  out.digits.resize(digits);
  char* to = out.digits.data();
  by_columns(runs, [&](std::size_t frame, Run const& run) { to = std::copy_n(frames[frame].data() + run.at, run.size, to); });
  return out;
}

bool join(std::vector<std::size_t> const& sizes, std::string_view text, std::string_view digits, std::vector<std::string>& frames) {
  std::vector<Runs> runs(sizes.size());
  frames.assign(sizes.size(), {});
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (!lay_out(text, sizes[i], frames[i], runs[i])) return false;
  bool enough = true;
  by_columns(runs, [&](std::size_t frame, Run const& run) {
    enough = enough && run.size <= digits.size();
    if (!enough) return;
    frames[frame].replace(run.at, run.size, digits.substr(0, run.size));
    digits.remove_prefix(run.size);
  });
  return enough && text.empty() && digits.empty();
}

}  // namespace evidence
