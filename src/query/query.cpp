#include "query/query.hpp"

#include <algorithm>

#include "query/inside.hpp"

namespace query {
namespace {

using inside::Operator;
constexpr std::size_t many = nodes_max;
constexpr Operator table[] = {
    {Op::all_of, "and", 2, many},
    {Op::any_of, "or", 2, many},
    {Op::negation, "not", 1, 1},
    {Op::equal, "=", 2, 2},
    {Op::not_equal, "<>", 2, 2},
    {Op::less, "<", 2, 2},
    {Op::at_most, "<=", 2, 2},
    {Op::greater, ">", 2, 2},
    {Op::at_least, ">=", 2, 2},
    {Op::like, "like", 2, 2},
    {Op::between, "between", 3, 3},
    {Op::in, "in", 2, 2},
    {Op::is_null, "isNull", 1, 1},
    {Op::s_intersects, "s_intersects", 2, 2},
    {Op::s_equals, "s_equals", 2, 2},
    {Op::s_disjoint, "s_disjoint", 2, 2},
    {Op::s_touches, "s_touches", 2, 2},
    {Op::s_within, "s_within", 2, 2},
    {Op::s_overlaps, "s_overlaps", 2, 2},
    {Op::s_crosses, "s_crosses", 2, 2},
    {Op::s_contains, "s_contains", 2, 2},
    {Op::t_after, "t_after", 2, 2},
    {Op::t_before, "t_before", 2, 2},
    {Op::t_contains, "t_contains", 2, 2},
    {Op::t_disjoint, "t_disjoint", 2, 2},
    {Op::t_during, "t_during", 2, 2},
    {Op::t_equals, "t_equals", 2, 2},
    {Op::t_finished_by, "t_finishedBy", 2, 2},
    {Op::t_finishes, "t_finishes", 2, 2},
    {Op::t_intersects, "t_intersects", 2, 2},
    {Op::t_meets, "t_meets", 2, 2},
    {Op::t_met_by, "t_metBy", 2, 2},
    {Op::t_overlapped_by, "t_overlappedBy", 2, 2},
    {Op::t_overlaps, "t_overlaps", 2, 2},
    {Op::t_started_by, "t_startedBy", 2, 2},
    {Op::t_starts, "t_starts", 2, 2},
    {Op::a_equals, "a_equals", 2, 2},
    {Op::a_contains, "a_contains", 2, 2},
    {Op::a_contained_by, "a_containedBy", 2, 2},
    {Op::a_overlaps, "a_overlaps", 2, 2},
    {Op::casei, "casei", 1, 1},
    {Op::accenti, "accenti", 1, 1},
    {Op::add, "+", 2, 2},
    {Op::subtract, "-", 2, 2},
    {Op::multiply, "*", 2, 2},
    {Op::divide, "/", 2, 2},
    {Op::modulo, "%", 2, 2},
    {Op::whole_divide, "div", 2, 2},
    {Op::power, "^", 2, 2},
};

bool holds_list(Node const& node) {
  return node.op == Op::list || node.op == Op::property || node.op == Op::function ||
         (node.op == Op::literal && is_null(node.value));
}

bool ends_interval(Node const& node) {
  bool const instant = is_null(node.value) || std::holds_alternative<base::Day>(node.value) || std::holds_alternative<base::Time>(node.value);
  return node.op == Op::property || node.op == Op::function || (node.op == Op::literal && instant);
}

}  // namespace

namespace inside {

std::span<Operator const> operators() { return table; }

Operator const* operator_named(std::string_view name) {
  auto const wanted = base::to_lower(name);
  auto const* const found = std::find_if(std::begin(table), std::end(table), [&](Operator const& o) { return base::to_lower(o.name) == wanted; });
  return found == std::end(table) ? nullptr : found;
}

bool is_spatial(Op op) { return op >= Op::s_intersects && op <= Op::s_contains; }
bool is_temporal(Op op) { return op >= Op::t_after && op <= Op::t_starts; }
bool is_array(Op op) { return op >= Op::a_equals && op <= Op::a_overlaps; }
bool is_function_name(std::string_view name) { return !name.empty() && operator_named(name) == nullptr; }

std::string operands_fault(Op op, std::vector<Node> const& of) {
  auto const* const row = std::find_if(std::begin(table), std::end(table), [&](Operator const& o) { return o.op == op; });
  if (op == Op::interval && (of.size() != 2 || !std::all_of(of.begin(), of.end(), ends_interval))) {
    return "an interval takes two of: a day, a time, '..', a property, a function";
  }
  if (row == std::end(table)) {
    return {};
  }
  if (of.size() < row->least || of.size() > row->most) {
    auto const more = row->most == many ? " or more" : "";
    return "'" + std::string(row->name) + "' takes " + std::to_string(row->least) + more + " operands, here are " + std::to_string(of.size());
  }
  if (op == Op::in && of[1].op != Op::list) {
    return "'in' takes a list as its second operand";
  }
  if (is_array(op) && !std::all_of(of.begin(), of.end(), holds_list)) {
    return "'" + std::string(row->name) + "' takes lists, properties or functions";
  }
  return {};
}

}  // namespace inside

bool is_null(Value const& value) { return std::holds_alternative<std::monostate>(value); }

std::string_view name_of(Op op) {
  for (auto const& row : table) {
    if (row.op == op) {
      return row.name;
    }
  }
  switch (op) {
    case Op::function: return "function";
    case Op::property: return "property";
    case Op::interval: return "interval";
    case Op::list: return "list";
    default: return "literal";
  }
}

Node property(std::string name) { return {.op = Op::property, .of = {}, .name = std::move(name), .value = {}}; }

Node literal(Value value) {
  if (auto const* texts = std::get_if<std::vector<std::string>>(&value)) {
    Node list{.op = Op::list, .of = {}, .name = {}, .value = {}};
    for (auto const& text : *texts) {
      list.of.push_back(literal(text));
    }
    return list;
  }
  if (auto const* binary = std::get_if<double>(&value)) {
    value = inside::number(*binary);
  } else if (auto const* exact = std::get_if<base::Decimal>(&value)) {
    value = inside::number(*exact);
  }
  return {.op = Op::literal, .of = {}, .name = {}, .value = std::move(value)};
}

Node make(Op op, std::vector<Node> of) { return {.op = op, .of = std::move(of), .name = {}, .value = {}}; }

std::optional<Node> all_of(std::vector<Node> of) {
  if (of.empty()) {
    return std::nullopt;
  }
  return of.size() == 1 ? std::move(of.front()) : make(Op::all_of, std::move(of));
}

std::set<std::string> properties_of(Node const& node) {
  std::set<std::string> names;
  if (node.op == Op::property) {
    names.insert(node.name);
  }
  for (auto const& child : node.of) {
    names.merge(properties_of(child));
  }
  return names;
}

}  // namespace query
