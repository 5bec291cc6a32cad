#pragma once
// Private: what a session hands to the writer: a frame to keep, what to answer once it is durable, what was wrong.
#include <memory>

#include "evidence/evidence.hpp"
#include "hj212/hj212.hpp"
#include "ingest/ingest.hpp"

namespace ingest {

/// Faults of the dialogue, beside those hj212 finds in the bytes.
enum class OwnFault : std::uint8_t {
  wrong_password, clock_off, split_incomplete, data_time_missing, data_time_impossible, logger_inactive, flood, slow, noise,
  bad_frames, repeated_frame, late_data, count_
};
std::string_view name_of(OwnFault fault);

struct Pending {
  evidence::Frame frame;
  bool keep = true;                       // a repeated frame is answered, not kept; `frame` then says of whom
  Connection to = 0;
  std::string reply;                      // empty: nothing is owed
  hj212::Faults faults;
  std::uint32_t own_faults = 0;           // bits of OwnFault
  bool fault_by_peer = false;             // the MN is not to be trusted
  bool key_taken = false;                 // the logger uses its next SM4 key
  std::unique_ptr<points::Seen> seen;     // of a logger that is not registered

  void add(OwnFault fault) { own_faults |= 1U << static_cast<unsigned>(fault); }
};

}  // namespace ingest
