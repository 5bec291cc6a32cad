// Topics of greenhouse gases.
#include "calculator/surroundings.hpp"
#include "carbon/carbon.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

constexpr char const* ghg_guide = "省级温室气体清单编制指南";

carbon::Given given_in(Words const& inputs, std::initializer_list<char const*> names) {
  carbon::Given given;
  for (auto const* name : names) {
    if (auto const number = case_number_if(inputs, name)) {
      given.emplace(name, *number);
    }
  }
  return given;
}

base::Outcome take_given(Question const& question, std::initializer_list<char const*> names, carbon::Given& given) {
  for (auto const* name : names) {
    if (auto const number = question.number_if(name)) {
      if (!*number) {
        return number->error();
      }
      given.emplace(name, **number);
    }
  }
  return base::Done{};
}

assess::Why why_of_amount(carbon::Amount const& amount, std::string title, std::string title_en) {
  auto why = line_of(std::move(title), std::move(title_en), amount.value.to_string(), amount.unit, amount.how);
  why.exact = amount.exact.to_string();
  for (auto const& input : amount.inputs) {
    why.from.push_back(line_of(input.name, input.name, input.value.to_string(), input.unit, input.given ? "由使用者给出 / given" : "缺省值 / default"));
  }
  return why;
}

Answer answer_of_amount(Question const& question, carbon::Amount const& amount, char const* name, std::string title, std::string title_en) {
  auto answer = answer_of(amount);
  answer.result = {{name, number_of(amount.value)}, {"unit", amount.unit}, {"how", amount.how}};
  explain(question, answer, why_of_amount(amount, std::move(title), std::move(title_en)));
  return answer;
}

// Adds a gas as CO2 to the answer: by the question's "gwp", else by the guide's.
base::Outcome add_equivalent(Question const& question, base::Day on, std::string_view gas, carbon::Amount const& amount, Decimal& total, Answer& answer) {
  auto const report = question.choice("gwp");
  if (!report) {
    return report.error();
  }
  auto const equivalent = carbon::co2_equivalent(question.catalog, gas, amount.exact, *report == "guide" ? "" : *report, on);
  if (!equivalent) {
    return equivalent.error();
  }
  total = total + equivalent->value;
  for (auto const& basis : equivalent->basis) {
    answer.basis.push_back(basis);
  }
  answer.notes.insert(answer.notes.end(), equivalent->notes.begin(), equivalent->notes.end());
  return base::Done{};
}

// ---- factors ----

Result<Answer> answer_fuel(Question const& question) {
  auto const on = question.on();
  carbon::Given given;
  auto const taken = take_given(question, {"NCV", "CC", "OF"}, given);
  if (!on || !taken) {
    return on ? taken.error() : on.error();
  }
  auto const factor = carbon::fuel_factor(question.catalog, question.text("fuel"), given, *on);
  return factor ? Result<Answer>(answer_of_amount(question, *factor, "EF", "燃料二氧化碳排放因子", "CO2 factor of a fuel")) : factor.error();
}

Result<Words> fuel_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const given = given_in(inputs, {"NCV", "CC", "OF"});
  auto const fuel = word(inputs, "fuel");
  auto const factor = carbon::fuel_factor(catalog, fuel.substr(0, fuel.find('(')), given, day_of_case(catalog, each, ghg_guide));  // "天然气(万Nm3)"
  return factor ? Result<Words>(Words{{"EF", factor->value.to_string()}}) : factor.error();
}

Result<Answer> answer_incineration(Question const& question) {
  auto const on = question.on();
  auto const waste = question.choice("waste");
  carbon::Given given;
  auto const taken = take_given(question, {"CCW", "FCF", "CE"}, given);
  if (!on || !waste || !taken) {
    return !on ? on.error() : !waste ? waste.error() : taken.error();
  }
  auto const factor = carbon::incineration_factor(question.catalog, *waste, given, *on);
  return factor ? Result<Answer>(answer_of_amount(question, *factor, "EF", "焚烧二氧化碳排放因子", "CO2 factor of burning waste")) : factor.error();
}

Result<Words> incineration_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const given = given_in(inputs, {"CCW", "FCF", "CE"});
  auto const factor = carbon::incineration_factor(catalog, word(inputs, "waste"), given, day_of_case(catalog, each, ghg_guide));
  return factor ? Result<Words>(Words{{"EF", factor->value.to_string()}}) : factor.error();
}

Result<int> year_of(Result<Decimal> const& number) {
  constexpr std::int64_t year_max = 9999;
  if (!number) {
    return number.error();
  }
  if (number->negative() || Decimal(year_max, 0) < *number || number->rounded(0) != *number) {
    return Problem("bad_number", "'year' is no year", "inputs.year", "write 2026");
  }
  return static_cast<int>(number->to_double());
}

Result<Answer> answer_electricity(Question const& question) {
  auto const region = question.choice("region");
  auto const year = year_of(question.number("year"));
  auto const kwh = question.number("kWh");
  if (!region || !year || !kwh) {
    return !region ? region.error() : !year ? year.error() : kwh.error();
  }
  auto const used = carbon::electricity(question.catalog, *region, *year, *kwh);
  if (!used) {
    return used.error();
  }
  auto answer = answer_of_amount(question, used->co2, "CO2", "用电二氧化碳排放", "CO2 of electricity");
  answer.result["factor"] = number_of(used->factor);
  answer.result["factor_unit"] = "kgCO2/kWh";
  answer.result["year_of_factor"] = used->year_of_factor;
  return answer;
}

Result<Words> electricity_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const year = year_of(case_number(inputs, "year"));
  auto const kwh = case_number(inputs, "kWh");
  if (!year || !kwh) {
    return year ? kwh.error() : year.error();
  }
  auto const used = carbon::electricity(catalog, word(inputs, "region"), *year, *kwh);
  return used ? Result<Words>(Words{{"CO2", used->co2.value.to_string()}, {"year", std::to_string(used->year_of_factor)}}) : used.error();
}

// ---- waste and animals ----

Result<Decimal> number_or_zero(Question const& question, char const* name) {
  auto const number = question.number_if(name);
  return number ? *number : Result<Decimal>(Decimal());
}

Result<Answer> answer_landfill(Question const& question) {
  auto const on = question.on();
  auto const waste = question.number("waste");
  auto const recovered = number_or_zero(question, "recovered");
  auto const site = question.choice("site");
  carbon::Given given;
  auto const taken = take_given(question, {"DOC", "DOCf", "MCF", "F", "OX"}, given);
  if (!on || !waste || !recovered || !site || !taken) {
    return !on ? on.error() : !waste ? waste.error() : !recovered ? recovered.error() : !site ? site.error() : taken.error();
  }
  auto const methane = carbon::landfill(question.catalog, *waste, *recovered, *site, given, *on);
  if (!methane) {
    return methane.error();
  }
  auto answer = answer_of_amount(question, *methane, "CH4", "填埋甲烷排放（质量平衡法）", "methane of a landfill by mass balance");
  Decimal total;
  if (auto const added = add_equivalent(question, *on, "CH4", *methane, total, answer); !added) {
    return added.error();
  }
  answer.result["CO2e"] = number_of(total);
  return answer;
}

Result<Answer> answer_wastewater(Question const& question) {
  auto const on = question.on();
  auto const kind = question.choice("kind");
  auto const recovered = number_or_zero(question, "recovered");
  auto const way = question.choice("way");
  carbon::Given given;
  auto const taken = take_given(question, {"Bo", "MCF"}, given);
  if (!on || !kind || !recovered || !way || !taken) {
    return !on ? on.error() : !kind ? kind.error() : !recovered ? recovered.error() : !way ? way.error() : taken.error();
  }
  auto load = question.number(*kind == "生活污水" && question.number_if("BOD") ? "BOD" : "COD");
  if (!load) {
    return load.error();
  }
  std::string note;
  if (*kind == "生活污水" && !question.number_if("BOD")) {
    auto const bod = carbon::bod_of(question.catalog, *load, *on);
    if (!bod) {
      return bod.error();
    }
    note = "BOD = COD × " + bod->inputs.back().value.to_string() + " / BOD out of COD";
    load = bod->exact;
  }
  auto const methane = carbon::wastewater_ch4(question.catalog, *kind, *load, *recovered, *way, given, *on);
  if (!methane) {
    return methane.error();
  }
  auto answer = answer_of_amount(question, *methane, "CH4", "污水处理甲烷排放", "methane of waste water");
  if (!note.empty()) {
    answer.notes.push_back(note);
  }
  Decimal total;
  if (auto const added = add_equivalent(question, *on, "CH4", *methane, total, answer); !added) {
    return added.error();
  }
  if (auto const people = question.number_if("people")) {
    auto const protein = question.number("protein");
    if (!*people || !protein) {
      return *people ? protein.error() : people->error();
    }
    auto const oxide = carbon::wastewater_n2o(question.catalog, **people, *protein, *on);
    if (!oxide) {
      return oxide.error();
    }
    answer.result["N2O"] = number_of(oxide->value);
    if (answer.why) {
      answer.why->from.push_back(why_of_amount(*oxide, "污水氧化亚氮排放", "nitrous oxide of sewage"));
    }
    if (auto const added = add_equivalent(question, *on, "N2O", *oxide, total, answer); !added) {
      return added.error();
    }
  }
  answer.result["CO2e"] = number_of(total);
  return answer;
}

// Of animals that live less than a year the average stock comes out of those slaughtered.
Result<Decimal> stock_asked(Question const& question) {
  if (question.number_if("heads") || !question.number_if("slaughtered")) {
    return question.number("heads");
  }
  auto const slaughtered = question.number("slaughtered");
  auto const days = question.number("days_alive");
  return !slaughtered ? slaughtered : !days ? days : carbon::average_stock(*slaughtered, *days);
}

Result<Answer> answer_livestock(Question const& question) {
  auto const on = question.on();
  auto const heads = stock_asked(question);
  auto const way = question.choice("way");
  if (!on || !heads || !way) {
    return !on ? on.error() : !heads ? heads.error() : way.error();
  }
  auto const found = carbon::livestock(question.catalog, question.text("animal"), *way, *heads, *on);
  if (!found) {
    return found.error();
  }
  Answer answer;
  Decimal total;
  auto why = line_of("畜禽温室气体排放", "greenhouse gases of livestock", "");
  struct Row {
    char const* name;
    char const* title;
    char const* title_en;
    char const* gas;
    std::optional<carbon::Amount> const& amount;
  };
  for (auto const& row : {Row{"enteric_CH4", "肠道发酵甲烷", "methane of digestion", "CH4", found->enteric_ch4},
                          Row{"manure_CH4", "粪便管理甲烷", "methane of manure", "CH4", found->manure_ch4},
                          Row{"manure_N2O", "粪便管理氧化亚氮", "nitrous oxide of manure", "N2O", found->manure_n2o}}) {
    if (row.amount) {
      answer.result[row.name] = number_of(row.amount->value);
      answer.basis.insert(answer.basis.end(), row.amount->basis.begin(), row.amount->basis.end());
      answer.notes.insert(answer.notes.end(), row.amount->notes.begin(), row.amount->notes.end());
      why.from.push_back(why_of_amount(*row.amount, row.title, row.title_en));
      if (auto const added = add_equivalent(question, *on, row.gas, *row.amount, total, answer); !added) {
        return added.error();
      }
    }
  }
  answer.notes.insert(answer.notes.end(), found->notes.begin(), found->notes.end());
  answer.result["unit"] = "t";
  answer.result["CO2e"] = number_of(total);
  why.value = total.to_string();
  why.unit = "tCO2e";
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> waste_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const on = day_of_case(catalog, each, ghg_guide);
  auto const given = given_in(inputs, {"DOC", "MCF"});
  auto const number = [&](char const* name) { return case_number_if(inputs, name).value_or(Decimal()); };
  if (each.topic == "填埋CH4" || each.topic == "污水CH4") {
    auto const methane = each.topic == "填埋CH4" ? carbon::landfill(catalog, number("waste"), number("recovered"), "管理", given, on)
                                                 : carbon::wastewater_ch4(catalog, "生活污水", number("BOD"), Decimal(), "", given, on);
    return methane ? Result<Words>(Words{{"CH4", methane->value.to_string()}}) : methane.error();
  }
  if (each.topic == "污水N2O") {
    auto const oxide = carbon::wastewater_n2o(catalog, number("people"), number("protein"), on);
    return oxide ? Result<Words>(Words{{"N2O", oxide->value.to_string()}}) : oxide.error();
  }
  auto const found = carbon::livestock(catalog, word(inputs, "animal"), word(inputs, "way"), number("heads"), on);
  if (!found) {
    return found.error();
  }
  return Words{{"enteric", found->enteric_ch4 ? found->enteric_ch4->value.to_string() : ""},
               {"manure", found->manure_ch4 ? found->manure_ch4->value.to_string() : ""}};
}

// ---- entries ----

Field ghg_number(std::string name, std::string title, std::string title_en, std::string unit = {}, bool required = false) {
  return {.name = std::move(name),
          .title = std::move(title),
          .title_en = std::move(title_en),
          .unit = std::move(unit),
          .required = required,
          .help = required ? "" : "不填取缺省值 / without it the default"};
}
Field ghg_choice(std::string name, std::string title, std::string title_en, std::vector<std::string> choices) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .kind = "choice", .choices = std::move(choices)};
}
Field gwp_field() {
  return {.name = "gwp",
          .title = "全球增温潜势",
          .title_en = "warming potential",
          .kind = "choice",
          .option = true,
          .choices = {"guide", "AR2", "AR5"},
          .help = "guide 按当日指南 / as the guide of the day takes it"};
}

std::vector<Entry> factor_entries() {
  return {
      {{.id = "fuel_factor",
        .title = "燃料 CO2 排放因子",
        .title_en = "CO2 factor of a fuel",
        .group = "carbon",
        .standard = ghg_guide,
        .fields = {{.name = "fuel", .title = "燃料", .title_en = "fuel", .kind = "text", .required = true},
                   ghg_number("NCV", "低位发热量", "net calorific value", "GJ/t"),
                   ghg_number("CC", "单位热值含碳量", "carbon content", "tC/TJ"),
                   ghg_number("OF", "碳氧化率", "oxidation")},
        .example = R"({"topic":"fuel_factor","on":"2026-01-01","inputs":{"fuel":"褐煤"}})"},
       answer_fuel},
      {{.id = "incineration_factor",
        .title = "焚烧 CO2 排放因子",
        .title_en = "CO2 factor of burning waste",
        .group = "carbon",
        .standard = ghg_guide,
        .fields = {ghg_choice("waste", "废物", "waste", {"生活垃圾", "危险废物"}), ghg_number("CCW", "含碳量比例", "carbon in the waste"),
                   ghg_number("FCF", "矿物碳比例", "fossil share of it"), ghg_number("CE", "燃烧效率", "burnt")},
        .example = R"({"topic":"incineration_factor","on":"2026-01-01","inputs":{"waste":"生活垃圾"}})"},
       answer_incineration},
      {{.id = "electricity",
        .title = "用电 CO2 排放",
        .title_en = "CO2 of electricity",
        .group = "carbon",
        .standard = "电力二氧化碳排放因子公告",
        .fields = {ghg_choice("region", "地区", "region", {"全国", "山西省"}), ghg_number("year", "数据年份", "year of the data", "", true),
                   ghg_number("kWh", "用电量", "electricity used", "kWh", true)},
        .example = R"({"topic":"electricity","inputs":{"region":"山西省","year":2022,"kWh":1000000}})"},
       answer_electricity},
  };
}

}  // namespace

Entries carbon_topics() {
  Entries made;
  made.topics = factor_entries();
  made.topics.push_back({{.id = "landfill",
                          .title = "填埋 CH4 排放",
                          .title_en = "Methane of a landfill",
                          .group = "carbon",
                          .standard = ghg_guide,
                          .fields = {ghg_number("waste", "填埋量", "waste put down", "t", true), ghg_number("recovered", "回收量", "recovered", "t"),
                                     ghg_choice("site", "填埋场类型", "kind of site", {"管理", "非管理深埋", "非管理浅埋"}),
                                     ghg_number("DOC", "可降解有机碳", "degradable carbon", "", true), ghg_number("DOCf", "降解比例", "share that degrades"),
                                     ghg_number("MCF", "甲烷修正因子", "methane correction"), ghg_number("F", "填埋气中甲烷比例", "methane in the gas"),
                                     ghg_number("OX", "氧化因子", "oxidized"), gwp_field()},
                          .example = R"({"topic":"landfill","on":"2026-01-01","inputs":{"waste":1000,"DOC":0.15}})"},
                         answer_landfill});
  made.topics.push_back(
      {{.id = "wastewater_ghg",
        .title = "污水处理 CH4、N2O 排放",
        .title_en = "Methane and nitrous oxide of waste water",
        .group = "carbon",
        .standard = ghg_guide,
        .fields = {ghg_choice("kind", "污水", "kind", {"生活污水", "工业废水"}), ghg_number("BOD", "BOD 量", "BOD", "t"),
                   ghg_number("COD", "COD 量", "COD", "t"), ghg_number("recovered", "回收量", "recovered", "t"),
                   ghg_choice("way", "处理方式", "way", {"全国平均", "化粪池", "厌氧处理系统", "好氧处理系统"}), ghg_number("Bo", "最大产甲烷能力", "Bo"),
                   ghg_number("MCF", "甲烷修正因子", "methane correction"), ghg_number("people", "人口", "people", "人"),
                   ghg_number("protein", "人均蛋白质消费", "protein a head", "kg/a"), gwp_field()},
        .example = R"({"topic":"wastewater_ghg","on":"2026-01-01","inputs":{"BOD":100,"people":170000,"protein":30}})"},
       answer_wastewater});
  made.topics.push_back(
      {{.id = "livestock_ghg",
        .title = "畜禽 CH4、N2O 排放",
        .title_en = "Methane and nitrous oxide of livestock",
        .group = "carbon",
        .standard = ghg_guide,
        .fields =
            {{.name = "animal", .title = "畜种", .title_en = "animal", .kind = "text", .required = true, .help = "奶牛 非奶牛 绵羊 山羊 猪 家禽 马 驴/骡 骆驼"},
             ghg_choice("way", "饲养方式", "way", {"规模化饲养", "农户散养", "放牧饲养"}),
             ghg_number("heads", "年均存栏", "average stock", "头"),
             ghg_number("slaughtered", "年出栏", "slaughtered in the year", "头"),
             ghg_number("days_alive", "饲养天数", "days alive", "d"),
             gwp_field()},
        .example = R"({"topic":"livestock_ghg","on":"2026-01-01","inputs":{"animal":"奶牛","heads":100}})"},
       answer_livestock});
  made.cases = {{{"燃料CO2因子"}, fuel_case},
                {{"焚烧CO2因子"}, incineration_case},
                {{"电力CO2"}, electricity_case},
                {{"填埋CH4", "污水CH4", "污水N2O", "畜禽CH4"}, waste_case}};
  return made;
}

}  // namespace calculator
