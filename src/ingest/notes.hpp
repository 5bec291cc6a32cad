#pragma once
// Private: faults, unregistered loggers and keys taken, summed up in memory and written about once a second. Writer's thread.
#include "ingest/counts.hpp"
#include "ingest/directory.hpp"
#include "ingest/pending.hpp"

namespace ingest {

class Notes {
 public:
  Notes(points::Registry& registry, Counters& counters) : registry_(registry), counters_(counters) {}
  /// After the commit: the frame has its number (0 when it was not kept).
  void take(Pending const& pending, evidence::Frame const& frame);
  void flush();                            // what was not written stays for the next try

 private:
  static constexpr std::size_t faults_max = 20'000, seen_max = 1'000;   // between two flushes
  void add(std::string_view name, Pending const& pending, evidence::Frame const& frame);
  points::Registry& registry_;
  Counters& counters_;
  std::string key_;
  ByText<points::Fault> faults_;
  ByText<points::Seen> seen_;
  std::map<std::string, Time> keys_taken_;   // MN → when it said so
};

}  // namespace ingest
