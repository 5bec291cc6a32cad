#pragma once
// Private: words and drawings on a plane of cairo, set by Pango. One Typesetter a document; nothing is shared between threads but the system's fonts.
#include <pango/pangocairo.h>

#include <memory>
#include <set>

#include "documents/drawing.hpp"

namespace documents {

using Layout = std::shared_ptr<PangoLayout>;

struct Face {
  bool serif = false, bold = false;
  double size = 10;                        // points
  std::string_view colour = ink;
};
struct Setting {
  double width = -1;                       // points; below 0 = no folding
  Align align = Align::left;
  double first_line = 0;                   // indent in points
  double spacing = 1;                      // of lines, as a factor
  bool justified = false;
};

class Typesetter {
 public:
  Typesetter();
  ~Typesetter();
  Typesetter(Typesetter const&) = delete;
  Typesetter& operator=(Typesetter const&) = delete;

  Layout set(std::vector<Run> const& runs, Face const& face, Setting const& setting = {});
  Layout set(std::string const& text, Face const& face, Setting const& setting = {});
  static double height(Layout const& layout);
  static double width(Layout const& layout);
  void show(cairo_t* on, Drawing const& drawing);

  /// Characters for which there is no font: printed as "〓". Common Chinese ones among them mean that no Chinese font is installed.
  std::set<char32_t> const& missing() const { return missing_; }
  std::optional<base::Problem> font_problem() const;
  std::string missing_note() const;          // "" = nothing is missing

 private:
  std::string with_stand_ins(std::string const& text, PangoFontDescription const* font);
  PangoContext* context_;
  std::set<char32_t> missing_;
};

void set_colour(cairo_t* on, std::string_view colour);

}  // namespace documents
