#pragma once
// Surface water (GB 3838 by the method of 2011), groundwater, drinking and irrigation water, lakes. Pure: tables, digits and shares are the
// catalogue's, the day chooses the edition. A Table is compiled once for an edition and a kind of water; then single results, samples, means of
// periods, rivers and whole arrays are judged by it. What may not be judged says why; nothing is guessed.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace waters {

using base::Day, base::Decimal;
using Names = std::vector<std::string>;

// ---- results ----
/// One result. Undetected: `value` is the detection limit. Some items are words ("无", "有"), then there is no value.
struct Value {
  Decimal value;
  bool undetected = false;
  std::string word;
  friend bool operator==(Value const& a, Value const& b) { return a.value == b.value && a.undetected == b.undetected && a.word == b.word; }
};
constexpr int places_kept = 9;                       // of means and results: far below any instrument
constexpr std::int64_t value_max = 1'000'000'000;    // greater results are refused
constexpr std::size_t text_max = 60, names_max = 200;
/// "0.5" "0.004L" "<0.01" "＜0.01" "未检出(0.01)" "ND 0.01" "无". Problems: bad_value, missing_limit (undetected, its limit not given),
/// cannot_judge (negative).
base::Result<Value> parse_value(std::string_view text);
std::string to_text(Value const& value);             // "0.004L" for undetected ones
/// A content, or a limit of one, in another unit; nothing where the units are of different kinds or no content can be so (negative, above value_max).
std::optional<Decimal> in_unit(double value, base::Unit from, base::Unit to);
/// A list of items below detection: "氨氮、总磷;Cu, 汞". Parted by , ; 、 ， ； and line ends; at most names_max.
Names parse_names(std::string_view list);

// ---- tables ----
struct Item {
  std::string key;                                   // official code, else the printed name
  std::string name;
  base::Unit unit;
  std::vector<catalog::ClassLimit const*> limits;    // best first; they live as long as the catalogue
  bool counted = true;                               // takes part in the class; else reported beside it (TN, coliforms)
  bool required = false;                             // the rule asks for it
  bool on_file = true;                               // false: a limit of it exists and is not known here; it is never judged
  bool first = false, no_multiple = false, automatic = false;
  int digits = -1;                                   // places of means as shown; -1 = as they are
};
enum class Body : std::uint8_t { river, lake };
/// The row of a class, or of the worst class up to it that has a number; nullptr when there is none.
catalog::ClassLimit const* limit_of(Item const& item, int rank);
std::string limit_text(catalog::ClassLimit const& row);   // "≤1" "≥5" "6～9", a word as printed

/// Dissolved oxygen of the best class may be told by a share of saturation instead (GB 3838 table 1 item 3), which hangs on the water's temperature.
struct Saturation {
  std::size_t item = 0;
  int rank = 0;                                      // the class it gives
  Decimal share, numerator, offset;                  // %; saturated mg/L = numerator / (offset + ℃), fresh water at sea level
  std::string temperature;                           // key of the water temperature
  bool recalled = false;
};
bool is_water_temperature(Decimal celsius);          // of liquid water outdoors

class Table {
 public:
  /// Tables of one standard, put together; the first that names an item holds. Problem "cannot_judge": no edition on that day, no such table, a number
  /// of the rule not on file.
  static base::Result<Table> compile(catalog::Catalog const& catalog, std::string_view standard, Names const& tables, Day on);
  static base::Result<Table> surface(catalog::Catalog const& catalog, Body body, Day on, bool drinking_source = false);
  static base::Result<Table> groundwater(catalog::Catalog const& catalog, Day on);
  /// `small`: GB 5749 table 1 note b; `place`: "" (source or mixed), "出厂水", "末梢水".
  static base::Result<Table> drinking(catalog::Catalog const& catalog, bool small, std::string const& place, Day on);
  /// `crop`: "水田作物" "旱地作物" "蔬菜a" "蔬菜b"; `area`, `soil`, `boron`: rows that depend on the place, "" = not judged.
  struct Irrigation { std::string crop, area, soil, boron; };
  static base::Result<Table> irrigation(catalog::Catalog const& catalog, Irrigation const& wanted, Day on);

  std::vector<Item> const& items() const { return items_; }
  std::optional<Saturation> const& saturation() const { return saturation_; }   // of surface water, where the edition has it
  /// By code, printed name or alias within water.
  std::optional<std::size_t> find(std::string_view word) const;
  int worst() const { return worst_; }               // the rank of what meets no class: 6 = 劣Ⅴ, 5 = Ⅴ of groundwater, 2 = 超标
  int standard_rank() const { return standard_rank_; }   // what exceedance is counted from: Ⅲ, or the one limit
  int multiple_digits() const { return multiple_digits_; }
  catalog::Grade const* grade(int rank) const;       // its name, code and colour
  catalog::Grade const* status(int rank) const;      // 优 … 重度污染; nullptr where the standard has none
  catalog::Edition const& edition() const { return *edition_; }
  catalog::Edition const* method() const { return method_; }   // 环办〔2011〕22号, of surface water; for earlier days as it was when it began
  Day method_on() const { return method_on_; }                 // the day its rules are read on
  Decimal undetected_factor() const { return undetected_factor_; }   // of means
  catalog::Catalog const& catalog() const { return *catalog_; }
  Day on() const { return on_; }
  assess::Basis basis(std::string const& clause) const;
  /// The class of a decimal value, in the item's unit.
  int rank(std::size_t item, Decimal value) const;
  /// The same over arrays, one double an item in the order of items(), NaN = absent or undetected: the class of the whole; 0 = nothing to judge.
  /// Agrees with judge() for values of up to 15 digits.
  int rank_of(std::span<double const> values) const;
  /// Samples one after another, items().size() values each; out has one place a sample.
  void ranks_of(std::span<double const> samples, std::span<std::uint8_t> out) const;

 private:
  void seal();
  base::Result<std::optional<Saturation>> find_saturation() const;
  catalog::Catalog const* catalog_ = nullptr;
  catalog::Edition const* edition_ = nullptr;
  catalog::Edition const* method_ = nullptr;
  Day on_, method_on_;
  Decimal undetected_factor_;
  std::string grades_;
  std::vector<Item> items_;
  std::optional<Saturation> saturation_;
  std::map<std::string, std::size_t, std::less<>> by_word_;
  int worst_ = 0, standard_rank_ = 1, multiple_digits_ = 2;
  std::vector<double> low_, high_;                   // of counted items, rank by rank: what lies outside is worse
};

// ---- samples ----
using Sample = std::map<std::string, Value>;         // by Item::key
/// Items by any name. Problems: unknown_item, item_twice, and those of parse_value.
base::Result<Sample> sample_of(Table const& table, std::vector<std::pair<std::string, std::string>> const& results);

/// Puts in what is a sum of shares of others (三卤甲烷 of GB 5749), where all of them are there and it is not.
void add_sums(Table const& table, Sample& sample);

struct ItemVerdict {
  std::size_t item = 0;                              // of Table::items()
  Value value;
  int rank = 0;                                      // 0 = not judged, see reason
  int at_most = 0;                                   // undetected, its limit above better classes: this class or better, left out of the whole
  std::optional<Decimal> times_over;                 // (C − S) / S beyond the standard class
  std::string reason;
  std::string note;                                  // what else decided: oxygen by its share of saturation
};
struct Verdict {
  int rank = 0;                                      // 0 = nothing could be judged
  std::vector<ItemVerdict> items;                    // as in the table; counted and reference ones
  std::vector<std::size_t> main;                     // main pollutants: places in `items`, worst first, at most three
  Names worst;                                       // names of the items that decide the class, when beyond the standard class
  Names missing;                                     // required and not there
  bool complete = false;                             // all that the rule asks for
  bool automatic = false;                            // not complete, but all that automatic stations are judged by
  Names unsure;                                      // undetected above better limits, or refused
  bool recalled = false;                             // rows from memory took part
  ItemVerdict const* of(Table const& table, std::string_view key) const;
};
/// With the temperature of the water at sampling (is_water_temperature) oxygen may be of the best class by saturation. Evaluations leave it out: all 11
/// classes published for automatic stations that hang on it go by mg/L alone (published_test.cpp).
Verdict judge(Table const& table, Sample const& sample, std::optional<Decimal> temperature = {});
/// Against a class to be kept: names that do not, and those that cannot be told (detection limit above the limit).
struct Target { int rank = 0; bool met = false; Names exceeding, unsure; };
Target against(Table const& table, Verdict const& verdict, int target);
/// Only when asked: the class, its items, their limits. `from` of an item may be given for what it was made of.
assess::Why explain(Table const& table, Verdict const& verdict, std::map<std::string, std::vector<assess::Why>> const& made_of = {});
std::vector<assess::Basis> basis_of(Table const& table, Verdict const& verdict);
std::string rank_text(Table const& table, int rank);             // "Ⅲ"; "" for 0

// ---- periods ----
struct Mean {
  Value value;                                       // arithmetic mean; undetected when every value was
  Value judged;                                      // what is judged: the mean, of pH the worst single value
  Decimal low, high;
  int samples = 0, undetected = 0;
};
/// Undetected values count by the factor of the method (half the limit). Items judged by a range keep their worst single value.
std::map<std::string, Mean> means(Table const& table, std::vector<Sample const*> const& samples);
Sample judged(std::map<std::string, Mean> const& means);
/// A quarter or year out of its months: the arithmetic mean of their means; lowest, highest and counts are those of all.
std::map<std::string, Mean> means_of(Table const& table, std::vector<std::map<std::string, Mean> const*> const& months);
std::string shown(Table const& table, std::size_t item, Mean const& mean);   // with the places of the item; pH "7.52～8.31"

// ---- rivers and regions ----
struct River {
  catalog::Grade const* grade = nullptr;
  bool good = false;                                 // 优 or 良好
  bool by_share = false;                             // else by the means over sections
  std::vector<int> by_class;                         // sections by rank, [0] = rank 1
  Decimal share_good, share_inferior;                // %, not rounded
  std::string share_good_text, share_inferior_text;
  struct Main { std::string name; int sections = 0; std::string share_text; };
  std::vector<Main> main;                            // by the share of sections beyond Ⅲ, at most three
};
/// Sections with their verdicts; fewer than the method's number are judged by `of_means`, which is asked only then.
base::Result<River> river(Table const& table, std::vector<Verdict const*> const& sections, Verdict const* of_means);
/// Quality of a river by its shares in %. Problem: cannot_judge.
base::Result<catalog::Grade const*> river_grade(catalog::Catalog const& catalog, Day on, Decimal share_good, Decimal share_inferior);
base::Result<Decimal> sections_for_shares(catalog::Catalog const& catalog, Day on);   // fewer are judged by their means
base::Result<std::string> share_text(catalog::Catalog const& catalog, Day on, std::int64_t part, std::int64_t whole);

// ---- indices ----
struct Tli {
  Decimal total;                                     // rounded
  double exact = 0;
  catalog::Grade const* grade = nullptr;
  bool good = false;                                 // not eutrophic
  struct Part { std::string name, unit; Decimal value, weight; double tli = 0; };
  std::vector<Part> parts;
  std::vector<assess::Basis> basis;
};
/// Chlorophyll a in mg/m³, transparency in m, the others in mg/L; by code or name ("w01016", "透明度"). Problem: cannot_judge (one missing or not above 0).
base::Result<Tli> tli(catalog::Catalog const& catalog, Day on, std::map<std::string, Decimal> const& values);
std::vector<std::pair<std::string, std::string>> tli_items(catalog::Catalog const& catalog, Day on);   // keys and units
assess::Why explain(Tli const& tli);

struct Cwqi {
  Decimal value;                                     // rounded
  Decimal exact;
  struct Part { std::string name; Decimal index; };
  std::vector<Part> parts;
  std::vector<assess::Basis> basis;
};
/// Of mean concentrations over sections; undetected by half the limit. Problem: cannot_judge (an item of the 21 missing).
base::Result<Cwqi> cwqi(Table const& table, Sample const& means);
/// Rivers with M sections and lakes with N points. Problem: cannot_judge (neither).
base::Result<Decimal> cwqi_city(catalog::Catalog const& catalog, Day on, std::optional<Decimal> river, int sections, std::optional<Decimal> lake, int points);
base::Result<Decimal> cwqi_change(catalog::Catalog const& catalog, Day on, Decimal now, Decimal before);   // %

/// Standard index of HJ 2.3. Dissolved oxygen has two forms: that of 2018, and the older one still met in reports.
enum class OxygenForm : std::uint8_t { hj2018, older };
struct StandardIndex { double value = 0; Decimal shown; std::string how, how_en; std::vector<assess::Basis> basis; };
base::Result<StandardIndex> standard_index(Table const& table, std::size_t item, Decimal value, int rank, OxygenForm form = OxygenForm::hj2018,
                                           std::optional<Decimal> temperature = {});

// ---- natural background ----
struct Background {
  std::string item;                                  // Item::key
  Decimal value;                                     // in the item's unit
  std::string version, document, method, ref;        // ref: "record/background_value/4"
  Day from;
  std::optional<Day> to;
};
/// Judged twice: as it is, and without items whose exceedance is natural: the background itself exceeds the standard class and the result is no more
/// than it.
struct Twofold {
  Verdict plain, exempt;
  struct Use { Background const* background = nullptr; std::size_t item = 0; bool exempted = false; std::string reason; };
  std::vector<Use> used;                             // of items beyond the standard class that have a background
};
Twofold judge_twice(Table const& table, Sample const& sample, std::vector<Background> const& backgrounds, Day on);

// ---- discharge limit beside section limit ----
struct Ratio { Decimal value; std::string text; };   // places of multiples as asked
base::Result<Ratio> ratio(Decimal a, Decimal b, int digits);   // problem: cannot_judge (b not above 0)

}  // namespace waters
