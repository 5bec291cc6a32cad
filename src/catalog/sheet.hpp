#pragma once
// Private: typed reading of the catalogue's two kinds of files. Every fault becomes a Problem with file and line.
#include <initializer_list>

#include "catalog/catalog.hpp"
#include "tabular/tabular.hpp"

namespace catalog {

/// Collects problems up to a bound; reading goes on so that a writer sees all of them at once.
struct Problems {
  static constexpr std::size_t count_max = 100;
  std::vector<base::Problem> found;
  void add(std::string code, std::string detail, std::string where, std::string mend = {});
};

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

/// A node of a YAML file as a plain value that knows where it stands.
class Leaf {
 public:
  static std::optional<Leaf> parse(File const& file, Problems& problems);
  bool has(std::string_view key) const { return find(key) != nullptr; }
  void only(std::initializer_list<std::string_view> keys) const;  // unknown keys are problems
  std::string text() const;
  std::string text(std::string_view key, bool needed = true) const;
  std::optional<Day> day(std::string_view key, bool needed = true) const;
  std::optional<int> integer(std::string_view key, bool needed = true) const;
  bool yes(std::string_view key) const;
  std::vector<Leaf> items(std::string_view key) const;  // of a list; empty when absent
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<std::pair<std::string, Leaf>> pairs(std::string_view key) const;  // of a map; empty when absent
  void fault(std::string code, std::string detail, std::string mend = {}) const;

 private:
  enum class Shape : std::uint8_t { scalar, list, map };
  friend struct Growth;
  Leaf const* find(std::string_view key) const;
  Shape shape_ = Shape::scalar;
  int line_ = 1;
  std::string path_, scalar_;
  std::vector<Leaf> list_;  // items, or the values of names_
  std::vector<std::string> names_;
  Problems* problems_ = nullptr;
};

}  // namespace catalog
