#pragma once
// REST of evaluations: figures, why, the calculator, editions and laws, reports.
#include "base/base.hpp"

namespace evaluations {}
