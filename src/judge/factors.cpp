#include "judge/factors.hpp"

#include <algorithm>
#include <cmath>

#include "judge/details.hpp"

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

std::string excuse_of(FactorCase const& of, char letter) {
  auto const* flag = of.catalog.flag(letter, of.place.flag_edition);
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

Judged judge_statistic(FactorCase const& of, observe::Statistic const& statistic, Time now) {
  Judged made{{}, statistic.last_frame};
  auto& verdict = made.verdict;
  verdict.point = of.place.point.id;
  verdict.subject = subject_of(statistic.factor, statistic.variant);
  verdict.period = name_of(statistic.period);
  verdict.start = statistic.start;
  verdict.judged_at = now;
  verdict.unit = base::symbol(of.channel.unit);
  bool const is_number = std::isfinite(statistic.mean);
  verdict.value = is_number ? statistic.mean : 0;
  FactorDetail detail;
  detail.statistic = statistic;
  auto const judged = assess::against_limits(of.catalog, of.channel.limit_set, statistic.factor, verdict.period,
                                             base::beijing_day(statistic.start), verdict.value, of.channel.unit);
  if (!judged) {
    verdict.result = "invalid";
    detail.note = base::to_string(judged.error());
  } else {
    detail.judged = *judged;
    verdict.result = judged->result;
    if (judged->limit != nullptr) {
      apply_limit(of, *judged, verdict, detail);
    }
  }
  if (!statistic.valid || !is_number) {
    verdict.excuse = excuse_of(of, statistic.flag);
    verdict.result = verdict.excuse.empty() ? "invalid" : "excused";
    detail.judged.share = 0;
    detail.judged.times_over.reset();
  }
  verdict.detail = write_factor(detail);
  return made;
}

void Exceedances::consider(Place const& place, Judged const& changed, Time now) {
  auto const& verdict = changed.verdict;
  auto const length = verdict.period == "day" ? base::day_length : base::hour_length;
  if (verdict.start + length < now - parts_.age_max) {
    return;
  }
  if (verdict.result == "exceeded") {
    verdicts::Alarm alarm;
    alarm.kind = verdicts::AlarmKind::exceedance;
    alarm.point = verdict.point;
    alarm.subject = verdict.subject;
    alarm.began_at = verdict.start;
    alarm.last_at = verdict.start + length;
    alarm.value = verdict.value;
    alarm.limit = verdict.limit;
    alarm.unit = verdict.unit;
    alarm.message = write_exceedance(verdict);
    alarm.frame = changed.frame;
    alarm.verdict = verdict.id;
    parts_.desk.open(std::move(alarm), now);
  } else if (verdict.revision > 1) {
    withdraw_untrue(verdict, now);
  }
  settle(place, verdict, now);
}

// The episode is over after so many periods within the limit, or excused, since the last one beyond it.
void Exceedances::settle(Place const& place, verdicts::Verdict const& changed, Time now) {
  auto const going = parts_.desk.going(verdicts::AlarmKind::exceedance, changed.point, changed.subject);
  if (!going || (!going->period.empty() && going->period != changed.period)) {
    return;
  }
  auto const length = changed.period == "day" ? base::day_length : base::hour_length;
  std::optional<Time> last;
  int within = 0;
  std::string why;
  for (auto const& each : parts_.store.find(changed.point, changed.subject, changed.period, going->began_at, now)) {
    if (each.result == "exceeded") {
      last = each.start;
      within = 0;
    } else if (each.result == "ok" || each.result == "excused") {
      ++within;
      why = each.result == "ok" ? "within the limit again" : "excused: " + each.excuse;
    }
  }
  auto const needed = number_of(parts_.catalog.alarm_rule("exceedance", place.medium), "periods_to_close").value_or(1);
  if (!last) {
    parts_.desk.withdraw(going->id, "late data changed the verdict", now);
  } else if (within >= needed) {
    parts_.desk.end(verdicts::AlarmKind::exceedance, changed.point, changed.subject, *last + length, now, why);
  }
}

// A corrected period: alarms that rested on it alone were never true.
void Exceedances::withdraw_untrue(verdicts::Verdict const& changed, Time now) {
  verdicts::AlarmQuery query;
  query.points = {changed.point};
  query.kind = verdicts::name_of(verdicts::AlarmKind::exceedance);
  query.from = now - parts_.age_max - parts_.age_max;
  query.most = 1000;
  for (auto const& alarm : parts_.store.alarms(query)) {
    bool const rests_on_it = alarm.subject == changed.subject && alarm.state != "withdrawn" && period_of(alarm) == changed.period &&
                             alarm.began_at <= changed.start && changed.start < alarm.last_at;
    if (!rests_on_it) {
      continue;
    }
    auto const all = parts_.store.find(changed.point, changed.subject, changed.period, alarm.began_at, alarm.last_at);
    if (std::none_of(all.begin(), all.end(), [](auto const& each) { return each.result == "exceeded"; })) {
      parts_.desk.withdraw(alarm.id, "late data changed the verdict", now);
    }
  }
}

}  // namespace judge
