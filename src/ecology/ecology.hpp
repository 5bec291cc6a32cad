#pragma once
// EI and EQI.
#include "base/base.hpp"

namespace ecology {}
