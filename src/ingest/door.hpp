#pragma once
// Private: what all sessions share on the network thread.
#include "ingest/memory.hpp"
#include "ingest/peers.hpp"
#include "ingest/writer.hpp"

namespace ingest {

class Door {
 public:
  Door(Gateway::Parts const& parts, Options const& options_, Counters& counters_, Writer& writer_);
  /// Takes the newest frames of the evidence into memory, so that a repeated one is known after a restart too.
  void warm();
  Memory& memory(std::string_view mn);
  void remember(Memory& memory, std::uint64_t hash);
  /// Parts of split messages whose others did not come in time become a fault of their logger.
  void give_up_parts(Time now);

  points::Registry& registry;
  Options const& options;
  Counters& counters;
  Writer& writer;
  evidence::Log& log;
  std::mutex mutex;                       // all below; held by a session while it is fed
  Directory directory;
  ByText<Memory> memories;                // registered MNs only
  hj212::Joiner joiner;
  Peers peers;

 private:
  Time given_up_at_;
};

}  // namespace ingest
