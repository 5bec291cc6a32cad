#pragma once
// Private: committed frames → observations. One thread (or a test). Starts again from the last frame applied.
#include <atomic>
#include <map>
#include <optional>
#include <set>

#include "ingest/counts.hpp"
#include "ingest/directory.hpp"
#include "ingest/imports.hpp"
#include "ingest/values.hpp"
#include "ingest/window.hpp"

namespace ingest {

class Projector {
 public:
  Projector(Gateway::Parts const& parts, Options const& options, Counters& counters, Window& window);
  /// One transaction: from the frame after the last applied on. False when all is applied.
  bool apply_once();
  /// Frames that a change of settings made believable, behind the frame where that stood. False when none are due.
  bool reapply_once();
  base::FrameNumber applied() const { return {applied_.load()}; }

  std::function<void(Observed const&)> observed;

 private:
  /// Series ids of one logger, or of one point of an import.
  struct Slots {
    base::PointId point;
    std::array<ByText<base::SeriesId>, 6> by_kind;   // observe::Kind → "factor\nvariant"
    std::size_t count = 0;
  };
  static constexpr std::size_t series_of_point_max = 5'000, factor_bytes_max = 128;
  void collect(base::FrameNumber from, base::FrameNumber last);
  void collect_from_log(base::FrameNumber from, base::FrameNumber before);
  bool has_room() const { return batch_.rows.size() + batch_.notes.size() < options_.apply_rows_max; }
  void project(evidence::Frame const& frame);
  void project_upload(evidence::Frame const& frame);
  void look_for_reapplies();
  void reapply(base::FrameNumber after, std::set<std::string> const& mns);
  void project_import(evidence::Frame const& frame);
  void put(Value const& value, Dated const& dated, Slots& slots, base::FrameNumber frame);
  base::SeriesId series(Slots& slots, observe::Kind kind, std::string_view factor, std::string_view variant);
  Slots& slots(std::string_view name, base::PointId point);
  void store();

  Gateway::Parts parts_;
  Options const& options_;
  Counters& counters_;
  Window& window_;
  Directory directory_;
  Opener opener_;
  std::vector<hj212::Reading> scratch_;
  std::vector<Value> values_;
  std::string key_;
  ByText<Slots> slots_;
  Observed now_;                           // its batch is batch_, given out to `observed`
  observe::Batch& batch_ = now_.batch;
  std::atomic<std::int64_t> applied_;
  // Reapplying has its place among the frames, so that a rebuild meets it at the same one and gives the same revisions.
  std::uint64_t registry_version_ = 0;
  std::map<base::FrameNumber, std::set<std::string>> due_;   // behind which frame → MNs
  base::FrameNumber reapplied_to_;                           // places up to here were met before
  std::optional<base::FrameNumber> reapplying_;
};

}  // namespace ingest
