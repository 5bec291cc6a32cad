#pragma once
// Documents as a model, written as HTML, XLSX, DOCX and PDF. The same model gives the same bytes: days are given, no clock is read. Charts are drawn
// once, into a small drawing, and shown alike on screen and paper; a workbook has them native, with their numbers beside.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/base.hpp"

namespace documents {

enum class Align : std::uint8_t { automatic, left, center, right };   // automatic: numbers right, the rest left

/// A piece of a paragraph.
struct Run {
  std::string text;
  bool bold = false, raised = false;       // raised: the number of a note
  std::string colour;                      // "#c8281c"; "" = as the rest
  bool beside = false;                     // the other language beside a title: smaller, grey
};
struct Heading { std::string text; int level = 1; std::string english = {}; };   // 1..3; the title of the document stands above them
struct Paragraph {
  std::vector<Run> runs;
  bool indent = true;                      // the first line by two characters, as Chinese prose has it
  bool small = false;                      // a remark
};

struct Cell {
  std::string text;                        // as shown, rounded
  std::optional<double> number;            // a workbook keeps it as a number, with as many places as the text shows
  bool bold = false;
  Align align = Align::automatic;
  std::string mark;                        // "#ff7e00": a small square before the text; in a workbook the ground of the cell, lightened
  int columns = 1, rows = 1;               // merged to the right and downwards; covered cells are left out of the rows
  std::string english;                     // small beside the text; in a header below it
};
struct Row { std::vector<Cell> cells; bool strong = false; };        // strong: a total
struct Table {
  std::string caption;                     // without number: "逐日空气质量"
  std::vector<Row> header, rows;           // every row covers as many columns as the first one
  std::vector<Align> aligns;               // of columns, for cells that say nothing
  std::vector<double> widths;              // of columns, as weights; empty = by what is in them
  std::vector<std::string> notes;          // below it
  std::string sheet;                       // name in a workbook; "" = the caption
  std::string caption_en;
};

struct Series {
  std::string name, colour;                // colour "" = the next one
  std::vector<std::optional<double>> values;   // as many as labels
};
struct Limit { std::string name; double value = 0; };
struct Chart {
  enum class Kind : std::uint8_t { line, bar, stacked, pie, calendar };
  Kind kind = Kind::line;
  std::string caption, unit;
  std::vector<std::string> labels;
  std::vector<Series> series;              // pie and calendar: one
  std::vector<Limit> limits;               // dashed lines, of line and bar
  std::vector<std::string> colours;        // of each value, of bar, pie and calendar; "" = as the series
  /// Calendar: labels are days ("2026-10-01"), one after another; `texts` what stands in each, else the value.
  std::vector<std::string> texts;
  std::vector<std::pair<std::string, std::string>> legend;   // colour and words; of calendar, or where colours are by value
  int digits = -1;                         // of the numbers in the table; -1 = as they are
  bool with_table = false;                 // its numbers are printed below; on screen they can always be opened
  std::vector<std::string> notes;
  std::string caption_en;
};
struct PageBreak {};
using Block = std::variant<Heading, Paragraph, Table, Chart, PageBreak>;

struct Document {
  std::string title, subtitle;
  std::vector<std::pair<std::string, std::string>> meta;     // lines under the title: "编制单位" "…"
  std::string footer;                      // left of the page number
  std::string author;
  base::Day made_on;                       // of the files' own properties
  bool landscape = false;
  std::vector<Block> blocks;
  std::vector<std::string> notes;          // at the end
  std::string title_en;                    // small below the title
};

struct Bounds {
  static constexpr std::size_t blocks = 2'000, cells = 200'000, columns = 60, series = 12, values = 1'000, text_bytes = 16 << 20, cell_bytes = 4'000;
  static constexpr std::size_t pdf_cells = 50'000;                  // each is set like a paragraph: seconds and hundreds of MiB
  static constexpr std::size_t slices = 24, calendar_months = 24;   // of a pie, of a calendar: what a page bears
};
/// What every writer asks first. Problems: "bad_document" (not UTF-8, rows that do not fit, no colour), "too_large"; where = the place in the document.
base::Outcome check(Document const& document);

/// One page without scripts, for screen and print; charts are inline SVG.
base::Result<std::string> to_html(Document const& document);
/// A first sheet with the words, then one sheet a table and a chart.
base::Result<std::string> to_xlsx(Document const& document);
/// OOXML, with charts as pictures. Problem "font_missing" where a font lacks characters that a picture needs.
base::Result<std::string> to_docx(Document const& document);
/// A4. Problem "font_missing": names the characters and the package to install; boxes are never printed.
base::Result<std::string> to_pdf(Document const& document);

}  // namespace documents
