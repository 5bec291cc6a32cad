#pragma once
// Private: what a chart looks like, in lines, areas and words on a plane of points (1/72 inch), y downwards; rendered by svg.cpp and by page.cpp alike.
#include "documents/documents.hpp"

namespace documents {

struct Point { double x = 0, y = 0; };
struct Line { std::vector<Point> points; std::string colour; double width = 1; bool dashed = false; };
struct Area { std::vector<Point> points; std::string colour; std::string title; };     // title: shown when pointed at, on screen
struct Sector { Point center; double radius = 0, from = 0, to = 0; std::string colour; std::string title; };   // radians, clockwise from the top
struct Words { Point at; std::string text; double size = 9; Align align = Align::left; std::string colour; bool bold = false; };   // at: on the base line
using Mark = std::variant<Line, Area, Sector, Words>;
struct Drawing { double width = 0, height = 0; std::vector<Mark> marks; };

/// A chart in so much room; its height follows from the kind.
Drawing draw(Chart const& chart, double width);
std::string to_svg(Drawing const& drawing, std::string_view title);

/// Characters that a line of words takes at size 1, roughly: 1 of a CJK character, 0.55 of a Latin one.
double breadth(std::string_view text);
/// Places that a number on an axis of such steps needs.
struct Scale { double low = 0, high = 1, step = 1; int digits = 0; };
Scale scale_for(double low, double high, int steps_about);

extern std::string_view const series_colours[6];
constexpr double beside_scale = 0.74;       // of the other language beside a title
constexpr std::string_view ink = "#1f2933", muted = "#5c6a74", rule = "#c3cccf", faint = "#e4e9ea", limit_colour = "#c8281c", accent = "#0f5f58";

}  // namespace documents
