#include "emission/emission.hpp"
