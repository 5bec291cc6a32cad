#pragma once
// Private: what happened how often; each refusal has its own name.
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ingest {

enum class Count : std::uint8_t {
  frames, bytes, believed, answered, repeated, kept, commits, applied_frames, rows, notes, catch_ups,
  crc_wrong, undecryptable, wrong_password, inactive, unknown_logger, noise_bytes, no_time, parts_given_up,
  refused_unknown_frame, refused_noise, refused_unknown_of_peer, refused_noise_of_peer,
  refused_seen, refused_fault, refused_series, refused_factor_name, refused_import_row,
  closed_flood, closed_slow, closed_noise, closed_bad_frames, paused, writer_failures, projector_failures, count_
};
std::string_view name_of(Count count);

class Counters {
 public:
  void add(Count count, std::uint64_t by = 1) { all_[static_cast<std::size_t>(count)].fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t get(Count count) const { return all_[static_cast<std::size_t>(count)].load(std::memory_order_relaxed); }
  std::map<std::string, std::uint64_t> all() const;

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Count::count_)> all_{};
};

}  // namespace ingest
