#pragma once
// The state of the land: EI (HJ 192-2015) with its sub-indices out of areas and amounts, EQI (环监测〔2021〕99号), their grades and changes; and the
// grade of an environmental emergency (国办函〔2014〕119号). Weights, coefficients, caps and bands come from the catalogue. Pure.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace ecology {

using assess::Basis, base::Day, base::Decimal;

/// A sub-index and how it came about.
struct Part {
  std::string name;                       // "生物丰度指数"
  Decimal value;                          // 0..100, six places
  Decimal weight;
  bool inverse = false;                   // 100 − value counts
  Decimal part;                           // what it adds
  std::string how;                        // the sum in numbers; "" = given as it is
};
struct Index {
  std::vector<Part> parts;
  Decimal exact, value;                   // value: rounded
  int rank = 0;                           // of the grade, after the restriction
  std::string grade, grade_en, colour;
  std::string grade_before;               // without the restriction, where that changed it
  std::vector<std::string> restrictions;  // that held: "重大突发环境事件"
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};

/// What EI is made of. A sub-index that is given is taken; else it is worked out of areas and amounts.
struct EiInputs {
  std::map<std::string, Decimal> given;         // "生物丰度指数" … as published
  std::optional<Decimal> area_km2;
  std::map<std::string, Decimal> land_km2;      // second-level kinds: "有林地" "灌木林地" … "其他未利用地"
  std::optional<Decimal> biodiversity;          // BI; without it the habitat index stands alone
  std::optional<Decimal> ndvi;                  // mean of the year's greatest, 0..1
  std::optional<Decimal> river_km, water_km2, water_million_m3;
  std::map<std::string, Decimal> stress_km2;    // "重度侵蚀" "中度侵蚀" "建设用地" "其他土地胁迫"
  std::map<std::string, Decimal> load_t;        // "化学需氧量" "氨氮" "二氧化硫" "烟（粉）尘" "氮氧化物" "固体废物"
  std::optional<Decimal> rain_mm;
  std::vector<std::string> restrictions;
};
/// Problem: cannot_judge, naming what is missing or impossible.
base::Result<Index> ei(catalog::Catalog const& catalog, EiInputs const& inputs, Day on);
/// `parts`: "生态格局" "生态功能" "生物多样性" "生态胁迫", each 0..100.
base::Result<Index> eqi(catalog::Catalog const& catalog, std::map<std::string, Decimal> const& parts, Day on);

enum class Kind : std::uint8_t { ei, eqi };
struct Graded { int rank = 0; std::string name, name_en, colour; std::vector<Basis> basis; std::vector<std::string> notes; };
/// The grade of a value, and the class of a change (now − before). The whole value is compared. Problem: cannot_judge.
base::Result<Graded> grade(catalog::Catalog const& catalog, Kind kind, Decimal value, Day on);
base::Result<Graded> change(catalog::Catalog const& catalog, Kind kind, Decimal delta, Day on);

// ---- emergencies ----
struct Emergency {
  std::map<std::string, Decimal> counts;                            // "死亡人数" "中毒或重伤人数" "疏散、转移人员" "直接经济损失" (10,000 yuan)
  std::vector<std::pair<std::string, std::string>> situations;      // {"取水中断", "县级城市水源地"}
};
struct EmergencyGrade {
  int rank = 0;                                                     // 1 一般 … 4 特别重大
  std::string name, name_en, colour;
  std::vector<std::string> reasons;                                 // every criterion met, highest first: "死亡人数 3 → 较大"
  std::vector<Basis> basis;
  std::vector<std::string> notes;
};
/// Any one criterion is enough, the highest counts. Problem: cannot_judge when none is met or a word is not known.
base::Result<EmergencyGrade> emergency_grade(catalog::Catalog const& catalog, Emergency const& event, Day on);
/// Kinds of situations with what each is called and says: for forms.
struct Situation { std::string kind, name, text; int rank = 0; };
std::vector<Situation> situations(catalog::Catalog const& catalog, Day on);

}  // namespace ecology
