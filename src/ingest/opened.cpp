#include "ingest/opened.hpp"

namespace ingest {
namespace {

using hj212::Fault;

bool crc_is_accepted(hj212::Frame const& frame, points::Logger const& logger) {
  if (frame.crc_ok) return true;
  bool const deviates = frame.crc_kind == hj212::CrcKind::modbus || frame.crc_kind == hj212::CrcKind::modbus_swapped;
  return deviates && logger.crc_accepted == hj212::name_of(frame.crc_kind);
}

}  // namespace

Habits::Habits(points::LoggerVersion version_)
    : version(std::move(version_)), edition(hj212::parse_edition(logger.edition).value_or(hj212::Edition::v2017)) {}

void Opener::look(hj212::Frame const& frame) {
  hj212::parse(frame.segment, message_);
  faults_ = frame.faults;
  faults_ |= message_.faults;
}

bool Opener::decrypt(hj212::Frame const& frame, points::Logger const& logger) {
  auto plain = hj212::decrypted(frame, {logger.sm4_key, logger.sm4_key_old, logger.sm4_key_next});
  if (!plain) return false;
  message_.plain = std::move(*plain);
  hj212::parse(message_.plain, message_);
  return true;
}

Belief Opener::judge(hj212::Frame const& frame, Habits const& habits) {
  auto const& logger = habits.logger;
  bool const has_key = !logger.sm4_key.empty() || !logger.sm4_key_old.empty() || !logger.sm4_key_next.empty();
  bool const may_be_sealed = hj212::may_be_encrypted(message_.cn);
  bool const looks_sealed = hj212::looks_encrypted(message_);
  bool const try_key = has_key && may_be_sealed && (!frame.crc_ok || looks_sealed);
  bool const decrypted = try_key && decrypt(frame, logger);
  // The CRC takes 256 values: of a cipher that nobody can open one in 256 seems right.
  bool const sealed = looks_sealed && !decrypted && habits.edition == hj212::Edition::v2025;
  auto of_frame = decrypted ? hj212::with_plain(frame, message_.plain).faults : frame.faults;
  bool const believed = decrypted || (!sealed && crc_is_accepted(frame, logger));
  if ((try_key || sealed) && !believed) of_frame.add(Fault::encrypted_undecryptable);
  faults_ = of_frame;
  faults_ |= hj212::faults_under(habits.edition, message_);
  if (!believed) return sealed || (try_key && looks_sealed) ? Belief::undecryptable : Belief::crc_wrong;
  if (!logger.active) return Belief::inactive;
  return message_.head.pw == logger.password ? Belief::believed : Belief::wrong_password;
}

Judged Opener::judge(hj212::Frame const& frame, Past const& past, base::Time received_at) {
  auto day = past.end();
  for (auto one = past.begin(); one != past.end() && one->version.from <= received_at; ++one) day = one;
  Judged out;
  for (auto one = day == past.end() ? past.begin() : day; one != past.end(); ++one) {
    bool const of_its_day = one == day;
    if (!of_its_day && !one->version.asks_reapply) continue;
    out.by = &*one;
    out.belief = one->version.registered ? judge(frame, *one) : Belief::unregistered;
    if (out.belief == Belief::believed) {
      out.of_its_day = of_its_day;
      break;
    }
  }
  return out;
}

}  // namespace ingest
