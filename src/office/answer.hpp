#pragma once

#include "edge/page_answer.hpp"

// What the page's handlers speak in, under the room's own name.
namespace madoguchi::office {

using edge::Answer;
using edge::changed_meanwhile;
using edge::csv_answer;
using edge::disk_failed;
using edge::dumped;
using edge::Json;
using edge::json_answer;
using edge::malformed;
using edge::not_found;
using edge::not_permitted;
using edge::number_of;
using edge::parsed;
using edge::Problem;
using edge::problem_answer;
using edge::text_of;
using edge::wrong_state;

}  // namespace madoguchi::office
