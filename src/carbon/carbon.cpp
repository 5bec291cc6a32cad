#include "carbon/carbon.hpp"
