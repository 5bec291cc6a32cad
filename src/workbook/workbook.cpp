#include "workbook/workbook.hpp"
