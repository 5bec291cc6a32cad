#include "figures/figures.hpp"
