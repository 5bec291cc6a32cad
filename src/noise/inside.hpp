#pragma once
// Private: what zones and boundaries share.
#include "noise/noise.hpp"

namespace noise {

std::string zone_name(std::string_view zone);                  // "2" → "2类"
base::Outcome check_level(assess::Rulebook& rules, Decimal level);

}  // namespace noise
