#pragma once
// Private: the topics of emission stand in two files.
#include "calculator/inside.hpp"

namespace calculator {

Entries emission_amount_topics();              // topics_emission_amounts.cpp
json::value emission_json(double value);       // of a figure that no standard rounds: six places at most

}  // namespace calculator
