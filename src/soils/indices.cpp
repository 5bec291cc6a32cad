// Nemerow's index, and the class of a unit of farmland.
#include <algorithm>
#include <cmath>

#include "soils/soils.hpp"

namespace soils {

using assess::Rulebook, assess::cannot_judge, base::Result;

namespace {

constexpr int places_kept = 9;
constexpr double index_max = 1e9;

Result<Nemerow> nemerow_of(Rulebook& rules, std::vector<double> const& indices) {
  if (indices.empty()) {
    return cannot_judge("没有单项指数 / there is no single index", "HJ/T 166 12.2");
  }
  Nemerow answer;
  for (double const index : indices) {
    if (!std::isfinite(index) || index < 0 || index > index_max) {
      return cannot_judge("单项指数不是可能的值 / no index that can be", "HJ/T 166 12.2");
    }
    answer.mean += index / static_cast<double>(indices.size());
    answer.greatest = std::max(answer.greatest, index);
  }
  auto const digits = rules.number("内梅罗", "指数", "digits");
  if (!digits) {
    return digits.error();
  }
  auto const exact = Decimal::from_double(std::sqrt((answer.mean * answer.mean + answer.greatest * answer.greatest) / 2), places_kept);
  answer.exact = exact.to_string();
  answer.value = exact.rounded(static_cast<int>(digits->to_double()));
  auto const grade = rules.grade("内梅罗", exact);   // the whole value is compared
  if (!grade) {
    return grade.error();
  }
  answer.rank = (*grade)->rank;
  answer.grade = (*grade)->name;
  answer.grade_en = (*grade)->name_en;
  answer.colour = (*grade)->colour;
  answer.basis = rules.basis();
  answer.notes = rules.notes();
  return answer;
}

base::Outcome settle(Rulebook& rules, UnitVerdict& verdict, std::string_view cls, std::string rule, std::string rule_en, catalog::Catalog const& catalog) {
  for (auto const* grade : catalog.grades(rules.edition().id + "/类别", rules.on())) {
    if (grade->name == cls) {
      rules.cite(grade->source);
      verdict.cls = grade->name;
      verdict.cls_en = grade->name_en;
      verdict.colour = grade->colour;
      verdict.rank = grade->rank;
      verdict.rule = std::move(rule);
      verdict.rule_en = std::move(rule_en);
      return base::Done{};
    }
  }
  return cannot_judge("不知道类别“" + std::string(cls) + "” / no such class", rules.edition().number);
}

// One class holds more than the share, and the others do not lie together.
Result<std::string> leading(Rulebook& rules, UnitVerdict const& verdict, std::optional<bool> contiguous, std::size_t points) {
  auto const share = rules.number("单元", "主导", "share_above");
  if (!share) {
    return share.error();
  }
  for (auto const& [cls, count] : verdict.by_class) {
    bool const more = *share * Decimal(static_cast<std::int64_t>(points), 0) < Decimal(std::int64_t{100} * count, 0);
    auto const others = points - static_cast<std::size_t>(count);
    if (more && (others == 1 || contiguous == false)) {
      return cls;
    }
    if (more && !contiguous) {
      rules.note("不知道其他类别点位是否连片，按未满足处理 / whether the other points lie together is not known");
    }
  }
  return std::string();
}

std::string worst_of(Rulebook const& rules, catalog::Catalog const& catalog, UnitVerdict const& verdict) {
  std::string worst;
  for (auto const* grade : catalog.grades(rules.edition().id + "/类别", rules.on())) {   // by rank: the last is the worst
    worst = verdict.by_class.contains(grade->name) ? grade->name : worst;
  }
  return worst;
}

}  // namespace

Result<Nemerow> nemerow(catalog::Catalog const& catalog, std::vector<Decimal> const& indices, Day on) {
  auto rules = Rulebook::open(catalog, "HJ/T 166", on);
  if (!rules) {
    return rules.error();
  }
  std::vector<double> values;
  for (auto const& index : indices) {
    values.push_back(index.to_double());
  }
  return nemerow_of(*rules, values);
}

Result<Nemerow> nemerow(catalog::Catalog const& catalog, Verdict const& verdict, Day on) {
  auto rules = Rulebook::open(catalog, "HJ/T 166", on);
  if (!rules) {
    return rules.error();
  }
  std::vector<double> values;
  for (auto const& each : verdict.items) {
    if (!each.screening || *each.screening == Decimal()) {
      continue;
    }
    double index = each.item.value.to_double() / each.screening->to_double();
    if (each.item.undetected) {
      auto const share = rules->number("内梅罗", "未检出", "share");
      if (!share) {
        return share.error();
      }
      index *= share->to_double();
    }
    values.push_back(index);
  }
  return nemerow_of(*rules, values);
}

Result<UnitVerdict> unit_class(catalog::Catalog const& catalog, std::vector<std::string> const& classes, std::optional<bool> contiguous, Produce produce,
                               Day on) {
  auto rules = Rulebook::open(catalog, "环办土壤〔2019〕53号", on);
  if (!rules) {
    return rules.error();
  }
  if (classes.empty()) {
    return cannot_judge("单元内没有可用点位 / no point of the unit has a class", rules->edition().number);
  }
  UnitVerdict verdict;
  auto const known = catalog.grades(rules->edition().id + "/类别", on);
  for (auto const& cls : classes) {
    if (std::none_of(known.begin(), known.end(), [&](auto const* grade) { return grade->name == cls; })) {
      return cannot_judge("不知道类别“" + cls + "” / no such class", rules->edition().number);
    }
    ++verdict.by_class[cls];
  }
  base::Outcome settled = base::Done{};
  if (verdict.by_class.size() == 1) {
    settled = settle(*rules, verdict, classes.front(), "一致", "all points agree", catalog);
  } else {
    auto const leader = leading(*rules, verdict, contiguous, classes.size());
    if (!leader) {
      return leader.error();
    }
    if (!leader->empty()) {
      settled = settle(*rules, verdict, *leader, "主导", "one class prevails", catalog);
    } else if (produce != Produce::not_tested) {
      auto const together = worst_of(*rules, catalog, verdict) + (produce == Produce::good ? "+合格" : "+超标");
      auto const cls = rules->text("协同", together, "class");
      settled = cls ? settle(*rules, verdict, *cls, "协同", "soil and produce together", catalog) : base::Outcome(cls.error());
    } else {
      verdict.cls = "拆分";
      verdict.cls_en = "to be split";
      verdict.rule = "拆分";
      verdict.rule_en = "no class prevails and no produce was tested: split the unit";
    }
  }
  if (!settled) {
    return settled.error();
  }
  verdict.basis = rules->basis();
  verdict.notes = rules->notes();
  return verdict;
}

}  // namespace soils
