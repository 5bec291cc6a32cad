#include "trail/trail.hpp"
