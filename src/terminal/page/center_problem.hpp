#pragma once

#include "edge/acting_center.hpp"

namespace madoguchi::terminal {

// What to tell at the page when the center could not be asked or refused.
edge::Problem problem_of(const edge::CenterProblem& problem);

}  // namespace madoguchi::terminal
