#pragma once
// Private: may this frame be believed? CRC (a confirmed deviation too), SM4, password: by the habits bound to the MN.
#include "hj212/hj212.hpp"
#include "points/points.hpp"

namespace ingest {

/// A registered logger with what is asked of it for every frame.
struct Habits {
  explicit Habits(points::Logger logger_);
  points::Logger logger;
  hj212::Edition edition;
};

enum class Belief : std::uint8_t { believed, crc_wrong, undecryptable, wrong_password, inactive };

/// Opens frames one after another and keeps its memory. `message` holds views into the frame, or its own plain text.
class Opener {
 public:
  /// Reads the head as it stands; enough to know the MN.
  void look(hj212::Frame const& frame);
  /// After look(): decrypts where needed and judges. faults() then speaks of frame and message.
  Belief judge(hj212::Frame const& frame, Habits const& habits);
  hj212::Message const& message() const { return message_; }
  hj212::Faults faults() const { return faults_; }

 private:
  bool decrypt(hj212::Frame const& frame, points::Logger const& logger);
  hj212::Message message_;
  hj212::Faults faults_;
};

}  // namespace ingest
