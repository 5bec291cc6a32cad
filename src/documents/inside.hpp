#pragma once
// Private: what the writers share.
#include "documents/documents.hpp"

namespace documents {

/// A cell where it lies, once merged cells have pushed others aside.
struct Placed { int row = 0, column = 0; Cell const* cell = nullptr; bool strong = false; };
struct Grid {
  int columns = 0, rows = 0;
  std::vector<Placed> cells;
};
/// Problem: a row covers more or fewer columns than the first, or reaches below the last row.
base::Result<Grid> place(std::vector<Row> const& rows);
/// Widths of a table's columns as shares of 1: as given, else by what is in them.
std::vector<double> widths_of(Table const& table, Grid const& header, Grid const& body);
/// The same with an alignment for every column that had none: right where all that stands in it are numbers.
Table settled(Table table);
Align align_of(Table const& table, Placed const& placed, bool header);   // of a settled one

/// The numbers of a chart as a table: "a table behind it".
Table table_of(Chart const& chart);
std::string shown(double value, int digits);              // "—" is not its business; digits -1 = shortest
/// A number as it is shown: "−12.50%" is −12.5 with 2 places and a sign of per cent; nothing where it is none.
struct Shown { double value = 0; int places = 0; bool percent = false, with_sign = false; };   // with_sign: "+3.2"
std::optional<Shown> number_of(std::string_view text);

std::string xml(std::string_view text);                   // & < > " escaped; characters that XML 1.0 has not are left out
std::string caption_of(char const* kind, int number, std::string const& caption);   // "表 1  逐日空气质量"
std::vector<Run> with_english(std::string text, std::string const& english, char const* between = "  ");
std::string lightened(std::string const& colour);         // a ground that black can be read on
bool is_colour(std::string_view text);                    // "#rrggbb"
/// A picture for a document of words. Problem "font_missing".
base::Result<std::string> png(Chart const& chart, double width);

struct Part { std::string name, content; };
std::string zip(std::vector<Part> const& parts);          // the same parts give the same bytes

}  // namespace documents
