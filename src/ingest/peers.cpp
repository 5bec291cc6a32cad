#include "ingest/peers.hpp"

namespace ingest {

std::string_view host_of(std::string_view peer) { return peer.substr(0, peer.rfind(':')); }

OfPeer& Peers::today(std::string_view peer, Time now) {
  if (auto const day = base::beijing_day(now); day != day_) {
    day_ = day;
    hosts_.clear();
  }
  auto const host = host_of(peer);
  if (auto const found = hosts_.find(host); found != hosts_.end()) return found->second;
  return hosts_[hosts_.size() < hosts_max ? std::string(host) : std::string()];
}

}  // namespace ingest
