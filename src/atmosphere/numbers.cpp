// Percentiles, shares and ranks in exact digits.
#include <algorithm>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

Decimal const hundred(100, 0);

}  // namespace

std::optional<Decimal> percentile(std::vector<Decimal> values, Decimal percent) {
  if (values.empty() || percent.negative() || percent > hundred) {
    return std::nullopt;
  }
  std::sort(values.begin(), values.end());
  // (n−1)·p % = whole steps and a part of the next, exactly.
  auto const steps = Decimal(static_cast<std::int64_t>(values.size()) - 1, 0) * percent * Decimal(1, 2);
  auto const whole = steps.rounded(0, base::Rounding::down);
  auto const at = static_cast<std::size_t>(whole.coefficient());
  if (at + 1 >= values.size()) {
    return values.back();
  }
  return values[at] + (values[at + 1] - values[at]) * (steps - whole);
}

Decimal rounded_quotient(Decimal a, Decimal b, int digits, std::string_view rounding) {
  if (rounding != "half_up") {
    return Decimal::divide(a, b, digits);
  }
  auto const down = Decimal::divide(a, b, digits, base::Rounding::down);
  Decimal const unit(1, digits);
  auto const rest = (a - down * b) * Decimal(2, 0);
  auto const magnitude = rest.negative() ? Decimal() - rest : rest;
  return magnitude >= unit * b ? (a.negative() ? down - unit : down + unit) : down;
}

std::optional<Decimal> times_over(Decimal value, Decimal limit, int digits) {
  return value <= limit || limit <= Decimal() ? std::nullopt : std::optional(Decimal::divide(value - limit, limit, digits));
}

std::optional<Decimal> good_share(int good, int valid, int digits) {
  return valid <= 0 ? std::nullopt : std::optional(Decimal::divide(Decimal(good, 0) * hundred, Decimal(valid, 0), digits));
}

std::vector<int> ranks(std::vector<Decimal> const& values) {
  std::vector<int> made;
  for (auto const& value : values) {
    made.push_back(1 + static_cast<int>(std::count_if(values.begin(), values.end(), [&](Decimal other) { return other < value; })));
  }
  return made;
}

}  // namespace atmosphere
