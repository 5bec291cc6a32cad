#include "judge/factors.hpp"

#include <algorithm>
#include <cmath>

#include "judge/details.hpp"
#include "judge/five_minutes.hpp"

namespace judge {
namespace {

// The bound that the value stands nearest to breaking, in the limit's unit.
double bound_of(catalog::Limit const& limit, double value) {
  double const low = limit.low ? limit.low->to_double() : 0;
  double const high = limit.high ? limit.high->to_double() : low;
  if (limit.sense == catalog::Sense::at_least) {
    return low;
  }
  return limit.sense == catalog::Sense::between && value < (low + high) / 2 ? low : high;
}

std::string excuse_of(FactorCase const& of, Time start, char letter) {
  auto const* flag = of.catalog.flag(letter, of.place.at(start).flag_edition);
  return flag == nullptr ? std::string() : flag->excuse;
}

void apply_limit(FactorCase const& of, assess::LimitVerdict const& judged, verdicts::Verdict& verdict, FactorDetail& detail) {
  auto const& limit = *judged.limit;
  verdict.standard = limit.source.standard;
  verdict.clause = limit.source.clause;
  if (auto const value = base::convert(verdict.value, of.channel.unit, limit.unit)) {
    verdict.value = *value;
  }
  verdict.unit = base::symbol(limit.unit);
  verdict.limit = bound_of(limit, verdict.value);
  if (auto const* edition = judged.basis.empty() ? nullptr : of.catalog.edition(judged.basis.front().edition)) {
    detail.edition = edition->id;
    detail.digest = edition->digest;
    verdict.standard = edition->number;
  }
}

}  // namespace

std::string_view name_of(observe::Period period) { return period == observe::Period::day ? "day" : "hour"; }
Duration length_of(observe::Period period) { return period == observe::Period::day ? base::day_length : base::hour_length; }

std::string subject_of(std::string const& factor, std::string const& variant) {
  return variant.empty() ? factor : factor + ":" + variant;
}

std::pair<std::string, std::string> factor_and_variant(std::string const& subject) {
  auto const colon = subject.find(':');
  return colon == std::string::npos ? std::pair(subject, std::string()) : std::pair(subject.substr(0, colon), subject.substr(colon + 1));
}

namespace {

struct Weighed { base::Result<assess::LimitVerdict> judged; double value = 0; std::string note; std::optional<FiveMinutes> often; };

/// The mean against the limit for such a mean; an hour also its greatest and least value, where the set's limit is one for
/// any moment (瞬时值, GB 18918 as amended) and none for an hour.
Weighed weigh(FactorCase const& of, observe::Statistic const& statistic, std::string const& period) {
  constexpr std::string_view not_on_file = "cannot_judge";   // a limit for any moment that exists without its number judges nothing
  auto const against = [&](std::string const& averaging, double value) {
    return assess::against_limits(of.catalog, of.channel.limit_set, statistic.factor, averaging, base::beijing_day(statistic.start), value, of.channel.unit);
  };
  auto const mean = std::isfinite(statistic.mean) ? statistic.mean : 0;
  Weighed best{against(period, mean), mean, {}, {}};
  if (!best.judged && best.judged.error().code == not_on_file) {
    return {assess::LimitVerdict{.result = "no_limit"}, mean, best.judged.error().detail + " (" + best.judged.error().where + ")", {}};
  }
  if (statistic.period != observe::Period::hour || !best.judged || best.judged->limit != nullptr) {
    return best;
  }
  for (auto const value : {statistic.max, statistic.min}) {
    auto judged = std::isfinite(value) ? against("instant", value) : base::Result<assess::LimitVerdict>(assess::LimitVerdict{.result = "no_limit"});
    if (!judged && judged.error().code == not_on_file) {
      best.note = judged.error().detail + " (" + judged.error().where + ")";
      break;
    }
    if (!judged || (judged->limit != nullptr && (best.judged->limit == nullptr || judged->share > best.judged->share))) {
      best = {std::move(judged), value, "the value of the hour that is farthest out, against a limit for any moment", {}};
    }
    if (!best.judged) {
      break;
    }
  }
  return best;
}

}  // namespace

namespace {

/// Limits of five-minute means, where the set has none for the mean of the period.
void weigh_five_minutes(FactorCase const& of, JudgedPart const& part, Weighed& best) {
  if (!best.judged || best.judged->limit != nullptr) {
    return;
  }
  auto found = judge_five_minutes(of, part);
  if (!found) {
    return;
  }
  if (!*found) {
    best.judged = found->error();
    return;
  }
  best.judged = (*found)->judged;
  best.value = (*found)->value;
  best.note = (*found)->note;
  best.often = std::move(**found);
}

void count_times(FiveMinutes const& often, verdicts::Verdict& verdict) {
  if (!often.times_limit) {
    return;
  }
  verdict.value = often.value;
  verdict.limit = *often.times_limit;
  verdict.unit = "次";
  verdict.standard = often.standard;
  verdict.clause = often.clause;
}

// Too few valid data whose flags say why, or a window that leaves too little: not judged.
void excuse(FactorCase const& of, JudgedPart const& part, verdicts::Verdict& verdict, FactorDetail& detail) {
  auto const& statistic = part.statistic;
  bool const is_valid = statistic.valid && std::isfinite(statistic.mean);
  if (!is_valid) {
    verdict.excuse = excuse_of(of, statistic.start, statistic.flag);
  }
  if (verdict.excuse.empty() && part.excused && verdict.result != "no_limit") {
    verdict.excuse = part.windows.front().kind;
  }
  if (is_valid && verdict.excuse.empty()) {
    return;
  }
  verdict.result = verdict.excuse.empty() ? "invalid" : "excused";
  detail.judged.share = 0;
  detail.judged.times_over.reset();
}

}  // namespace

Judged judge_statistic(FactorCase const& of, JudgedPart const& part, Time now) {
  auto const& statistic = part.statistic;
  Judged made{{}, statistic.last_frame};
  auto& verdict = made.verdict;
  verdict.point = of.place.point.id;
  verdict.subject = subject_of(statistic.factor, statistic.variant);
  verdict.period = name_of(statistic.period);
  verdict.start = statistic.start;
  verdict.judged_at = now;
  verdict.unit = base::symbol(of.channel.unit);
  auto weighed = weigh(of, statistic, verdict.period);
  weigh_five_minutes(of, part, weighed);
  verdict.value = weighed.value;
  FactorDetail detail;
  detail.statistic = statistic;
  detail.note = weighed.note;
  detail.windows = part.windows;
  detail.left_out = part.left_out;
  detail.running = part.running;
  if (!weighed.judged) {
    verdict.result = "invalid";
    detail.note = base::to_string(weighed.judged.error());
  } else {
    detail.judged = *weighed.judged;
    verdict.result = weighed.judged->result;
    if (weighed.judged->limit != nullptr) {
      apply_limit(of, *weighed.judged, verdict, detail);
    }
  }
  if (weighed.often) {
    count_times(*weighed.often, verdict);
  }
  excuse(of, part, verdict, detail);
  verdict.detail = write_factor(detail);
  return made;
}

namespace {

constexpr int reaches_max = 16;   // an episode reaches to an alarm, the alarm to another episode …

bool touch(observe::Range const& a, Time from, Time to) { return from <= a.to && to >= a.from; }

}  // namespace

std::vector<Exceedances::Episode> Exceedances::episodes(verdicts::Verdict const& like, observe::Range range, int periods_to_close) const {
  auto const length = like.period == "day" ? base::day_length : base::hour_length;
  std::vector<Episode> found;
  int within = 0;
  for (auto& each : parts_.store.find(like.point, like.subject, like.period, range.from, range.to)) {
    auto* going = found.empty() || found.back().over ? nullptr : &found.back();
    if (each.result == "exceeded") {
      within = 0;
      if (going == nullptr) {
        going = &found.emplace_back(Episode{each.start, each.start + length, false, each, {}});
      }
      going->last = each.start + length;
      if (std::fabs(each.value - each.limit) > std::fabs(going->worst.value - going->worst.limit)) {
        going->worst = std::move(each);
      }
    } else if (going != nullptr && (each.result == "ok" || each.result == "excused")) {
      going->over = ++within >= periods_to_close;
      going->why = each.result == "ok" ? "within the limit again" : "excused: " + each.excuse;
    }
  }
  return found;
}

// The alarms and episodes that a changed verdict may have changed: those that touch it, and those that touch these.
Exceedances::Reach Exceedances::reach(verdicts::Verdict const& changed, int periods_to_close) const {
  auto const length = changed.period == "day" ? base::day_length : base::hour_length;
  Reach reach{{changed.start, changed.start + length}, {}, {}};
  auto const around = std::max(parts_.age_max, length * (periods_to_close + 1));
  for (int i = 0; i < reaches_max; ++i) {
    auto const before = reach.range;
    reach.alarms = parts_.store.exceedances(changed.point, changed.subject, changed.period, before.from, before.to);
    for (auto const& alarm : reach.alarms) {
      reach.range = {std::min(reach.range.from, alarm.began_at), std::max(reach.range.to, alarm.last_at)};
    }
    reach.episodes = episodes(changed, {reach.range.from - around, reach.range.to + around}, periods_to_close);
    std::erase_if(reach.episodes, [&](auto const& each) { return !touch(reach.range, each.began, each.last); });
    for (auto const& each : reach.episodes) {
      reach.range = {std::min(reach.range.from, each.began), std::max(reach.range.to, each.last)};
    }
    if (reach.range.from == before.from && reach.range.to == before.to) {
      break;
    }
  }
  return reach;
}

verdicts::Alarm Exceedances::alarm_of(Episode const& episode, verdicts::Alarm alarm) const {
  auto const& worst = episode.worst;
  alarm.kind = verdicts::AlarmKind::exceedance;
  alarm.point = worst.point;
  alarm.subject = worst.subject;
  alarm.period = worst.period;
  alarm.began_at = episode.began;
  alarm.last_at = episode.last;
  alarm.ended_at = episode.over ? episode.last : Time{};
  alarm.value = worst.value;
  alarm.limit = worst.limit;
  alarm.unit = worst.unit;
  alarm.message = write_exceedance(worst);
  alarm.verdict = worst.id;
  return alarm;
}

void Exceedances::consider(Place const& place, Judged const& changed, Time now) {
  auto const& verdict = changed.verdict;
  auto const end = verdict.start + (verdict.period == "day" ? base::day_length : base::hour_length);
  bool const may_raise = verdict.result == "exceeded" && end >= now - parts_.age_max;
  if (!may_raise && parts_.store.exceedances(verdict.point, verdict.subject, verdict.period, verdict.start, end).empty()) {
    return;
  }
  auto const needed = number_of(parts_.catalog.alarm_rule("exceedance", place.medium), "periods_to_close").value_or(1);
  auto const found = reach(verdict, static_cast<int>(needed));
  std::vector<verdicts::Alarm const*> alarm_of_episode(found.episodes.size(), nullptr);
  for (auto const& alarm : found.alarms) {
    verdicts::Alarm const* joined = nullptr;
    bool taken = false;
    for (std::size_t i = 0; i < found.episodes.size() && !taken; ++i) {
      auto const& episode = found.episodes[i];
      if (episode.began >= alarm.last_at || episode.last <= alarm.began_at) {
        continue;
      }
      taken = alarm_of_episode[i] == nullptr;
      joined = taken ? nullptr : alarm_of_episode[i];
      alarm_of_episode[i] = taken ? &alarm : alarm_of_episode[i];
    }
    if (!taken) {
      bool const declared = verdict.result == "excused" && verdict.detail.find("\"windows\"") != std::string::npos;
      parts_.desk.withdraw(alarm.id, joined     ? "one episode with alarm " + std::to_string(joined->id.value)
                                     : declared ? "excused: " + verdict.excuse + " (declared window)"
                                                : "late data changed the verdict",
                           now);
    }
  }
  for (std::size_t i = 0; i < found.episodes.size(); ++i) {
    auto const& episode = found.episodes[i];
    if (auto const* alarm = alarm_of_episode[i]) {
      parts_.desk.revise(alarm_of(episode, *alarm), now, episode.why);
    } else if (episode.last >= now - parts_.age_max) {
      parts_.desk.raise(alarm_of(episode, {.frame = changed.frame}), now, episode.why);
    }
  }
}

}  // namespace judge
