#pragma once
// Private: what the door knows of each registered MN: its newest frames, to know a repeated one, its clock and its state.
#include <array>

#include "ingest/directory.hpp"
#include "ingest/ingest.hpp"

namespace ingest {

/// 64-bit numbers; only added to. Open addressing, at most half full.
class Numbers {
 public:
  bool has(std::uint64_t number) const;
  void add(std::uint64_t number);
  std::size_t size() const { return count_; }

 private:
  std::size_t place(std::uint64_t number) const;
  std::vector<std::uint64_t> slots_;      // 0 = free
  std::size_t count_ = 0;
};
/// The last frames of one MN, between half of `most` and `most`, as hashes of their segments (QN and MN are in them): among
/// a few thousand a wrong match is one in 10^15.
class Remembered {
 public:
  bool has(std::uint64_t hash) const { return newer_.has(hash) || older_.has(hash); }
  void add(std::uint64_t hash, std::size_t most);

 private:
  Numbers newer_, older_;
};
std::uint64_t hash_of(std::string_view segment);

/// How far a logger's clock is off, told by what it sent when it arose. What is sent again or from a backlog has an old QN and
/// tells nothing: such frames do not follow each other at the pace of our clock. Of the last ones the least delayed counts.
class Clock {
 public:
  /// `surely`: a message that is sent at once (1013, 9015). Says whether it was counted.
  bool told(Time sent, Time now, bool surely);
  std::optional<Duration> offset() const;
  void forget() { count_ = 0; }           // it is about to be set

 private:
  std::array<Duration, 8> window_{};
  std::size_t count_ = 0;
  std::optional<Time> last_sent_;
  Time last_now_;
};

struct Memory {
  Gateway::LoggerState state;
  Remembered remembered;
  Clock clock;
  std::string key_order;                  // QN of the 1014 that gave it the next key
};

}  // namespace ingest
