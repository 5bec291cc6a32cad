#include "verdicts/verdicts.hpp"
