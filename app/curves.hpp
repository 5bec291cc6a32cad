#pragma once
// What simulated instruments measure: a value for any moment, from a seed, without memory, so that a real-time
// value, the hour's mean and yesterday's history agree with each other.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace app {

/// How a quantity runs through the day, -1..1.
enum class Shape : std::uint8_t { flat, two_peaks, afternoon, daytime };

struct FactorProfile {
  std::string code;          // "w01018"
  double base = 0;           // the usual value, in the factor's default unit
  double amplitude = 0;      // share of base: the swing of the day
  double noise = 0;          // share of base
  int decimals = 2;
  bool converted = false;    // flue gas: sent with the value at reference oxygen too (Zs)
  Shape shape = Shape::flat;
};
std::vector<FactorProfile> waste_water_factors();   // ST 32: COD, NH3-N, TP, TN, pH, flow
std::vector<FactorProfile> flue_gas_factors();      // ST 31: dust, SO2, NOx, O2, temperature, pressure, humidity, flow
std::vector<FactorProfile> surface_water_factors(); // ST 21: what stations at sections measure
std::vector<FactorProfile> air_station_factors();   // ST 22: the six pollutants and the weather

double value_at(FactorProfile const& factor, std::uint64_t seed, base::Time t);
std::uint64_t mixed(std::uint64_t a, std::uint64_t b);       // a hash of two numbers
std::uint64_t seed_of(std::uint64_t seed, std::string_view name);

}  // namespace app
