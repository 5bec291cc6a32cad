#pragma once
// Private: what is asked of a file before it becomes evidence, and no more of the pieces made from it: they are read
// again by every rebuild, at any time.
#include <unordered_map>
#include <vector>

#include "ingest/imports.hpp"

namespace ingest {

class ImportCheck {
 public:
  ImportCheck(ImportPlan const& plan, catalog::Catalog const& catalog, Time now) : plan_(plan), catalog_(catalog), now_(now) {}
  /// Columns of the plan that stand there twice, and factors that nobody knows.
  void check_header(std::vector<std::string> const& header, std::vector<base::Problem>& problems) const;
  /// A time that cannot be (said once a line), or another value than an earlier line gave for the same point and time.
  std::optional<base::Problem> wrong(ImportedRow const& row, std::int64_t line);

 private:
  struct Moment {
    std::int64_t point = 0, at = 0;
    friend bool operator==(Moment, Moment) = default;
  };
  struct Hash {   // the golden ratio spreads the few points over all bits
    std::size_t operator()(Moment m) const { return static_cast<std::size_t>(m.at) ^ (static_cast<std::size_t>(m.point) * 0x9E3779B97F4A7C15U); }
  };
  struct Told { std::int64_t line = 0; std::size_t first = 0; };   // first of its values
  std::optional<base::Problem> wrong_time(Time at) const;

  ImportPlan const& plan_;
  catalog::Catalog const& catalog_;
  Time now_;
  std::int64_t refused_line_ = 0;
  std::unordered_map<Moment, Told, Hash> told_;
  std::vector<double> values_;             // a place a column of the plan; NaN = nothing yet
};

}  // namespace ingest
