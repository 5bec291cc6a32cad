// Kinds of air.
#include "evaluate/air.hpp"

namespace evaluate {

void add_air(Desk& desk, Parts const& parts) {
  desk.add(air_day(parts));
  desk.add(air_period(parts));
  desk.add(air_trend(parts));
  desk.add(air_alert_level(parts));
}

}  // namespace evaluate
