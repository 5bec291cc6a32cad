// Topics of the state of the land, and of emergencies.
#include <algorithm>
#include <array>

#include "calculator/surroundings.hpp"
#include "ecology/ecology.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

struct IndexInput {
  char const* field;
  char const* name;
};
constexpr std::array<IndexInput, 5> ei_parts{
    {{"bio", "生物丰度指数"}, {"veg", "植被覆盖指数"}, {"water", "水网密度指数"}, {"stress", "土地胁迫指数"}, {"load", "污染负荷指数"}}};
constexpr std::array<IndexInput, 4> eqi_parts{{{"pattern", "生态格局"}, {"function", "生态功能"}, {"diversity", "生物多样性"}, {"stress", "生态胁迫"}}};

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> found;
  for (auto const part : base::split(text, ',')) {
    if (!base::trim(part).empty()) {
      found.emplace_back(base::trim(part));
    }
  }
  return found;
}

Answer answer_of_index(Question const& question, ecology::Index const& index, char const* name, std::string title, std::string title_en) {
  auto answer = answer_of(index);
  answer.result = {{name, number_of(index.value)}, {"class", index.grade}, {"class_en", index.grade_en}, {"rank", index.rank}};
  if (!index.grade_before.empty()) {
    answer.result["class_without_restriction"] = index.grade_before;
  }
  auto why = line_of(std::move(title), std::move(title_en), index.value.to_string() + "（" + index.grade + "）");
  why.exact = index.exact.to_string();
  json::array parts;
  for (auto const& part : index.parts) {
    parts.push_back(json::object{{"name", part.name}, {"value", number_of(part.value)}, {"weight", number_of(part.weight)}, {"part", number_of(part.part)}});
    auto const counts = part.inverse ? "(100 − " + part.value.to_string() + ")" : part.value.to_string();
    why.how += (why.how.empty() ? "" : " + ") + part.weight.to_string() + "×" + counts;
    why.from.push_back(line_of(part.name, part.name, part.value.to_string(), "", part.how));
  }
  answer.result["parts"] = std::move(parts);
  if (!index.restrictions.empty()) {
    why.from.push_back(line_of("环境限制", "restriction", joined(index.restrictions, "、"), "", index.grade_before + " → " + index.grade));
  }
  explain(question, answer, std::move(why));
  return answer;
}

// ---- EI ----

struct EiAmount {
  char const* field;
  std::optional<Decimal> ecology::EiInputs::* into;
};
constexpr std::array<EiAmount, 7> ei_amounts{{{"area_km2", &ecology::EiInputs::area_km2},
                                              {"biodiversity", &ecology::EiInputs::biodiversity},
                                              {"ndvi", &ecology::EiInputs::ndvi},
                                              {"river_km", &ecology::EiInputs::river_km},
                                              {"water_km2", &ecology::EiInputs::water_km2},
                                              {"water_million_m3", &ecology::EiInputs::water_million_m3},
                                              {"rain_mm", &ecology::EiInputs::rain_mm}}};

// Items of a line by printed name: kinds of stress, of load, else kinds of land.
void put_ei_item(ecology::EiInputs& inputs, std::string const& name, Decimal value) {
  for (auto const* stress : {"重度侵蚀", "中度侵蚀", "建设用地", "其他土地胁迫"}) {
    if (name == stress) {
      inputs.stress_km2.emplace(name, value);
      return;
    }
  }
  for (auto const* load : {"化学需氧量", "氨氮", "二氧化硫", "烟（粉）尘", "氮氧化物", "固体废物"}) {
    if (name == load) {
      inputs.load_t.emplace(name, value);
      return;
    }
  }
  inputs.land_km2.emplace(name, value);  // the room refuses a kind it does not know
}

Result<Answer> answer_ei(Question const& question) {
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  ecology::EiInputs inputs;
  for (auto const& part : ei_parts) {
    if (auto const number = question.number_if(part.field)) {
      if (!*number) {
        return number->error();
      }
      inputs.given.emplace(part.name, **number);
    }
  }
  for (auto const& amount : ei_amounts) {
    if (auto const number = question.number_if(amount.field)) {
      if (!*number) {
        return number->error();
      }
      inputs.*amount.into = **number;
    }
  }
  for (auto const& [name, value] : question.items()) {
    auto const number = decimal_of(*value, "inputs.", name);
    if (!number) {
      return number.error();
    }
    put_ei_item(inputs, name, *number);
  }
  inputs.restrictions = listed(question.text("restrictions"));
  auto const index = ecology::ei(question.catalog, inputs, *on);
  return index ? Result<Answer>(answer_of_index(question, *index, "EI", "生态环境状况指数", "ecosystem index")) : index.error();
}

Result<Answer> answer_eqi(Question const& question) {
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  std::map<std::string, Decimal> parts;
  for (auto const& part : eqi_parts) {
    auto const number = question.number(part.field);
    if (!number) {
      return number.error();
    }
    parts.emplace(part.name, *number);
  }
  auto const index = ecology::eqi(question.catalog, parts, *on);
  return index ? Result<Answer>(answer_of_index(question, *index, "EQI", "区域生态质量指数", "regional ecological quality index")) : index.error();
}

Result<Words> ei_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const words = words_of(each.inputs);
  Result<ecology::Index> index = Problem("missing_input", "");
  if (each.topic == "EI") {
    ecology::EiInputs inputs;
    for (auto const& part : ei_parts) {
      if (auto const number = case_number_if(words, part.field)) {
        inputs.given.emplace(part.name, *number);
      }
    }
    inputs.restrictions = listed(word(words, "limits"));
    index = ecology::ei(catalog, inputs, day_of_case(catalog, each, "HJ 192"));
  } else {
    std::map<std::string, Decimal> parts;
    for (auto const& part : eqi_parts) {
      if (auto const number = case_number_if(words, part.field)) {
        parts.emplace(part.name, *number);
      }
    }
    index = ecology::eqi(catalog, parts, day_of_case(catalog, each, "环监测〔2021〕99号"));
  }
  return index ? Result<Words>(Words{{each.topic, index->value.to_string()}, {"class", index->grade}}) : index.error();
}

// ---- grades and changes ----

Result<Answer> graded_answer(Question const& question, ecology::Kind kind, char const* name) {
  auto const on = question.on();
  auto const value = question.number(name);
  if (!on || !value) {
    return on ? value.error() : on.error();
  }
  auto const grade = ecology::grade(question.catalog, kind, *value, *on);
  if (!grade) {
    return grade.error();
  }
  auto answer = answer_of(*grade);
  answer.result = {{name, number_of(*value)}, {"class", grade->name}, {"class_en", grade->name_en}, {"rank", grade->rank}};
  auto why = line_of(std::string(name) + " 分级", std::string("grade of ") + name, grade->name, "", value->to_string());
  if (auto const before = question.number_if("before")) {
    if (!*before) {
      return before->error();
    }
    if (auto const possible = ecology::grade(question.catalog, kind, **before, *on); !possible) {
      return possible.error();
    }
    auto const delta = *value - **before;
    auto const changed = ecology::change(question.catalog, kind, delta, *on);
    if (!changed) {
      return changed.error();
    }
    answer.result["change"] = json::object{{"delta", number_of(delta)}, {"class", changed->name}, {"class_en", changed->name_en}, {"rank", changed->rank}};
    why.from.push_back(line_of("变化", "change", changed->name, "", value->to_string() + " − " + (*before)->to_string() + " = " + delta.to_string()));
  }
  explain(question, answer, std::move(why));
  return answer;
}
Result<Answer> answer_ei_grade(Question const& question) { return graded_answer(question, ecology::Kind::ei, "EI"); }
Result<Answer> answer_eqi_grade(Question const& question) { return graded_answer(question, ecology::Kind::eqi, "EQI"); }

Result<Words> grade_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const kind = each.topic.starts_with("EQI") ? ecology::Kind::eqi : ecology::Kind::ei;
  auto const on = day_of_case(catalog, each, kind == ecology::Kind::ei ? "HJ 192" : "环监测〔2021〕99号");
  bool const change = each.topic.ends_with("变化");
  auto const value = case_number(inputs, change ? "delta" : kind == ecology::Kind::ei ? "EI" : "EQI");
  if (!value) {
    return value.error();
  }
  auto const grade = change ? ecology::change(catalog, kind, *value, on) : ecology::grade(catalog, kind, *value, on);
  return grade ? Result<Words>(Words{{"class", grade->name}}) : grade.error();
}

// ---- emergencies ----

struct Criterion {
  char const* field;
  char const* name;
};
constexpr std::array<Criterion, 4> criteria{{{"deaths", "死亡人数"}, {"injured", "中毒或重伤人数"}, {"evacuated", "疏散、转移人员"}, {"loss", "直接经济损失"}}};

Result<Answer> answer_emergency(Question const& question) {
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  ecology::Emergency event;
  for (auto const& criterion : criteria) {
    if (auto const number = question.number_if(criterion.field)) {
      if (!*number) {
        return number->error();
      }
      event.counts.emplace(criterion.name, **number);
    }
  }
  for (auto const& situation : listed(question.text("situations"))) {
    auto const at = situation.find(':');
    if (at == std::string::npos) {
      return Problem("bad_input", "'" + glance(situation) + "' is no situation", "inputs.situations", "write 取水中断:县级城市水源地,跨界:跨省级");
    }
    event.situations.emplace_back(situation.substr(0, at), situation.substr(at + 1));
  }
  auto const grade = ecology::emergency_grade(question.catalog, event, *on);
  if (!grade) {
    return grade.error();
  }
  auto answer = answer_of(*grade);
  answer.result = {
      {"grade", grade->name}, {"grade_en", grade->name_en}, {"rank", grade->rank}, {"reasons", json::array(grade->reasons.begin(), grade->reasons.end())}};
  auto why = line_of("突发环境事件级别", "grade of the emergency", grade->name, "", "任一条即可，取最高 / any one criterion, the highest");
  for (auto const& reason : grade->reasons) {
    why.from.push_back(line_of(reason, "", ""));
  }
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> emergency_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  ecology::Emergency event;
  for (auto const& [key, value] : words_of(each.inputs)) {
    auto const found = std::find_if(criteria.begin(), criteria.end(), [&](Criterion const& one) { return std::string_view(one.name).starts_with(key); });
    if (found == criteria.end()) {
      event.situations.emplace_back(key, value);
      continue;
    }
    auto const number = Decimal::parse(value);
    if (!number) {
      return number.error();
    }
    event.counts.emplace(found->name, *number);
  }
  auto const grade = ecology::emergency_grade(catalog, event, day_of_case(catalog, each, "国办函〔2014〕119号"));
  return grade ? Result<Words>(Words{{"级别", grade->name}}) : grade.error();
}

// ---- entries ----

Field index_field(std::string name, std::string title, std::string title_en, bool required = false) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .required = required, .help = "0–100"};
}
Field amount_field(std::string name, std::string title, std::string title_en, std::string unit) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .unit = std::move(unit)};
}
Field before_field() {
  return {.name = "before", .title = "上次的值", .title_en = "value before", .help = "填写时给出变化类别 / with it the change is classed"};
}

std::vector<Field> ei_fields() {
  std::vector<Field> fields{index_field("bio", "生物丰度指数", "biological richness"), index_field("veg", "植被覆盖指数", "vegetation"),
                            index_field("water", "水网密度指数", "water network"), index_field("stress", "土地胁迫指数", "land stress"),
                            index_field("load", "污染负荷指数", "pollution load")};
  for (auto& field : {amount_field("area_km2", "区域面积", "area", "km²"), amount_field("biodiversity", "生物多样性指数", "biodiversity index", ""),
                      amount_field("ndvi", "NDVI", "NDVI", ""), amount_field("river_km", "河流长度", "length of rivers", "km"),
                      amount_field("water_km2", "水域面积", "area of water", "km²"), amount_field("water_million_m3", "水资源量", "water resources", "10⁶ m³"),
                      amount_field("rain_mm", "年降水量", "rain in the year", "mm")}) {
    fields.push_back(field);
  }
  fields.push_back(
      {.name = "restrictions", .title = "环境限制情形", .title_en = "restrictions", .kind = "text", .help = "逗号分隔：重大突发环境事件,国家或省级区域限批"});
  return fields;
}

}  // namespace

Entries ecology_topics() {
  Entries made;
  made.topics = {
      {{.id = "ei",
        .title = "生态环境状况指数 EI",
        .title_en = "Ecosystem index EI",
        .group = "ecology",
        .standard = "HJ 192",
        .fields = ei_fields(),
        .any_item = true,
        .example = R"({"topic":"ei","inputs":{"bio":42.1,"veg":68.5,"water":12.4,"stress":25.0,"load":8.2}})"},
       answer_ei},
      {{.id = "ei_grade",
        .title = "EI 分级与变化",
        .title_en = "Grade and change of EI",
        .group = "ecology",
        .standard = "HJ 192",
        .fields = {index_field("EI", "EI", "EI", true), before_field()},
        .example = R"({"topic":"ei_grade","inputs":{"EI":55,"before":53.5}})"},
       answer_ei_grade},
      {{.id = "eqi",
        .title = "区域生态质量指数 EQI",
        .title_en = "Regional ecological quality index EQI",
        .group = "ecology",
        .standard = "环监测〔2021〕99号",
        .fields = {index_field("pattern", "生态格局", "pattern", true), index_field("function", "生态功能", "function", true),
                   index_field("diversity", "生物多样性", "biodiversity", true), index_field("stress", "生态胁迫", "stress", true)},
        .example = R"({"topic":"eqi","inputs":{"pattern":48,"function":52,"diversity":50,"stress":30}})"},
       answer_eqi},
      {{.id = "eqi_grade",
        .title = "EQI 分级与变化",
        .title_en = "Class and change of EQI",
        .group = "ecology",
        .standard = "环监测〔2021〕99号",
        .fields = {index_field("EQI", "EQI", "EQI", true), before_field()},
        .example = R"({"topic":"eqi_grade","inputs":{"EQI":54.76}})"},
       answer_eqi_grade},
      {{.id = "emergency_grade",
        .title = "突发环境事件分级",
        .title_en = "Grade of an environmental emergency",
        .group = "other",
        .standard = "国办函〔2014〕119号",
        .fields =
            {amount_field("deaths", "死亡人数", "deaths", "人"),
             amount_field("injured", "中毒或重伤人数", "poisoned or badly hurt", "人"),
             amount_field("evacuated", "疏散、转移人员", "evacuated", "人"),
             amount_field("loss", "直接经济损失", "direct loss", "万元"),
             {.name = "situations", .title = "定性情形", .title_en = "situations", .kind = "text", .help = "逗号分隔：取水中断:县级城市水源地,跨界:跨省级"}},
        .example = R"({"topic":"emergency_grade","inputs":{"deaths":3,"situations":"取水中断:县级城市水源地"}})"},
       answer_emergency},
  };
  made.cases = {{{"EI", "EQI"}, ei_case}, {{"EI分级", "EQI分级", "EI变化", "EQI变化"}, grade_case}, {{"突发事件分级"}, emergency_case}};
  return made;
}

}  // namespace calculator
