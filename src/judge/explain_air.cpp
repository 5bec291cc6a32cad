// The steps of HJ 633 with the break points that were used, told from what the verdict kept.
#include "judge/air.hpp"
#include "judge/explain.hpp"

namespace judge {
namespace {

using Rules = catalog::AirIndexRules;

assess::Basis basis_of(Rules const& rules, char const* what) {
  auto const found = rules.sources.find(what);
  return {rules.edition.number, found == rules.sources.end() ? std::string() : found->second.clause, rules.edition.id};
}

std::pair<std::string, std::string> split(std::string const& input) {
  auto const at = input.rfind('_');
  return {input.substr(0, at), at == std::string::npos ? std::string() : input.substr(at + 1)};
}

catalog::BreakPoint const* row_for(Rules const& rules, std::string const& input, base::Decimal concentration) {
  auto const other = rules.judged_as.find(input);
  auto const [pollutant, period] = split(other == rules.judged_as.end() ? input : other->second);
  for (auto const& row : rules.break_points) {
    if (row.pollutant == pollutant && row.period == period && concentration <= row.concentration_high) {
      return &row;
    }
  }
  return nullptr;
}

Step edition_step(Rules const& rules, verdicts::Verdict const& verdict) {
  auto const day = base::format(base::beijing_day(verdict.start));
  Step step{"适用标准", "Standard", {}, {}, basis_of(rules, "table")};
  step.text = "数据日期 " + day + "，适用 " + rules.edition.number + "《" + rules.edition.title + "》";
  step.text_en = "the datum is of " + day + ": " + rules.edition.number + " applies";
  return step;
}

Step input_step(Rules const& rules, std::string const& input, base::Decimal used, AirDetail const& detail) {
  auto const [pollutant, period] = split(input);
  Step step{pollutant + "（" + period + "）", pollutant + " (" + period + ")", {}, {}, basis_of(rules, "index")};
  auto const unit = std::string(base::symbol(table_unit(rules, pollutant)));
  auto const concentration = used.to_string() + " " + unit;
  auto const iaqi = detail.index.iaqi_by_input.find(input);
  auto const* row = row_for(rules, input, used);
  auto const other = rules.judged_as.find(input);
  std::string const as = other == rules.judged_as.end() ? "" : split(other->second).second;
  if (iaqi == detail.index.iaqi_by_input.end()) {
    step.text = "C = " + concentration + "，超出表列范围，不计算分指数";
    step.text_en = "C = " + concentration + " is beyond the table and gives no index";
  } else if (row == nullptr) {
    step.text = "C = " + concentration + "，超出表列范围，IAQI = " + std::to_string(iaqi->second);
    step.text_en = "C = " + concentration + " is beyond the table: IAQI = " + std::to_string(iaqi->second);
  } else {
    auto const low = row->concentration_low.to_string(), high = row->concentration_high.to_string();
    auto const from = std::to_string(row->index_low), to = std::to_string(row->index_high);
    auto const formula = "IAQI = (" + to + "−" + from + ") ÷ (" + high + "−" + low + ") × (" + used.to_string() + "−" + low + ") + " + from;
    auto const rounded = " → " + std::to_string(iaqi->second);
    step.text = "C = " + concentration + "，落在 " + low + "–" + high + (as.empty() ? "" : "（按 " + as + " 限值）") + "；" + formula + rounded + "（向上进位取整）";
    step.text_en = "C = " + concentration + " lies in " + low + "–" + high + (as.empty() ? "" : " (of the " + as + " mean)") + "; " + formula + rounded +
                   " (rounded up)";
  }
  return step;
}

std::string joined(std::vector<std::string> const& words, char const* between) {
  std::string text;
  for (auto const& word : words) {
    text += (text.empty() ? "" : between) + word;
  }
  return text;
}

Step index_step(Rules const& rules, assess::AirIndex const& index) {
  Step step{"空气质量指数", "Air quality index", {}, {}, basis_of(rules, "categories")};
  if (!index.aqi) {
    step.text = "缺项，AQI 不发布（NA）";
    step.text_en = "inputs are missing: no AQI is published (NA)";
    step.basis = basis_of(rules, "missing");
    return step;
  }
  auto const aqi = std::to_string(*index.aqi);
  auto const primary = joined(index.primary, "、"), primary_en = joined(index.primary, ", ");
  auto const above = std::to_string(rules.primary_above);
  step.text = "AQI = max IAQI = " + aqi + "，" + index.category + "；" + (primary.empty() ? "AQI 不大于 " + above + "，无首要污染物" : "首要污染物 " + primary);
  step.text_en = "AQI = max IAQI = " + aqi + ", " + index.category_en + "; " +
                 (primary.empty() ? "not above " + above + ", so no primary pollutant" : "primary pollutant " + primary_en);
  return step;
}

Input input_of(Rules const& rules, std::string const& input, AirDetail const& detail) {
  auto const [pollutant, period] = split(input);
  Input made;
  made.factor = factor_of(pollutant);
  made.name = pollutant + " " + period;
  made.unit = base::symbol(table_unit(rules, pollutant));
  auto const used = detail.index.used.find(input);
  auto const value = detail.values.find(pollutant);
  // An hour keeps what was measured beside what was used; a day's mean is rounded once and used as it is.
  if (used != detail.index.used.end()) {
    made.rounded = used->second.to_string();
    made.value = detail.hours.empty() && value != detail.values.end() ? value->second : used->second.to_double();
  }
  if (auto const iaqi = detail.index.iaqi_by_input.find(input); iaqi != detail.index.iaqi_by_input.end()) {
    made.iaqi = iaqi->second;
  }
  if (auto const hours = detail.hours.find(pollutant); hours != detail.hours.end()) {
    made.hours = hours->second;
  }
  if (auto const refused = detail.refused.find(input); refused != detail.refused.end()) {
    made.note = refused->second;
  } else if (made.rounded.empty()) {
    made.note = "no valid value";
  }
  return made;
}

}  // namespace

void explain_air(catalog::Catalog const& catalog, Place const& place, verdicts::Verdict const& verdict, Explanation& made) {
  made.valid_flags = place.at(verdict.start).valid_flags;
  auto const detail = read_air(verdict, catalog);
  auto const* rules = catalog.air_index(std::string_view(verdict.standard));
  if (rules == nullptr) {
    made.basis.push_back({verdict.standard, verdict.clause, detail.edition});
    return;
  }
  made.steps.push_back(edition_step(*rules, verdict));
  if (detail.digest != rules->edition.digest) {
    made.steps.push_back({"目录已变", "The catalogue changed", "判定时所用标准文件与现在的不同（摘要 " + detail.digest.substr(0, 12) + "…）",
                          "the files of the standard differ from those judged by (digest " + detail.digest.substr(0, 12) + "…)", {}});
  }
  for (auto const& input : verdict.period == "day" ? rules->daily_inputs : rules->hourly_inputs) {
    made.inputs.push_back(input_of(*rules, input, detail));
    auto const used = detail.index.used.find(input);
    if (used != detail.index.used.end()) {
      made.steps.push_back(input_step(*rules, input, used->second, detail));
    }
  }
  made.steps.push_back(index_step(*rules, detail.index));
  for (auto const& note : detail.index.notes) {
    made.steps.push_back({"说明", "Note", note, note, {}});
  }
}

}  // namespace judge
