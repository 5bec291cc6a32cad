#pragma once
// What was computed and is kept: a figure of one kind about one object in one span of time, with its edition, the digest of the rules' files, what
// it was made from and why. A figure that changes is superseded, never overwritten: the old answer stays with its date.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace sql {
class Database;
}

namespace figures {

using base::Day, base::Time;

struct Figure {
  std::int64_t id = 0;               // set by the store
  std::string kind;                  // "air_period" …: evaluate::Kind
  std::string object;                // "point/3" "area/140215" "record/water_section/4"
  std::string span;                  // "2026-11-26" "2026-11" "2026-Q4" "2026" "2025-heating": evaluate::Span
  Day from, to;                      // both belong to it
  std::string result;                // "ok" "exceeded" "cannot_judge" …: by kind; "ok" = as it should be
  std::optional<double> number;      // the headline, for sorting and charts: 4.53
  std::string value, unit;           // as shown: "4.53", "Ⅲ"
  int rank = 0;                      // of the grade, 1 = best; 0 = none
  std::string grade, grade_en, colour;
  std::optional<double> valid_share; // of the data the rule asks for, 0..1
  std::string standard, clause, edition;
  std::string digest;                // of the edition's files: the same rules give the same digits
  std::string detail;                // JSON by kind; documented at the evaluator
  std::string why;                   // JSON: assess::to_json
  bool provisional = false;          // the span is not over
  int revision = 0;
  Time computed_at, superseded_at;   // superseded_at 0 = in force
};
struct Query {
  std::vector<std::string> kinds, objects;   // empty = all
  std::string span_form;             // "day" "month" "quarter" "year" "heating" "rest" or "" = all
  std::optional<Day> from, to;       // spans that begin on or after `from` and end on or before `to`
  std::string result;                // "" = all
  std::string sort = "-from";        // see can_sort_by; "-" turns it round
  std::size_t skip = 0, most = 100;
  bool texts = true;                 // detail and why are wanted
};
bool can_sort_by(std::string_view sort);      // from, object, number, rank, valid_share, computed_at

/// Serialized inside; safe from any thread.
class Store {
 public:
  explicit Store(sql::Database& database);
  ~Store();
  /// A walk through the table, which only reads: of every figure the newest answer stands and no other. where: "kind/object/span".
  struct Verified { std::vector<base::Problem> problems; std::size_t figures = 0; };
  static Verified verify(sql::Database& database);
  /// Stores them in one transaction where they differ from those in force (computed_at apart); returns those in force now.
  std::vector<Figure> put(std::vector<Figure> figures);
  std::optional<Figure> in_force(std::string const& kind, std::string const& object, std::string const& span) const;
  std::optional<Figure> by_id(std::int64_t id) const;
  std::vector<Figure> find(Query const& query, std::size_t* matched = nullptr) const;      // in force; at most rows_max
  std::vector<Figure> history(std::string const& kind, std::string const& object, std::string const& span) const;   // oldest first
  /// What is in force, by name only.
  struct Kept { std::string kind, object, span; };
  std::vector<Kept> kept(std::string const& kind, std::string const& object = {}) const;   // "" = of all objects
  std::vector<Kept> provisional() const;           // of all kinds: spans that were not over when they were computed
  /// A small text that is kept with the figures: how far a cause of change was followed.
  std::string mark(std::string const& name) const;
  void set_mark(std::string const& name, std::string const& value);
  static constexpr std::size_t rows_max = 100'000;
  static constexpr int provisional_kept_max = 40;  // old answers of a span that is not over; those of one that is stay for ever

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace figures
