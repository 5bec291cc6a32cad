#include "documents/page.hpp"

#include <cairo.h>

#include <algorithm>
#include <array>

#include "documents/inside.hpp"

namespace documents {
namespace {

// Families in the order they are looked for: what Debian has, then what an office has.
constexpr char const* sans = "Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Zen Hei,sans-serif";
constexpr char const* serif = "Noto Serif CJK SC,Source Han Serif SC,Noto Sans CJK SC,serif";
constexpr std::size_t named_max = 12;
constexpr std::string_view stand_in = "〓";

using Font = std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)>;

Font font_of(Face const& face) {
  Font font(pango_font_description_new(), &pango_font_description_free);
  pango_font_description_set_family_static(font.get(), face.serif ? serif : sans);
  pango_font_description_set_weight(font.get(), face.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_size(font.get(), static_cast<int>(face.size * PANGO_SCALE));
  return font;
}

std::array<double, 3> parts_of(std::string_view colour) {
  std::array<double, 3> parts{0, 0, 0};
  if (auto const bytes = base::unhex(colour.substr(1)); bytes && bytes->size() == 3) {
    std::transform(bytes->begin(), bytes->end(), parts.begin(), [](char c) { return static_cast<unsigned char>(c) / 255.0; });
  }
  return parts;
}

/// Pango's marks of a piece of text, from byte to byte.
struct Marks {
  PangoAttrList* list = pango_attr_list_new();
  Marks() = default;
  Marks(Marks const&) = delete;
  Marks& operator=(Marks const&) = delete;
  ~Marks() { pango_attr_list_unref(list); }
  void add(PangoAttribute* mark, std::size_t from, std::size_t to) const {
    mark->start_index = static_cast<guint>(from);
    mark->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, mark);
  }
  void colour(std::string_view words, std::size_t from, std::size_t to) const {
    auto const parts = parts_of(words);
    auto const part = [&](std::size_t i) { return static_cast<guint16>(parts[i] * 65535.0); };
    add(pango_attr_foreground_new(part(0), part(1), part(2)), from, to);
  }
};

PangoAlignment pango_align(Align align) {
  return align == Align::center ? PANGO_ALIGN_CENTER : align == Align::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

struct Pen {
  Typesetter& setter;
  cairo_t* on;

  void path(std::vector<Point> const& points) const {
    cairo_new_path(on);                                   // words leave the pen where they end
    for (auto const& point : points) {
      cairo_line_to(on, point.x, point.y);
    }
  }
  void operator()(Line const& line) const {
    set_colour(on, line.colour);
    std::array<double, 2> const dashes{4, 3};
    cairo_set_dash(on, dashes.data(), line.dashed ? 2 : 0, 0);
    cairo_set_line_width(on, line.width);
    cairo_set_line_join(on, CAIRO_LINE_JOIN_ROUND);
    path(line.points);
    cairo_stroke(on);
    cairo_set_dash(on, nullptr, 0, 0);
  }
  void operator()(Area const& area) const {
    set_colour(on, area.colour);
    path(area.points);
    cairo_fill(on);
  }
  void operator()(Sector const& sector) const {
    constexpr double quarter = 1.5707963267948966;
    bool const whole = sector.to - sector.from > 6.2831;
    cairo_new_path(on);
    if (!whole) {
      cairo_move_to(on, sector.center.x, sector.center.y);
    }
    cairo_arc(on, sector.center.x, sector.center.y, sector.radius, sector.from - quarter, sector.to - quarter);
    cairo_close_path(on);
    set_colour(on, sector.colour);
    cairo_fill_preserve(on);
    if (!whole) {
      cairo_set_source_rgb(on, 1, 1, 1);
      cairo_set_line_width(on, 1);
      cairo_stroke(on);
    }
    cairo_new_path(on);
  }
  void operator()(Words const& words) const {
    auto const layout = setter.set(words.text, {.serif = false, .bold = words.bold, .size = words.size, .colour = words.colour});
    double const wide = Typesetter::width(layout);
    double const x = words.at.x - (words.align == Align::center ? wide / 2 : words.align == Align::right ? wide : 0);
    cairo_move_to(on, x, words.at.y - static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE);
    pango_cairo_show_layout(on, layout.get());
  }
};

cairo_status_t take(void* into, unsigned char const* data, unsigned int length) {
  static_cast<std::string*>(into)->append(reinterpret_cast<char const*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string utf8_of(char32_t c) {
  std::array<char, 6> letters{};
  return {letters.data(), static_cast<std::size_t>(g_unichar_to_utf8(c, letters.data()))};
}

}  // namespace

void set_colour(cairo_t* on, std::string_view colour) {
  auto const parts = parts_of(colour);
  cairo_set_source_rgb(on, parts[0], parts[1], parts[2]);
}

Typesetter::Typesetter() : context_(pango_font_map_create_context(pango_cairo_font_map_get_default())) {
  pango_cairo_context_set_resolution(context_, 72);       // a point is a unit of the plane
  pango_context_set_language(context_, pango_language_from_string("zh-cn"));
  pango_context_set_round_glyph_positions(context_, FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context_, options);
  cairo_font_options_destroy(options);
}
Typesetter::~Typesetter() { g_object_unref(context_); }

double Typesetter::height(Layout const& layout) {
  int tall = 0;
  pango_layout_get_size(layout.get(), nullptr, &tall);
  return static_cast<double>(tall) / PANGO_SCALE;
}
double Typesetter::width(Layout const& layout) {
  int wide = 0;
  pango_layout_get_size(layout.get(), &wide, nullptr);
  return static_cast<double>(wide) / PANGO_SCALE;
}

std::string Typesetter::with_stand_ins(std::string const& text, PangoFontDescription const* font) {
  std::string out;
  for (std::size_t from = 0, to = 0; from < text.size(); from = to) {
    char const* at = text.data() + from;
    to = from + static_cast<std::size_t>(g_utf8_next_char(at) - at);
    auto const letter = text.substr(from, to - from);
    Layout const alone(pango_layout_new(context_), &g_object_unref);
    pango_layout_set_font_description(alone.get(), font);
    pango_layout_set_text(alone.get(), letter.data(), static_cast<int>(letter.size()));
    bool const known = pango_layout_get_unknown_glyphs_count(alone.get()) == 0;
    out += known ? std::string_view(letter) : stand_in;
    if (!known) {
      missing_.insert(g_utf8_get_char(at));
    }
  }
  return out;
}

Layout Typesetter::set(std::vector<Run> const& runs, Face const& face, Setting const& setting) {
  Layout layout(pango_layout_new(context_), &g_object_unref);
  auto const font = font_of(face);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  if (setting.width >= 0) {
    pango_layout_set_width(layout.get(), static_cast<int>(setting.width * PANGO_SCALE));
  }
  pango_layout_set_alignment(layout.get(), pango_align(setting.align));
  pango_layout_set_indent(layout.get(), static_cast<int>(setting.first_line * PANGO_SCALE));
  pango_layout_set_line_spacing(layout.get(), static_cast<float>(setting.spacing));
  pango_layout_set_justify(layout.get(), setting.justified ? TRUE : FALSE);
  auto const fill = [&](bool stand_ins) {
    std::string all;
    Marks const marks;
    for (auto const& run : runs) {
      auto const from = all.size();
      auto words = run.text;
      std::erase_if(words, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; });
      all += stand_ins ? with_stand_ins(words, font.get()) : words;
      auto const usual = run.beside ? muted : face.colour;
      marks.colour(run.colour.empty() ? usual : std::string_view(run.colour), from, all.size());
      if (run.beside) {
        marks.add(pango_attr_weight_new(PANGO_WEIGHT_NORMAL), from, all.size());
        marks.add(pango_attr_scale_new(beside_scale), from, all.size());
      }
      if (run.bold) {
        marks.add(pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, all.size());
      }
      if (run.raised) {
        marks.add(pango_attr_rise_new(static_cast<int>(face.size * 0.35 * PANGO_SCALE)), from, all.size());
        marks.add(pango_attr_scale_new(0.7), from, all.size());
      }
    }
    pango_layout_set_text(layout.get(), all.data(), static_cast<int>(all.size()));
    pango_layout_set_attributes(layout.get(), marks.list);
  };
  fill(false);
  if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
    fill(true);
  }
  return layout;
}

Layout Typesetter::set(std::string const& text, Face const& face, Setting const& setting) { return set(std::vector<Run>{{.text = text}}, face, setting); }

void Typesetter::show(cairo_t* on, Drawing const& drawing) {
  for (auto const& mark : drawing.marks) {
    std::visit(Pen{*this, on}, mark);
  }
}

std::optional<base::Problem> Typesetter::font_problem() const {
  std::string common;
  std::size_t count = 0;
  for (char32_t const c : missing_) {
    bool const latin = c >= 0x20 && c <= 0x7E, greek = c >= 0x391 && c <= 0x3C9, ideograph = c >= 0x4E00 && c <= 0x9FA5;
    if (latin || greek || ideograph) {                       // what every Chinese font has (GBK); others are rare letters, not a missing font
      common += ++count <= named_max ? utf8_of(c) : "";
    }
  }
  if (count == 0) {
    return std::nullopt;
  }
  return base::Problem("font_missing", "no installed font has " + std::to_string(count) + " of the characters: " + common + (count > named_max ? " …" : ""),
                       "fonts of the system", "install a Chinese font: apt-get install fonts-noto-cjk");
}

std::string Typesetter::missing_note() const {
  std::string all;
  std::size_t count = 0;
  for (char32_t const c : missing_) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (++count <= named_max) {
      all += count > 1 ? "、U+" : "U+";
      for (int shift = c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) {
        all += digits[(c >> static_cast<unsigned>(shift)) & 0xFU];
      }
    }
  }
  return count == 0 ? "" : "〓 为本机字库中没有的字：" + all + (count > named_max ? " 等" : "") + "。";
}

base::Result<std::string> png(Chart const& chart, double width) {
  constexpr double scale = 2.5;                           // 180 dots an inch
  auto const drawing = draw(chart, width);
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(drawing.width * scale), static_cast<int>(drawing.height * scale));
  cairo_t* on = cairo_create(surface);
  cairo_set_source_rgb(on, 1, 1, 1);
  cairo_paint(on);
  cairo_scale(on, scale, scale);
  Typesetter setter;
  setter.show(on, drawing);
  cairo_destroy(on);
  std::string bytes;
  auto const status = cairo_surface_write_to_png_stream(surface, take, &bytes);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw base::Failure(std::string("cannot draw a chart: ") + cairo_status_to_string(status));
  }
  if (auto const problem = setter.font_problem()) {
    return *problem;
  }
  return bytes;
}

}  // namespace documents
