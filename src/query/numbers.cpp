// Numbers stay decimal as long as 18 digits hold them, and become binary only where they do not.
#include <cmath>
#include <numeric>

#include "query/inside.hpp"

namespace query::inside {
namespace {

using base::Decimal;
__extension__ typedef __int128 Wide;
constexpr int places_max = 18;
constexpr Wide coefficient_end = 1'000'000'000'000'000'000;          // 18 digits lie below
constexpr Wide room_end = coefficient_end * coefficient_end * 10;    // up to here one more factor of 10 fits
constexpr std::int64_t power_max = 64;                               // exact powers by repeated multiplication

Wide tens(int exponent) {
  Wide value = 1;
  for (int i = 0; i < exponent; ++i) {
    value *= 10;
  }
  return value;
}
Wide magnitude(Wide value) { return value < 0 ? -value : value; }

// The decimal, if 18 digits hold it exactly; zeros at its end are given up where they are too many.
std::optional<Decimal> fitted(Wide coefficient, int scale) {
  while (scale > 0 && (scale > places_max || magnitude(coefficient) >= coefficient_end) && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (scale > places_max || magnitude(coefficient) >= coefficient_end) {
    return std::nullopt;
  }
  return Decimal(static_cast<std::int64_t>(coefficient), scale);
}

std::optional<Decimal> exact_of(Value const& value) {
  if (auto const* exact = std::get_if<Decimal>(&value)) {
    return *exact;
  }
  auto const read = Decimal::parse(base::format_number(std::get<double>(value)));
  return read ? std::optional(*read) : std::nullopt;
}

// Both as whole numbers of the finer place.
struct Aligned {
  Wide a, b;
  int scale;
};
Aligned align(Decimal a, Decimal b) {
  int const scale = std::max(a.scale(), b.scale());
  return {a.coefficient() * tens(scale - a.scale()), b.coefficient() * tens(scale - b.scale()), scale};
}

Wide common(Wide a, Wide b) {
  while (b != 0) {
    a = std::exchange(b, a % b);
  }
  return magnitude(a);
}

std::optional<Decimal> exact_quotient(Decimal a, Decimal b) {
  auto [top, bottom, unused] = align(a, b);
  (void)unused;
  auto const shared = common(top, bottom);
  top /= shared;
  bottom /= shared;
  if (bottom < 0) {
    top = -top;
    bottom = -bottom;
  }
  int scale = 0;
  while (bottom != 1) {
    if (scale == places_max || magnitude(top) >= room_end) {
      return std::nullopt;
    }
    auto const step = common(10, bottom);
    if (step == 1) {
      return std::nullopt;  // thirds never end
    }
    top *= 10 / step;
    bottom /= step;
    ++scale;
  }
  return fitted(top, scale);
}

std::optional<Decimal> exact_power(Decimal of, Decimal exponent) {
  auto const times = whole(Value(exponent));
  if (!times || *times < 0 || *times > power_max) {
    return std::nullopt;
  }
  std::optional<Decimal> product = Decimal(1, 0);
  for (std::int64_t i = 0; i < *times && product; ++i) {
    product = fitted(Wide{product->coefficient()} * of.coefficient(), product->scale() + of.scale());
  }
  return product;
}

std::optional<Decimal> exactly(Op op, Decimal a, Decimal b) {
  auto const [left, right, scale] = align(a, b);
  switch (op) {
    case Op::add: return fitted(left + right, scale);
    case Op::subtract: return fitted(left - right, scale);
    case Op::multiply: return fitted(Wide{a.coefficient()} * b.coefficient(), a.scale() + b.scale());
    case Op::divide: return exact_quotient(a, b);
    case Op::modulo: return fitted(left % right, scale);
    case Op::whole_divide: return fitted(left / right, 0);
    case Op::power: return exact_power(a, b);
    default: return std::nullopt;
  }
}

double nearly(Op op, double a, double b) {
  switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::modulo: return std::fmod(a, b);
    case Op::whole_divide: return std::trunc(a / b);
    default: return std::pow(a, b);
  }
}

}  // namespace

Value number(double value) {
  if (!std::isfinite(value)) {
    return {};
  }
  auto const exact = exact_of(value);
  if (exact) {
    return *exact;
  }
  return value;
}

Value number(Decimal value) {
  auto const fits = value.scale() >= 0 && value.scale() <= places_max && magnitude(value.coefficient()) < coefficient_end;
  if (!fits) {
    return number(value.to_double());
  }
  return value;
}

std::optional<Value> read_number(std::string_view text) {
  if (auto const exact = Decimal::parse(text)) {
    return *exact;
  }
  auto const binary = base::parse_number(text);
  return binary ? std::optional(number(*binary)) : std::nullopt;
}

bool is_number(Value const& value) { return std::holds_alternative<double>(value) || std::holds_alternative<Decimal>(value); }

double to_double(Value const& value) {
  auto const* exact = std::get_if<Decimal>(&value);
  return exact != nullptr ? exact->to_double() : std::get<double>(value);
}

std::string number_text(Value const& value) {
  auto const* exact = std::get_if<Decimal>(&value);
  return exact != nullptr ? exact->to_string() : base::format_number(std::get<double>(value));
}

std::string number_key(Value const& value) {
  auto const exact = exact_of(value);
  if (!exact) {
    return number_text(value);
  }
  auto coefficient = exact->coefficient();
  auto scale = exact->scale();
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  return Decimal(coefficient, scale).to_string();
}

std::partial_ordering compare_numbers(Value const& a, Value const& b) {
  auto const left = exact_of(a);
  auto const right = exact_of(b);
  return left && right ? *left <=> *right : to_double(a) <=> to_double(b);
}

Value calculate(Op op, Value const& a, Value const& b) {
  bool const divides = op == Op::divide || op == Op::modulo || op == Op::whole_divide;
  auto const left = exact_of(a);
  auto const right = exact_of(b);
  if (divides && (to_double(b) == 0 || (right && right->coefficient() == 0))) {
    return {};
  }
  if (left && right) {
    if (auto const exact = exactly(op, *left, *right)) {
      return *exact;
    }
  }
  return number(nearly(op, to_double(a), to_double(b)));
}

Value round_number(Value const& value, int digits, Towards how) {
  auto const exact = exact_of(value);
  if (!exact) {
    // Beyond 18 digits before the point a double is whole; otherwise it is tiny.
    auto const binary = to_double(value);
    if (std::fabs(binary) >= 1) {
      return number(binary);
    }
    if (how == Towards::nearest_even) {
      return Decimal::from_double(binary, digits);
    }
    return number(how == Towards::down ? std::floor(binary) : std::ceil(binary));
  }
  if (digits >= exact->scale()) {
    return *exact;
  }
  if (how == Towards::nearest_even) {
    return exact->rounded(digits);
  }
  auto const unit = tens(exact->scale() - digits);
  auto quotient = exact->coefficient() / unit;
  auto const rest = exact->coefficient() % unit;
  quotient += how == Towards::up && rest > 0 ? 1 : 0;
  quotient -= how == Towards::down && rest < 0 ? 1 : 0;
  return Decimal(static_cast<std::int64_t>(quotient), digits);
}

std::optional<std::int64_t> whole(Value const& value) {
  auto const exact = is_number(value) ? exact_of(value) : std::nullopt;
  if (!exact) {
    return std::nullopt;
  }
  auto const unit = tens(exact->scale());
  return exact->coefficient() % unit == 0 ? std::optional(static_cast<std::int64_t>(exact->coefficient() / unit)) : std::nullopt;
}

}  // namespace query::inside
