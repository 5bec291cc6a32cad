// Why a period is what it is: composite index → single indices → statistics → days.
#include <algorithm>

#include "atmosphere/inside.hpp"

namespace atmosphere {
namespace {

std::string unit_of(std::string const& pollutant) { return pollutant == "CO" ? "mg/m³" : "μg/m³"; }
std::string shown(std::optional<Decimal> const& value) { return value ? value->to_string() : std::string("—"); }

// The days that weigh most: the highest of the pollutant.
void add_days(assess::Why& why, std::vector<AirDay const*> days, std::size_t pollutant) {
  std::erase_if(days, [&](AirDay const* day) { return !day->values[pollutant]; });
  std::stable_sort(days.begin(), days.end(), [&](AirDay const* a, AirDay const* b) { return *a->values[pollutant] > *b->values[pollutant]; });
  for (std::size_t i = 0; i < std::min(days.size(), leaves_max); ++i) {
    assess::Why leaf;
    leaf.title = leaf.title_en = base::format(days[i]->day);
    leaf.value = days[i]->values[pollutant]->to_string();
    leaf.unit = why.unit;
    leaf.ref = days[i]->ref;
    why.from.push_back(std::move(leaf));
  }
  if (days.size() > leaves_max) {
    why.note += (why.note.empty() ? "" : "；") + std::string("列出最高的 ") + std::to_string(leaves_max) + " 天，共 / the highest shown, of " +
                std::to_string(days.size());
  }
}

assess::Why of_statistic(Evaluation const& evaluation, Statistic const& statistic, bool by_mean, std::vector<AirDay const*> const& days) {
  assess::Why why;
  why.unit = unit_of(statistic.pollutant);
  auto const& value = by_mean ? statistic.mean : statistic.percentile;
  auto const& exact = by_mean ? statistic.mean_exact : statistic.percentile_exact;
  why.value = shown(value);
  why.exact = exact ? exact->rounded(places_exact).to_string() : std::string();
  auto const n = std::to_string(statistic.days);
  if (by_mean) {
    why.title = statistic.pollutant + " 平均浓度";
    why.title_en = statistic.pollutant + " mean";
    why.how = n + " 个有效日均值的算术平均";
    why.how_en = "mean of " + n + " valid days";
  } else {
    auto const percent = shown(statistic.percent);
    why.title = statistic.pollutant + (statistic.pollutant == "O3" ? " 日最大8小时平均第 " : " 日均值第 ") + percent + " 百分位数";
    why.title_en = statistic.pollutant + ", percentile " + percent + " of the days";
    why.how = "n=" + n + "，k=1+(n−1)×" + percent + "%，相邻两值线性内插";
    why.how_en = "n=" + n + ", k=1+(n−1)×" + percent + "%, between neighbours in proportion";
  }
  if (!statistic.enough) {
    why.state = statistic.days == 0 ? "missing" : "cannot_judge";
    why.note = statistic.refused;
  }
  why.basis = evaluation.basis;
  add_days(why, days, *pollutant_at(statistic.pollutant));
  return why;
}

assess::Why of_part(Evaluation const& evaluation, Composite::Part const& part, std::vector<AirDay const*> const& days) {
  auto const& statistic = evaluation.statistics[*pollutant_at(part.pollutant)];
  assess::Why why;
  why.title = part.pollutant + " 单项指数";
  why.title_en = part.pollutant + " single index";
  why.value = part.index.to_string();
  auto const sum = part.concentration.to_string() + " / " + part.limit.to_string();
  auto const exact = Decimal::divide(part.concentration, part.limit, places_exact).to_string();
  why.how = sum + " = " + exact + "… → " + part.index.to_string() + "，负荷比 " + part.share.to_string() + " %";
  why.how_en = sum + " → " + part.index.to_string() + ", load share " + part.share.to_string() + " %";
  why.basis = evaluation.composite->basis;
  why.from.push_back(of_statistic(evaluation, statistic, statistic.limit_mean.has_value(), days));
  return why;
}

assess::Why of_good_days(Evaluation const& evaluation) {
  assess::Why why;
  why.title = "优良天数比例";
  why.title_en = "share of good days";
  why.value = shown(evaluation.good_share);
  why.unit = "%";
  auto const quotient = std::to_string(evaluation.good_days) + " / " + std::to_string(evaluation.days_valid);
  why.how = quotient + "（有效天数，应有 " + std::to_string(evaluation.days_due) + "）";
  why.how_en = quotient + " valid days, " + std::to_string(evaluation.days_due) + " due";
  why.basis = evaluation.basis;
  return why;
}

}  // namespace

assess::Why explain(Evaluation const& evaluation, std::vector<AirDay> const& days, std::string const& title, std::string const& title_en) {
  assess::Why why;
  why.title = title;
  why.title_en = title_en;
  std::vector<AirDay const*> inside;
  for (auto const& day : days) {
    if (evaluation.from <= day.day && day.day <= evaluation.to) {
      inside.push_back(&day);
    }
  }
  if (evaluation.composite) {
    why.value = evaluation.composite->sum.to_string();
    why.how = "六项单项指数之和，最大为 " + evaluation.composite->max_pollutant;
    why.how_en = "sum of the six single indices, the greatest is of " + evaluation.composite->max_pollutant;
    why.basis = evaluation.composite->basis;
    for (auto const& part : evaluation.composite->parts) {
      why.from.push_back(of_part(evaluation, part, inside));
    }
  } else {
    why.state = "cannot_judge";
    why.note = evaluation.composite_refused;
    for (auto const& statistic : evaluation.statistics) {
      why.from.push_back(of_statistic(evaluation, statistic, statistic.limit_mean.has_value(), inside));
    }
  }
  if (!evaluation.enough) {
    why.state = "cannot_judge";
    why.note += (why.note.empty() ? "" : "；") + std::string("有效天数不足，数值仅供参考 / too few valid days, the number is for orientation only");
  }
  for (auto const& note : evaluation.notes) {
    why.note += (why.note.empty() ? "" : "；") + note;
  }
  why.from.push_back(of_good_days(evaluation));
  return why;
}

}  // namespace atmosphere
