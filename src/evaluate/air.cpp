// Kinds of air.
#include "evaluate/air.hpp"

namespace evaluate {

void add_air(Desk& desk, Parts const& parts) {
  auto const memory = std::make_shared<AirMemory>();
  desk.add(air_day(parts));
  desk.add(air_period(parts, memory));
  desk.add(air_trend(parts, memory));
  desk.add(air_alert_level(parts, memory));
}

}  // namespace evaluate
