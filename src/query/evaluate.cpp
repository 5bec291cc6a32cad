// The value of a tree for one record, in the three-valued logic of SQL.
#include <algorithm>

#include "query/inside.hpp"

namespace query {
namespace {

using inside::Items;
using inside::Span;
using inside::Worth;
using Truth = std::optional<bool>;   // none = unknown

// Not by "?:": GCC 12 takes the moved variant for uninitialised.
Value as_value(Truth truth) {
  if (!truth) {
    return {};
  }
  return *truth;
}
Truth negative(Truth truth) { return truth ? Truth(!*truth) : truth; }
Truth both(Truth a, Truth b) {
  if ((a && !*a) || (b && !*b)) {
    return false;
  }
  return a && b ? Truth(true) : std::nullopt;
}

Truth ordered_as(Op op, std::partial_ordering order) {
  switch (op) {
    case Op::equal: return order == 0;
    case Op::not_equal: return order != 0;
    case Op::less: return order < 0;
    case Op::at_most: return order <= 0;
    case Op::greater: return order > 0;
    default: return order >= 0;
  }
}

geo::Relation relation_of(Op op) {
  switch (op) {
    case Op::s_intersects: return geo::Relation::intersects;
    case Op::s_equals: return geo::Relation::equals;
    case Op::s_disjoint: return geo::Relation::disjoint;
    case Op::s_touches: return geo::Relation::touches;
    case Op::s_within: return geo::Relation::within;
    case Op::s_overlaps: return geo::Relation::overlaps;
    case Op::s_crosses: return geo::Relation::crosses;
    default: return geo::Relation::contains;
  }
}

class Evaluation {
 public:
  Evaluation(Lookup const& lookup, Moment moment) : lookup_(lookup), moment_(moment) {}

  base::Result<Worth> worth(Node const& node) {
    switch (node.op) {
      case Op::literal: return Worth(node.value);
      case Op::property: return Worth(lookup_(node.name));
      case Op::list: return list(node);
      case Op::interval: return interval(node);
      default: break;
    }
    auto value = operation(node);
    return value ? base::Result<Worth>(std::move(*value)) : base::Result<Worth>(value.error());
  }

  base::Result<Value> value(Node const& node, std::string_view name) {
    auto got = worth(node);
    if (!got) {
      return got.error();
    }
    if (auto* value = std::get_if<Value>(&*got)) {
      return std::move(*value);
    }
    return inside::bad_type(name, "a single value", *got);
  }

  // A list of texts is a value; other lists and intervals are only operands.
  base::Result<Value> final_value(Node const& node) {
    auto got = worth(node);
    if (!got) {
      return got.error();
    }
    if (auto* value = std::get_if<Value>(&*got)) {
      return std::move(*value);
    }
    if (auto const* items = std::get_if<Items>(&*got)) {
      std::vector<std::string> texts;
      for (auto const& item : *items) {
        auto const* text = std::get_if<std::string>(&item);
        if (text == nullptr) {
          return inside::bad_type("list", "texts", item);
        }
        texts.push_back(*text);
      }
      return Value(std::move(texts));
    }
    return inside::bad_type("interval", "to be an operand", *got);
  }

 private:
  base::Result<Value> operation(Node const& node) {
    switch (node.op) {
      case Op::all_of: return joined(node, false);
      case Op::any_of: return joined(node, true);
      case Op::function: return call(node);
      case Op::like: return like(node);
      case Op::between: return between(node);
      case Op::in: return within_list(node);
      case Op::is_null: return missing(node);
      case Op::negation:
      case Op::casei:
      case Op::accenti: return single(node);
      default: break;
    }
    return inside::is_temporal(node.op) || inside::is_array(node.op) ? relation(node) : binary(node);
  }

  base::Result<Truth> truth(Node const& node, std::string_view name) {
    auto const got = value(node, name);
    if (!got) {
      return got.error();
    }
    if (is_null(*got)) {
      return Truth();
    }
    auto const* yes = std::get_if<bool>(&*got);
    return yes != nullptr ? base::Result<Truth>(Truth(*yes)) : base::Result<Truth>(inside::bad_type(name, "conditions", *got));
  }

  // The first operand that decides ends the work.
  base::Result<Value> joined(Node const& node, bool decisive) {
    bool unknown = false;
    for (auto const& operand : node.of) {
      auto const got = truth(operand, name_of(node.op));
      if (!got) {
        return got.error();
      }
      if (!*got) {
        unknown = true;
      } else if (**got == decisive) {
        return Value(decisive);
      }
    }
    return as_value(unknown ? Truth() : Truth(!decisive));
  }

  base::Result<Value> single(Node const& node) {
    if (node.op == Op::negation) {
      auto const got = truth(node.of[0], "not");
      return got ? base::Result<Value>(as_value(negative(*got))) : base::Result<Value>(got.error());
    }
    auto got = value(node.of[0], name_of(node.op));
    if (!got || is_null(*got)) {
      return got;
    }
    auto const* text = std::get_if<std::string>(&*got);
    if (text == nullptr) {
      return inside::bad_type(name_of(node.op), "text", *got);
    }
    return Value(node.op == Op::casei ? inside::fold_case(*text) : inside::strip_accents(*text));
  }

  base::Result<Value> missing(Node const& node) {
    auto const got = worth(node.of[0]);
    if (!got) {
      return got.error();
    }
    auto const* one = std::get_if<Value>(&*got);
    return Value(one != nullptr && is_null(*one));
  }

  base::Result<Truth> compared(Op op, std::string_view name, Value const& a, Value const& b) {
    auto const order = inside::compare(name, a, b);
    if (!order) {
      return order.error();
    }
    return *order ? ordered_as(op, **order) : Truth();
  }

  base::Result<Value> binary(Node const& node) {
    auto const name = name_of(node.op);
    auto const a = value(node.of[0], name);
    auto const b = a ? value(node.of[1], name) : a;
    if (!b) {
      return b.error();
    }
    if (inside::is_spatial(node.op)) {
      return spatial(node.op, *a, *b);
    }
    if (node.op >= Op::equal && node.op <= Op::at_least) {
      auto const got = compared(node.op, name, *a, *b);
      return got ? base::Result<Value>(as_value(*got)) : base::Result<Value>(got.error());
    }
    for (auto const* operand : {&*a, &*b}) {
      if (!is_null(*operand) && !inside::is_number(*operand)) {
        return inside::bad_type(name, "numbers", *operand);
      }
    }
    if (is_null(*a) || is_null(*b)) {
      return Value();
    }
    return inside::calculate(node.op, *a, *b);
  }

  static base::Result<Value> spatial(Op op, Value const& a, Value const& b) {
    for (auto const* operand : {&a, &b}) {
      if (!is_null(*operand) && !std::holds_alternative<geo::Geometry>(*operand)) {
        return inside::bad_type(name_of(op), "geometries", *operand);
      }
    }
    if (is_null(a) || is_null(b)) {
      return Value();
    }
    return Value(geo::relate(std::get<geo::Geometry>(a), std::get<geo::Geometry>(b), relation_of(op)));
  }

  base::Result<Value> relation(Node const& node) {
    auto const a = worth(node.of[0]);
    auto const b = a ? worth(node.of[1]) : a;
    if (!b) {
      return b.error();
    }
    return inside::is_temporal(node.op) ? inside::temporal(node.op, *a, *b) : inside::array_relation(node.op, *a, *b);
  }

  base::Result<Value> like(Node const& node) {
    auto const text = value(node.of[0], "like");
    auto const pattern = text ? value(node.of[1], "like") : text;
    if (!pattern) {
      return pattern.error();
    }
    for (auto const* operand : {&*text, &*pattern}) {
      if (!is_null(*operand) && !std::holds_alternative<std::string>(*operand)) {
        return inside::bad_type("like", "texts", *operand);
      }
    }
    if (is_null(*text) || is_null(*pattern)) {
      return Value();
    }
    auto const got = inside::is_like(std::get<std::string>(*text), std::get<std::string>(*pattern));
    return got ? base::Result<Value>(Value(*got)) : base::Result<Value>(got.error());
  }

  base::Result<Value> between(Node const& node) {
    auto const what = value(node.of[0], "between");
    auto const low = what ? value(node.of[1], "between") : what;
    auto const high = low ? value(node.of[2], "between") : low;
    if (!high) {
      return high.error();
    }
    auto const above = compared(Op::at_least, "between", *what, *low);
    auto const below = above ? compared(Op::at_most, "between", *what, *high) : above;
    return below ? base::Result<Value>(as_value(both(*above, *below))) : base::Result<Value>(below.error());
  }

  base::Result<Value> within_list(Node const& node) {
    auto const what = value(node.of[0], "in");
    auto const listed = what ? worth(node.of[1]) : base::Result<Worth>(Worth());
    if (!what || !listed) {
      return what ? listed.error() : what.error();
    }
    auto const items = inside::items_of(*listed);
    if (!items) {
      return inside::bad_type("in", "a list", *listed);
    }
    bool unknown = false;
    for (auto const& item : *items) {
      auto const same = compared(Op::equal, "in", *what, item);
      if (!same) {
        return same.error();
      }
      if (*same && **same) {
        return Value(true);
      }
      unknown = unknown || !*same;
    }
    return as_value(unknown ? Truth() : Truth(false));
  }

  base::Result<Worth> list(Node const& node) {
    Items items;
    for (auto const& child : node.of) {
      auto item = value(child, "list");
      if (!item) {
        return item.error();
      }
      items.push_back(std::move(*item));
    }
    return Worth(std::move(items));
  }

  base::Result<Worth> interval(Node const& node) {
    Span span;
    for (std::size_t i = 0; i < 2; ++i) {
      auto& edge = i == 0 ? span.from : span.to;
      edge.end = i == 1;
      auto got = value(node.of[i], "interval");
      if (!got) {
        return got.error();
      }
      if (is_null(*got)) {
        span.known = span.known && node.of[i].op == Op::literal;
        continue;
      }
      if (!std::holds_alternative<base::Day>(*got) && !std::holds_alternative<base::Time>(*got)) {
        return inside::bad_type("interval", "days or times", *got);
      }
      edge.at = std::move(*got);
    }
    return Worth(std::move(span));
  }

  base::Result<Value> call(Node const& node) {
    auto const* function = inside::function_named(node.name);
    if (function == nullptr || node.of.size() < function->least || node.of.size() > function->most) {
      return check_functions(node).error();
    }
    if (function->call == nullptr) {
      return function->name == "if" ? chosen(node) : first_known(node);
    }
    std::vector<Worth> of;
    for (auto const& child : node.of) {
      auto got = worth(child);
      if (!got) {
        return got.error();
      }
      auto const* one = std::get_if<Value>(&*got);
      if (function->null_in_null_out && one != nullptr && is_null(*one)) {
        return Value();
      }
      of.push_back(std::move(*got));
    }
    return function->call(function->name, of, moment_);
  }
  // if(condition, then, otherwise): only what is chosen is worked out.
  base::Result<Value> chosen(Node const& node) {
    auto const condition = truth(node.of[0], "if");
    if (!condition) {
      return condition.error();
    }
    return final_value(*condition && **condition ? node.of[1] : node.of[2]);
  }
  base::Result<Value> first_known(Node const& node) {
    for (auto const& child : node.of) {
      auto got = final_value(child);
      if (!got || !is_null(*got)) {
        return got;
      }
    }
    return Value();
  }

  Lookup const& lookup_;
  Moment moment_;
};

}  // namespace

base::Outcome check_functions(Node const& node) {
  if (node.op == Op::function) {
    auto const* function = inside::function_named(node.name);
    auto const name = "'" + base::printable(node.name) + "'";
    if (function == nullptr) {
      return base::Problem("unsupported", "the function " + name + " is not known", node.name);
    }
    if (node.of.size() < function->least || node.of.size() > function->most) {
      auto const count = function->least == function->most ? std::to_string(function->least) : "at least " + std::to_string(function->least);
      return base::Problem("unsupported", "the function " + name + " takes " + count + " arguments, here are " + std::to_string(node.of.size()), node.name);
    }
  }
  for (auto const& child : node.of) {
    if (auto checked = check_functions(child); !checked) {
      return checked;
    }
  }
  return base::Done{};
}

base::Result<Value> evaluate(Node const& node, Lookup const& lookup, Moment moment) { return Evaluation(lookup, moment).final_value(node); }

base::Result<bool> holds(Node const& node, Lookup const& lookup, Moment moment) {
  auto const got = evaluate(node, lookup, moment);
  if (!got) {
    return got.error();
  }
  if (is_null(*got)) {
    return false;
  }
  auto const* yes = std::get_if<bool>(&*got);
  return yes != nullptr ? base::Result<bool>(*yes) : base::Result<bool>(inside::bad_type("condition", "true or false", *got));
}

}  // namespace query
