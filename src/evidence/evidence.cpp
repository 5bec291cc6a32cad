#include "evidence/evidence.hpp"
