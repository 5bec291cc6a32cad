// Worked cases: the columns are the catalogue's, the comparison is by the keys that the case expects.
#include <algorithm>

#include "assess/assess.hpp"

namespace assess {
namespace {

using catalog::Case;
using Words = std::vector<std::pair<std::string, std::string>>;  // "a=1;b=2" in order

Words words_of(std::string_view text) {
  Words words;
  for (auto const part : base::split(text, ';')) {
    auto const at = part.find('=');
    auto const key = base::trim(part.substr(0, at));
    words.emplace_back(std::string(key),
                       std::string(at == std::string_view::npos ? "" : base::trim(part.substr(at + 1))));
  }
  return words;
}

std::string word(Words const& words, std::string_view key) {
  for (auto const& [name, value] : words) {
    if (name == key) {
      return value;
    }
  }
  return {};
}

// "a,b" as a set of names.
std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> names;
  for (auto const part : base::split(text, ',')) {
    names.emplace_back(base::trim(part));
  }
  std::sort(names.begin(), names.end());
  return names;
}

int places_of(std::string_view number) {
  auto const point = number.find('.');
  return point == std::string_view::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

std::string join(std::vector<std::string> const& names) {
  std::string text;
  for (auto const& name : names) {
    text += (text.empty() ? "" : ",") + name;
  }
  return text;
}

struct Answer {
  bool built = true;
  std::string problem;
  Words got;
};  // got: the keys it can answer
Answer not_built() { return {false, {}, {}}; }
Answer refused(base::Problem const& problem) { return {true, base::to_string(problem), {}}; }

// "HJ 633-2026 4.2.2" names an edition and a clause; "HJ 633" any edition, so the latest.
catalog::AirIndexRules const* rules_of(catalog::Catalog const& catalog, std::string const& standard) {
  catalog::AirIndexRules const* latest = nullptr;
  for (auto const& edition : catalog.editions()) {
    auto const* rules = catalog.air_index(edition.number);
    if (rules != nullptr && standard.starts_with(edition.number)) {
      return rules;
    }
    bool const later =
        latest == nullptr || (rules != nullptr && latest->edition.effective_from < rules->edition.effective_from);
    latest = rules != nullptr && edition.number.starts_with(standard) && later ? rules : latest;
  }
  return latest;
}

// A pollutant without its period is the one the report asks for.
std::string full_input(catalog::AirIndexRules const& rules, Report report, std::string const& name) {
  auto const& wanted = report == Report::hourly ? rules.hourly_inputs : rules.daily_inputs;
  for (auto const& input : wanted) {
    if (input.starts_with(name + "_")) {
      return input;
    }
  }
  return name;
}

Answer answer_index(catalog::Catalog const& catalog, Case const& each, Report report) {
  auto const* rules = rules_of(catalog, each.standard);
  if (rules == nullptr) {
    return not_built();
  }
  std::map<std::string, Decimal> inputs;
  for (auto const& [name, value] : words_of(each.inputs)) {
    auto const number = Decimal::parse(value);
    if (!number) {
      return refused(number.error());
    }
    inputs.emplace(name.find('_') == std::string::npos ? full_input(*rules, report, name) : name, *number);
  }
  auto const index = air_index(*rules, report, inputs);
  if (!index) {
    return refused(index.error());
  }
  Answer answer;
  std::vector<std::string> iaqi, used;
  for (auto const& [input, value] : index->used) {
    auto const found = index->iaqi_by_input.find(input);
    iaqi.push_back(found == index->iaqi_by_input.end() ? "NA" : std::to_string(found->second));
    used.push_back(value.to_string());
  }
  answer.got = {{"AQI", index->aqi ? std::to_string(*index->aqi) : "NA"},
                {"IAQI", join(iaqi)},
                {"primary", join(index->primary)},
                {"class", index->category},
                {"level", std::to_string(index->level)},
                {"rounded", join(used)}};
  return answer;
}

Answer answer_level(catalog::Catalog const& catalog, Case const& each) {
  auto const* rules = rules_of(catalog, each.standard);
  auto const aqi = base::parse_integer(word(words_of(each.inputs), "AQI"));
  auto const* found =
      rules != nullptr && aqi && *aqi >= 0 && *aqi < 10'000 ? category(*rules, static_cast<int>(*aqi)) : nullptr;
  if (found == nullptr) {
    return not_built();
  }
  return {true, {}, {{"level", std::to_string(found - rules->categories.data() + 1)}, {"class", found->name}}};
}

Answer answer_rounding(Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const x = Decimal::parse(word(inputs, "x"));
  auto const digits = base::parse_integer(word(inputs, "digits"));
  if (!x || !digits || *digits < 0 || *digits > 12) {
    return not_built();
  }
  return {true, {}, {{"y", x->rounded(static_cast<int>(*digits)).to_string()}}};
}

// (C − S) / S; as many places as the case prints.
Answer answer_times_over(Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const value = Decimal::parse(inputs.front().second);
  auto const limit = Decimal::parse(word(inputs, "limit"));
  if (!value || !limit || *limit == Decimal()) {
    return not_built();
  }
  auto const places = places_of(word(words_of(each.expected), "超标倍数"));
  return {true, {}, {{"超标倍数", Decimal::divide(*value - *limit, *limit, std::min(places, 9)).to_string()}}};
}

// Good days among valid days in per cent (HJ 663); as many places as the case prints.
Answer answer_good_days(Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const good = Decimal::parse(word(inputs, "优良天数"));
  auto const valid = Decimal::parse(word(inputs, "有效天数"));
  auto expected = word(words_of(each.expected), "比例");
  if (!good || !valid || *valid == Decimal() || !expected.ends_with('%')) {
    return not_built();
  }
  expected.pop_back();
  return {
      true,
      {},
      {{"比例", Decimal::divide(*good * Decimal(100, 0), *valid, std::min(places_of(expected), 9)).to_string() + "%"}}};
}

Answer answer_limit(catalog::Catalog const& catalog, Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const value = Decimal::parse(word(inputs, "value"));
  auto const unit = base::parse_unit(word(inputs, "unit"));
  auto const on = base::parse_day(word(inputs, "on"));
  if (!value || !unit || !on) {
    return refused(!value ? value.error() : !unit ? unit.error() : on.error());
  }
  auto const verdict = against_limits(catalog, word(inputs, "set"), word(inputs, "factor"), word(inputs, "averaging"),
                                      *on, value->to_double(), *unit);
  if (!verdict) {
    return refused(verdict.error());
  }
  return {true, {}, {{"result", verdict->result}}};
}

Answer answer(catalog::Catalog const& catalog, Case const& each) {
  if (each.topic == "IAQI" || each.topic == "浓度修约") {
    return answer_index(catalog, each, Report::iaqi);
  }
  if (each.topic == "AQI日报" || each.topic == "AQI实时") {
    return answer_index(catalog, each, each.topic == "AQI日报" ? Report::daily : Report::hourly);
  }
  if (each.topic == "AQI级别") {
    return answer_level(catalog, each);
  }
  if (each.topic == "修约") {
    return answer_rounding(each);
  }
  if (each.topic == "超标倍数") {
    return answer_times_over(each);
  }
  if (each.topic == "优良率") {
    return answer_good_days(each);
  }
  return each.topic == "限值" ? answer_limit(catalog, each) : not_built();
}

bool is_nothing(std::string_view text) {
  return text == "NA" || text == "-" || text == "/" || text == "none" || text == "None" || text == "null" ||
         text == "无";
}

bool agree(std::string const& key, std::string const& expected, std::string const& got) {
  if (key == "AQI" || key == "IAQI" || key == "primary") {
    return listed(expected) == listed(got) || (is_nothing(expected) && (got.empty() || is_nothing(got)));
  }
  auto const a = Decimal::parse(expected);
  auto const b = Decimal::parse(got);
  return key == "rounded" && a && b ? *a == *b : expected == got;
}

CaseResult run(catalog::Catalog const& catalog, Case const& each) {
  CaseResult result{each.id, each.topic, "skipped", ""};
  // Figures that their own authority's rule does not give are kept for information.
  if (each.tolerance == "info" || each.origin == "published-nonreproducing") {
    return result;
  }
  auto const answered = answer(catalog, each);
  if (!answered.built) {
    return result;
  }
  result.outcome = answered.problem.empty() ? "passed" : "failed";
  result.got = answered.problem;
  for (auto const& [key, expected] : answered.problem.empty() ? words_of(each.expected) : Words()) {
    auto const got = word(answered.got, key);
    result.got += (result.got.empty() ? "" : ";") + key + "=" + got;
    result.outcome = agree(key, expected, got) ? result.outcome : "failed";
  }
  return result;
}

}  // namespace

std::vector<CaseResult> run_cases(catalog::Catalog const& catalog, std::vector<Case> const& cases) {
  std::vector<CaseResult> results;
  for (auto const& each : cases) {
    results.push_back(run(catalog, each));
  }
  return results;
}

}  // namespace assess
