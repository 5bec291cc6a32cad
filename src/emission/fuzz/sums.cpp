// Any numbers, any words: every sum is a number or a refusal, and hours are counted once whatever their states.
#include <cmath>
#include <cstring>

#include "assess/catalogue_for_tests.hpp"
#include "emission/emission.hpp"

namespace {

struct Bytes {
  std::string_view left;
  double number() {
    double value = 0;
    auto const taken = std::min(left.size(), sizeof value);
    std::memcpy(&value, left.data(), taken);
    left.remove_prefix(taken);
    return value;
  }
};

template <typename Result>
void finite(Result const& made) {
  CHECK(!made || std::isfinite(made->value), "a sum is a number or a refusal");
}

void count(std::string_view states) {
  auto const from = base::start_of(base::day_of(2026, 4, 1));
  std::vector<emission::Hour> hours;
  for (char const state : states.substr(0, 3000)) {
    auto const value = static_cast<unsigned char>(state);
    hours.push_back({from + static_cast<std::int64_t>(hours.size()) * base::hour_length,
                     value % 3 == 0 ? emission::State::invalid : value % 3 == 1 ? emission::State::valid : emission::State::stopped, value / 16.0});
  }
  auto const made = emission::amount_of_gas(catalogue(), hours, from, from + 10'000 * base::hour_length);
  auto const counted = made.valid + made.substituted + made.stopped + made.without;
  CHECK(static_cast<std::size_t>(counted) == hours.size() && made.total_kg() >= 0, "every hour is counted once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  Bytes bytes{{reinterpret_cast<char const*>(data), size}};
  auto const on = base::day_of(2026, 5, 1);
  double const a = bytes.number(), b = bytes.number(), c = bytes.number(), d = bytes.number();
  finite(emission::at_reference_oxygen(catalogue(), on, a, base::unit_none, b, c));
  finite(emission::at_reference_excess_air(catalogue(), on, a, base::unit_none, b, "其他炉窑"));
  finite(emission::standard_concentration(catalogue(), on, a, base::unit_none, {b, c, d, 1}));
  finite(emission::standard_flow(catalogue(), on, a, base::unit_none, {1, b, c, d}));
  finite(emission::rate_limit(catalogue(), on, "苯", {a, b > 0}));
  finite(emission::rate_limit(catalogue(), on, std::string(bytes.left), {a, b > 0}));
  finite(emission::odour_limit(catalogue(), on, "氨", a));
  (void)emission::validity(catalogue(), emission::Medium::gas, emission::Period::day, on, a, b);
  count(bytes.left);
  return 0;
}
