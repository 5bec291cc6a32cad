// Tables and comparisons of a report.
#include <algorithm>
#include <cmath>

#include "reports/inside.hpp"

namespace reports {
namespace {

using documents::Align, documents::Cell;

/// What sorts: numbers by value, texts by their letters; what is missing comes last.
struct Key { bool missing = true; std::optional<double> number; std::string text; };
bool before(Key const& a, Key const& b, bool descending) {
  if (a.missing || b.missing) {
    return !a.missing && b.missing;
  }
  auto const less = [](Key const& x, Key const& y) { return x.number && y.number ? *x.number < *y.number : x.text < y.text; };
  return descending ? less(b, a) : less(a, b);
}

base::Result<std::vector<Row>> sorted(World const& world, std::vector<Row> rows, TablePart const& part) {
  if (!part.sort) {
    return rows;
  }
  std::vector<std::pair<Key, Row>> keyed;
  for (auto& row : rows) {
    Used ignored;
    auto const shown = show(world, &row, *part.sort, ignored);
    if (!shown) {
      return shown.error();
    }
    keyed.push_back({Key{shown->text == dash, shown->number, shown->text}, std::move(row)});
  }
  std::stable_sort(keyed.begin(), keyed.end(), [&](auto const& a, auto const& b) { return before(a.first, b.first, part.descending); });
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    rows[i] = std::move(keyed[i].second);
    rows[i].number = i + 1;
  }
  return rows;
}

/// Sums of the numbers as they are shown, with as many places.
struct Total {
  base::Decimal sum;
  std::int64_t count = 0;
  int places = 0;
  bool percent = false;
  void take(std::string const& text) {
    auto const value = base::Decimal::parse(text.substr(0, text.find('%')));
    if (value && std::abs(value->to_double()) < each_max) {
      sum = sum + *value;
      ++count;
      places = std::max(places, value->scale());
      percent = text.ends_with('%');
    }
  }
  static constexpr double each_max = 1e12;   // of the numbers: some hundred thousand of them are still a decimal
};

Cell total_cell(Column const& column, Total const& total, std::string const& label) {
  if (column.total == "sum" || column.total == "mean" || column.total == "count") {
    if (total.count == 0 && column.total != "count") {
      return {.text = std::string(dash)};
    }
    auto const count = base::Decimal(total.count, 0);
    auto const value = column.total == "count" ? count : column.total == "sum" ? total.sum : base::Decimal::divide(total.sum, count, total.places);
    return {.text = value.to_string() + (total.percent && column.total != "count" ? "%" : ""), .number = value.to_double()};
  }
  return {.text = label.empty() ? column.total : label};
}

class TableWriter {
 public:
  TableWriter(Writing& writing, TablePart const& part) : writing_(writing), part_(part), totals_(part.columns.size()), group_totals_(part.columns.size()) {
    has_totals_ = std::any_of(part.columns.begin(), part.columns.end(), [](Column const& column) { return !column.total.empty(); });
  }
  base::Outcome write();

 private:
  base::Outcome header();
  base::Outcome row(Row const& at);
  void total(std::vector<Total>& totals, std::string const& label);

  Writing& writing_;
  TablePart const& part_;
  documents::Table table_;
  std::vector<Words> titles_;
  std::vector<Total> totals_, group_totals_;
  Used used_;
  Gaps gaps_;
  bool has_totals_ = false;
};

base::Outcome TableWriter::header() {
  for (auto const& column : part_.columns) {
    auto title = filled(writing_.world, column.title, used_);
    if (!title) {
      return title.error();
    }
    titles_.push_back(*std::move(title));
    table_.aligns.push_back(column.align);
  }
  bool const grouped = std::any_of(part_.groups.begin(), part_.groups.end(), [](Group const& group) { return !group.zh.empty(); });
  documents::Row upper, lower;
  std::size_t column = 0;
  for (auto const& group : part_.groups) {
    bool const alone = group.zh.empty();
    if (!alone) {
      upper.cells.push_back({.text = group.zh, .columns = group.columns, .english = group.en});
    }
    for (int i = 0; i < group.columns; ++i, ++column) {
      auto& into = grouped && alone ? upper : lower;
      into.cells.push_back({.text = titles_[column].zh, .rows = grouped && alone ? 2 : 1, .english = titles_[column].en});
    }
  }
  if (grouped) {
    table_.header.push_back(std::move(upper));
  }
  table_.header.push_back(std::move(lower));
  return base::Done{};
}

base::Outcome TableWriter::row(Row const& at) {
  documents::Row made;
  std::string name;
  for (std::size_t c = 0; c < part_.columns.size(); ++c) {
    auto const& column = part_.columns[c];
    auto shown = show(writing_.world, &at, column.value, used_);
    if (!shown) {
      return shown.error();
    }
    Cell cell{.text = shown->text, .number = shown->number, .bold = column.bold};
    if (column.mark && shown->text != dash) {
      auto mark = colour_of(writing_.world, &at, *column.mark, used_);
      if (!mark) {
        return mark.error();
      }
      cell.mark = *std::move(mark);
    }
    bool const is_number = !column.value.path.empty() && column.value.path.front().name == "row";
    name = name.empty() && !is_number ? shown->text : name;    // a row is called by its first words
    if (!shown->reason.empty()) {
      bool const whole = at.entry != nullptr && !at.entry->judged;
      gaps_.add(c == 0 ? "第 " + std::to_string(at.number) + " 行" : name + (whole ? "" : " " + titles_[c].zh), shown->reason);
    }
    totals_[c].take(shown->text);
    group_totals_[c].take(shown->text);
    made.cells.push_back(std::move(cell));
  }
  table_.rows.push_back(std::move(made));
  return base::Done{};
}

void TableWriter::total(std::vector<Total>& totals, std::string const& label) {
  documents::Row made{.cells = {}, .strong = true};
  bool named = false;
  for (std::size_t c = 0; c < part_.columns.size(); ++c) {
    auto const& how = part_.columns[c].total;
    bool const words = !how.empty() && how != "sum" && how != "mean" && how != "count";
    made.cells.push_back(total_cell(part_.columns[c], totals[c], words && !named ? label : ""));
    named = named || words;
  }
  table_.rows.push_back(std::move(made));
  totals.assign(part_.columns.size(), {});
}

base::Outcome TableWriter::write() {
  auto rows = rows_of(writing_.world, part_.rows, used_);
  rows = rows ? sorted(writing_.world, *std::move(rows), part_) : rows;
  if (!rows) {
    return rows.error();
  }
  if (rows->empty() && !part_.empty.empty()) {
    writing_.into.blocks.emplace_back(documents::Paragraph{.runs = {{.text = part_.empty}}});
    return base::Done{};
  }
  auto caption = filled(writing_.world, part_.caption, used_);
  if (!caption) {
    return caption.error();
  }
  table_.caption = std::move(caption->zh), table_.caption_en = std::move(caption->en);
  if (auto const done = header(); !done) {
    return done.error();
  }
  std::optional<std::string> group;
  auto const shown_rows = std::min(rows->size(), part_.most);
  for (std::size_t r = 0; r < shown_rows; ++r) {
    if (part_.group) {
      auto const now = show(writing_.world, &(*rows)[r], *part_.group, used_);
      if (!now) {
        return now.error();
      }
      if (group && *group != now->text && has_totals_) {
        total(group_totals_, *group + " 小计");
      }
      group = now->text;
    }
    if (auto const done = row((*rows)[r]); !done) {
      return done.error();
    }
  }
  if (group && has_totals_) {
    total(group_totals_, *group + " 小计");
  }
  if (has_totals_ && shown_rows > 0) {
    total(totals_, "");
  }
  if (shown_rows < rows->size()) {
    table_.notes.push_back("共 " + std::to_string(rows->size()) + " 行，列出前 " + std::to_string(shown_rows) + " 行。");
  }
  for (auto const& note : part_.notes) {
    auto words = filled(writing_.world, nullptr, note, used_);
    if (!words) {
      return words.error();
    }
    table_.notes.push_back(*std::move(words));
  }
  for (auto const& lines : {gaps_.notes(), basis_notes(used_, writing_.catalog)}) {
    table_.notes.insert(table_.notes.end(), lines.begin(), lines.end());
  }
  writing_.all.insert(used_.begin(), used_.end());
  writing_.into.blocks.emplace_back(std::move(table_));
  return base::Done{};
}

/// The change between two numbers as they are shown: the difference has as many places as they.
std::string signed_text(base::Decimal const& value) {
  return (value.negative() || value.coefficient() == 0 ? "" : "+") + value.to_string();
}

struct Compared { Cell change, percent; };

Compared compared(Shown const& a, Shown const& b, CompareLine const& line) {
  Compared made{.change = {.text = std::string(dash)}, .percent = {.text = std::string(dash)}};
  auto const x = base::Decimal::parse(a.text.substr(0, a.text.find('%'))), y = base::Decimal::parse(b.text.substr(0, b.text.find('%')));
  if (!a.number || !b.number || !x || !y) {
    return made;
  }
  auto const change = *x - *y;
  bool const same = change.coefficient() == 0;
  made.change = {.text = same ? "持平" : signed_text(change) + (a.text.ends_with('%') ? " 个百分点" : ""), .align = Align::right};
  if (!same && line.better != 0) {
    made.change.mark = (change.negative() ? -1 : 1) == line.better ? "#0f7f68" : "#c8281c";
  }
  if (line.percent && !a.text.ends_with('%') && y->coefficient() != 0) {
    made.percent = {.text = signed_text(base::Decimal::divide(change * base::Decimal(100, 0), *y, 1)) + "%", .align = Align::right};
    made.percent.number = change.to_double() / y->to_double();
  }
  return made;
}

}  // namespace

base::Outcome write_table(Writing& writing, TablePart const& part) { return TableWriter(writing, part).write(); }

namespace {

/// Of a period that cannot be judged nothing is compared, not even what was counted of its few days.
base::Result<Shown> side(World const& world, Expression const& expression, Used& used) {
  auto const one = world.ones.find(expression.path.front().name);
  if (one != world.ones.end() && !one->second.judged) {
    used.insert(&one->second);
    return Shown{std::string(dash), {}, one->second.reason};
  }
  return show(world, nullptr, expression, used);
}

}  // namespace

base::Outcome write_compare(Writing& writing, ComparePart const& part) {
  Used used;
  Gaps gaps;
  documents::Table table;
  std::vector<Words> titles;
  for (auto const* text : {&part.caption, &part.title_a, &part.title_b}) {
    auto words = filled(writing.world, *text, used);
    if (!words) {
      return words.error();
    }
    titles.push_back(*std::move(words));
  }
  table.caption = titles[0].zh, table.caption_en = titles[0].en;
  table.header = {{{{.text = "指标", .english = "Indicator"}, {.text = "单位", .english = "Unit"}, {.text = titles[1].zh, .english = titles[1].en},
                    {.text = titles[2].zh, .english = titles[2].en}, {.text = "变化", .english = "Change"}, {.text = "变化率", .english = "Change, %"}}}};
  table.aligns = {Align::left, Align::center, Align::right, Align::right, Align::right, Align::right};
  for (auto const& line : part.lines) {
    auto const title = filled(writing.world, line.title, used);
    auto const a = side(writing.world, line.a, used), b = side(writing.world, line.b, used);
    if (!title || !a || !b) {
      return !title ? title.error() : !a ? a.error() : b.error();
    }
    gaps.add(titles[1].zh + title->zh, a->reason);
    gaps.add(titles[2].zh + title->zh, b->reason);
    auto const [change, percent] = compared(*a, *b, line);
    Cell const unit{.text = line.unit.empty() ? std::string(dash) : line.unit, .align = Align::center};
    table.rows.push_back({.cells = {{.text = title->zh, .english = title->en}, unit, {.text = a->text, .number = a->number},
                                    {.text = b->text, .number = b->number}, change, percent}});
  }
  bool const coloured = std::any_of(part.lines.begin(), part.lines.end(), [](CompareLine const& line) { return line.better != 0; });
  if (coloured) {
    table.notes.emplace_back("变化一栏：绿色为改善，红色为变差；变化由修约后的数计算。");
  }
  for (auto const& note : part.notes) {
    auto words = filled(writing.world, nullptr, note, used);
    if (!words) {
      return words.error();
    }
    table.notes.push_back(*std::move(words));
  }
  for (auto const& lines : {gaps.notes(), basis_notes(used, writing.catalog)}) {
    table.notes.insert(table.notes.end(), lines.begin(), lines.end());
  }
  writing.all.insert(used.begin(), used.end());
  writing.into.blocks.emplace_back(std::move(table));
  return base::Done{};
}

}  // namespace reports
