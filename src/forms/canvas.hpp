#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "forms/forms.hpp"

// Inside the room: pages of one PDF, drawn in millimetres from the upper left corner.
namespace madoguchi::forms {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;  // mm
  Box inset(double by) const { return {x + by, y + by, width - 2 * by, height - 2 * by}; }
  Box from_left(double part) const { return {x, y, part, height}; }
  Box behind_left(double part) const { return {x + part, y, width - part, height}; }
};

inline constexpr double page_width = 210, page_height = 297;  // A4

struct TextStyle {
  enum class Face { mincho, gothic } face = Face::mincho;
  double size = 10.5;  // points
  enum class Across { left, center, right } across = Across::left;
  enum class Down { middle, top } down = Down::middle;
  double smallest = 5.5;  // points: shrinks that far on one line, then breaks into lines
};

class Canvas {
 public:
  struct Facts {
    std::string title;  // of the document; never a person's name
    util::Day day;      // its date
  };
  // Fails with font_missing or failed.
  static util::Result<std::unique_ptr<Canvas>, FormProblem> begin(const Facts& facts);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void next_page();
  // Draws all of the text inside the box: smaller, then in lines, then smaller still; never cut.
  // Characters that the font lacks stand as 〔U+20BB7〕.
  void text(const Box& box, std::string_view text, const TextStyle& style = {});
  double text_width(std::string_view text, const TextStyle& style);  // mm, on one line
  void frame(const Box& box, double line_mm = 0.2);
  void line(double x1, double y1, double x2, double y2, double line_mm = 0.2);
  void dashed_circle(double x, double y, double radius);
  void ring(const Box& around);  // the mark around a choice
  void shade(const Box& box);    // light grey, behind labels

  // The finished bytes; the canvas is used up.
  Pdf finish();

 private:
  Canvas() = default;
  bool open(const Facts& facts);
  bool find_fonts();
  std::string drawable(std::string_view text, TextStyle::Face face) const;
  void lay(const std::string& text, const TextStyle& style, double size, double width_mm);

  std::string bytes_;
  cairo_surface_t* surface_ = nullptr;
  cairo_t* cairo_ = nullptr;
  PangoLayout* layout_ = nullptr;
  PangoCoverage* coverage_[2] = {nullptr, nullptr};  // by Face
};

}  // namespace madoguchi::forms
