// Topics of stacks and outfalls.
#include <algorithm>
#include <cmath>

#include "calculator/topics_emission.hpp"
#include "emission/emission.hpp"

namespace calculator {
namespace {

using base::Problem, base::Result;

Result<double> emission_number(Question const& question, char const* name) {
  auto const number = question.number(name);
  return number ? Result<double>(number->to_double()) : number.error();
}

Result<double> emission_number_or(Question const& question, char const* name, double otherwise) {
  auto const number = question.number_if(name);
  if (!number) {
    return otherwise;
  }
  return *number ? Result<double>((*number)->to_double()) : number->error();
}

/// The unit a line gives, else the usual one.
Result<base::Unit> emission_unit_or(Question const& question, char const* name, char const* otherwise) {
  auto const text = question.text(name);
  auto const unit = base::parse_unit(text.empty() ? otherwise : text);
  return unit ? unit : Problem(unit.error().code, unit.error().detail, "inputs." + std::string(name), unit.error().mend);
}

/// Problems of the room name its own arguments.
Problem among_inputs(Problem problem) {
  if (problem.code == "bad_value" || problem.code == "unknown_item") {
    problem.where = "inputs." + problem.where;
  }
  return problem;
}

struct Titles { char const* zh; char const* en; };

Result<Answer> answer_worked(Question const& question, Result<emission::Worked> const& worked, char const* key, Titles titles) {
  if (!worked) {
    return among_inputs(worked.error());
  }
  Answer answer;
  answer.result[key] = emission_json(worked->value);
  answer.result["unit"] = std::string(base::symbol(worked->unit));
  answer.result["how"] = worked->how;
  answer.basis = worked->basis;
  answer.notes = worked->notes;
  if (question.why) {
    answer.why = emission::why_of(*worked, titles.zh, titles.en);
  }
  return answer;
}

// ---- oxygen_conversion ----

Result<Answer> answer_oxygen(Question const& question) {
  auto const on = question.on();
  auto const measured = emission_number(question, "value");
  auto const unit = emission_unit_or(question, "unit", "mg/m3");
  if (!on || !measured || !unit) {
    return !on ? on.error() : !measured ? measured.error() : unit.error();
  }
  auto const furnace = question.text("furnace");
  if (!furnace.empty()) {
    auto const air = emission_number(question, "excess_air");
    return !air ? Result<Answer>(air.error())
                : answer_worked(question, emission::at_reference_excess_air(question.catalog, *on, *measured, *unit, *air, furnace), "converted",
                            {"折算浓度", "converted concentration"});
  }
  auto const oxygen = emission_number(question, "oxygen");
  auto const reference = emission_number(question, "reference_oxygen");
  if (!oxygen || !reference) {
    return !oxygen ? oxygen.error() : reference.error();
  }
  return answer_worked(question, emission::at_reference_oxygen(question.catalog, *on, *measured, *unit, *oxygen, *reference), "converted",
                   {"折算浓度", "converted concentration"});
}

Entry oxygen_topic() {
  return {{.id = "oxygen_conversion", .title = "基准含氧量折算", .title_en = "At reference oxygen", .group = "emission", .standard = "HJ 75",
           .fields = {{.name = "value", .title = "实测浓度", .title_en = "Measured", .unit = "mg/m³", .required = true},
                      {.name = "unit", .title = "单位", .title_en = "Unit", .kind = "text"},
                      {.name = "oxygen", .title = "实测含氧量", .title_en = "Measured oxygen", .unit = "%"},
                      {.name = "reference_oxygen", .title = "基准含氧量", .title_en = "Reference oxygen", .unit = "%"},
                      {.name = "furnace", .title = "炉窑类别", .title_en = "Kind of furnace", .kind = "text", .help = "GB 9078：其他炉窑"},
                      {.name = "excess_air", .title = "实测过量空气系数", .title_en = "Measured coefficient of excess air"}},
           .example = R"({"topic":"oxygen_conversion","inputs":{"value":120,"oxygen":6,"reference_oxygen":3.5}})"},
          answer_oxygen};
}

// ---- standard_state ----

Result<Answer> answer_state(Question const& question) {
  auto const on = question.on();
  auto const of = question.choice("of");
  auto const value = emission_number(question, "value");
  auto const temperature = emission_number(question, "temperature");
  auto const atmosphere = emission_number(question, "atmosphere");
  auto const gauge = emission_number_or(question, "static_pressure", 0);
  auto const moisture = emission_number_or(question, "moisture", 0);
  auto const pressure_unit = emission_unit_or(question, "pressure_unit", "Pa");
  if (!on || !of || !value) {
    return !on ? on.error() : !of ? of.error() : value.error();
  }
  for (auto const* each : {&temperature, &atmosphere, &gauge, &moisture}) {
    if (!*each) {
      return each->error();
    }
  }
  auto const pascal = base::parse_unit("Pa").value();
  auto const air = pressure_unit ? base::convert(*atmosphere, *pressure_unit, pascal) : Result<double>(pressure_unit.error());
  auto const inner = pressure_unit ? base::convert(*gauge, *pressure_unit, pascal) : Result<double>(pressure_unit.error());
  if (!air || !inner) {
    return !air ? air.error() : inner.error();
  }
  bool const flow = *of == "flow";
  auto const unit = emission_unit_or(question, "unit", flow ? "m3/h" : "mg/m3");
  if (!unit) {
    return unit.error();
  }
  emission::GasState const state{*temperature, *air, *inner, *moisture};
  return answer_worked(question,
                   flow ? emission::standard_flow(question.catalog, *on, *value, *unit, state)
                        : emission::standard_concentration(question.catalog, *on, *value, *unit, state),
                   "standard", {"标准状态干烟气", "dry, in the standard state"});
}

Entry state_topic() {
  return {{.id = "standard_state", .title = "标准状态干烟气", .title_en = "Dry standard state", .group = "emission", .standard = "HJ 75",
           .fields = {{.name = "of", .title = "量", .title_en = "Quantity", .kind = "choice", .option = true, .choices = {"concentration", "flow"}},
                      {.name = "value", .title = "实测值", .title_en = "Measured", .required = true},
                      {.name = "unit", .title = "单位", .title_en = "Unit", .kind = "text"},
                      {.name = "temperature", .title = "烟气温度", .title_en = "Temperature", .unit = "℃", .required = true},
                      {.name = "atmosphere", .title = "大气压", .title_en = "Atmosphere", .unit = "Pa", .required = true},
                      {.name = "static_pressure", .title = "烟气静压", .title_en = "Static pressure", .unit = "Pa"},
                      {.name = "pressure_unit", .title = "压力单位", .title_en = "Unit of pressures", .kind = "text"},
                      {.name = "moisture", .title = "烟气湿度", .title_en = "Moisture", .unit = "%", .help = "干基读数填 0"}},
           .example = R"({"topic":"standard_state","inputs":{"value":20,"temperature":136.5,"atmosphere":88000,"static_pressure":-500,"moisture":10}})"},
          answer_state};
}

// ---- emission_rate, odour_limit ----

Result<Answer> answer_rate(Question const& question) {
  auto const on = question.on();
  auto const height = emission_number(question, "height");
  auto const above = question.yes_no("above_neighbours", true);
  if (!on || !height || !above) {
    return !on ? on.error() : !height ? height.error() : above.error();
  }
  return answer_worked(question, emission::rate_limit(question.catalog, *on, question.text("pollutant"), {*height, *above}), "rate",
                   {"最高允许排放速率", "permitted rate"});
}

Result<Answer> answer_odour(Question const& question) {
  auto const on = question.on();
  auto const height = emission_number(question, "height");
  if (!on || !height) {
    return !on ? on.error() : height.error();
  }
  return answer_worked(question, emission::odour_limit(question.catalog, *on, question.text("pollutant"), *height), "limit",
                   {"恶臭污染物排放标准值", "limit of odour"});
}

Entry rate_topic() {
  return {{.id = "emission_rate", .title = "最高允许排放速率", .title_en = "Permitted rate by height", .group = "emission", .standard = "GB 16297",
           .fields = {{.name = "pollutant", .title = "污染物", .title_en = "Pollutant", .kind = "text", .required = true, .help = "颗粒物 其他"},
                      {.name = "height", .title = "排气筒高度", .title_en = "Height of the stack", .unit = "m", .required = true},
                      {.name = "above_neighbours", .title = "高出周围 200 m 建筑 5 m 以上", .title_en = "5 m above the buildings within 200 m",
                       .kind = "yes_no"}},
           .example = R"({"topic":"emission_rate","inputs":{"pollutant":"颗粒物 其他","height":25}})"},
          answer_rate};
}

Entry odour_topic() {
  return {{.id = "odour_limit", .title = "恶臭污染物排放标准值", .title_en = "Limit of odour by height", .group = "emission", .standard = "GB 14554",
           .fields = {{.name = "pollutant", .title = "污染物", .title_en = "Pollutant", .kind = "text", .required = true, .help = "氨"},
                      {.name = "height", .title = "排气筒高度", .title_en = "Height of the stack", .unit = "m", .required = true}},
           .example = R"({"topic":"odour_limit","inputs":{"pollutant":"氨","height":22}})"},
          answer_odour};
}

// ---- emission_limit ----

/// The unit a line gives. Without one only gas is understood, in mg/m³ as its standards write, and what has no unit: nothing is guessed of water.
Result<base::Unit> unit_of_limit(Question const& question, std::string const& set, std::string const& factor, std::string const& averaging, base::Day on) {
  auto const usual = emission_unit_or(question, "unit", "mg/m3");
  if (!usual || !question.text("unit").empty()) {
    return usual;
  }
  for (auto const* limit : question.catalog.limits(set, factor, averaging, on)) {
    if (limit->unit == base::unit_none) {
      return base::unit_none;
    }
    if (limit->unit != *usual) {
      return Problem("missing_unit", "the value has no unit", "inputs.unit",
                     "the limit is in " + std::string(base::symbol(limit->unit)) + ": write the unit of the value");
    }
  }
  return usual;
}

Result<Answer> answer_emission_limit(Question const& question) {
  auto const on = question.on();
  auto const value = emission_number(question, "value");
  auto const averaging = question.choice("averaging");
  if (!on || !value || !averaging) {
    return !on ? on.error() : !value ? value.error() : averaging.error();
  }
  auto const set = question.text("set"), factor = question.text("factor");
  auto const sets = question.catalog.limit_sets();
  if (std::find(sets.begin(), sets.end(), set) == sets.end()) {
    return Problem("unknown_set", "'" + glance(set) + "' is no set of limits in the catalogue", "inputs.set", "for example GB13271-2014/新建锅炉-燃煤锅炉");
  }
  auto const* item = question.catalog.item(factor);
  auto const code = item == nullptr || !question.catalog.limits(set, factor, *averaging, *on).empty() ? factor : item->code;
  auto const unit = unit_of_limit(question, set, code, *averaging, *on);
  if (!unit) {
    return unit.error();
  }
  auto const verdict = assess::against_limits(question.catalog, set, code, *averaging, *on, *value, *unit);
  if (!verdict) {
    return verdict.error();
  }
  Answer answer;
  answer.result["result"] = verdict->result;
  answer.basis = verdict->basis;
  auto const* limit = verdict->limit;
  note_limit(*verdict, answer);
  if (limit == nullptr) {
    return answer;
  }
  answer.result["limit"] = emission_json((limit->high ? limit->high : limit->low)->to_double());
  answer.result["unit"] = std::string(base::symbol(limit->unit));
  answer.result["share"] = emission_json(verdict->share);
  answer.result["times_over"] = verdict->times_over ? emission_json(*verdict->times_over) : json::value(nullptr);
  answer.result["reference_oxygen"] = limit->reference_oxygen ? number_of(*limit->reference_oxygen) : json::value(nullptr);
  if (limit->reference_oxygen) {
    answer.notes.push_back("限值为基准含氧量 " + limit->reference_oxygen->to_string() +
                           " % 下的浓度，先折算 / the limit means a concentration at that reference oxygen");
  }
  if (question.why) {
    answer.why = assess::Why{.title = "排放限值比较", .title_en = "against the emission limit", .value = verdict->result, .how = "全数值比较法，不修约",
                             .how_en = "the whole value is compared, without rounding", .basis = verdict->basis};
  }
  return answer;
}

Entry emission_limit_topic() {
  return {{.id = "emission_limit", .title = "排放限值与超标倍数", .title_en = "Emission limit and times over", .group = "emission",
           .fields = {{.name = "set", .title = "限值组", .title_en = "Set of limits", .kind = "text", .required = true, .help = "DB14-1929-2019/燃煤锅炉"},
                      {.name = "factor", .title = "因子", .title_en = "Item", .kind = "text", .required = true, .help = "a21026"},
                      {.name = "averaging", .title = "取值时间", .title_en = "Averaging", .kind = "choice",
                       .choices = {"hour", "day", "instant", "measured", "5min"}},
                      {.name = "value", .title = "数值", .title_en = "Value", .required = true},
                      {.name = "unit", .title = "单位", .title_en = "Unit", .kind = "text", .help = "废气不填按 mg/m³；其他必填 / without it mg/m³ of gas"}},
           .example = R"({"topic":"emission_limit","on":"2026-05-01",)"
                      R"("inputs":{"set":"DB14-1929-2019/燃煤锅炉","factor":"a21026","averaging":"hour","value":52.5}})"},
          answer_emission_limit};
}

// ---- online_validity ----

emission::Period online_period_of(std::string const& word) {
  using emission::Period;
  return word == "hour" ? Period::hour : word == "day" ? Period::day : word == "month" ? Period::month : Period::quarter;
}

Result<Answer> answer_validity(Question const& question) {
  auto const on = question.on();
  auto const medium = question.choice("medium");
  auto const period = question.choice("period");
  auto const valid = emission_number(question, "valid");
  auto const due = emission_number(question, "due");
  if (!on || !medium || !period || !valid || !due) {
    return !on ? on.error() : !medium ? medium.error() : !period ? period.error() : !valid ? valid.error() : due.error();
  }
  auto const of = *medium == "gas" ? emission::Medium::gas : emission::Medium::water;
  auto const made = emission::validity(question.catalog, of, online_period_of(*period), *on, *valid, *due);
  if (!made) {
    return among_inputs(made.error());
  }
  Answer answer;
  answer.result["valid"] = made->valid;
  answer.result["share"] = emission_json(made->share);
  answer.result["needed"] = emission_json(made->needed);
  answer.result["unit"] = made->unit;
  answer.basis = made->basis;
  answer.notes = made->notes;
  if (question.why) {
    auto const part = base::format_number(*valid), whole = base::format_number(*due), needed = base::format_number(made->needed) + " " + made->unit;
    answer.why = assess::Why{.title = "在线数据有效性", .title_en = "validity of online data", .value = made->valid ? "valid" : "invalid",
                             .how = part + " / " + whole + "，要求 " + needed, .how_en = part + " of " + whole + ", needed " + needed,
                             .basis = made->basis};
  }
  return answer;
}

Entry validity_topic() {
  return {{.id = "online_validity", .title = "在线数据有效性", .title_en = "Validity of online data", .group = "emission",
           .fields = {{.name = "medium", .title = "介质", .title_en = "Medium", .kind = "choice", .required = true, .option = true, .choices = {"gas", "water"}},
                      {.name = "period", .title = "时段", .title_en = "Period", .kind = "choice", .required = true, .option = true,
                       .choices = {"hour", "day", "month", "quarter"}},
                      {.name = "valid", .title = "有效数", .title_en = "Valid", .required = true, .help = "小时：分钟；日：小时（废气）或个数（废水）"},
                      {.name = "due", .title = "应得数（废气日为运行小时）", .title_en = "Due (of a day of gas: hours that ran)", .required = true}},
           .example = R"({"topic":"online_validity","on":"2026-05-01","medium":"gas","period":"day","inputs":{"valid":6,"due":8}})"},
          answer_validity};
}

// The cases speak Chinese: 污染物=颗粒物(其他);h=25m;二级 and 实测NOx=120;O2=6.0;基准O2=3.5.
double number_in_front(std::string text) {
  while (!text.empty() && !base::parse_number(text)) {
    text.pop_back();
  }
  return base::parse_number(text).value_or(0);
}

Result<Words> rate_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const* edition = edition_of_case(catalog, each.standard);
  if (edition == nullptr) {
    return Problem("no_edition", "the catalogue has no " + each.standard);
  }
  auto const worked = emission::rate_limit(catalog, edition->effective_from, word(inputs, "污染物"),
                                           {number_in_front(word(inputs, "h")), word(inputs, "高出周围建筑") != "否"});
  return worked ? Result<Words>(Words{{"Q", base::format_number(worked->value)}}) : worked.error();
}

Result<Words> oxygen_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  double measured = 0;
  for (auto const& [key, value] : inputs) {
    measured = key.starts_with("实测") ? number_in_front(value) : measured;
  }
  // The formula is HJ 75's; the case names the standard of the limit.
  auto const* edition = catalog.edition("HJ75-2017");
  auto const worked = emission::at_reference_oxygen(catalog, edition == nullptr ? base::Day() : edition->effective_from, measured, base::unit_none,
                                                    number_in_front(word(inputs, "O2")), number_in_front(word(inputs, "基准O2")));
  return worked ? Result<Words>(Words{{"折算", base::format_number(worked->value)}}) : worked.error();
}

Result<Words> odour_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const* edition = edition_of_case(catalog, each.standard);
  if (edition == nullptr) {
    return Problem("no_edition", "the catalogue has no " + each.standard);
  }
  auto const worked = emission::odour_limit(catalog, edition->effective_from, word(inputs, "污染物"), number_in_front(word(inputs, "h")));
  return worked ? Result<Words>(Words{{"Q", base::format_number(worked->value)}}) : worked.error();
}

}  // namespace

json::value emission_json(double value) {
  constexpr int places = 6;
  constexpr double decimal_max = 1e11;
  return std::isfinite(value) && std::fabs(value) < decimal_max ? number_of(base::Decimal::from_double(value, places)) : json::value(value);
}

Entries emission_topics() {
  auto entries = emission_amount_topics();
  entries.topics.insert(entries.topics.begin(), {oxygen_topic(), state_topic(), rate_topic(), emission_limit_topic(), odour_topic(), validity_topic()});
  entries.cases = {{{"16297内插"}, rate_case}, {{"氧折算"}, oxygen_case}, {{"14554取值"}, odour_case}};
  return entries;
}

}  // namespace calculator
