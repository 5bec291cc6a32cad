#pragma once
// Emission: reference oxygen, standard state, rates, validity, substitution, amounts.
#include "base/base.hpp"

namespace emission {}
