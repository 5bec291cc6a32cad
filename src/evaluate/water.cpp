#include "evaluate/water.hpp"

namespace evaluate {

void add_water(Desk& desk, Parts const& parts) {
  for (auto* const make : {water::section_evaluator, water::river_evaluator, water::lake_evaluator, water::source_evaluator, water::well_evaluator,
                           water::groundwater_area_evaluator, water::fluoride_evaluator}) {
    desk.add(make(parts));
  }
}

}  // namespace evaluate
