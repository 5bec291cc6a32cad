// Topics of air that look ahead or along: alert levels, trends, forecasts.
#include <algorithm>

#include "atmosphere/atmosphere.hpp"
#include "calculator/topics_air.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

constexpr std::size_t alert_days_max = 400;

Result<std::vector<atmosphere::AlertStep>> alert_walk(catalog::Catalog const& catalog, base::Day on, std::vector<Decimal> const& aqi, bool forecast) {
  if (aqi.empty() || aqi.size() > alert_days_max) {
    return Problem("bad_list", "give 1 to " + std::to_string(alert_days_max) + " days", "inputs.aqi");
  }
  std::vector<atmosphere::AlertDay> days;
  for (std::size_t i = 0; i < aqi.size(); ++i) {
    if (aqi[i].rounded(0) != aqi[i] || aqi[i] > Decimal(1'000'000, 0)) {
      return Problem("bad_number", "an AQI is a whole number", "inputs.aqi[" + std::to_string(i) + "]");
    }
    days.push_back({{on.number + static_cast<std::int32_t>(i)}, static_cast<int>(aqi[i].to_double()), forecast});
  }
  return atmosphere::alert_levels(catalog, days);
}

atmosphere::AlertStep const& strictest(std::vector<atmosphere::AlertStep> const& steps) {
  return *std::max_element(steps.begin(), steps.end(), [](auto const& a, auto const& b) { return a.rank < b.rank; });
}

Result<Answer> answer_alert(Question const& question) {
  auto const on = question.on();
  auto const aqi = question.numbers("aqi");
  auto const forecast = question.yes_no("forecast", true);
  if (!on || !aqi || !forecast) {
    return !on ? on.error() : !aqi ? aqi.error() : forecast.error();
  }
  auto const steps = alert_walk(question.catalog, *on, *aqi, *forecast);
  if (!steps) {
    return steps.error();
  }
  auto const& worst = strictest(*steps);
  Answer answer;
  answer.result["level"] = worst.rank;
  answer.result["name"] = worst.rank == 0 ? json::value(nullptr) : json::value(worst.name + "预警");
  answer.result["name_en"] = worst.rank == 0 ? json::value(nullptr) : json::value(worst.name_en);
  answer.result["colour"] = worst.colour;
  answer.result["rule"] = worst.rule;
  json::array walk;
  for (auto const& step : *steps) {
    walk.push_back(json::object{{"day", base::format(step.day)}, {"level", step.rank}, {"name", step.name}, {"move", step.move}});
  }
  answer.result["days"] = std::move(walk);
  auto const* edition = question.catalog.edition(worst.edition);
  answer.basis.push_back({edition == nullptr ? "" : edition->number, "分级", worst.edition});
  if (worst.recalled) {
    answer.notes.emplace_back("该级别的条件凭记忆录入，待核对 / the condition of this level is from memory (recalled): check the text");
  }
  if (question.why) {
    answer.why = assess::Why{.title = "重污染天气预警级别", .title_en = "heavy pollution alert level", .value = worst.rank == 0 ? "无" : worst.name,
                             .how = worst.rule, .how_en = worst.rule_en, .basis = answer.basis};
  }
  return answer;
}

Result<Answer> answer_trend(Question const& question) {
  auto const on = question.on();
  auto const years = question.numbers("years");
  auto const values = question.numbers("values");
  if (!on || !years || !values) {
    return !on ? on.error() : !years ? years.error() : values.error();
  }
  if (years->size() != values->size()) {
    return Problem("bad_list", "there are " + std::to_string(years->size()) + " years and " + std::to_string(values->size()) + " values", "inputs.values");
  }
  std::vector<atmosphere::YearValue> points;
  for (std::size_t i = 0; i < years->size(); ++i) {
    auto const year = (*years)[i].to_double();
    if ((*years)[i].rounded(0) != (*years)[i] || year < 1900 || year > 2999) {
      return Problem("bad_number", "a year is a whole number from 1900 to 2999", "inputs.years[" + std::to_string(i) + "]");
    }
    points.push_back({static_cast<int>(year), (*values)[i].to_double()});
  }
  auto const made = atmosphere::trend(question.catalog, *on, points);
  if (!made) {
    return made.error();
  }
  Answer answer;
  answer.result = {{"spearman", *made->spearman},        {"critical", made->critical ? json::value(*made->critical) : json::value(nullptr)},
                   {"significance", made->significance}, {"significant", made->significant},
                   {"theil_sen", *made->theil_sen},      {"trend", made->trend}};
  answer.basis = made->basis;
  answer.notes = made->notes;
  if (question.why) {
    answer.why = assess::Why{.title = "变化趋势", .title_en = "trend", .value = made->trend, .how = "r = 1 − 6Σd²/(N³−N)，与临界值比较；坡度为两两坡度的中位数",
                             .how_en = "r = 1 − 6Σd²/(N³−N) against the critical value; the slope is the median of all pairs", .basis = made->basis};
  }
  return answer;
}

json::object index_of(assess::AirIndex const& index) {
  return {{"AQI", index.aqi ? json::value(*index.aqi) : json::value(nullptr)}, {"level", index.level}, {"class", index.category},
          {"primary", json::array(index.primary.begin(), index.primary.end())}};
}

Result<Answer> answer_forecast(Question const& question) {
  auto const edition = question.edition();
  if (!edition) {
    return edition.error();
  }
  auto const* rules = question.catalog.air_index((*edition)->number);
  std::map<std::string, Decimal> low, high;
  for (auto const& [name, value] : question.items()) {
    auto const* range = value->if_array();
    if (range == nullptr || range->size() != 2) {
      return Problem("bad_list", "a forecast of a pollutant is a range", "inputs." + glance(name), "write \"PM2.5_24h\": [60, 90]");
    }
    auto const from = decimal_of(range->at(0), "inputs." + glance(name) + "[0]");
    auto const to = decimal_of(range->at(1), "inputs." + glance(name) + "[1]");
    if (!from || !to) {
      return !from ? from.error() : to.error();
    }
    low.emplace(name, *from);
    high.emplace(name, *to);
  }
  if (rules == nullptr) {
    return assess::cannot_judge("没有指数规则 / there are no rules of an index", (*edition)->number);
  }
  auto const made = assess::air_forecast(*rules, low, high);
  if (!made) {
    return made.error();
  }
  Answer answer;
  answer.result["low"] = index_of(made->low);
  answer.result["high"] = index_of(made->high);
  answer.basis = made->high.basis;
  answer.notes = made->high.notes;
  if (question.why) {
    answer.why = assess::Why{.title = "空气质量指数预报", .title_en = "forecast of the index", .how = "范围两端各算一次", .how_en = "once at each end of the range",
                             .basis = answer.basis, .from = {index_why(*rules, made->low), index_why(*rules, made->high)}};
  }
  return answer;
}

Result<Words> alert_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const* edition = edition_of_case(catalog, each.standard);
  auto const inputs = words_of(each.inputs);
  std::vector<Decimal> aqi;
  auto const& list = inputs.front().second;
  for (auto const part : base::split(list, ',')) {
    auto const number = Decimal::parse(base::trim(part));
    if (!number) {
      return number.error();
    }
    aqi.push_back(*number);
  }
  if (edition == nullptr) {
    return Problem("no_edition", "the catalogue has no " + each.standard);
  }
  bool const forecast = inputs.front().first.starts_with("预测");
  auto const steps = alert_walk(catalog, edition->effective_from, aqi, forecast);
  if (!steps) {
    return steps.error();
  }
  auto const& worst = strictest(*steps);
  return Words{{"", worst.rank == 0 ? "无" : worst.name + "预警"}};
}

Entry alert_topic() {
  return {{.id = "alert_level", .title = "重污染天气预警级别", .title_en = "Heavy pollution alert level", .group = "air",
           .fields = {{.name = "aqi", .title = "日AQI", .title_en = "Daily AQI", .kind = "numbers", .required = true, .help = "自 on 起逐日 / a day each from 'on'"},
                      {.name = "forecast", .title = "预测值", .title_en = "Forecast", .kind = "yes_no"}},
           .example = R"({"topic":"alert_level","on":"2026-11-26","inputs":{"aqi":[210,220,180]}})"},
          answer_alert};
}

Entry trend_topic() {
  return {{.id = "trend", .title = "变化趋势（秩相关）", .title_en = "Trend (rank correlation)", .group = "air", .standard = "HJ 663",
           .fields = {{.name = "years", .title = "年份", .title_en = "Years", .kind = "numbers", .required = true},
                      {.name = "values", .title = "数值", .title_en = "Values", .kind = "numbers", .required = true}},
           .example = R"({"topic":"trend","on":"2020-12-31","inputs":{"years":[2016,2017,2018,2019,2020],"values":[6.4,6.1,5.5,5.0,4.53]}})"},
          answer_trend};
}

Entry forecast_topic() {
  return {{.id = "aqi_forecast", .title = "空气质量指数预报", .title_en = "Forecast of the index", .group = "air", .standard = "HJ 633", .any_item = true,
           .example = R"({"topic":"aqi_forecast","on":"2026-11-26","inputs":{"PM2.5_24h":[60,90],"O3_8h":[100,120]}})"},
          answer_forecast};
}

}  // namespace

Entries air_outlook_topics() { return {{alert_topic(), trend_topic(), forecast_topic()}, {{{"重污染预警"}, alert_case}}}; }

}  // namespace calculator
