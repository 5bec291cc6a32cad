#include "ingest/notes.hpp"

#include <algorithm>

#include "ingest/peers.hpp"

namespace ingest {
std::string_view name_of(OwnFault fault) {
  static constexpr std::string_view names[] = {"wrong_password", "clock_off", "split_incomplete", "data_time_missing",
                                               "data_time_impossible", "logger_inactive", "flood", "slow", "noise",
                                               "bad_frames", "repeated_frame", "late_data"};
  static_assert(std::size(names) == static_cast<std::size_t>(OwnFault::count_));
  return names[static_cast<std::size_t>(fault)];
}

void Notes::add(std::string_view name, Pending const& pending, evidence::Frame const& frame) {
  bool const by_peer = pending.fault_by_peer || frame.mn.empty();
  key_.assign(by_peer ? host_of(frame.peer) : std::string_view(frame.mn)).append(by_peer ? "|p|" : "|m|").append(name);
  auto found = faults_.find(std::string_view(key_));
  if (found == faults_.end()) {
    if (faults_.size() >= faults_max) return counters_.add(Count::refused_fault);
    points::Fault fault{.mn = by_peer ? std::string() : frame.mn, .peer = std::string(host_of(frame.peer)),
                        .name = std::string(name), .first_at = frame.received_at};
    found = faults_.emplace(key_, std::move(fault)).first;
  }
  auto& fault = found->second;
  ++fault.count;
  fault.last_at = std::max(fault.last_at, frame.received_at);
  if (frame.number) fault.last_frame = frame.number;
}

void Notes::take(Pending const& pending, evidence::Frame const& frame) {
  if (pending.faults.any())
    for (auto const fault : pending.faults.list()) add(hj212::name_of(fault), pending, frame);
  for (unsigned i = 0; pending.own_faults != 0 && i < static_cast<unsigned>(OwnFault::count_); ++i)
    if ((pending.own_faults >> i) & 1U) add(name_of(static_cast<OwnFault>(i)), pending, frame);
  if (pending.key_taken) keys_taken_.emplace(frame.mn, frame.received_at);
  if (!pending.seen) return;
  auto found = seen_.find(std::string_view(pending.seen->mn));
  if (found == seen_.end()) {
    if (seen_.size() >= seen_max) return counters_.add(Count::refused_seen);
    found = seen_.emplace(pending.seen->mn, *pending.seen).first;
    found->second.frames = 0;
  }
  auto& seen = found->second;
  auto const first_at = seen.first_at;
  auto const frames = seen.frames + 1;
  auto const last_frame = frame.number ? frame.number : seen.last_frame;
  seen = *pending.seen;
  seen.first_at = first_at;
  seen.frames = frames;
  seen.last_frame = last_frame;
}

void Notes::flush() {
  std::vector<points::Fault> faults;
  for (auto const& [key, fault] : faults_) faults.push_back(fault);
  registry_.note_faults(faults);
  faults_.clear();
  std::vector<points::Seen> seen;
  for (auto const& [key, one] : seen_) seen.push_back(one);
  registry_.note_seen(seen);
  seen_.clear();
  while (!keys_taken_.empty()) {
    auto const& [mn, at] = *keys_taken_.begin();
    (void)registry_.next_key_taken(mn, at);   // refused only when it is registered no more
    keys_taken_.erase(keys_taken_.begin());
  }
}

}  // namespace ingest
