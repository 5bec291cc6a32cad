#pragma once
// Surface water, groundwater, drinking and irrigation water, lakes.
#include "base/base.hpp"

namespace waters {}
