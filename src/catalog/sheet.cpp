#include "catalog/sheet.hpp"

#include <algorithm>

namespace catalog {

Sheet::Sheet(File const& file, std::initializer_list<std::string_view> columns, Problems& problems)
    : path_(file.path), problems_(problems) {
  auto table = tabular::parse_table(file.text, '\t');
  if (!table) {
    auto const& problem = table.error();
    auto const blank = problem.where.find(' ');  // of "line 7"
    auto const line = blank == std::string::npos ? std::string("1") : problem.where.substr(blank + 1);
    problems.add(problem.code, problem.detail, file.path + ":" + line, problem.mend);
    return;
  }
  for (auto const column : columns) {
    if (!table->column(column)) {
      problems.add("missing_column", "column '" + std::string(column) + "' is missing", file.path + ":1");
      return;
    }
  }
  for (auto const& column : table->columns) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
      problems.add("unknown_column", "column '" + column + "' is not known here", file.path + ":1",
                   "see " + std::string(guide));
      return;
    }
  }
  table_ = std::move(*table);
}

bool Sheet::next() {
  row_ = begun_ ? row_ + 1 : 0;
  begun_ = true;
  return row_ < table_.rows.size();
}

std::string Sheet::where() const {
  return path_ + ":" + std::to_string(row_ < table_.lines.size() ? table_.lines[row_] : 1);
}

std::string Sheet::need(std::string_view column) {
  auto value = text(column);
  if (value.empty()) {
    fault("missing_" + std::string(column), "column '" + std::string(column) + "' may not be empty");
  }
  return value;
}

std::optional<Decimal> Sheet::decimal(std::string_view column) {
  auto const value = text(column);
  if (value.empty()) {
    return std::nullopt;
  }
  auto const number = Decimal::parse(value);
  if (!number) {
    fault("bad_number", "column '" + std::string(column) + "': " + number.error().detail,
          "write a plain decimal such as 0.05");
    return std::nullopt;
  }
  return *number;
}

Decimal Sheet::need_decimal(std::string_view column) {
  need(column);
  return decimal(column).value_or(Decimal());
}

std::optional<int> Sheet::integer(std::string_view column) {
  auto const value = text(column);
  auto const number = base::parse_integer(value);
  if (!value.empty() && (!number || *number < -1'000'000 || *number > 1'000'000)) {
    fault("bad_number", "column '" + std::string(column) + "': '" + value + "' is not a whole number");
    return std::nullopt;
  }
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<Day> Sheet::day(std::string_view column) {
  auto const value = text(column);
  if (value.empty()) {
    return std::nullopt;
  }
  auto const day = base::parse_day(value);
  if (!day) {
    fault("bad_date", "column '" + std::string(column) + "': " + day.error().detail, "write 2026-03-01");
    return std::nullopt;
  }
  return *day;
}

base::Unit Sheet::unit(std::string_view column) {
  auto const unit = base::parse_unit(text(column));
  if (!unit) {
    fault(unit.error().code, unit.error().detail, unit.error().mend);
    return base::unit_none;
  }
  return *unit;
}

bool Sheet::yes(std::string_view column) {
  auto const value = text(column);
  if (value != "yes" && value != "no") {
    fault("bad_choice", "column '" + std::string(column) + "' is yes or no, not '" + value + "'");
  }
  return value == "yes";
}

Source Sheet::source(std::string const& standard) {
  auto const evidence = text("evidence");
  if (evidence != "read" && evidence != "recalled" && evidence != "to_file") {
    fault("bad_evidence", "evidence is 'read', 'recalled' or 'to_file', not '" + evidence + "'");
  }
  return {standard, need("clause"), evidence == "recalled", text("note"), evidence == "to_file"};
}

}  // namespace catalog
