#pragma once
// Private: rows of a CSV under a plan. The same reading serves the dry run and the projector, so that what was
// accepted is what is stored.
#include <functional>

#include "ingest/directory.hpp"
#include "ingest/ingest.hpp"

namespace ingest {

struct ImportedRow {
  base::PointId point;
  std::string_view factor;
  observe::Kind kind = observe::Kind::hour;
  Time at;
  double value = observe::absent;
};
using TakeRow = std::function<void(ImportedRow const&)>;

Duration period_of(observe::Kind kind);   // 0 where a row is an instant

/// Reads the rows of one header. Problems name row and column.
class ImportRows {
 public:
  ImportRows(ImportPlan plan, catalog::Catalog const& catalog, points::Registry const& registry)
      : plan_(std::move(plan)), catalog_(catalog), registry_(registry) {}
  /// Finds the plan's columns and units; problems say which are missing or clash.
  void read_header(std::vector<std::string> const& header, std::vector<base::Problem>& problems);
  void read_row(std::vector<std::string> const& cells, std::int64_t line, ImportReport& report, TakeRow const& take);

 private:
  struct Column { std::size_t at = 0; ImportColumn const* plan = nullptr; base::Unit unit; };
  struct Place { bool left_out = false; base::PointId point; };
  std::optional<std::size_t> need(std::string const& name, std::vector<std::string> const& header,
                                  std::vector<base::Problem>& problems) const;
  base::Result<Place> place_of(std::vector<std::string> const& cells);
  base::Result<Time> time_of(std::vector<std::string> const& cells) const;
  base::Result<double> in_unit_of(base::PointId point, Column const& column, double value);
  bool is_missing(std::string_view cell) const;

  ImportPlan plan_;
  catalog::Catalog const& catalog_;
  points::Registry const& registry_;
  std::size_t cells_ = 0;
  std::optional<std::size_t> point_at_;
  std::vector<std::size_t> time_at_;
  std::vector<Column> columns_;
  ByText<Place> places_;                                     // cell → point, as looked up; bounded by the registry and the plan
  std::map<std::pair<base::PointId, std::string>, base::Unit> units_;   // wanted by channel or catalogue
};

/// A piece of evidence: one line of JSON {"first_line":…,"plan":{…}}, the CSV's header, its lines.
std::string to_piece(ImportPlan const& plan, std::int64_t first_line, std::string_view header, std::string_view lines);

struct ImportSetting { catalog::Catalog const& catalog; points::Registry const& registry; };
/// Header and lines, without complaint: they were checked before they became evidence.
void read_lines(ImportPlan plan, std::string_view csv, ImportSetting const& setting, TakeRow const& take);
/// Gives the rows of a piece; nothing when it is no piece.
void each_row(std::string_view piece, ImportSetting const& setting, TakeRow const& take);

}  // namespace ingest
