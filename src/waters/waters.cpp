#include "waters/waters.hpp"
