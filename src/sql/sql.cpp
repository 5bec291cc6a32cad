#include "sql/sql.hpp"
