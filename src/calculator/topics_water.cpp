// Topics of water: classes of surface water and groundwater, drinking and irrigation water. Indices and rivers: topics_water_more.cpp.
#include "calculator/water.hpp"

namespace calculator {
namespace water {

using base::Problem, base::Result;

namespace {

constexpr std::size_t tables_kept_max = 32;   // compiled ones of a thread: a few kinds, a few days

struct Kept { std::uint64_t catalogue = 0; std::string kind; base::Day on; std::shared_ptr<waters::Table const> table; };

}  // namespace

Result<TablePointer> table_of(catalog::Catalog const& catalog, std::string const& kind, base::Day on,
                              std::function<Result<waters::Table>()> const& compile) {
  static thread_local std::vector<Kept> kept;
  for (auto const& each : kept) {
    if (each.catalogue == catalog.serial() && each.on == on && each.kind == kind) {
      return each.table;
    }
  }
  auto made = compile();
  if (!made) {
    return made.error();
  }
  if (kept.size() == tables_kept_max) {
    kept.erase(kept.begin());
  }
  kept.push_back({catalog.serial(), kind, on, std::make_shared<waters::Table const>(*std::move(made))});
  return kept.back().table;
}

Result<TablePointer> surface_table(catalog::Catalog const& catalog, std::string const& body, bool source, base::Day on) {
  bool const lake = body == "lake";
  return table_of(catalog, std::string(lake ? "lake" : "river") + (source ? "+" : ""), on,
                  [&] { return waters::Table::surface(catalog, lake ? waters::Body::lake : waters::Body::river, on, source); });
}

namespace {

std::optional<Problem> take_temperature(Result<base::Decimal> const& number, std::string const& word, waters::Table const& table, Given& made) {
  if (!number) {
    return number.error();
  }
  if (made.temperature) {
    return Problem("item_twice", "'" + glance(word) + "' is given twice, by another name", "inputs." + glance(word), "give it once");
  }
  if (!waters::is_water_temperature(*number)) {
    return assess::cannot_judge("不可能的水温 " + number->to_string() + " ℃ / an impossible water temperature",
                                table.edition().number + " 表1, inputs." + glance(word));
  }
  made.temperature = *number;
  return std::nullopt;
}

}  // namespace

Result<Given> given(Question const& question, waters::Table const& table) {
  Given made;
  for (auto const& [word, value] : question.items()) {
    auto const where = [&called = word] { return "inputs." + glance(called); };
    auto const item = table.find(word);
    auto const* factor = item ? nullptr : question.catalog.item(word, "water");
    if (factor != nullptr && table.saturation() && factor->code == table.saturation()->temperature) {
      if (auto problem = take_temperature(decimal_of(*value, "inputs.", word), word, table, made)) {
        return std::move(*problem);
      }
      continue;
    }
    if (factor != nullptr) {
      made.without_limit.push_back(word);
      continue;
    }
    if (!item) {
      auto problem = assess::cannot_judge("没有这个项目：" + glance(word) + " / no such item", table.edition().number + ", " + where());
      problem.mend = "write the printed name, the code or a usual sign";
      return problem;
    }
    Result<waters::Value> read = waters::Value();
    if (value->is_string()) {
      read = waters::parse_value({value->get_string().data(), value->get_string().size()});
    } else if (auto const number = decimal_of(*value, "inputs.", word)) {
      read = waters::parse_value(number->to_string());
    } else {
      return number.error();
    }
    if (!read) {
      auto problem = read.error();
      auto const clause = table.edition().number + " " + table.items()[*item].limits.front()->source.clause;
      problem.where = problem.code == "cannot_judge" ? clause + ", " + where() : where();
      return problem;
    }
    auto const& key = table.items()[*item].key;
    if (!made.sample.emplace(key, *read).second) {
      return Problem("item_twice", "'" + glance(word) + "' is given twice, by another name", where(), "give it once");
    }
    made.words.emplace(*item, word);
  }
  if (made.sample.empty() && made.without_limit.empty()) {
    return Problem("no_input", "no item is given", "inputs", "for example " + question.topic.example);
  }
  return made;
}

std::string class_code(waters::Table const& table, int rank) {
  auto const* grade = rank == 0 ? nullptr : table.grade(rank);
  return grade == nullptr ? std::string() : grade->name_en;
}

json::array array_of(waters::Names const& names) {
  json::array array(answer_memory());
  for (auto const& name : names) {
    array.emplace_back(name);
  }
  return array;
}

// What no item may be: impossible values refuse the whole line.
std::optional<Problem> impossible(waters::Table const& table, Given const& given, waters::Verdict const& verdict) {
  for (auto const& each : verdict.items) {
    if (each.rank == 0 && each.at_most == 0) {
      auto const& item = table.items()[each.item];
      return assess::cannot_judge(item.name + "：" + each.reason, table.edition().number + " " + item.limits.front()->source.clause + ", inputs." +
                                                                      glance(given.words.at(each.item)));
    }
  }
  if (verdict.rank == 0) {
    return assess::cannot_judge("没有可评价的项目 / none of the items can be judged", table.edition().number);
  }
  return std::nullopt;
}

void put_items(waters::Table const& table, Given const& given, waters::Verdict const& verdict, json::object& result) {
  auto const memory = answer_memory();
  json::object per_item(memory), reference(memory), over(memory);
  for (auto const& each : verdict.items) {
    auto const& item = table.items()[each.item];
    auto const called = given.words.find(each.item);
    auto const& word = called == given.words.end() ? item.name : called->second;
    json::value text(nullptr, memory);
    bool const one_limit = !item.counted && item.limits.size() == 1;   // tables 2 and 3 of GB 3838
    if (each.rank != 0) {
      text = one_limit ? std::string(each.rank == item.limits.front()->rank ? "met" : "exceeded") : class_code(table, each.rank);
    }
    (item.counted ? per_item : reference)[word] = std::move(text);
    if (each.times_over) {
      over[word] = number_of(*each.times_over);
    }
  }
  result["per_item"] = std::move(per_item);
  if (!reference.empty()) {
    result["reference"] = std::move(reference);
  }
  if (!over.empty()) {
    result["times_over"] = std::move(over);
  }
  if (!verdict.unsure.empty()) {
    result["unsure"] = array_of(verdict.unsure);
  }
  result["complete"] = verdict.complete;
  result["missing"] = array_of(verdict.missing);
}

void finish(Question const& question, waters::Table const& table, Given const& given, waters::Verdict const& verdict, Answer& answer) {
  for (auto const& word : given.without_limit) {
    answer.notes.push_back(glance(word) + "：" + table.edition().number + " 对此水体没有限值，未评价 / no limit for this kind of water, not judged");
  }
  if (given.temperature && table.saturation() && !given.sample.contains(table.items()[table.saturation()->item].key)) {
    answer.notes.emplace_back("没有溶解氧，水温未用到 / without dissolved oxygen the water temperature was not used");
  }
  answer.basis = waters::basis_of(table, verdict);
  if (verdict.recalled) {
    answer.notes.emplace_back("限值凭记忆录入，须核对原文 / limits are from memory (recalled): check the text before it decides anything");
  }
  if (!verdict.complete) {
    answer.notes.emplace_back("项目不全，只是所给项目的结论 / not all items that the rule asks for are given: this is the verdict of those given");
  }
  for (auto const& each : verdict.items) {
    if (each.at_most != 0 || !each.note.empty()) {
      answer.notes.push_back(table.items()[each.item].name + "：" + each.reason + each.note);
    }
    if (!each.note.empty()) {
      answer.notes.emplace_back("自动站公布的类别只按 7.5 mg/L，断面评价也不用饱和率 / published classes of automatic stations, and figures here, "
                                "go by mg/L alone");
    }
  }
  if (question.why) {
    answer.why = waters::explain(table, verdict);
  }
}

std::optional<Problem> put_target(Question const& question, waters::Table const& table, waters::Verdict const& verdict, json::object& result) {
  auto const wanted = question.text("target");
  if (wanted.empty()) {
    return std::nullopt;
  }
  for (int rank = 1; rank < table.worst(); ++rank) {
    if (class_code(table, rank) == wanted || waters::rank_text(table, rank) == wanted) {
      auto const target = waters::against(table, verdict, rank);
      bool const in_doubt = target.met && !target.unsure.empty();   // a detection limit above the class: nobody can tell
      json::value met = in_doubt ? json::value(nullptr) : json::value(target.met);
      result["target"] = json::object{{"class", class_code(table, rank)}, {"met", std::move(met)}, {"exceeding", array_of(target.exceeding)},
                                      {"unsure", array_of(target.unsure)}};
      return std::nullopt;
    }
  }
  return Problem("bad_choice", "'" + glance(wanted) + "' is no class", "target", "write I, II, III, IV or V");
}

namespace {

Result<Answer> answer_surface(Question const& question) {
  auto const on = question.on();
  auto const body = question.choice("water_body");
  auto const source = question.yes_no("drinking_source");
  if (!on || !body || !source) {
    return !on ? on.error() : !body ? body.error() : source.error();
  }
  auto const table = surface_table(question.catalog, *body, *source, *on);
  if (!table) {
    return table.error();
  }
  auto items = given(question, **table);
  if (!items) {
    return items.error();
  }
  if (auto const number = question.number_if("temperature")) {
    if (auto problem = take_temperature(*number, "temperature", **table, *items)) {
      return std::move(*problem);
    }
  }
  auto const verdict = waters::judge(**table, items->sample, items->temperature);
  if (auto problem = impossible(**table, *items, verdict)) {
    return std::move(*problem);
  }
  Answer answer;
  answer.result["class"] = class_code(**table, verdict.rank);
  answer.result["class_zh"] = waters::rank_text(**table, verdict.rank);
  put_items(**table, *items, verdict, answer.result);
  json::array main(answer_memory()), words(answer_memory());
  for (auto const at : verdict.main) {
    auto const item = verdict.items[at].item;
    main.emplace_back((*table)->items()[item].name);
    words.emplace_back(items->words.at(item));
  }
  answer.result["main"] = std::move(main);
  answer.result["main_items"] = std::move(words);
  if (auto const* status = (*table)->status(verdict.rank)) {
    answer.result["status"] = status->name;
    answer.result["status_en"] = status->name_en;
  }
  if (auto problem = put_target(question, **table, verdict, answer.result)) {
    return std::move(*problem);
  }
  finish(question, **table, *items, verdict, answer);
  if ((*table)->method_on() != *on && !question.text("on").empty()) {
    answer.notes.emplace_back("评价办法自 " + base::format((*table)->method_on()) + " 起施行，此前的数据也按它评价 / the method began later; earlier data are judged by it");
  }
  return answer;
}

Result<Answer> answer_groundwater(Question const& question) {
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  auto const table = table_of(question.catalog, "groundwater", *on, [&] { return waters::Table::groundwater(question.catalog, *on); });
  if (!table) {
    return table.error();
  }
  auto const items = given(question, **table);
  if (!items) {
    return items.error();
  }
  auto const verdict = waters::judge(**table, items->sample);
  if (auto problem = impossible(**table, *items, verdict)) {
    return std::move(*problem);
  }
  Answer answer;
  answer.result["class"] = class_code(**table, verdict.rank);
  answer.result["class_zh"] = waters::rank_text(**table, verdict.rank);
  put_items(**table, *items, verdict, answer.result);
  answer.result["main"] = array_of(verdict.worst);
  if (auto problem = put_target(question, **table, verdict, answer.result)) {
    return std::move(*problem);
  }
  finish(question, **table, *items, verdict, answer);
  return answer;
}

// Drinking and irrigation water: kept or not.
Result<Answer> answer_limits(Question const& question, TablePointer const& table) {
  auto items = given(question, *table);
  if (!items) {
    return items.error();
  }
  waters::add_sums(*table, items->sample);
  auto const verdict = waters::judge(*table, items->sample);
  if (auto problem = impossible(*table, *items, verdict)) {
    return std::move(*problem);
  }
  Answer answer;
  bool const kept = verdict.rank <= table->standard_rank();
  answer.result["result"] = kept ? "ok" : "exceeded";
  answer.result["conclusion"] = waters::rank_text(*table, verdict.rank);
  answer.result["exceeding"] = array_of(waters::against(*table, verdict, table->standard_rank()).exceeding);
  put_items(*table, *items, verdict, answer.result);
  finish(question, *table, *items, verdict, answer);
  return answer;
}

Result<Answer> answer_drinking(Question const& question) {
  auto const on = question.on();
  auto const supply = question.choice("supply");
  auto const place = question.choice("place");
  if (!on || !supply || !place) {
    return !on ? on.error() : !supply ? supply.error() : place.error();
  }
  auto const table = drinking_table(question.catalog, *supply == "small", *place == "plant" ? "出厂水" : *place == "tap" ? "末梢水" : "", *on);
  return table ? answer_limits(question, *table) : table.error();
}

Result<Answer> answer_irrigation(Question const& question) {
  auto const on = question.on();
  auto const crop = question.choice("crop");
  if (!on || !crop) {
    return !on ? on.error() : crop.error();
  }
  waters::Table::Irrigation const wanted{*crop, question.text("area"), question.text("soil"), question.text("boron")};
  auto const table = irrigation_table(question.catalog, wanted, *on);
  return table ? answer_limits(question, *table) : table.error();
}

Field option(std::string name, std::string title, std::string title_en, std::vector<std::string> choices, bool required = false) {
  Field field{.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .kind = "choice", .required = required, .option = true};
  field.choices = std::move(choices);
  return field;
}
Field optional_word(std::string name, std::string title, std::string title_en, std::string help) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .kind = "text", .option = true, .help = std::move(help)};
}

}  // namespace

Result<TablePointer> drinking_table(catalog::Catalog const& catalog, bool small, std::string const& place, base::Day on) {
  return table_of(catalog, "drinking" + std::string(small ? "-" : "") + place, on, [&] { return waters::Table::drinking(catalog, small, place, on); });
}

Result<TablePointer> irrigation_table(catalog::Catalog const& catalog, waters::Table::Irrigation const& wanted, base::Day on) {
  return table_of(catalog, "irrigation" + wanted.crop + "|" + wanted.area + "|" + wanted.soil + "|" + wanted.boron, on,
                  [&] { return waters::Table::irrigation(catalog, wanted, on); });
}

std::vector<Entry> class_topics() {
  auto const target = optional_word("target", "目标类别", "Class to be kept", "I II III IV V");
  Field temperature{.name = "temperature", .title = "水温", .title_en = "Water temperature", .unit = "℃",
                    .help = "给出时溶解氧Ⅰ类也按饱和率 / with it oxygen of class I is also judged by saturation"};
  Field drinking_source{.name = "drinking_source", .title = "饮用水水源地", .title_en = "Drinking-water source", .kind = "yes_no", .option = true,
                        .help = "表2、表3 的项目也列出 / items of tables 2 and 3 too"};
  std::vector<Entry> entries;
  entries.push_back({{"surface_water", "地表水类别", "Class of surface water", "water", "GB 3838",
                      {option("water_body", "水体", "Water body", {"river", "lake"}), drinking_source, target, temperature}, true,
                      R"({"topic":"surface_water","water_body":"river","inputs":{"pH":7.8,"DO":8.2,"CODMn":4.6,"NH3-N":0.42,"TP":0.15}})"},
                     answer_surface});
  entries.push_back({{"groundwater", "地下水类别", "Class of groundwater", "groundwater", "GB/T 14848", {target}, true,
                      R"({"topic":"groundwater","inputs":{"氟化物":1.6,"总硬度":420,"砷":"0.0003L"}})"},
                     answer_groundwater});
  entries.push_back({{"drinking_water", "生活饮用水", "Drinking water", "water", "GB 5749",
                      {option("supply", "供水类型：集中式或小型", "Supply: central, or small and scattered", {"central", "small"}),
                       option("place", "取样处：不分、出厂水、末梢水", "Sampled: anywhere, leaving the plant, at the tap", {"any", "plant", "tap"})},
                      true, R"({"topic":"drinking_water","supply":"central","inputs":{"氟化物":1.1,"硝酸盐":6}})"},
                     answer_drinking});
  entries.push_back({{"irrigation_water", "农田灌溉水", "Irrigation water", "water", "GB 5084",
                      {option("crop", "作物", "Crop", {"水田作物", "旱地作物", "蔬菜a", "蔬菜b"}),
                       optional_word("area", "地区（氟化物）", "Area (fluoride)", "一般地区、高氟区"),
                       optional_word("soil", "土壤（全盐量）", "Soil (salt)", "非盐碱土、盐碱土"),
                       optional_word("boron", "作物对硼", "Crop and boron", "对硼敏感作物、对硼耐受性较强的作物、对硼耐受性强的作物")},
                      true, R"({"topic":"irrigation_water","crop":"旱地作物","area":"高氟区","inputs":{"氟化物":2.5,"pH":8.1}})"},
                     answer_irrigation});
  return entries;
}

}  // namespace water

Entries water_topics() {
  Entries entries;
  for (auto* const make : {water::class_topics, water::index_topics}) {
    auto made = make();
    std::move(made.begin(), made.end(), std::back_inserter(entries.topics));
  }
  entries.cases = water::case_topics();
  return entries;
}

}  // namespace calculator
