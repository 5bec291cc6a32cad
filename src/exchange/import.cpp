// A sheet's rows as drafts of records, cell by cell; what is wrong is remembered by cell, what is no row is passed over.
#include <algorithm>
#include <array>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

using workbook::Cell;

constexpr int header_kept = static_cast<int>(header_rows_max) + 1;
constexpr std::size_t samples_max = 3, passed_over_max = 1'000;

/// 合计, 合计（家）, 合计32家, 西坪镇小计; but not 小计量店, whose name only begins so.
bool is_total(std::string_view text) {
  constexpr std::array<std::string_view, 8> words{"合计", "总计", "小计", "共计", "累计", "平均", "平均值", "均值"};
  constexpr std::size_t name_bytes_max = 36;
  return text == "计" || std::any_of(words.begin(), words.end(), [&](auto const word) {
           auto const rest = text.starts_with(word) ? text.substr(word.size()) : "x";
           bool const goes_on = !rest.empty() && rest.find_first_of("(:0123456789") != 0 && rest != "数" && rest != "值" && rest != "量";
           return !goes_on || (text.ends_with(word) && text.size() <= name_bytes_max);
         });
}

/// 注：…, 注1…, 制表人：, 审核人 — said about the table, below it.
bool is_note_line(std::string_view text) {
  constexpr std::array<std::string_view, 18> words{"注", "备注", "说明", "填表说明", "制表", "制表人", "审核", "审核人", "填报人", "填表人", "填报单位", "单位负责人",
                                                   "负责人", "统计负责人", "填报日期", "填表日期", "报出日期", "联系电话"};
  return std::any_of(words.begin(), words.end(), [&](auto const word) {
    return text.starts_with(word) && (text.size() == word.size() || text.substr(word.size()).find_first_of(":1234567890(") == 0);
  });
}

/// A line that numbers the columns: 1 2 3 …, or 甲 乙 1 2 3 … as statistics have it.
bool numbers_columns(std::vector<std::pair<int, std::string>> const& texts) {
  constexpr std::array<std::string_view, 5> letters{"甲", "乙", "丙", "丁", "戊"};
  constexpr std::size_t fewest = 3;
  std::size_t lettered = 0;
  while (lettered < texts.size() && lettered < letters.size() && texts[lettered].second == letters.at(lettered)) {
    ++lettered;
  }
  for (std::size_t i = lettered; i < texts.size(); ++i) {
    if (texts[i].second != std::to_string(i - lettered + 1)) {
      return false;
    }
  }
  return texts.size() >= fewest;
}

std::vector<std::pair<int, std::string>> filled(std::vector<Cell> const& cells) {
  std::vector<std::pair<int, std::string>> all;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (auto text = plain(cells[i].text); cells[i].kind != Cell::Kind::empty && !text.empty()) {
      all.emplace_back(static_cast<int>(i), std::move(text));
    }
  }
  return all;
}

/// Walks the rows below the header.
class SheetReader {
 public:
  SheetReader(Meaning meaning, Register const& reg, Wish const& wish, Report& report)
      : reg_(reg), wish_(wish), report_(report), meaning_(std::move(meaning)), states_(names_of_states(reg)) {}

  /// Which sheet and which header; fills the report's head.
  base::Outcome find(std::string_view bytes);
  void read(std::string_view bytes, std::function<bool(registry::Draft const&)> const& take);
  std::vector<int> sheet_rows;                     // of each draft given on
  base::Outcome outcome = base::Done{};

 private:
  void choose(Header const& header, workbook::Sheet const& sheet);
  void samples(workbook::Sheet const& sheet);
  std::string reason_to_pass(std::vector<Cell> const& cells) const;
  std::optional<registry::Draft> draft_of(int row, std::vector<Cell> const& cells);
  void fault(int row, int column, std::string const& field, std::string const& value, Problem const& problem);
  void fill_merged(int row, std::vector<Cell>& cells);

  Register const& reg_;
  Wish const& wish_;
  Report& report_;
  Meaning meaning_;
  std::map<std::string, std::string> states_;
  std::vector<workbook::Merged> blocks_;           // below the header, more than one row high
  std::map<int, Cell> held_;                       // block number → its value
  std::map<int, std::string> units_;
  std::string unit_of_sheet_;
};

base::Outcome SheetReader::find(std::string_view bytes) {
  auto const book = workbook::read(bytes, {.rows_kept = header_kept + 1});
  if (!book) {
    return book.error();
  }
  report_.format = book->format;
  auto const known = known_columns(reg_);
  Header best;
  for (std::size_t i = 0; i < book->sheets.size(); ++i) {
    auto const& sheet = book->sheets[i];
    report_.sheets.emplace_back(sheet.name, sheet.row_count);
    bool const asked = wish_.sheet == static_cast<int>(i);
    if (wish_.sheet >= 0 ? !asked : sheet.hidden) {
      continue;
    }
    auto header =
        wish_.header_first ? header_at(sheet, known, *wish_.header_first, wish_.header_last.value_or(*wish_.header_first)) : find_header(sheet, known);
    bool const said = wish_.header_first && best.columns.empty();   // its titles need not be known
    if (header.matched > best.matched || asked || said) {
      best = std::move(header);
      report_.sheet = static_cast<int>(i);
    }
  }
  bool const mapped = std::any_of(wish_.mapping.begin(), wish_.mapping.end(), [](auto const& one) { return !one.second.empty(); });
  std::size_t const needed = known.size() == 1 ? 1 : 2;
  if ((best.matched < needed && !(mapped && !best.columns.empty())) || book->sheets.empty()) {
    std::string titles;
    for (std::size_t i = 0; i < reg_.fields.size() && i < 8; ++i) {
      titles += (titles.empty() ? "" : "、") + reg_.fields[i].title.zh;
    }
    return Problem("wrong_template", "no line of the first " + std::to_string(header_rows_max) + " looks like a header of " + reg_.title.zh, {},
                   "use the template, or name columns as: " + titles + " …, or say which line is the header");
  }
  choose(best, book->sheets[static_cast<std::size_t>(report_.sheet)]);
  return base::Done{};
}

void SheetReader::choose(Header const& header, workbook::Sheet const& sheet) {
  report_.header_first = header.first;
  report_.header_last = header.last;
  report_.columns = header.columns;
  put_mapping(wish_, report_);
  for (int row = 0; row <= header.last && static_cast<std::size_t>(row) < sheet.rows.size(); ++row) {   // "单位：吨" above the header
    for (auto const& [column, text] : filled(sheet.rows[static_cast<std::size_t>(row)])) {
      bool const says = row < header.first && (text.starts_with("单位:") || text.starts_with("计量单位:") || text.starts_with("(单位:"));
      if (auto const unit = says ? plain(text.substr(text.find(':') + 1)) : ""; says) {
        auto const bracket = unit.ends_with(')') && text.starts_with('(') ? 1U : 0U;
        unit_of_sheet_ = is_unit(unit.substr(0, unit.size() - bracket)) ? unit.substr(0, unit.size() - bracket) : "";   // else it names who reports
      }
    }
  }
  auto const below = static_cast<std::size_t>(header.last + 1);
  if (below < sheet.rows.size()) {
    if (units_ = unit_line(sheet.rows[below]); !units_.empty()) {
      report_.passed_over.push_back({static_cast<int>(below), "unit"});
    }
  }
  for (auto const& block : sheet.merged) {
    if (block.row > header.last && block.rows > 1) {
      blocks_.push_back(block);
    }
  }
  note_missing_columns(reg_, report_);
  samples(sheet);
}

void SheetReader::samples(workbook::Sheet const& sheet) {
  for (auto& column : report_.columns) {
    if (column.unit.empty() && units_.contains(column.index)) {
      column.unit = units_.at(column.index);
    }
    auto const* field = reg_.field(column.field);
    if (column.unit.empty() && field != nullptr && !field->unit.empty() && read_number("1", unit_of_sheet_, field->unit)) {
      column.unit = unit_of_sheet_;
    }
    for (auto row = static_cast<std::size_t>(report_.header_last) + 1; row < sheet.rows.size() && column.samples.size() < samples_max; ++row) {
      auto const& cells = sheet.rows[row];
      if (auto const at = static_cast<std::size_t>(column.index); at < cells.size() && !plain(cells[at].text).empty()) {
        column.samples.push_back(plain(cells[at].text));
      }
    }
  }
}

void SheetReader::fill_merged(int row, std::vector<Cell>& cells) {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    auto const& block = blocks_[i];
    auto const column = static_cast<std::size_t>(block.column);
    if (row < block.row || row >= block.row + block.rows) {
      continue;
    }
    if (row == block.row) {
      held_[static_cast<int>(i)] = column < cells.size() ? cells[column] : Cell{};
    } else if (held_.contains(static_cast<int>(i))) {
      cells.resize(std::max(cells.size(), column + 1));
      if (plain(cells[column].text).empty()) {
        cells[column] = held_[static_cast<int>(i)];
      }
    }
  }
}

/// Why a line is no row of data; "" if it is one.
std::string SheetReader::reason_to_pass(std::vector<Cell> const& cells) const {
  auto const texts = filled(cells);
  if (texts.empty()) {
    return "blank";
  }
  auto first = texts.front().second;
  first.erase(std::remove(first.begin(), first.end(), ' '), first.end());
  if (is_total(first)) {
    return "total";
  }
  if (is_note_line(first)) {
    return "note";
  }
  std::size_t same = 0, mapped = 0, given = 0;
  for (auto const& column : report_.columns) {
    auto const at = static_cast<std::size_t>(column.index);
    auto const text = at < cells.size() ? plain(cells[at].text) : std::string();
    if (!text.empty()) {
      same += bare(column.title).ends_with(bare(text)) ? 1U : 0U;
      given += column.field.empty() ? 0U : 1U;
    }
    mapped += column.field.empty() ? 0U : 1U;
  }
  if (same >= 2 && same == texts.size()) {
    return "header";
  }
  if (texts.size() + 1 >= report_.columns.size() && numbers_columns(texts)) {
    return "header";
  }
  constexpr std::size_t few = 2;
  if (given == 0 || (texts.size() == 1 && mapped > few)) {
    return texts.size() == 1 && base::parse_integer(first) ? "blank" : "heading";   // numbered and not filled in
  }
  return {};
}

void SheetReader::fault(int row, int column, std::string const& field, std::string const& value, Problem const& problem) {
  if (report_.problems.size() < problems_max) {
    report_.problems.push_back({row, column, column < 0 ? std::to_string(row + 1) : workbook::cell_name(row, column), field, base::printable(value),
                                problem.detail, problem.mend});
  }
}

std::optional<registry::Draft> SheetReader::draft_of(int row, std::vector<Cell> const& cells) {
  registry::Draft draft;
  Place where(wish_.system);
  bool good = true;
  for (auto const& column : report_.columns) {
    auto const at = static_cast<std::size_t>(column.index);
    if (column.field.empty() || at >= cells.size()) {
      continue;
    }
    auto const& cell = cells[at];
    if (where.take(column.field, plain(cell.text))) {
      continue;
    }
    if (column.field == state) {
      auto read = read_state(reg_, states_, cell.text);
      good = good && read;
      read ? void(draft.state = *read) : fault(row, column.index, column.field, cell.text, read.error());
      continue;
    }
    auto const* field = reg_.field(column.field);
    if (field == nullptr) {
      continue;
    }
    auto value = meaning_.of(*field, cell, column.unit);
    if (!value) {
      fault(row, column.index, column.field, cell.text, value.error());
      good = false;
    } else if (!query::is_null(*value)) {   // an empty cell leaves what is there
      draft.values.insert_or_assign(field->id, *std::move(value));
    }
  }
  auto geometry = where.result();
  if (!geometry) {
    auto const at = std::find_if(report_.columns.begin(), report_.columns.end(), [&](auto const& column) { return column.field == geometry.error().where; });
    fault(row, at == report_.columns.end() ? -1 : at->index, "geometry", "", geometry.error());
    good = false;
  } else if (*geometry) {
    draft.geometry = **std::move(geometry);
  }
  return good ? std::optional(std::move(draft)) : std::nullopt;
}

void SheetReader::read(std::string_view bytes, std::function<bool(registry::Draft const&)> const& take) {
  outcome = workbook::read_rows(bytes, report_.sheet, [&](int row, std::vector<Cell> const& given) {
    if (row <= report_.header_last || (row == report_.header_last + 1 && !units_.empty())) {
      return true;
    }
    auto cells = given;
    fill_merged(row, cells);
    if (auto reason = reason_to_pass(cells); !reason.empty()) {
      if (report_.passed_over.size() < passed_over_max && reason != "blank") {
        report_.passed_over.push_back({row, std::move(reason)});
      }
      return true;
    }
    ++report_.rows;
    auto const draft = draft_of(row, cells);
    if (!draft) {
      ++report_.refused;
      return true;
    }
    sheet_rows.push_back(row);
    return take(*draft);
  });
}

void add_row_problems(Report& report, registry::BulkResult const& result, std::vector<int> const& sheet_rows) {
  for (auto const& [at, problem] : result.problems) {
    if (report.problems.size() >= problems_max || at >= sheet_rows.size()) {
      return;
    }
    auto const found = std::find_if(report.columns.begin(), report.columns.end(), [&](auto const& column) { return column.field == problem.where; });
    int const column = found == report.columns.end() ? -1 : found->index;
    int const row = sheet_rows[at];
    report.problems.push_back(
        {row, column, column < 0 ? std::to_string(row + 1) : workbook::cell_name(row, column), problem.where, "", problem.detail, problem.mend});
  }
}

}  // namespace

void put_mapping(Wish const& wish, Report& report) {
  for (auto const& [index, field] : wish.mapping) {
    for (auto& column : report.columns) {
      column.field = column.index == index ? field : column.field == field ? "" : column.field;
    }
  }
}

void note_missing_columns(Register const& reg, Report& report) {
  for (auto const& field : reg.fields) {
    bool const mapped = std::any_of(report.columns.begin(), report.columns.end(), [&](auto const& column) { return column.field == field.id; });
    if (field.required && !field.value && !field.retired && field.initial.empty() && !mapped) {
      report.unmapped_required.push_back(field.id);
    }
  }
}

std::map<std::string, std::string> names_of_states(Register const& reg) {
  std::map<std::string, std::string> names;
  for (auto const& one : reg.lifecycle ? reg.lifecycle->states : std::vector<definitions::State>{}) {
    names[bare(one.title.zh)] = names[bare(one.title.en)] = names[bare(one.id)] = one.id;
  }
  return names;
}

base::Result<std::string> read_state(Register const& reg, std::map<std::string, std::string> const& names, std::string_view text) {
  if (means_nothing(plain(text))) {
    return std::string();
  }
  auto const found = names.find(bare(text));
  if (found == names.end()) {
    return Problem("invalid", "'" + base::printable(plain(text)) + "' is no state of " + reg.title.zh, std::string(state), "use a state's name");
  }
  return found->second;
}

std::string source_of(Upload const& upload) { return upload.name + " " + upload.digest.substr(0, 12); }

base::Outcome read_sheet(Meaning meaning, Register const& reg, std::string_view bytes, Wish const& wish, Report& report,
                         std::function<bool(registry::Draft const&)> const& take) {
  SheetReader reader(std::move(meaning), reg, wish, report);
  if (auto const found = reader.find(bytes); !found) {
    return found;
  }
  reader.read(bytes, take);
  return reader.outcome;
}

base::Result<Report> import_file(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, Wish const& wish,
                                 Progress const& progress) {
  if (!registry::reach_of(by.person, reg).imports) {
    return Problem("forbidden", "you may not import into " + reg.title.zh, reg.id);
  }
  if (is_map_file(upload.bytes)) {
    return import_map(parts, by, reg, upload, wish, progress);
  }
  Report report;
  SheetReader reader({parts.registry.set(), resolver(parts, by.person)}, reg, wish, report);
  if (auto const found = reader.find(upload.bytes); !found) {
    return found.error();
  }
  auto const total = static_cast<std::size_t>(std::max(0, report.sheets[static_cast<std::size_t>(report.sheet)].second - report.header_last - 1));
  registry::Bulk bulk{.feed = [&](auto const& take) { reader.read(upload.bytes, take); },
                      .source = source_of(upload),
                      .dry = wish.dry,
                      .partial = wish.partial,
                      .agree = [&] { return reader.outcome && (wish.partial || report.refused == 0); },
                      .row_name = [&](std::size_t row) { return "row " + std::to_string(reader.sheet_rows[row] + 1); }};
  if (progress) {
    bulk.progress = [&](std::size_t done) { return progress(done, total); };
  }
  auto const result = parts.registry.put_all(by, reg, bulk);
  if (!result || !reader.outcome) {
    return result ? reader.outcome.error() : result.error();
  }
  add_row_problems(report, *result, reader.sheet_rows);
  finish(parts, by, reg, upload, *result, report);
  return report;
}

/// Counts, order of the problems, and the note of what was taken.
void finish(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, registry::BulkResult const& result, Report& report) {
  report.created = result.created;
  report.changed = result.changed;
  report.same = result.same;
  report.refused += result.refused;
  report.taken = result.taken;
  std::stable_sort(report.problems.begin(), report.problems.end(),
                   [](auto const& a, auto const& b) { return std::tie(a.row, a.column) < std::tie(b.row, b.column); });
  if (report.taken) {
    report.import = parts.registry.note_import({.reg = reg.id, .by = by.person.login, .file_name = upload.name, .digest = upload.digest, .at = by.now,
                                                .created = result.created, .changed = result.changed, .same = result.same, .refused = report.refused});
  }
}

base::Result<std::string> marked(std::string_view bytes, Report const& report) {
  workbook::Marking marking{.sheet = report.sheet, .title_row = report.header_last, .column_title = "导入问题 Problems"};
  for (auto const& problem : report.problems) {
    marking.marks.push_back(
        {problem.row, std::max(problem.column, 0), problem.detail + (problem.mend.empty() ? "" : "（" + problem.mend + "）")});
  }
  return workbook::mark(bytes, marking);
}

}  // namespace exchange
