#pragma once
// Private: real-time detectors, one track a series: frozen value, zero run, jump. Their bounds are rows of the catalogue.
#include <bitset>

#include "judge/desk.hpp"
#include "judge/places.hpp"

namespace judge {

/// The same value again and again: how often, since when.
struct Run { double value = 0; int length = 0; Time began_at; base::FrameNumber frame; };
struct RunBounds { int values_min = 0; Duration span_min{}; };       // 0 values = the detector rests
struct JumpBounds { double times = 0, spread_share_min = 0; std::size_t values_before = 0; };

class Detectors {
 public:
  struct Parts { catalog::Catalog const& catalog; observe::Store const& store; AlarmDesk& desk; };
  explicit Detectors(Parts parts) : parts_(parts) {}
  /// Rows of any series, in the order they were applied; those older than the newest of their series are passed over.
  void take(observe::Row const& row, std::shared_ptr<Snapshot const> const& places, Time now);

 private:
  // The finest kind that a quantity comes in decides; a converted value is watched only where the plain one is not sent.
  struct Quantity { observe::Kind finest = observe::Kind::manual; bool plain = false; };
  struct Track {
    observe::SeriesKey key;
    std::shared_ptr<Snapshot const> places;
    Place const* place = nullptr;
    base::Unit unit;
    bool watched = false;
    Quantity* quantity = nullptr;
    std::bitset<256> counts;
    RunBounds frozen_bounds, zero_bounds;
    JumpBounds jump_bounds;
    Time last_at;
    Run run;
    bool frozen = false, zero = false, jumped = false;
    Time extended_at;
    std::vector<double> before;
    std::size_t next_before = 0;
  };
  Track& track(base::SeriesId id, std::shared_ptr<Snapshot const> const& places);
  void set_up(Track& track, base::SeriesId id, std::shared_ptr<Snapshot const> const& places);
  void set_bounds(Track& track);
  void resume(Track& track);
  void follow_run(Track& track, observe::Row const& row, Time now);
  void follow_jump(Track& track, observe::Row const& row, Time now);
  void raise(Track& track, verdicts::AlarmKind kind, observe::Row const& row, Time now);
  void finish(Track& track, verdicts::AlarmKind kind, Time at, Time now);

  Parts parts_;
  std::vector<std::unique_ptr<Track>> tracks_;       // by series id
  std::map<std::pair<PointId, std::string>, Quantity> quantities_;
};

/// The last median and spread (median distance from it) of values; both 0 for none.
struct Spread { double median = 0, spread = 0; };
Spread spread_of(std::vector<double> values);

}  // namespace judge
