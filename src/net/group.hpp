#pragma once
// What the connections of one listener (or all client connections) share: limits and counters.
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "net/net.hpp"

namespace net {

constexpr std::size_t reasons_max = 64;  // kinds of closing counted apart, per listener; the rest is "other"

struct Group {
  std::string name;
  Limits limits;
  std::atomic<std::size_t> open = 0;
  std::atomic<std::uint64_t> accepted = 0, bytes_in = 0, bytes_out = 0;
  std::map<std::string, std::size_t> per_peer;             // by IP address; loop thread only

  void count_closed(std::string_view reason);              // from any thread
  void add_to(Loop::Counts& counts) const;                 // from any thread

 private:
  std::mutex mutable mutex_;
  std::map<std::string, std::uint64_t, std::less<>> closed_by_reason_;
};

}  // namespace net
