#include "atmosphere/atmosphere.hpp"
