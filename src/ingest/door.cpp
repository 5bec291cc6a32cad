#include "ingest/door.hpp"

#include <algorithm>

namespace ingest {
namespace {

constexpr std::int64_t warm_frames_max = 1'000'000;   // a second or two
constexpr std::size_t remembered_least = 32;
constexpr Duration give_up_every = std::chrono::seconds(1);

}  // namespace

Door::Door(Gateway::Parts const& parts, Options const& options_, Counters& counters_, Writer& writer_)
    : registry(parts.registry), options(options_), counters(counters_), writer(writer_), log(parts.log), directory(parts.registry) {}

Memory& Door::memory(std::string_view mn) {
  if (auto const found = memories.find(mn); found != memories.end()) return found->second;
  return memories.try_emplace(std::string(mn)).first->second;
}

void Door::remember(Memory& memory, std::uint64_t hash) {
  auto const share = std::max(remembered_least, options.remembered_total_max / std::max<std::size_t>(memories.size(), 1));
  memory.remembered.add(hash, std::min(options.remembered_frames_max, share));
}

void Door::warm() {
  std::lock_guard const lock(mutex);
  Opener opener;
  auto const from = std::max<std::int64_t>(1, log.last().value - warm_frames_max + 1);
  if (log.last().value == 0) return;
  Time newest;
  log.read({from}, [&](evidence::Frame const& kept) {
    newest = std::max(newest, kept.received_at);
    if (kept.kind != evidence::Kind::frame && kept.kind != evidence::Kind::sent) return true;
    auto const* past = directory.find(kept.mn);
    if (past == nullptr) return true;
    auto const frame = hj212::read_frame(kept.bytes);
    opener.look(frame);
    if (kept.kind == evidence::Kind::sent) {
      if (opener.message().cn == 1014) memory(kept.mn).key_order = opener.message().head.qn;
      return true;
    }
    if (opener.judge(frame, *past, kept.received_at).belief != Belief::believed) return true;
    auto& known = memory(kept.mn);
    remember(known, hash_of(frame.segment));
    if (opener.message().is_split()) (void)joiner.expire(kept.received_at), (void)joiner.add(opener.message(), kept.received_at);
    known.state.last_frame_at = std::max(known.state.last_frame_at, kept.received_at);
    return true;
  });
  auto const held = registry.hold(newest);   // what changes now is dated behind them
}

void Door::give_up_parts(Time now) {
  if (now - given_up_at_ < give_up_every && now >= given_up_at_) return;
  given_up_at_ = now;
  std::vector<Pending> faults;
  for (auto const& joined : joiner.expire(now)) {
    Pending one;
    one.keep = false;
    one.frame.received_at = now;
    one.frame.mn = joined.mn;
    one.add(OwnFault::split_incomplete);
    faults.push_back(std::move(one));
    counters.add(Count::parts_given_up, joined.missing.size());
  }
  if (!faults.empty()) writer.push(faults, 0);
}

}  // namespace ingest
