#pragma once
// Noise of zones, areas, roads and factory boundaries.
#include "base/base.hpp"

namespace noise {}
