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
  struct Due { base::FrameNumber after; std::set<std::string> mns; base::FrameNumber from; };
  void reapply(Due const& due);
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
  std::map<int, Due> due_;                                   // by batch: their places rise with their numbers
  base::FrameNumber const began_behind_;                     // places up to here were met before
  int batch_done_ = 0;                                       // here
  int reapplying_ = 0;                                       // batch; 0 = none
  base::FrameNumber reapplied_from_;                         // the first frame that was
};

}  // namespace ingest
