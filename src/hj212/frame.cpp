#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

constexpr std::size_t head_name_max = 8;      // letters before the "=": "QN", "DATETIME"
constexpr std::size_t head_gap_max = 3;       // ";" or blanks between length and first field

bool is_dummy(int value) { return value == 0x1234 || value == 0xABCD || value == 0x0000 || value == 0xFFFF; }

// The register's low byte after eight shifts of one byte can only be one of these (facts of the CRC, Annex A).
bool is_possible(int value) {
  int const low = value & 0xFF;
  return low == 0x00 || low == 0x01 || low == 0x40 || low == 0x41 || low == 0x80 || low == 0x81 || low == 0xC0 ||
         low == 0xC1;
}

std::uint16_t swapped(std::uint16_t v) { return static_cast<std::uint16_t>((v >> 8U) | (v << 8U)); }

}  // namespace

void judge_crc(Frame& frame, std::string_view digits) {
  int const sent = hex4(digits);
  if (sent < 0) {
    frame.crc_kind = CrcKind::none;
    frame.faults.add(Fault::crc_missing);
    return;
  }
  frame.crc_sent = static_cast<std::uint16_t>(sent);
  for (char const c : digits)
    if (c >= 'a') frame.faults.add(Fault::crc_lower_case);
  if (frame.crc_sent == crc(frame.segment)) {
    frame.crc_ok = true;
    frame.crc_kind = CrcKind::hj212;
    return;
  }
  std::uint16_t const modbus = crc_modbus(frame.segment);
  if (frame.crc_sent == modbus || frame.crc_sent == swapped(modbus)) {
    bool const straight = frame.crc_sent == modbus;
    frame.crc_kind = straight ? CrcKind::modbus : CrcKind::modbus_swapped;
    frame.faults.add(straight ? Fault::crc_modbus : Fault::crc_modbus_swapped);
    return;
  }
  frame.crc_kind = CrcKind::other;
  frame.faults.add(Fault::crc_wrong);
  if (is_dummy(sent)) frame.faults.add(Fault::crc_dummy);
  if (!is_possible(sent)) frame.faults.add(Fault::crc_impossible);
}

void judge_length(Frame& frame, std::size_t length_digits) {
  std::size_t const size = frame.segment.size();
  std::size_t const declared = frame.declared_length < 0 ? 0 : static_cast<std::size_t>(frame.declared_length);
  frame.length_ok = frame.declared_length >= 0 && declared == size;
  if (length_digits != 4) frame.faults.add(Fault::length_digits);
  if (size > segment_bytes_allowed) frame.faults.add(Fault::length_over_limit);
  if (frame.length_ok) return;
  bool const counts_tail = declared == size + 6;   // CRC and CR LF counted in
  frame.faults.add(counts_tail ? Fault::length_counts_tail : Fault::length_wrong);
}

int head_digits(std::string_view bytes) {
  std::size_t at = 0;
  for (; at < 2; ++at) {
    if (at == bytes.size()) return -1;
    if (bytes[at] != '#') return 0;
  }
  while (at < bytes.size() && at < 6 && is_digit(bytes[at])) ++at;
  if (at == bytes.size()) return -1;
  int const digits = static_cast<int>(at) - 2;
  if (digits < 2) return 0;
  std::size_t const gap_end = at + head_gap_max;
  while (at < bytes.size() && at < gap_end && (bytes[at] == ';' || bytes[at] == ',' || is_blank(bytes[at]))) ++at;
  if (at == bytes.size()) return -1;
  if (!is_letter(bytes[at])) return 0;
  std::size_t const name_end = at + head_name_max + 1;
  while (at < bytes.size() && at < name_end && (is_letter(bytes[at]) || is_digit(bytes[at]))) ++at;
  if (at == bytes.size()) return -1;
  return bytes[at] == '=' ? digits : 0;
}

Frame read_frame(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  Frame frame;
  frame.bytes = line;
  frame.crc_kind = CrcKind::none;
  std::size_t const start = line.find("##");
  if (start == std::string_view::npos) {
    frame.faults.add(Fault::length_wrong);
    frame.faults.add(Fault::crc_missing);
    return frame;
  }
  line.remove_prefix(start);
  if (line.size() >= 8 && line.ends_with("**") && hex4(line.substr(line.size() - 6)) >= 0) {
    frame.faults.add(Fault::tail_marker);
    line.remove_suffix(2);
  }
  frame.bytes = line;
  std::size_t at = 2;
  while (at < line.size() && at < 6 && is_digit(line[at])) {
    frame.declared_length = (frame.declared_length < 0 ? 0 : frame.declared_length) * 10 + (line[at] - '0');
    ++at;
  }
  std::string_view const rest = line.substr(at);
  std::string_view const last4 = rest.size() >= 4 ? rest.substr(rest.size() - 4) : std::string_view{};
  bool const has_crc = hex4(last4) >= 0;
  frame.segment = has_crc ? rest.substr(0, rest.size() - 4) : rest;
  judge_length(frame, at - 2);
  judge_crc(frame, has_crc ? last4 : std::string_view{});
  for (std::size_t i = rest.find("##"); i != std::string_view::npos; i = rest.find("##", i + 1))
    if (head_digits(rest.substr(i)) > 0) frame.faults.add(Fault::stuck_frames);
  return frame;
}

}  // namespace hj212
