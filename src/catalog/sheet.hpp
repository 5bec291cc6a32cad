#pragma once
// Private: typed reading of the catalogue's tables. Every fault becomes a Problem with file and line.
#include <initializer_list>

#include "catalog/catalog.hpp"
#include "tabular/tabular.hpp"
#include "yaml/yaml.hpp"

namespace catalog {

using yaml::Problems, yaml::Leaf;
constexpr std::string_view guide = "docs/write-a-standard.md";

/// One TSV file: rows are walked with next(), cells read by column; an empty cell is absent.
class Sheet {
 public:
  Sheet(File const& file, std::initializer_list<std::string_view> columns, Problems& problems);
  bool next();  // false after the last row, or when the file is no table
  std::string text(std::string_view column) const { return std::string(table_.cell(row_, column)); }
  std::string need(std::string_view column);                // a problem when empty
  std::optional<Decimal> decimal(std::string_view column);  // exact; a problem when not a number
  Decimal need_decimal(std::string_view column);
  std::optional<int> integer(std::string_view column);
  std::optional<Day> day(std::string_view column);
  base::Unit unit(std::string_view column);
  bool yes(std::string_view column);
  Source source(std::string const& standard);  // columns clause, evidence, note
  std::string where() const;
  void fault(std::string code, std::string detail, std::string mend = {}) {
    problems_.add(std::move(code), std::move(detail), where(), std::move(mend));
  }

 private:
  std::string const& path_;
  Problems& problems_;
  tabular::Table table_;
  std::size_t row_ = 0;
  bool begun_ = false;
};

}  // namespace catalog
