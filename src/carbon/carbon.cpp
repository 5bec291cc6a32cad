// Factors times activity.
#include "carbon/carbon.hpp"

#include <algorithm>
#include <cmath>

namespace carbon {

using assess::Rulebook, assess::cannot_judge, base::Problem, base::Result;

namespace {

constexpr char const* guide = "省级温室气体清单编制指南";
constexpr std::string_view nation_wide = "全国平均";
constexpr int places_kept = 9;
constexpr double amount_max = 1e12;
constexpr int years_back_max = 20;

// Multiplies and divides exactly as doubles allow, keeps the words of the sum.
class Product {
 public:
  explicit Product(Rulebook& rules) : rules_(rules) {}
  void times(std::string name, Decimal value, std::string unit, bool given) {
    exact_ *= value.to_double();
    how_ += (how_.empty() ? "" : " × ") + value.to_string();
    inputs_.push_back({std::move(name), value, std::move(unit), given});
  }
  void over(Decimal value) {
    exact_ /= value.to_double();
    how_ += " / " + value.to_string();
  }
  void minus(std::string name, Decimal value, std::string unit) {
    exact_ -= value.to_double();
    how_ = "(" + how_ + " − " + value.to_string() + ")";
    inputs_.push_back({std::move(name), value, std::move(unit), true});
  }
  void times_rest(std::string name, Decimal share, bool given) {
    exact_ *= 1 - share.to_double();
    how_ += " × (1 − " + share.to_string() + ")";
    inputs_.push_back({std::move(name), share, "", given});
  }
  /// A constant "44/12".
  base::Outcome ratio(std::string_view name) {
    auto const top = rules_.number("常数", name, "numerator");
    auto const bottom = rules_.number("常数", name, "denominator");
    if (!top || !bottom) {
      return top ? bottom.error() : top.error();
    }
    exact_ *= top->to_double() / bottom->to_double();
    how_ += " × " + top->to_string() + "/" + bottom->to_string();
    return base::Done{};
  }
  base::Outcome per_thousand(std::string_view name) {
    auto const number = rules_.number("常数", name, "number");
    if (!number) {
      return number.error();
    }
    over(*number);
    return base::Done{};
  }
  Result<Amount> amount(std::string unit) {
    auto const digits = rules_.number("常数", "EF", "digits");
    if (!digits) {
      return digits.error();
    }
    if (!std::isfinite(exact_) || std::fabs(exact_) > amount_max) {
      return cannot_judge("结果不是可能的量 / the result is no amount that can be", rules_.edition().number);
    }
    auto const exact = Decimal::from_double(exact_, places_kept);
    return Amount{exact, exact.rounded(static_cast<int>(digits->to_double())), std::move(unit), how_, inputs_, rules_.basis(), rules_.notes()};
  }

 private:
  Rulebook& rules_;
  double exact_ = 1;
  std::string how_;
  std::vector<Input> inputs_;
};

base::Outcome possible(Decimal value, std::string const& what, double most = amount_max) {
  double const number = value.to_double();
  if (number < 0 || number > most) {
    return cannot_judge(what + " " + value.to_string() + " 不是可能的值 / " + value.to_string() + " is no value that can be (" + what + ")", guide);
  }
  return base::Done{};
}

// The caller's number, else the guide's.
struct Wanted { std::string_view name, table, subject, key; double most; };
base::Outcome take(Rulebook& rules, Product& product, Given const& given, Wanted const& wanted, std::string unit) {
  auto const mine = given.find(std::string(wanted.name));
  auto const value = mine != given.end() ? Result<Decimal>(mine->second) : rules.number(wanted.table, wanted.subject, wanted.key);
  if (!value) {
    return value.error();
  }
  if (auto const fits = possible(*value, std::string(wanted.name), wanted.most); !fits) {
    return fits;
  }
  product.times(std::string(wanted.name), *value, std::move(unit), mine != given.end());
  return base::Done{};
}

base::Outcome all_of(std::initializer_list<base::Outcome> steps) {
  for (auto const& step : steps) {
    if (!step) {
      return step.error();
    }
  }
  return base::Done{};
}

catalog::Parameter const* row_of(Rulebook const& rules, std::string_view table, std::string_view subject, std::string_view name) {
  for (auto const* row : rules.parameters(table, name)) {
    if (row->subject == subject) {
      return row;
    }
  }
  return nullptr;
}

std::vector<std::string> subjects(catalog::Catalog const& catalog, std::string_view table, Day on) {
  std::vector<std::string> found;
  auto const rules = Rulebook::open(catalog, guide, on);
  auto const* edition = rules ? &rules->edition() : nullptr;
  for (auto const* row : edition == nullptr ? std::vector<catalog::Parameter const*>() : catalog.parameters(edition->id + "/" + std::string(table), on)) {
    if (std::find(found.begin(), found.end(), row->subject) == found.end()) {
      found.push_back(row->subject);
    }
  }
  return found;
}

Result<Amount> heads_times(catalog::Catalog const& catalog, std::string_view table, std::string_view animal, std::string_view name, Decimal heads, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  auto const factor = rules->number(table, animal, name);
  if (!factor) {
    return factor.error();
  }
  Product product(*rules);
  product.times("年均存栏", heads, "头", true);
  product.times("排放因子", *factor, row_of(*rules, table, animal, name)->unit, false);
  auto const tonnes = product.per_thousand("kg/t");
  return tonnes ? product.amount(name == "N2O" ? "tN2O" : "tCH4") : Result<Amount>(tonnes.error());
}

}  // namespace

Result<Amount> fuel_factor(catalog::Catalog const& catalog, std::string_view fuel, Given const& given, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  auto const* known = row_of(*rules, "燃料", fuel, "ncv");
  std::string const ncv_unit = known == nullptr ? "GJ/t" : known->unit;
  constexpr double heat_max = 1e5, carbon_max = 1e3;   // GJ and tC/TJ: no fuel has more
  auto const taken = all_of({take(*rules, product, given, {"NCV", "燃料", fuel, "ncv", heat_max}, ncv_unit),
                             take(*rules, product, given, {"CC", "燃料", fuel, "carbon", carbon_max}, "tC/TJ"),
                             take(*rules, product, given, {"OF", "燃料", fuel, "oxidation", 1}, ""), product.ratio("CO2/C"), product.per_thousand("GJ/TJ")});
  if (!taken) {
    return taken.error();
  }
  auto const slash = ncv_unit.find('/');
  return product.amount("tCO2" + ncv_unit.substr(slash == std::string::npos ? ncv_unit.size() : slash));
}

Result<Amount> incineration_factor(catalog::Catalog const& catalog, std::string_view waste, Given const& given, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  auto const taken = all_of({take(*rules, product, given, {"CCW", "焚烧", waste, "CCW", 1}, ""), take(*rules, product, given, {"FCF", "焚烧", waste, "FCF", 1}, ""),
                             take(*rules, product, given, {"CE", "焚烧", waste, "CE", 1}, ""), product.ratio("CO2/C")});
  return taken ? product.amount("tCO2/t") : Result<Amount>(taken.error());
}

Result<Electricity> electricity(catalog::Catalog const& catalog, std::string_view region, int year, Decimal kwh) {
  constexpr char const* standard = "电力二氧化碳排放因子公告";
  if (year < 1990 || year > 2999) {
    return cannot_judge("年份 " + std::to_string(year) + " 不是可能的数据年份 / " + std::to_string(year) + " is no year of data", standard);
  }
  if (auto const fits = possible(kwh, "用电量", 1e15); !fits) {
    return fits.error();
  }
  for (int back = 0; back <= years_back_max; ++back) {
    auto rules = Rulebook::open(catalog, standard, base::day_of(year - back, 12, 31));
    auto const factor = rules ? rules->number("电力", region, "average") : Result<Decimal>(rules.error());
    if (!factor) {
      continue;
    }
    auto const digits = rules->number("电力", "结果", "digits");
    if (!digits) {
      return digits.error();
    }
    if (back > 0) {
      rules->note(std::to_string(year) + " 年因子未公布，取最近公布的 " + std::to_string(year - back) +
                  " 年 / the factor of the year is not published, the last one is taken");
    }
    Electricity answer;
    answer.factor = *factor;
    answer.year_of_factor = year - back;
    constexpr double kilograms = 1000;   // in a tonne
    answer.co2.exact = Decimal::from_double(kwh.to_double() * factor->to_double() / kilograms, places_kept);
    answer.co2.value = answer.co2.exact.rounded(static_cast<int>(digits->to_double()));
    answer.co2.unit = "tCO2";
    answer.co2.how = kwh.to_string() + " kWh × " + factor->to_string() + " kgCO2/kWh / 1000";
    answer.co2.inputs = {{"用电量", kwh, "kWh", true}, {"排放因子", *factor, "kgCO2/kWh", false}};
    answer.co2.basis = rules->basis();
    answer.co2.notes = rules->notes();
    return answer;
  }
  auto const by = std::to_string(year), of = std::string(region);
  return cannot_judge(of + " " + by + " 年及以前没有已公布的电力因子 / no factor was published by " + by + " for " + of, standard);
}

Result<Amount> landfill(catalog::Catalog const& catalog, Decimal waste, Decimal recovered, std::string_view site, Given const& given, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  product.times("填埋量", waste, "t", true);
  auto const fits = all_of({possible(waste, "填埋量"), possible(recovered, "回收量"),
                            take(*rules, product, given, {"DOC", "填埋DOC", "", "DOC", 1}, "tC/t"),
                            take(*rules, product, given, {"DOCf", "填埋", "DOCf", "number", 1}, ""),
                            take(*rules, product, given, {"MCF", "填埋", site, "MCF", 1}, ""),
                            take(*rules, product, given, {"F", "填埋", "F", "number", 1}, ""), product.ratio("CH4/C")});
  if (!fits) {
    return fits.error();
  }
  product.minus("回收量", recovered, "tCH4");
  auto const mine = given.find("OX");
  auto const oxidized = mine != given.end() ? Result<Decimal>(mine->second) : rules->number("填埋", "OX", "number");
  if (!oxidized) {
    return oxidized.error();
  }
  if (auto const share = possible(*oxidized, "OX", 1); !share) {
    return share.error();
  }
  product.times_rest("OX", *oxidized, mine != given.end());
  auto amount = product.amount("tCH4");
  if (amount && amount->exact.negative()) {
    return cannot_judge("回收量大于产生量 / more is recovered than arises", guide);
  }
  return amount;
}

Result<Amount> wastewater_ch4(catalog::Catalog const& catalog, std::string_view kind, Decimal load, Decimal recovered, std::string_view way,
                              Given const& given, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  bool const domestic = kind == "生活污水";
  if (!domestic && given.find("MCF") == given.end() && (way.empty() || way == nation_wide)) {
    return cannot_judge("全国平均的 MCF 只用于生活污水 / the nation's mean MCF is of sewage: say how the waste water is treated, or give MCF", guide);
  }
  product.times(domestic ? "BOD" : "COD", load, "t", true);
  auto const fits = all_of({possible(load, "有机物量"), possible(recovered, "回收量"),
                            take(*rules, product, given, {"Bo", "污水", kind, "Bo", 10}, domestic ? "kgCH4/kgBOD" : "kgCH4/kgCOD"),
                            take(*rules, product, given, {"MCF", "污水", way.empty() ? nation_wide : way, "MCF", 1}, "")});
  if (!fits) {
    return fits.error();
  }
  product.minus("回收量", recovered, "tCH4");
  auto amount = product.amount("tCH4");
  if (amount && amount->exact.negative()) {
    return cannot_judge("回收量大于产生量 / more is recovered than arises", guide);
  }
  return amount;
}

Result<Amount> bod_of(catalog::Catalog const& catalog, Decimal cod, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  product.times("COD", cod, "t", true);
  auto const fits = all_of({possible(cod, "COD"), take(*rules, product, {}, {"BOD/COD", "污水", "BOD/COD", "华北", 1}, "")});
  return fits ? product.amount("t") : Result<Amount>(fits.error());
}

Result<Amount> wastewater_n2o(catalog::Catalog const& catalog, Decimal people, Decimal protein, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Product product(*rules);
  product.times("人口", people, "人", true);
  product.times("人均蛋白质", protein, "kg/a", true);
  constexpr double protein_max = 200;   // kg a year
  auto const fits = all_of({possible(people, "人口"), possible(protein, "人均蛋白质", protein_max),
                            take(*rules, product, {}, {"含氮量", "污水N2O", "蛋白质", "nitrogen", 1}, "kgN/kg"),
                            take(*rules, product, {}, {"非消费蛋白质", "污水N2O", "非消费蛋白质", "factor", 10}, ""),
                            take(*rules, product, {}, {"工业和商业", "污水N2O", "工业和商业", "factor", 10}, ""),
                            take(*rules, product, {}, {"EF", "污水N2O", "N2O", "EF", 1}, "kgN2O-N/kgN"), product.ratio("N2O/N"), product.per_thousand("kg/t")});
  return fits ? product.amount("tN2O") : Result<Amount>(fits.error());
}

Result<Livestock> livestock(catalog::Catalog const& catalog, std::string_view animal, std::string_view way, Decimal heads, Day on) {
  if (auto const fits = possible(heads, "年均存栏"); !fits) {
    return fits.error();
  }
  auto const rules = Rulebook::open(catalog, guide, on);
  if (!rules) {
    return rules.error();
  }
  Livestock answer;
  auto const ways = subjects(catalog, "肠道发酵", on);
  bool const digests = std::find(ways.begin(), ways.end(), animal) != ways.end();   // birds do not
  if (digests) {
    std::string_view const kept = row_of(*rules, "肠道发酵", animal, "全部") != nullptr ? "全部" : way;   // some animals have one factor
    auto amount = heads_times(catalog, "肠道发酵", animal, kept, heads, on);
    if (!amount) {
      return amount.error();
    }
    answer.enteric_ch4 = *std::move(amount);
  }
  for (auto const& [gas, into] : {std::pair{"CH4", &answer.manure_ch4}, std::pair{"N2O", &answer.manure_n2o}}) {
    if (auto amount = heads_times(catalog, "粪便管理·华北", animal, gas, heads, on)) {
      *into = *std::move(amount);
    } else {
      answer.notes.push_back("粪便管理 " + std::string(gas) + " 没有因子，未计入 / no factor for " + gas + " of manure: it is not counted");
    }
  }
  if (!answer.enteric_ch4 && !answer.manure_ch4 && !answer.manure_n2o) {
    return cannot_judge("没有“" + std::string(animal) + " " + std::string(way) + "”的排放因子 / the guide has no factor for it", guide);
  }
  return answer;
}

Result<Decimal> average_stock(Decimal slaughtered, Decimal days_alive) {
  constexpr std::int64_t days_of_year = 365;
  auto const fits = all_of({possible(slaughtered, "出栏数"), possible(days_alive, "饲养天数", days_of_year)});
  if (!fits) {
    return fits.error();
  }
  return Decimal::from_double(slaughtered.to_double() * days_alive.to_double() / days_of_year, places_kept);
}

Result<Amount> co2_equivalent(catalog::Catalog const& catalog, std::string_view gas, Decimal mass, std::string_view report, Day on) {
  auto rules = Rulebook::open(catalog, guide, on);
  auto potentials = Rulebook::open(catalog, "IPCC GWP100", on);
  if (!rules || !potentials) {
    return rules ? potentials.error() : rules.error();
  }
  auto const table = report.empty() ? rules->text("默认", "GWP", "table") : Result<std::string>(std::string(report));
  auto const gwp = table ? potentials->number(*table, gas, "gwp") : Result<Decimal>(table.error());
  if (!gwp) {
    return gwp.error();
  }
  rules->take(*potentials);
  Product product(*rules);
  product.times(std::string(gas), mass, "t", true);
  product.times("GWP100 " + *table, *gwp, "tCO2e/t", false);
  auto const fits = possible(mass, std::string(gas));
  return fits ? product.amount("tCO2e") : Result<Amount>(fits.error());
}

std::vector<std::string> fuels(catalog::Catalog const& catalog, Day on) { return subjects(catalog, "燃料", on); }

std::vector<std::string> animals(catalog::Catalog const& catalog, Day on) {
  auto found = subjects(catalog, "粪便管理·华北", on);
  for (auto& more : subjects(catalog, "肠道发酵", on)) {
    if (std::find(found.begin(), found.end(), more) == found.end()) {
      found.push_back(std::move(more));
    }
  }
  return found;
}

}  // namespace carbon
