#include "forms/canvas.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>

namespace madoguchi::forms {

namespace {

constexpr double points_per_mm = 72.0 / 25.4;
constexpr double smallest_ever = 3.0;  // points: for texts far beyond what a form is made for
constexpr double shrink = 0.94;
constexpr float line_spacing = 1.2F;
constexpr double grey = 0.945;
constexpr const char* families[] = {"IPAexMincho", "IPAexGothic"};

double points(double mm) {
  return mm * points_per_mm;
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct DescriptionDeleter {
  void operator()(PangoFontDescription* one) const { pango_font_description_free(one); }
};
using Description = std::unique_ptr<PangoFontDescription, DescriptionDeleter>;

Description font(TextStyle::Face face, double size) {
  Description made(pango_font_description_new());
  pango_font_description_set_family(made.get(), families[static_cast<int>(face)]);
  pango_font_description_set_absolute_size(made.get(), size * PANGO_SCALE);
  return made;
}

PangoAlignment alignment(TextStyle::Across across) {
  switch (across) {
    case TextStyle::Across::center:
      return PANGO_ALIGN_CENTER;
    case TextStyle::Across::right:
      return PANGO_ALIGN_RIGHT;
    case TextStyle::Across::left:
      break;
  }
  return PANGO_ALIGN_LEFT;
}

}  // namespace

util::Result<std::unique_ptr<Canvas>, FormProblem> Canvas::begin(const Facts& facts) {
  auto canvas = std::unique_ptr<Canvas>(new Canvas());
  if (!canvas->open(facts)) return util::failure(FormProblem{FormError::failed, "cairo"});
  if (!canvas->find_fonts()) {
    return util::failure(FormProblem{FormError::font_missing, "IPAexMincho, IPAexGothic"});
  }
  return canvas;
}

Canvas::~Canvas() {
  for (auto* one : coverage_) {
    if (one != nullptr) g_object_unref(one);
  }
  if (layout_ != nullptr) g_object_unref(layout_);
  if (cairo_ != nullptr) cairo_destroy(cairo_);
  if (surface_ != nullptr) cairo_surface_destroy(surface_);
}

bool Canvas::open(const Facts& facts) {
  surface_ = cairo_pdf_surface_create_for_stream(&append, &bytes_, points(page_width),
                                                 points(page_height));
  const auto day = facts.day.text();
  const auto date =
      fmt::format("{}-{}-{}T00:00:00+09:00", day.substr(0, 4), day.substr(4, 2), day.substr(6, 2));
  const auto tell = [this](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface_, what, text.c_str());
  };
  tell(CAIRO_PDF_METADATA_TITLE, facts.title);
  tell(CAIRO_PDF_METADATA_CREATOR, "Madoguchi");
  tell(CAIRO_PDF_METADATA_CREATE_DATE, date);
  tell(CAIRO_PDF_METADATA_MOD_DATE, date);
  cairo_ = cairo_create(surface_);
  layout_ = pango_cairo_create_layout(cairo_);
  // No other installed font may step in: the same text looks the same on every machine.
  auto* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
  pango_layout_set_attributes(layout_, attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_wrap(layout_, PANGO_WRAP_CHAR);
  pango_layout_set_line_spacing(layout_, line_spacing);
  auto* context = pango_layout_get_context(layout_);
  pango_context_set_language(context, pango_language_from_string("ja"));
  auto* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  return cairo_status(cairo_) == CAIRO_STATUS_SUCCESS;
}

bool Canvas::find_fonts() {
  auto* context = pango_layout_get_context(layout_);
  for (const auto face : {TextStyle::Face::mincho, TextStyle::Face::gothic}) {
    const auto wanted = font(face, 10);
    auto* loaded = pango_context_load_font(context, wanted.get());
    if (loaded == nullptr) return false;
    const Description got(pango_font_describe(loaded));
    const std::string family = pango_font_description_get_family(got.get());
    coverage_[static_cast<int>(face)] =
        pango_font_get_coverage(loaded, pango_language_from_string("ja"));
    g_object_unref(loaded);
    if (family.find("IPAex") == std::string::npos) return false;
  }
  return true;
}

std::string Canvas::drawable(std::string_view text, TextStyle::Face face) const {
  std::string out;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    const auto c = g_utf8_get_char_validated(at, end - at);
    if (c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2)) {
      out += fmt::format("〔{:02X}〕", static_cast<unsigned char>(*at));
      ++at;
      continue;
    }
    const char* next = g_utf8_next_char(at);
    const bool blank = c == '\n' || g_unichar_isspace(c);
    const bool known = blank || pango_coverage_get(coverage_[static_cast<int>(face)],
                                                   static_cast<int>(c)) == PANGO_COVERAGE_EXACT;
    if (known) {
      out.append(at, next);
    } else {
      out += fmt::format("〔U+{:04X}〕", static_cast<unsigned>(c));
    }
    at = next;
  }
  return out;
}

void Canvas::lay(const std::string& text, const TextStyle& style, double size, double width_mm) {
  pango_layout_set_font_description(layout_, font(style.face, size).get());
  pango_layout_set_width(layout_,
                         width_mm > 0 ? static_cast<int>(points(width_mm) * PANGO_SCALE) : -1);
  pango_layout_set_alignment(layout_, alignment(style.across));
  pango_layout_set_text(layout_, text.data(), static_cast<int>(text.size()));
}

double Canvas::text_width(std::string_view text, const TextStyle& style) {
  lay(drawable(text, style.face), style, style.size, 0);
  int width = 0;
  pango_layout_get_size(layout_, &width, nullptr);
  return width / points_per_mm / PANGO_SCALE;
}

void Canvas::text(const Box& box, std::string_view given, const TextStyle& style) {
  if (given.empty() || box.width <= 0) return;
  const auto text = drawable(given, style.face);
  double size = style.size;
  int width = 0, height = 0;
  const auto fits = [&](double width_mm) {
    lay(text, style, size, width_mm);
    pango_layout_get_size(layout_, &width, &height);
    return (width_mm > 0 || width <= points(box.width) * PANGO_SCALE) &&
           height <= points(box.height) * PANGO_SCALE;
  };
  bool one_line = fits(0);
  while (!one_line && size * shrink >= style.smallest) {
    size *= shrink;
    one_line = fits(0);
  }
  if (!one_line) {
    size = style.size;
    while (!fits(box.width) && size * shrink >= smallest_ever) size *= shrink;
  } else {
    fits(box.width);
  }
  pango_layout_get_size(layout_, &width, &height);
  const double spare = points(box.height) - static_cast<double>(height) / PANGO_SCALE;
  const double down = style.down == TextStyle::Down::middle ? std::max(0.0, spare / 2) : 0.0;
  cairo_move_to(cairo_, points(box.x), points(box.y) + down);
  pango_cairo_show_layout(cairo_, layout_);
}

void Canvas::next_page() {
  cairo_show_page(cairo_);
}

void Canvas::frame(const Box& box, double line_mm) {
  cairo_set_line_width(cairo_, points(line_mm));
  cairo_rectangle(cairo_, points(box.x), points(box.y), points(box.width), points(box.height));
  cairo_stroke(cairo_);
}

void Canvas::line(double x1, double y1, double x2, double y2, double line_mm) {
  cairo_set_line_width(cairo_, points(line_mm));
  cairo_move_to(cairo_, points(x1), points(y1));
  cairo_line_to(cairo_, points(x2), points(y2));
  cairo_stroke(cairo_);
}

void Canvas::dashed_circle(double x, double y, double radius) {
  const double dashes[] = {points(0.8), points(0.8)};
  cairo_save(cairo_);
  cairo_set_dash(cairo_, dashes, 2, 0);
  cairo_set_line_width(cairo_, points(0.2));
  cairo_new_path(cairo_);
  cairo_arc(cairo_, points(x), points(y), points(radius), 0, 2 * 3.14159265358979);
  cairo_stroke(cairo_);
  cairo_restore(cairo_);
}

void Canvas::ring(const Box& around) {
  cairo_save(cairo_);
  cairo_translate(cairo_, points(around.x + around.width / 2),
                  points(around.y + around.height / 2));
  cairo_scale(cairo_, points(around.width / 2), points(around.height / 2));
  cairo_new_path(cairo_);
  cairo_arc(cairo_, 0, 0, 1, 0, 2 * 3.14159265358979);
  cairo_restore(cairo_);
  cairo_set_line_width(cairo_, points(0.3));
  cairo_stroke(cairo_);
}

void Canvas::shade(const Box& box) {
  cairo_set_source_rgb(cairo_, grey, grey, grey);
  cairo_rectangle(cairo_, points(box.x), points(box.y), points(box.width), points(box.height));
  cairo_fill(cairo_);
  cairo_set_source_rgb(cairo_, 0, 0, 0);
}

Pdf Canvas::finish() {
  cairo_surface_finish(surface_);
  const auto status = cairo_surface_status(surface_);
  if (status != CAIRO_STATUS_SUCCESS) {
    return util::failure(FormProblem{FormError::failed, cairo_status_to_string(status)});
  }
  return std::move(bytes_);
}

}  // namespace madoguchi::forms
