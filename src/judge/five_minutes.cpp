#include "judge/five_minutes.hpp"

#include <cmath>

namespace judge {
namespace {

constexpr Duration slot = std::chrono::minutes(5);   // what "5min" says
constexpr std::size_t rows_of_a_day_max = 100'000;
constexpr std::string_view rule_of_times = "生态环境部令第10号";

struct SlotMean { double sum = 0; int count = 0; double mean() const { return sum / count; } };

// The finest kind whose rows are no coarser than a slot.
std::map<Time, SlotMean> slots(FactorCase const& of, observe::Statistic const& statistic, std::vector<Window> const& windows) {
  std::map<Time, SlotMean> found;
  auto const& era = of.place.at(statistic.start);
  auto const range = observe::Range{statistic.start, statistic.start + length_of(statistic.period)};
  for (auto const kind : {observe::Kind::realtime, observe::Kind::minute}) {
    auto const series = of.store.find({of.place.point.id, statistic.factor, kind, statistic.variant});
    if (!found.empty() || !series || era.interval(kind) > slot) {
      continue;
    }
    for (auto const& row : of.store.rows(*series, range, rows_of_a_day_max)) {
      auto const start = base::floor_to(row.at, slot);
      if (era.valid_flags.find(row.flag) != std::string::npos && std::isfinite(row.value) && covered(windows, {start, start + slot}).count() == 0) {
        auto& mean = found[start];
        mean.sum += row.value;
        ++mean.count;
      }
    }
  }
  return found;
}

}  // namespace

std::optional<base::Result<FiveMinutes>> judge_five_minutes(FactorCase const& of, JudgedPart const& part) {
  auto const& statistic = part.statistic;
  auto const on = base::beijing_day(statistic.start);
  auto const limits = of.catalog.limits(of.catalog.set_in_force(of.channel.limit_set, on), statistic.factor, five_minutes, on);
  if (limits.empty()) {
    return std::nullopt;
  }
  std::optional<FiveMinutes> worst;
  int broken = 0, means = 0;
  for (auto const& [start, mean] : slots(of, statistic, part.windows)) {
    auto judged = assess::against_limits(of.catalog, of.channel.limit_set, statistic.factor, std::string(five_minutes), on, mean.mean(), of.channel.unit);
    if (!judged) {
      return base::Result<FiveMinutes>(judged.error());
    }
    ++means;
    broken += judged->result == "exceeded" ? 1 : 0;
    if (judged->limit != nullptr && (!worst || judged->share > worst->judged.share)) {
      worst = FiveMinutes{std::move(*judged), mean.mean(), {}, {}, {}, {}, {}};
    }
  }
  if (!worst && part.excused) {   // every mean lies in a window
    worst = FiveMinutes{{.result = "ok", .limit = limits.front(), .times_over = {}, .basis = {}}, statistic.mean, {}, {}, {}, {}, {}};
  }
  if (!worst) {
    return std::nullopt;
  }
  worst->note = "the five-minute mean that is farthest out, of " + std::to_string(means) + "; " + std::to_string(broken) + " beyond the limit";
  if (statistic.period == observe::Period::hour) {
    return base::Result<FiveMinutes>(std::move(*worst));
  }
  auto const* edition = of.catalog.in_force(rule_of_times, on);
  auto const* most = edition == nullptr ? nullptr : of.catalog.parameter(edition->id + "/炉温", statistic.factor, "times_a_day_max", on);
  if (most == nullptr || !most->number) {
    return std::nullopt;
  }
  worst->value = broken;
  worst->times_limit = most->number->to_double();
  worst->judged.result = broken > *worst->times_limit ? "exceeded" : "ok";
  worst->judged.share = *worst->times_limit > 0 ? broken / *worst->times_limit : broken;
  worst->judged.times_over.reset();
  worst->standard = edition->number;
  worst->clause = most->source.clause;
  worst->edition = edition->id;
  return base::Result<FiveMinutes>(std::move(*worst));
}

}  // namespace judge
