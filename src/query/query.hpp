#pragma once
// One filter tree for every face: CQL2 (OGC 21-065r2) text and JSON in and out, and its value for one record in memory.
// Pure: no table is known here. Who owns a table turns the tree into bound SQL (registry); rules between the fields of a
// form and computed fields are the same language, worked out by evaluate().
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/base.hpp"
#include "geo/geo.hpp"

namespace query {

/// What a field can hold and what an expression yields; monostate is "not given".
using Value = std::variant<std::monostate, bool, double, base::Decimal, std::string, base::Day, base::Time,
                           std::vector<std::string>, geo::Geometry>;
bool is_null(Value const& value);

/// Operands (`of`): all_of and any_of two or more; like: text, pattern; between: what, lowest, highest; in: what, list; a_*: lists,
/// properties or functions; casei, accenti, negation, is_null one; every other operator two. NOT LIKE is a negation of like.
enum class Op : std::uint8_t {
  all_of, any_of, negation,                               // and, or, not
  equal, not_equal, less, at_most, greater, at_least,
  like, between, in, is_null,
  s_intersects, s_equals, s_disjoint, s_touches, s_within, s_overlaps, s_crosses, s_contains,
  t_after, t_before, t_contains, t_disjoint, t_during, t_equals, t_finished_by, t_finishes, t_intersects, t_meets, t_met_by,
  t_overlapped_by, t_overlaps, t_started_by, t_starts,
  a_equals, a_contains, a_contained_by, a_overlaps,
  casei, accenti,
  add, subtract, multiply, divide, modulo, whole_divide, power,
  function,                                               // `name`, arguments in `of`
  property,                                               // `name`
  literal,                                                // `value`
  interval,                                               // two of: literal day or time, property, or open (literal null)
  list,                                                   // items in `of`
};
std::string_view name_of(Op op);                          // as CQL2 JSON writes it: "and", "s_intersects", "+" …

struct Node {
  Op op = Op::literal;
  std::vector<Node> of;
  std::string name;
  Value value;
  friend bool operator==(Node const&, Node const&) = default;
};
Node property(std::string name);
/// In the one form the parsers give: a list of texts becomes Op::list, a double whose shortest decimal form has at most 18 digits
/// a Decimal, a number that is not finite null.
Node literal(Value value);
Node make(Op op, std::vector<Node> of);
/// All of them: nothing needed is no condition (nullopt).
std::optional<Node> all_of(std::vector<Node> of);

constexpr std::size_t text_bytes_max = 64 << 10, depth_max = 100, nodes_max = 20'000;
/// Problems "bad_filter" with where = "character n" (from 1, of the text) or a JSON pointer; "unsupported" names a function.
base::Result<Node> parse_text(std::string_view cql2);
base::Result<Node> parse_json(std::string_view cql2_json);
std::string to_text(Node const& node);                    // parse_text(to_text(n)) == n
std::string to_json(Node const& node);                    // likewise
std::set<std::string> properties_of(Node const& node);

/// How evaluate() compares. A double counts as its shortest decimal form. A Day beside a Time is the instant at which that day starts
/// in Beijing; in the temporal operators (T_*) it is the whole day, so that INTERVAL('2026-01-01','2026-12-31') holds its last evening.
/// Text is ordered by code points. What has no value (x / 0, an overflow) is null. Lists under A_* are sets.
/// Names of the functions that evaluate() knows: "lower", "upper", "length", "abs", "round", "floor", "ceil", "year", "month", "day", "today", "now",
/// "days_between", "coalesce", "if", "sum" …; parse does not refuse others, check_functions does ("unsupported", by name).
base::Outcome check_functions(Node const& node);
using Lookup = std::function<Value(std::string_view property)>;
struct Moment { base::Time now; };                        // the clock is an argument
/// Three-valued logic of SQL: a comparison with null is null (monostate). A type clash is a Problem "bad_type" that names the operator.
base::Result<Value> evaluate(Node const& node, Lookup const& lookup, Moment moment);
/// Whether a condition holds: null counts as no.
base::Result<bool> holds(Node const& node, Lookup const& lookup, Moment moment);

}  // namespace query
