#pragma once
// Private: sub-indices of EI.
#include "ecology/ecology.hpp"

namespace ecology {

struct Worked { Decimal value; std::string how; };
using Rulebook = assess::Rulebook;

base::Result<Worked> biological_richness(Rulebook& rules, EiInputs const& inputs);
base::Result<Worked> vegetation(Rulebook& rules, EiInputs const& inputs);
base::Result<Worked> water_network(Rulebook& rules, EiInputs const& inputs);
base::Result<Worked> land_stress(Rulebook& rules, EiInputs const& inputs);
base::Result<Worked> pollution_load(Rulebook& rules, EiInputs const& inputs);
/// Into 0..100, as every sub-index is.
base::Result<Decimal> bounded(Rulebook& rules, double value);

}  // namespace ecology
