#include "tiles/tiles.hpp"
