// A drawing as SVG, for screens.
#include <cmath>

#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {
namespace {

std::string two(double value) { return base::format_number(std::round(value * 100) / 100 + 0.0); }   // + 0.0: never "-0"

struct Svg {
  std::string out;

  void points(std::vector<Point> const& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      out += (i == 0 ? "" : " ") + two(all[i].x) + "," + two(all[i].y);
    }
  }
  void end(char const* name, std::string const& title) {
    out += title.empty() ? "/>" : std::string("><title>") + xml(title) + "</title></" + name + ">";
  }
  void operator()(Line const& line) {
    out += "<polyline fill=\"none\" stroke=\"" + line.colour + "\" stroke-width=\"" + two(line.width) + "\"";
    out += line.dashed ? " stroke-dasharray=\"4 3\"" : " stroke-linejoin=\"round\"";
    out += " points=\"";
    points(line.points);
    out += "\"/>";
  }
  void operator()(Area const& area) {
    out += "<polygon fill=\"" + area.colour + "\" points=\"";
    points(area.points);
    out += "\"";
    end("polygon", area.title);
  }
  void operator()(Sector const& sector) {
    auto const& [x, y] = sector.center;
    if (sector.to - sector.from > 6.2831) {
      out += "<circle cx=\"" + two(x) + "\" cy=\"" + two(y) + "\" r=\"" + two(sector.radius) + "\" fill=\"" + sector.colour + "\"";
      end("circle", sector.title);
      return;
    }
    auto const at = [&](double angle) { return two(x + sector.radius * std::sin(angle)) + " " + two(y - sector.radius * std::cos(angle)); };
    out += "<path fill=\"" + sector.colour + "\" stroke=\"#fff\" stroke-width=\"1\" d=\"M" + two(x) + " " + two(y) + "L" + at(sector.from) +
           "A" + two(sector.radius) + " " +
           two(sector.radius) + " 0 " + (sector.to - sector.from > 3.14159265 ? "1" : "0") + " 1 " + at(sector.to) + "Z\"";
    end("path", sector.title);
  }
  void operator()(Words const& words) {
    out += "<text x=\"" + two(words.at.x) + "\" y=\"" + two(words.at.y) + "\" font-size=\"" + two(words.size) + "\" fill=\"" + words.colour + "\"";
    out += words.align == Align::center ? " text-anchor=\"middle\"" : words.align == Align::right ? " text-anchor=\"end\"" : "";
    out += std::string(words.bold ? " font-weight=\"bold\"" : "") + ">" + xml(words.text) + "</text>";
  }
};

}  // namespace

std::string to_svg(Drawing const& drawing, std::string_view title) {
  Svg svg;
  svg.out = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + two(drawing.width) + " " + two(drawing.height) +
            "\" aria-label=\"" + xml(title) + "\">";
  for (auto const& mark : drawing.marks) {
    std::visit(svg, mark);
  }
  return svg.out + "</svg>";
}

}  // namespace documents
