#include "assess/assess.hpp"
