#pragma once

#include "forms/canvas.hpp"

// Inside the room: a list over as many pages as it needs, each ended.
namespace madoguchi::forms {

void draw_list(Canvas& canvas, const ListSheet& list, const OfficeFace& office,
               util::Day printed_on);

}  // namespace madoguchi::forms
