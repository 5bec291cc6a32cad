#include "ingest/import_check.hpp"

#include <algorithm>
#include <cmath>

namespace ingest {
namespace {

using base::Problem;

constexpr base::Civil first_time{.year = 1990};      // nothing was measured online before
constexpr std::string_view published_index = "AQI";   // the index as others published it, kept beside ours

std::string column_of(std::string_view name) { return "row 1, column " + std::string(name); }

std::string_view unit_of_time(observe::Kind kind) {
  return kind == observe::Kind::day ? "day" : kind == observe::Kind::hour ? "hour" : "minute";
}

}  // namespace

void ImportCheck::check_header(std::vector<std::string> const& header, std::vector<Problem>& problems) const {
  auto names = plan_.time_columns;
  if (!plan_.point_column.empty()) names.push_back(plan_.point_column);
  for (auto const& column : plan_.columns) names.push_back(column.column);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (auto const& name : names) {
    if (std::count(header.begin(), header.end(), name) > 1)
      problems.emplace_back("repeated_column", "the file has the column '" + name + "' more than once", column_of(name),
                            "keep one of them or rename the others");
  }
  for (auto const& column : plan_.columns) {
    if (column.factor != published_index && catalog_.factor(column.factor) == nullptr)
      problems.emplace_back("unknown_factor", "the plan makes it factor '" + base::printable(column.factor) + "', which the catalogue does not know",
                            column_of(column.column), "write a code of catalog/factors.tsv into the plan");
  }
}

std::optional<Problem> ImportCheck::wrong_time(Time at) const {
  auto const shown = "'" + base::format(at) + "' ";
  if (at > now_ + base::day_length) return Problem("bad_time", shown + "lies in the future", "", "correct the year, or the clock of this machine");
  if (at < base::from_beijing(first_time)) return Problem("bad_time", shown + "lies before 1990", "", "correct the year");
  auto const period = period_of(plan_.kind);
  if (period.count() == 0 || base::floor_to(at, period) == at) return std::nullopt;
  auto const unit = std::string(unit_of_time(plan_.kind));
  return Problem("bad_time", shown + "is no start of " + (unit == "hour" ? "an hour" : "a " + unit), "",
                 "correct the cell, or the plan's kind if these are no " + unit + "s");
}

std::optional<Problem> ImportCheck::wrong(ImportedRow const& row, std::int64_t line) {
  auto const place = [line](std::string const& column) { return "row " + std::to_string(line) + ", column " + column; };
  if (auto problem = wrong_time(row.at)) {
    if (std::exchange(refused_line_, line) == line) return std::nullopt;
    problem->where = place(plan_.time_columns[0]);
    return problem;
  }
  auto const column = std::find_if(plan_.columns.begin(), plan_.columns.end(), [&](auto const& one) { return one.factor == row.factor; });
  auto const [known, fresh] = told_.try_emplace(Moment{row.point.value, row.at.ms}, Told{line, values_.size()});
  if (fresh) values_.insert(values_.end(), plan_.columns.size(), observe::absent);
  auto& value = values_[known->second.first + static_cast<std::size_t>(column - plan_.columns.begin())];
  if (std::isnan(value)) value = row.value;
  if (value == row.value) return std::nullopt;
  return Problem("contradiction", "row " + std::to_string(known->second.line) + " has another value for the same point and time", place(column->column),
                 "keep the true one of the two");
}

}  // namespace ingest
