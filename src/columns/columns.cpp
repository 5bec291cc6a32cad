#include "columns/columns.hpp"
