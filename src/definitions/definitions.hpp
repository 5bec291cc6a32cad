#pragma once
// Registers as files: what a register is made of, read from catalog/registers/<id>.yaml and the code lists in catalog/codes/,
// and everything that can be said of a record from its definition alone: is a value well formed, do the rules hold, what do
// computed fields yield, which moves are open. Pure; docs/write-a-register.md explains the file key by key.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "geo/geo.hpp"
#include "query/query.hpp"
#include "yaml/yaml.hpp"

namespace definitions {

using query::Value;
/// Of one record, by field; what is not given is not there (or monostate).
using Values = std::map<std::string, Value, std::less<>>;

struct Title { std::string zh, en; };

// ---- code lists ----
struct Code { std::string code, name, name_en, parent, note; };
struct CodeList {
  std::string id;
  Title title;
  std::string standard, source, licence;
  bool recalled = false;
  std::vector<Code> rows;                        // in the order of the file
  std::map<std::string, std::size_t, std::less<>> by_code, by_name;
  Code const* find(std::string_view code) const;
  Code const* find_name(std::string_view name) const;
};

// ---- fields ----
enum class Type : std::uint8_t {
  text, memo, number, decimal, date, time, yes_no, code, codes, reference, person, department, grid_cell,
  attachment, photo, signature, identifier };
std::string_view name_of(Type type);
/// Identifiers with a form, and a check character where the standard has one.
enum class Form : std::uint8_t { none, uscc, division, hazardous_waste, solid_waste, radioactive_source, permit, mobile_phone, plate, outlet, manifest };
std::string_view name_of(Form form);
/// Problem "bad_identifier": which place is wrong, and for check characters which one was expected. `source` of the rule is in the text.
base::Outcome check_identifier(Form form, std::string_view text);

struct Field {
  std::string id;
  Type type = Type::text;
  Title title, help, section;                    // section: heading of the form it stands under, "" = as the field before
  bool required = false, unique = false, is_public = false, indexed = false;
  bool personal = false;                         // personal data: never public, masked in exports of others
  bool blurred = false;                          // the public sees it roughly: blurred() below
  bool retired = false;                          // keeps its data, is no longer asked for
  std::optional<base::Decimal> min, max;
  int digits = 0;                                // decimal: places kept
  std::string unit;                              // as printed, "" = pure number
  std::size_t length_max = 0, count_max = 1;     // characters of texts; files
  std::string pattern;                           // RE2, of the whole text
  std::string list;                              // code, codes: id of the list; lists given in the file are "<register>.<field>"
  std::string to;                                // reference: the register
  Form form = Form::none;
  std::string initial;                           // value of a new record, as text
  std::vector<std::string> also;                 // other names its column has in the sheets of bureaus
  std::string item;                              // what it measures: a word the catalogue of standards knows ("w21017"); evaluations read it so
  std::string was;                               // the id it had before: its column is renamed
  std::optional<query::Node> value;              // computed: cannot be entered
  std::string value_text;                        // as written
  bool of_today = false;                         // computed from today(), itself or by another field: it changes by night
};
bool is_text(Type type);                         // text, memo, identifier
bool is_file(Type type);                         // attachment, photo, signature

struct Rule {
  std::optional<query::Node> when;               // nothing: always
  query::Node must;
  std::string when_text, must_text, field;       // the field the problem is shown at
  Title message;
};

// ---- lifecycle ----
struct Term { int count = 0; bool workdays = false; std::string source; };   // how long, and the document that says so
struct State {
  std::string id;
  Title title;
  bool final = false;                            // nothing is due any more: counts as done
  bool suspends = false;                         // the clock stands still
  std::optional<Term> due;                       // to leave this state, from entering it
  std::string due_field;                         // or the day stands in this date field
};
struct Move {
  std::string id;
  Title title;
  std::vector<std::string> from;
  std::string to;
  std::vector<std::string> by;                   // roles; "keeper" = officers of the register's departments
  std::vector<std::string> needs;                // fields that must be given by then
  std::optional<query::Node> condition;
  std::string condition_text;
  bool reopens = false;                          // from a final state back: 死灰复燃
  bool needs_reason = false;
};
struct Lifecycle {
  std::string initial;
  std::vector<State> states;
  std::vector<Move> moves;
  State const* state(std::string_view id) const;
  Move const* move(std::string_view id) const;
};

// ---- registers ----
struct Access {
  bool is_public = false;                        // guests see the public fields of it
  std::vector<std::string> read;                 // roles; empty = everybody who is logged in, enterprises their own
  std::vector<std::string> write;                // roles; empty = keeper; the administrator always
  bool enterprise_files = false;                 // an enterprise enters and changes its own records
};
struct Register {
  std::string id;
  Title title, about;
  std::string group;                             // code of list register_groups: "air" "water" …
  std::vector<std::string> serves;               // rows of the plan's list of systems: "S041"
  std::vector<std::string> sources;              // standards and documents the fields come from
  std::vector<std::string> keeper, assist;       // departments
  std::vector<std::string> key;                  // fields that tell records apart; repeated imports find records by it
  std::string name_field;                        // what a record is called
  std::vector<std::string> columns;              // of the list; empty = the first eight
  std::optional<geo::Shape> geometry;
  bool geometry_required = false;
  double blur_m = 0;                             // the public sees the place rounded to so many metres; 0 = exactly
  bool geometry_public = true;
  std::string area_field, facility_field;        // which field tells the area, the 排污单位 ("id": the record is one itself)
  std::vector<Field> fields;
  std::vector<Rule> rules;
  std::optional<Lifecycle> lifecycle;
  int retention_years = 0;                       // 0 = for ever
  std::string retention_source;
  Access access;
  std::string path, digest;                      // of the file
  Field const* field(std::string_view name) const;
};
/// Properties every record has beside its fields, usable in filters and rules: id, state, due, overdue, created_at, changed_at,
/// created_by, changed_by, version, origin, geometry.
bool is_own_property(std::string_view name);

/// The words that name what a field measures, as the catalogue of standards knows them: `all` mends a word that is not `known`.
struct Items { std::function<bool(std::string_view)> known; std::function<std::vector<std::string>()> all; };

class Set {
 public:
  /// Files under registers/ and codes/, and factors.tsv. All or nothing; problems name file, line and reason: unknown keys, types and lists, a
  /// filter that does not parse or names no field, references to no register, states that cannot be reached, doubles.
  /// With `items` a field's `item` must be a known one; without, it is taken as it stands.
  static base::Result<std::shared_ptr<Set const>> load(std::vector<yaml::File> const& files, std::vector<base::Problem>* problems = nullptr,
                                                       Items const* items = nullptr);
  std::vector<Register> const& registers() const { return registers_; }        // by id
  Register const* find(std::string_view id) const;
  CodeList const* list(std::string_view id) const;
  std::vector<CodeList const*> lists() const;
  /// Registers with a field that refers to `id`: register and field.
  std::vector<std::pair<Register const*, Field const*>> pointing_at(std::string_view id) const;

 private:
  friend class SetLoader;
  std::vector<Register> registers_;
  std::map<std::string, CodeList, std::less<>> lists_;
};

// ---- values ----
/// How each type is held: text, memo, identifier, person, code, department and grid_cell as text; codes and files as a list of
/// texts; number as double; decimal exactly; reference as a decimal without places, the number of the record; the others as they are.
/// A kept file in a value of type attachment, photo or signature: one text each.
struct Attachment { std::string digest, type, name; std::size_t size = 0; };
std::string to_text(Attachment const& attachment);
std::optional<Attachment> parse_attachment(std::string_view text);

/// The canonical text of the API and of CSV: decimals with their places, 2026-03-01, RFC 3339, true/false, codes parted by ";".
/// Strict: problems "invalid" with where = the field, saying what is expected. "" is no value.
base::Result<Value> read_value(Set const& set, Field const& field, std::string_view text);
std::string to_text(Field const& field, Value const& value);
/// As people read it: names of codes in the language, numbers with unit.
std::string shown(Set const& set, Field const& field, Value const& value, bool english = false);
/// What the public sees of a blurred field: the first two characters of a text, the leading digit of a number, the month of a day;
/// nothing of other types.
Value blurred(Field const& field, Value const& value);
/// Well formed by itself (form, range, length, pattern, code known).
base::Outcome check(Set const& set, Field const& field, Value const& value);
/// Every problem of a whole record, where = the field: unknown fields, computed ones entered, each value, required ones missing, rules.
/// `lookup` answers what is not a field (own properties); nothing else is looked up.
std::vector<base::Problem> check(Set const& set, Register const& reg, Values const& values, geo::Geometry const* geometry,
                                 query::Moment moment);
/// Computed fields put in (replacing what was there). A division by zero or a missing input leaves the field empty.
void compute(Register const& reg, Values& values, geo::Geometry const* geometry, query::Moment moment);
/// What a move still needs: missing fields, a condition that does not hold; where = the field.
std::vector<base::Problem> check_move(Register const& reg, Move const& move, Values const& values, geo::Geometry const* geometry,
                                      query::Moment moment);

}  // namespace definitions
