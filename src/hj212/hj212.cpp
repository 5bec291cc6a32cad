#include "hj212/hj212.hpp"
