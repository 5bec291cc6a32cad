#include <charconv>
#include <cmath>

#include "base/base.hpp"

namespace base {
namespace {

__extension__ typedef __int128 Wide;  // products of two 18-digit numbers
constexpr int scale_max = 18;
constexpr int digits_max = 18;

constexpr std::array<std::int64_t, 19> powers = [] {
  std::array<std::int64_t, 19> p{};
  p[0] = 1;
  for (std::size_t i = 1; i < p.size(); ++i) {
    p[i] = p[i - 1] * 10;
  }
  return p;
}();

std::int64_t power(int exponent) { return powers[static_cast<std::size_t>(exponent)]; }
Wide magnitude_of(Wide v) { return v < 0 ? -v : v; }

// Quotient of v / divisor, rounded; divisor > 0.
Wide rounded_quotient(Wide v, Wide divisor, Rounding how) {
  Wide const m = magnitude_of(v);
  Wide quotient = m / divisor;
  Wide const rest = m % divisor;
  bool up = false;
  if (how == Rounding::up) {
    up = rest != 0;
  } else if (how == Rounding::half_even) {
    // GB/T 8170 3.2: more than a half goes up, less goes down, exactly a half goes to the even digit.
    Wide const twice = rest * 2;
    up = twice > divisor || (twice == divisor && quotient % 2 != 0);
  }
  quotient += up ? 1 : 0;
  return v < 0 ? -quotient : quotient;
}

Decimal narrow(Wide coefficient, int scale) {
  // Places that do not fit are rounded away; whole digits that do not fit are a bug of the caller.
  while (scale > 0 && (magnitude_of(coefficient) > power(digits_max) || scale > scale_max)) {
    coefficient = rounded_quotient(coefficient, 10, Rounding::half_even);
    --scale;
  }
  CHECK(magnitude_of(coefficient) <= power(digits_max), "a decimal holds at most 18 digits");
  return {static_cast<std::int64_t>(coefficient), scale};
}

Problem bad_number(std::string_view text) {
  return Problem("bad_number", "'" + printable(text) + "' is not a decimal number of at most 18 digits");
}

// The shortest decimal text of a double, without exponent.
std::string shortest(double value) {
  std::array<char, 400> out{};
  auto const result = std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed);
  return {out.data(), result.ptr};
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view text) {
  auto rest = text;
  bool const minus = !rest.empty() && rest.front() == '-';
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    rest.remove_prefix(1);
  }
  std::int64_t coefficient = 0;
  int scale = 0;
  int seen = 0;
  int significant = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < rest.size() && rest[at] != 'e' && rest[at] != 'E'; ++at) {
    char const c = rest[at];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || (significant += (significant > 0 || c != '0') ? 1 : 0) > digits_max) {
      return bad_number(text);
    }
    coefficient = coefficient * 10 + (c - '0');
    scale += point ? 1 : 0;
    ++seen;
  }
  std::int64_t exponent = 0;
  if (at < rest.size()) {
    auto const digits = rest.substr(at + 1);
    auto const read = parse_integer(!digits.empty() && digits.front() == '+' ? digits.substr(1) : digits);
    if (!read || *read < -40 || *read > 40) {
      return bad_number(text);
    }
    exponent = *read;
  }
  if (seen == 0) {
    return bad_number(text);
  }
  auto const places = scale - exponent;
  coefficient = minus ? -coefficient : coefficient;
  if (places >= 0) {
    return places <= scale_max ? Result<Decimal>(Decimal(coefficient, static_cast<int>(places))) : bad_number(text);
  }
  if (significant - places > digits_max) {
    return coefficient == 0 ? Result<Decimal>(Decimal()) : bad_number(text);
  }
  return Decimal(coefficient * power(static_cast<int>(-places)), 0);
}

Decimal Decimal::from_double(double value, int digits) {
  CHECK(std::isfinite(value) && std::fabs(value) < 1e15, "a decimal is made of a finite number below 1e15");
  auto text = shortest(value);
  // More than 18 digits cannot come from a decimal that was sent; the tail is far below any rounding place.
  auto const point = text.find('.');
  if (point != std::string::npos && text.size() > 19) {
    text.resize(std::max<std::size_t>(point + 1, 19));
  }
  auto const exact = parse(text);
  CHECK(bool(exact), "the shortest text of a double is a decimal");
  return exact->rounded(digits);
}

Decimal Decimal::trimmed() const {
  auto trimmed = *this;
  for (; trimmed.scale_ > 0 && trimmed.coefficient_ % 10 == 0; trimmed.coefficient_ /= 10) {
    --trimmed.scale_;
  }
  return trimmed;
}

Decimal Decimal::rounded(int digits, Rounding how) const {
  CHECK(digits >= 0 && digits <= scale_max, "decimals have 0 to 18 places");
  if (digits >= scale_) {
    return narrow(Wide{coefficient_} * power(digits - scale_), digits);
  }
  return narrow(rounded_quotient(coefficient_, power(scale_ - digits), how), digits);
}

double Decimal::to_double() const {
  // Through text, so that the nearest double is found whatever the scale.
  double value = 0;
  auto const text = to_string();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Decimal::to_string() const {
  auto digits = std::to_string(coefficient_ < 0 ? -coefficient_ : coefficient_);
  if (scale_ > 0) {
    auto const places = static_cast<std::size_t>(scale_);
    if (digits.size() <= places) {
      digits.insert(0, places + 1 - digits.size(), '0');
    }
    digits.insert(digits.size() - places, 1, '.');
  }
  return (coefficient_ < 0 ? "-" : "") + digits;
}

Decimal operator+(Decimal a, Decimal b) {
  int const scale = std::max(a.scale_, b.scale_);
  return narrow(Wide{a.coefficient_} * power(scale - a.scale_) + Wide{b.coefficient_} * power(scale - b.scale_), scale);
}
Decimal operator-(Decimal a, Decimal b) { return a + Decimal(-b.coefficient_, b.scale_); }
Decimal operator*(Decimal a, Decimal b) { return narrow(Wide{a.coefficient_} * b.coefficient_, a.scale_ + b.scale_); }

Decimal Decimal::divide(Decimal a, Decimal b, int digits, Rounding how) {
  CHECK(b.coefficient_ != 0, "division by zero");
  CHECK(digits >= 0 && digits <= scale_max, "decimals have 0 to 18 places");
  // a/b = (ca / cb) * 10^(sb - sa); wanted: integer q with q * 10^-digits.
  int const shift = digits + b.scale_ - a.scale_;
  Wide top = a.coefficient_;
  Wide bottom = b.coefficient_;
  if (bottom < 0) {
    top = -top;
    bottom = -bottom;
  }
  for (int i = 0; i < shift; ++i) {
    CHECK(magnitude_of(top) < (Wide{1} << 122), "the quotient has too many digits");
    top *= 10;
  }
  for (int i = 0; i < -shift; ++i) {
    bottom *= 10;
  }
  return narrow(rounded_quotient(top, bottom, how), digits);
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  int const scale = std::max(a.scale_, b.scale_);
  Wide const left = Wide{a.coefficient_} * power(scale - a.scale_);
  Wide const right = Wide{b.coefficient_} * power(scale - b.scale_);
  return left < right ? std::strong_ordering::less : left > right ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace base
