#pragma once
// Private: may this frame be believed? CRC (a confirmed deviation too), SM4, password: by the habits bound to the MN, as they
// were when it came. What was accepted stays accepted; what was not gets its chance with each later change that may mend it.
#include <list>

#include "hj212/hj212.hpp"
#include "points/points.hpp"

namespace ingest {

/// A registered logger with what is asked of it for every frame.
struct Habits {
  explicit Habits(points::LoggerVersion version_);
  points::LoggerVersion version;
  points::Logger const& logger = version.logger;
  hj212::Edition edition;
  Habits(Habits const&) = delete;
  Habits& operator=(Habits const&) = delete;
};
using Past = std::list<Habits>;           // of one MN, oldest first, never empty

enum class Belief : std::uint8_t { believed, crc_wrong, undecryptable, wrong_password, inactive, unregistered };
struct Judged {
  Belief belief = Belief::unregistered;
  Habits const* by = nullptr;             // who believes it, else the last one asked
  bool of_its_day = false;                // believed by the settings in force when it came
};


/// Opens frames one after another and keeps its memory. `message` holds views into the frame, or its own plain text.
class Opener {
 public:
  /// Reads the head as it stands; enough to know the MN.
  void look(hj212::Frame const& frame);
  /// After look(): decrypts where needed and judges. faults() then speaks of frame and message.
  Belief judge(hj212::Frame const& frame, Habits const& habits);
  /// By the settings of its day, else by the first later ones that asked for older frames and believe it.
  Judged judge(hj212::Frame const& frame, Past const& past, base::Time received_at);
  hj212::Message const& message() const { return message_; }
  hj212::Faults faults() const { return faults_; }

 private:
  bool decrypt(hj212::Frame const& frame, points::Logger const& logger);
  hj212::Message message_;
  hj212::Faults faults_;
};

}  // namespace ingest
