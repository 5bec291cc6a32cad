#include "ecology/ecology.hpp"
