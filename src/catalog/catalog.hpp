#pragma once
// What is known beforehand, as typed rows made from files: standards with editions, limits, break points, validity
// rules, AQI categories, factor and flag codes. Text in, rows out: this room opens no file (app hands it the texts).
// Every row keeps its standard, clause, dates and evidence ("read" or "recalled").
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "yaml/yaml.hpp"

namespace catalog {

using base::Day, base::Decimal;

using yaml::File;
/// Registers, code lists, calendars, templates of reports: rooms of their own know these.
bool is_of_others(std::string_view path);

struct Edition {                       // catalog/standards/<id>/standard.yaml
  std::string id;                      // folder: "GB3095-2012"
  std::string number;                  // "GB 3095-2012"
  std::string title, title_en;
  Day issued_on;                       // day 0 = not recorded
  Day effective_from;
  Day applied_from;                    // first day it was applied anywhere (staged introduction); else effective_from
  std::optional<Day> effective_to;     // the last day it holds
  std::string replaces, replaced_by, source;
  Day last_checked_on;
  bool recalled = false;               // the edition as a whole is from memory
  std::vector<std::string> gaps;       // what is known to be missing here
  struct Law { std::string id, article; };
  std::vector<Law> rests_on;           // laws it is made under, of laws.yaml
  std::string digest;                  // SHA-256 of all its files, hex: a verdict can be repeated exactly
  std::vector<std::string> own;        // its files that are the bureau's own: "limits.tsv"
};
/// `to_file`: the row stands for a number that exists but is not known here; whoever asks is told so, nothing is judged by it.
struct Source { std::string standard, clause; bool recalled = false; std::string note; bool to_file = false; };

enum class Sense : std::uint8_t { at_most, at_least, between };   // ≤ high, ≥ low, both
struct Limit {
  std::string set;                     // "GB3095-2012/二级", "GB18918-2002/一级A"
  std::string factor;                  // official code: "a34004", "w01018"
  std::string name;                    // as printed; stands for the factor where no code exists
  std::string averaging;               // "hour" "day" "max8h" "quarter" "year" "instant" "measured" "5min"
  Sense sense = Sense::at_most;
  std::optional<Decimal> low, high;
  base::Unit unit;
  std::optional<Decimal> reference_oxygen;   // %, flue gas
  Day from;
  std::optional<Day> to;
  Source source;
};
/// A row of a table of classes: what class `rank` asks of an item (GB 3838 table 1, GB/T 14848 tables 1 and 2). Worse than the last rank is
/// beyond the table ("劣Ⅴ"). A row whose text is not empty has no number ("不得检出").
struct ClassLimit {
  std::string table;                   // "GB3838-2002/河流"
  std::string factor, name;            // as in Limit
  int rank = 0;                        // 1 = best
  Sense sense = Sense::at_most;
  std::optional<Decimal> low, high;
  bool high_excluded = false, low_excluded = false;    // "<" and ">" instead of "≤" and "≥"
  base::Unit unit;
  std::string text;
  Day from;
  std::optional<Day> to;
  Source source;
};
/// A band of an index: grades of TLI, EI, EQI, noise, river quality.
struct Grade {
  std::string table;                   // "HJ192-2015/分级"
  int rank = 0;                        // as printed, from 1
  std::string name, name_en, colour;
  std::optional<Decimal> low, high;
  bool low_excluded = false, high_excluded = false;
  Day from;
  std::optional<Day> to;
  Source source;
};
/// A named number (or word) of a rule: weights, percentiles, places of rounding, factors of fuels, hours of an alert.
struct Parameter {
  std::string table;                   // "HJ663-2013/统计"
  std::string subject, name;           // "PM2.5", "percentile"
  std::optional<Decimal> number;
  std::string text;                    // where it is no number
  std::string unit;                    // as printed
  Day from;
  std::optional<Day> to;
  Source source;
};
struct Law {                           // laws.yaml
  std::string id, title, title_en, number;
  Day from;
  std::optional<Day> to;
  std::string replaced_by, source;
  bool recalled = false;
};
struct BreakPoint {                    // HJ 633 table 1
  std::string pollutant;               // "PM2.5"
  std::string period;                  // "1h" "8h" "24h"
  Decimal concentration_low, concentration_high;
  int index_low = 0, index_high = 0;
  base::Unit unit;
};
struct AirIndexRules {                 // one edition of HJ 633, everything that differs between them
  Edition edition;
  std::vector<BreakPoint> break_points;
  std::map<std::string, std::string> factor_codes;         // "PM2.5" → "a34004"
  std::vector<std::string> daily_inputs, hourly_inputs;    // "PM2.5_24h" … in the order of the standard
  std::vector<std::string> hourly_also;                    // accepted in the hourly report, not needed for it
  std::map<std::string, std::string> judged_as;            // hourly "PM2.5_1h" → break points of "PM2.5_24h"
  std::map<std::string, int> digits;                       // by pollutant: places of concentrations; empty = none
  base::Rounding concentration_rounding = base::Rounding::half_even;
  int index_max = 500;
  std::map<std::string, std::optional<int>> above_table;   // "SO2_1h" → 200 (fixed), nullopt = gives no index
  std::map<std::string, std::string> above_table_instead;  // "SO2_1h" → "SO2_24h" is judged instead where it is given
  struct Category {
    int low = 0;
    std::optional<int> high;
    std::string name, name_en, level, colour_name, colour, health, advice;
  };
  std::vector<Category> categories;                        // best first
  std::map<std::string, std::string> sensitive_groups;     // pollutant → who takes care when its IAQI is greater
  bool publish_incomplete_only_above_100 = false;          // 2026: 5.3; "100" is exceeding_above
  int exceeding_above = 100;                               // an IAQI greater than this is polluted air
  int primary_above = 50;                                  // primary pollutant only when AQI is greater
  std::map<std::string, Source> sources;                   // by what: "table1", "primary", "rounding", "missing" …
};
struct Validity {                      // GB 3095 table 4, HJ 663, HJ 75, HJ 356 …
  std::string medium;                  // "ambient_air" "cems" "water_online" "surface_water"; "any": what no standard speaks of
  std::string factor;                  // code, or "" for all
  std::string period;                  // "hour" "8h" "max8h" "day" "year" …
  double at_least = 0;                 // of a row to file infinity: nothing is known to be enough but what lacks nothing
  std::string unit;                    // "min/h" "h/d" "h/8h" "8h/d" "%" …
  std::string unless_exceeds;          // limit set: fewer are enough when the value exceeds its limit; "" = never
  Day from;
  std::optional<Day> to;
  Source source;
};
struct Factor {
  std::string code, old_code, name, name_en, medium;
  base::Unit unit;                     // what instruments usually send; a channel may say otherwise
  std::string unit_text;               // as printed where that differs
  std::string emission_unit, data_type, source, note;
};
/// A letter or digit of HJ 212's Flag: does the datum count, and is it a legal excuse?
struct Flag {
  char letter = ' ';
  std::string edition, name, name_en;
  bool counts = false;
  std::string excuse;                  // "" "stopped" "maintenance" "calibration" "fault"
  Source source;
};
struct Case {                          // a worked case of a standard
  std::string id, topic, standard, inputs, expected, tolerance, origin, source, note;
};
/// Bounds of the alarm detectors (not law: house settings, still data). `medium` is a kind of point, "" = all others.
struct AlarmRule { std::string kind; std::map<std::string, double> number; std::string medium; };

class Catalog {
 public:
  /// All or nothing: problems name file and line (unknown keys, bad numbers, overlapping dates, missing cases).
  /// The result carries the first problem; `problems` receives up to 100 of them.
  static base::Result<std::shared_ptr<Catalog const>> load(std::vector<File> const& files,
                                                           std::vector<base::Problem>* problems = nullptr);

  /// Another for every catalogue that was loaded: what is compiled from one can be kept under it.
  std::uint64_t serial() const { return serial_; }
  /// SHA-256, hex, of all that judges: every edition, factors, what they are called, flags. Laws and bounds of alarms judge nothing.
  std::string const& digest() const { return digest_; }
  std::vector<Edition> const& editions() const { return editions_; }
  Edition const* edition(std::string_view number_or_id) const;
  /// The AQI rules of the day, or of a named standard ("HJ 633-2012").
  AirIndexRules const* air_index(Day on) const;
  AirIndexRules const* air_index(std::string_view standard) const;
  /// Limits of a set for a factor (or a printed name) and averaging period in force on a day.
  std::vector<Limit const*> limits(std::string_view set, std::string_view factor, std::string_view averaging,
                                   Day on) const;
  std::vector<Limit> const& all_limits() const { return limits_; }
  std::vector<std::string> limit_sets() const;
  /// The key of a set in the edition of its standard that holds on a day, along replaces/replaced_by
  /// ("GB3095-2012/二级" in May 2026 → "GB3095-2026/二级"); the same key where there is none.
  std::string set_in_force(std::string_view set, Day on) const;
  /// The edition of a standard ("HJ 663", or a folder's name of any of its editions) that holds on a day; nullptr when none does.
  Edition const* in_force(std::string_view standard, Day on) const;
  /// Rows of a table on a day. A table is "<edition>/<table>"; what no edition holds is empty.
  std::vector<ClassLimit const*> classes(std::string_view table, std::string_view factor, Day on) const;   // of one item, best first
  std::vector<ClassLimit const*> classes(std::string_view table, Day on) const;                            // as printed
  std::vector<Grade const*> grades(std::string_view table, Day on) const;                                  // by rank
  Grade const* grade(std::string_view table, Decimal value, Day on) const;     // the band that holds the value
  Parameter const* parameter(std::string_view table, std::string_view subject, std::string_view name, Day on) const;
  std::vector<Parameter const*> parameters(std::string_view table, Day on) const;                          // as printed
  std::vector<std::string> tables() const;                    // of classes, grades and parameters
  std::vector<ClassLimit> const& all_classes() const { return classes_; }
  std::vector<Grade> const& all_grades() const { return grades_; }
  std::vector<Parameter> const& all_parameters() const { return parameters_; }
  std::vector<Validity> const& validities() const { return validities_; }
  std::vector<Law> const& laws() const { return laws_; }
  Law const* law(std::string_view id) const;
  /// What a person calls an item: code, old code, printed or English name, or an alias of aliases.tsv ("NH3-N" → w21003), within a medium
  /// ("water" "gas" "soil" …; "" = any). nullptr when nobody knows it.
  Factor const* item(std::string_view text, std::string_view medium = {}) const;
  /// Does the word name an item: does item() find it, or does it stand so, printed, in a row of limits, classes or parameters ("透明度")?
  bool names_item(std::string_view word) const;
  std::vector<std::string> item_names() const;                // all such words, as written, sorted
  Validity const* validity(std::string_view medium, std::string_view factor, std::string_view period, Day on) const;
  Factor const* factor(std::string_view code) const;          // by code, then by old code, then "e70103" as "e701xx"
  std::vector<Factor> const& factors() const { return factors_; }
  Flag const* flag(char letter, std::string_view edition) const;
  std::string valid_flags(std::string_view edition) const;     // letters that count
  std::vector<Case> const& cases() const { return cases_; }
  AlarmRule const* alarm_rule(std::string_view kind, std::string_view medium) const;

 private:
  friend class Loader;
  std::uint64_t serial_ = 0;
  std::string digest_;
  std::vector<Edition> editions_;
  std::vector<AirIndexRules> air_index_;
  std::vector<Limit> limits_;
  std::multimap<std::string, std::size_t, std::less<>> limits_by_set_and_factor_;   // "set|factor"
  std::vector<ClassLimit> classes_;
  std::vector<Grade> grades_;
  std::vector<Parameter> parameters_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> classes_of_, grades_of_, parameters_of_;   // by table
  std::vector<Law> laws_;
  std::multimap<std::string, std::size_t, std::less<>> factor_by_word_;   // lower case
  std::set<std::string, std::less<>> printed_names_;                      // of rows
  std::vector<std::string> aliases_;
  std::vector<Validity> validities_;
  std::vector<Factor> factors_;
  std::map<std::string, std::size_t, std::less<>> factor_by_code_;
  std::vector<Flag> flags_;
  std::vector<Case> cases_;
  std::vector<AlarmRule> alarm_rules_;
};

}  // namespace catalog
