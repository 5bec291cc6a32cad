// Why a value of a channel was judged as it was: its rows, its statistic, its limit, its history.
#include "judge/explain.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "judge/inside.hpp"

namespace judge {
namespace {

constexpr std::size_t rows_shown_max = 5'000;

struct Question {
  Place const& place;
  std::string factor, variant;
  observe::Period period;
  Time start;
  Time end() const { return start + length_of(period); }
};

// An hour is made of rows as sent; a day of its hours.
std::vector<observe::Row> rows_of(observe::Store const& store, Question const& asked, observe::Kind kind) {
  std::vector<observe::Row> rows;
  if (asked.period == observe::Period::hour || kind == observe::Kind::day) {
    auto const series = store.find({asked.place.point.id, asked.factor, kind, asked.variant});
    return series ? store.rows(*series, {asked.start, asked.end()}, rows_shown_max) : rows;
  }
  for (auto const& hour : store.statistics(asked.place.point.id, asked.factor, asked.variant, observe::Period::hour, {asked.start, asked.end()})) {
    observe::Row row;
    row.at = hour.start;
    row.value = hour.mean;
    row.min = hour.min;
    row.max = hour.max;
    row.total = hour.total;
    row.flag = hour.valid ? ' ' : hour.flag == ' ' ? '-' : hour.flag;
    row.frame = hour.last_frame;
    row.revision = hour.revision;
    rows.push_back(row);
  }
  return rows;
}

Step flags_step(catalog::Catalog const& catalog, Era const& era) {
  Step step{"计入的标识", "Flags that count", {}, {}, {}};
  for (char const letter : era.valid_flags) {
    auto const* flag = catalog.flag(letter, era.flag_edition);
    if (flag != nullptr) {
      step.text += (step.text.empty() ? "" : "、") + std::string(1, letter) + " " + flag->name;
      step.text_en += (step.text_en.empty() ? "" : ", ") + std::string(1, letter) + " " + flag->name_en;
      step.basis = assess::Basis{flag->source.standard, flag->source.clause, {}};
    }
  }
  step.text += "；未带标识的数据也计入";
  step.text_en += "; data without a flag count too";
  return step;
}

std::string share(std::int64_t part, std::int64_t of) {
  return of == 0 ? std::string("—") : base::Decimal::from_double(100.0 * static_cast<double>(part) / static_cast<double>(of), 1).to_string() + " %";
}

Step validity_step(catalog::Catalog const& catalog, Question const& asked, observe::Statistic const& statistic) {
  bool const daily = asked.period == observe::Period::day;
  auto const due = std::to_string(statistic.due), received = std::to_string(statistic.received), valid = std::to_string(statistic.valid_rows);
  bool const by_hour = asked.place.reading_interval() == base::hour_length;
  std::string const what = !daily ? "数据" : by_hour ? "小时值" : "次测定", what_en = !daily ? "rows" : by_hour ? "hours" : "readings";
  Step step{"数据有效性", "Validity", {}, {}, {}};
  step.text = "应收" + what + " " + due + "，实收 " + received + "，有效 " + valid + "（" + share(statistic.valid_rows, statistic.due) + "）；" +
              (statistic.valid ? "有效" : "无效");
  step.text_en = what_en + " due " + due + ", received " + received + ", valid " + valid + " (" + share(statistic.valid_rows, statistic.due) + "): " +
                 (statistic.valid ? "valid" : "not valid");
  auto const* rule = validity_of(catalog, asked.place, asked.factor, daily ? "day" : "hour", base::beijing_day(asked.start));
  if (rule != nullptr) {
    auto const least = base::format_number(rule->at_least) + " " + rule->unit;
    step.text += rule->source.to_file ? "。最低份额待录入，此前只采用齐全的时段" : "。要求不少于 " + least;
    step.text_en += rule->source.to_file ? "; the least share is to be filed, until then only complete periods count" : "; at least " + least + " are needed";
    auto const* edition = catalog.edition(rule->source.standard);
    step.basis = assess::Basis{rule->source.standard, rule->source.clause, edition == nullptr ? "" : edition->id};
  }
  return step;
}

// For reading: what is beyond six decimals is noise of the division. The stored figure keeps it.
std::string shown(double value) {
  return std::isfinite(value) ? base::format_number(base::Decimal::from_double(value, 6).to_double()) : "—";
}

Step mean_step(observe::Statistic const& statistic, std::string const& weight) {
  Step step{"均值", "Mean", {}, {}, {}};
  auto const n = std::to_string(statistic.valid_rows);
  auto const mean = shown(statistic.mean);
  if (weight.empty()) {
    step.text = "算术平均：Σ C ÷ n，n = " + n + "，结果 " + mean;
    step.text_en = "arithmetic mean: Σ C ÷ n, n = " + n + ", gives " + mean;
  } else {
    step.text = "按流量 " + weight + " 加权平均：Σ (C×Q) ÷ Σ Q，n = " + n + "，结果 " + mean;
    step.text_en = "mean weighted by flow " + weight + ": Σ (C×Q) ÷ Σ Q, n = " + n + ", gives " + mean;
  }
  if (std::isfinite(statistic.device)) {
    auto const device = base::format_number(statistic.device);
    auto const difference = shown(statistic.device - statistic.mean);
    step.text += "；数采仪上报 " + device + "，相差 " + difference;
    step.text_en += "; the logger itself sent " + device + ", a difference of " + difference;
  }
  return step;
}

struct KindOfWindow { std::string_view kind, title, title_en; };
constexpr std::array<KindOfWindow, 5> kinds_of_windows{{{"start_up", "启炉（启动）", "start-up"}, {"shut_down", "停炉（停机）", "shut-down"}, {"stopped", "停运", "stopped"},
                                                        {"fault", "故障", "fault"}, {"maintenance", "检修", "maintenance"}}};

// Declared and approved windows, with the record that says so, and what they leave of a day.
std::optional<Step> windows_step(catalog::Catalog const& catalog, verdicts::Verdict const& verdict) {
  auto const detail = read_windows(verdict);
  if (detail.windows.empty()) {
    return std::nullopt;
  }
  Step step{"申报并核准的时段", "Declared and approved windows", {}, {}, {}};
  for (auto const& window : detail.windows) {
    auto const found = std::find_if(kinds_of_windows.begin(), kinds_of_windows.end(), [&](auto const& each) { return each.kind == window.kind; });
    auto const span = base::format(window.from) + " – " + base::format(window.to) + " (" + window.ref + ")";
    step.text += (step.text.empty() ? "" : "；") + (found == kinds_of_windows.end() ? window.kind : std::string(found->title)) + " " + span;
    step.text_en += (step.text_en.empty() ? "" : "; ") + (found == kinds_of_windows.end() ? window.kind : std::string(found->title_en)) + " " + span;
    auto const* rule = excusing_rule(catalog, window.kind, base::beijing_day(verdict.start));
    auto const* edition = rule == nullptr ? nullptr : catalog.edition(rule->source.standard);
    if (edition != nullptr) {
      step.basis = assess::Basis{edition->number, rule->source.clause, edition->id};
    }
  }
  if (detail.left_out > 0) {
    step.text += "；当日 " + std::to_string(detail.left_out) + " 小时不计入日均值，运行 " + std::to_string(detail.running) + " 小时";
    step.text_en += "; " + std::to_string(detail.left_out) + " hours of the day are left out of its mean, " + std::to_string(detail.running) + " ran";
  }
  return step;
}

Step limit_step(verdicts::Verdict const& verdict, catalog::Catalog const& catalog) {
  Step step{"与限值比较", "Comparison with the limit", {}, {}, {}};
  auto const* edition = catalog.edition(verdict.standard);
  step.basis = assess::Basis{verdict.standard, verdict.clause, edition == nullptr ? "" : edition->id};
  auto const value = shown(verdict.value) + " " + verdict.unit, limit = base::format_number(verdict.limit) + " " + verdict.unit;
  if (verdict.result == "no_limit") {
    step.basis.reset();
    step.text = "所用限值组在该时段没有此因子的限值，不作超标判定";
    step.text_en = "the limit set has no limit of this factor for such a period: not judged";
  } else if (verdict.result == "excused" && !read_windows(verdict).windows.empty()) {
    step.text = "在申报并核准的时段内（" + verdict.excuse + "），不作超标判定";
    step.text_en = "within a declared and approved window (" + verdict.excuse + "): not judged";
  } else if (verdict.result == "excused") {
    step.text = "有效数据不足且标识说明原因（" + verdict.excuse + "），不作超标判定";
    step.text_en = "too few valid data, and their flags say why (" + verdict.excuse + "): not judged";
  } else if (verdict.result == "invalid") {
    step.text = "数据无效，不作超标判定";
    step.text_en = "not valid: not judged";
  } else {
    bool const over = verdict.result == "exceeded";
    step.text = value + "，限值 " + limit + "，全数值比较：" + (over ? "超标" : "达标");
    step.text_en = value + " against the limit " + limit + ", compared without rounding: " + (over ? "exceeded" : "met");
  }
  return step;
}

void collect_basis(Explanation& made) {
  for (auto const& step : made.steps) {
    bool known = !step.basis;
    for (auto const& each : made.basis) {
      known = known || (each.standard == step.basis->standard && each.clause == step.basis->clause);
    }
    if (!known) {
      made.basis.push_back(*step.basis);
    }
  }
}

base::Result<Explanation> explain_factor(Judge::Parts const& parts, Question const& asked) {
  auto const& store = parts.store;
  auto const id = asked.place.point.id;
  Explanation made;
  made.valid_flags = asked.place.at(asked.start).valid_flags;
  auto const statistics = store.statistics(id, asked.factor, asked.variant, asked.period, {asked.start, asked.end()});
  auto const subject = subject_of(asked.factor, asked.variant);
  made.history = parts.verdicts.history(id, subject, std::string(name_of(asked.period)), asked.start);
  if (statistics.empty() && made.history.empty()) {
    return base::Problem("not_found", "nothing was computed for " + subject + " in the period that starts " + base::format(asked.start), "start",
                         "ask for a period with data, after it is closed");
  }
  if (!made.history.empty()) {
    made.verdict = made.history.back();
  }
  made.steps.push_back(flags_step(parts.catalog, asked.place.at(asked.start)));
  if (!statistics.empty()) {
    made.statistic = statistics.front();
    made.rows = rows_of(store, asked, made.statistic->made_from);
    made.steps.push_back(validity_step(parts.catalog, asked, *made.statistic));
    bool const weighted = asked.period == observe::Period::day;
    auto const rule = day_rule({parts.catalog, store, asked.place}, asked.factor, base::beijing_day(asked.start));
    made.steps.push_back(mean_step(*made.statistic, weighted ? rule.weight_factor : std::string()));
  }
  if (made.verdict) {
    if (auto step = windows_step(parts.catalog, *made.verdict)) {
      made.steps.push_back(std::move(*step));
    }
    made.steps.push_back(limit_step(*made.verdict, parts.catalog));
  }
  collect_basis(made);
  return made;
}

base::Result<Explanation> explain_aqi(Judge::Parts const& parts, Question const& asked) {
  Explanation made;
  made.history = parts.verdicts.history(asked.place.point.id, std::string(air_subject), std::string(name_of(asked.period)), asked.start);
  if (made.history.empty()) {
    return base::Problem("not_found", "no air quality index was judged for the period that starts " + base::format(asked.start), "start",
                         "ask for a period with data, after it is closed");
  }
  made.verdict = made.history.back();
  explain_air(parts.catalog, asked.place, *made.verdict, made);
  for (auto& input : made.inputs) {
    for (auto const& hour : parts.store.statistics(asked.place.point.id, input.factor, "", observe::Period::hour, {asked.start, asked.end()})) {
      input.frame = std::max(input.frame, hour.last_frame);
    }
  }
  collect_basis(made);
  return made;
}

}  // namespace

base::Result<Explanation> Judge::explain(PointId point, std::string const& subject, std::string const& variant, observe::Period period,
                                         Time start) const {
  auto const places = inside_->places.now();
  auto const* place = places->find(point);
  if (place == nullptr) {
    return base::Problem("not_found", "there is no point " + std::to_string(point.value), "point");
  }
  auto const [factor, named] = factor_and_variant(subject);
  Question const asked{*place, factor, variant.empty() ? named : variant, period, base::floor_to(start, length_of(period))};
  return subject == air_subject ? explain_aqi(inside_->parts, asked) : explain_factor(inside_->parts, asked);
}

}  // namespace judge
