#pragma once
// Construction land and farmland.
#include "base/base.hpp"

namespace soils {}
