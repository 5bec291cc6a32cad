// Topics of air over more than a day: composite index, months and years, percentiles, shares.
#include <algorithm>

#include "atmosphere/atmosphere.hpp"
#include "calculator/topics_air.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;
using Six = std::array<std::optional<Decimal>, atmosphere::pollutant_count>;

constexpr std::size_t period_days_max = 400;
constexpr int places_shown_max = 6;

Field pollutant_field(std::string_view name, std::string kind) {
  std::string const text(name);
  return {.name = text, .title = text, .title_en = text, .unit = name == "CO" ? "mg/m³" : "μg/m³", .kind = std::move(kind)};
}
std::vector<Field> six_fields(std::string const& kind) {
  std::vector<Field> fields;
  for (auto const name : atmosphere::pollutants) {
    fields.push_back(pollutant_field(name, kind));
  }
  return fields;
}

Result<Six> six_of(Question const& question) {
  Six values;
  for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
    auto const given = question.number_if(std::string(atmosphere::pollutants[i]).c_str());
    if (given && !*given) {
      return given->error();
    }
    if (given) {
      values[i] = **given;
    }
  }
  return values;
}

json::object parts_of(atmosphere::Composite const& composite, bool shares) {
  json::object parts;
  for (auto const& part : composite.parts) {
    parts[part.pollutant] = number_of(shares ? part.share : part.index);
  }
  return parts;
}

assess::Why composite_why(atmosphere::Composite const& composite) {
  assess::Why why{.title = "环境空气质量综合指数", .title_en = "composite air quality index", .value = composite.sum.to_string(),
                  .how = "单项指数修约后求和", .how_en = "single indices are rounded, then summed", .basis = composite.basis};
  for (auto const& part : composite.parts) {
    auto const how = part.concentration.to_string() + " / " + part.limit.to_string() + " → " + part.index.to_string();
    why.from.push_back({.title = part.pollutant + " 单项指数", .title_en = "single index of " + part.pollutant, .value = part.index.to_string(),
                        .how = how + "，负荷比 " + part.share.to_string() + " %", .how_en = how + ", load share " + part.share.to_string() + " %",
                        .basis = composite.basis});
  }
  return why;
}

Result<Answer> answer_composite(Question const& question) {
  auto const on = question.on();
  auto const values = six_of(question);
  auto const weighed = question.yes_no("weighted");
  if (!on || !values || !weighed) {
    return !on ? on.error() : !values ? values.error() : weighed.error();
  }
  auto const made = atmosphere::composite_index(question.catalog, *on, *values, *weighed ? "加权综合指数（未核实）" : "");
  if (!made) {
    return made.error();
  }
  Answer answer;
  answer.result["I"] = parts_of(*made, false);
  answer.result["Isum"] = number_of(made->sum);
  answer.result["Isum_text"] = made->sum.to_string();
  answer.result["Imax"] = number_of(made->max);
  answer.result["max_pollutant"] = made->max_pollutant;
  answer.result["load_share"] = parts_of(*made, true);
  answer.basis = made->basis;
  answer.notes = made->notes;
  if (question.why) {
    answer.why = composite_why(*made);
  }
  return answer;
}

Result<Answer> answer_load_share(Question const& question) {
  auto whole = answer_composite(question);
  if (!whole) {
    return whole;
  }
  json::object result = whole->result["load_share"].as_object();
  result["Isum"] = whole->result["Isum"];
  whole->result = std::move(result);
  return whole;
}

// ---- periods ------------------------------------------------------------------------------------

// Lists of the six, one value a day from the first on; null is a missing day.
Result<std::vector<atmosphere::AirDay>> days_of(Question const& question, base::Day from) {
  std::vector<atmosphere::AirDay> days;
  for (std::size_t i = 0; i < atmosphere::pollutant_count; ++i) {
    std::string const name(atmosphere::pollutants[i]);
    auto const* list = question.inputs.if_contains(name);
    if (list == nullptr || list->is_null()) {
      continue;
    }
    if (!list->is_array() || list->get_array().size() > period_days_max) {
      return Problem("bad_list", "'" + name + "' is a list of at most " + std::to_string(period_days_max) + " days", "inputs." + name,
                     "write [35, 41, null, 28]");
    }
    auto const& values = list->get_array();
    for (std::size_t at = days.size(); at < values.size(); ++at) {
      atmosphere::AirDay day;
      day.day = {from.number + static_cast<std::int32_t>(at)};
      days.push_back(std::move(day));
    }
    for (std::size_t at = 0; at < values.size(); ++at) {
      if (values[at].is_null()) {
        continue;
      }
      auto const number = decimal_of(values[at], "inputs." + name + "[" + std::to_string(at) + "]");
      if (!number) {
        return number.error();
      }
      days[at].values[i] = *number;
    }
  }
  return days;
}

// The last day of the period: of a season that of the lists, else by the calendar, so that days that are not there are missing.
Result<base::Day> end_of_period(std::string const& form, base::Day from, base::Day listed) {
  auto const civil = base::to_beijing(base::start_of(from));
  int const months = form == "month" ? 1 : form == "quarter" ? 3 : form == "year" ? 12 : 0;
  if (months == 0) {
    return listed;
  }
  if (civil.day != 1 || (civil.month - 1) % months != 0) {
    return Problem("bad_date", "no " + form + " begins on " + base::format(from), "inputs.from", "write the first day of the " + form);
  }
  int const after = civil.month + months;
  base::Day const last{base::day_of(after > 12 ? civil.year + 1 : civil.year, after > 12 ? after - 12 : after, 1).number - 1};
  if (last < listed) {
    return Problem("bad_list", "the " + form + " ends on " + base::format(last) + ", the lists on " + base::format(listed), "inputs",
                   "give one value a day from the first day on, null where there is none");
  }
  return last;
}

Result<Answer> answer_period(Question const& question) {
  auto const from = base::parse_day(question.text("from"));
  auto const form = question.choice("form");
  auto const rounding = question.choice("rounding");
  if (!from || !form || !rounding) {
    return !from ? Problem("bad_date", "'from' is the first day of the lists", "inputs.from", "write 2026-10-01") : !form ? form.error() : rounding.error();
  }
  auto days = days_of(question, *from);
  if (!days) {
    return days.error();
  }
  if (days->empty()) {
    return Problem("missing_input", "no list of days is given", "inputs", "write \"PM2.5\": [35, 41, null]");
  }
  auto const to = end_of_period(*form, *from, days->back().day);
  if (!to) {
    return to.error();
  }
  atmosphere::PeriodOptions options;
  options.share_rounding = *rounding == "half_up" ? "rounding_report" : "rounding";
  if (auto const* given = question.line.if_contains("on"); given != nullptr && !given->is_null()) {
    auto const on = question.on();
    if (!on) {
      return on.error();
    }
    options.under = *on;
  }
  for (auto& day : *days) {
    auto const index = atmosphere::judge_day(question.catalog, day);
    if (!index && index.error().code != "no_input") {
      return index.error();
    }
  }
  auto const made = atmosphere::evaluate(question.catalog, *form, *from, *to, *days, options);
  if (!made) {
    return made.error();
  }
  Answer answer;
  answer.result = json::parse(atmosphere::to_json(*made)).as_object();
  answer.result.erase("notes");
  answer.basis = made->basis;
  answer.notes = made->notes;
  if (question.why) {
    answer.why = atmosphere::explain(*made, *days, "时段评价", "period");
  }
  return answer;
}

Result<Answer> answer_percentile(Question const& question) {
  auto const edition = question.edition();
  auto const values = question.numbers("x");
  auto const percent = question.number("p");
  if (!edition || !values || !percent) {
    return !edition ? edition.error() : !values ? values.error() : percent.error();
  }
  auto const made = atmosphere::percentile(*values, *percent);
  if (!made) {
    return Problem("bad_number", "there is no such percentile", values->empty() ? "inputs.x" : "inputs.p", "give values, and p from 0 to 100");
  }
  Answer answer;
  answer.result["value"] = number_of(*made);
  answer.result["n"] = values->size();
  answer.basis.push_back({(*edition)->number, "附录A", (*edition)->id});
  if (question.why) {
    auto const n = std::to_string(values->size());
    answer.why = assess::Why{.title = "百分位数", .title_en = "percentile", .value = made->to_string(),
                             .how = "k = 1 + (" + n + "−1) × " + percent->to_string() + " %，相邻两值线性内插",
                             .how_en = "k = 1 + (" + n + "−1) × " + percent->to_string() + " %, between neighbours in proportion", .basis = answer.basis};
  }
  return answer;
}

std::optional<int> places_on_file(catalog::Catalog const& catalog, char const* subject, base::Day on) {
  auto const* edition = catalog.in_force("HJ 663", on);
  auto const* row = edition == nullptr ? nullptr : catalog.parameter(edition->id + "/修约", subject, "digits", on);
  return row == nullptr || !row->number ? std::nullopt : std::optional(static_cast<int>(row->number->to_double()));
}

Result<int> places_of_question(Question const& question, char const* subject) {
  if (auto const given = question.number_if("digits")) {
    if (!*given || (*given)->rounded(0) != **given || (*given)->negative() || **given > Decimal(places_shown_max, 0)) {
      return Problem("bad_number", "'digits' is how many places are kept, 0 to 6", "inputs.digits");
    }
    return static_cast<int>((*given)->to_double());
  }
  auto const on = question.on();
  if (!on) {
    return on.error();
  }
  if (auto const places = places_on_file(question.catalog, subject, *on)) {
    return *places;
  }
  auto const* edition = question.catalog.in_force("HJ 663", *on);
  return assess::cannot_judge("修约位数未录入 / how many places are kept is not on file: " + std::string(subject),
                              edition == nullptr ? "HJ 663" : edition->number);
}

Result<Answer> answer_good_days(Question const& question) {
  auto const good = question.number("good");
  auto const valid = question.number("valid");
  auto const places = places_of_question(question, "优良率");
  if (!good || !valid || !places) {
    return !good ? good.error() : !valid ? valid.error() : places.error();
  }
  if (good->negative() || *valid <= Decimal() || *good > *valid || good->rounded(0) != *good || valid->rounded(0) != *valid) {
    return Problem("bad_number", "good days are whole and at most the valid ones", "inputs.good", "the denominator is the number of valid days");
  }
  Answer answer;
  auto const share = Decimal::divide(*good * Decimal(100, 0), *valid, *places);
  answer.result["share"] = number_of(share);
  answer.result["share_text"] = share.to_string();
  answer.result["valid"] = number_of(*valid);
  auto const edition = question.edition();
  answer.basis.push_back({edition ? (*edition)->number : "HJ 663", "优良天数比例", edition ? (*edition)->id : ""});
  if (question.why) {
    answer.why = assess::Why{.title = "优良天数比例", .title_en = "share of good days", .value = share.to_string(), .unit = "%",
                             .how = good->to_string() + " / " + valid->to_string() + "（有效天数）",
                             .how_en = good->to_string() + " of " + valid->to_string() + " valid days", .basis = answer.basis};
  }
  return answer;
}

Result<Answer> answer_times_over(Question const& question) {
  auto const value = question.number("value");
  auto const limit = question.number("limit");
  auto const places = places_of_question(question, "超标倍数");
  auto const rounding = question.choice("rounding");
  if (!value || !limit || !places || !rounding) {
    return !value ? value.error() : !limit ? limit.error() : !places ? places.error() : rounding.error();
  }
  if (*limit <= Decimal() || value->negative()) {
    return Problem("bad_number", "a limit is above 0, a concentration not below", *limit <= Decimal() ? "inputs.limit" : "inputs.value");
  }
  auto const on = question.on();
  auto const share_places = on ? places_on_file(question.catalog, "占标率", *on).value_or(*places) : *places;
  auto const times = atmosphere::times_over(*value, *limit, *places);
  auto const share = atmosphere::rounded_quotient(*value * Decimal(100, 0), *limit, share_places, *rounding);
  Answer answer;
  answer.result["exceeded"] = times.has_value();
  answer.result["times_over"] = times ? number_of(*times) : json::value(nullptr);
  answer.result["share"] = number_of(share);
  answer.result["share_text"] = share.to_string();
  auto const edition = question.edition();
  answer.basis.push_back({edition ? (*edition)->number : "HJ 663", "超标倍数", edition ? (*edition)->id : ""});
  if (question.why) {
    auto const how = "(" + value->to_string() + " − " + limit->to_string() + ") / " + limit->to_string();
    answer.why = assess::Why{.title = "超标倍数", .title_en = "times over", .value = times ? times->to_string() : "—", .how = how, .how_en = how,
                             .basis = answer.basis};
  }
  return answer;
}

// ---- cases --------------------------------------------------------------------------------------

// The day of "环办监测〔2018〕19号 + GB 3095-2012": the last of the second edition, else the first of the index itself.
base::Day day_of_standard(catalog::Catalog const& catalog, std::string const& standard) {
  auto const plus = standard.find('+');
  auto const* limits = plus == std::string::npos ? nullptr : edition_of_case(catalog, base::trim(std::string_view(standard).substr(plus + 1)));
  if (limits != nullptr) {
    return limits->effective_to.value_or(limits->effective_from);
  }
  base::Day latest;
  for (auto const& edition : catalog.editions()) {
    bool const holds = atmosphere::composite_edition(catalog, edition.effective_from) == &edition;
    latest = holds && latest < edition.effective_from ? edition.effective_from : latest;
  }
  return latest;
}

Result<Words> composite_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  Six values;
  for (auto const& [name, text] : words_of(each.inputs)) {
    auto const at = atmosphere::pollutant_at(name);
    auto const number = Decimal::parse(text);
    if (!at || !number) {
      return Problem("bad_number", "the case has no concentration of " + name);
    }
    values[*at] = *number;
  }
  auto const made = atmosphere::composite_index(catalog, day_of_standard(catalog, each.standard), values);
  if (!made) {
    return made.error();
  }
  Words words{{"Isum", made->sum.to_string()}};
  std::string indices;
  for (auto const& part : made->parts) {
    indices += (indices.empty() ? "" : ",") + part.pollutant + ":" + part.index.to_string();
    words.emplace_back(part.pollutant, part.share.to_string() + "%");
  }
  words.emplace_back("I", indices);
  return words;
}

bool composite_agrees(std::string_view key, std::string_view expected, std::string_view got) {
  auto a = base::split(expected, ','), b = base::split(got, ',');
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return key.empty() ? expected == got : a == b;
}

Result<Words> percentile_case(catalog::Catalog const&, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  std::vector<Decimal> values;
  auto const list = word(inputs, "x");
  for (auto const part : base::split(list, ',')) {
    auto const number = Decimal::parse(base::trim(part));
    if (!number) {
      return number.error();
    }
    values.push_back(*number);
  }
  auto const percent = Decimal::parse(word(inputs, "p"));
  auto const made = percent ? atmosphere::percentile(values, *percent) : std::nullopt;
  return made ? Result<Words>(Words{{"value", made->to_string()}}) : Problem("bad_number", "the case has no values or no p");
}

Entry composite_topic(std::string id, std::string title, std::string title_en, Answerer answer) {
  auto fields = six_fields("number");
  for (auto& field : fields) {
    field.required = true;
  }
  fields[4].help = "日均值第95百分位数 / 95th percentile of days";
  fields[5].help = "日最大8小时第90百分位数 / 90th percentile of the greatest 8-hour means";
  fields.push_back({.name = "weighted", .title = "加权（未核实）", .title_en = "Weighted (not verified)", .kind = "yes_no", .option = true});
  auto example = R"({"topic":")" + id + R"(","on":"2023-08-31","inputs":{"PM2.5":39,"PM10":75,"SO2":11,"NO2":37,"CO":1.4,"O3":191}})";
  return {{.id = std::move(id), .title = std::move(title), .title_en = std::move(title_en), .group = "air", .standard = "GB 3095", .fields = std::move(fields),
           .example = std::move(example)},
          answer};
}

Entry period_topic() {
  std::vector<Field> fields{{.name = "form", .title = "时段", .title_en = "Period", .kind = "choice", .required = true,
                             .choices = {"month", "quarter", "year", "heating", "rest"}},
                            {.name = "from", .title = "首日", .title_en = "First day", .kind = "day", .required = true},
                            {.name = "rounding", .title = "占标率修约", .title_en = "Rounding of shares", .kind = "choice", .choices = {"half_even", "half_up"}}};
  for (auto& field : six_fields("numbers")) {
    fields.push_back(std::move(field));
  }
  return {{.id = "air_period", .title = "空气质量时段评价", .title_en = "Air quality over a period", .group = "air", .standard = "HJ 663", .fields = std::move(fields),
           .example = R"({"topic":"air_period","inputs":{"form":"month","from":"2025-10-01","PM2.5":[35,41,null,28],"PM10":[60,75,80,50],)"
                      R"("SO2":[9,9,8,7],"NO2":[30,31,29,22],"CO":[0.8,0.9,0.7,0.6],"O3":[110,120,90,100]}})"},
          answer_period};
}

Entry percentile_topic() {
  return {{.id = "percentile", .title = "百分位数", .title_en = "Percentile", .group = "air", .standard = "HJ 663",
           .fields = {{.name = "x", .title = "数值", .title_en = "Values", .kind = "numbers", .required = true},
                      {.name = "p", .title = "百分位", .title_en = "Per cent", .unit = "%", .required = true}},
           .example = R"({"topic":"percentile","on":"2025-12-31","inputs":{"x":[10,20,30,40,50,60,70,80,90,100],"p":90}})"},
          answer_percentile};
}

Entry good_days_topic() {
  return {{.id = "good_days", .title = "优良天数比例", .title_en = "Share of good days", .group = "air", .standard = "HJ 663",
           .fields = {{.name = "good", .title = "优良天数", .title_en = "Good days", .unit = "d", .required = true},
                      {.name = "valid", .title = "有效天数", .title_en = "Valid days", .unit = "d", .required = true},
                      {.name = "digits", .title = "小数位数", .title_en = "Places"}},
           .example = R"({"topic":"good_days","on":"2020-12-31","inputs":{"good":290,"valid":366}})"},
          answer_good_days};
}

Entry times_over_topic() {
  return {{.id = "exceed_times", .title = "超标倍数与占标率", .title_en = "Times over and share of the limit", .group = "air", .standard = "HJ 663",
           .fields = {{.name = "value", .title = "浓度", .title_en = "Concentration", .required = true},
                      {.name = "limit", .title = "限值", .title_en = "Limit", .required = true},
                      {.name = "digits", .title = "小数位数", .title_en = "Places"},
                      {.name = "rounding", .title = "占标率修约", .title_en = "Rounding of the share", .kind = "choice", .choices = {"half_even", "half_up"}}},
           .example = R"({"topic":"exceed_times","on":"2020-12-31","inputs":{"value":157,"limit":160,"rounding":"half_up"}})"},
          answer_times_over};
}

}  // namespace

Entries air_period_topics() {
  return {{composite_topic("composite_index", "环境空气质量综合指数", "Composite air quality index", answer_composite),
           composite_topic("load_share", "污染负荷比", "Load shares", answer_load_share), period_topic(), percentile_topic(), good_days_topic(),
           times_over_topic()},
          {{{"综合指数", "污染负荷比"}, composite_case, composite_agrees}, {{"百分位数"}, percentile_case}}};
}

}  // namespace calculator
