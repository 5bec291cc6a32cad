// Whole records: required fields, rules between fields, computed fields, what a move needs.
#include <algorithm>
#include <cmath>

#include "definitions/loader.hpp"

namespace definitions {
namespace {

using base::Problem;

query::Lookup lookup_in(Values const& values, geo::Geometry const* geometry) {
  return [&values, geometry](std::string_view name) -> Value {
    if (name == "geometry") {
      return geometry == nullptr ? Value() : Value(*geometry);
    }
    auto const found = values.find(name);
    return found == values.end() ? Value() : found->second;
  };
}

bool given(Values const& values, std::string_view field) {
  auto const found = values.find(field);
  return found != values.end() && !query::is_null(found->second);
}

/// A result in the type of the field; what does not fit (a division by zero, a text for a number) is no value.
Value as_type(Field const& field, Value const& value) {
  auto const* number = std::get_if<double>(&value);
  auto const* decimal = std::get_if<base::Decimal>(&value);
  constexpr double decimal_max = 9e8;   // with nine places it still has 18 digits
  if (field.type == Type::number) {
    double const result = number != nullptr ? *number : decimal != nullptr ? decimal->to_double() : std::nan("");
    return std::isfinite(result) ? Value(result) : Value();
  }
  if (field.type == Type::decimal) {
    if (decimal != nullptr) {
      return decimal->rounded(field.digits);
    }
    return number != nullptr && std::abs(*number) < decimal_max ? Value(base::Decimal::from_double(*number, field.digits)) : Value();
  }
  bool const fits = (field.type == Type::yes_no && std::holds_alternative<bool>(value)) ||
                    (field.type == Type::date && std::holds_alternative<base::Day>(value)) ||
                    (field.type == Type::time && std::holds_alternative<base::Time>(value)) ||
                    ((is_text(field.type) || field.type == Type::code || field.type == Type::grid_cell) && std::holds_alternative<std::string>(value));
  return fits ? value : Value();
}

}  // namespace

void compute(Register const& reg, Values& values, geo::Geometry const* geometry, query::Moment moment) {
  auto const lookup = lookup_in(values, geometry);
  // A computed field may use another that stands below it: as many rounds as there are of them at most.
  auto const computed = std::count_if(reg.fields.begin(), reg.fields.end(), [](auto const& field) { return field.value.has_value(); });
  for (std::ptrdiff_t round = 0; round < computed; ++round) {
    bool changed = false;
    for (auto const& field : reg.fields) {
      if (!field.value || field.retired) {
        continue;
      }
      auto const result = query::evaluate(*field.value, lookup, moment);
      auto fresh = result ? as_type(field, *result) : Value();
      auto& kept = values[field.id];
      if (!(kept == fresh)) {
        kept = std::move(fresh);
        changed = true;
      }
    }
    if (!changed) {
      return;
    }
  }
}

std::vector<Problem> check(Set const& set, Register const& reg, Values const& values, geo::Geometry const* geometry, query::Moment moment) {
  std::vector<Problem> problems;
  for (auto const& [id, value] : values) {
    auto const* field = reg.field(id);
    if (field == nullptr) {
      problems.emplace_back("unknown_field", "'" + base::printable(id) + "' is no field of " + reg.title.zh, base::printable(id));
    } else if (auto const good = check(set, *field, value); !good) {
      problems.push_back(good.error());
    }
  }
  for (auto const& field : reg.fields) {
    if (field.required && !field.retired && !given(values, field.id)) {
      problems.emplace_back("missing", field.title.zh + " must be given", field.id);
    }
  }
  if (reg.geometry_required && geometry == nullptr) {
    problems.emplace_back("missing", "the place must be given", "geometry", "draw it or import it");
  }
  if (!problems.empty()) {
    return problems;   // rules are asked of sound values only
  }
  auto const lookup = lookup_in(values, geometry);
  for (auto const& rule : reg.rules) {
    auto const asked = rule.when ? query::holds(*rule.when, lookup, moment) : base::Result<bool>(true);
    if (!asked || !*asked) {
      continue;
    }
    auto const result = query::evaluate(rule.must, lookup, moment);
    auto const* holds = result ? std::get_if<bool>(&*result) : nullptr;
    if (result && query::is_null(*result)) {
      continue;   // a value it asks for is not known: as SQL's CHECK, no objection
    }
    if (holds == nullptr || !*holds) {
      problems.emplace_back("rule", rule.message.zh, rule.field, rule.must_text);
    }
  }
  return problems;
}

std::vector<Problem> check_move(Register const& /*reg*/, Move const& move, Values const& values, geo::Geometry const* geometry,
                                query::Moment moment) {
  std::vector<Problem> problems;
  for (auto const& id : move.needs) {
    if (!given(values, id)) {
      problems.emplace_back("missing", move.title.zh + " needs this field", id, "fill it in first");
    }
  }
  if (move.condition && problems.empty()) {
    auto const holds = query::holds(*move.condition, lookup_in(values, geometry), moment);
    if (!holds || !*holds) {
      problems.emplace_back("condition", move.title.zh + " is not possible yet", "state", move.condition_text);
    }
  }
  return problems;
}

}  // namespace definitions
