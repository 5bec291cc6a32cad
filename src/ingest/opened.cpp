#include "ingest/opened.hpp"

namespace ingest {
namespace {

using hj212::Fault;

constexpr Fault crc_faults[] = {Fault::crc_wrong, Fault::crc_impossible, Fault::crc_modbus, Fault::crc_modbus_swapped,
                                Fault::crc_dummy};

/// A ciphertext is random bytes: that they are UTF-8 without control bytes happens to no block of 16 in practice.
/// The CRC alone cannot tell, since it takes only 256 values.
bool reads_as_plain(std::string_view cp) {
  for (char const c : cp)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  return !cp.starts_with("{0x") && base::is_utf8(cp);
}

bool crc_is_accepted(hj212::Frame const& frame, points::Logger const& logger) {
  if (frame.crc_ok) return true;
  bool const deviates = frame.crc_kind == hj212::CrcKind::modbus || frame.crc_kind == hj212::CrcKind::modbus_swapped;
  return deviates && logger.crc_accepted == hj212::name_of(frame.crc_kind);
}

}  // namespace

Habits::Habits(points::Logger logger_)
    : logger(std::move(logger_)), edition(hj212::parse_edition(logger.edition).value_or(hj212::Edition::v2017)) {}

void Opener::look(hj212::Frame const& frame) {
  hj212::parse(frame.segment, message_);
  faults_ = frame.faults;
  faults_ |= message_.faults;
}

bool Opener::decrypt(hj212::Frame const& frame, points::Logger const& logger) {
  for (auto const& key : {logger.sm4_key, logger.sm4_key_old}) {
    if (key.empty()) continue;
    auto plain = hj212::decrypt_segment(frame.segment, key);
    if (!plain || hj212::crc(*plain) != frame.crc_sent || !base::is_utf8(*plain)) continue;
    message_.plain = std::move(*plain);
    hj212::parse(message_.plain, message_);
    return true;
  }
  return false;
}

Belief Opener::judge(hj212::Frame const& frame, Habits const& habits) {
  auto const& logger = habits.logger;
  bool const has_key = !logger.sm4_key.empty() || !logger.sm4_key_old.empty();
  bool const try_key = has_key && hj212::may_be_encrypted(message_.cn) && (!frame.crc_ok || !reads_as_plain(message_.cp));
  bool const decrypted = try_key && decrypt(frame, logger);
  auto of_frame = frame.faults;
  if (decrypted)
    for (Fault const fault : crc_faults) of_frame.remove(fault);
  bool const believed = decrypted || crc_is_accepted(frame, logger);
  if (try_key && !believed) of_frame.add(Fault::encrypted_undecryptable);
  faults_ = of_frame;
  faults_ |= hj212::faults_under(habits.edition, message_);
  if (!believed) return try_key && !reads_as_plain(message_.cp) ? Belief::undecryptable : Belief::crc_wrong;
  if (!logger.active) return Belief::inactive;
  return message_.head.pw == logger.password ? Belief::believed : Belief::wrong_password;
}

}  // namespace ingest
