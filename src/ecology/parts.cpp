// Sub-indices of EI out of areas and amounts.
#include <cmath>

#include "ecology/inside.hpp"

namespace ecology {

using assess::cannot_judge, base::Result;

namespace {

constexpr int places_kept = 6;
constexpr double amount_max = 1e9;

std::string number(double value) { return Decimal::from_double(value, places_kept).to_string(); }

base::Problem lacking(Rulebook const& rules, std::string const& what) {
  return cannot_judge("缺少" + what + " / this input is missing", rules.edition().number);
}

Result<double> amount(Rulebook const& rules, std::optional<Decimal> const& given, std::string const& what) {
  if (!given) {
    return lacking(rules, what);
  }
  double const value = given->to_double();
  if (value < 0 || value > amount_max) {
    return cannot_judge(what + " " + given->to_string() + " 不是可能的值 / " + given->to_string() + " is no amount that can be (" + what + ")",
                        rules.edition().number);
  }
  return value;
}

Result<double> amount(Rulebook const& rules, std::map<std::string, Decimal> const& given, std::string const& what) {
  auto const found = given.find(what);
  return amount(rules, found == given.end() ? std::nullopt : std::optional(found->second), what);
}

Result<double> area_of(Rulebook const& rules, EiInputs const& inputs) {
  auto const area = amount(rules, inputs.area_km2, "区域面积");
  return area && *area == 0 ? Result<double>(lacking(rules, "区域面积")) : area;
}

// Habitat: each kind of land by its group's weight and its share in the group.
Result<double> habitat_sum(Rulebook& rules, EiInputs const& inputs, double area) {
  double sum = 0;
  double land = 0;
  for (auto const& [kind, km2] : inputs.land_km2) {
    auto const group = rules.text("生境", kind, "of");
    auto const size = amount(rules, km2, kind);
    if (!group) {
      return cannot_judge("“" + kind + "”不是二级地类 / no second-level kind of land; an index needs those, not the groups", rules.edition().number);
    }
    auto const weight = rules.number("生境", *group, "weight");
    auto const share = rules.number("生境", kind, "share");
    if (!size || !weight || !share) {
      return !size ? size.error() : !weight ? weight.error() : share.error();
    }
    sum += weight->to_double() * share->to_double() * *size;
    land += *size;
  }
  constexpr double slack = 1.01;   // areas are measured on different maps
  if (inputs.land_km2.empty()) {
    return lacking(rules, "各地类面积");
  }
  if (land > area * slack || land * slack < area) {
    return cannot_judge("各地类面积合计 " + number(land) + " km² 与区域面积 " + number(area) + " km² 不符 / the kinds of land add up to " +
                            number(land) + " km², not to the area of " + number(area) + " km²",
                        rules.edition().number);
  }
  return sum;
}

Result<double> coefficient(Rulebook& rules, std::string_view name) {
  auto const found = rules.number("归一化", name, "coefficient");
  return found ? Result<double>(found->to_double()) : Result<double>(found.error());
}

Result<Worked> worked(Rulebook& rules, double value, std::string how) {
  auto const inside = bounded(rules, value);
  if (!inside) {
    return inside.error();
  }
  return Worked{*inside, std::move(how)};
}

}  // namespace

Result<Decimal> bounded(Rulebook& rules, double value) {
  auto const lowest = rules.number("指数", "分指数", "lowest");
  auto const highest = rules.number("指数", "分指数", "highest");
  if (!lowest || !highest) {
    return lowest ? highest.error() : lowest.error();
  }
  // Compared as doubles first: an absurd amount must not overflow a decimal.
  return value <= lowest->to_double() ? *lowest : value >= highest->to_double() ? *highest : Decimal::from_double(value, places_kept);
}

Result<Worked> biological_richness(Rulebook& rules, EiInputs const& inputs) {
  auto const area = area_of(rules, inputs);
  auto const sum = area ? habitat_sum(rules, inputs, *area) : Result<double>(area.error());
  auto const norm = coefficient(rules, "Abio");
  if (!sum || !norm) {
    return sum ? norm.error() : sum.error();
  }
  auto const habitat = bounded(rules, *norm * *sum / *area);
  if (!habitat) {
    return habitat.error();
  }
  auto how = "HQ = " + number(*norm) + " × " + number(*sum) + " / " + number(*area) + " → " + habitat->to_string();
  if (!inputs.biodiversity) {
    rules.note("没有生物多样性指数，生物丰度指数取生境质量指数 / without BI the habitat index stands alone");
    return Worked{*habitat, std::move(how)};
  }
  auto const bi = amount(rules, inputs.biodiversity, "生物多样性指数");
  if (!bi) {
    return bi.error();
  }
  return worked(rules, (*bi + habitat->to_double()) / 2, how + "；(BI " + number(*bi) + " + HQ) / 2");
}

Result<Worked> vegetation(Rulebook& rules, EiInputs const& inputs) {
  auto const ndvi = amount(rules, inputs.ndvi, "NDVI");
  auto const norm = coefficient(rules, "Aveg");
  auto const scale = rules.number("植被", "NDVI", "scale");
  if (!ndvi || !norm || !scale) {
    return !ndvi ? ndvi.error() : !norm ? norm.error() : scale.error();
  }
  if (*ndvi > 1) {
    return cannot_judge("NDVI " + number(*ndvi) + " 应在 0–1 之间 / NDVI lies between 0 and 1", rules.edition().number);
  }
  return worked(rules, *norm * scale->to_double() * *ndvi, number(*norm) + " × " + scale->to_string() + " × " + number(*ndvi));
}

Result<Worked> water_network(Rulebook& rules, EiInputs const& inputs) {
  auto const area = area_of(rules, inputs);
  auto const river = amount(rules, inputs.river_km, "河流长度");
  auto const water = amount(rules, inputs.water_km2, "水域面积");
  auto const amount_of_water = amount(rules, inputs.water_million_m3, "水资源量");
  auto const a = coefficient(rules, "Ariv");
  auto const b = coefficient(rules, "Alak");
  auto const c = coefficient(rules, "Ares");
  for (auto const* each : {&area, &river, &water, &amount_of_water, &a, &b, &c}) {
    if (!*each) {
      return each->error();
    }
  }
  auto const value = (*a * *river + *b * *water + *c * *amount_of_water) / *area / 3;
  return worked(rules, value, "(" + number(*a) + " × " + number(*river) + " + " + number(*b) + " × " + number(*water) + " + " + number(*c) + " × " +
                                  number(*amount_of_water) + ") / " + number(*area) + " / 3");
}

Result<Worked> land_stress(Rulebook& rules, EiInputs const& inputs) {
  auto const area = area_of(rules, inputs);
  auto const norm = coefficient(rules, "Aero");
  if (!area || !norm) {
    return area ? norm.error() : area.error();
  }
  double sum = 0;
  for (auto const* row : rules.parameters("土地胁迫", "weight")) {
    auto const size = amount(rules, inputs.stress_km2, row->subject);
    if (!size) {
      return size.error();
    }
    rules.cite(row->source);
    sum += row->number.value_or(Decimal()).to_double() * *size;
  }
  return worked(rules, *norm * sum / *area, number(*norm) + " × " + number(sum) + " / " + number(*area));
}

Result<Worked> pollution_load(Rulebook& rules, EiInputs const& inputs) {
  auto const area = area_of(rules, inputs);
  auto const rain = amount(rules, inputs.rain_mm, "年降水量");
  if (!area || !rain || *rain == 0) {
    return !area ? area.error() : !rain ? rain.error() : lacking(rules, "年降水量");
  }
  double sum = 0;
  std::string how;
  for (auto const* row : rules.parameters("污染负荷", "weight")) {
    auto const mass = amount(rules, inputs.load_t, row->subject);
    auto const name = rules.text("污染负荷", row->subject, "coefficient");
    auto const per = rules.text("污染负荷", row->subject, "per");
    auto const norm = name ? coefficient(rules, *name) : Result<double>(name.error());
    if (!mass || !norm || !per) {
      return !mass ? mass.error() : !norm ? norm.error() : per.error();
    }
    rules.cite(row->source);
    double const weight = row->number.value_or(Decimal()).to_double();
    double const divisor = *per == "降水" ? *rain : *area;
    sum += weight * *norm * *mass / divisor;
    how += (how.empty() ? "" : " + ") + number(weight) + "×" + number(*norm) + "×" + number(*mass) + "/" + number(divisor);
  }
  return worked(rules, sum, std::move(how));
}

}  // namespace ecology
