#include <algorithm>
#include <cstdio>

#include "ingest/import_check.hpp"
#include "tabular/tabular.hpp"

namespace ingest {
namespace {

using base::Problem;

constexpr std::size_t problems_max = 1000;
constexpr std::int64_t piece_lines_max = 2000;
constexpr std::size_t file_bytes_max = std::size_t{1} << 30;

std::string at_row(std::int64_t line, std::string_view column = {}) {
  std::string where = "row " + std::to_string(line);
  return column.empty() ? where : where.append(", column ").append(column);
}

void note(ImportReport& report, Problem problem) {
  if (report.problems.size() < problems_max) report.problems.push_back(std::move(problem));
  else report.truncated = true;
}

void note_span(ImportReport& report, base::PointId point, Time at) {
  bool const first = report.points.empty();
  report.first_at = first ? at : std::min(report.first_at, at);
  report.last_at = first ? at : std::max(report.last_at, at);
  auto const place = std::lower_bound(report.points.begin(), report.points.end(), point);
  if (place == report.points.end() || *place != point) report.points.insert(place, point);
}

std::optional<int> small(std::string_view cell, int least, int most) {
  auto const number = base::parse_integer(base::trim(cell));
  if (!number || *number < least || *number > most) return std::nullopt;
  return static_cast<int>(*number);
}

Problem bad_time(std::string_view text) {
  return Problem("bad_time", "'" + base::printable(text) + "' is no time", "", "correct the cell or the plan's time_style");
}

}  // namespace

Duration period_of(observe::Kind kind) {
  switch (kind) {
    case observe::Kind::minute: return std::chrono::minutes(1);
    case observe::Kind::hour: return base::hour_length;
    case observe::Kind::day: return base::day_length;
    default: return Duration(0);
  }
}

bool ImportRows::is_missing(std::string_view cell) const {
  return std::find(plan_.missing.begin(), plan_.missing.end(), base::trim(cell)) != plan_.missing.end();
}

std::optional<std::size_t> ImportRows::need(std::string const& name, std::vector<std::string> const& header,
                                            std::vector<Problem>& problems) const {
  auto const found = std::find(header.begin(), header.end(), name);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  problems.emplace_back("no_column", "the file has no column '" + name + "'", "row 1, column " + name, "correct the plan or the file");
  return std::nullopt;
}

void ImportRows::read_header(std::vector<std::string> const& header, std::vector<Problem>& problems) {
  cells_ = header.size();
  if (!plan_.point_column.empty()) point_at_ = need(plan_.point_column, header, problems);
  for (auto const& name : plan_.time_columns)
    if (auto const at = need(name, header, problems)) time_at_.push_back(*at);
  for (auto const& column : plan_.columns) {
    auto const at = need(column.column, header, problems);
    auto const unit = base::parse_unit(column.unit);
    if (!unit) {
      auto problem = unit.error();
      problem.where = "row 1, column " + column.column;
      problems.push_back(std::move(problem));
    }
    if (at && unit) columns_.push_back({*at, &column, *unit});
  }
  if (plan_.point_column.empty() && !registry_.by_code(plan_.point_code))
    problems.emplace_back("unknown_point", "no point has the code '" + plan_.point_code + "'", "point_code", "add the point first");
}

base::Result<ImportRows::Place> ImportRows::place_of(std::vector<std::string> const& cells) {
  std::string_view const cell = point_at_ ? base::trim(cells[*point_at_]) : std::string_view(plan_.point_code);
  if (auto const found = places_.find(cell); found != places_.end()) return found->second;
  std::string code(cell);
  Place place;
  if (point_at_ && !plan_.point_codes.empty()) {
    auto const named = plan_.point_codes.find(code);
    if (named == plan_.point_codes.end()) return Place{.left_out = true};
    code = named->second;
  }
  auto const point = registry_.by_code(code);
  if (!point)
    return Problem("unknown_point", "no point has the code '" + base::printable(code) + "'", "", "add the point, or map the cell in point_codes");
  place.point = point->id;
  places_.emplace(std::string(cell), place);
  return place;
}

base::Result<Time> ImportRows::time_of(std::vector<std::string> const& cells) const {
  std::string_view const first = base::trim(cells[time_at_[0]]);
  Duration const back = plan_.time_is_end ? period_of(plan_.kind) : Duration(0);
  if (plan_.time_style == "iso") {
    auto const time = base::parse_time(first);
    if (!time) return bad_time(first);
    return *time - back;
  }
  if (plan_.time_style == "date_hour") {
    auto const day = base::parse_day(first);
    auto const hour = small(cells[time_at_[1]], 0, 24);
    if (!day || !hour) return bad_time(std::string(first) + " " + cells[time_at_[1]]);
    return base::start_of(*day) + std::chrono::hours(*hour) - back;
  }
  auto const year = small(first, 1970, 2999), month = small(cells[time_at_[1]], 1, 12), day = small(cells[time_at_[2]], 1, 31),
             hour = small(cells[time_at_[3]], 0, 24);
  std::string const shown = std::string(first) + "-" + cells[time_at_[1]] + "-" + cells[time_at_[2]] + " " + cells[time_at_[3]];
  if (!year || !month || !day || !hour) return bad_time(shown);
  base::Civil const civil{.year = *year, .month = *month, .day = *day};
  if (!base::is_valid(civil)) return bad_time(shown);
  return base::from_beijing(civil) + std::chrono::hours(*hour) - back;
}

/// Into the unit of the point's channel, else of the catalogue; a factor neither knows keeps its unit.
base::Result<double> ImportRows::in_unit_of(base::PointId point, Column const& column, double value) {
  auto const key = std::pair(point, column.plan->factor);
  auto found = units_.find(key);
  if (found == units_.end()) {
    base::Unit unit = column.unit;
    if (auto const* factor = catalog_.factor(column.plan->factor)) unit = factor->unit;
    for (auto const& channel : registry_.channels(point))
      if (channel.factor == column.plan->factor) unit = channel.unit;
    found = units_.emplace(key, unit).first;
  }
  if (column.unit == found->second) return value;
  auto converted = base::convert(value, column.unit, found->second);
  if (!converted) return converted;
  // 700 μg/m³ are 0.7 mg/m³, not 0.7000000000000001: what the conversion adds behind the digits of a double is dropped.
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", *converted);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  return base::parse_number(text).value_or(*converted);
}

void ImportRows::read_row(std::vector<std::string> const& cells, std::int64_t line, ImportReport& report, TakeRow const& take) {
  ++report.rows;
  if (cells.size() != cells_)
    return note(report, Problem("wrong_cells", "the row has " + std::to_string(cells.size()) + " cells, the header " + std::to_string(cells_),
                                at_row(line), "correct the row"));
  auto const place = place_of(cells);
  if (!place) {
    auto problem = place.error();
    problem.where = at_row(line, plan_.point_column);
    return note(report, std::move(problem));
  }
  if (place->left_out) {
    ++report.left_out;
    return;
  }
  auto const time = time_of(cells);
  if (!time) {
    auto problem = time.error();
    problem.where = at_row(line, plan_.time_columns[0]);
    return note(report, std::move(problem));
  }
  for (auto const& column : columns_) {
    std::string_view const cell = base::trim(cells[column.at]);
    if (is_missing(cell)) {
      ++report.missing;
      continue;
    }
    auto const number = base::parse_number(cell);
    auto const value = number ? in_unit_of(place->point, column, *number)
                              : base::Result<double>(Problem("not_a_number", "'" + base::printable(cell) + "' is not a number", "",
                                                             "correct the cell, or name it among the plan's missing values"));
    if (!value) {
      auto problem = value.error();
      problem.where = at_row(line, column.plan->column);
      note(report, std::move(problem));
      continue;
    }
    ++report.values;
    note_span(report, place->point, *time);
    if (take) take({place->point, column.plan->factor, plan_.kind, *time, *value});
  }
}

void read_lines(ImportPlan plan, std::string_view csv, ImportSetting const& setting, TakeRow const& take) {
  ImportRows rows(std::move(plan), setting.catalog, setting.registry);
  tabular::Reader reader;
  reader.feed(csv);
  reader.finish();
  ImportReport report;
  std::vector<Problem> problems;
  bool header = true;
  while (auto const row = reader.next()) {
    if (!*row) continue;
    if (header) rows.read_header(**row, problems);
    else rows.read_row(**row, reader.line(), report, take);
    header = false;
    if (!problems.empty()) return;   // the point is gone: the piece waits for a rebuild
  }
}

namespace {

/// Cuts the raw lines into pieces as the rows go by: a quoted cell may hold line ends, so rows say where a line begins.
class PieceCutter {
 public:
  PieceCutter(ImportPlan const& plan, std::string_view csv) : plan_(plan), csv_(csv) {}
  void row_begins(std::int64_t line) {
    if (header_line_ == 0) {
      header_line_ = line;
      header_at_ = at_line(line);
      return;
    }
    if (first_line_ == 0) begin(line);
    else if (line - first_line_ >= piece_lines_max) end(at_line(line)), begin(line);
  }
  std::vector<std::string> finish() {
    if (first_line_ != 0) end(csv_.size());
    return std::move(pieces_);
  }

 private:
  std::size_t at_line(std::int64_t line) {
    while (line_ < line) {
      auto const found = csv_.find('\n', offset_);
      if (found == std::string_view::npos) return csv_.size();
      offset_ = found + 1;
      ++line_;
    }
    return offset_;
  }
  void begin(std::int64_t line) {
    first_at_ = at_line(line);
    if (first_line_ == 0) header_ = base::trim(csv_.substr(header_at_, first_at_ - header_at_));
    first_line_ = line;
  }
  void end(std::size_t until) { pieces_.push_back(to_piece(plan_, first_line_, header_, csv_.substr(first_at_, until - first_at_))); }

  ImportPlan const& plan_;
  std::string_view csv_, header_;
  std::int64_t line_ = 1, header_line_ = 0, first_line_ = 0;
  std::size_t offset_ = 0, header_at_ = 0, first_at_ = 0;
  std::vector<std::string> pieces_;
};

// A file is brought by a person, now: no clock is handed in.
Time clock_now() { return {std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count()}; }

}  // namespace

ImportReport read_import(ImportPlan const& plan, catalog::Catalog const& catalog, points::Registry const& registry,
                         std::string_view csv, std::vector<std::string>* pieces) {
  ImportReport report;
  if (csv.size() > file_bytes_max) {
    note(report, Problem("too_large", "the file has more than " + std::to_string(file_bytes_max) + " bytes", plan.source, "cut it into several"));
    return report;
  }
  ImportRows rows(plan, catalog, registry);
  ImportCheck check(plan, catalog, clock_now());
  PieceCutter cutter(plan, csv);
  tabular::Reader reader;
  reader.feed(csv);
  reader.finish();
  bool header = true;
  while (auto const row = reader.next()) {
    cutter.row_begins(reader.line());
    if (!*row) {
      auto problem = row->error();
      problem.where = at_row(reader.line());
      note(report, std::move(problem));
    } else if (header) {
      rows.read_header(**row, report.problems);
      check.check_header(**row, report.problems);
    } else {
      auto const line = reader.line();
      rows.read_row(**row, line, report, [&](ImportedRow const& one) {
        if (auto problem = check.wrong(one, line)) note(report, *std::move(problem));
      });
    }
    if (header && !report.problems.empty()) return report;
    header = false;
  }
  if (header) note(report, Problem("empty", "the file has no header line", plan.source, "give a CSV with a header"));
  if (pieces != nullptr && report.problems.empty()) *pieces = cutter.finish();
  return report;
}

}  // namespace ingest
