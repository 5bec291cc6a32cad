#pragma once
// Air over months, quarters and years; county from points; composite index; trend; heavy pollution levels.
#include "base/base.hpp"

namespace atmosphere {}
