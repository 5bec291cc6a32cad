// Concentrations and flows as the limits mean them: at reference oxygen, dry, in the standard state.
#include <cmath>

#include "emission/inside.hpp"

namespace emission {
namespace {

constexpr double value_max = 1e12;
constexpr double celsius_min = -90, celsius_max = 2000;   // what a sensor in a stack can mean

bool is_amount(double value) { return std::isfinite(value) && value >= 0 && value < value_max; }

base::Result<Worked> finish(Rules const& rules, double value, base::Unit unit, std::string const& sum) {
  if (!std::isfinite(value)) {
    return bad_value("the inputs are so far apart that the result is no number", "value");
  }
  Worked worked{value, unit, sum + " = " + shown(value), {}, rules.basis(), rules.notes()};
  worked.how_en = worked.how;
  return worked;
}

struct Ratio { double value = 0; std::string sum; };
// How much smaller a volume of the gas is when dry and in the standard state.
base::Result<Ratio> shrinks(Rules& rules, GasState const& state) {
  auto const zero = rules.number("标准状态", "", "temperature");
  auto const pressure = rules.number("标准状态", "", "pressure");
  auto const moisture_max = rules.number("标准状态", "", "moisture_max");
  if (!zero || !pressure || !moisture_max) {
    return !zero ? zero.error() : !pressure ? pressure.error() : moisture_max.error();
  }
  if (!std::isfinite(state.temperature) || state.temperature < celsius_min || state.temperature > celsius_max) {
    return bad_value("the temperature of the gas is not between -90 and 2000 ℃", "temperature");
  }
  double const absolute = state.atmosphere + state.static_pressure;
  if (!std::isfinite(absolute) || state.atmosphere <= 0 || absolute <= 0 || absolute >= value_max) {
    return bad_value("the absolute pressure of the gas is not above nought", "atmosphere");
  }
  if (!std::isfinite(state.moisture) || state.moisture < 0 || state.moisture > *moisture_max) {
    return assess::cannot_judge("烟气湿度不在 0–" + shown(*moisture_max) + " % 之内 / moisture outside 0 to " + shown(*moisture_max) + " %",
                                rules.edition().number + " 标准状态");
  }
  double const warm = *zero + state.temperature;
  if (warm <= 0) {
    return bad_value("the temperature of the gas is below absolute nought", "temperature");
  }
  Ratio ratio;
  ratio.value = *zero / warm * (absolute / *pressure) * (1 - state.moisture / percent);
  ratio.sum = shown(*zero) + "/(" + shown(*zero) + "+" + shown(state.temperature) + ") × " + shown(absolute) + "/" + shown(*pressure) +
              " × (1 − " + shown(state.moisture) + "/100)";
  return ratio;
}

base::Result<Ratio> ratio_of(base::Result<Rules>& rules, GasState const& state, double measured, std::string const& what) {
  auto const ratio = rules ? shrinks(*rules, state) : base::Result<Ratio>(rules.error());
  return ratio && !is_amount(measured) ? bad_value(what + " is not a number of nought or more", "measured") : ratio;
}

}  // namespace

base::Result<Worked> at_reference_oxygen(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, double oxygen, double reference) {
  auto rules = Rules::of(catalog, "HJ 75", on);
  if (!rules) {
    return rules.error();
  }
  auto const air = rules->number("折算", "", "air_oxygen");
  auto const most = rules->number("折算", "", "oxygen_max");
  if (!air || !most) {
    return !air ? air.error() : most.error();
  }
  if (!is_amount(measured)) {
    return bad_value("the concentration is not a number of nought or more", "measured");
  }
  if (!std::isfinite(reference) || reference < 0 || reference >= *air) {
    return bad_value("the reference oxygen is not between 0 and " + shown(*air) + " %", "reference");
  }
  if (!std::isfinite(oxygen) || oxygen < 0) {
    return bad_value("the measured oxygen is not a number of nought or more", "oxygen");
  }
  if (oxygen >= *most) {
    return assess::cannot_judge("实测含氧量 " + shown(oxygen) + " % 达到或超过 " + shown(*most) + " %，折算无意义 / measured oxygen of " + shown(oxygen) +
                                    " % is at or above " + shown(*most) + " % and cannot be converted",
                                rules->edition().number + " 折算");
  }
  return finish(*rules, measured * (*air - reference) / (*air - oxygen), unit,
                shown(measured) + " × (" + shown(*air) + " − " + shown(reference) + ") / (" + shown(*air) + " − " + shown(oxygen) + ")");
}

base::Result<Worked> at_reference_excess_air(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, double coefficient,
                                             std::string const& furnace) {
  auto rules = Rules::of(catalog, "GB 9078", on);
  if (!rules) {
    return rules.error();
  }
  auto const reference = rules->number("折算", furnace, "excess_air");
  if (!reference) {
    return reference.error();
  }
  if (!is_amount(measured)) {
    return bad_value("the concentration is not a number of nought or more", "measured");
  }
  if (!std::isfinite(coefficient) || coefficient < 1 || coefficient >= value_max) {
    return bad_value("the coefficient of excess air is not a number of one or more", "excess_air");
  }
  return finish(*rules, measured * coefficient / *reference, unit, shown(measured) + " × " + shown(coefficient) + " / " + shown(*reference));
}

base::Result<Worked> standard_concentration(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, GasState const& state) {
  auto rules = Rules::of(catalog, "HJ 75", on);
  auto const ratio = ratio_of(rules, state, measured, "the concentration");
  return ratio ? finish(*rules, measured / ratio->value, unit, shown(measured) + " ÷ [" + ratio->sum + "]") : base::Result<Worked>(ratio.error());
}

base::Result<Worked> standard_flow(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, GasState const& state) {
  auto rules = Rules::of(catalog, "HJ 75", on);
  auto const ratio = ratio_of(rules, state, measured, "the flow");
  return ratio ? finish(*rules, measured * ratio->value, unit, shown(measured) + " × " + ratio->sum) : base::Result<Worked>(ratio.error());
}

base::Result<double> mass(double concentration, base::Unit of_concentration, double flow, base::Unit of_flow, double hours) {
  static auto const mg_m3 = base::parse_unit("mg/m3").value(), m3_h = base::parse_unit("m3/h").value();
  constexpr double kg_per_mg = 1e-6;
  auto const c = base::convert(concentration, of_concentration, mg_m3);
  auto const q = base::convert(flow, of_flow, m3_h);
  if (!c || !q) {
    return base::Problem("unit_mismatch",
                         "排放量需要质量浓度和体积流量 / an amount needs a concentration by mass and a flow by volume: " + (!c ? c.error() : q.error()).detail);
  }
  double const kg = *c * *q * hours * kg_per_mg;
  return std::isfinite(kg) && kg >= 0 ? base::Result<double>(kg) : bad_value("the amount is not a number of nought or more", "flow");
}

}  // namespace emission
