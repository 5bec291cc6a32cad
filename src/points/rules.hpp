#pragma once
// What a point, its channels and a logger must look like. Pure; the problem's `where` is the field.
#include "points/points.hpp"

namespace points {

base::Outcome check(Point const& point);
base::Outcome check(std::vector<Channel> const& channels);
base::Outcome check(Logger const& logger);

}  // namespace points
