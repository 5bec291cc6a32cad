#pragma once
// Reports from templates.
#include "base/base.hpp"

namespace reports {}
