#include <algorithm>
#include <cstring>

#include "hj212/bytes.hpp"

// The finder decides by position in the stream, never by how much of it has arrived: each event ("&&" + 4 hex digits,
// "##" + head, the declared end) is decided in the order of its place, and an event that cannot be decided yet waits.
// So any split of the stream gives the same frames. Between two heads every byte is scanned once: linear time.

namespace hj212 {
namespace {

constexpr std::size_t nowhere = std::string::npos;
constexpr std::size_t look_ahead = 32;        // an event needs fewer bytes than this to be decided

std::size_t find_in(std::string const& buffer, char c, std::size_t from, std::size_t until) {
  if (from >= until) return nowhere;
  void const* found = std::memchr(buffer.data() + from, c, until - from);
  return found == nullptr ? nowhere : static_cast<std::size_t>(static_cast<char const*>(found) - buffer.data());
}

/// 1 four hex digits, 0 something else, -1 not all there yet.
int meet_hex4(std::string_view bytes) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (i == bytes.size()) return -1;
    if (hex_digit(bytes[i]) < 0) return 0;
  }
  return 1;
}

}  // namespace

void Finder::feed(std::string_view bytes) {
  if (start_ > 0 && start_ >= buffer_.size() - start_) {   // moving less than was given out keeps it linear
    buffer_.erase(0, start_);
    for (std::size_t* place : {&scanned_, &segment_, &declared_end_, &candidate_, &crc_at_})
      *place = *place > start_ ? *place - start_ : 0;
    start_ = 0;
  }
  buffer_.append(bytes);
}

std::optional<Finder::Found> Finder::finish() {
  if (auto found = advance(true)) return found;
  if (tail_ != Tail::none) tail_faults_.add(Fault::crlf_missing);
  tail_ = Tail::none;
  return std::nullopt;
}

void Finder::skip_byte() {
  ++start_;
  ++line_end_bytes_;
  scanned_ = std::max(scanned_, start_);
}

/// Takes "**", CR LF, LF behind a frame, and empty lines; false if more bytes are needed to tell.
bool Finder::skip_tail(bool at_end) {
  std::string_view const left = std::string_view(buffer_).substr(start_);
  if (tail_ != Tail::none && left.empty()) return false;
  if (tail_ == Tail::marker && left[0] == '*') {
    if (left.size() < 2 && !at_end) return false;
    if (left.starts_with("**")) {
      skip_byte();
      skip_byte();
      tail_faults_.add(Fault::tail_marker);
      tail_ = Tail::line;
      return skip_tail(at_end);
    }
  }
  if (tail_ != Tail::none) {
    if (left == "\r" && !at_end) return false;
    if (left[0] == '\n') tail_faults_.add(Fault::lf_only);
    if (left[0] != '\n' && !left.starts_with("\r\n")) tail_faults_.add(Fault::crlf_missing);
    if (left[0] == '#') tail_faults_.add(Fault::stuck_frames);
    tail_ = Tail::none;
  }
  while (segment_ == 0 && start_ < buffer_.size() && (buffer_[start_] == '\r' || buffer_[start_] == '\n')) skip_byte();
  return true;
}

std::size_t Finder::find_head(bool at_end) {
  std::string_view const all = buffer_;
  for (std::size_t at = find_in(buffer_, '#', scanned_, all.size()); at != nowhere;
       at = find_in(buffer_, '#', at + 1, all.size())) {
    int const digits = head_digits(all.substr(at));
    if (digits == 0 || (digits < 0 && at_end)) continue;
    scanned_ = at;
    return at;
  }
  scanned_ = all.size();
  return all.size();
}

void Finder::read_head(std::size_t digits) {
  segment_ = start_ + 2 + digits;
  std::size_t declared = 0;
  for (std::size_t i = start_ + 2; i < segment_; ++i) declared = declared * 10 + static_cast<std::size_t>(buffer_[i] - '0');
  declared_end_ = segment_ + declared;
  candidate_ = 0;
  scanned_ = segment_;
  crc_at_ = segment_;
  crc_state_ = crc_begin;
  modbus_state_ = modbus_begin;
}

std::optional<Finder::Found> Finder::advance(bool at_end) {
  if (segment_ == 0) {
    if (!skip_tail(at_end) || start_ == buffer_.size()) return std::nullopt;
    std::size_t const head = find_head(at_end);
    if (head > start_) return give_noise(head);
    int const digits = head_digits(std::string_view(buffer_).substr(head));
    if (digits < 0) return std::nullopt;
    read_head(static_cast<std::size_t>(digits));
  }
  Step step = scan(at_end);
  if (step == Step::wait && at_end) step = close_unmarked(buffer_.size());
  if (step == Step::wait) return std::nullopt;
  return step == Step::frame ? give_frame() : give_noise(end_);
}

Finder::Step Finder::scan(bool at_end) {
  std::size_t const bound = start_ + std::max(limits_.frame_bytes_max, 3 * look_ahead) - look_ahead;
  for (;;) {
    std::size_t const here = std::min(bound, buffer_.size());
    std::size_t const until = declared_end_ == 0 ? here : std::min(here, declared_end_);
    std::size_t const closing = find_in(buffer_, '&', scanned_, until);
    std::size_t const head = find_in(buffer_, '#', scanned_, closing == nowhere ? until : closing);
    Step step = Step::wait;
    if (head != nowhere) {
      step = meet_head(head, at_end);
    } else if (closing != nowhere) {
      step = meet_closing(closing, at_end);
    } else {
      scanned_ = std::max(scanned_, until);
      if (declared_end_ != 0 && until == declared_end_) {
        step = meet_declared_end(at_end);
      } else if (scanned_ >= bound) {
        end_ = scanned_;
        step = take_candidate_or(Step::noise);
      }
    }
    if (step != Step::on) return step;
  }
}

Finder::Step Finder::take_candidate_or(Step otherwise) {
  if (candidate_ == 0) return otherwise;
  end_ = candidate_;
  return Step::frame;
}

bool Finder::crc_agrees(std::size_t segment_end) {
  std::string_view const all = buffer_;
  int const sent = hex4(all.substr(segment_end));
  if (sent < 0 || segment_end <= segment_ || segment_end <= crc_at_) return false;
  // all but the last byte: only the byte-sized state goes on, the register itself needs the last byte
  std::string_view const grown = all.substr(crc_at_, segment_end - 1 - crc_at_);
  crc_state_ = crc_run(crc_state_, grown);
  modbus_state_ = modbus_run(modbus_state_, grown);
  crc_at_ = segment_end - 1;
  std::uint16_t const own = crc_last(crc_state_, all[crc_at_]);
  std::uint16_t const modbus = modbus_run(modbus_state_, all.substr(crc_at_, 1));
  return sent == own || sent == modbus || sent == ((modbus >> 8) | ((modbus & 0xFF) << 8));
}

Finder::Step Finder::meet_closing(std::size_t at, bool at_end) {
  std::string_view const all = buffer_;
  std::size_t const segment_end = at + 2;
  bool const opening = at >= segment_ + 3 && same_letters(all.substr(at - 3, 3), "CP=");
  int hex = opening ? 0 : 1;
  if (hex == 1 && at + 1 == all.size()) hex = -1;
  if (hex == 1) hex = all[at + 1] == '&' ? meet_hex4(all.substr(segment_end)) : 0;
  if (hex < 0 && !at_end) return Step::wait;
  if (hex <= 0) {
    scanned_ = at + (opening ? 2 : 1);
    return Step::on;
  }
  bool const counts_tail = declared_end_ == segment_end + 6;
  if (declared_end_ == 0 || declared_end_ == segment_end || counts_tail || crc_agrees(segment_end)) {
    end_ = segment_end + 4;
    return Step::frame;
  }
  candidate_ = segment_end + 4;
  scanned_ = at + 1;
  return Step::on;
}

Finder::Step Finder::meet_head(std::size_t at, bool at_end) {
  int const digits = head_digits(std::string_view(buffer_).substr(at));
  if (digits > 0) return close_unmarked(at);
  if (digits < 0 && !at_end) return Step::wait;
  scanned_ = at + 1;
  return Step::on;
}

/// The segment's declared bytes are there and no "&&" + 4 hex digits stands at their end.
Finder::Step Finder::meet_declared_end(bool at_end) {
  std::string_view const all = buffer_;
  std::string_view const behind = all.substr(declared_end_);
  int const hex = meet_hex4(behind);
  if (hex < 0 && !at_end) return Step::wait;
  if (hex == 1 && crc_agrees(declared_end_)) {
    end_ = declared_end_ + 4;
    return Step::frame;
  }
  bool const closed = all.substr(segment_, declared_end_ - segment_).ends_with("&&");
  bool const ended = behind.empty() || std::string_view("\r\n#*").find(behind[0]) != nowhere;
  if (closed && ended) {
    end_ = declared_end_;
    return Step::frame;
  }
  declared_end_ = 0;
  return take_candidate_or(Step::on);
}

/// The next frame's head or the end of the stream came before an end was found.
Finder::Step Finder::close_unmarked(std::size_t until) {
  if (candidate_ != 0) return take_candidate_or(Step::frame);
  std::string_view text = std::string_view(buffer_).substr(segment_, until - segment_);
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  if (text.ends_with("**")) text.remove_suffix(2);
  end_ = segment_ + text.size();
  if (text.ends_with("&&")) return Step::frame;
  if (text.size() > 4 && hex4(text.substr(text.size() - 4)) >= 0) {
    std::string_view const before = text.substr(0, text.size() - 4);
    if (before.ends_with("&&") || before.ends_with("&&;") || crc_agrees(end_ - 4)) return Step::frame;
  }
  end_ = until;
  return Step::noise;
}

Finder::Found Finder::give_noise(std::size_t until) {
  Found found;
  found.noise = std::string_view(buffer_).substr(start_, until - start_);
  start_ = until;
  scanned_ = std::max(scanned_, start_);
  segment_ = 0;
  return found;
}

Finder::Found Finder::give_frame() {
  std::string_view const all = buffer_;
  Found found;
  found.is_frame = true;
  Frame& frame = found.frame;
  frame.bytes = all.substr(start_, end_ - start_);
  frame.declared_length = 0;
  for (std::size_t i = start_ + 2; i < segment_; ++i) frame.declared_length = frame.declared_length * 10 + (all[i] - '0');
  bool const has_crc = end_ >= segment_ + 4 && hex4(all.substr(end_ - 4, 4)) >= 0;
  frame.segment = all.substr(segment_, end_ - segment_ - (has_crc ? 4 : 0));
  judge_length(frame, segment_ - start_ - 2);
  judge_crc(frame, has_crc ? all.substr(end_ - 4, 4) : std::string_view{});
  frame.faults |= tail_faults_;
  tail_faults_ = {};
  tail_ = Tail::marker;
  start_ = end_;
  scanned_ = end_;
  segment_ = 0;
  return found;
}

}  // namespace hj212
