#pragma once

#include <string>
#include <string_view>

#include "forms/canvas.hpp"

// Inside the room: what several forms draw the same way.
namespace madoguchi::forms {

inline constexpr double label_width = 27;  // mm
inline constexpr double left = 17, right = page_width - 17;

TextStyle label_style();
TextStyle value_style(double size = 11);

// A framed row cell: the label in grey on the left, the value behind it.
void cell(Canvas& canvas, const Box& box, std::string_view label, std::string_view value,
          double label_mm = label_width);
// The same with a number in boxes of one digit each; what has other than `digits` characters is
// written as it is.
void digit_cell(Canvas& canvas, const Box& box, std::string_view label, std::string_view number,
                std::size_t digits);
// The office with address and telephone, and where its seal goes.
void office_block(Canvas& canvas, const Box& box, const OfficeFace& office, util::Day day);
// Serial number, and the mark of a paper that was printed before.
void serial_block(Canvas& canvas, const Box& box, std::string_view serial, bool again);

// Everything goes well or the first problem is told; `draw(i)` draws sheet i on a page of its own.
template <class Draw>
std::optional<FormProblem> each_sheet(Canvas& canvas, std::size_t count, const Progress& progress,
                                      Draw draw) {
  for (std::size_t i = 0; i < count; ++i) {
    draw(i);
    canvas.next_page();
    if (progress && !progress(i + 1, count)) return FormProblem{FormError::cancelled, {}};
  }
  return std::nullopt;
}

}  // namespace madoguchi::forms
