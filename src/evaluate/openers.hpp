#pragma once
// Private: what opens references that are no figures.
#include "evaluate/evaluate.hpp"

namespace evaluate {

std::unique_ptr<Opener> open_measured(Parts const& parts);   // verdict/… observation/…
std::unique_ptr<Opener> open_records(Parts const& parts);    // record/<register>/<id>
std::unique_ptr<Opener> open_frames(Parts const& parts);     // frame/<number>

}  // namespace evaluate
