#include "tabular/tabular.hpp"
