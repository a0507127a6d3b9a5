#include "forms/form_parts.hpp"

#include "forms/words.hpp"

namespace madoguchi::forms {

namespace {

constexpr double padding = 1.6;
constexpr double digit_width = 6.2, digit_height = 7.4;
constexpr double seal_radius = 10;

}  // namespace

TextStyle label_style() {
  TextStyle style;
  style.face = TextStyle::Face::gothic;
  style.size = 8;
  return style;
}

TextStyle value_style(double size) {
  TextStyle style;
  style.size = size;
  return style;
}

void cell(Canvas& canvas, const Box& box, std::string_view label, std::string_view value,
          double label_mm) {
  const auto name = box.from_left(label_mm);
  canvas.shade(name);
  canvas.frame(box);
  canvas.line(box.x + label_mm, box.y, box.x + label_mm, box.y + box.height);
  canvas.text(name.inset(padding), label, label_style());
  canvas.text(box.behind_left(label_mm).inset(padding), value, value_style());
}

void digit_cell(Canvas& canvas, const Box& box, std::string_view label, std::string_view number,
                std::size_t digits) {
  if (number.size() != digits) return cell(canvas, box, label, shown(number));
  cell(canvas, box, label, "");
  auto style = value_style(13);
  style.across = TextStyle::Across::center;
  Box digit{box.x + label_width + 3, box.y + (box.height - digit_height) / 2, digit_width,
            digit_height};
  for (const char c : number) {
    canvas.frame(digit);
    canvas.text(digit, std::string_view(&c, 1), style);
    digit.x += digit_width;
  }
}

void office_block(Canvas& canvas, const Box& box, const OfficeFace& office, util::Day day) {
  auto style = value_style(10.5);
  canvas.text({box.x, box.y, 60, 6}, era_day(day.text()), style);
  auto name = value_style(14);
  const double text_width = box.width - 2 * seal_radius - 8;
  canvas.text({box.x, box.y + 8, text_width, 9}, office.name + "長", name);
  if (!office.address.empty())
    canvas.text({box.x, box.y + 18, text_width, 6}, office.address, style);
  if (!office.telephone.empty()) {
    canvas.text({box.x, box.y + 24, text_width, 6}, "電話　" + office.telephone, style);
  }
  const double x = box.x + box.width - seal_radius - 2;
  const double y = box.y + 8 + seal_radius;
  canvas.dashed_circle(x, y, seal_radius);
  auto seal = label_style();
  seal.across = TextStyle::Across::center;
  canvas.text({x - seal_radius, y - 3, 2 * seal_radius, 6}, "印", seal);
}

void serial_block(Canvas& canvas, const Box& box, std::string_view serial, bool again) {
  auto style = label_style();
  style.across = TextStyle::Across::right;
  canvas.text({box.x, box.y, box.width, 5}, "整理番号　" + std::string(serial), style);
  if (!again) return;
  const Box mark{box.x + box.width - 24, box.y + 6, 24, 8};
  canvas.frame(mark, 0.5);
  auto word = value_style(12);
  word.face = TextStyle::Face::gothic;
  word.across = TextStyle::Across::center;
  canvas.text(mark, "再発行", word);
}

}  // namespace madoguchi::forms
