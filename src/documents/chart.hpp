#pragma once
// Private: the strokes that kinds of charts share.
#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {

struct Sample { std::string words, colour; bool is_line = false, dashed = false; };
double legend(Drawing& into, std::vector<Sample> const& samples, double left, double top);
std::string colour_of(Chart const& chart, std::size_t series);
std::string colour_of(Chart const& chart, std::size_t series, std::size_t value);
void rectangle(Drawing& into, double x, double y, double width, double height, std::string colour, std::string title);
void straight(Drawing& into, Point from, Point to, std::string_view colour, double width, bool dashed = false);
void write(Drawing& into, Point at, std::string text, Align align, double size, std::string_view colour);
Drawing draw_pie(Chart const& chart, double width);
Drawing draw_calendar(Chart const& chart, double width);

}  // namespace documents
