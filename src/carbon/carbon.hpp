#pragma once
// Greenhouse gases: factors of fuels, waste burnt, electricity, landfills, waste water, animals. Every factor is dated data with its evidence; what a
// caller gives instead of a default is taken and said. Masses in tonnes unless named otherwise. Pure.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace carbon {

using assess::Basis, base::Day, base::Decimal;

/// One number that went in: the caller's or the guide's.
struct Input { std::string name; Decimal value; std::string unit; bool given = false; };
struct Amount {
  Decimal exact, value;                   // value: rounded
  std::string unit;                       // "tCO2/t"
  std::string how;                        // "11.9 × 28.0 × 0.96 × 44 / 12 / 1000"
  std::vector<Input> inputs;
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
using Given = std::map<std::string, Decimal>;      // instead of defaults

/// CO2 of a unit of fuel: NCV × CC × OF × 44/12. Given: "NCV" (GJ/t or GJ/万Nm³), "CC" (tC/TJ), "OF" (0..1); the rest from the guide.
base::Result<Amount> fuel_factor(catalog::Catalog const& catalog, std::string_view fuel, Given const& given, Day on);
/// Fossil CO2 of a tonne of waste burnt: CCW × FCF × CE × 44/12. Given: "CCW" "FCF" "CE".
base::Result<Amount> incineration_factor(catalog::Catalog const& catalog, std::string_view waste, Given const& given, Day on);
/// CO2 of electricity used: the factor of that year and region, else the last published before it. `year` is the year of the data.
struct Electricity { Amount co2; Decimal factor; int year_of_factor = 0; };
base::Result<Electricity> electricity(catalog::Catalog const& catalog, std::string_view region, int year, Decimal kwh);
/// Methane of a landfill by mass balance: (MSW × DOC × DOCf × MCF × F × 16/12 − R) × (1 − OX). Given: "DOC" "DOCf" "MCF" "F" "OX".
base::Result<Amount> landfill(catalog::Catalog const& catalog, Decimal waste, Decimal recovered, std::string_view site, Given const& given, Day on);
/// Methane of waste water: load × Bo × MCF − R. `kind`: "生活污水" (load: BOD) or "工业废水" (COD). Given: "Bo" "MCF"; `way` names a default MCF, ""
/// the nation's mean, which is of sewage alone.
base::Result<Amount> wastewater_ch4(catalog::Catalog const& catalog, std::string_view kind, Decimal load, Decimal recovered, std::string_view way,
                                    Given const& given, Day on);
/// BOD out of COD where only that is known.
base::Result<Amount> bod_of(catalog::Catalog const& catalog, Decimal cod, Day on);
/// Nitrous oxide of sewage: people × protein (kg a year) × nitrogen × extra × industry × EF × 44/28.
base::Result<Amount> wastewater_n2o(catalog::Catalog const& catalog, Decimal people, Decimal protein, Day on);
/// Methane of digestion and manure and nitrous oxide of manure of a year's average stock. `way`: "规模化饲养" "农户散养" "放牧饲养".
struct Livestock { std::optional<Amount> enteric_ch4, manure_ch4, manure_n2o; std::vector<std::string> notes; };   // notes: what has no factor
base::Result<Livestock> livestock(catalog::Catalog const& catalog, std::string_view animal, std::string_view way, Decimal heads, Day on);
/// Average stock of animals that live less than a year: days alive / 365 × slaughtered.
base::Result<Decimal> average_stock(Decimal slaughtered, Decimal days_alive);
/// As CO2: `report` "AR2" or "AR5", "" = what the guide of the day takes.
base::Result<Amount> co2_equivalent(catalog::Catalog const& catalog, std::string_view gas, Decimal mass, std::string_view report, Day on);
/// Fuels and animals the guide of the day has factors for.
std::vector<std::string> fuels(catalog::Catalog const& catalog, Day on);
std::vector<std::string> animals(catalog::Catalog const& catalog, Day on);

}  // namespace carbon
