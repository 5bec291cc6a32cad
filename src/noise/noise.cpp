#include "noise/noise.hpp"
