#pragma once
// Private: how an air quality index came about, step by step.
#include "judge/places.hpp"

namespace judge {

void explain_air(catalog::Catalog const& catalog, Place const& place, verdicts::Verdict const& verdict, Explanation& made);

}  // namespace judge
