// EI and EQI out of their parts.
#include <algorithm>
#include <array>
#include <cmath>

#include "ecology/inside.hpp"

namespace ecology {

using assess::cannot_judge, base::Result;

namespace {

constexpr int index_places = 6;
constexpr char const* ei_standard = "HJ 192";
constexpr char const* eqi_standard = "环监测〔2021〕99号";

std::string_view standard_of(Kind kind) { return kind == Kind::ei ? ei_standard : eqi_standard; }

struct SubIndex { char const* name; Result<Worked> (*work)(Rulebook&, EiInputs const&); };
constexpr std::array<SubIndex, 5> sub_indices{{{"生物丰度指数", biological_richness}, {"植被覆盖指数", vegetation}, {"水网密度指数", water_network},
                                               {"土地胁迫指数", land_stress}, {"污染负荷指数", pollution_load}}};

Result<Decimal> within(Rulebook& rules, std::string const& name, Decimal value) {
  auto const lowest = rules.number("指数", "分指数", "lowest");
  auto const highest = rules.number("指数", "分指数", "highest");
  if (!lowest || !highest) {
    return lowest ? highest.error() : lowest.error();
  }
  if (value < *lowest || *highest < value) {
    return cannot_judge(name + " " + value.to_string() + " 不在 " + lowest->to_string() + "–" + highest->to_string() + " 之内 / a sub-index lies between them",
                        rules.edition().number);
  }
  return value;
}

// Adds a part with its weight; what counts against the land is taken from the highest value.
base::Outcome add_part(Rulebook& rules, Index& index, std::string const& name, Worked worked) {
  auto const weight = rules.number("权重", name, "weight");
  auto const highest = rules.number("指数", "分指数", "highest");
  if (!weight || !highest) {
    return weight ? highest.error() : weight.error();
  }
  bool const inverse = bool(rules.number("权重", name, "inverse"));
  auto const value = worked.value.scale() > index_places ? worked.value.rounded(index_places) : worked.value;
  auto const counts = inverse ? *highest - value : value;
  index.parts.push_back({name, value, *weight, inverse, *weight * counts, std::move(worked.how)});
  index.exact = index.exact + *weight * counts;
  return base::Done{};
}

base::Outcome close(Rulebook& rules, Index& index, char const* name) {
  auto const digits = rules.number("指数", name, "digits");
  if (!digits) {
    return digits.error();
  }
  index.value = index.exact.rounded(static_cast<int>(digits->to_double()));
  auto const grade = rules.grade("分级", index.exact);
  if (!grade) {
    return grade.error();
  }
  index.rank = (*grade)->rank;
  index.grade = (*grade)->name;
  index.grade_en = (*grade)->name_en;
  index.colour = (*grade)->colour;
  return base::Done{};
}

// The restriction index: a grade no better than a rank, then lowered; what held is named. Several: the worst outcome.
base::Outcome restrict_grade(catalog::Catalog const& catalog, Rulebook& rules, Index& index, std::vector<std::string> const& restrictions) {
  auto const grades = catalog.grades(rules.edition().id + "/分级", rules.on());
  int worst = index.rank;
  for (auto const& each : restrictions) {
    auto const best = rules.number("限制", each, "best_rank");
    auto const lower = rules.number("限制", each, "lower_by");
    if (!best || !lower) {
      return best ? lower.error() : best.error();
    }
    auto const capped = std::max(index.rank, static_cast<int>(best->to_double())) + static_cast<int>(lower->to_double());
    worst = std::max(worst, capped);
    index.restrictions.push_back(each);
  }
  worst = std::min(worst, static_cast<int>(grades.size()));
  for (auto const* grade : grades) {
    if (grade->rank == worst && worst != index.rank) {
      index.grade_before = index.grade;
      index.rank = worst;
      index.grade = grade->name;
      index.grade_en = grade->name_en;
      index.colour = grade->colour;
      break;
    }
  }
  return base::Done{};
}

Result<Graded> from_table(catalog::Catalog const& catalog, Kind kind, std::string_view table, Decimal value, Day on) {
  auto rules = Rulebook::open(catalog, standard_of(kind), on);
  if (!rules) {
    return rules.error();
  }
  auto const row = rules->grade(table, value);
  if (!row) {
    return row.error();
  }
  return Graded{(*row)->rank, (*row)->name, (*row)->name_en, (*row)->colour, rules->basis(), rules->notes()};
}

}  // namespace

Result<Index> ei(catalog::Catalog const& catalog, EiInputs const& inputs, Day on) {
  auto rules = Rulebook::open(catalog, ei_standard, on);
  if (!rules) {
    return rules.error();
  }
  Index index;
  for (auto const& each : sub_indices) {
    auto const given = inputs.given.find(each.name);
    Worked worked;
    if (given != inputs.given.end()) {
      auto const value = within(*rules, each.name, given->second);
      if (!value) {
        return value.error();
      }
      worked.value = *value;
    } else {
      auto made = each.work(*rules, inputs);
      if (!made) {
        return made.error();
      }
      worked = *std::move(made);
    }
    if (auto const added = add_part(*rules, index, each.name, std::move(worked)); !added) {
      return added.error();
    }
  }
  if (auto const closed = close(*rules, index, "EI"); !closed) {
    return closed.error();
  }
  if (auto const done = restrict_grade(catalog, *rules, index, inputs.restrictions); !done) {
    return done.error();
  }
  index.basis = rules->basis();
  index.notes = rules->notes();
  return index;
}

Result<Index> eqi(catalog::Catalog const& catalog, std::map<std::string, Decimal> const& parts, Day on) {
  auto rules = Rulebook::open(catalog, eqi_standard, on);
  if (!rules) {
    return rules.error();
  }
  Index index;
  for (auto const* row : rules->parameters("权重", "weight")) {
    auto const part = parts.find(row->subject);
    if (part == parts.end()) {
      return cannot_judge("缺少" + row->subject + "指数 / this part is missing", rules->edition().number + " " + row->source.clause);
    }
    auto const value = within(*rules, row->subject, part->second);
    if (!value) {
      return value.error();
    }
    if (auto const added = add_part(*rules, index, row->subject, {*value, ""}); !added) {
      return added.error();
    }
  }
  if (index.parts.empty()) {
    return cannot_judge("没有权重 / there are no weights", rules->edition().number);
  }
  if (auto const closed = close(*rules, index, "EQI"); !closed) {
    return closed.error();
  }
  index.basis = rules->basis();
  index.notes = rules->notes();
  return index;
}

Result<Graded> grade(catalog::Catalog const& catalog, Kind kind, Decimal value, Day on) {
  auto rules = Rulebook::open(catalog, standard_of(kind), on);
  if (!rules) {
    return rules.error();
  }
  auto const possible = within(*rules, kind == Kind::ei ? "EI" : "EQI", value);
  return possible ? from_table(catalog, kind, "分级", value, on) : Result<Graded>(possible.error());
}

Result<Graded> change(catalog::Catalog const& catalog, Kind kind, Decimal delta, Day on) { return from_table(catalog, kind, "变化", delta, on); }

}  // namespace ecology
