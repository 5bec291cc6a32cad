// What every writer asks of a document first, and where the cells of a table lie.
#include <algorithm>
#include <cmath>
#include <set>

#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {
namespace {

struct Checker {
  std::size_t cells = 0, bytes = 0;
  std::string where;
  std::optional<base::Problem> found;

  void fail(std::string code, std::string detail) {
    if (!found) {
      found.emplace(std::move(code), std::move(detail), where);
    }
  }
  void need(bool good, char const* detail) {
    if (!good) {
      fail("bad_document", detail);
    }
  }
  void text(std::string_view words) {
    bytes += words.size();
    need(base::is_utf8(words), "a text is not UTF-8");
    if (bytes > Bounds::text_bytes) {
      fail("too_large", "the document has more than " + std::to_string(Bounds::text_bytes >> 20) + " MiB of text");
    }
  }
  void texts(std::vector<std::string> const& all) { std::for_each(all.begin(), all.end(), [&](auto const& one) { text(one); }); }
  void colour(std::string_view words) { need(words.empty() || is_colour(words), "a colour is written #rrggbb"); }

  void rows(std::vector<Row> const& all) {
    for (auto const& row : all) {
      cells += row.cells.size();
      for (auto const& cell : row.cells) {
        text(cell.text), text(cell.english);
        colour(cell.mark);
        need(cell.columns >= 1 && cell.rows >= 1, "a cell covers at least itself");
        need(cell.text.size() + cell.english.size() <= Bounds::cell_bytes, "the text of a cell is too long");
        need(!cell.number || std::isfinite(*cell.number), "a number is finite");
      }
    }
    if (cells > Bounds::cells) {
      fail("too_large", "the document has more than " + std::to_string(Bounds::cells) + " cells");
    }
  }
  void operator()(Heading const& heading) {
    text(heading.text), text(heading.english);
    need(heading.level >= 1 && heading.level <= 3, "a heading is of level 1 to 3");
  }
  void operator()(Paragraph const& paragraph) {
    for (auto const& run : paragraph.runs) {
      text(run.text), colour(run.colour);
    }
  }
  void operator()(Table const& table) {
    text(table.caption), text(table.caption_en), text(table.sheet), texts(table.notes);
    rows(table.header), rows(table.rows);
    if (found) {
      return;
    }
    int columns = 0;
    for (auto const* part : {&table.header, &table.rows}) {
      auto const grid = place(*part);
      if (!grid) {
        fail(grid.error().code, grid.error().detail);
        return;
      }
      need(columns == 0 || grid->columns == 0 || columns == grid->columns, "header and rows have as many columns");
      columns = std::max(columns, grid->columns);
    }
    need(table.widths.empty() || table.widths.size() == static_cast<std::size_t>(columns), "there are as many widths as columns");
    need(std::all_of(table.widths.begin(), table.widths.end(), [](double w) { return std::isfinite(w) && w > 0; }), "a width is greater than 0");
    need(table.aligns.size() <= static_cast<std::size_t>(columns), "there are not more alignments than columns");
  }
  void operator()(Chart const& chart) {
    text(chart.caption), text(chart.caption_en), text(chart.unit), texts(chart.labels), texts(chart.texts), texts(chart.notes);
    if (chart.series.size() > Bounds::series || chart.labels.size() > Bounds::values) {
      fail("too_large", "a chart has at most " + std::to_string(Bounds::series) + " series of " + std::to_string(Bounds::values) + " values");
    }
    for (auto const& series : chart.series) {
      text(series.name), colour(series.colour);
      need(series.values.size() == chart.labels.size(), "a series has as many values as there are labels");
      need(std::all_of(series.values.begin(), series.values.end(), [](auto const& v) { return !v || std::isfinite(*v); }), "a value is finite");
    }
    for (auto const& limit : chart.limits) {
      text(limit.name), need(std::isfinite(limit.value), "a limit is finite");
    }
    std::for_each(chart.colours.begin(), chart.colours.end(), [&](auto const& one) { colour(one); });
    for (auto const& [shade, words] : chart.legend) {
      colour(shade), text(words);
    }
    bool const one = chart.kind == Chart::Kind::pie || chart.kind == Chart::Kind::calendar;
    need(!one || chart.series.size() == 1, "a pie and a calendar have one series");
    need(chart.colours.empty() || chart.colours.size() == chart.labels.size(), "there are as many colours as labels");
    need(chart.texts.empty() || chart.texts.size() == chart.labels.size(), "there are as many texts as labels");
    if (chart.kind == Chart::Kind::pie && chart.labels.size() > Bounds::slices) {
      fail("too_large", "a pie has at most " + std::to_string(Bounds::slices) + " parts");
    }
    if (chart.kind == Chart::Kind::calendar) {
      calendar(chart.labels);
    }
  }
  void calendar(std::vector<std::string> const& labels) {
    std::set<std::string> months;
    for (auto const& day : labels) {
      constexpr std::size_t month_bytes = 7;
      need(bool(base::parse_day(day)), "a calendar's labels are days");
      months.insert(day.substr(0, month_bytes));
    }
    if (months.size() > Bounds::calendar_months) {
      fail("too_large", "a calendar has at most " + std::to_string(Bounds::calendar_months) + " months");
    }
  }
  void operator()(PageBreak) {}
};

std::string block_name(std::size_t number) { return "block " + std::to_string(number + 1); }

}  // namespace

bool is_colour(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && text.substr(1).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

base::Outcome check(Document const& document) {
  Checker checker;
  for (auto const* words : {&document.title, &document.title_en, &document.subtitle, &document.footer, &document.author}) {
    checker.text(*words);
  }
  for (auto const& [name, value] : document.meta) {
    checker.text(name), checker.text(value);
  }
  checker.texts(document.notes);
  if (document.blocks.size() > Bounds::blocks) {
    checker.fail("too_large", "a document has at most " + std::to_string(Bounds::blocks) + " blocks");
  }
  for (std::size_t i = 0; i < document.blocks.size() && !checker.found; ++i) {
    checker.where = block_name(i);
    std::visit(checker, document.blocks[i]);
  }
  return checker.found ? base::Outcome(*checker.found) : base::Outcome(base::Done{});
}

base::Result<Grid> place(std::vector<Row> const& rows) {
  Grid grid{.columns = 0, .rows = static_cast<int>(rows.size()), .cells = {}};
  auto const wrong = [](int row, char const* what) { return base::Problem("bad_document", "row " + std::to_string(row + 1) + " of a table " + what); };
  std::vector<int> covered;                 // how many rows of each column are still taken by a cell above
  for (int r = 0; r < grid.rows; ++r) {
    int column = 0;
    for (auto const& cell : rows[static_cast<std::size_t>(r)].cells) {
      while (static_cast<std::size_t>(column) < covered.size() && covered[static_cast<std::size_t>(column)] > 0) {
        ++column;
      }
      if (cell.columns > static_cast<int>(Bounds::columns) - column) {
        return base::Problem("too_large", "a table has at most " + std::to_string(Bounds::columns) + " columns");
      }
      if (cell.rows > grid.rows - r) {
        return wrong(r, "has a cell that reaches below the last row");
      }
      grid.cells.push_back({r, column, &cell, rows[static_cast<std::size_t>(r)].strong});
      for (int c = column; c < column + cell.columns; ++c) {
        covered.resize(std::max(covered.size(), static_cast<std::size_t>(c) + 1));
        auto& left = covered[static_cast<std::size_t>(c)];
        if (left > 0) {
          return wrong(r, "has a cell over another one");
        }
        left = cell.rows;
      }
      column += cell.columns;
    }
    if (r == 0) {
      grid.columns = static_cast<int>(covered.size());
    }
    bool const full = covered.size() == static_cast<std::size_t>(grid.columns) &&
                      std::all_of(covered.begin(), covered.end(), [](int left) { return left > 0; });
    if (!full) {
      return wrong(r, "covers another number of columns than the first");
    }
    std::for_each(covered.begin(), covered.end(), [](int& left) { --left; });
  }
  return grid;
}

namespace {

/// Characters that the longest word takes, set small: English folds between words only.
double english_room(std::string_view english) {
  double room = 0;
  for (auto const word : base::split(english, ' ')) {
    room = std::max(room, breadth(word) * beside_scale + 0.8);
  }
  return english.empty() ? 0 : room;
}

}  // namespace

std::vector<double> widths_of(Table const& table, Grid const& header, Grid const& body) {
  auto widths = table.widths;
  if (widths.empty()) {
    constexpr double least = 2.5, most = 22;             // characters
    widths.assign(static_cast<std::size_t>(std::max(header.columns, body.columns)), least);
    for (auto const* grid : {&header, &body}) {
      for (auto const& placed : grid->cells) {
        if (placed.cell->columns == 1) {
          auto& width = widths[static_cast<std::size_t>(placed.column)];
          double const whole = breadth(placed.cell->text) + (placed.cell->mark.empty() ? 1.0 : 2.2);
          width = std::max(width, std::min(most, grid == &header ? std::max(std::min(whole, 6.5), 0.62 * whole) : whole));   // a long header folds
          width = std::max(width, std::min(most, english_room(placed.cell->english)));
        }
      }
    }
  }
  double total = 0;
  std::for_each(widths.begin(), widths.end(), [&](double width) { total += width; });
  std::for_each(widths.begin(), widths.end(), [&](double& width) { width /= total; });
  return widths;
}

Table settled(Table table) {
  auto const body = place(table.rows).value();
  std::vector<Align> found(static_cast<std::size_t>(body.columns), Align::automatic);
  for (auto const& placed : body.cells) {
    auto const& text = placed.cell->text;
    if (placed.cell->columns == 1 && !text.empty() && text != "—") {
      auto& align = found[static_cast<std::size_t>(placed.column)];
      align = number_of(text) && align != Align::left ? Align::right : Align::left;
    }
  }
  table.aligns.resize(found.size());
  for (std::size_t column = 0; column < found.size(); ++column) {
    auto& align = table.aligns[column];
    align = align != Align::automatic ? align : found[column] == Align::automatic ? Align::center : found[column];
  }
  return table;
}

Align align_of(Table const& table, Placed const& placed, bool header) {
  if (placed.cell->align != Align::automatic) {
    return placed.cell->align;
  }
  auto const column = static_cast<std::size_t>(placed.column);
  if (header) {
    return Align::center;
  }
  return column < table.aligns.size() && placed.cell->columns == 1 ? table.aligns[column] : Align::left;
}

}  // namespace documents
