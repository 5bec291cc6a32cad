#pragma once
// Private: a believed message into values with times, without memory of its own a value. The hot path of the projector.
#include <vector>

#include "ingest/opened.hpp"
#include "observe/observe.hpp"

namespace ingest {

/// Views into the message; valid as long as it is.
struct Value {
  std::string_view factor, variant, text;   // text not empty: a note
  double value = observe::absent, min = observe::absent, max = observe::absent, total = observe::absent;
  char flag = ' ';
};
enum class TimeFault : std::uint8_t { none, missing, impossible };
struct Dated {
  bool carries_data = false;                // the CN is one that brings values
  observe::Kind kind = observe::Kind::realtime;
  base::Time at;
  base::Duration period{};
  TimeFault fault = TimeFault::none;        // then nothing is taken from the frame
};
/// Which kind of values the message brings and of what time (start of a period).
Dated date(hj212::Message const& message, points::Logger const& logger, base::Time received_at);
/// Fills `into` with the message's values. `scratch` is reused memory.
void take_values(hj212::Message const& message, observe::Kind kind, std::vector<hj212::Reading>& scratch,
                 std::vector<Value>& into);

}  // namespace ingest
