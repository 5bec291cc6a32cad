// 环境空气质量综合指数: single indices rounded, then summed.
#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

constexpr char const* table = "综合指数";

base::Result<Composite::Part> part_of(catalog::Catalog const& catalog, Rules& rules, std::size_t i, Decimal value, std::string const& weights) {
  auto const name = name_of_pollutant(i);
  auto const* set = rules.find(table, "", "limit_set");
  auto const* averaging = rules.find(table, name, "limit");
  auto const* weight = rules.find(weights.empty() ? table : weights, name, "weight");
  auto const digits = rules.integer(table, name, "digits");
  auto const index_digits = rules.integer(table, "", "index_digits");
  if (set == nullptr || averaging == nullptr || weight == nullptr || !weight->number || !digits || !index_digits) {
    return assess::cannot_judge("综合指数的规则未录入 / the rule of the composite index is not on file: " + name, rules.edition()->number);
  }
  auto const* limit = limit_of(catalog, set->text, i, averaging->text, rules.on());
  if (limit == nullptr || *limit->high <= Decimal()) {
    return assess::cannot_judge("没有限值 / there is no limit of " + name, set->text);
  }
  Composite::Part part;
  part.pollutant = name;
  part.concentration = value.rounded(*digits);
  part.limit = *limit->high;
  part.weight = *weight->number;
  part.index = rounded_quotient(part.concentration, part.limit, *index_digits, rules.text(table, "", "index_rounding"));
  return part;
}

}  // namespace

base::Result<Composite> composite_index(catalog::Catalog const& catalog, Day on, std::array<std::optional<Decimal>, pollutant_count> const& values,
                                        std::string const& weights) {
  Rules rules(catalog, composite_edition(catalog, on), on);
  if (rules.edition() == nullptr) {
    return assess::cannot_judge("当日没有综合指数的规定 / no rule of the composite index holds on " + base::format(on), "综合指数");
  }
  std::string missing;
  for (std::size_t i = 0; i < pollutant_count; ++i) {
    missing += values[i] ? "" : (missing.empty() ? "" : "、") + name_of_pollutant(i);
    if (values[i] && values[i]->negative()) {
      return assess::cannot_judge("浓度为负 / a concentration is negative: " + name_of_pollutant(i), rules.edition()->number);
    }
  }
  if (!missing.empty()) {
    return assess::cannot_judge("六项缺 / of the six there is no " + missing, rules.edition()->number);
  }
  Composite made;
  made.edition = rules.edition()->id;
  for (std::size_t i = 0; i < pollutant_count; ++i) {
    auto part = part_of(catalog, rules, i, *values[i], weights);
    if (!part) {
      return part.error();
    }
    auto const weighed = part->index * part->weight;
    made.sum = made.sum + weighed;
    if (made.parts.empty() || made.max < part->index) {
      made.max = part->index;
      made.max_pollutant = part->pollutant;
    }
    made.parts.push_back(*std::move(part));
  }
  auto const share_digits = rules.integer(table, "", "share_digits").value_or(1);
  for (auto& part : made.parts) {
    part.share = made.sum <= Decimal() ? Decimal(0, share_digits) : Decimal::divide(part.index * part.weight * Decimal(100, 0), made.sum, share_digits);
  }
  if (!weights.empty()) {
    rules.say("加权综合指数未核实，仅供比较 / the weights are not verified, for comparison only");
  }
  made.basis = rules.basis;
  made.notes = rules.notes;
  return made;
}

}  // namespace atmosphere
