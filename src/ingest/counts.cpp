#include "ingest/counts.hpp"

namespace ingest {

std::string_view name_of(Count count) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(Count::count_)> names = {
      "frames", "bytes", "believed", "answered", "repeated", "kept", "commits", "applied_frames", "rows", "notes", "catch_ups",
      "crc_wrong", "undecryptable", "wrong_password", "inactive", "unknown_logger", "noise_bytes", "no_time", "parts_given_up",
      "refused_unknown_frame", "refused_noise", "refused_unknown_of_peer", "refused_noise_of_peer",
      "refused_seen", "refused_fault", "refused_series", "refused_factor_name",
      "refused_import_row", "closed_flood", "closed_slow", "closed_noise", "closed_bad_frames", "paused", "writer_failures",
      "projector_failures"};
  return names[static_cast<std::size_t>(count)];
}

std::map<std::string, std::uint64_t> Counters::all() const {
  std::map<std::string, std::uint64_t> out;
  for (std::size_t i = 0; i < all_.size(); ++i) out.emplace(name_of(static_cast<Count>(i)), all_[i].load(std::memory_order_relaxed));
  return out;
}

}  // namespace ingest
