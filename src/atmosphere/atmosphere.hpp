#pragma once
// Air over months, quarters and years (HJ 663): means, percentiles, days by level, composite index; the district out of its points; trends and
// ranks; heavy pollution levels and their message in CAP 1.2. Pure: days in, figures out. No number of the law stands here: percentiles, digits,
// limits, weights and hours come from the catalogue by the day, and a row that is not on file is refused or, where the catalogue names a table
// to use meanwhile, marked uncertain.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace atmosphere {

using base::Day, base::Decimal;

inline constexpr std::size_t pollutant_count = 6;
inline constexpr std::array<std::string_view, pollutant_count> pollutants{"PM2.5", "PM10", "SO2", "NO2", "CO", "O3"};
std::optional<std::size_t> pollutant_at(std::string_view name);
/// The catalogue's editions that a field rests on, by what they hold: of HJ 663, of the composite index, of the alert levels. nullptr = none on that day.
catalog::Edition const* evaluation_edition(catalog::Catalog const& catalog, Day on);
catalog::Edition const* composite_edition(catalog::Catalog const& catalog, Day on);
catalog::Edition const* alert_edition(catalog::Catalog const& catalog, Day on);

// ---- days ---------------------------------------------------------------------------------------

/// A day of a point or a district: means of the day, of ozone the greatest 8-hour mean; CO in mg/m³, the others in μg/m³.
struct AirDay {
  Day day;
  std::array<std::optional<Decimal>, pollutant_count> values;
  std::optional<Decimal> ozone_hour;             // greatest hour of ozone, which HJ 633-2012 also reads
  std::optional<int> aqi;                        // nothing = no valid index that day
  int level = 0;                                 // 1..6
  std::vector<std::string> primary;
  std::string ref;                               // what explains it: "verdict/aqi/3/day/2026-11-26"
};
/// The index of a day's values by the edition of its day, or by `under`. Publication's rule on missing inputs holds. Problems of air_index;
/// "no_edition".
base::Result<assess::AirIndex> judge_day(catalog::Catalog const& catalog, AirDay& day, catalog::AirIndexRules const* under = nullptr);

/// A district's (city's) day out of its points: of each pollutant the mean of the points' days, where enough points have one.
struct AreaDay {
  AirDay day;
  std::array<int, pollutant_count> points_valid{};
  int points_due = 0;
  std::map<std::string, std::string> refused;    // pollutant → "3 / 5 个点位，要求 75 %"
  std::optional<assess::AirIndex> index;
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;
};
/// `points_due` points belong to the district; `days` are those of that day.
AreaDay area_day(catalog::Catalog const& catalog, Day on, std::vector<AirDay const*> const& days, int points_due);

// ---- numbers ------------------------------------------------------------------------------------

/// k = 1 + (n−1)·p %, between neighbours in proportion (HJ 663 appendix A). Exact. Nothing for no values or p outside 0..100.
std::optional<Decimal> percentile(std::vector<Decimal> values, Decimal percent);
/// Quotient of a and b > 0 with `digits` places: "half_even" (GB/T 8170) or "half_up", as many reports round.
Decimal rounded_quotient(Decimal a, Decimal b, int digits, std::string_view rounding);
/// (C − S) / S, nothing when C ≤ S.
std::optional<Decimal> times_over(Decimal value, Decimal limit, int digits);
/// Good days among valid days in per cent; nothing without a valid day.
std::optional<Decimal> good_share(int good, int valid, int digits);

// ---- composite index ----------------------------------------------------------------------------

struct Composite {
  struct Part { std::string pollutant; Decimal concentration, limit, index, share; Decimal weight{1, 0}; };
  std::vector<Part> parts;                       // in the order of `pollutants`
  Decimal sum, max;
  std::string max_pollutant;
  std::string edition;
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;
};
/// Of the six statistics of a period (CO its 95th, O3 its 90th percentile), with the limits of the day. All six are needed; "cannot_judge" names
/// those missing. `weights` names a table of weights other than the edition's own ("加权综合指数（未核实）"); only who asks for it gets it.
base::Result<Composite> composite_index(catalog::Catalog const& catalog, Day on, std::array<std::optional<Decimal>, pollutant_count> const& values,
                                        std::string const& weights = {});

// ---- periods ------------------------------------------------------------------------------------

/// A stretch of days that an approved record declares as an exceptional event (dust …); `pollutants` empty = all six.
struct Event { Day from, to; std::string kind, name, ref; std::vector<std::string> pollutants; };

struct Statistic {
  std::string pollutant;
  int days = 0;                                  // with a valid value
  bool enough = false;                           // for the form of the period
  std::string refused;                           // why not
  std::optional<Decimal> mean, mean_exact, limit_mean;           // rounded; with six places
  std::optional<Decimal> percent, percentile, percentile_exact, limit_percentile;
  std::optional<Decimal> share;                  // 占标率 in %: of the mean where it has a limit, else of the percentile
  std::optional<Decimal> times_over;             // of the same
  std::optional<bool> attained;                  // nothing: not judged (not a year, or not enough days)
};
struct Evaluation {
  Day from, to;
  std::string form;
  int days_due = 0, days_valid = 0;              // valid: with an index
  int good_days = 0, heavy_days = 0;
  std::optional<Decimal> good_share;
  std::map<std::string, int> by_level;           // category name → days
  std::map<std::string, int> primary_days;
  std::vector<Statistic> statistics;
  std::optional<bool> attained;                  // all six
  std::optional<Composite> composite;
  std::string composite_refused;
  bool enough = false;                           // all six have enough days
  std::string edition_air, edition_index, edition_evaluation, edition_composite;
  int share_digits = 0;                          // places of 占标率
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;                // what is uncertain
};
struct PeriodOptions {
  std::optional<Day> under;                      // editions of this day for all days and limits; else each day by its own, limits of the last day
  std::string share_rounding = "rounding";       // parameter that says how 占标率 is rounded: "rounding" (GB/T 8170) or "rounding_report"
  std::vector<Event> const* without = nullptr;   // days of these events are left out
};
/// `form`: "month" "quarter" "year" "heating" "rest". Days outside [from, to] are not read; of a day given twice the last counts.
/// "cannot_judge": no edition holds on the day.
base::Result<Evaluation> evaluate(catalog::Catalog const& catalog, std::string const& form, Day from, Day to, std::vector<AirDay> const& days,
                                  PeriodOptions const& options = {});
/// As a tree: rule → statistics → what they are made of; `days` become leaves (those that count most first, at most `leaves_max`).
assess::Why explain(Evaluation const& evaluation, std::vector<AirDay> const& days, std::string const& title, std::string const& title_en);
inline constexpr std::size_t leaves_max = 31;
/// The members of an evaluation as figures keep and screens read them (api: detail of air_period), without those of events: one JSON object.
std::string to_json(Evaluation const& evaluation);

/// 1 for the smallest; equal values share a rank, the next one counts them all.
std::vector<int> ranks(std::vector<Decimal> const& values);

// ---- trend --------------------------------------------------------------------------------------

struct Trend {
  int years = 0;
  std::optional<double> spearman, critical;      // r of values against time; |r| is compared with the critical value
  std::string significance;                      // "0.05"
  bool significant = false;
  std::optional<double> theil_sen;               // median slope, units per year
  std::string trend;                             // "up" "down" "none"
  std::vector<assess::Basis> basis;
  std::vector<std::string> notes;
};
struct YearValue { int year = 0; double value = 0; };
/// Years in any order, each once. "cannot_judge" with fewer years than the catalogue asks for.
base::Result<Trend> trend(catalog::Catalog const& catalog, Day on, std::vector<YearValue> years);

// ---- heavy pollution alert ----------------------------------------------------------------------

struct AlertDay { Day day; int aqi = 0; bool forecast = false; };      // forecast days come after measured ones
struct AlertStep {
  Day day;
  int rank = 0;                                  // 0 = none; 1 blue … 4 red
  std::string name, name_en, colour;             // "黄色" "yellow"
  std::string move;                              // "start" "raise" "lower" "lift" "hold" ""
  Day since;                                     // the level holds since
  std::string rule, rule_en;                     // "日AQI>150 持续 48 h"
  std::string edition;
  bool recalled = false;                         // a row of the rule is from memory
};
/// Walks through the days as an officer would: on each day are known the days before and the forecasts behind it. A level starts or rises as soon as
/// its condition is met, and falls or is lifted only when the days of the hold time lie below it, so that two episodes without clearance are one.
/// A missing day ends a run and lifts nothing. "cannot_judge": no rules hold on the first day.
/// `outlooks`: the forecasts known on a measured day: a level starts as long ahead as the rules ask, and is lowered with its hold time where the days
/// then stay clean.
using AlertOutlooks = std::map<Day, std::vector<AlertDay>>;
base::Result<std::vector<AlertStep>> alert_levels(catalog::Catalog const& catalog, std::vector<AlertDay> days, AlertOutlooks const& outlooks = {});

/// What an alert says to the world (CAP 1.2).
struct AlertMessage {
  std::string identifier, sender;                // no blanks, commas, < or &
  base::Time sent;
  std::string status = "Actual";                 // Actual Exercise System Test Draft
  std::string type = "Alert";                    // Alert Update Cancel Ack Error
  std::string scope = "Public";                  // Public Restricted Private
  std::string restriction, addresses;            // needed by Restricted, Private
  std::string note;                              // says that it is an exercise or a test
  std::vector<std::string> references;           // "sender,identifier,sent" of the messages it updates or cancels
  std::string urgency = "Expected", severity = "Severe", certainty = "Likely";
  std::string response = "Prepare";              // responseType
  std::optional<base::Time> effective, onset, expires;
  struct Info { std::string language, event, sender_name, headline, description, instruction, area; };
  std::vector<Info> infos;                       // zh-CN and en-US
  std::vector<std::pair<std::string, std::string>> parameters;         // name, value
  std::vector<std::pair<double, double>> polygon;                      // longitude, latitude; closed
  std::vector<std::pair<std::string, std::string>> geocodes;           // "AdministrativeDivision", "140215"
};
/// Problems: "invalid" with the element in `where`.
base::Result<std::string> cap_xml(AlertMessage const& message);
/// urgency, severity, certainty, response type of a level's rank, forecast or measured, and when it expires where the message does not say: by the
/// catalogue and CAP's own words.
void set_level(AlertMessage& message, catalog::Catalog const& catalog, AlertStep const& step, bool forecast);

}  // namespace atmosphere
