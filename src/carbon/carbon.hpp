#pragma once
// Factors of greenhouse gases.
#include "base/base.hpp"

namespace carbon {}
