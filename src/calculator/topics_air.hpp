#pragma once
// Private: air in three files.
#include "calculator/inside.hpp"

namespace calculator {

Entries air_period_topics();    // composite index, load shares, periods, percentiles: topics_air_periods.cpp
Entries air_outlook_topics();   // alert levels, trends, forecasts: topics_air_outlook.cpp

/// An index with its sums, pollutant by pollutant.
assess::Why index_why(catalog::AirIndexRules const& rules, assess::AirIndex const& index);

}  // namespace calculator
