// Indices: trophic state of lakes, the water quality index of cities, standard index of impact assessment.
#include <algorithm>
#include <cmath>

#include "waters/inside.hpp"

namespace waters {
namespace {

constexpr char const* cwqi_standard = "环办监测〔2017〕51号";
constexpr char const* impact_standard = "HJ 2.3";

std::string number_text(double value) { return Decimal::from_double(value, 4).to_string(); }

// pH lies between the limits; the neutral value is its best. Reads: (7 − pH)/(7 − 6), (pH − 7)/(9 − 7).
std::optional<double> ph_index(catalog::ClassLimit const& row, double value, double neutral) {
  double const width = value <= neutral ? neutral - row.low->to_double() : row.high->to_double() - neutral;
  return width <= 0 ? std::nullopt : std::optional(std::fabs(value - neutral) / width);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tli_items(catalog::Catalog const& catalog, Day on) {
  std::vector<std::pair<std::string, std::string>> items;
  if (auto const method = method_of(catalog, on)) {
    for (auto const* row : catalog.parameters(method->edition->id + "/营养状态", method->on)) {
      if (!row->subject.empty() && row->name == "r") {
        items.emplace_back(row->subject, row->unit);
      }
    }
  }
  return items;
}

base::Result<Tli> tli(catalog::Catalog const& catalog, Day on, std::map<std::string, Decimal> const& values) {
  auto const method = method_of(catalog, on);
  if (!method) {
    return method.error();
  }
  auto const table = method->edition->id + "/营养状态";
  auto const scale = number_of(catalog, table, "", "scale", method->on);
  auto const digits = number_of(catalog, table, "", "digits", method->on);
  auto const weight_digits = number_of(catalog, table, "", "weight_digits", method->on);
  auto const good_grades = number_of(catalog, table, "", "good_grades", method->on);
  if (!scale || !digits || !weight_digits || !good_grades) {
    return !scale ? scale.error() : !digits ? digits.error() : !weight_digits ? weight_digits.error() : good_grades.error();
  }
  Tli made;
  made.basis.push_back({method->edition->number, "三（五）", method->edition->id});
  double squares = 0;
  auto const keys = tli_items(catalog, on);
  for (auto const& [key, unit] : keys) {
    auto const r = number_of(catalog, table, key, "r", method->on)->to_double();
    squares += r * r;
  }
  std::string missing;
  for (auto const& [key, unit] : keys) {
    auto const* row = catalog.parameter(table, key, "r", method->on);
    auto const a = number_of(catalog, table, key, "a", method->on);
    auto const b = number_of(catalog, table, key, "b", method->on);
    if (!a || !b) {
      return a ? b.error() : a.error();
    }
    auto const& name = row->source.note;
    auto const given = values.find(key);
    if (given == values.end() || given->second <= Decimal()) {
      missing += (missing.empty() ? "" : "、") + name;
      continue;
    }
    double const r = row->number->to_double();
    Tli::Part part{name, unit, given->second, Decimal::from_double(r * r / squares, static_cast<int>(whole(*weight_digits))), 0};
    part.tli = scale->to_double() * (a->to_double() + b->to_double() * std::log(given->second.to_double()));
    made.exact += part.tli * part.weight.to_double();
    made.parts.push_back(std::move(part));
  }
  if (!missing.empty() || made.parts.empty()) {
    return assess::cannot_judge("缺少或不大于零：" + missing + " / missing or not above zero (" + missing + ")", method->edition->number + " 三（五）");
  }
  made.total = Decimal::from_double(made.exact, static_cast<int>(whole(*digits)));
  made.grade = catalog.grade(method->edition->id + "/营养状态分级", made.total, method->on);
  made.good = made.grade != nullptr && made.grade->rank <= whole(*good_grades);
  return made;
}

assess::Why explain(Tli const& tli) {
  assess::Why why;
  why.title = "综合营养状态指数 TLI(Σ)";
  why.title_en = "Comprehensive trophic level index";
  why.value = tli.total.to_string();
  why.exact = number_text(tli.exact);
  why.how = "Σ 权重 × TLI(j)";
  why.how_en = "sum of weight × TLI(j)";
  why.basis = tli.basis;
  for (auto const& part : tli.parts) {
    assess::Why one;
    one.title = part.name;
    one.value = number_text(part.tli);
    one.how = part.value.to_string() + " " + part.unit + " → TLI " + number_text(part.tli) + " × " + part.weight.to_string();
    one.how_en = one.how;
    why.from.push_back(std::move(one));
  }
  return why;
}

base::Result<Cwqi> cwqi(Table const& table, Sample const& means) {
  auto const edition = edition_on(table.catalog(), cwqi_standard, table.on());
  if (!edition) {
    return edition.error();
  }
  auto const parameters = (*edition)->id + "/指数";
  auto const neutral = number_of(table.catalog(), parameters, "", "neutral_ph", table.on());
  auto const rank = number_of(table.catalog(), parameters, "", "standard_rank", table.on());
  auto const digits = number_of(table.catalog(), parameters, "", "digits", table.on());
  if (!neutral || !rank || !digits) {
    return !neutral ? neutral.error() : !rank ? rank.error() : digits.error();
  }
  Cwqi made;
  made.basis = {{(*edition)->number, "附件", (*edition)->id}, table.basis("表1")};
  std::string missing;
  for (auto const& item : table.items()) {
    auto const given = means.find(item.key);
    if (!item.counted) {
      continue;
    }
    auto const* row = limit_of(item, static_cast<int>(whole(*rank)));
    bool const has = given != means.end() && given->second.word.empty() && row != nullptr;
    auto const value = has ? given->second.undetected ? given->second.value * table.undetected_factor() : given->second.value : Decimal();
    if (!has || (row->sense == catalog::Sense::at_least && value <= Decimal())) {
      missing += (missing.empty() ? "" : "、") + item.name;
      continue;
    }
    Decimal index;
    if (row->sense == catalog::Sense::between) {
      index = Decimal::from_double(ph_index(*row, value.to_double(), neutral->to_double()).value_or(0), places_kept);
    } else if (row->sense == catalog::Sense::at_least) {
      index = Decimal::divide(*row->low, value, places_kept);
    } else {
      index = Decimal::divide(value, *row->high, places_kept);
    }
    made.exact = made.exact + index;
    made.parts.push_back({item.name, index});
  }
  if (!missing.empty()) {
    return assess::cannot_judge("缺少项目：" + missing + " / items are missing (" + missing + ")", (*edition)->number);
  }
  made.value = made.exact.rounded(static_cast<int>(whole(*digits)));
  return made;
}

base::Result<Decimal> cwqi_city(catalog::Catalog const& catalog, Day on, std::optional<Decimal> river, int sections, std::optional<Decimal> lake, int points) {
  auto const edition = edition_on(catalog, cwqi_standard, on);
  auto const digits = edition ? number_of(catalog, (*edition)->id + "/指数", "", "digits", on) : edition.error();
  if (!digits) {
    return digits.error();
  }
  int const m = river ? sections : 0;
  int const n = lake ? points : 0;
  if (m < 0 || n < 0 || m + n == 0) {
    return assess::cannot_judge("没有河流断面也没有湖库点位 / neither sections nor points", (*edition)->number);
  }
  auto const sum = river.value_or(Decimal()) * Decimal(m, 0) + lake.value_or(Decimal()) * Decimal(n, 0);
  return Decimal::divide(sum, Decimal(m + n, 0), static_cast<int>(whole(*digits)));
}

base::Result<Decimal> cwqi_change(catalog::Catalog const& catalog, Day on, Decimal now, Decimal before) {
  auto const edition = edition_on(catalog, cwqi_standard, on);
  auto const digits = edition ? number_of(catalog, (*edition)->id + "/指数", "", "change_digits", on) : edition.error();
  if (!digits) {
    return digits.error();
  }
  if (before <= Decimal()) {
    return assess::cannot_judge("上期指数不大于零 / the index before is not above zero", (*edition)->number);
  }
  return Decimal::divide((now - before) * Decimal(100, 0), before, static_cast<int>(whole(*digits)));
}

namespace {

struct OxygenRule { double numerator = 0, offset = 0, base = 0, slope = 0; };

std::optional<double> oxygen_index(OxygenForm form, OxygenRule const& rule, double value, double standard, double temperature, std::string& how) {
  double const saturated = rule.numerator / (rule.offset + temperature);
  how = "DOf = " + number_text(rule.numerator) + "/(" + number_text(rule.offset) + " + T) = " + number_text(saturated) + "；";
  bool const above = form == OxygenForm::hj2018 ? value > saturated : value >= standard;
  if (above) {
    how += "|DOf − DO|/(DOf − DOs)";
    return saturated == standard ? std::nullopt : std::optional(std::fabs(saturated - value) / (saturated - standard));
  }
  if (form == OxygenForm::hj2018) {
    how += "DOs/DO";
    return value <= 0 ? std::nullopt : std::optional(standard / value);
  }
  how += number_text(rule.base) + " − " + number_text(rule.slope) + "·DO/DOs";
  return standard == 0 ? std::nullopt : std::optional(rule.base - rule.slope * value / standard);
}

}  // namespace

base::Result<StandardIndex> standard_index(Table const& table, std::size_t at, Decimal value, int rank, OxygenForm form, std::optional<Decimal> temperature) {
  auto const edition = edition_on(table.catalog(), impact_standard, table.on());
  if (!edition) {
    return edition.error();
  }
  auto const parameters = (*edition)->id + "/标准指数";
  std::map<std::string, double> rule;
  for (auto const* name : {"neutral_ph", "saturation_numerator", "saturation_offset", "older_base", "older_slope", "digits"}) {
    auto const number = number_of(table.catalog(), parameters, "", name, table.on());
    if (!number) {
      return number.error();
    }
    rule[name] = number->to_double();
  }
  auto const& item = table.items()[at];
  auto const* row = limit_of(item, rank);
  if (row == nullptr || value.negative()) {
    return assess::cannot_judge(item.name + " 没有可比的限值或数值不可能 / no limit to compare with, or an impossible value", (*edition)->number);
  }
  StandardIndex made;
  made.basis = {{(*edition)->number, "附录D", (*edition)->id}, table.basis(row->source.clause)};
  std::optional<double> index;
  if (row->sense == catalog::Sense::between) {
    index = ph_index(*row, value.to_double(), rule["neutral_ph"]);
    made.how = "|pH − " + number_text(rule["neutral_ph"]) + "| / 限值到中性值的距离";
  } else if (row->sense == catalog::Sense::at_least) {
    if (!temperature) {
      return base::Problem("missing_input", "dissolved oxygen needs the water temperature", "temperature", "give it in ℃");
    }
    if (!is_water_temperature(*temperature)) {
      return assess::cannot_judge("不可能的水温 " + temperature->to_string() + " ℃ / an impossible water temperature", (*edition)->number + " 附录D");
    }
    OxygenRule const oxygen{rule["saturation_numerator"], rule["saturation_offset"], rule["older_base"], rule["older_slope"]};
    index = oxygen_index(form, oxygen, value.to_double(), row->low->to_double(), temperature->to_double(), made.how);
  } else if (row->high->coefficient() != 0) {
    index = value.to_double() / row->high->to_double();
    made.how = value.to_string() + " / " + row->high->to_string();
  }
  if (!index || !(std::fabs(*index) <= static_cast<double>(value_max))) {
    return assess::cannot_judge(item.name + " 的指数无法计算 / the index cannot be computed", (*edition)->number);
  }
  made.value = *index;
  made.shown = Decimal::from_double(*index, static_cast<int>(rule["digits"]));
  made.how_en = made.how;
  return made;
}

base::Result<Ratio> ratio(Decimal a, Decimal b, int digits) {
  if (b <= Decimal() || digits < 0 || digits > places_kept) {
    return assess::cannot_judge("除数不大于零 / not above zero", "");
  }
  auto const value = Decimal::divide(a, b, digits);
  return Ratio{value, value.to_string()};
}

}  // namespace waters
