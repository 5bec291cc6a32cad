// PDF: blocks are set into pieces on pages; when all pages are known they are drawn, each with its number.
#include <cairo-pdf.h>

#include <algorithm>
#include <array>
#include <functional>

#include "documents/inside.hpp"
#include "documents/page.hpp"

namespace documents {
namespace {

constexpr double a4_short = 595.28, a4_long = 841.89;
constexpr double margin_side = 60, margin_head = 56, margin_foot = 58;
constexpr double pages_max = 2'000;

using Piece = std::function<void(cairo_t*)>;
struct Bookmark { std::string title; int level = 1, page = 1; double y = 0; };

void show_at(std::vector<Piece>& page, Layout const& layout, double x, double y) {
  page.emplace_back([=](cairo_t* on) {
    cairo_move_to(on, x, y);
    pango_cairo_show_layout(on, layout.get());
  });
}
void stroke(std::vector<Piece>& page, Point from, Point to, std::string_view colour, double width) {
  page.emplace_back([=, colour = std::string(colour)](cairo_t* on) {
    set_colour(on, colour);
    cairo_set_line_width(on, width);
    cairo_move_to(on, from.x, from.y);
    cairo_line_to(on, to.x, to.y);
    cairo_stroke(on);
  });
}
void paint(std::vector<Piece>& page, Point at, double width, double height, std::string_view colour) {
  page.emplace_back([=, colour = std::string(colour)](cairo_t* on) {
    set_colour(on, colour);
    cairo_rectangle(on, at.x, at.y, width, height);
    cairo_fill(on);
  });
}

class Setter {
 public:
  explicit Setter(Document const& document)
      : page_width(document.landscape ? a4_long : a4_short), page_height(document.landscape ? a4_short : a4_long), document_(document),
        width_(page_width - 2 * margin_side), bottom_(page_height - margin_foot) {
    new_page();
  }

  void all();
  void operator()(Heading const& heading);
  void operator()(Paragraph const& paragraph);
  void operator()(Table const& table);
  void operator()(Chart const& chart);
  void operator()(PageBreak) {
    if (y_ > margin_head) {
      new_page();
    }
  }

  double page_width, page_height;
  std::optional<base::Problem> problem;
  std::vector<std::vector<Piece>> pages;
  std::vector<Bookmark> outline;
  Typesetter words;

 private:
  friend class TableSetter;
  void new_page() {
    pages.emplace_back();
    y_ = margin_head;
    if (static_cast<double>(pages.size()) > pages_max && !problem) {
      problem.emplace("too_large", "the document has more than " + std::to_string(static_cast<int>(pages_max)) + " pages");
    }
  }
  void need(double height) {
    if (y_ + height > bottom_ && y_ > margin_head) {
      new_page();
    }
  }
  void gap(double height) { y_ += y_ > margin_head ? height : 0; }
  void put(Layout const& layout, double x = margin_side) {
    need(Typesetter::height(layout));
    show_at(pages.back(), layout, x, y_);
    y_ += Typesetter::height(layout);
  }
  void lines(Layout const& layout);
  double room_for(std::size_t block) const;
  void front();
  void caption(std::string text, std::string const& english);
  void notes(std::vector<std::string> const& all);

  Document const& document_;
  int tables_ = 0, charts_ = 0;
  double y_ = margin_head, after_heading_ = 0;
  double width_, bottom_;
};

/// A layout line by line, over as many pages as it takes.
void Setter::lines(Layout const& layout) {
  PangoLayoutIter* at = pango_layout_get_iter(layout.get());
  double top = 0;                                         // of the layout's part on this page
  double const start = y_;
  double from = start;
  bool more = true;
  while (more) {
    int begins = 0, ends = 0;
    pango_layout_iter_get_line_yrange(at, &begins, &ends);
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    double const low = static_cast<double>(ends) / PANGO_SCALE;
    if (from + low - top > bottom_ && y_ > margin_head) {
      top = static_cast<double>(begins) / PANGO_SCALE;
      new_page();
      from = y_;
    }
    double const base_line = from + static_cast<double>(pango_layout_iter_get_baseline(at)) / PANGO_SCALE - top;
    double const x = margin_side + static_cast<double>(logical.x) / PANGO_SCALE;
    std::shared_ptr<PangoLayoutLine> const line(pango_layout_line_ref(pango_layout_iter_get_line_readonly(at)), &pango_layout_line_unref);
    pages.back().emplace_back([=](cairo_t* on) {
      CHECK(layout != nullptr, "a line lives as long as its layout");
      cairo_move_to(on, x, base_line);
      pango_cairo_show_layout_line(on, line.get());
    });
    y_ = from + low - top;
    more = pango_layout_iter_next_line(at) == TRUE;
  }
  pango_layout_iter_free(at);
}

void Setter::front() {
  y_ += 10;
  put(words.set(document_.title, {.bold = true, .size = 19}, {.width = width_, .align = Align::center, .spacing = 1.1F}));
  if (!document_.title_en.empty()) {
    y_ += 3;
    put(words.set(document_.title_en, {.size = 11, .colour = muted}, {.width = width_, .align = Align::center}));
  }
  if (!document_.subtitle.empty()) {
    y_ += 5;
    put(words.set(document_.subtitle, {.size = 11, .colour = muted}, {.width = width_, .align = Align::center}));
  }
  y_ += 14;
  if (document_.meta.empty()) {
    return;
  }
  stroke(pages.back(), {margin_side, y_}, {margin_side + width_, y_}, accent, 1.6);
  y_ += 6;
  double x = margin_side;
  for (auto const& [name, value] : document_.meta) {
    auto const layout = words.set({{.text = name + "：", .colour = std::string(muted)}, {.text = value}}, {.size = 9}, {.width = width_});
    double const wide = Typesetter::width(words.set(name + "：" + value, {.size = 9}));
    if (x > margin_side && x + wide > margin_side + width_) {
      x = margin_side;
      y_ += 15;
    }
    show_at(pages.back(), layout, x, y_);
    x += wide + 22;
    if (wide > width_) {
      y_ += Typesetter::height(layout) - 13;
    }
  }
  y_ += 20;
  stroke(pages.back(), {margin_side, y_}, {margin_side + width_, y_}, rule, 0.7);
  y_ += 8;
}

void Setter::caption(std::string text, std::string const& english) {
  put(words.set(with_english(std::move(text), english), {.bold = true, .size = 9.5}, {.width = width_, .align = Align::center}));
  y_ += 5;
}

void Setter::notes(std::vector<std::string> const& all) {
  y_ += all.empty() ? 0 : 3;
  for (auto const& note : all) {
    lines(words.set(note, {.size = 8, .colour = muted}, {.width = width_, .spacing = 1.1F}));
    y_ += 1;
  }
}

void Setter::operator()(Heading const& heading) {
  gap(heading.level == 1 ? 14 : 9);
  double const size = heading.level == 1 ? 13.5 : heading.level == 2 ? 11.5 : 10.5;
  Face const face{.bold = true, .size = size, .colour = heading.level == 1 ? accent : ink};
  auto const layout = words.set(with_english(heading.text, heading.english), face, {.width = width_});
  need(Typesetter::height(layout) + after_heading_);      // never alone at the foot
  outline.push_back({heading.text, heading.level, static_cast<int>(pages.size()), y_});
  put(layout);
  y_ += 5;
}

void Setter::operator()(Paragraph const& paragraph) {
  double const size = paragraph.small ? 8.5 : 11;
  bool const indent = paragraph.indent && !paragraph.small;
  lines(words.set(paragraph.runs, {.serif = !paragraph.small, .size = size, .colour = paragraph.small ? muted : ink},
                  {.width = width_, .first_line = indent ? 2 * size : 0, .spacing = paragraph.small ? 1.1F : 1.25F}));
  y_ += 5;
}

void Setter::operator()(Chart const& chart) {
  auto const drawing = draw(chart, width_);
  gap(8);
  need(drawing.height + 40);
  if (!chart.caption.empty()) {
    caption(caption_of("图", ++charts_, chart.caption), chart.caption_en);
  }
  pages.back().emplace_back([=, this, top = y_](cairo_t* on) {
    cairo_save(on);
    cairo_translate(on, margin_side, top);
    words.show(on, drawing);
    cairo_restore(on);
  });
  y_ += drawing.height;
  notes(chart.notes);
  y_ += 8;
  if (chart.with_table) {
    auto table = table_of(chart);
    table.caption.clear();
    (*this)(table);
  }
}

/// A table: rows in blocks that merged cells hold together, under a header that comes again on every page.
class TableSetter {
 public:
  TableSetter(Setter& on, Table const& table) : on_(on), table_(settled(table)), header_(place(table_.header).value()), body_(place(table_.rows).value()) {
    auto const columns = std::max(header_.columns, body_.columns);
    size_ = columns > 14 ? 6.8 : columns > 10 ? 7.6 : columns > 7 ? 8.3 : 9;
    edges_.push_back(margin_side);
    for (double const share : widths_of(table_, header_, body_)) {
      edges_.push_back(edges_.back() + share * on.width_);
    }
    set(header_, true, header_cells_, header_heights_);
    set(body_, false, body_cells_, body_heights_);
  }
  void run() {
    double const first = body_heights_.empty() ? 0 : body_heights_.front();
    on_.need(height(header_heights_, 0, header_.rows) + std::min(60.0, first) + (table_.caption.empty() ? 0 : 20));
    if (!table_.caption.empty()) {
      on_.caption(caption_of("表", ++on_.tables_, table_.caption), table_.caption_en);
    }
    show_header();
    for (int row = 0; row < body_.rows && !on_.problem;) {
      int const end = block_end(row);
      double const tall = height(body_heights_, row, end);
      if (on_.y_ + tall > on_.bottom_) {
        close_rule();
        on_.new_page();
        show_header();
      }
      if (on_.y_ + tall > on_.bottom_ && end - row == 1) {
        on_.problem.emplace("too_large", "a row of the table '" + table_.caption + "' is higher than a page", "row " + std::to_string(row + 1),
                            "write less into the cell, or give its column more width");
        return;
      }
      int const stop = on_.y_ + tall > on_.bottom_ ? fitting(row, end) : end;   // a block of more than a page is cut
      show(body_, body_cells_, body_heights_, row, stop, false);
      row = stop;
    }
    close_rule();
  }

 private:
  struct Set { Placed placed; Layout layout; double height = 0; };
  static constexpr double pad_x = 3.5, pad_y = 2.8, mark_size = 6.5;

  static double height(std::vector<double> const& heights, int from, int to) {
    double all = 0;
    for (int row = from; row < to; ++row) {
      all += heights[static_cast<std::size_t>(row)];
    }
    return all;
  }
  void set(Grid const& grid, bool header, std::vector<Set>& cells, std::vector<double>& heights) {
    heights.assign(static_cast<std::size_t>(grid.rows), size_ * 1.45 + 2 * pad_y);
    for (auto const& placed : grid.cells) {
      auto const left = edges_[static_cast<std::size_t>(placed.column)], right = edges_[static_cast<std::size_t>(placed.column + placed.cell->columns)];
      double const taken = placed.cell->mark.empty() ? 0 : mark_size + 3;
      auto layout = on_.words.set(with_english(placed.cell->text, placed.cell->english, header ? "\n" : " "),
                                  {.bold = header || placed.cell->bold || placed.strong, .size = size_},
                                  {.width = std::max(4.0, right - left - 2 * pad_x - taken), .align = align_of(table_, placed, header), .spacing = 1.05F});
      double const tall = Typesetter::height(layout) + 2 * pad_y;
      cells.push_back({placed, std::move(layout), tall});
      if (placed.cell->rows == 1) {
        auto& row = heights[static_cast<std::size_t>(placed.row)];
        row = std::max(row, tall);
      }
    }
    for (auto const& cell : cells) {
      int const end = cell.placed.row + cell.placed.cell->rows;
      double const there = height(heights, cell.placed.row, end);
      heights[static_cast<std::size_t>(end - 1)] += std::max(0.0, cell.height - there);
    }
  }
  int block_end(int row) const {
    int end = row + 1;
    for (auto at = first_cell(row); at < body_cells_.size() && body_cells_[at].placed.row < end; ++at) {
      end = std::max(end, body_cells_[at].placed.row + body_cells_[at].placed.cell->rows);
    }
    return end;
  }
  std::size_t first_cell(int row) const {
    auto const at = std::lower_bound(body_cells_.begin(), body_cells_.end(), row, [](Set const& cell, int wanted) { return cell.placed.row < wanted; });
    return static_cast<std::size_t>(at - body_cells_.begin());
  }
  int fitting(int row, int end) const {
    int stop = row + 1;
    while (stop < end && on_.y_ + height(body_heights_, row, stop + 1) <= on_.bottom_) {
      ++stop;
    }
    return stop;
  }
  void show_header() {
    stroke(on_.pages.back(), {edges_.front(), on_.y_}, {edges_.back(), on_.y_}, ink, 1.1);
    show(header_, header_cells_, header_heights_, 0, header_.rows, true);
  }
  void close_rule() { stroke(on_.pages.back(), {edges_.front(), on_.y_}, {edges_.back(), on_.y_}, ink, 1.1); }

  void show(Grid const& grid, std::vector<Set> const& cells, std::vector<double> const& heights, int from, int to, bool header) {
    auto& page = on_.pages.back();
    double const top = on_.y_;
    if (header && grid.rows > 0) {
      paint(page, {edges_.front(), top}, edges_.back() - edges_.front(), height(heights, from, to), "#f4f7f7");
    }
    for (auto const& cell : cells) {
      auto const& placed = cell.placed;
      int const end = std::min(to, placed.row + placed.cell->rows);
      if (placed.row < from || placed.row >= to) {
        continue;
      }
      double const y = top + height(heights, from, placed.row), tall = height(heights, placed.row, end);
      double const left = edges_[static_cast<std::size_t>(placed.column)], right = edges_[static_cast<std::size_t>(placed.column + placed.cell->columns)];
      if (placed.strong) {
        paint(page, {left, y}, right - left, tall, "#f6f9f9");
      }
      if (placed.column > 0) {
        stroke(page, {left, y}, {left, y + tall}, faint, 0.5);
      }
      bool const last_of_header = header && end == grid.rows;
      stroke(page, {left, y + tall}, {right, y + tall}, last_of_header ? ink : faint, last_of_header ? 0.7 : 0.5);
      double x = left + pad_x;
      double const text_y = y + (tall - (cell.height - 2 * pad_y)) / 2;
      if (!placed.cell->mark.empty()) {
        PangoRectangle text;
        pango_layout_get_extents(cell.layout.get(), nullptr, &text);
        paint(page, {x + static_cast<double>(text.x) / PANGO_SCALE, y + tall / 2 - mark_size / 2}, mark_size, mark_size, placed.cell->mark);
        x += mark_size + 3;
      }
      show_at(page, cell.layout, x, text_y);
    }
    on_.y_ = top + height(heights, from, to);
  }

  Setter& on_;
  Table const table_;
  Grid header_, body_;
  double size_ = 9;
  std::vector<double> edges_;
  std::vector<Set> header_cells_, body_cells_;
  std::vector<double> header_heights_, body_heights_;
};

void Setter::operator()(Table const& table) {
  gap(7);
  TableSetter(*this, table).run();
  notes(table.notes);
  y_ += 9;
}

/// What must stand on the page of a heading: the chart, or the first lines of what follows it.
double Setter::room_for(std::size_t block) const {
  constexpr double lines = 70, captions = 48;
  if (block >= document_.blocks.size()) {
    return 0;
  }
  auto const& next = document_.blocks[block];
  if (auto const* chart = std::get_if<Chart>(&next)) {
    return draw(*chart, width_).height + captions;
  }
  return std::holds_alternative<Table>(next) ? lines + captions : std::holds_alternative<Heading>(next) ? 30 + room_for(block + 1) : lines;
}

void Setter::all() {
  front();
  for (std::size_t i = 0; i < document_.blocks.size() && !problem; ++i) {
    after_heading_ = room_for(i + 1);
    std::visit([this](auto const& one) { (*this)(one); }, document_.blocks[i]);
  }
  if (problem) {
    return;
  }
  y_ += 6;
  notes(document_.notes);
  if (auto const lacking = words.missing_note(); !lacking.empty()) {
    notes({lacking});
  }
}

std::size_t cells_of(Document const& document) {
  std::size_t cells = 0;
  for (auto const& block : document.blocks) {
    if (auto const* table = std::get_if<Table>(&block)) {
      for (auto const& row : table->rows) {
        cells += row.cells.size();
      }
    }
  }
  return cells;
}

void show_foot(Setter& setter, Document const& document, std::size_t number) {
  auto& page = setter.pages[number];
  double const y = setter.page_height - margin_foot + 20, right = setter.page_width - margin_side;
  stroke(page, {margin_side, y - 6}, {right, y - 6}, rule, 0.5);
  Face const face{.size = 8, .colour = muted};
  auto const count = "第 " + std::to_string(number + 1) + " 页，共 " + std::to_string(setter.pages.size()) + " 页";
  auto const layout = setter.words.set(count, face);
  double const wide = Typesetter::width(layout);
  show_at(page, layout, right - wide, y);
  auto const left = document.footer.empty() ? document.title : document.footer;
  auto const words = setter.words.set(left, face, {.width = right - margin_side - wide - 20});
  pango_layout_set_ellipsize(words.get(), PANGO_ELLIPSIZE_END);
  show_at(page, words, margin_side, y);
}

cairo_status_t append(void* into, unsigned char const* data, unsigned int length) {
  static_cast<std::string*>(into)->append(reinterpret_cast<char const*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void say_what_it_is(cairo_surface_t* surface, Document const& document) {
  auto const day = base::format(base::start_of(document.made_on));
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, document.author.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Biyun");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, day.c_str());
}

void say_outline(cairo_surface_t* surface, std::vector<Bookmark> const& outline) {
  std::array<int, 4> above{CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT};   // by level
  for (auto const& mark : outline) {
    auto const where = "page=" + std::to_string(mark.page) + " pos=[0 " + std::to_string(static_cast<int>(mark.y)) + "]";
    auto const level = static_cast<std::size_t>(mark.level);
    int const id = cairo_pdf_surface_add_outline(surface, above[level - 1], mark.title.c_str(), where.c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
    std::fill(above.begin() + mark.level, above.end(), id);
  }
}

}  // namespace

base::Result<std::string> to_pdf(Document const& document) {
  if (auto const sound = check(document); !sound) {
    return sound.error();
  }
  if (cells_of(document) > Bounds::pdf_cells) {
    return base::Problem("too_large", "the tables have more than " + std::to_string(Bounds::pdf_cells) + " cells, too many for a PDF", "",
                         "write a workbook (xlsx) or a page (html)");
  }
  Setter setter(document);
  setter.all();
  if (auto const lacking = setter.words.font_problem()) {   // first: without a font nothing has its size
    return *lacking;
  }
  if (setter.problem) {
    return *setter.problem;
  }
  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append, &bytes, setter.page_width, setter.page_height);
  say_what_it_is(surface, document);
  cairo_t* on = cairo_create(surface);
  for (std::size_t number = 0; number < setter.pages.size(); ++number) {
    show_foot(setter, document, number);
    for (auto const& piece : setter.pages[number]) {
      piece(on);
    }
    cairo_show_page(on);
  }
  say_outline(surface, setter.outline);
  cairo_destroy(on);
  cairo_surface_finish(surface);
  auto const status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw base::Failure(std::string("cannot write a PDF: ") + cairo_status_to_string(status));
  }
  // Words of charts and footers are set while drawing.
  if (auto const lacking = setter.words.font_problem()) {
    return *lacking;
  }
  return bytes;
}

}  // namespace documents
