#include "geofiles/geofiles.hpp"
