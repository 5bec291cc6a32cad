// Topics of water: rivers, shares, trophic state, water quality index, standard index, fluoride; and the worked cases of all.
#include <algorithm>

#include "calculator/water.hpp"

namespace calculator::water {
namespace {

using base::Decimal, base::Problem, base::Result;

constexpr int ratio_places = 2, share_places = 1;   // as shown
constexpr char const* fluoride = "w21017";

void note_method(Answer& answer) {
  answer.notes.emplace_back("公式和参数部分凭记忆录入，须核对原文 / formulas and parameters are in part from memory (recalled)");
}
assess::Basis method_basis(catalog::Catalog const& catalog, char const* number, std::string clause) {
  auto const* edition = catalog.edition(number);
  return {number, std::move(clause), edition == nullptr ? "" : edition->id};
}
constexpr char const* method_number = "环办〔2011〕22号";
constexpr char const* cwqi_number = "环办监测〔2017〕51号";

Result<std::int64_t> count_of(Question const& question, char const* name) {
  auto const number = question.number(name);
  if (!number) {
    return number.error();
  }
  if (number->negative() || *number > Decimal(waters::value_max, 0) || number->rounded(0) != *number) {
    return Problem("bad_number", "'" + std::string(name) + "' is a count", "inputs." + std::string(name), "write a whole number");
  }
  return number->rounded(0).coefficient();
}

Result<Answer> answer_share(Question const& question) {
  auto const on = question.on();
  auto const part = count_of(question, "part");
  auto const whole = count_of(question, "whole");
  if (!on || !part || !whole) {
    return !on ? on.error() : !part ? part.error() : whole.error();
  }
  auto const share = waters::share_text(question.catalog, *on, *part, *whole);
  if (!share) {
    return share.error();
  }
  Answer answer;
  answer.result["share"] = *share;
  answer.result["unit"] = "%";
  answer.basis = {method_basis(question.catalog, method_number, "三（二）")};
  if (question.why) {
    answer.why = assess::Why{.title = "断面比例", .title_en = "Share of sections", .value = *share, .unit = "%",
                             .how = std::to_string(*part) + " / " + std::to_string(*whole) + " × 100", .how_en = "part / whole × 100", .basis = answer.basis};
  }
  return answer;
}

Result<Answer> answer_river(Question const& question) {
  auto const on = question.on();
  auto const good = question.number("share_good");
  auto const inferior = question.number("share_inferior");
  if (!on || !good || !inferior) {
    return !on ? on.error() : !good ? good.error() : inferior.error();
  }
  auto const grade = waters::river_grade(question.catalog, *on, *good, *inferior);
  if (!grade) {
    return grade.error();
  }
  if (auto const sections = question.number_if("sections")) {
    auto const least = waters::sections_for_shares(question.catalog, *on);
    if (!*sections || !least) {
      return *sections ? least.error() : sections->error();
    }
    if (**sections < *least) {
      return assess::cannot_judge("断面数少于 " + least->to_string() + "，应先计算各断面均值再按断面评价 / too few sections: judge their means as one section",
                                  std::string(method_number) + " 三（二）");
    }
  }
  Answer answer;
  answer.result["status"] = (*grade)->name;
  answer.result["status_en"] = (*grade)->name_en;
  answer.result["rank"] = (*grade)->rank;
  answer.result["colour"] = (*grade)->colour;
  answer.basis = {method_basis(question.catalog, method_number, (*grade)->source.clause)};
  if (question.why) {
    answer.why = assess::Why{.title = "河流水质状况", .title_en = "Quality of the river", .value = (*grade)->name,
                             .how = "Ⅰ～Ⅲ类 " + good->to_string() + "%，劣Ⅴ类 " + inferior->to_string() + "%", .how_en = "shares of classes", .basis = answer.basis};
  }
  return answer;
}

std::string tli_key(catalog::Catalog const& catalog, std::string const& word) {
  if (word == "SD" || word == "透明度" || word == "transparency") {
    return "透明度";
  }
  auto const* factor = catalog.item(word, "water");
  return factor == nullptr ? std::string() : factor->code;
}

Result<Answer> answer_tli(Question const& question) {
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  std::map<std::string, Decimal> values;
  auto const known = waters::tli_items(question.catalog, *on);
  for (auto const& [word, value] : question.items()) {
    auto const key = tli_key(question.catalog, word);
    auto const number = decimal_of(*value, "inputs." + glance(word));
    if (std::none_of(known.begin(), known.end(), [&](auto const& each) { return each.first == key; })) {
      return Problem("unknown_item", "'" + glance(word) + "' is no item of the trophic index", "inputs." + glance(word),
                     "give chla (mg/m³), TP, TN, CODMn (mg/L), SD (m)");
    }
    if (!number) {
      return number.error();
    }
    if (*number > Decimal(waters::value_max, 0)) {
      return assess::cannot_judge("不可能的数值 / an impossible value", "inputs." + glance(word));
    }
    values.emplace(key, *number);
  }
  auto const tli = waters::tli(question.catalog, *on, values);
  if (!tli) {
    return tli.error();
  }
  Answer answer;
  answer.result["tli"] = number_of(tli->total);
  if (tli->grade != nullptr) {
    answer.result["grade"] = tli->grade->name;
    answer.result["grade_en"] = tli->grade->name_en;
    answer.result["colour"] = tli->grade->colour;
  }
  json::object parts;
  for (auto const& part : tli->parts) {
    parts[part.name] = json::object{{"value", number_of(part.value)}, {"unit", part.unit}, {"tli", number_of(Decimal::from_double(part.tli, 2))},
                                    {"weight", number_of(part.weight)}};
  }
  answer.result["parts"] = std::move(parts);
  answer.basis = tli->basis;
  note_method(answer);
  if (question.why) {
    answer.why = waters::explain(*tli);
  }
  return answer;
}

// A city out of its rivers and lakes, and the change from the period before.
std::optional<Problem> put_city(Question const& question, base::Day on, json::object& result) {
  std::optional<Decimal> parts[2];
  std::int64_t counts[2] = {0, 0};
  char const* names[2][2] = {{"river_cwqi", "sections"}, {"lake_cwqi", "points"}};
  for (int i = 0; i < 2; ++i) {
    auto const index = question.number_if(names[i][0]);
    if (!index) {
      continue;
    }
    auto const count = count_of(question, names[i][1]);
    if (!*index || !count) {
      return *index ? count.error() : index->error();
    }
    if ((*index)->negative() || **index > Decimal(waters::value_max, 0) || *count > 10'000) {
      return assess::cannot_judge("不可能的数值 / an impossible value", std::string("inputs.") + names[i][0]);
    }
    parts[i] = **index;
    counts[i] = *count;
  }
  if (!parts[0] && !parts[1]) {
    return std::nullopt;
  }
  auto const city = waters::cwqi_city(question.catalog, on, parts[0], static_cast<int>(counts[0]), parts[1], static_cast<int>(counts[1]));
  if (!city) {
    return city.error();
  }
  result["city"] = number_of(*city);
  return std::nullopt;
}

Result<Answer> answer_cwqi(Question const& question) {
  auto const on = question.on();
  auto const body = question.choice("water_body");
  if (!on || !body) {
    return !on ? on.error() : body.error();
  }
  Answer answer;
  std::optional<Decimal> now;
  if (!question.items().empty()) {
    auto const table = surface_table(question.catalog, *body, false, *on);
    auto const items = table ? given(question, **table) : Result<Given>(table.error());
    auto const index = items ? waters::cwqi(**table, items->sample) : Result<waters::Cwqi>(items.error());
    if (!index) {
      return index.error();
    }
    now = index->value;
    answer.result["cwqi"] = number_of(index->value);
    json::object parts;
    for (auto const& part : index->parts) {
      parts[part.name] = number_of(part.index);
    }
    answer.result["parts"] = std::move(parts);
  }
  if (auto problem = put_city(question, *on, answer.result)) {
    return std::move(*problem);
  }
  auto const* city = answer.result.if_contains("city");
  if (city != nullptr) {
    now = *decimal_of(*city, "city");
  }
  if (!now) {
    return Problem("no_input", "neither items nor indices are given", "inputs", "for example " + question.topic.example);
  }
  if (auto const before = question.number_if("before")) {
    auto const change = *before ? waters::cwqi_change(question.catalog, *on, *now, **before) : Result<Decimal>(before->error());
    if (!change) {
      return change.error();
    }
    answer.result["change"] = number_of(*change);
  }
  answer.basis = {method_basis(question.catalog, cwqi_number, "附件")};
  note_method(answer);
  if (question.why) {
    answer.why = assess::Why{.title = "水质指数", .title_en = "Water quality index", .value = now->to_string(),
                             .how = "各项浓度与Ⅲ类限值之比求和；溶解氧为限值与浓度之比；pH 按与中性值的距离", .how_en = "sum of C / C(III)", .basis = answer.basis};
  }
  return answer;
}

Result<int> rank_of_class(Question const& question, waters::Table const& table, char const* name, int otherwise) {
  auto const wanted = question.text(name);
  for (int rank = 1; rank < table.worst(); ++rank) {
    if (!wanted.empty() && (class_code(table, rank) == wanted || waters::rank_text(table, rank) == wanted)) {
      return rank;
    }
  }
  return wanted.empty() ? Result<int>(otherwise) : Problem("bad_choice", "'" + glance(wanted) + "' is no class", name, "write I, II, III, IV or V");
}

Result<Answer> answer_standard_index(Question const& question) {
  auto const on = question.on();
  auto const body = question.choice("water_body");
  auto const form = question.choice("form");
  auto const value = question.number("value");
  if (!on || !body || !form || !value) {
    return !on ? on.error() : !body ? body.error() : !form ? form.error() : value.error();
  }
  auto const table = surface_table(question.catalog, *body, true, *on);
  if (!table) {
    return table.error();
  }
  auto const item = (*table)->find(question.text("item"));
  auto const rank = rank_of_class(question, **table, "class", (*table)->standard_rank());
  auto const temperature = question.number_if("temperature");
  if (!item) {
    return Problem("unknown_item", "'" + glance(question.text("item")) + "' is no item of " + (*table)->edition().number, "inputs.item");
  }
  if (!rank || (temperature && !*temperature)) {
    return rank ? temperature->error() : rank.error();
  }
  auto const index = waters::standard_index(**table, *item, *value, *rank, *form == "older" ? waters::OxygenForm::older : waters::OxygenForm::hj2018,
                                            temperature ? std::optional(**temperature) : std::nullopt);
  if (!index) {
    return index.error();
  }
  Answer answer;
  answer.result["index"] = number_of(index->shown);
  answer.result["exceeded"] = index->value > 1;
  answer.basis = index->basis;
  note_method(answer);
  if (question.why) {
    answer.why = assess::Why{.title = "标准指数", .title_en = "Standard index", .value = index->shown.to_string(), .exact = base::format_number(index->value),
                             .how = index->how, .how_en = index->how_en, .basis = answer.basis};
  }
  return answer;
}

Result<Answer> answer_fluoride(Question const& question) {
  auto const on = question.on();
  auto const body = question.choice("water_body");
  if (!on || !body) {
    return !on ? on.error() : body.error();
  }
  auto const table = surface_table(question.catalog, *body, false, *on);
  auto const item = table ? (*table)->find(fluoride) : std::nullopt;
  auto const rank = table ? rank_of_class(question, **table, "target", (*table)->standard_rank()) : Result<int>(table.error());
  if (!rank || !item) {
    return rank ? assess::cannot_judge("没有氟化物限值 / no limit of fluoride", "GB 3838") : rank.error();
  }
  auto const* row = waters::limit_of((*table)->items()[*item], *rank);
  if (row == nullptr || !row->high || *row->high <= Decimal()) {
    return assess::cannot_judge("没有氟化物限值 / no limit of fluoride", "GB 3838");
  }
  Answer answer;
  auto const limit = *row->high;
  answer.result["section_limit"] = number_of(limit);
  answer.result["class"] = class_code(**table, *rank);
  answer.result["unit"] = std::string(base::symbol(row->unit));
  if (auto const discharge = question.number_if("discharge_limit")) {
    auto const ratio = *discharge ? waters::ratio(**discharge, limit, ratio_places) : Result<waters::Ratio>(discharge->error());
    if (!ratio || (*discharge)->negative()) {
      return ratio ? assess::cannot_judge("不可能的数值 / an impossible value", "inputs.discharge_limit") : ratio.error();
    }
    answer.result["discharge_limit"] = number_of(**discharge);
    answer.result["ratio"] = number_of(ratio->value);
  }
  if (auto const value = question.number_if("value")) {
    if (!*value || (*value)->negative() || **value > Decimal(waters::value_max, 0)) {
      return *value ? assess::cannot_judge("不可能的数值 / an impossible value", "inputs.value") : value->error();
    }
    answer.result["value"] = number_of(**value);
    answer.result["share"] = number_of(Decimal::divide(**value * Decimal(100, 0), limit, share_places));
    answer.result["value_class"] = class_code(**table, (*table)->rank(*item, **value));
  }
  answer.basis = {(*table)->basis(row->source.clause)};
  answer.notes.emplace_back("排放限值管排放口，断面限值管水体；达标排放的水仍可能使断面超标 / a discharge within its limit may still make the section exceed");
  if (question.why) {
    answer.why = assess::Why{.title = "氟化物：排放限值与断面限值", .title_en = "Fluoride: discharge limit and section limit",
                             .value = limit.to_string(), .unit = "mg/L", .how = "占标率 = 浓度 / 断面限值 × 100；倍数 = 排放限值 / 断面限值",
                             .how_en = "share = C / S × 100", .basis = answer.basis};
  }
  return answer;
}

Field number(std::string name, std::string title, std::string title_en, std::string unit, bool required = true) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .unit = std::move(unit), .required = required};
}
Field body_field() {
  Field field{.name = "water_body", .title = "水体", .title_en = "Water body", .kind = "choice", .option = true};
  field.choices = {"river", "lake"};
  return field;
}
Field word_field(std::string name, std::string title, std::string title_en, bool required, std::string help) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .kind = "text", .required = required, .help = std::move(help)};
}

std::string input(Words const& words, std::string_view key) { return word(words, key); }

}  // namespace

std::vector<Entry> index_topics() {
  Field form{.name = "form", .title = "溶解氧公式", .title_en = "Form of dissolved oxygen", .kind = "choice", .option = true};
  form.choices = {"hj2018", "older"};
  std::vector<Entry> entries;
  entries.push_back({{"section_share", "断面比例", "Share of sections", "water", method_number,
                      {number("part", "断面数", "Sections", "个"), number("whole", "监测断面", "All sections", "个")}, false,
                      R"({"topic":"section_share","inputs":{"part":49,"whole":83}})"},
                     answer_share});
  entries.push_back({{"river_status", "河流、区域水质状况", "Quality of a river or region", "water", method_number,
                      {number("share_good", "Ⅰ～Ⅲ类比例", "Share of classes I to III", "%"), number("share_inferior", "劣Ⅴ类比例", "Share worse than V", "%"),
                       number("sections", "断面数", "Sections", "个", false)},
                      false, R"({"topic":"river_status","inputs":{"share_good":75,"share_inferior":0,"sections":10}})"},
                     answer_river});
  entries.push_back({{"tli", "湖库营养状态", "Trophic state of lakes", "water", method_number, {}, true,
                      R"({"topic":"tli","inputs":{"chla":12,"TP":0.045,"TN":1.1,"SD":0.9,"CODMn":4.8}})"},
                     answer_tli});
  entries.push_back({{"cwqi", "城市水质指数", "Water quality index of cities", "water", cwqi_number,
                      {body_field(), number("river_cwqi", "河流指数", "Index of rivers", "", false), number("sections", "河流断面数", "Sections of rivers", "个", false),
                       number("lake_cwqi", "湖库指数", "Index of lakes", "", false), number("points", "湖库点位数", "Points of lakes", "个", false),
                       number("before", "上期指数", "Index of the period before", "", false)},
                      true, R"({"topic":"cwqi","inputs":{"river_cwqi":4.2,"sections":5,"lake_cwqi":3.1,"points":1,"before":4.5}})"},
                     answer_cwqi});
  entries.push_back({{"water_index", "水质标准指数", "Standard index of water", "water", "HJ 2.3",
                      {body_field(), form, word_field("item", "项目", "Item", true, "氨氮、DO、pH …"), number("value", "浓度", "Concentration", ""),
                       word_field("class", "评价标准类别", "Class", false, "I II III IV V"), number("temperature", "水温", "Water temperature", "℃", false)},
                      false, R"({"topic":"water_index","inputs":{"item":"DO","value":6.2,"class":"III","temperature":20}})"},
                     answer_standard_index});
  entries.push_back({{"fluoride_link", "氟化物排放限值与断面限值", "Fluoride: discharge limit beside section limit", "water", "GB 3838",
                      {body_field(), word_field("target", "断面目标", "Class of the section", false, "I II III IV V"),
                       number("discharge_limit", "排放限值", "Discharge limit", "mg/L", false),
                       number("value", "断面浓度", "Concentration at the section", "mg/L", false)},
                      false, R"({"topic":"fluoride_link","inputs":{"target":"IV","discharge_limit":10,"value":1.95}})"},
                     answer_fluoride});
  return entries;
}

namespace {

base::Day day_of(catalog::Catalog const& catalog, catalog::Case const& each, std::string_view standard) {
  auto const* edition = edition_of_case(catalog, each.standard);
  edition = edition != nullptr ? edition : catalog.edition(standard);
  return edition == nullptr ? base::Day() : edition->effective_from;
}

Result<waters::Verdict> judged(waters::Table const& table, Words const& words, std::vector<std::string_view> const& no_items,
                               std::optional<Decimal> temperature = {}) {
  std::vector<std::pair<std::string, std::string>> results;
  for (auto const& [key, text] : words) {
    if (std::find(no_items.begin(), no_items.end(), key) == no_items.end()) {
      results.emplace_back(key, text);
    }
  }
  auto sample = waters::sample_of(table, results);
  if (!sample) {
    return sample.error();
  }
  waters::add_sums(table, *sample);
  return waters::judge(table, *sample, temperature);
}

Result<Words> class_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const words = words_of(each.inputs);
  bool const ground = each.topic == "地下水类别";
  auto const on = day_of(catalog, each, ground ? "GB/T 14848-2017" : "GB 3838-2002");
  auto const table = ground ? table_of(catalog, "groundwater", on, [&] { return waters::Table::groundwater(catalog, on); })
                            : surface_table(catalog, input(words, "水体") == "湖库" ? "lake" : "river", false, on);
  auto const celsius = Decimal::parse(input(words, "水温"));
  auto const verdict = table ? judged(**table, words, {"断面", "水体", "水温"}, celsius ? std::optional(*celsius) : std::nullopt)
                             : Result<waters::Verdict>(table.error());
  if (!verdict) {
    return verdict.error();
  }
  std::string main;
  for (auto const at : verdict->main) {
    main += (main.empty() ? "" : ",") + (*table)->items()[verdict->items[at].item].name;
  }
  return Words{{"class", waters::rank_text(**table, verdict->rank)}, {"main", main}};
}

Result<Words> kept_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const words = words_of(each.inputs);
  bool const drinking = each.topic == "饮用水";
  auto const on = day_of(catalog, each, drinking ? "GB 5749-2022" : "GB 5084-2021");
  auto const table = drinking ? drinking_table(catalog, input(words, "供水类型").starts_with("小型"), input(words, "水样"), on)
                              : irrigation_table(catalog, {input(words, "作物"), input(words, "地区"), input(words, "土壤"), input(words, "对硼")}, on);
  auto const verdict = table ? judged(**table, words, {"供水类型", "水样", "作物", "地区", "土壤", "对硼"}) : Result<waters::Verdict>(table.error());
  if (!verdict) {
    return verdict.error();
  }
  std::string const text = verdict->rank == 0 ? "" : verdict->rank <= (*table)->standard_rank() ? "达标" : "超标";
  return Words{{"结论", text}, {"", text}};
}

Result<Words> share_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const words = words_of(each.inputs);
  auto const part = base::parse_integer(input(words, "断面数"));
  auto const whole = base::parse_integer(input(words, "监测断面"));
  if (!part || !whole) {
    return Problem("bad_number", "the case needs 断面数 and 监测断面", each.id);
  }
  auto const share = waters::share_text(catalog, day_of(catalog, each, method_number), *part, *whole);
  return share ? Result<Words>(Words{{"比例", *share + "%"}}) : share.error();
}

Result<Words> river_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const words = words_of(each.inputs);
  auto const good = Decimal::parse(input(words, "I-III比例"));
  auto const inferior = Decimal::parse(input(words, "劣V比例"));
  if (!good || !inferior) {
    return Problem("bad_number", "the case needs I-III比例 and 劣V比例", each.id);
  }
  auto const grade = waters::river_grade(catalog, day_of(catalog, each, method_number), *good, *inferior);
  return grade ? Result<Words>(Words{{"状况", (*grade)->name}}) : grade.error();
}

}  // namespace

std::vector<CaseEntry> case_topics() {
  return {{{"地表水类别", "地下水类别"}, class_case}, {{"饮用水", "灌溉水"}, kept_case}, {{"断面比例"}, share_case}, {{"河流定性"}, river_case}};
}

}  // namespace calculator::water
