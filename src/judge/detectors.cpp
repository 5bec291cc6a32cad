#include "judge/detectors.hpp"

#include <algorithm>
#include <cmath>

#include "judge/details.hpp"

namespace judge {
namespace {

using verdicts::AlarmKind;
constexpr Duration old_rows = std::chrono::hours(72);            // imports and long back-fills wake no detector
constexpr Duration extended_every = std::chrono::minutes(10);    // an open episode is written so often, not with each row
constexpr std::size_t values_before_max = 200;

double median_of(std::vector<double>& values) {
  auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

RunBounds run_bounds(catalog::AlarmRule const* rule, std::string const& count) {
  RunBounds bounds;
  bounds.values_min = static_cast<int>(number_of(rule, count).value_or(0));
  auto const minutes = number_of(rule, "at_least_min").value_or(0) + 60 * number_of(rule, "at_least_h").value_or(0);
  bounds.span_min = Duration(static_cast<std::int64_t>(minutes * 60'000));
  return bounds;
}

bool reached(RunBounds const& bounds, Run const& run, Time at) {
  return bounds.values_min > 0 && run.length >= bounds.values_min && at - run.began_at >= bounds.span_min;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) {
    return {};
  }
  Spread found;
  found.median = median_of(values);
  for (auto& value : values) {
    value = std::fabs(value - found.median);
  }
  found.spread = median_of(values);
  return found;
}

Detectors::Track& Detectors::track(base::SeriesId id, std::shared_ptr<Snapshot const> const& places) {
  auto const at = static_cast<std::size_t>(id.value);
  if (tracks_.size() <= at) {
    tracks_.resize(at + 1);
  }
  if (!tracks_[at]) {
    tracks_[at] = std::make_unique<Track>();
  }
  if (tracks_[at]->places != places) {
    set_up(*tracks_[at], id, places);
  }
  return *tracks_[at];
}

void Detectors::set_up(Track& track, base::SeriesId id, std::shared_ptr<Snapshot const> const& places) {
  bool const is_new = track.places == nullptr;
  track.places = places;
  if (is_new) {
    auto const series = parts_.store.series(id);
    CHECK(series.has_value(), "a row belongs to a series of the store");
    track.key = series->key;
  }
  auto const& key = track.key;
  track.place = places->find(key.point);
  auto const* channel = track.place == nullptr ? nullptr : track.place->channel(key.factor);
  bool const a_period = key.kind == observe::Kind::realtime || key.kind == observe::Kind::minute || key.kind == observe::Kind::hour;
  track.watched = channel != nullptr && channel->required && track.place->now().has_logger && a_period && (key.variant.empty() || key.variant == "Zs");
  if (!track.watched) {
    return;
  }
  track.unit = channel->unit;
  track.quantity = &quantities_[{key.point, key.factor}];
  for (char const letter : track.place->now().valid_flags) {
    track.counts.set(static_cast<unsigned char>(letter));
  }
  set_bounds(track);
  if (is_new) {
    resume(track);
  }
}

// Zeros and jumps are watched where a limit or an index hangs on the factor: rain and pumps may rest and start.
void Detectors::set_bounds(Track& track) {
  auto const& medium = track.place->medium;
  auto const* channel = track.place->channel(track.key.factor);
  track.frozen_bounds = run_bounds(parts_.catalog.alarm_rule("frozen", medium), "same_values");
  bool const weighs = !channel->limit_set.empty() || (track.place->is_air() && !pollutant_of(track.key.factor).empty());
  track.zero_bounds = weighs ? run_bounds(parts_.catalog.alarm_rule("zero", medium), "zeros") : RunBounds{};
  auto const* jump = weighs ? parts_.catalog.alarm_rule("jump", medium) : nullptr;
  track.jump_bounds.times = number_of(jump, "times").value_or(0);
  track.jump_bounds.spread_share_min = number_of(jump, "spread_share_min").value_or(0);
  track.jump_bounds.values_before = std::min(values_before_max, static_cast<std::size_t>(number_of(jump, "values_before").value_or(0)));
}

// After a start: an episode that goes on is taken up with its value, so that the next row can end it.
void Detectors::resume(Track& track) {
  auto const& key = track.key;
  auto const take_up = [&](AlarmKind kind, RunBounds const& bounds) {
    auto const going = parts_.desk.going(kind, key.point, key.factor);
    if (going) {
      track.run = {going->value, bounds.values_min, going->began_at, {}};
    }
    return going.has_value();
  };
  track.frozen = take_up(AlarmKind::frozen, track.frozen_bounds);
  track.zero = take_up(AlarmKind::zero, track.zero_bounds);
  track.jumped = parts_.desk.going(AlarmKind::jump, key.point, key.factor).has_value();
}

void Detectors::take(observe::Row const& row, std::shared_ptr<Snapshot const> const& places, Time now) {
  auto& mine = track(row.series, places);
  if (!mine.watched || row.at <= mine.last_at || row.at < now - old_rows || !std::isfinite(row.value)) {
    return;
  }
  auto& quantity = *mine.quantity;
  quantity.finest = std::min(quantity.finest, mine.key.kind);
  quantity.plain = quantity.plain || mine.key.variant.empty();
  if (mine.key.kind > quantity.finest || (quantity.plain && !mine.key.variant.empty())) {
    return;
  }
  mine.last_at = row.at;
  if (!mine.counts.test(static_cast<unsigned char>(row.flag))) {
    mine.run = {};
    finish(mine, AlarmKind::frozen, row.at, now);
    finish(mine, AlarmKind::zero, row.at, now);
    return;
  }
  follow_run(mine, row, now);
  follow_jump(mine, row, now);
}

void Detectors::follow_run(Track& track, observe::Row const& row, Time now) {
  if (track.run.length > 0 && track.run.value == row.value) {
    ++track.run.length;
  } else {
    track.run = {row.value, 1, row.at, row.frame};
    finish(track, AlarmKind::frozen, row.at, now);
    finish(track, AlarmKind::zero, row.at, now);
  }
  bool const is_zero = row.value == 0;
  auto& flag = is_zero ? track.zero : track.frozen;
  if (!reached(is_zero ? track.zero_bounds : track.frozen_bounds, track.run, row.at)) {
    return;
  }
  if (!flag || row.at - track.extended_at >= extended_every) {
    flag = true;
    track.extended_at = row.at;
    raise(track, is_zero ? AlarmKind::zero : AlarmKind::frozen, row, now);
  }
}

// A step away from the median of the values before, many times their spread. The new level becomes the usual one after
// as many values as are looked back on, and ends the episode.
void Detectors::follow_jump(Track& track, observe::Row const& row, Time now) {
  auto const& bounds = track.jump_bounds;
  if (bounds.times <= 0 || bounds.values_before == 0) {
    return;
  }
  if (track.before.size() < bounds.values_before) {
    track.before.push_back(row.value);
    return;
  }
  auto const usual = spread_of(track.before);
  double const spread = std::max(usual.spread, bounds.spread_share_min * std::fabs(usual.median));
  bool const away = std::fabs(row.value - usual.median) > bounds.times * spread && usual.median != 0;
  if (away && !track.jumped) {
    track.jumped = true;
    raise(track, AlarmKind::jump, row, now);
  } else if (!away) {
    finish(track, AlarmKind::jump, row.at, now);
  }
  track.next_before %= bounds.values_before;
  track.before[track.next_before++] = row.value;
}

void Detectors::raise(Track& track, AlarmKind kind, observe::Row const& row, Time now) {
  verdicts::Alarm alarm;
  alarm.kind = kind;
  alarm.point = track.key.point;
  alarm.subject = track.key.factor;
  alarm.began_at = kind == AlarmKind::jump ? row.at : track.run.began_at;
  alarm.last_at = row.at;
  alarm.value = row.value;
  alarm.unit = base::symbol(track.unit);
  alarm.frame = kind == AlarmKind::jump ? row.frame : track.run.frame;
  std::vector<Word> words{{"factor", track.key.factor, {}}, {"value", {}, row.value}, {"unit", alarm.unit, {}}};
  if (kind == AlarmKind::jump) {
    words.push_back({"median", {}, spread_of(track.before).median});
  } else {
    words.push_back({"count", {}, track.run.length});
  }
  alarm.message = write_message(std::string(verdicts::name_of(kind)), words);
  parts_.desk.open(std::move(alarm), now);
}

void Detectors::finish(Track& track, AlarmKind kind, Time at, Time now) {
  auto& flag = kind == AlarmKind::frozen ? track.frozen : kind == AlarmKind::zero ? track.zero : track.jumped;
  if (flag) {
    flag = false;
    parts_.desk.end(kind, track.key.point, track.key.factor, at, now, "the value moves again");
  }
}

}  // namespace judge
