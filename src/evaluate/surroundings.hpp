#pragma once
// Private: what the evaluators of noise, soil and ecology share. They read registers only, with the eyes of the house, and judge in the pure rooms.
#include <boost/json.hpp>

#include "evaluate/evaluate.hpp"
#include "query/query.hpp"

namespace evaluate::surroundings {

namespace json = boost::json;
using base::Decimal;
using registry::Record;

/// The registers as an evaluator reads them.
class Books {
 public:
  Books(catalog::Catalog const& catalog, registry::Registry& registry);
  static constexpr std::size_t records_max = 200'000;   // of one question
  bool has(std::string_view reg) const { return registry_.set().find(reg) != nullptr; }
  /// Not withdrawn; all conditions hold; sorted by a field. `fields` empty = all.
  std::vector<Record> records(std::string_view reg, std::vector<query::Node> conditions = {}, std::string sort = {},
                              std::vector<std::string> fields = {}) const;
  std::optional<Record> record(std::string_view ref) const;                    // "record/noise_zone/4"
  /// By what the records of a register refer to: the weakest of their origins and of `below`, the same by these records themselves.
  using Origins = std::map<std::int64_t, std::string>;
  Origins origins_by(std::string_view reg, std::string_view field, Origins const& below = {}) const;
  /// One object for each record of a register; `below`: origins of what it is judged by.
  std::vector<Object> objects_of(std::string_view reg, Origins const& below = {}) const;
  /// Districts that records of a register lie in, by the first six digits of a field.
  std::vector<Object> districts(std::string_view reg, std::string_view field, Origins const& below = {}) const;
  std::string name_of(std::string_view reg, Record const& record) const;       // "key name"
  std::vector<std::pair<std::string, std::string>> items_of(std::string_view reg) const;   // fields that measure something, and what
  std::string code_name(std::string_view list, std::string_view code) const;
  /// First and last day of a date field among records that fit.
  std::optional<std::pair<Day, Day>> days(std::string_view reg, std::string_view field, std::vector<query::Node> conditions = {}) const;
  catalog::Catalog const& catalog;

 private:
  registry::Registry& registry_;
  identity::Person house_;
};

query::Node is_within(std::string_view field, Day from, Day to);
query::Node is_text(std::string_view field, std::string_view text);
query::Node is_one_of(std::string_view field, std::vector<std::int64_t> const& ids);   // references; no id: nothing fits
query::Node is_in_district(std::string_view field, std::string_view district);
query::Node is_on_or_before(std::string_view field, Day day);

std::optional<Decimal> number_at(Record const& record, std::string_view field);
std::string text_at(Record const& record, std::string_view field);
std::vector<std::string> texts_at(Record const& record, std::string_view field);
std::optional<Day> day_at(Record const& record, std::string_view field);
std::optional<bool> yes_at(Record const& record, std::string_view field);
std::int64_t reference_at(Record const& record, std::string_view field);               // 0 = none
std::string ref_of(std::string_view reg, Record const& record);
std::int64_t id_of(std::string_view ref);                                              // of "record/<reg>/<id>"
std::vector<std::int64_t> ids_of(std::vector<Record> const& records);

json::value number_or_null(std::optional<Decimal> const& value);
json::array texts_of(std::vector<std::string> const& texts);
assess::Why node(std::string title, std::string title_en, std::string value = {}, std::string unit = {}, std::string how = {});
/// A figure that cannot be judged: the reason in detail, and what was looked at.
Figure refused(base::Problem const& problem, std::vector<assess::Why> from = {});
/// Puts standard, detail and explanation in; notes go into the explanation's root.
void conclude(Figure& figure, json::object detail, assess::Why why, std::vector<assess::Basis> const& basis, std::vector<std::string> const& notes);
void add_new(std::vector<assess::Basis>& all, std::vector<assess::Basis> const& more);
void add_new(std::vector<std::string>& all, std::vector<std::string> const& more);

/// An evaluator made of registers alone: any change of one of them touches all its objects.
class OfRegisters : public Evaluator {
 public:
  OfRegisters(Books books, Kind kind, std::vector<std::string> registers)
      : books_(std::move(books)), kind_(std::move(kind)), registers_(std::move(registers)) {}
  Kind const& kind() const override { return kind_; }
  std::vector<Object> touched(Change const& change) const override;
  Figure compute(Object const& object, Span const& span) const override { return judged(object, span, std::nullopt); }
  std::optional<Figure> compute_under(Object const& object, Span const& span, Day under) const override { return judged(object, span, under); }

 protected:
  virtual Figure judged(Object const& object, Span const& span, std::optional<Day> under) const = 0;
  Books const books_;

 private:
  Kind kind_;
  std::vector<std::string> registers_;
};

std::vector<std::unique_ptr<Evaluator>> noise_evaluators(Books const& books);
std::vector<std::unique_ptr<Evaluator>> soil_evaluators(Books const& books);
std::vector<std::unique_ptr<Evaluator>> ecology_evaluators(Books const& books);

}  // namespace evaluate::surroundings
