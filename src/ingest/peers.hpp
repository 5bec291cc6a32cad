#pragma once
// Private: what one address may bring in a day that belongs to no registered logger. A new connection is the same sender.
#include "ingest/directory.hpp"
#include "ingest/ingest.hpp"

namespace ingest {

/// "10.0.0.1:50123" → "10.0.0.1".
std::string_view host_of(std::string_view peer);

struct OfPeer { std::size_t noise_bytes = 0, unknown_frames = 0; };
class Peers {
 public:
  OfPeer& today(std::string_view peer, Time now);

 private:
  static constexpr std::size_t hosts_max = 20'000;   // of a day; all others share one account
  base::Day day_;
  ByText<OfPeer> hosts_;
};

}  // namespace ingest
