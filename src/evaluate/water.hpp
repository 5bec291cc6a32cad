#pragma once
// Private: what the evaluators of water share: results read from registers and stations, months put together, figures written.
#include <mutex>

#include <boost/json.hpp>

#include "evaluate/evaluate.hpp"
#include "waters/waters.hpp"

namespace evaluate::water {

namespace json = boost::json;
using base::Decimal, base::PointId, registry::Record, registry::RecordId, registry::Register;
using Means = std::map<std::string, waters::Mean>;
using TablePointer = std::shared_ptr<waters::Table const>;

/// One sampling, or one day of an automatic station.
struct Taken {
  Day on;
  waters::Sample sample;
  std::string ref;                  // "record/surface_water_sample/4"; of a station's day "observation/3/{factor}/day/2026-11-26"
  bool automatic = false;
  std::map<std::string, std::string> refused = {};   // of a station's day: item → why it has no mean
  bool used() const { return !sample.empty(); }
};

/// Reads registers with the eyes of the house.
class Book {
 public:
  explicit Book(Parts const& parts);
  Register const* reg(std::string_view id) const { return parts_.registry.set().find(id); }
  /// Records not withdrawn; with `field` and `id` those that refer to it.
  std::vector<Record> records(std::string_view reg, std::string_view field = {}, RecordId id = {}) const;
  std::optional<Record> record(std::string_view reg, RecordId id) const;
  std::string text(std::string_view reg, Record const& record, std::string_view field) const;    // canonical, "" = none
  std::string shown(std::string_view reg, Record const& record, std::string_view field) const;
  std::optional<Day> day(Record const& record, std::string_view field) const;
  RecordId target(Record const& record, std::string_view field) const;
  Object object(std::string_view reg, Record const& record, std::string_view area_field) const;
  /// First and last day in a date field of records that refer to one.
  std::optional<std::pair<Day, Day>> reach(std::string_view reg, std::string_view field, RecordId id) const;
  /// A figure about a published place out of invented samples is invented: the weakest of the origin given and those of the records of `reg`
  /// that point at it.
  std::string weakest_origin(std::string origin, std::string_view reg, std::string_view field, RecordId id) const;
  Parts const& parts() const { return parts_; }

 private:
  Parts parts_;
  identity::Person house_;
};
RecordId id_of(Object const& object);      // of "record/<register>/<id>"
std::string ref_of(std::string_view reg, RecordId id);

/// Fields with `item`, in the units of the table; names in the field `undetected` are below detection.
waters::Sample sample_of(Book const& book, waters::Table const& table, Register const& reg, Record const& record);
/// The same by keys of an index, in the units asked for ("w01016" → "mg/m³").
std::map<std::string, waters::Value> values_of(Book const& book, Register const& reg, Record const& record, std::map<std::string, std::string> const& units);
std::vector<Taken> samples(Book const& book, waters::Table const& table, std::string_view reg, std::string_view field, RecordId id, Span const& span);
/// Daily means of a water station: valid ones as samples, the others with their reason.
std::vector<Taken> station_days(Book const& book, waters::Table const& table, PointId point, Span const& span);
std::optional<PointId> station_of(Book const& book, Record const& section);      // by the point's code or the logger's MN

struct Month { Span span; std::vector<Taken> taken; Means means; waters::Verdict verdict; };
/// A span and its months that have data, judged.
struct Period {
  TablePointer table;
  std::vector<Month> months;
  Means means;
  waters::Verdict verdict;
  std::size_t samples = 0, months_due = 0;
  std::vector<Taken> refused;       // days of a station that lack at least one mean
};
/// Station values go before those by hand, item by item; longer spans are the means of their months.
Period period_of(Parts const& parts, TablePointer table, std::vector<Taken> taken, Span const& span);
std::vector<Span> months_of(catalog::Catalog const& catalog, Span const& span);

/// A table compiled for a day; kept, a few.
class Tables {
 public:
  using Compile = std::function<base::Result<waters::Table>(Day)>;
  explicit Tables(Compile compile) : compile_(std::move(compile)) {}
  base::Result<TablePointer> on(Day day) const;

 private:
  Compile compile_;
  mutable std::mutex mutex_;
  mutable std::map<Day, TablePointer> kept_;
};

// ---- writing figures ----
Figure refused(std::string reason, std::string reason_en, std::string clause);   // "cannot_judge"
Figure refused(base::Problem const& problem);
/// Class, rank, colour, edition, share of the items and months that the rule asks for.
void put_class(Figure& figure, waters::Table const& table, waters::Verdict const& verdict);
json::array items_of(waters::Table const& table, Means const& means, waters::Verdict const& verdict);
json::array names_of(waters::Names const& names);
json::value number_of(Decimal const& value);
json::array main_of(waters::Table const& table, waters::Verdict const& verdict);
/// Means of items with what they are made of: months by their own figures, a month by records and observations.
assess::Why why_of(Period const& period, std::string_view kind, std::string_view object);
std::vector<assess::Why> refused_days(Period const& period, std::string const& key);   // of an item; "" = of any
bool enough(waters::Table const& table, waters::Verdict const& verdict);         // all items, or those of automatic stations

std::unique_ptr<Evaluator> section_evaluator(Parts const& parts);     // water_section
std::unique_ptr<Evaluator> river_evaluator(Parts const& parts);       // water_river
std::unique_ptr<Evaluator> lake_evaluator(Parts const& parts);        // lake_tli
std::unique_ptr<Evaluator> source_evaluator(Parts const& parts);      // water_source
std::unique_ptr<Evaluator> well_evaluator(Parts const& parts);        // groundwater_well
std::unique_ptr<Evaluator> groundwater_area_evaluator(Parts const& parts);
std::unique_ptr<Evaluator> fluoride_evaluator(Parts const& parts);    // fluoride_link

/// Sections and stations, shared by water_section, water_river and fluoride_link.
struct Section { Object object; std::optional<Record> record; std::optional<PointId> station; std::string river; };
class Sections {
 public:
  explicit Sections(Parts const& parts);
  std::vector<Section> all() const;
  std::optional<Section> find(std::string_view ref) const;
  base::Result<Period> period(Section const& section, Span const& span, std::optional<Day> under) const;
  std::optional<std::pair<Day, Day>> reach(Section const& section) const;
  Book const& book() const { return book_; }
  Tables const& tables() const { return tables_; }

 private:
  Section of(Record const& record) const;
  static Section of(points::Point const& point);
  Book book_;
  Tables tables_;
};
bool touches_sections(Change const& change);      // by a register
int target_rank(waters::Table const& table, std::string_view code);   // "IV" → 4; 0 = none

}  // namespace evaluate::water
