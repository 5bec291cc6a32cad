#include "points/points.hpp"
