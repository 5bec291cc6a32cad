// Topics of soil: construction land, farmland, units of farmland, Nemerow's index.
#include "calculator/surroundings.hpp"
#include "soils/soils.hpp"
#include "waters/waters.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

// "0.3" 0.3 "<0.01" {"value":0.01,"undetected":true} {"value":12,"unit":"μg/kg"}; mg/kg where no unit is said.
Result<soils::Item> soil_item(std::string const& name, json::value const& value) {
  soils::Item item{soils::item_name(name), {}, false};
  auto const where = "inputs." + glance(name);
  auto const* object = value.if_object();
  auto const* inner = object == nullptr ? &value : object->if_contains("value");
  if (inner == nullptr) {
    return Problem("missing_input", "'" + glance(name) + "' has no value", where, "write {\"value\":0.3}");
  }
  if (inner->is_string()) {
    auto const read = waters::parse_value({inner->get_string().data(), inner->get_string().size()});   // laboratories write of soil as of water
    if (!read || !read->word.empty()) {
      bool const said = !read && read.error().code != "bad_value";
      auto const detail = said ? read.error().detail : "the content of '" + glance(name) + "' is not a decimal number";
      return Problem(said ? read.error().code : "bad_number", detail, where, "write a number, or \"<0.01\" where it was not detected");
    }
    item.value = read->value;
    item.undetected = read->undetected;
  } else if (auto const number = decimal_of(*inner, where)) {
    item.value = *number;
  } else {
    return number.error();
  }
  if (auto const* unit = object == nullptr ? nullptr : object->if_contains("unit"); unit != nullptr && unit->is_string()) {
    auto const mg_kg = base::parse_unit("mg/kg");
    auto const read = base::parse_unit({unit->get_string().data(), unit->get_string().size()});
    if (!read || !mg_kg) {
      return Problem("unknown_unit", "the unit of '" + glance(name) + "' is not known", where, "write mg/kg");
    }
    auto const converted = base::convert(item.value.to_double(), *read, *mg_kg);
    constexpr int places = 12;
    constexpr double most = 1e12;
    if (!converted || !(*converted < most)) {
      return Problem("unit_mismatch", "a content of soil is in mg/kg", where, "write mg/kg or μg/kg");
    }
    item.value = *read == *mg_kg ? item.value : Decimal::from_double(*converted, places);
  }
  if (auto const* flag = object == nullptr ? nullptr : object->if_contains("undetected"); flag != nullptr && flag->is_bool()) {
    item.undetected = item.undetected || flag->get_bool();
  }
  return item;
}

Result<std::vector<soils::Item>> soil_items(Question const& question) {
  std::vector<soils::Item> items;
  for (auto const& [name, value] : question.items()) {
    auto item = soil_item(name, *value);
    if (!item) {
      return item.error();
    }
    items.push_back(*std::move(item));
  }
  if (items.empty()) {
    return Problem("missing_input", "no item is given", "inputs", "write items by name: {\"镉\":0.2,\"砷\":12}");
  }
  return items;
}

json::value soil_number(std::optional<Decimal> const& value) { return value ? number_of(*value) : json::value(nullptr); }

json::object soil_row(soils::ItemVerdict const& each) {
  json::object row{{"name", each.item.name},
                   {"value", number_of(each.item.value)},
                   {"undetected", each.item.undetected},
                   {"screening", soil_number(each.screening)},
                   {"control", soil_number(each.control)},
                   {"pi", soil_number(each.index)},
                   {"times_over", soil_number(each.times_over)},
                   {"over", each.by_background                    ? "background"
                            : each.over == soils::Over::control   ? "control"
                            : each.over == soils::Over::screening ? "screening"
                                                                  : "none"}};
  if (each.background) {
    row["background"] = number_of(*each.background);
  }
  return row;
}

// "超筛选值(1)未超管制值(10)"
std::string soil_sentence(soils::ItemVerdict const& each) {
  auto const bound = [](std::optional<Decimal> const& value) { return value ? "(" + value->to_string() + ")" : std::string("(无)"); };
  if (each.by_background) {
    return "超筛选值" + bound(each.screening) + "不超背景值" + bound(each.background);
  }
  if (each.over == soils::Over::none) {
    return "未超筛选值" + bound(each.screening);
  }
  return "超筛选值" + bound(each.screening) + (each.over == soils::Over::control ? "超管制值" : "未超管制值") + bound(each.control);
}

Answer answer_of_soil(Question const& question, soils::Verdict const& verdict, std::string title, std::string title_en) {
  auto answer = answer_of(verdict);
  answer.result = {{"result", verdict.result}, {"result_en", verdict.result_en}, {"land", verdict.land}};
  auto why = line_of(std::move(title), std::move(title_en), verdict.cls.empty() ? verdict.result : verdict.cls, "", "取最差一项 / the worst item");
  json::array rows;
  for (auto const& each : verdict.items) {
    rows.push_back(soil_row(each));
    why.from.push_back(line_of(each.item.name, each.item.name, (each.item.undetected ? "<" : "") + each.item.value.to_string(), "mg/kg", soil_sentence(each)));
  }
  answer.result["items"] = std::move(rows);
  json::array missing;
  for (auto const& name : verdict.missing) {
    missing.push_back(json::string(name));
  }
  answer.result["missing"] = std::move(missing);
  explain(question, answer, std::move(why));
  return answer;
}

Result<std::map<std::string, Decimal>> backgrounds_of(std::string_view text) {
  std::map<std::string, Decimal> found;
  for (auto const part : base::split(text, ',')) {
    auto const at = part.find('=');
    auto const number = at == std::string_view::npos ? Result<Decimal>(Problem("bad_number", "")) : Decimal::parse(base::trim(part.substr(at + 1)));
    if (base::trim(part).empty()) {
      continue;
    }
    if (!number) {
      return Problem("bad_input", "'" + glance(std::string(part)) + "' is no background value", "inputs.background", "write 砷=12.5,钒=90");
    }
    found.emplace(soils::item_name(part.substr(0, at)), *number);
  }
  return found;
}

Result<Answer> answer_soil_construction(Question const& question) {
  auto const on = question.on();
  auto const land = question.choice("land");
  auto const items = soil_items(question);
  auto const backgrounds = backgrounds_of(question.text("background"));
  if (!on || !land || !items || !backgrounds) {
    return !on ? on.error() : !land ? land.error() : !items ? items.error() : backgrounds.error();
  }
  auto const verdict = soils::construction_land(question.catalog, *land == "unclear" ? "" : *land, *items, *backgrounds, *on);
  return verdict ? Result<Answer>(answer_of_soil(question, *verdict, "建设用地土壤", "soil of construction land")) : verdict.error();
}

Result<Answer> answer_soil_farmland(Question const& question) {
  auto const on = question.on();
  auto const use = question.choice("use");
  auto const ph = question.number("pH");
  auto const items = soil_items(question);
  if (!on || !use || !ph || !items) {
    return !on ? on.error() : !use ? use.error() : !ph ? ph.error() : items.error();
  }
  auto const verdict = soils::farmland(question.catalog, *use == "未注明" ? "" : *use, *ph, *items, *on);
  if (!verdict) {
    return verdict.error();
  }
  auto answer = answer_of_soil(question, *verdict, "农用地土壤", "soil of farmland");
  answer.result["class"] = verdict->cls.empty() ? json::value(nullptr) : json::value(verdict->cls);
  answer.result["class_en"] = verdict->cls_en.empty() ? json::value(nullptr) : json::value(verdict->cls_en);
  answer.result["ph_bin"] = verdict->ph_bin;
  return answer;
}

// The one item of a case: the first input whose name is no option.
Result<soils::Item> case_item(Words const& inputs) {
  for (auto const& [key, value] : inputs) {
    if (key != "pH" && key != "用地" && key != "背景值") {
      auto const number = Decimal::parse(value);
      return number ? Result<soils::Item>(soils::Item{soils::item_name(key), *number, false}) : number.error();
    }
  }
  return Problem("missing_input", "the case has no item");
}

Result<Words> soil_construction_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const item = case_item(inputs);
  if (!item) {
    return item.error();
  }
  auto const land = word(inputs, "用地");
  std::map<std::string, Decimal> backgrounds;
  if (auto const background = case_number_if(inputs, "背景值")) {
    backgrounds.emplace(item->name, *background);
  }
  auto const verdict = soils::construction_land(catalog, land == "不明确" ? "" : land, {*item}, backgrounds, day_of_case(catalog, each, "GB 36600"));
  if (!verdict) {
    return verdict.error();
  }
  auto const& judged = verdict->items.front();
  Words got{{"", soil_sentence(judged)}, {"结论", verdict->result}};
  if (judged.times_over) {
    got.emplace_back("超筛选值倍数", judged.times_over->to_string());
  }
  return got;
}

Result<Words> soil_farmland_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const item = case_item(inputs);
  if (!item) {
    return item.error();
  }
  // A case is of one item: the other four that make the class are taken as clean.
  std::vector<soils::Item> items{*item};
  for (auto const* other : {"镉", "汞", "砷", "铅", "铬"}) {
    if (item->name != other) {
      items.push_back({other, Decimal(), false});
    }
  }
  auto const verdict = soils::farmland(catalog, word(inputs, "用地"), case_number_if(inputs, "pH"), items, day_of_case(catalog, each, "GB 15618"));
  if (!verdict) {
    return verdict.error();
  }
  auto const& judged = verdict->items.front();
  auto const text = [](std::optional<Decimal> const& value) { return value ? value->to_string() : std::string(); };
  return Words{{"筛选值", text(judged.screening)},
               {"管制值", text(judged.control)},
               {"类别", verdict->cls},
               {"结论", judged.over == soils::Over::none        ? "未超筛选值"
                        : judged.over == soils::Over::screening ? "超筛选值"
                                                                : "超管制值"}};
}

// ---- indices and units ----

Result<Answer> answer_nemerow(Question const& question) {
  auto const on = question.on();
  auto const indices = question.numbers("P");
  if (!on || !indices) {
    return on ? indices.error() : on.error();
  }
  auto const index = soils::nemerow(question.catalog, *indices, *on);
  if (!index) {
    return index.error();
  }
  auto answer = answer_of(*index);
  answer.result = {{"PN", number_of(index->value)}, {"rank", index->rank}, {"grade", index->grade}, {"grade_en", index->grade_en}};
  auto why = line_of("内梅罗综合指数", "Nemerow's index", index->value.to_string(), "",
                     "sqrt((" + base::format_number(index->mean) + "² + " + base::format_number(index->greatest) + "²) / 2)");
  why.exact = index->exact;
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> nemerow_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  std::vector<Decimal> indices;
  auto const text = word(words_of(each.inputs), "P");
  for (auto const part : base::split(text, ',')) {
    auto const number = Decimal::parse(base::trim(part));
    if (!number) {
      return number.error();
    }
    indices.push_back(*number);
  }
  auto const index = soils::nemerow(catalog, indices, day_of_case(catalog, each, "HJ/T 166"));
  return index ? Result<Words>(Words{{"PN", index->value.to_string()}, {"grade", std::to_string(index->rank)}}) : index.error();
}

// "优先保护类:9,安全利用类:1"
Result<std::vector<std::string>> classes_of_points(std::string_view text) {
  constexpr std::int64_t points_max = 100'000;
  std::vector<std::string> classes;
  for (auto const part : base::split(text, ',')) {
    auto const at = part.find(':');
    auto const count = at == std::string_view::npos ? std::nullopt : base::parse_integer(base::trim(part.substr(at + 1)));
    if (!count || *count < 1 || points_max < *count + static_cast<std::int64_t>(classes.size())) {
      return Problem("bad_input", "'" + glance(std::string(part)) + "' is no class with a number of points", "inputs.points",
                     "write 优先保护类:9,安全利用类:1");
    }
    classes.insert(classes.end(), static_cast<std::size_t>(*count), std::string(base::trim(part.substr(0, at))));
  }
  return classes;
}

soils::Produce produce_of(std::string_view word) {
  return word == "合格" ? soils::Produce::good : word == "超标" ? soils::Produce::exceeds : soils::Produce::not_tested;
}

Result<Answer> answer_soil_unit(Question const& question) {
  auto const on = question.on();
  auto const classes = classes_of_points(question.text("points"));
  auto const produce = question.choice("produce");
  auto const contiguous = question.yes_no("contiguous");
  if (!on || !classes || !produce || !contiguous) {
    return !on ? on.error() : !classes ? classes.error() : !produce ? produce.error() : contiguous.error();
  }
  bool const known = !question.text("contiguous").empty() || question.inputs.if_contains("contiguous") != nullptr;
  auto const verdict = soils::unit_class(question.catalog, *classes, known ? std::optional(*contiguous) : std::nullopt, produce_of(*produce), *on);
  if (!verdict) {
    return verdict.error();
  }
  auto answer = answer_of(*verdict);
  answer.result = {{"class", verdict->cls}, {"class_en", verdict->cls_en}, {"rank", verdict->rank}, {"rule", verdict->rule}, {"rule_en", verdict->rule_en}};
  auto why = line_of("农用地单元类别", "class of a farmland unit", verdict->cls, "", verdict->rule);
  for (auto const& [cls, count] : verdict->by_class) {
    why.from.push_back(line_of(cls, cls, std::to_string(count), "点"));
  }
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> soil_unit_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const classes = classes_of_points(word(inputs, "points"));
  if (!classes) {
    return classes.error();
  }
  auto const contiguous = word(inputs, "contiguous");
  auto const verdict = soils::unit_class(catalog, *classes, contiguous.empty() ? std::nullopt : std::optional(contiguous == "yes"),
                                         produce_of(word(inputs, "product")), day_of_case(catalog, each, "环办土壤〔2019〕53号"));
  return verdict ? Result<Words>(Words{{"class", verdict->cls}, {"rule", verdict->rule}}) : verdict.error();
}

}  // namespace

Entries soil_topics() {
  Entries made;
  made.topics = {
      {{.id = "soil_construction",
        .title = "建设用地土壤",
        .title_en = "Soil of construction land",
        .group = "soil",
        .standard = "GB 36600",
        .fields = {{.name = "land",
                    .title = "用地分类",
                    .title_en = "class of land",
                    .kind = "choice",
                    .option = true,
                    .choices = {"unclear", "1", "2"},
                    .help = "1 第一类用地，2 第二类用地，unclear 不明确（按第一类）"},
                   {.name = "background",
                    .title = "土壤环境背景值",
                    .title_en = "background values",
                    .unit = "mg/kg",
                    .kind = "text",
                    .help = "砷、钴、钒：砷=12.5,钒=90"}},
        .any_item = true,
        .example = R"({"topic":"soil_construction","land":"1","inputs":{"苯":5.2,"砷":18}})"},
       answer_soil_construction},
      {{.id = "soil_farmland",
        .title = "农用地土壤",
        .title_en = "Soil of farmland",
        .group = "soil",
        .standard = "GB 15618",
        .fields = {{.name = "use",
                    .title = "农用地类型",
                    .title_en = "use",
                    .kind = "choice",
                    .option = true,
                    .choices = {"未注明", "水田", "其他", "果园", "水旱轮作"},
                    .help = "水旱轮作和未注明取较严的值 / rotation and what is not known take the stricter values"},
                   {.name = "pH", .title = "pH", .title_en = "pH", .required = true}},
        .any_item = true,
        .example = R"({"topic":"soil_farmland","use":"其他","inputs":{"pH":8.1,"镉":0.2,"汞":0.03,"砷":9.5,"铅":22,"铬":60}})"},
       answer_soil_farmland},
      {{.id = "soil_unit",
        .title = "农用地单元类别",
        .title_en = "Class of a farmland unit",
        .group = "soil",
        .standard = "环办土壤〔2019〕53号",
        .fields =
            {{.name = "points", .title = "各类点位数", .title_en = "points by class", .kind = "text", .required = true, .help = "优先保护类:9,安全利用类:1"},
             {.name = "contiguous", .title = "其他类别点位连片", .title_en = "the other points lie together", .kind = "yes_no"},
             {.name = "produce", .title = "农产品协同监测", .title_en = "produce", .kind = "choice", .choices = {"未测", "合格", "超标"}}},
        .example = R"({"topic":"soil_unit","inputs":{"points":"优先保护类:9,安全利用类:1"}})"},
       answer_soil_unit},
      {{.id = "nemerow",
        .title = "内梅罗指数",
        .title_en = "Nemerow's index",
        .group = "soil",
        .standard = "HJ/T 166",
        .fields = {{.name = "P", .title = "单项指数", .title_en = "single indices", .kind = "numbers", .required = true, .help = "Pi = Ci / Si"}},
        .example = R"({"topic":"nemerow","inputs":{"P":[0.5,1.5]}})"},
       answer_nemerow},
  };
  made.cases = {{{"土壤建设用地"}, soil_construction_case}, {{"土壤农用地"}, soil_farmland_case}, {{"土壤单元"}, soil_unit_case}, {{"内梅罗"}, nemerow_case}};
  return made;
}

}  // namespace calculator
