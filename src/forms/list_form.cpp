#include "forms/list_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "forms/form_parts.hpp"
#include "forms/words.hpp"

namespace madoguchi::forms {

namespace {

constexpr double row = 8, first_row = 48, last_row = page_height - 24, foot_height = 14;
constexpr auto rows_on_page = static_cast<std::size_t>((last_row - first_row) / row) - 1;

double part_of(const ListSheet& list) {
  double all = 0;
  for (const auto& column : list.columns) all += column.part;
  return all > 0 ? (right - left) / all : 0;
}

void draw_row(Canvas& canvas, const ListSheet& list, double y,
              const std::vector<std::string>& cells, bool heading) {
  const double part = part_of(list);
  double x = left;
  for (std::size_t i = 0; i < list.columns.size(); ++i) {
    const auto& column = list.columns[i];
    const Box box{x, y, column.part * part, row};
    if (heading) canvas.shade(box);
    canvas.frame(box);
    auto style = heading ? label_style() : value_style(9.5);
    if (!heading && column.align == ListSheet::Column::Align::right) {
      style.across = TextStyle::Across::right;
    }
    if (heading) style.across = TextStyle::Across::center;
    if (i < cells.size()) canvas.text(box.inset(1.2), cells[i], style);
    x += box.width;
  }
}

}  // namespace

void draw_list(Canvas& canvas, const ListSheet& list, const OfficeFace& office,
               util::Day printed_on) {
  const auto pages = std::max<std::size_t>(1, (list.rows.size() + rows_on_page - 1) / rows_on_page);
  std::vector<std::string> headings;
  for (const auto& column : list.columns) headings.push_back(column.heading);
  for (std::size_t page = 0; page < pages; ++page) {
    auto title = value_style(16);
    canvas.text({left, 17, right - left, 9}, list.title, title);
    auto small = label_style();
    canvas.text({left, 27, 110, 6}, list.note, small);
    small.across = TextStyle::Across::right;
    canvas.text({left + 110, 27, right - left - 110, 6},
                office.name + "　" + era_day(printed_on.text()), small);
    canvas.text({left, 34, right - left, 6}, fmt::format("{} / {} ページ", page + 1, pages), small);
    draw_row(canvas, list, first_row - row, headings, true);
    const auto from = page * rows_on_page;
    const auto to = std::min(list.rows.size(), from + rows_on_page);
    for (auto i = from; i < to; ++i) {
      draw_row(canvas, list, first_row + static_cast<double>(i - from) * row, list.rows[i], false);
    }
    if (list.rows.empty()) {
      canvas.text({left, first_row, right - left, row}, "該当はありません。", value_style(10.5));
    }
    if (!list.foot.empty()) {
      canvas.text({left, last_row + 2, right - left, foot_height}, list.foot, value_style(9));
    }
    canvas.next_page();
  }
}

Pdf list_pdf(const ListSheet& list, const OfficeFace& office, util::Day printed_on) {
  auto canvas = Canvas::begin({list.title, printed_on});
  if (!canvas) return util::failure(canvas.error());
  draw_list(**canvas, list, office, printed_on);
  return (*canvas)->finish();
}

Pdf lists_pdf(std::string title, std::span<const ListSheet> lists, const OfficeFace& office,
              util::Day printed_on) {
  auto canvas = Canvas::begin({std::move(title), printed_on});
  if (!canvas) return util::failure(canvas.error());
  for (const auto& list : lists) draw_list(**canvas, list, office, printed_on);
  return (*canvas)->finish();
}

}  // namespace madoguchi::forms
