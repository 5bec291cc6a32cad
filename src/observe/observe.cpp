#include "observe/observe.hpp"
