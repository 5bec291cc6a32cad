#pragma once
// Soil: construction land (GB 36600), farmland (GB 15618) and its three classes, single and Nemerow indices (HJ/T 166), classes of farmland units
// (环办土壤〔2019〕53号). Contents in mg/kg as exact decimals; the whole value is compared, unrounded. Limits, bins of pH, which table a use of land
// reads and which items make a class come from the catalogue. Pure.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace soils {

using assess::Basis, base::Day, base::Decimal;

struct Item {
  std::string name;                       // as the standard prints it: "镉", "苯并[a]芘"; item_name() knows other words
  Decimal value;                          // mg/kg; of an undetected one its detection limit
  bool undetected = false;
};
/// The printed name of what a person calls an item ("Cd", "镉", "arsenic"); the text itself where nobody knows it.
std::string item_name(std::string_view text);

enum class Over : std::uint8_t { none, screening, control };
struct ItemVerdict {
  Item item;
  std::optional<Decimal> screening, control;      // neither: the standard does not judge it
  Over over = Over::none;
  bool by_background = false;                     // above screening and not above the background: no contaminated land
  std::optional<Decimal> background;
  std::optional<Decimal> index;                   // P = C / S, four places
  std::optional<Decimal> times_over;              // (C − S) / S, exact to nine places, of what is over
};
struct Verdict {
  std::string standard;                   // "GB 36600-2018"
  std::string land;                       // "第一类用地", "水田" …
  std::string ph_bin;                     // farmland
  std::vector<ItemVerdict> items;         // in the order given; not judged ones too
  Over over = Over::none;                 // the worst item
  std::string result, result_en;          // "未超筛选值" "超筛选值" "超管制值"
  std::string colour;                     // of the worst item, as the catalogue's grades have it
  std::string cls, cls_en;                // farmland: "优先保护类" …; "" where an item that makes the class is missing
  std::vector<std::string> missing;       // items that are asked for and were not measured
  std::size_t wanted = 0;                 // how many are asked for
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
/// `land`: "1" "2" "第一类用地" …; "" or "不明确" = the use is not clear. Backgrounds by printed name excuse only the items the standard names.
/// Problem: cannot_judge.
base::Result<Verdict> construction_land(catalog::Catalog const& catalog, std::string_view land, std::vector<Item> const& items,
                                        std::map<std::string, Decimal> const& backgrounds, Day on);
/// `use`: "水田" "其他" "果园" "水旱轮作"; "" = not known, then the stricter ones. Problem: cannot_judge, also without pH.
base::Result<Verdict> farmland(catalog::Catalog const& catalog, std::string_view use, std::optional<Decimal> ph, std::vector<Item> const& items, Day on);

struct Nemerow {
  double mean = 0, greatest = 0;          // of the single indices
  Decimal value;                          // rounded
  std::string exact;
  int rank = 0;
  std::string grade, grade_en, colour;
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
base::Result<Nemerow> nemerow(catalog::Catalog const& catalog, std::vector<Decimal> const& indices, Day on);
/// Of a verdict's items that have an index, undetected ones with the share of their limit that the rule says.
base::Result<Nemerow> nemerow(catalog::Catalog const& catalog, Verdict const& verdict, Day on);

// ---- units of farmland ----
struct UnitVerdict {
  std::string cls, cls_en, colour;        // "优先保护类" …; "拆分" when the unit must be split
  int rank = 0;                           // 1..3; 0 = to be split
  std::string rule, rule_en;              // "一致" "主导" "协同" "拆分"
  std::map<std::string, int> by_class;
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
enum class Produce : std::uint8_t { not_tested, good, exceeds };
/// Classes of the unit's points. `contiguous`: whether the points of other classes lie together; nothing = not known (a single point never does).
base::Result<UnitVerdict> unit_class(catalog::Catalog const& catalog, std::vector<std::string> const& classes, std::optional<bool> contiguous,
                                     Produce produce, Day on);

}  // namespace soils
