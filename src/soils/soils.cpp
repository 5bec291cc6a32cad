#include "soils/soils.hpp"
