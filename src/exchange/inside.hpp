#pragma once
// Private to the room.
#include "exchange/exchange.hpp"
#include "workbook/workbook.hpp"

namespace exchange {

using base::Problem;
using definitions::Field, definitions::Type;
using query::Value;

// ---- plain.cpp ----
bool means_nothing(std::string_view text);         // —, /, -, nothing
/// Letters as they are written, but without blanks of any kind at the ends; blanks within are plain ones, line breaks too.
std::string tidy(std::string_view text, bool one_line = true);
/// Only letters and digits in small letters, without blanks, brackets and stars: how titles and names are compared.
std::string bare(std::string_view text);
/// "产生量（吨）" → "产生量", "吨".
std::pair<std::string, std::string> title_and_unit(std::string_view title);

// ---- numbers.cpp ----
std::string chinese_unit(std::string_view text);   // 吨 → t, for base::parse_unit
bool is_unit(std::string_view written);            // 万吨, m³/h, 家

// ---- header.cpp ----
struct Header { int first = 0, last = 0; std::vector<Column> columns; std::size_t matched = 0; };
/// The columns of the register that a person may enter or see in a sheet, with their titles.
struct Known { std::string field; std::vector<std::string> names; bool required = false; };
std::vector<Known> known_columns(Register const& reg);
/// The best header among the first rows; matched 0 when there is none.
Header find_header(workbook::Sheet const& sheet, std::vector<Known> const& known);
Header header_at(workbook::Sheet const& sheet, std::vector<Known> const& known, int first, int last);
/// A line of units only, just below the header: unit by column.
std::map<int, std::string> unit_line(std::vector<workbook::Cell> const& row);

// ---- codes.cpp: the rows of a code list by what people call them ----
class ListNames {
 public:
  explicit ListNames(definitions::CodeList const& list);
  /// Codes that a text may mean: one by its code or its exact name, else all whose name, English name or code is alike.
  std::vector<std::string> const& find(std::string_view text) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> exact_, alike_;
};
/// Several names of one cell.
std::vector<std::string> parts_of(std::string text);

// ---- meaning.cpp: one cell as a value of a field ----
/// The record that a text means, in a register.
using Resolve = std::function<base::Result<registry::RecordId>(Register const&, std::string const&)>;
Resolve resolver(Parts const& parts, identity::Person const& who);   // both outlive it

class Meaning {
 public:
  Meaning(definitions::Set const& set, Resolve resolve) : set_(set), resolve_(std::move(resolve)) {}
  base::Result<Value> of(Field const& field, workbook::Cell const& cell, std::string_view unit);

 private:
  base::Result<Value> number(Field const& field, workbook::Cell const& cell, std::string_view unit);
  base::Result<Value> day(Field const& field, workbook::Cell const& cell);
  base::Result<Value> code(Field const& field, std::string_view text);
  base::Result<Value> reference(Field const& field, std::string const& text);
  base::Result<registry::RecordId> target_of(Register const& target, std::string const& text) const;
  static constexpr std::size_t targets_max = 50'000;
  base::Result<std::string> code_of(definitions::CodeList const& list, std::string_view text);
  definitions::Set const& set_;
  Resolve resolve_;
  std::map<std::pair<std::string, std::string>, base::Result<registry::RecordId>> targets_;
  std::map<std::string, ListNames, std::less<>> names_;   // by list
};

/// The text of a field as it stands in an exported cell: names of codes where they are understood again, plain numbers.
class CellTexts {
 public:
  explicit CellTexts(definitions::Set const& set) : set_(set) {}
  std::string of(Field const& field, Value const& value);

 private:
  using Shown = std::map<std::string, std::string, std::less<>>;   // by code
  Shown const& shown(definitions::CodeList const& list);
  definitions::Set const& set_;
  std::map<std::string, Shown, std::less<>> lists_;
};

// ---- place.cpp: the columns that say where ----
class Place {
 public:
  explicit Place(std::optional<geo::System> system) : system_(system.value_or(geo::System{})) {}
  bool take(std::string_view column, std::string const& text);    // false: no column of a place
  base::Result<std::optional<geo::Geometry>> result() const;      // where = the column that is wrong

 private:
  geo::System system_;
  std::map<std::string, std::string, std::less<>> texts_;
};

// ---- import.cpp, map.cpp ----
/// A sheet as drafts, without a registry: where it is read is found out, each good row is handed on, the rest is in the report.
base::Outcome read_sheet(Meaning meaning, Register const& reg, std::string_view bytes, Wish const& wish, Report& report,
                         std::function<bool(registry::Draft const&)> const& take);
void put_mapping(Wish const& wish, Report& report);                       // what was said of columns, over what was found out
void note_missing_columns(Register const& reg, Report& report);
std::map<std::string, std::string> names_of_states(Register const& reg);   // bare name → id
/// "" = nothing is said.
base::Result<std::string> read_state(Register const& reg, std::map<std::string, std::string> const& names, std::string_view text);
std::string source_of(Upload const& upload);
bool is_map_file(std::string_view bytes);          // by its bytes; a zip without a workbook in it, GeoPackage, KML, DXF, GeoJSON
base::Result<Report> import_map(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, Wish const& wish,
                                Progress const& progress);
void finish(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, registry::BulkResult const& result, Report& report);

}  // namespace exchange
