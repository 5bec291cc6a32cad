// Topics of stacks and outfalls: what replaces missing hours, and amounts.
#include <cmath>

#include "calculator/topics_emission.hpp"
#include "emission/emission.hpp"

namespace calculator {
namespace {

using base::Problem, base::Result;

constexpr double kg_per_t = 1000, in_percent = 100;
constexpr int outage_hours_max = 100'000;

Result<Answer> answer_substitution(Question const& question) {
  auto const on = question.on();
  auto const hours = question.number("outage_hours");
  auto const total = question.number("quarter_hours");
  auto const invalid = question.number("invalid_hours");
  auto const stopped = question.number("stopped_hours");
  auto const valid = question.numbers("valid_kg");
  if (!on || !hours || !total || !invalid || !stopped || !valid) {
    return !on ? on.error() : !hours ? hours.error() : !total ? total.error() : !invalid ? invalid.error() : !stopped ? stopped.error() : valid.error();
  }
  double const n = hours->to_double(), ran = total->to_double() - stopped->to_double();
  if (n < 1 || n > outage_hours_max || n != std::floor(n)) {
    return Problem("bad_value", "an outage has one hour or more, at most " + std::to_string(outage_hours_max), "inputs.outage_hours", "write whole hours");
  }
  if (stopped->negative() || invalid->negative() || ran <= 0 || invalid->to_double() > ran) {
    return Problem("bad_value", "invalid hours are of those that ran: quarter_hours − stopped_hours", "inputs.invalid_hours");
  }
  std::vector<double> before;
  for (auto const& each : *valid) {
    if (each.negative()) {
      return Problem("bad_value", "an amount is not below nought", "inputs.valid_kg");
    }
    before.push_back(each.to_double());
  }
  double const capture = in_percent * (ran - invalid->to_double()) / ran;
  emission::Amount told;
  auto const made = emission::replacement(question.catalog, *on, capture, static_cast<int>(n), before, told);
  if (!made.replaced) {
    return assess::cannot_judge(made.why, "HJ 75");
  }
  Answer answer;
  answer.result["capture_rate"] = emission_json(capture);
  answer.result["kg_an_hour"] = emission_json(made.kg_an_hour);
  answer.result["kg"] = emission_json(made.kg_an_hour * n);
  answer.result["looked_back"] = made.looked_back;
  answer.basis = told.basis;
  answer.notes = told.notes;
  answer.notes.push_back(made.why);
  if (question.why) {
    auto const [said, said_en] = made.why_by_language();
    answer.why = assess::Why{.title = "缺失时段排放量替代", .title_en = "what replaces the hours of an outage", .value = base::format_number(made.kg_an_hour * n),
                             .unit = "kg", .how = said, .how_en = said_en, .basis = told.basis};
  }
  return answer;
}

Entry substitution_topic() {
  return {{.id = "substitution", .title = "缺失时段排放量替代", .title_en = "Replacement of missing hours", .group = "emission", .standard = "HJ 75",
           .fields = {{.name = "outage_hours", .title = "连续缺失小时数", .title_en = "Hours of the outage", .unit = "h", .required = true},
                      {.name = "quarter_hours", .title = "季度小时数", .title_en = "Hours of the quarter", .unit = "h", .required = true},
                      {.name = "invalid_hours", .title = "数据无效小时数", .title_en = "Hours without valid data", .unit = "h", .required = true},
                      {.name = "stopped_hours", .title = "停运小时数", .title_en = "Hours stopped", .unit = "h", .required = true},
                      {.name = "valid_kg", .title = "此前有效小时排放量（由早到晚）", .title_en = "Amounts of the valid hours before, oldest first", .unit = "kg",
                       .kind = "numbers", .required = true}},
           .example = R"({"topic":"substitution","inputs":{"outage_hours":6,"quarter_hours":2184,"invalid_hours":50,)"
                      R"("stopped_hours":0,"valid_kg":[2.1,3.4,2.8]}})"},
          answer_substitution};
}

struct Discharged { double kg = 0, flow = 0, weighted = 0; };

Result<Discharged> discharged_of(std::vector<base::Decimal> const& concentrations, base::Unit unit, std::vector<base::Decimal> const& flows,
                                 base::Unit flow_unit, double hours) {
  Discharged sum;
  for (std::size_t i = 0; i < concentrations.size(); ++i) {
    double const c = concentrations[i].to_double(), q = flows[i].to_double();
    if (c < 0 || q < 0) {
      return Problem("bad_value", "concentrations and flows are not below nought", "inputs." + std::string(c < 0 ? "concentration" : "flow"));
    }
    auto const kg = emission::mass(c, unit, q, flow_unit, hours);
    if (!kg) {
      return kg.error();
    }
    sum.kg += *kg;
    sum.flow += q;
    sum.weighted += c * q;
  }
  return sum;
}

Result<Answer> answer_amount(Question const& question) {
  auto const concentrations = question.numbers("concentration");
  auto const flows = question.numbers("flow");
  if (!concentrations || !flows) {
    return !concentrations ? concentrations.error() : flows.error();
  }
  if (concentrations->empty() || concentrations->size() != flows->size()) {
    return Problem("bad_value", "each concentration has its flow", "inputs.flow", "give lists of one length");
  }
  auto const unit = base::parse_unit(question.text("unit")), flow_unit = base::parse_unit(question.text("flow_unit"));
  if (!unit || !flow_unit) {
    return !unit ? unit.error() : flow_unit.error();
  }
  auto const each = question.number_if("hours");
  if (each && !*each) {
    return each->error();
  }
  double const hours = each ? (*each)->to_double() : 1;
  auto const sum = hours > 0 ? discharged_of(*concentrations, *unit, *flows, *flow_unit, hours)
                             : Result<Discharged>(Problem("bad_value", "a period has a length", "inputs.hours"));
  if (!sum) {
    return sum.error();
  }
  Answer answer;
  answer.result["kg"] = emission_json(sum->kg);
  answer.result["t"] = emission_json(sum->kg / kg_per_t);
  answer.notes.emplace_back("只是所给时段之和，缺失时段没有替代 / the sum of the periods given; missing ones are not replaced (topic substitution)");
  answer.result["weighted_mean"] = sum->flow > 0 ? emission_json(sum->weighted / sum->flow) : json::value(nullptr);
  if (auto const permit = question.number_if("permit_t")) {
    if (!*permit || (*permit)->to_double() <= 0) {
      return *permit ? Problem("bad_value", "a permitted amount is above nought", "inputs.permit_t") : permit->error();
    }
    answer.result["permit_share"] = emission_json(in_percent * sum->kg / kg_per_t / (*permit)->to_double());
  }
  if (question.why) {
    answer.why = assess::Why{.title = "排放量", .title_en = "amount discharged", .value = base::format_number(sum->kg), .unit = "kg",
                             .how = "Σ 浓度 × 流量 × " + base::format_number(hours) + " h", .how_en = "Σ concentration × flow × hours"};
  }
  return answer;
}

Entry amount_topic() {
  return {{.id = "discharge_amount", .title = "排放量", .title_en = "Amount discharged", .group = "emission",
           .fields = {{.name = "concentration", .title = "浓度（逐时段）", .title_en = "Concentrations", .kind = "numbers", .required = true},
                      {.name = "flow", .title = "流量（逐时段）", .title_en = "Flows", .kind = "numbers", .required = true},
                      {.name = "unit", .title = "浓度单位", .title_en = "Unit of concentration", .kind = "text", .required = true, .help = "mg/L, mg/m³"},
                      {.name = "flow_unit", .title = "流量单位", .title_en = "Unit of flow", .kind = "text", .required = true, .help = "L/s, m³/h"},
                      {.name = "hours", .title = "每时段小时数", .title_en = "Hours of each", .unit = "h"},
                      {.name = "permit_t", .title = "许可排放量", .title_en = "Permitted amount", .unit = "t"}},
           .example = R"({"topic":"discharge_amount","inputs":{"concentration":[50,40],"flow":[100,120],"unit":"mg/L","flow_unit":"L/s","permit_t":182.5}})"},
          answer_amount};
}

}  // namespace

Entries emission_amount_topics() { return {{substitution_topic(), amount_topic()}, {}}; }

}  // namespace calculator
