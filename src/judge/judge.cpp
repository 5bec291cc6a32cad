#include "judge/judge.hpp"

#include "judge/inside.hpp"

namespace judge {
namespace {

// Hours before the newest row of a series that are computed once more after a start: the one that was open, and the one
// that waited for late rows.
constexpr int hours_again = 2;

}  // namespace

Judge::Inside::Inside(Parts parts_given, Options options_given)
    : parts(parts_given),
      options(options_given),
      places(parts.catalog, parts.registry),
      desk(parts.verdicts),
      detectors({parts.catalog, parts.store, desk}),
      latest(parts.store),
      presence({parts.catalog, desk, latest}),
      hours({parts.catalog, parts.store, parts.verdicts, desk, options}) {}

void Judge::Inside::begin(Time now) {
  begun = true;
  auto const snapshot = places.now();
  for (auto const& [id, place] : snapshot->by_id) {
    for (auto const& [key, row] : latest.of(id)) {
      bool const recent = row.at + options.alarm_age_max >= now;
      for (int back = 0; recent && key.kind != observe::Kind::day && back < hours_again; ++back) {
        hours.mark({base::floor_to(row.at, base::hour_length) - back * base::hour_length, key.point, key.factor, key.variant});
      }
    }
  }
}

Judge::Judge(Parts parts, Options options) : inside_(std::make_unique<Inside>(parts, options)) {}
Judge::~Judge() = default;

void Judge::observed(observe::Batch const& batch, observe::Applied const& applied, Time now) {
  auto& in = *inside_;
  auto const places = in.places.now();
  in.latest.take(batch.rows, [&](observe::SeriesKey const& key) { in.presence.heard(key.point, now); });
  for (auto const& row : batch.rows) {
    in.detectors.take(row, places, now);
  }
  for (auto const& touched : applied.touched) {
    in.presence.heard(touched.point, touched.factor, now);
    if (touched.kind != observe::Kind::day) {
      in.hours.mark({touched.hour, touched.point, touched.factor, touched.variant});
    }
  }
  while (in.hours.dirty() > in.options.dirty_hours_max && in.hours.anything_closed(now)) {
    in.hours.step(*places, now);
  }
  in.idle = !in.hours.anything_closed(now);
}

std::vector<verdicts::Alarm> Judge::tick(Time now) {
  auto& in = *inside_;
  if (!in.begun) {
    in.begin(now);
  }
  auto const places = in.places.now();
  in.hours.step(*places, now);
  in.presence.look(*places, now);
  in.idle = !in.hours.anything_closed(now);
  return in.desk.take_news();
}

void Judge::rejudge(PointId point, observe::Range range, Time now) {
  auto& in = *inside_;
  in.latest.forget(point);
  auto const places = in.places.now();
  if (auto const* place = places->find(point)) {
    in.hours.again(*place, range, now);
  }
}

bool Judge::idle() const { return inside_->idle; }

}  // namespace judge
