#include "net/group.hpp"

namespace net {

void Group::count_closed(std::string_view reason) {
  std::lock_guard const lock(mutex_);
  auto at = closed_by_reason_.find(reason);
  if (at == closed_by_reason_.end()) {
    bool const full = closed_by_reason_.size() >= reasons_max;
    at = closed_by_reason_.try_emplace(full ? "other" : std::string(reason), 0).first;
  }
  ++at->second;
}

void Group::add_to(Loop::Counts& counts) const {
  counts.open += open;
  counts.accepted += accepted;
  counts.bytes_in += bytes_in;
  counts.bytes_out += bytes_out;
  std::lock_guard const lock(mutex_);
  for (auto const& [reason, count] : closed_by_reason_) counts.closed_by_reason[reason] += count;
}

}  // namespace net
