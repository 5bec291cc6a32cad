#pragma once
// Judgement by standards: the air quality index (HJ 633) and limits. Pure functions of the catalogue and the inputs;
// no number of the law stands here. Concentrations enter as exact decimals.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace assess {

using base::Decimal, base::Day;

struct Basis { std::string standard, clause, edition; };
/// Every evaluation answers so when it may not answer: problem "cannot_judge"; detail is the reason (Chinese / English), where the clause that
/// asks for more. Never zero, never a guess.
base::Problem cannot_judge(std::string why, std::string clause);

/// Why a figure is what it is: a rule, and what went into it, down to what was measured. Texts are Chinese with English beside.
struct Why {
  std::string title, title_en;      // what this is: "PM2.5 年均值"
  std::string value, unit;          // as shown, after rounding
  std::string exact;                // before rounding; "" = the same
  std::string how, how_en;          // the sum in words and numbers: "(39 − 35) / 35 = 0.1142… → 0.11"
  std::string state;                // "" good; "missing" "invalid" "uncertain" "excluded" "cannot_judge"
  std::string note;                 // what is uncertain, "recalled" rows, rounding
  std::vector<Basis> basis;
  std::string ref;                  // what can be opened further, see evaluate::Desk::why: "figure/12" "verdict/…" "record/soil_sample/4" "frame/99"
  std::vector<Why> from;
};
/// As JSON: {title, title_en, value, unit, exact, how, how_en, state, note, basis: [{standard, clause, edition}], ref, from: […]}; empty ones are
/// left out. `depth_max` levels below the root.
std::string to_json(Why const& why, int depth_max = 16);
base::Result<Why> why_from_json(std::string_view json);
struct AirIndex {
  std::optional<int> aqi;                       // nothing = NA
  std::map<std::string, int> iaqi;              // "PM2.5" → 114 (the larger where a pollutant came with two periods)
  std::map<std::string, int> iaqi_by_input;     // "O3_8h" → 114
  std::vector<std::string> without_index;       // inputs beyond the table that give no index (2012: SO2_1h > 800)
  std::map<std::string, Decimal> used;          // the concentrations after rounding
  std::vector<std::string> primary;             // ties together; empty when AQI ≤ 50
  std::vector<std::string> exceeding;           // IAQI > 100
  int level = 0;                                // 1..6, 0 = none
  std::string category, category_en, colour;    // "良" "moderate" "#ffff00"
  bool complete = false;                        // all inputs of the report were there
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
enum class Report : std::uint8_t { iaqi, daily, hourly };
/// Inputs are named "PM2.5_24h" "O3_8h" "NO2_1h" …, in the units of the standard's table (CO mg/m³, others μg/m³).
/// Only the inputs given are used; an input that is known but no part of the report is left out with a note.
/// Problems: unknown_input (named), negative_concentration, no_input (nothing that the report can use).
/// `for_publication` applies the rules on missing inputs (2026 5.3: NA unless > 100); without it what is there is
/// judged.
base::Result<AirIndex> air_index(catalog::AirIndexRules const& rules, Report report,
                                 std::map<std::string, Decimal> const& inputs, bool for_publication = false);
/// Category of an AQI value.
catalog::AirIndexRules::Category const* category(catalog::AirIndexRules const& rules, int aqi);
/// A forecast gives ranges of concentrations: the index of their lower and of their upper ends (HJ 633: a forecast names a range of AQI).
struct AirForecast { AirIndex low, high; };
/// Problems as of air_index, and "bad_range": an input that lacks an end, or whose upper end is below its lower one.
base::Result<AirForecast> air_forecast(catalog::AirIndexRules const& rules, std::map<std::string, Decimal> const& low,
                                       std::map<std::string, Decimal> const& high);

/// One edition made ready for millions of hours: the same digits as air_index, in whole numbers, without a string. Places of a report in the
/// order of the daily inputs ("PM2.5_24h" …, HJ 633-2012 has the hour of ozone as the seventh); a day's report reads all, an hour's the first six.
class AirIndexTable {
 public:
  static constexpr std::size_t places = 7;
  static constexpr int scale = 3;                       // a concentration is a count of thousandths; more places: use air_index
  static constexpr std::int32_t absent = -1;            // any negative number
  static constexpr std::int32_t index_absent = -1;
  using Concentrations = std::array<std::int32_t, places>;
  struct Verdict {
    std::int32_t aqi = index_absent;                    // index_absent = NA
    std::array<std::int16_t, places> iaqi{};            // by place; index_absent = none
    std::uint8_t primary = 0, exceeding = 0;            // bit 1 << place; the hour of ozone has the bit of ozone
    std::uint8_t level = 0;                             // 1..6, 0 = none
    bool complete = false;
  };
  explicit AirIndexTable(catalog::AirIndexRules const& rules);
  Verdict hour(Concentrations const& given) const;
  Verdict day(Concentrations const& given) const;
  /// Pollutant of a place: "PM2.5".
  std::string const& pollutant(std::size_t place) const { return pollutants_[place]; }

 private:
  struct Row { std::int64_t low = 0, high = 0, rise = 0; std::int32_t index = 0; };
  struct Place { bool needed = false, known = false; std::int64_t step = 1; std::vector<Row> rows; std::int32_t above = index_absent; };
  using Places = std::array<Place, places>;
  Place place_of(catalog::AirIndexRules const& rules, std::string const& input) const;
  std::int32_t index_of(Place const& place, std::int32_t given) const;
  Verdict judge(Places const& report, Concentrations const& given) const;
  std::array<std::string, places> pollutants_;
  std::array<std::size_t, places> bit_{};
  Places hour_, day_;
  base::Rounding rounding_;
  int primary_above_, exceeding_above_;
  std::vector<std::int32_t> level_high_;                // upper ends of the categories, best first
};

/// The six pollutants of a station's day out of its hours (concentrations, hour named by its START, Beijing time).
struct HourValue { int hour = 0; std::string pollutant; double value = 0; };   // only valid hours are given
struct DayInputs {
  std::map<std::string, Decimal> inputs;        // "PM2.5_24h" …, "O3_8h", "O3_1h" (maximum of the hours)
  std::map<std::string, int> hours;             // valid hours per pollutant
  std::map<std::string, std::string> refused;   // input → why it is not valid ("18 of 20 hours")
  std::vector<Basis> basis;
};
/// GB 3095 table 4 and HJ 663 6.1.2 decide what is enough; a rule that the catalogue does not hold on that day asks for
/// nothing. Windows of 8 hours lie wholly inside the day (they end 08:00 … 24:00). Means are rounded once, as HJ 633 of
/// that day says; where it says nothing they keep six places.
DayInputs day_inputs(catalog::Catalog const& catalog, Day on, std::vector<HourValue> const& hours);
/// Running 8-hour and 24-hour means that end with hour `last` (index into 24+ hours given oldest first, NaN = missing).
std::optional<double> running_mean(std::vector<double> const& hours, std::size_t last, int length, int at_least);

/// The numbers of one standard on one day, read one by one. Every reading is kept, so that an answer names its clauses and says which numbers are
/// from memory; what the catalogue does not hold is cannot_judge. Tables are named without their edition.
class Rulebook {
 public:
  /// `standard` as Catalog::in_force takes it: "HJ 640". Problem: cannot_judge, no edition holds on that day.
  static base::Result<Rulebook> open(catalog::Catalog const& catalog, std::string_view standard, Day on);
  catalog::Edition const& edition() const { return *edition_; }
  Day on() const { return on_; }
  base::Result<Decimal> number(std::string_view table, std::string_view subject, std::string_view name);
  base::Result<std::string> text(std::string_view table, std::string_view subject, std::string_view name);
  /// Rows of parameters of a table with that name, as printed.
  std::vector<catalog::Parameter const*> parameters(std::string_view table, std::string_view name) const;
  base::Result<catalog::Grade const*> grade(std::string_view table, Decimal value);
  /// nullptr when the set has no row for the item: the standard does not judge it.
  base::Result<catalog::Limit const*> limit(std::string_view set, std::string_view factor, std::string_view averaging);
  void cite(catalog::Source const& source);                 // a row read by other ways
  void note(std::string text);                              // once each
  void take(Rulebook const& other);                         // its basis and notes too
  std::vector<Basis> const& basis() const { return basis_; }
  std::vector<std::string> const& notes() const { return notes_; }

 private:
  Rulebook(catalog::Catalog const& catalog, catalog::Edition const& edition, Day on) : catalog_(&catalog), edition_(&edition), on_(on) {}
  base::Problem missing(std::string_view what) const;
  std::string in_edition(std::string_view table) const { return edition_->id + "/" + std::string(table); }
  catalog::Catalog const* catalog_;
  catalog::Edition const* edition_;
  Day on_;
  std::vector<Basis> basis_;
  std::vector<std::string> notes_;
};

struct LimitVerdict {
  std::string result;                           // "ok" "exceeded" "no_limit"
  catalog::Limit const* limit = nullptr;        // the strictest that was applied
  double share = 0;                             // 占标率: value / limit (range: distance from its middle / half width)
  std::optional<double> times_over;             // 超标倍数 |C−S|/S when exceeded; none for ranges such as pH
  std::vector<Basis> basis;
};
/// A period mean against the limits of a set on a day; value in `unit`, converted to the limit's. 全数值比较法: no rounding.
/// A set of an edition that no longer holds (or not yet) is read in the edition that does. `factor` is a code, or the
/// printed name where no code exists. Problems: bad_value, unit_mismatch.
base::Result<LimitVerdict> against_limits(catalog::Catalog const& catalog, std::string const& set,
                                          std::string const& factor, std::string const& averaging, Day on,
                                          double value, base::Unit unit);

}  // namespace assess
