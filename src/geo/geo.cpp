#include "geo/geo.hpp"
