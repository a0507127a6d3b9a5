#pragma once

#include "edge/acting_center.hpp"
#include "office/answer.hpp"

namespace madoguchi::office {

using Center = edge::ActingCenter;
using edge::json_of;
using edge::on_behalf_of;
using edge::OnBehalf;

Problem center_away();  // F5030
Problem clock_ahead();  // F4092
// What to tell at the page when the center could not be asked or refused.
Problem problem_of(const edge::CenterProblem& problem);

}  // namespace madoguchi::office
