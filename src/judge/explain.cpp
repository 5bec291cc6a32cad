#include "judge/inside.hpp"
