// How grave an environmental emergency is.
#include <algorithm>

#include "ecology/ecology.hpp"

namespace ecology {

using assess::Rulebook, assess::cannot_judge, base::Result;

namespace {

constexpr char const* plan = "国办函〔2014〕119号";
constexpr std::int64_t count_max = 2'000'000'000;

struct Met { int rank = 0; std::string reason; };

// The plan's bands of any of its criteria carry the names of the grades.
catalog::Grade const* named(catalog::Catalog const& catalog, Rulebook const& rules, int rank) {
  for (auto const& table : catalog.tables()) {
    if (table.starts_with(rules.edition().id + "/")) {
      for (auto const* grade : catalog.grades(table, rules.on())) {
        if (grade->rank == rank) {
          return grade;
        }
      }
    }
  }
  return nullptr;
}

base::Outcome weigh_counts(catalog::Catalog const& catalog, Rulebook& rules, Emergency const& event, std::vector<Met>& met) {
  for (auto const& [criterion, count] : event.counts) {
    auto const table = rules.edition().id + "/" + criterion;
    if (catalog.grades(table, rules.on()).empty()) {
      return cannot_judge("分级标准没有“" + criterion + "” / the plan does not grade by it", rules.edition().number);
    }
    if (count.negative() || Decimal(count_max, 0) < count) {
      return cannot_judge(criterion + " " + count.to_string() + " 不是可能的值 / " + count.to_string() + " is no number that can be (" + criterion + ")",
                          rules.edition().number);
    }
    if (catalog.grade(table, count, rules.on()) == nullptr) {
      continue;   // nobody harmed: no criterion
    }
    auto const grade = rules.grade(criterion, count);
    if (!grade) {
      return grade.error();
    }
    met.push_back({(*grade)->rank, criterion + " " + count.to_string() + " → " + (*grade)->name});
  }
  return base::Done{};
}

}  // namespace

Result<EmergencyGrade> emergency_grade(catalog::Catalog const& catalog, Emergency const& event, Day on) {
  auto rules = Rulebook::open(catalog, plan, on);
  if (!rules) {
    return rules.error();
  }
  std::vector<Met> met;
  if (auto const weighed = weigh_counts(catalog, *rules, event, met); !weighed) {
    return weighed.error();
  }
  for (auto const& [kind, name] : event.situations) {
    auto const rank = rules->number("情形", name, kind);
    if (!rank) {
      return cannot_judge("分级标准没有情形“" + kind + "：" + name + "” / the plan knows no such situation", rules->edition().number);
    }
    auto const number = static_cast<int>(rank->to_double());
    auto const* grade = named(catalog, *rules, number);
    met.push_back({number, kind + "：" + name + " → " + (grade == nullptr ? std::to_string(number) : grade->name)});
  }
  if (met.empty()) {
    return cannot_judge("没有任何一条分级标准成立 / no criterion of the plan is met", rules->edition().number);
  }
  std::stable_sort(met.begin(), met.end(), [](Met const& a, Met const& b) { return a.rank > b.rank; });
  auto const* grade = named(catalog, *rules, met.front().rank);
  if (grade == nullptr) {
    return cannot_judge("没有该级别 / the plan has no such grade", rules->edition().number);
  }
  EmergencyGrade answer{grade->rank, grade->name, grade->name_en, grade->colour, {}, rules->basis(), rules->notes()};
  for (auto& each : met) {
    answer.reasons.push_back(std::move(each.reason));
  }
  return answer;
}

std::vector<Situation> situations(catalog::Catalog const& catalog, Day on) {
  std::vector<Situation> found;
  auto const* edition = catalog.in_force(plan, on);
  for (auto const* row : edition == nullptr ? std::vector<catalog::Parameter const*>() : catalog.parameters(edition->id + "/情形", on)) {
    found.push_back({row->name, row->subject, row->text, static_cast<int>(row->number.value_or(Decimal()).to_double())});
  }
  return found;
}

}  // namespace ecology
