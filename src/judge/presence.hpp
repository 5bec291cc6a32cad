#pragma once
// Private: who has not been heard: loggers (offline) and required factors (silence). Counted from when we received, not
// from what the logger's clock says; a connection without data proves nothing.
#include "judge/desk.hpp"
#include "judge/latest.hpp"
#include "judge/places.hpp"

namespace judge {

class Presence {
 public:
  struct Parts { catalog::Catalog const& catalog; AlarmDesk& desk; Latest const& latest; };
  explicit Presence(Parts parts) : catalog_(parts.catalog), desk_(parts.desk), latest_(parts.latest) {}
  void heard(PointId id, Time now);                               // any row, known or new
  void heard(PointId id, std::string const& factor, Time now);    // a new row
  void look(Snapshot const& places, Time now);

 private:
  struct Ear { Time received; bool missing = false; };            // received: or when we began to wait
  struct Point { Ear logger; std::map<std::string, Ear> factors; };
  Point& point_of(PointId id, Time now);
  Ear& ear_of(std::map<std::string, Ear>& factors, std::string const& factor, PointId point, Time now);
  std::optional<Time> last_measured(verdicts::Alarm const& alarm) const;
  void lose(Ear& ear, verdicts::Alarm alarm, Time now);
  catalog::Catalog const& catalog_;
  AlarmDesk& desk_;
  Latest const& latest_;
  std::map<PointId, Point> points_;
  Point* found_ = nullptr;             // of the last row: rows of one frame come together
  PointId found_id_;
};

}  // namespace judge
