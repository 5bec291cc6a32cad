#pragma once
// What leaves stacks and outfalls: concentrations at reference oxygen and in the dry standard state, permitted rates by height, validity of online
// data, amounts with what replaces missing hours. Pure functions of the catalogue; no number of the law stands here.
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace emission {

using base::Day, base::Time, assess::Basis;

/// A quantity worked out: unrounded, with the sum in words and the rows it rests on.
struct Worked {
  double value = 0;
  base::Unit unit;
  std::string how, how_en;
  std::vector<Basis> basis;
  std::vector<std::string> notes;        // rows from memory, rules that were applied
};
assess::Why why_of(Worked const& worked, std::string title, std::string title_en);

// ---- concentrations ----

/// C = C'·(O2air − O2ref) / (O2air − O2measured), in %. Problems: bad_value; cannot_judge where the measured oxygen is so near to that of air
/// that the quotient means nothing (a bound of the catalogue), or no edition of HJ 75 holds.
base::Result<Worked> at_reference_oxygen(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, double oxygen, double reference);
/// GB 9078: C = C'·α'/α of a kind of furnace ("其他炉窑").
base::Result<Worked> at_reference_excess_air(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, double coefficient,
                                             std::string const& furnace);
struct GasState {
  double temperature = 0;                // ℃
  double atmosphere = 0;                 // Pa
  double static_pressure = 0;            // Pa, of the gas against the atmosphere
  double moisture = 0;                   // % of volume; 0 = the reading is of dry gas
};
/// Of one volume of the gas as it is: a concentration grows, a flow shrinks.
base::Result<Worked> standard_concentration(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, GasState const& state);
base::Result<Worked> standard_flow(catalog::Catalog const& catalog, Day on, double measured, base::Unit unit, GasState const& state);

// ---- rates by the height of the stack ----

struct Stack {
  double height = 0;                     // m
  bool above_neighbours = true;          // over the buildings around, as GB 16297 7.1 asks
};
/// GB 16297 table 2, class II, new sources: listed, between two heights in a straight line, above the last and below the first by the square of
/// heights, and the strict halves. `pollutant` is the printed name or a code. Problems: unknown_item, bad_value, cannot_judge.
base::Result<Worked> rate_limit(catalog::Catalog const& catalog, Day on, std::string const& pollutant, Stack const& stack);
/// GB 14554 table 2: the nearest listed height, halfway the higher one. Odour concentration is a pure number, all others kg/h.
base::Result<Worked> odour_limit(catalog::Catalog const& catalog, Day on, std::string const& pollutant, double height);

// ---- validity of online data ----

struct Validity {
  bool valid = false;
  double share = 0;                      // of what was due
  double needed = 0;                     // in `unit`: minutes, hours, %
  std::string unit;
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
enum class Medium : std::uint8_t { gas, water };     // HJ 75, HJ 356
/// An hour has so many minutes of valid data (gas); a day so many valid hours of the hours that the source ran or that data were due; a quarter
/// (gas) or month (water) likewise. `due` 0: nothing ran, nothing is asked: cannot_judge.
enum class Period : std::uint8_t { hour, day, month, quarter };
base::Result<Validity> validity(catalog::Catalog const& catalog, Medium medium, Period period, Day on, double valid, double due);

// ---- amounts ----

enum class State : std::uint8_t { valid, invalid, stopped };
struct Hour { Time start; State state = State::invalid; double kg = 0; };   // kg counts where valid
struct Outage {                          // hours without valid data, one after another; in the next quarter it is another one of the same hours
  Time from, to;                         // what lies in one quarter
  int hours = 0;                         // of the whole
  bool replaced = false;
  double kg_an_hour = 0;                 // put in its place
  int looked_back = 0;                   // valid hours that were there to choose from
  std::string why;                       // the rule, or why nothing replaces it: "中文 / English"
  std::pair<std::string, std::string> why_by_language() const;
};
struct Capture { Day quarter; int hours = 0, invalid = 0, stopped = 0; double rate = 0; };   // rate in %
/// Data that replacements of an amount rest on, beyond its own span: what lay before, the whole outage, the quarter whose capture rate chose the rule.
struct Reach {
  Time from, to;                         // half open
  bool more_before = false;              // fewer valid hours were given than a rule looks at, or no valid day: any that came before would count
  bool more_after = false;               // an outage had not ended in what was given, and its rule asks how long it was
  void hold(Time begin, Time end);
};
struct Amount {
  double measured_kg = 0, substituted_kg = 0;
  int valid = 0, substituted = 0, stopped = 0, without = 0;     // hours; of water: days. `without`: neither measured nor replaced
  std::vector<Capture> captures;
  std::vector<Outage> outages;           // that touch the span
  std::optional<Reach> reach;            // nothing: no hour was missing
  std::vector<Basis> basis;
  std::vector<std::string> notes;
  double total_kg() const { return measured_kg + substituted_kg; }
};
constexpr std::size_t hours_max = 100'000;            // more than eleven years; what is beyond is not counted and noted
/// HJ 75: the amount of [from, to). `hours` rise, one after another without gaps, and hold what it may rest on (Amount::reach says whether they do):
/// quarters whole, what lies before, from which missing hours are replaced, and `looks_on` hours behind. Concentrations are never replaced.
Amount amount_of_gas(catalog::Catalog const& catalog, std::vector<Hour> const& hours, Time from, Time to);
/// So many hours behind a quarter still tell how long an outage at its end was, as far as the rules of the day ask.
base::Duration looks_on(catalog::Catalog const& catalog, Day on);
struct WaterDay { Day day; State state = State::invalid; double kg = 0; int manual_samples = 0; double manual_kg = 0; };
/// What replaces one outage: the rule by the capture rate (%) of its quarter and its length, the greatest of the valid hours before it (kg/h, oldest
/// first). `basis` and `notes` receive the rows of the rule.
Outage replacement(catalog::Catalog const& catalog, Day on, double capture, int hours, std::vector<double> const& valid_before, Amount& told);
/// HJ 356: a day without valid data takes the amount of samples by hand where there are enough, else that of the last valid day.
Amount amount_of_water(catalog::Catalog const& catalog, std::vector<WaterDay> const& days, Day from, Day to);   // both belong to it
/// kg that flow in `hours` hours. Problem unit_mismatch: a concentration by mass and a flow by volume.
base::Result<double> mass(double concentration, base::Unit of_concentration, double flow, base::Unit of_flow, double hours);

/// Whether enough of the hours of a period met an ultra-low limit; nothing where the set's standard asks for no such share.
struct Share { double met = 0, needed = 0; bool enough = false; std::vector<Basis> basis; };   // in %
std::optional<Share> hours_met(catalog::Catalog const& catalog, std::string const& set, Day on, int met, int valid);
/// Hours a year that windows of these kinds (parted by blanks) may excuse, where a rule says so of a set's standard (waste incineration).
struct Allowance { std::string kinds; double hours_a_year = 0; Basis basis; };
std::vector<Allowance> allowances(catalog::Catalog const& catalog, std::string const& set, Day on);

}  // namespace emission
