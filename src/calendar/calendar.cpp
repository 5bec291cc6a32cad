#include "calendar/calendar.hpp"
