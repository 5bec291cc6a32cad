#pragma once
// What the files of this room share: the table of operators, names, numbers, instants, letters, and what evaluation passes around.
#include <algorithm>
#include <span>

#include "query/query.hpp"

namespace query::inside {

// ---- operators ----
struct Operator {
  Op op;
  std::string_view name;      // as JSON writes it
  std::size_t least, most;    // operands
};
std::span<Operator const> operators();
Operator const* operator_named(std::string_view name);            // without regard to case
bool is_spatial(Op op);
bool is_temporal(Op op);
bool is_array(Op op);
/// What is wrong with the operands, "" = nothing.
std::string operands_fault(Op op, std::vector<Node> const& of);
/// What must never be built: a function named like an operator could not be told from it in JSON.
bool is_function_name(std::string_view name);

// ---- words of the text form ----
bool is_reserved(std::string_view name);                          // never a bare property name: AND, OR, NULL …
bool is_form(std::string_view name);                              // with "(" after it not a function: DATE, POINT, S_WITHIN …
std::size_t name_length(std::string_view text);                   // bytes of the bare name that text starts with, 0 = none
std::string quoted(std::string_view name);                        // as it stands in the text form, quoted where needed
constexpr std::size_t geometry_nesting_max = 24;                  // brackets within one geometry

// ---- numbers ----
std::optional<Value> read_number(std::string_view text);          // Decimal where it has at most 18 digits, else double
Value number(double value);                                       // likewise, by its shortest form; null if not finite
Value number(base::Decimal value);
bool is_number(Value const& value);
std::string number_text(Value const& value);
std::string number_key(Value const& value);                       // equal numbers, equal keys
std::partial_ordering compare_numbers(Value const& a, Value const& b);
Value calculate(Op op, Value const& a, Value const& b);
double to_double(Value const& value);
enum class Towards : std::uint8_t { nearest_even, down, up };
Value round_number(Value const& value, int digits, Towards how);
std::optional<std::int64_t> whole(Value const& value);

// ---- instants ----
std::optional<base::Day> read_day(std::string_view text);         // 2026-03-01, years 0000..9999
std::optional<base::Time> read_time(std::string_view text);       // RFC 3339; without zone it is Beijing time
std::optional<Value> read_instant(std::string_view text);         // one of both
std::string day_text(base::Day day);
std::string time_text(base::Time time);                           // in UTC, with Z
base::Time instant_of(Value const& day_or_time);

// ---- geometry ----
/// west, south, east, north (or with heights in third and sixth place); east of the antimeridian too. "" or what is wrong.
base::Result<geo::Geometry> box_geometry(std::vector<double> const& numbers);
std::string geojson_text(geo::Geometry const& geometry);          // every digit

// ---- letters (ICU) ----
std::string fold_case(std::string_view text);
std::string strip_accents(std::string_view text);
std::string lower(std::string_view text);
std::string upper(std::string_view text);
std::size_t count_letters(std::string_view utf8);
std::size_t letter_at(std::string_view utf8, std::size_t letters); // byte at which that many letters have passed

// ---- evaluation ----
struct Edge {
  std::optional<Value> at;      // Day or Time; none = open
  bool end = false;
};
struct Span {
  Edge from, to;
  bool known = true;            // no end of it is null
};
using Items = std::vector<Value>;
using Worth = std::variant<Value, Items, Span>;
std::string_view kind_of(Worth const& worth);
base::Problem bad_type(std::string_view name, std::string_view wants, Worth const& got);
std::optional<Items> items_of(Worth const& worth);                // of a list or of a text list
/// Null where they cannot be ordered for want of a value; a Problem where they are of different kinds.
base::Result<std::optional<std::partial_ordering>> compare(std::string_view name, Value const& a, Value const& b);
base::Result<Value> temporal(Op op, Worth const& a, Worth const& b);
base::Result<Value> array_relation(Op op, Worth const& a, Worth const& b);
base::Result<bool> is_like(std::string_view text, std::string_view pattern);
constexpr std::size_t pattern_bytes_max = 1000;

struct Function {
  std::string_view name;
  std::size_t least, most;
  base::Result<Value> (*call)(std::string_view name, std::vector<Worth> const& of, Moment moment);  // null: evaluate.cpp does it
  bool null_in_null_out = true;
};
Function const* function_named(std::string_view name);            // without regard to case

}  // namespace query::inside
