#include "evaluations/evaluations.hpp"
