// Topics of no field of work: rounding, limits of any set, the code of a legal person.
#include <algorithm>
#include <numeric>

#include "calculator/inside.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

constexpr int places_max = 12;

assess::Basis basis_of(catalog::Edition const& edition, std::string clause) { return {edition.number, std::move(clause), edition.id}; }

void note_recalled(catalog::Edition const& edition, Answer& answer) {
  if (edition.recalled) {
    answer.notes.push_back(edition.number + " 凭记忆录入，须核对原文 / in the catalogue from memory (recalled): check the text before it decides anything");
  }
}

// ---- 修约 ---------------------------------------------------------------------------------------

Result<int> places_of(Decimal digits) {
  if (digits.rounded(0) != digits || digits.negative() || Decimal(places_max, 0) < digits) {
    return Problem("bad_number", "'digits' is how many places are kept", "inputs.digits", "write a whole number from 0 to " + std::to_string(places_max));
  }
  return static_cast<int>(digits.to_double());
}

Result<Answer> answer_rounding(Question const& question) {
  auto const edition = question.edition();
  auto const x = question.number("x");
  auto const digits = question.number("digits");
  if (!edition || !x || !digits) {
    return !edition ? edition.error() : !x ? x.error() : digits.error();
  }
  auto const places = places_of(*digits);
  if (!places) {
    return places.error();
  }
  auto const rounded = x->rounded(*places).to_string();
  Answer answer;
  answer.result["y"] = rounded;
  answer.basis.push_back(basis_of(**edition, "3.2"));
  note_recalled(**edition, answer);
  if (question.why) {
    answer.why = assess::Why{.title = "数值修约", .title_en = "rounding", .value = rounded, .exact = x->to_string(),
                             .how = "四舍六入五成双，一次修约到 " + std::to_string(*places) + " 位小数",
                             .how_en = "half to even, once, to " + std::to_string(*places) + " places", .basis = answer.basis};
  }
  return answer;
}

Result<Words> rounding_case(catalog::Catalog const&, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const x = Decimal::parse(word(inputs, "x"));
  auto const digits = Decimal::parse(word(inputs, "digits"));
  if (!x || !digits) {
    return !x ? x.error() : digits.error();
  }
  auto const places = places_of(*digits);
  return places ? Result<Words>(Words{{"y", x->rounded(*places).to_string()}}) : places.error();
}

// ---- 限值 ---------------------------------------------------------------------------------------

std::string factor_of(catalog::Catalog const& catalog, std::string const& text) {
  auto const* item = catalog.item(text);
  return item == nullptr ? text : item->code;
}

Result<assess::LimitVerdict> limit_verdict(catalog::Catalog const& catalog, std::string const& set, std::string const& factor,
                                           std::string const& averaging, base::Day on, Decimal value, std::string const& unit) {
  auto const known = base::parse_unit(unit);
  if (!known) {
    return Problem(known.error().code, known.error().detail, "inputs.unit", "write the unit of the value, as mg/L or μg/m³");
  }
  auto const verdict = assess::against_limits(catalog, set, factor, averaging, on, value.to_double(), *known);
  if (!verdict || verdict->result != "no_limit") {
    return verdict;
  }
  // Printed names stand for items without a code; a person may have written the code's word.
  return assess::against_limits(catalog, set, factor_of(catalog, factor), averaging, on, value.to_double(), *known);
}

json::value or_null(std::optional<Decimal> number) { return number ? number_of(*number) : json::value(nullptr); }

Result<Answer> answer_limit(Question const& question) {
  auto const on = question.on();
  auto const value = question.number("value");
  if (!on || !value) {
    return !on ? on.error() : value.error();
  }
  for (auto const* name : {"set", "factor", "averaging"}) {
    if (question.text(name).empty()) {
      return Problem("missing_input", "'" + std::string(name) + "' is missing", "inputs." + std::string(name));
    }
  }
  auto const unit = question.text("unit");
  if (unit.empty()) {
    return Problem("missing_unit", "the value has no unit", "inputs.unit", "write the unit of the value, as mg/L; of a pure number \"无量纲\"");
  }
  auto const set = question.text("set");
  auto const sets = question.catalog.limit_sets();
  if (std::find(sets.begin(), sets.end(), set) == sets.end()) {
    return Problem("unknown_set", "'" + glance(set) + "' is no set of limits in the catalogue", "inputs.set", "for example GB3095-2026/二级");
  }
  auto const verdict = limit_verdict(question.catalog, set, question.text("factor"), question.text("averaging"), *on, *value, unit);
  if (!verdict) {
    return verdict.error();
  }
  Answer answer;
  answer.result["result"] = verdict->result;
  if (auto const* limit = verdict->limit; limit != nullptr) {
    answer.result["limit"] = json::object{{"low", or_null(limit->low)}, {"high", or_null(limit->high)}, {"unit", std::string(base::symbol(limit->unit))},
                                          {"averaging", limit->averaging}, {"set", limit->set}};
    answer.result["share"] = verdict->share;
    answer.result["times_over"] = verdict->times_over ? json::value(*verdict->times_over) : json::value(nullptr);
  }
  note_limit(*verdict, answer);
  answer.basis = verdict->basis;
  if (question.why) {
    assess::Why limit{.title = "限值", .title_en = "limit", .basis = verdict->basis};
    if (verdict->limit != nullptr) {
      limit.value = (verdict->limit->low ? verdict->limit->low->to_string() + "–" : "") + (verdict->limit->high ? verdict->limit->high->to_string() : "");
      limit.unit = base::symbol(verdict->limit->unit);
    }
    answer.why = assess::Why{.title = "与限值比较", .title_en = "against the limit", .value = verdict->result, .how = "全数值比较法，不修约",
                             .how_en = "the whole value is compared, without rounding", .basis = verdict->basis};
    answer.why->from = {assess::Why{.title = "数值", .title_en = "value", .value = value->to_string(), .unit = unit}, std::move(limit)};
  }
  return answer;
}

Result<Words> limit_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const value = Decimal::parse(word(inputs, "value"));
  auto const on = base::parse_day(word(inputs, "on"));
  if (!value || !on) {
    return !value ? value.error() : on.error();
  }
  auto const verdict = limit_verdict(catalog, word(inputs, "set"), word(inputs, "factor"), word(inputs, "averaging"), *on, *value, word(inputs, "unit"));
  return verdict ? Result<Words>(Words{{"result", verdict->result}}) : verdict.error();
}

// ---- 统一社会信用代码 -----------------------------------------------------------------------------

constexpr auto code_table = "GB32100-2015/校验";

struct CodeCheck { bool valid = false; std::string fault, fault_en, sum; };   // fault: which part is wrong

Result<CodeCheck> check_code(catalog::Catalog const& catalog, std::string const& code, base::Day on) {
  auto const* alphabet = catalog.parameter(code_table, "", "alphabet", on);
  auto const* weights = catalog.parameter(code_table, "", "weights", on);
  auto const* modulus = catalog.parameter(code_table, "", "modulus", on);
  if (alphabet == nullptr || weights == nullptr || modulus == nullptr || !modulus->number) {
    return assess::cannot_judge("目录中没有校验规则 / the catalogue has no rule of the check character", "GB 32100-2015");
  }
  auto const each_weight = base::split(weights->text, ',');
  if (code.size() != each_weight.size() + 1) {
    return CodeCheck{false, "长度", "it has " + std::to_string(code.size()) + " bytes instead of " + std::to_string(each_weight.size() + 1), ""};
  }
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    auto const at = alphabet->text.find(code[i]);
    if (at == std::string::npos) {
      return CodeCheck{false, "字符", "place " + std::to_string(i + 1) + " holds a character that is not used", ""};
    }
    if (i < each_weight.size()) {
      sum += static_cast<std::int64_t>(at) * base::parse_integer(each_weight[i]).value_or(0);
    }
  }
  auto const m = std::max<std::int64_t>(1, modulus->number->rounded(0).coefficient());
  auto const place = static_cast<std::size_t>((m - sum % m) % m);
  if (place >= alphabet->text.size() || alphabet->text[place] != code.back()) {
    return CodeCheck{false, "校验码", "the check character does not follow from the others", std::to_string(sum)};
  }
  return CodeCheck{true, "", "", std::to_string(sum)};
}

Result<Answer> answer_code(Question const& question) {
  auto const edition = question.edition();
  auto const code = question.text("code");
  if (!edition || code.empty()) {
    return !edition ? edition.error() : Problem("missing_input", "'code' is missing", "inputs.code", "write the 18 characters as text");
  }
  auto const check = check_code(question.catalog, code, (*edition)->effective_from);
  if (!check) {
    return check.error();
  }
  Answer answer;
  answer.result["valid"] = check->valid;
  answer.result["fault"] = check->fault;
  answer.result["fault_en"] = check->fault_en;
  if (check->valid) {
    for (auto const& [name, table, length] : {std::tuple{"authority", "GB32100-2015/登记管理部门", 1}, std::tuple{"kind", "GB32100-2015/机构类别", 2}}) {
      auto const* known = question.catalog.parameter(table, code.substr(0, static_cast<std::size_t>(length)), "name", (*edition)->effective_from);
      answer.result[name] = known == nullptr ? json::value(nullptr) : json::value(known->text);
    }
    answer.result["division"] = code.substr(2, 6);
  }
  answer.basis.push_back(basis_of(**edition, "4"));
  if (question.why) {
    answer.why = assess::Why{.title = "统一社会信用代码校验", .title_en = "check of the code", .value = check->valid ? "valid" : "invalid",
                             .how = "校验码 = (31 − Σ 字符值×权 mod 31) mod 31，Σ = " + check->sum, .how_en = check->fault_en, .basis = answer.basis};
  }
  return answer;
}

Result<Words> code_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const* edition = edition_of_case(catalog, each.standard);
  auto const inputs = words_of(each.inputs);
  if (edition == nullptr) {
    return Problem("no_edition", "the catalogue has no " + each.standard);
  }
  auto const check = check_code(catalog, inputs.front().second, edition->effective_from);
  return check ? Result<Words>(Words{{"", check->valid ? "valid" : "invalid(" + check->fault + ")"}}) : check.error();
}

Entry rounding_topic() {
  return {{.id = "rounding", .title = "数值修约", .title_en = "Rounding", .group = "other", .standard = "GB/T 8170",
           .fields = {{.name = "x", .title = "数值", .title_en = "Value", .required = true},
                      {.name = "digits", .title = "保留小数位数", .title_en = "Places kept", .required = true, .help = "0–12"}},
           .example = R"({"topic":"rounding","inputs":{"x":"12.1498","digits":1}})"},
          answer_rounding};
}

Entry limit_topic() {
  return {{.id = "limit", .title = "限值比较", .title_en = "Against a limit", .group = "other",
           .fields = {{.name = "set", .title = "限值组", .title_en = "Set of limits", .kind = "text", .required = true, .help = "GB3095-2026/二级"},
                      {.name = "factor", .title = "因子", .title_en = "Item", .kind = "text", .required = true, .help = "a34004, PM2.5"},
                      {.name = "averaging", .title = "取值时间", .title_en = "Averaging", .kind = "choice", .required = true,
                       .choices = {"hour", "day", "max8h", "month", "quarter", "year", "instant", "measured", "5min"}},
                      {.name = "value", .title = "数值", .title_en = "Value", .required = true},
                      {.name = "unit", .title = "单位", .title_en = "Unit", .kind = "text", .required = true}},
           .example = R"({"topic":"limit","on":"2026-03-05","inputs":{"set":"GB3095-2026/二级","factor":"a34004","averaging":"day","value":61,"unit":"μg/m³"}})"},
          answer_limit};
}

Entry code_topic() {
  return {{.id = "social_credit_code", .title = "统一社会信用代码", .title_en = "Unified social credit code", .group = "other", .standard = "GB 32100",
           .fields = {{.name = "code", .title = "代码", .title_en = "Code", .kind = "text", .required = true, .help = "18 位"}},
           .example = R"({"topic":"social_credit_code","inputs":{"code":"91110000600037341L"}})"},
          answer_code};
}

}  // namespace

void note_limit(assess::LimitVerdict const& verdict, Answer& answer) {
  if (verdict.limit == nullptr) {
    answer.notes.emplace_back("该限值组当日没有这一项目和取值时间的限值，未作判定 / the set has no limit for this item and period on that day: nothing was judged");
  } else if (verdict.limit->source.recalled) {
    answer.notes.emplace_back("限值凭记忆录入，须核对原文 / the limit is in the catalogue from memory (recalled): check the text before it decides anything");
  }
}

Entries general_topics() {
  return {{rounding_topic(), limit_topic(), code_topic()}, {{{"修约"}, rounding_case}, {{"限值"}, limit_case}, {{"统一社会信用代码"}, code_case}}};
}

}  // namespace calculator
