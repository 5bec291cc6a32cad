#include "curves.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace app {
namespace {

constexpr std::int64_t slow_step_ms = 3 * 60 * 60 * 1000, quick_step_ms = 15 * 60 * 1000, jitter_step_ms = 5 * 1000;
constexpr double slow_share = 0.6, quick_share = 0.4, jitter_share = 0.15;
constexpr double lowest_share = 0.02;  // of base: a concentration does not fall below it

/// -1..1, the same for the same arguments.
double noise_at(std::uint64_t seed, std::int64_t step) {
  std::uint64_t const bits = mixed(seed, static_cast<std::uint64_t>(step)) >> 11U;  // 53 of them fill a double
  return static_cast<double>(bits) / static_cast<double>(1ULL << 52U) - 1;
}

double smooth_noise(std::uint64_t seed, base::Time t, std::int64_t step_ms) {
  std::int64_t const step = t.ms / step_ms;
  double const part = static_cast<double>(t.ms % step_ms) / static_cast<double>(step_ms);
  double const weight = part * part * (3 - 2 * part);
  return noise_at(seed, step) * (1 - weight) + noise_at(seed, step + 1) * weight;
}

double hump(double hour, double centre, double width) {
  double const distance = std::remainder(hour - centre, 24.0) / width;
  return std::exp(-distance * distance);
}

double shape_at(Shape shape, double hour) {
  switch (shape) {
    case Shape::flat: return 0;
    case Shape::two_peaks: return 1.6 * (hump(hour, 9, 2.5) + hump(hour, 20, 2.5)) - 0.6;
    case Shape::afternoon: return std::cos((hour - 15) * std::numbers::pi / 12);
    case Shape::daytime: return hour > 6 && hour < 22 ? 0.5 : -1;
  }
  return 0;
}

}  // namespace

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a + 0x9E3779B97F4A7C15ULL * (b + 1);  // splitmix64
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::uint64_t seed_of(std::uint64_t seed, std::string_view name) {
  for (char const c : name) seed = mixed(seed, static_cast<unsigned char>(c));
  return seed;
}

double value_at(FactorProfile const& factor, std::uint64_t seed, base::Time t) {
  std::uint64_t const own = seed_of(seed, factor.code);
  double const hour = static_cast<double>((t - base::start_of(base::beijing_day(t))).count()) / 3'600'000.0;
  double const noise = slow_share * smooth_noise(own, t, slow_step_ms) +
                       quick_share * smooth_noise(mixed(own, 1), t, quick_step_ms) +
                       jitter_share * noise_at(mixed(own, 2), t.ms / jitter_step_ms);
  double const value = factor.base * (1 + factor.amplitude * shape_at(factor.shape, hour) + factor.noise * noise);
  return factor.base > 0 ? std::max(value, factor.base * lowest_share) : value;
}

std::vector<FactorProfile> waste_water_factors() {
  return {
      {"w01018", 32.0, 0.25, 0.25, 2, false, Shape::two_peaks},   // COD, mg/L
      {"w21003", 2.1, 0.30, 0.35, 3, false, Shape::two_peaks},    // ammonia nitrogen, mg/L
      {"w21011", 0.28, 0.20, 0.30, 3, false, Shape::two_peaks},   // total phosphorus, mg/L
      {"w21001", 9.5, 0.15, 0.20, 2, false, Shape::two_peaks},    // total nitrogen, mg/L
      {"w01001", 7.4, 0.02, 0.04, 2, false, Shape::afternoon},    // pH
      {"w00000", 46.0, 0.35, 0.15, 2, false, Shape::two_peaks},   // flow, L/s
  };
}

std::vector<FactorProfile> flue_gas_factors() {
  return {
      {"a34013", 4.6, 0.15, 0.35, 2, true, Shape::daytime},       // dust, mg/m3
      {"a21026", 17.0, 0.20, 0.40, 2, true, Shape::daytime},      // SO2, mg/m3
      {"a21002", 33.0, 0.15, 0.25, 2, true, Shape::daytime},      // NOx, mg/m3
      {"a19001", 7.2, 0.06, 0.08, 2, false, Shape::flat},         // O2, %
      {"a01012", 92.0, 0.08, 0.06, 1, false, Shape::daytime},     // temperature, deg C
      {"a01013", -0.36, 0.10, 0.25, 3, false, Shape::flat},       // pressure in the duct, kPa
      {"a01014", 11.5, 0.10, 0.15, 2, false, Shape::flat},        // humidity, %
      {"a01011", 13.8, 0.18, 0.10, 2, false, Shape::daytime},     // velocity, m/s
      {"a00000", 186'000.0, 0.18, 0.10, 0, false, Shape::daytime},  // flow, m3/h
  };
}

std::vector<FactorProfile> surface_water_factors() {
  return {
      {"w21003", 0.95, 0.35, 0.50, 3, false, Shape::two_peaks},   // ammonia nitrogen, mg/L: some days are worse than others
      {"w01019", 4.60, 0.08, 0.20, 2, false, Shape::two_peaks},   // permanganate index, mg/L
      {"w21011", 0.13, 0.10, 0.25, 3, false, Shape::two_peaks},   // total phosphorus, mg/L
      {"w21001", 3.20, 0.08, 0.15, 2, false, Shape::two_peaks},   // total nitrogen, mg/L
      {"w01001", 8.05, 0.012, 0.02, 2, false, Shape::afternoon},  // pH
      {"w01009", 8.20, 0.10, 0.08, 2, false, Shape::afternoon},   // dissolved oxygen, mg/L: plants give it by day
      {"w01010", 9.50, 0.12, 0.06, 1, false, Shape::afternoon},   // temperature, deg C
      {"w01014", 980.0, 0.03, 0.06, 0, false, Shape::flat},       // conductivity, uS/cm
      {"w01003", 22.0, 0.10, 0.50, 1, false, Shape::flat},        // turbidity, NTU
  };
}

std::vector<FactorProfile> air_station_factors() {
  return {
      {"a34004", 41.0, 0.25, 0.75, 0, false, Shape::two_peaks},   // PM2.5, ug/m3
      {"a34002", 76.0, 0.25, 0.70, 0, false, Shape::two_peaks},   // PM10, ug/m3
      {"a21026", 12.0, 0.30, 0.50, 0, false, Shape::daytime},     // SO2, ug/m3
      {"a21004", 34.0, 0.35, 0.45, 0, false, Shape::two_peaks},   // NO2, ug/m3
      {"a21005", 0.8, 0.25, 0.40, 2, false, Shape::two_peaks},    // CO, mg/m3
      {"a05024", 88.0, 0.60, 0.25, 0, false, Shape::afternoon},   // O3, ug/m3
      {"a01001", 17.0, 0.30, 0.10, 1, false, Shape::afternoon},   // temperature, deg C
      {"a01002", 52.0, -0.30, 0.15, 1, false, Shape::afternoon},  // humidity, %
      {"a01007", 2.2, 0.35, 0.60, 1, false, Shape::afternoon},    // wind speed, m/s
      {"a01008", 190.0, 0.10, 0.80, 0, false, Shape::flat},       // wind direction, degrees
  };
}

}  // namespace app
