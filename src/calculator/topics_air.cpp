// Topics of air: the index (HJ 633), good days and times over (HJ 663).
#include <algorithm>
#include <iterator>

#include "calculator/topics_air.hpp"

namespace calculator {
namespace {

using assess::Report, base::Decimal, base::Problem, base::Result;
using catalog::AirIndexRules;

int decimals_in(std::string_view number) {
  auto const point = number.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(std::min<std::size_t>(number.size() - point - 1, 9));
}

std::string joined_names(std::vector<std::string> const& names) {
  std::string text;
  for (auto const& name : names) {
    text += (text.empty() ? "" : ",") + name;
  }
  return text;
}

// ---- lines --------------------------------------------------------------------------------------

// The day decides; else the edition that is named.
Result<AirIndexRules const*> rules_of(Question const& question) {
  auto const edition = question.edition();
  if (!edition) {
    return edition.error();
  }
  auto const* rules = question.catalog.air_index((*edition)->number);
  return rules != nullptr ? Result<AirIndexRules const*>(rules)
                          : Problem("no_edition", (*edition)->number + " has no rules of an index in the catalogue", "standard");
}

json::value whole_or_null(std::optional<int> number) { return number ? json::value(*number) : json::value(nullptr); }

json::object written(assess::AirIndex const& index) {
  auto const memory = answer_memory();
  json::object iaqi(memory), by_input(memory), used(memory), result(memory);
  for (auto const& [input, value] : index.used) {
    auto const found = index.iaqi_by_input.find(input);
    by_input[input] = found == index.iaqi_by_input.end() ? json::value(nullptr) : json::value(found->second);
    used[input] = value.to_string();
  }
  for (auto const& [pollutant, value] : index.iaqi) {
    iaqi[pollutant] = value;
  }
  result["AQI"] = whole_or_null(index.aqi);
  result["IAQI"] = std::move(iaqi);
  result["primary"] = json::array(index.primary.begin(), index.primary.end(), memory);
  result["level"] = whole_or_null(index.level == 0 ? std::nullopt : std::optional(index.level));
  result["class"] = index.category;
  result["exceeding"] = json::array(index.exceeding.begin(), index.exceeding.end(), memory);
  result["complete"] = index.complete;
  result["IAQI_by_input"] = std::move(by_input);
  result["used"] = std::move(used);
  return result;
}

// (Ihi − Ilo) / (Chi − Clo) × (C − Clo) + Ilo with its numbers; empty beyond the table.
std::string sum_of(AirIndexRules const& rules, std::string const& input, Decimal value) {
  auto const as = rules.judged_as.find(input);
  auto const& name = as == rules.judged_as.end() ? input : as->second;
  for (auto const& row : rules.break_points) {
    if (row.pollutant + "_" + row.period == name && value <= row.concentration_high) {
      auto const low = row.concentration_low.to_string();
      return "(" + std::to_string(row.index_high) + " − " + std::to_string(row.index_low) + ") / (" + row.concentration_high.to_string() + " − " + low +
             ") × (" + value.to_string() + " − " + low + ") + " + std::to_string(row.index_low);
    }
  }
  return {};
}

Result<Answer> answer_report(Question const& question, Report report) {
  auto const rules = rules_of(question);
  if (!rules) {
    return rules.error();
  }
  std::map<std::string, Decimal> values;
  for (auto const& [name, value] : question.items()) {
    auto const number = decimal_of(*value, "inputs.", name);
    if (!number) {
      return number.error();
    }
    values.emplace(name, *number);
  }
  auto const index = assess::air_index(**rules, report, values);
  if (!index) {
    return index.error();
  }
  Answer answer{written(*index), index->basis, index->notes, std::nullopt};
  if (question.why) {
    answer.why = index_why(**rules, *index);
  }
  return answer;
}

Result<Answer> answer_iaqi(Question const& question) { return answer_report(question, Report::iaqi); }
Result<Answer> answer_daily(Question const& question) { return answer_report(question, Report::daily); }
Result<Answer> answer_hourly(Question const& question) { return answer_report(question, Report::hourly); }

Result<Answer> answer_level(Question const& question) {
  auto const rules = rules_of(question);
  auto const aqi = question.number("AQI");
  if (!rules || !aqi) {
    return !rules ? rules.error() : aqi.error();
  }
  if (aqi->negative() || aqi->rounded(0) != *aqi || Decimal((*rules)->index_max, 0) < *aqi) {
    return Problem("bad_number", "an AQI is a whole number from 0 to " + std::to_string((*rules)->index_max), "inputs.AQI");
  }
  auto const* found = assess::category(**rules, static_cast<int>(aqi->to_double()));
  if (found == nullptr) {
    return assess::cannot_judge("没有对应的级别 / no category holds this AQI", (*rules)->edition.number);
  }
  Answer answer;
  answer.result["level"] = found - (*rules)->categories.data() + 1;
  answer.result["class"] = found->name;
  answer.result["class_en"] = found->name_en;
  answer.result["colour"] = found->colour;
  answer.basis.push_back({(*rules)->edition.number, "4.3", (*rules)->edition.id});
  if (question.why) {
    auto const range = std::to_string(found->low) + (found->high ? "–" + std::to_string(*found->high) : " 以上");
    answer.why = assess::Why{.title = "空气质量指数级别", .title_en = "category of an AQI", .value = found->name, .how = "AQI 在 " + range + " 之内",
                             .how_en = "the AQI lies in " + range, .basis = answer.basis,
                             .from = {{.title = "AQI", .title_en = "AQI", .value = aqi->to_string()}}};
  }
  return answer;
}

// ---- cases --------------------------------------------------------------------------------------

// "HJ 633-2026 4.2.2" names an edition and a clause; "HJ 633" any edition, so the latest.
AirIndexRules const* rules_of_case(catalog::Catalog const& catalog, std::string const& standard) {
  auto const* edition = edition_of_case(catalog, standard);
  return edition == nullptr ? nullptr : catalog.air_index(edition->number);
}

Problem no_rules(std::string const& standard) { return Problem("no_edition", "the catalogue has no index of " + standard); }

// A pollutant without its period is the one the report asks for.
std::string full_input(AirIndexRules const& rules, Report report, std::string const& name) {
  for (auto const& input : report == Report::hourly ? rules.hourly_inputs : rules.daily_inputs) {
    if (input.starts_with(name + "_")) {
      return input;
    }
  }
  return name;
}

Result<Words> index_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const report = each.topic == "AQI日报" ? Report::daily : each.topic == "AQI实时" ? Report::hourly : Report::iaqi;
  auto const* rules = rules_of_case(catalog, each.standard);
  if (rules == nullptr) {
    return no_rules(each.standard);
  }
  std::map<std::string, Decimal> inputs;
  for (auto const& [name, value] : words_of(each.inputs)) {
    auto const number = Decimal::parse(value);
    if (!number) {
      return number.error();
    }
    inputs.emplace(name.find('_') == std::string::npos ? full_input(*rules, report, name) : name, *number);
  }
  auto const index = assess::air_index(*rules, report, inputs);
  if (!index) {
    return index.error();
  }
  std::vector<std::string> iaqi, used;
  for (auto const& [input, value] : index->used) {
    auto const found = index->iaqi_by_input.find(input);
    iaqi.push_back(found == index->iaqi_by_input.end() ? "NA" : std::to_string(found->second));
    used.push_back(value.to_string());
  }
  return Words{{"AQI", index->aqi ? std::to_string(*index->aqi) : "NA"}, {"IAQI", joined_names(iaqi)}, {"primary", joined_names(index->primary)},
               {"class", index->category}, {"level", std::to_string(index->level)}, {"rounded", joined_names(used)}};
}

Result<Words> level_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const* rules = rules_of_case(catalog, each.standard);
  auto const aqi = base::parse_integer(word(words_of(each.inputs), "AQI"));
  if (rules == nullptr || !aqi || *aqi < 0 || *aqi > rules->index_max) {
    return rules == nullptr ? no_rules(each.standard) : Problem("bad_number", "the case has no AQI");
  }
  auto const* found = assess::category(*rules, static_cast<int>(*aqi));
  if (found == nullptr) {
    return Problem("cannot_judge", "no category holds this AQI");
  }
  return Words{{"level", std::to_string(found - rules->categories.data() + 1)}, {"class", found->name}};
}

// (C − S) / S; as many places as the case prints.
Result<Words> times_over_case(catalog::Catalog const&, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const value = Decimal::parse(inputs.front().second);
  auto const limit = Decimal::parse(word(inputs, "limit"));
  if (!value || !limit || *limit == Decimal()) {
    return Problem("bad_number", "the case has no value and limit");
  }
  auto const places = decimals_in(word(words_of(each.expected), "超标倍数"));
  return Words{{"超标倍数", Decimal::divide(*value - *limit, *limit, places).to_string()}};
}

// Good days among valid days in per cent (HJ 663); as many places as the case prints.
Result<Words> good_days_case(catalog::Catalog const&, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const good = Decimal::parse(word(inputs, "优良天数"));
  auto const valid = Decimal::parse(word(inputs, "有效天数"));
  auto expected = word(words_of(each.expected), "比例");
  if (!good || !valid || *valid == Decimal() || !expected.ends_with('%')) {
    return Problem("bad_number", "the case has no days, or no share in %");
  }
  expected.pop_back();
  return Words{{"比例", Decimal::divide(*good * Decimal(100, 0), *valid, decimals_in(expected)).to_string() + "%"}};
}

// "a,b" as a set of names.
std::vector<std::string> listed_names(std::string_view text) {
  std::vector<std::string> names;
  for (auto const part : base::split(text, ',')) {
    names.emplace_back(base::trim(part));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool says_nothing(std::string_view text) {
  return text == "NA" || text == "-" || text == "/" || text == "none" || text == "None" || text == "null" || text == "无";
}

bool index_agrees(std::string_view key, std::string_view expected, std::string_view got) {
  if (key == "AQI" || key == "IAQI" || key == "primary") {
    return listed_names(expected) == listed_names(got) || (says_nothing(expected) && (got.empty() || says_nothing(got)));
  }
  auto const a = Decimal::parse(expected);
  auto const b = Decimal::parse(got);
  return key == "rounded" && a && b ? *a == *b : expected == got;
}

Entry report_topic(std::string id, std::string title, std::string title_en, std::string inputs, Answerer answer) {
  auto example = R"({"topic":")" + id + R"(","on":"2026-03-05","inputs":)" + inputs + "}";
  return {{.id = std::move(id), .title = std::move(title), .title_en = std::move(title_en), .group = "air", .standard = "HJ 633", .any_item = true,
           .example = std::move(example)},
          answer};
}

}  // namespace

assess::Why index_why(AirIndexRules const& rules, assess::AirIndex const& index) {
  assess::Why why{.title = "空气质量指数", .title_en = "air quality index", .value = index.aqi ? std::to_string(*index.aqi) : "NA", .how = "AQI = max(IAQI)",
                  .how_en = "the largest IAQI", .basis = index.basis};
  for (auto const& [input, value] : index.used) {
    auto const found = index.iaqi_by_input.find(input);
    auto const sum = sum_of(rules, input, value);
    why.from.push_back({.title = "IAQI " + input, .title_en = "IAQI of " + input,
                        .value = found == index.iaqi_by_input.end() ? "NA" : std::to_string(found->second),
                        .how = sum.empty() ? "超出表列范围" : sum + "，向上取整", .how_en = sum.empty() ? "beyond the table" : sum + ", rounded up",
                        .basis = index.basis.empty() ? index.basis : std::vector{index.basis.front()},
                        .from = {{.title = "浓度 " + input, .title_en = "concentration", .value = value.to_string()}}});
  }
  return why;
}

Entries air_topics() {
  Entries made;
  made.topics.push_back(report_topic("iaqi", "空气质量分指数", "Individual air quality index", R"({"PM2.5_24h":75})", answer_iaqi));
  made.topics.push_back(report_topic("aqi_daily", "空气质量指数日报", "Daily air quality index",
                                     R"({"PM2.5_24h":75,"PM10_24h":120,"SO2_24h":12,"NO2_24h":40,"CO_24h":0.8,"O3_8h":130})", answer_daily));
  made.topics.push_back(report_topic("aqi_hourly", "空气质量指数实时报", "Hourly air quality index",
                                     R"({"PM2.5_1h":75,"PM10_1h":150,"SO2_1h":20,"NO2_1h":60,"CO_1h":1.1,"O3_1h":90})", answer_hourly));
  made.topics.push_back({{.id = "aqi_level", .title = "空气质量指数级别", .title_en = "Category of an AQI", .group = "air", .standard = "HJ 633",
                          .fields = {{.name = "AQI", .title = "空气质量指数", .title_en = "AQI", .required = true}},
                          .example = R"({"topic":"aqi_level","on":"2026-03-05","inputs":{"AQI":101}})"},
                         answer_level});
  made.cases = {{{"IAQI", "AQI日报", "AQI实时", "浓度修约"}, index_case, index_agrees},
                {{"AQI级别"}, level_case},
                {{"优良率"}, good_days_case},
                {{"超标倍数"}, times_over_case}};
  for (auto more : {air_period_topics(), air_outlook_topics()}) {
    std::move(more.topics.begin(), more.topics.end(), std::back_inserter(made.topics));
    std::move(more.cases.begin(), more.cases.end(), std::back_inserter(made.cases));
  }
  return made;
}

}  // namespace calculator
