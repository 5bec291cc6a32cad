#pragma once
// Sheets and map files in and out of registers, as bureaus really have them. A sheet is read as it lies there: the header is
// found, columns are matched with fields, title, unit, total and note lines are passed over, cells are understood as people wrote
// them. What cannot be understood is refused by cell with the reason; nothing is guessed and nothing is half taken.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "definitions/definitions.hpp"
#include "geo/geo.hpp"
#include "geofiles/geofiles.hpp"
#include "registry/registry.hpp"

namespace exchange {

using definitions::Register;

/// Columns that are no fields: where a record lies and how far it is.
constexpr std::string_view longitude = "@longitude", latitude = "@latitude", east = "@east", north = "@north", place = "@geometry",
                           state = "@state", datum = "@datum";

/// How a file is to be read; what is not said is found out.
struct Wish {
  int sheet = -1;                                  // from 0; -1: the one whose header fits best
  std::optional<int> header_first, header_last;    // rows from 0
  std::map<int, std::string> mapping;              // column → field or one of the names above, "" = leave it out
  std::optional<geo::System> system;               // of coordinates; CGCS2000 when the file says nothing either
  bool dry = true, partial = false;                // partial: good rows are taken though others are refused
};
struct Column {
  int index = 0;
  std::string title, unit, field;                  // field "" = not matched
  std::vector<std::string> samples;                // the first few values
};
struct PassedOver { int row = 0; std::string reason; };   // "blank" "total" "note" "heading" "header" "unit"
struct CellProblem { int row = 0, column = -1; std::string cell, field, value, detail, mend; };   // column -1: of the row
struct Report {
  std::string format;                              // "xlsx" "xls" "csv", or of a map file "shapefile" …
  std::vector<std::pair<std::string, int>> sheets; // name, rows
  int sheet = 0, header_first = 0, header_last = 0;
  std::vector<Column> columns;
  std::vector<std::string> unmapped_required;      // fields without which no new record can be made
  std::size_t rows = 0;
  std::vector<PassedOver> passed_over;
  std::size_t created = 0, changed = 0, same = 0, refused = 0;
  bool taken = false;
  std::vector<CellProblem> problems;               // at most problems_max
  std::int64_t import = 0;                         // number of the import, once taken
};
constexpr std::size_t problems_max = 5'000, header_rows_max = 30, header_lines_max = 3;

struct Parts { registry::Registry& registry; };
using Progress = std::function<bool(std::size_t done, std::size_t total)>;   // false stops, nothing is taken

/// A workbook or text table, or a map file by its bytes. The file's digest and name go into the note of the import.
struct Upload { std::string_view bytes; std::string name, digest; };
/// Problems: those of workbook::read and geofiles::read, "wrong_template" (no header fits; says which titles were looked for),
/// "forbidden", "cancelled". Cells that are wrong are in the report.
base::Result<Report> import_file(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, Wish const& wish,
                                 Progress const& progress = {});
/// The same workbook back with a red column: row, cell, reason.
base::Result<std::string> marked(std::string_view bytes, Report const& report);

/// Writes into a file. The template has the columns that can be entered, drop-down lists and a sheet of explanations.
base::Outcome write_template(Parts const& parts, Register const& reg, identity::Person const& who, std::string const& path);
/// All records that fit, columns as the template's and the computed ones; read in again nothing changes.
base::Outcome export_sheet(Parts const& parts, identity::Person const& who, Register const& reg, registry::Ask const& ask, base::Time now,
                           std::string const& path, Progress const& progress = {});
/// A map file's bytes, with names of codes and records beside the codes.
base::Result<std::string> export_map(Parts const& parts, identity::Person const& who, Register const& reg, registry::Ask const& ask, base::Time now,
                                     geofiles::Format format, geo::System const& system);

// ---- understanding what people wrote; pure, for tests and forms ----
/// Full-width letters, digits and signs made plain, blanks of every kind taken off the ends.
std::string plain(std::string_view text);
/// 2021.6.30, 2021/6/30, 20210630, 2021年6月30日, 2021年6月底 (the last day), 2021年底; a month without a day is refused.
base::Result<base::Day> read_day(std::string_view text);
/// 2021/6/30 8:30, 2021年6月30日8时30分, and what the API takes; a day alone is no moment.
base::Result<base::Time> read_time(std::string_view text);
/// 1,234.5, １２, 3.5万, 85% (for the unit %), 12吨 where the field is in t. `unit`: what the column says, "" = nothing.
base::Result<std::string> read_number(std::string_view text, std::string_view unit, std::string_view field_unit);

// ---- work that takes longer than a request ----
class Jobs {
 public:
  enum class State : std::uint8_t { waiting, running, done, failed, cancelled };
  struct Job {
    std::string id, kind, owner;
    State state = State::waiting;
    std::size_t done = 0, total = 0;
    std::string result;                            // what the work answered
    std::optional<base::Problem> problem;
  };
  using Work = std::function<base::Result<std::string>(Progress const&)>;
  Jobs();
  ~Jobs();                                         // the running one is asked to stop
  /// Problem "too_many": waiting_max are waiting.
  base::Result<std::string> submit(std::string kind, std::string owner, Work work);
  std::optional<Job> look(std::string const& id, std::string const& owner) const;
  bool cancel(std::string const& id, std::string const& owner);
  static constexpr std::size_t waiting_max = 20, kept_max = 200;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};
std::string_view name_of(Jobs::State of);

}  // namespace exchange
