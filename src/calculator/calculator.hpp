#pragma once
// The calculator: every evaluation of the rooms of this floor as one question and one answer in JSON, and worked cases of standards run
// through the same code. Pure. A topic is one entry in topics_<field>.cpp; faces and tools know none of them by name.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace calculator {

/// An input or an option, for the form on the page and for refusals.
struct Field {
  std::string name, title, title_en;
  std::string unit;                       // of a number, "" = pure
  std::string kind = "number";            // "number" "text" "choice" "day" "numbers" (a list) "yes_no"
  bool required = false;
  bool option = false;                    // beside "inputs" in the line ("water_body"), not inside
  std::vector<std::string> choices;       // of a choice: what is written
  std::string help;
};
struct Topic {
  std::string id;                         // "surface_water"
  std::string title, title_en, group;     // group: "air" "water" "groundwater" "noise" "soil" "ecology" "emission" "carbon" "other"
  std::string standard;                   // "GB 3838": which editions there are is the catalogue's
  std::vector<Field> fields;
  bool any_item = false;                  // further inputs are items by name or code ("NH3-N", "w21003")
  std::string example;                    // a line that can be asked
};

/// Worked cases out of a table (TSV) with the columns id topic standard inputs expected, and tolerance origin source note where there are.
base::Result<std::vector<catalog::Case>> cases_of(std::string_view tsv);

/// Editions of a standard ("HJ 663"), oldest first.
std::vector<catalog::Edition const*> editions_of(catalog::Catalog const& catalog, std::string_view standard);

/// Cheap to ask from many threads.
class Calculator {
 public:
  explicit Calculator(catalog::Catalog const& catalog);
  ~Calculator();
  std::vector<Topic> topics() const;
  /// {"topic":"surface_water","on":"2026-05-01","inputs":{…},…} →
  /// {"result":{…},"basis":[{standard,clause,edition}],"notes":[…]} or {"error":{code,detail,where,mend}}, and where a
  /// topic's rules refuse "verdict":"cannot_judge" with the edition they stand in as basis; members "id" and "topic" of the
  /// line come back. "on" (day of the datum) or "standard" ("GB 3838-2002") chooses the edition; where there is only one, both may be left
  /// out. With `why`, or "why":true in the line, also "why": assess::to_json. Appends to `out`, no line end. False: refused.
  bool answer(std::string_view line, std::string& out, bool why = false) const;

  struct CaseResult { std::string id, topic, outcome, got; };   // outcome: "passed" "failed" "skipped"
  static constexpr std::size_t line_bytes_max = 1 << 20;

  /// Worked cases in the columns id topic standard inputs expected tolerance origin source note. "info" and "published-nonreproducing" are
  /// skipped, so is a topic that nobody knows.
  std::vector<CaseResult> check(std::vector<catalog::Case> const& cases) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace calculator
